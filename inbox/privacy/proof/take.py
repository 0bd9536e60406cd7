"""Take a proof away: what was taken, by whom and when stands in the audit."""

from __future__ import annotations

from inbox import audit
from inbox.audit import Deed
from inbox.privacy.proof.gather import Proof, gather
from inbox.world import World


def take(world: World, customer_id: str, *, by: str | None) -> Proof:
    """`by` is an agent's id; None: the command line. Raises `NoSuchCustomer`."""
    now = world.clock()
    with world.database.reading() as session:
        proof = gather(session, customer_id, now=now)
    with world.database.transaction() as session:
        audit.note(session, Deed.PROOF_TAKEN, by=by, about=proof.customer_id, now=now)
    return proof
