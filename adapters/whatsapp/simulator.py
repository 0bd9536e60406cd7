"""WhatsApp on a desk: Meta, 360dialog and Twilio with their webhooks, and the customers' phones.

It shares no line with the adapter that talks to it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from flask import Blueprint

from adapters.simulation import (
    Bubble,
    Connection,
    Customer,
    DemoAccount,
    Faults,
    File,
    Place,
    Simulator,
    Writing,
)
from adapters.simulation_script import Script, Sending
from adapters.whatsapp import demo
from adapters.whatsapp.simulated import cloud_api, ids, reports, twilio_api
from adapters.whatsapp.simulated.draft import Draft, Written
from adapters.whatsapp.simulated.events import Event
from adapters.whatsapp.simulated.files import Files
from adapters.whatsapp.simulated.happening import Happening
from adapters.whatsapp.simulated.line import TWILIO, Line, digits, line
from adapters.whatsapp.simulated.phone import Note, Phone
from adapters.whatsapp.simulated.phonebook import Phonebook
from adapters.whatsapp.simulated.reading import Said
from adapters.whatsapp.simulated.reporter import DELIVERY_SECONDS, Reporter
from adapters.whatsapp.simulated.signing import derived
from adapters.whatsapp.simulated.templates import TEMPLATES
from adapters.whatsapp.simulated.writing import OFFERS, compose

_COUNTED: Final = (
    *("accepted", "refused", "failed", "typing", "uploads", "downloads"),
    *("webhooks_sent", "webhooks_refused", "webhooks_lost"),
)
# The real ones try for days; a person at a desk waits less.
_WAITS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, *(5.0,) * 15)
_WINDOW_SECONDS: Final = 24 * 3600
_WINDOW_CLOSED: Final = {TWILIO: 63016}


class WhatsAppSimulator(Simulator):
    kind: ClassVar[str] = "whatsapp"
    offers: ClassVar[Mapping[str, Sequence[str]]] = OFFERS

    def __init__(
        self,
        place: Place,
        *,
        waits: Sequence[float] = _WAITS,
        delivery_seconds: float = DELIVERY_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(place)
        self.url = f"{place.url}/whatsapp"
        self._clock = clock
        self._lock = threading.RLock()
        self._counts: Counter[str] = Counter()
        self._script = Script()
        self.files = Files(derived(place.seed, "file addresses"), clock)
        self._reporter = Reporter(self._script, self._line, self.count, waits, clock)
        self._reporter.delivery_seconds = delivery_seconds
        self._phones = Phonebook(place.seed)
        self._wrote: dict[str, Phone] = {}  # message id -> whose it is
        self._template_status: dict[str, str] = {}  # by name, as told since the start
        for person in demo.PEOPLE:
            self._phones.add(person.number, person.name, person.username)
        own = line(demo.account(place).settings, None)
        self._lines = {own.key: own}
        self._current = own.key

    # ----- the words of every simulator

    def demo_account(self) -> DemoAccount:
        return demo.account(self.place)

    def story(self) -> Sequence[tuple[str, Writing]]:
        return demo.story()

    def customers(self) -> Sequence[Customer]:
        with self._lock:
            return [Customer(phone.number, phone.name) for phone in self._phones]

    def connect(self, connection: Connection) -> None:
        """Customers write to the line that they dealt with last, else to the newest one."""
        connected = line(connection.settings, connection.callback)
        with self._lock:
            self._lines[connected.key] = connected
            self._current = connected.key
            for phone in self._phones:
                phone.line = ""

    def write(self, customer: str, writing: Writing) -> str:
        """`fields` for every kind: minutes_ago, forwarded, referral, group_id, name (of a new
        customer), to (which of the shop's numbers). ValueError says what is wrong."""
        with self._lock:
            phone = self._phone(customer, writing)
            to = self._line_for(phone, writing)
            if writing.kind in _MOVES:
                return _MOVES[writing.kind](self, phone, to, writing)
            message_id = ids.sid("SM") if to.provider == TWILIO else ids.wamid()
            target = phone.chat.get(str(writing.fields.get("target") or writing.reply_to or ""))
            written = compose(Draft(writing, phone, target, self.files.keep))
            if writing.kind == "template-news":
                told = written.content
                self._template_status[told["message_template_name"]] = told["event"]
            event, happened = self._happened(phone, to, message_id, written, writing)
            self._shown(phone, to, happened, written, mine=not writing.kind.startswith("echo"))
        self._reporter.post(event, phone)
        return message_id

    def bubbles(self, customer: str) -> Sequence[Bubble]:
        with self._lock:
            phone = self._phones.find(customer)
            return [note.bubble() for note in phone.chat.values()] if phone else []

    def look(self, customer: str) -> None:
        with self._lock:
            phone = self._phones.find(customer)
            seen = phone.opened() if phone else []
        if phone and not self._script.silent:
            for note in seen:
                self._reporter.report(phone, note, "read")

    def script(self, faults: Faults) -> None:
        self._script.replace(faults)

    def counts(self) -> Mapping[str, int]:
        with self._lock:
            return {**dict.fromkeys(_COUNTED, 0), **self._counts}

    def reset(self) -> None:
        self.script(Faults())
        self._reporter.forget()
        self.files.clear()
        with self._lock:
            self._counts.clear()
            self._template_status.clear()
            self._wrote.clear()
            for phone in self._phones:
                phone.clear()

    def routes(self) -> Blueprint:
        both = Blueprint("whatsapp", __name__)
        both.register_blueprint(cloud_api.blueprint(self))
        both.register_blueprint(twilio_api.blueprint(self))
        return both

    def start(self) -> None:
        self._reporter.start()

    def stop(self) -> None:
        self._reporter.stop()

    # ----- the provider's side (`simulated.provider.Provider`)

    def lines(self, provider: str) -> list[Line]:
        with self._lock:
            return [one for one in self._lines.values() if one.provider == provider]

    def addressed(self, address: str) -> Phone:
        with self._lock:
            return self._phones.addressed(address)

    def next_sending(self) -> Sending:
        return self._script.next_sending()

    def take(self, line: Line, to: Phone, said: Said, *, opaque: str, failure: int = 0) -> str:
        message_id = ids.sid("SM") if line.provider == TWILIO else ids.wamid()
        now = self._clock()
        note = Note(message_id, mine=False, text=said.text, at=now, kind=said.kind)
        note.files, note.details = said.files, said.details
        note.line, note.opaque = line.key, opaque
        self.count("accepted")
        with self._lock:
            failure = failure or self._window_failure(line, to, said, now)
            if said.reaction:
                self._reacted(to, *said.reaction)
            elif not failure:
                to.show(note)
        self._reporter.statuses(to, note, failure, reaction=said.reaction is not None)
        return message_id

    def mark_seen(self, line: Line, message_id: str) -> bool:
        del line
        with self._lock:
            phone = self._wrote.get(message_id)
            if phone:
                phone.seen_by_shop(message_id)
            return phone is not None

    def templates(self) -> Sequence[Mapping[str, Any]]:
        return [{**one, **self._statuses_of(one["name"])} for one in TEMPLATES]

    def _statuses_of(self, name: str) -> Mapping[str, str]:
        return {"status": self._template_status[name]} if name in self._template_status else {}

    def keep(self, file: File) -> str:
        self.count("uploads")
        return self.files.keep(file)

    def count(self, what: str) -> None:
        with self._lock:
            self._counts[what] += 1

    def _line(self, key: str) -> Line | None:
        with self._lock:
            return self._lines.get(key)

    # ----- what customers write

    def _phone(self, customer: str, writing: Writing) -> Phone:
        """An unknown number becomes a customer."""
        name, username = (str(writing.fields.get(one) or "") for one in ("name", "username"))
        return self._phones.find(customer) or self._phones.add(customer, name, username)

    def _line_for(self, phone: Phone, writing: Writing) -> Line:
        wanted = digits(str(writing.fields.get("to") or ""))
        if wanted:
            found = [one for one in self._lines.values() if one.number == wanted]
            if not found:
                raise ValueError(f"the shop has no number {wanted}")
            return found[-1]
        return self._lines[phone.line if phone.line in self._lines else self._current]

    def _happened(
        self, phone: Phone, to: Line, message_id: str, written: Written, writing: Writing
    ) -> tuple[Event, Happening]:
        at = self._clock() - 60 * float(writing.fields.get("minutes_ago") or 0)
        about = written.shown and written.place == ("messages", "messages")
        quotes = writing.reply_to if about else None
        happening = Happening(to, phone, written, message_id, at, quotes, writing.fields)
        return reports.report(happening, self._twilio_address(to)), happening

    def _twilio_address(self, to: Line) -> Callable[[str, str], str]:
        account = f"{self.url}/2010-04-01/Accounts/{to.setting('account_sid')}"
        return lambda message_id, media_id: f"{account}/Messages/{message_id}/Media/{media_id}"

    def _shown(
        self, phone: Phone, to: Line, happened: Happening, written: Written, *, mine: bool
    ) -> None:
        self._wrote[happened.id] = phone
        if mine:
            phone.wrote_at[to.key] = max(phone.wrote_at.get(to.key, 0.0), happened.at)
        if not written.shown:
            return
        details: dict[str, Any] = dict(written.details)
        if happened.quotes:
            details["quotes"] = happened.quotes
        kind = str(written.content.get("type") or written.place[1])
        note = Note(happened.id, mine, written.text, happened.at, kind, "sent" if mine else None)
        note.files, note.details, note.line = written.files, details, to.key
        phone.show(note)

    def _change_number(self, phone: Phone, to: Line, writing: Writing) -> str:
        number = str(writing.fields.get("number", ""))
        before, message_id = self._phones.renumber(phone, number), ids.wamid()
        event = reports.number_change(to, before, phone, message_id, self._clock())
        self._reporter.post(event, phone)
        return message_id

    def _change_user_id(self, phone: Phone, to: Line, writing: Writing) -> str:
        del writing
        before, message_id = self._phones.renew(phone), ids.wamid()
        self._reporter.post(
            reports.user_id_change(to, before, phone, message_id, self._clock()), phone
        )
        return message_id

    # ----- what the shop writes

    def _window_failure(self, line: Line, to: Phone, said: Said, now: float) -> int:
        """Only for a customer whose last message is known to be old: after a start of the phones
        nobody remembers when the others wrote."""
        wrote_at = to.wrote_at.get(line.key)
        if said.kind == "template" or wrote_at is None or now - wrote_at <= _WINDOW_SECONDS:
            return 0
        return _WINDOW_CLOSED.get(line.provider, 131047)

    def _reacted(self, to: Phone, message_id: str, emoji: str) -> None:
        if message_id in to.chat:
            to.chat[message_id].details["reaction"] = emoji


_Move = Callable[[WhatsAppSimulator, Phone, Line, Writing], str]
_MOVES: Final[Mapping[str, _Move]] = {
    "new-number": WhatsAppSimulator._change_number,  # noqa: SLF001 - its own table
    "new-user-id": WhatsAppSimulator._change_user_id,  # noqa: SLF001
}
