"""What a customer ordered, as the shop tells it: shown beside the thread, sealed like words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import sealing
from inbox.changes import journal
from inbox.conversations.customer import Customer
from inbox.conversations.shop_ids import Taken
from inbox.db import Base, new_id, rows_touched

# Beyond the newest ones the shop's own pages are the better place.
KEPT: Final = 50


class ShopOrder(Base):
    """`order_key` is the keyed hash of system, shop and the order's id there."""

    __tablename__ = "shop_order"
    __table_args__ = (Index("ix_shop_order_of_customer", "customer_id", "placed_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"))
    order_key: Mapped[str] = mapped_column(unique=True)
    placed_at: Mapped[datetime]
    told_at: Mapped[datetime]  # when the shop last said something about it
    sealed: Mapped[bytes]  # `Order`


@dataclass(frozen=True, slots=True)
class Order:
    """`id` is the shop's own, `number` what people call it. `total` has its currency with it;
    `address` is the order's page in the shop, `tracking` the parcel's page."""

    system: str
    shop: str
    id: str
    number: str
    state: str
    total: str | None = None
    address: str | None = None
    tracking: str | None = None
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with when it was placed."""

    order: Order
    at: datetime


def tell(
    session: Session, customer: Customer, order: Order, *, placed_at: datetime, now: datetime
) -> ShopOrder:
    """What the shop says now replaces what it said. Raises `Taken`: it is another customer's."""
    key = _key(session, order.system, order.shop, order.id)
    query = select(ShopOrder).where(ShopOrder.order_key == key).with_for_update()
    row = session.scalars(query).one_or_none()
    if row is not None and row.customer_id != customer.id:
        raise Taken(row.customer_id)
    row = row or ShopOrder(id=new_id(), customer_id=customer.id, order_key=key)
    row.placed_at, row.told_at = placed_at, now
    row.sealed = sealing.seal_json(
        session, customer.id, asdict(order), place=f"shop_order:{row.id}", now=now
    )
    session.add(row)
    session.flush()
    _drop_the_oldest(session, customer)
    journal.customer_updated(session, customer.id, now=now)
    return row


def withdraw(
    session: Session, customer: Customer, *, system: str, shop: str, order_id: str, now: datetime
) -> bool:
    """The shop says no more about it; False if there was nothing."""
    gone = delete(ShopOrder).where(
        ShopOrder.order_key == _key(session, system, shop, order_id),
        ShopOrder.customer_id == customer.id,
    )
    if not rows_touched(session, gone):
        return False
    journal.customer_updated(session, customer.id, now=now)
    return True


def hand_back(
    session: Session, order_ids: Collection[str], owner_id: str, customer_id: str, *, now: datetime
) -> None:
    """From one customer to the other whose orders they are, under the other's key: what the shop
    has told again meanwhile was sealed under the first one's, and must not go with them."""
    theirs = ShopOrder.id.in_(order_ids), ShopOrder.customer_id == owner_id
    rows = session.scalars(select(ShopOrder).where(*theirs)).all()
    sealing.warm(session, [row.sealed for row in rows])
    for row in rows:
        place = f"shop_order:{row.id}"
        values = sealing.unseal_json(session, row.sealed, place=place)
        row.customer_id = customer_id
        row.sealed = sealing.seal_json(session, customer_id, values, place=place, now=now)


def orders_of(session: Session, customer_id: str, *, limit: int = KEPT) -> list[Placed]:
    """The newest first."""
    rows = _newest(session, customer_id, limit)
    sealing.warm(session, [row.sealed for row in rows])
    return [Placed(_order(session, row), row.placed_at) for row in rows]


def _newest(session: Session, customer_id: str, limit: int) -> Sequence[ShopOrder]:
    return session.scalars(
        select(ShopOrder)
        .where(ShopOrder.customer_id == customer_id)
        .order_by(ShopOrder.placed_at.desc(), ShopOrder.id.desc())
        .limit(limit)
    ).all()


def _order(session: Session, row: ShopOrder) -> Order:
    values = sealing.unseal_json(session, row.sealed, place=f"shop_order:{row.id}")
    return Order(**{**values, "items": tuple(values["items"])})


def _drop_the_oldest(session: Session, customer: Customer) -> None:
    kept: Iterable[str] = [row.id for row in _newest(session, customer.id, KEPT)]
    session.execute(
        delete(ShopOrder).where(ShopOrder.customer_id == customer.id, ShopOrder.id.not_in(kept))
    )


def _key(session: Session, system: str, shop: str, order_id: str) -> str:
    return sealing.fingerprint(session, f"order:{system}:{shop}", order_id)
