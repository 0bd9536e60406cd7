"""Enter what a customer agreed to or withdrew in the shop, with its evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.customers.resource import Consent
from inbox.api.once import Done, deed
from inbox.api.operation import Operations
from inbox.api.problem import not_found, wrong_parameter
from inbox.api.resource import ID, Body, Moment
from inbox.consent.declared import Declaration, Declared, NoEvidence, declare
from inbox.consent.purpose import Purpose, Standing
from inbox.consent.wordings import keep_wording
from inbox.conversations import history
from inbox.conversations.customer import Identity
from inbox.conversations.wording import clean, clean_text
from inbox.people.token import Scope
from inbox.world import World

_MOST_EVIDENCE: Final = 20
Line = Annotated[str, Field(min_length=1, max_length=200)]
EvidenceName = Annotated[str, Field(min_length=1, max_length=60)]
EvidenceValue = Annotated[str, Field(max_length=2000)]


class ConsentPurpose(StrEnum):
    """What can be agreed or objected to."""

    MARKETING = Purpose.MARKETING.value
    AUTOMATION = Purpose.AUTOMATION.value
    CHANNEL = Purpose.CHANNEL.value


class ShownWording(Body):
    """The text at the box that was ticked, word for word."""

    name: Line = Field(description="Which text it was, e.g. checkout-newsletter.")
    version: Line = Field(description="Yours; another text is another version.")
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")]
    text: str = Field(min_length=1, max_length=20_000)


class NewConsent(Body):
    identity_id: str = Field(
        pattern=ID, description="Consents belong to one identity: a mail address, a number."
    )
    purpose: ConsentPurpose
    declared: Declared
    at: Moment = Field(description="When the customer said so.")
    confirmed_at: Moment | None = Field(
        None, description="When they confirmed it (double opt-in); needed to grant marketing."
    )
    wording: ShownWording | None = Field(None, description="Needed for whatever is granted.")
    evidence: dict[EvidenceName, EvidenceValue] = Field(
        {},
        max_length=_MOST_EVIDENCE,
        description="What proves it, e.g. form, order, address of the request. Kept sealed.",
    )


_GIVEN: Final = {
    "identity_id": "019a5c0e8a787d4c9b3a291807f6e5d4",
    "purpose": "marketing",
    "declared": "granted",
    "at": "2026-11-20T09:10:00Z",
    "confirmed_at": "2026-11-20T09:15:00Z",
    "wording": {
        "name": "checkout-newsletter",
        "version": "3",
        "language": "de",
        "text": "Ja, ich möchte per E-Mail über Neues informiert werden. Abbestellen geht immer.",
    },
    "evidence": {"form": "https://shop.example/checkout", "ip": "203.0.113.7"},
}
_EXAMPLE: Final = {
    "identity_id": "019a5c0e8a787d4c9b3a291807f6e5d4",
    "purpose": "marketing",
    "standing": "granted",
    "since": "2026-11-20T09:15:00Z",
}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.write(
        "POST",
        "/customers/<customer_id>/consents",
        tag="Consents",
        scope=Scope.CONSENTS_WRITE,
        takes=NewConsent,
        given=_GIVEN,
        shows=Consent,
        example=_EXAMPLE,
    )
    def enter_consent(session: Session, customer_id: str, body: NewConsent) -> Done:
        """Enter a consent or an objection from the shop.

        The answer says where the purpose stands now: who withdrew later stays withdrawn. Nothing
        that was entered can be changed or deleted.
        """
        found = history.customer(session, customer_id)
        if found is None:
            raise not_found()
        identity = session.get(Identity, body.identity_id, with_for_update=True)
        if identity is None or identity.customer_id != found.id:
            raise wrong_parameter("identity_id", "This customer has no such identity.")
        said = _declaration(session, world, body)
        try:
            state = declare(session, identity, said, now=world.clock())
        except NoEvidence as error:
            raise wrong_parameter(None, str(error)) from None
        standing = Standing(state.standing) if state else Standing.UNKNOWN
        since = state.since if state else body.at
        shown = Consent(
            identity_id=identity.id, purpose=said.purpose, standing=standing, since=since
        )
        return Done(found.id, shown)


def _declaration(session: Session, world: World, body: NewConsent) -> Declaration:
    wording_id = None
    if body.wording is not None:
        kept = keep_wording(
            session,
            name=f"crm:{clean(body.wording.name)}",
            language=body.wording.language,
            version=clean(body.wording.version),
            text=clean_text(body.wording.text),
            now=world.clock(),
        )
        wording_id = kept.id
    return Declaration(
        purpose=Purpose(body.purpose),
        declared=body.declared,
        at=body.at,
        deed=deed(),
        actor="shop",
        confirmed_at=body.confirmed_at,
        wording_id=wording_id,
        evidence={clean(name): clean_text(value) for name, value in body.evidence.items()},
    )
