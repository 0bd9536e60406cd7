"""What the administrator enters for a mailbox."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.email.addresses import canonical, deliverable

TLS, STARTTLS, NONE = "tls", "starttls", "none"
LEAVE, MARK_READ, MOVE = "leave", "mark-read", "move"
PASSWORD, MICROSOFT, GOOGLE = "password", "microsoft", "google"

MAX_IMPORT_DAYS: Final = 365

_SECURITIES: Final = (TLS, STARTTLS, NONE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
# Who writes Authentication-Results in the mailboxes of these two ("-": without naming itself).
_AUTHSERV_IDS: Final = {MICROSOFT: "-", GOOGLE: "mx.google.com"}


def _text(label: str, text: str, default: str = "", *, de: tuple[str, str], **more: Any) -> Any:
    metadata = {"placeholder": "", "choices": (), "secret": False, **_told(label, text, de), **more}
    return field(default=default, repr=not metadata["secret"], metadata=metadata)


def _number(label: str, text: str, default: int, *, de: tuple[str, str]) -> Any:
    return field(default=default, metadata={"secret": False, **_told(label, text, de)})


def _switch(label: str, text: str, *, default: bool, de: tuple[str, str]) -> Any:
    return field(default=default, metadata={"secret": False, **_told(label, text, de)})


def _told(label: str, text: str, de: tuple[str, str]) -> dict[str, Any]:
    return {"label": label, "help": text, "de": {"label": de[0], "help": de[1]}}


@dataclass(frozen=True, slots=True)
class Settings:
    """One mailbox. Raises ValueError with one sentence that says what to fix."""

    address: str = _text(
        "Address",
        "The mail address that customers write to and that answers come from.",
        placeholder="service@example.com",
        de=(
            "Adresse",
            "Die Mailadresse, an die Kundinnen und Kunden schreiben und von der Antworten kommen.",
        ),
    )
    display_name: str = _text(
        "Name of the sender",
        "What customers see in front of the address, usually the name of the shop.",
        de=("Name des Absenders", "Was vor der Adresse steht, meist der Name des Shops."),
    )
    aliases: str = _text(
        "Further addresses",
        "Other addresses whose mail arrives in this mailbox, separated by commas.",
        de=(
            "Weitere Adressen",
            "Andere Adressen, deren Mail in diesem Postfach ankommt, durch Kommas getrennt.",
        ),
    )
    language: str = _text(
        "Language of the frame",
        "In which the line above quoted mail is written.",
        "de",
        choices=("de", "en"),
        de=("Sprache des Rahmens", "In welcher Sprache die Zeile über zitierter Mail steht."),
    )
    imap_host: str = _text(
        "IMAP server",
        "Where mail is fetched.",
        placeholder="imap.example.com",
        de=("IMAP-Server", "Wo Mail abgeholt wird."),
    )
    imap_port: int = _number(
        "IMAP port",
        "993 with TLS, usually 143 otherwise.",
        993,
        de=("IMAP-Port", "993 mit TLS, sonst meist 143."),
    )
    imap_security: str = _text(
        "IMAP security",
        "How the connection is encrypted; none only on this machine.",
        TLS,
        choices=_SECURITIES,
        de=(
            "IMAP-Verschlüsselung",
            "Wie die Verbindung gesichert ist; none nur auf diesem Rechner.",
        ),
    )
    imap_user: str = _text(
        "IMAP user",
        "Left empty: the address.",
        de=("IMAP-Benutzer", "Leer: die Adresse."),
    )
    imap_password: str = _text(
        "IMAP password",
        "Only for signing in with a password; with two factors an app password.",
        secret=True,
        de=("IMAP-Passwort", "Nur zum Anmelden mit Passwort; bei zwei Faktoren ein App-Passwort."),
        when=("sign_in", (PASSWORD,)),
    )
    folder: str = _text(
        "Folder",
        "Whose mail becomes conversations.",
        "INBOX",
        de=("Ordner", "Dessen Mail zu Gesprächen wird."),
    )
    after_fetch: str = _text(
        "After fetching",
        "What happens to a mail in the mailbox once it is safe here.",
        LEAVE,
        choices=(LEAVE, MARK_READ, MOVE),
        de=(
            "Nach dem Abholen",
            "Was im Postfach mit einer Mail geschieht, die hier sicher angekommen ist.",
        ),
    )
    move_to: str = _text(
        "Move to",
        "The folder for fetched mail, if it is to be moved.",
        de=("Verschieben nach", "Der Ordner für abgeholte Mail, falls sie verschoben wird."),
        when=("after_fetch", (MOVE,)),
    )
    import_days: int = _number(
        "Days to import",
        "How far back mail is taken over on the first connection; 0 starts from now. Imported "
        "mail is never answered automatically.",
        0,
        de=(
            "Tage zurück",
            (
                "Wie weit zurück Mail beim ersten Verbinden übernommen wird; 0 beginnt jetzt. "
                "Übernommenes wird nie automatisch beantwortet."
            ),
        ),
    )
    smtp_host: str = _text(
        "SMTP server",
        "Where mail is sent.",
        placeholder="smtp.example.com",
        de=("SMTP-Server", "Wohin Mail verschickt wird."),
    )
    smtp_port: int = _number(
        "SMTP port",
        "587 with STARTTLS, 465 with TLS.",
        587,
        de=("SMTP-Port", "587 mit STARTTLS, 465 mit TLS."),
    )
    smtp_security: str = _text(
        "SMTP security",
        "How the connection is encrypted; none only on this machine.",
        STARTTLS,
        choices=_SECURITIES,
        de=(
            "SMTP-Verschlüsselung",
            "Wie die Verbindung gesichert ist; none nur auf diesem Rechner.",
        ),
    )
    smtp_user: str = _text(
        "SMTP user",
        "Left empty: as for IMAP.",
        de=("SMTP-Benutzer", "Leer: wie bei IMAP."),
    )
    smtp_password: str = _text(
        "SMTP password",
        "Left empty: as for IMAP.",
        secret=True,
        de=("SMTP-Passwort", "Leer: wie bei IMAP."),
        when=("sign_in", (PASSWORD,)),
    )
    sign_in: str = _text(
        "Sign in with",
        "A password, or an authorisation at Microsoft 365 or Google.",
        PASSWORD,
        choices=(PASSWORD, MICROSOFT, GOOGLE),
        de=("Anmelden mit", "Einem Passwort oder einer Freigabe bei Microsoft 365 oder Google."),
    )
    client_id: str = _text(
        "Client ID",
        "Of the app registered at Microsoft or Google.",
        de=("Client-ID", "Der App, die bei Microsoft oder Google registriert ist."),
        when=("sign_in", (MICROSOFT, GOOGLE)),
    )
    client_secret: str = _text(
        "Client secret",
        "Of the same app.",
        secret=True,
        de=("Client-Geheimnis", "Derselben App."),
        when=("sign_in", (MICROSOFT, GOOGLE)),
    )
    tenant: str = _text(
        "Microsoft tenant",
        "The directory (tenant) ID of your organisation.",
        "organizations",
        de=("Microsoft-Mandant", "Die Verzeichnis-ID (tenant) der Organisation."),
        when=("sign_in", (MICROSOFT,)),
    )
    authorise_url: str = _text(
        "Authorisation address",
        "Left empty: the provider's own.",
        de=("Adresse der Freigabe", "Leer: die des Anbieters."),
        when=("sign_in", (MICROSOFT, GOOGLE)),
    )
    token_url: str = _text(
        "Token address",
        "Left empty: the provider's own.",
        de=("Token-Adresse", "Leer: die des Anbieters."),
        when=("sign_in", (MICROSOFT, GOOGLE)),
    )
    authserv_id: str = _text(
        "Name of the receiving server",
        "As it stands first in the Authentication-Results header of received mail. Without it no "
        "sender counts as verified.",
        placeholder="mx.example.com",
        de=(
            "Name des empfangenden Servers",
            (
                "Wie er im Kopf Authentication-Results empfangener Mail zuerst steht. Ohne ihn "
                "gilt kein Absender als geprüft."
            ),
        ),
    )
    plus_addressing: bool = _switch(
        "Reply addresses with +",
        "Answers ask for replies to service+...@ so that they find their conversation. Only if "
        "your server delivers such addresses.",
        default=False,
        de=(
            "Antwortadressen mit +",
            (
                "Antworten bitten um Rückmeldung an service+...@, damit sie ihr Gespräch finden. "
                "Nur wenn der Server solche Adressen zustellt."
            ),
        ),
    )

    def __post_init__(self) -> None:
        for check in (_addresses, _servers, _mailbox, _signing_in):
            problem = check(self)
            if problem:
                raise ValueError(problem)

    @property
    def own(self) -> str:
        return canonical(self.address)

    @property
    def own_aliases(self) -> frozenset[str]:
        return frozenset(canonical(a) for a in re.split(r"[\s,;]+", self.aliases) if "@" in a)

    @property
    def trusted_server(self) -> str:
        return self.authserv_id.strip() or _AUTHSERV_IDS.get(self.sign_in, "")


def _addresses(settings: Settings) -> str | None:
    if not deliverable(settings.address):
        return "Enter the whole mail address, e.g. service@example.com."
    if not settings.address.rpartition("@")[0].isascii():
        return "The part of the address in front of the @ must be plain letters."
    if _CONTROL.search(settings.display_name) or len(settings.display_name) > 100:
        return "The name of the sender is one line of at most 100 characters."
    wrong = next((a for a in settings.own_aliases if not deliverable(a)), None)
    return "Enter the further addresses separated by commas." if wrong else None


def _servers(settings: Settings) -> str | None:
    for name, host, port, security in (
        ("IMAP", settings.imap_host, settings.imap_port, settings.imap_security),
        ("SMTP", settings.smtp_host, settings.smtp_port, settings.smtp_security),
    ):
        if not host or re.search(r"[\s/@]", host):
            return f"Enter the name of the {name} server, without https://."
        if not 1 <= port <= 65535:
            return f"The {name} port is a number from 1 to 65535."
        if security not in _SECURITIES:
            return f"The {name} security is one of {', '.join(_SECURITIES)}."
        if security == NONE and not _is_this_machine(host):
            return f"An unencrypted {name} connection is allowed to this machine only."
    return None


def _mailbox(settings: Settings) -> str | None:
    if not settings.folder.strip():
        return "Enter the folder whose mail is fetched, usually INBOX."
    if settings.after_fetch not in {LEAVE, MARK_READ, MOVE}:
        return f"After fetching is one of {LEAVE}, {MARK_READ}, {MOVE}."
    if settings.after_fetch == MOVE and settings.move_to.strip() in {"", settings.folder.strip()}:
        return "Enter another folder to which fetched mail is moved."
    if not 0 <= settings.import_days <= MAX_IMPORT_DAYS:
        return f"The days to import are a number from 0 to {MAX_IMPORT_DAYS}."
    return None


def _signing_in(settings: Settings) -> str | None:
    if settings.sign_in == PASSWORD:
        return None if settings.imap_password else "Enter the password of the mailbox."
    if settings.sign_in not in {MICROSOFT, GOOGLE}:
        return f"Sign in with is one of {PASSWORD}, {MICROSOFT}, {GOOGLE}."
    if not settings.client_id:
        return "Enter the client ID of the app that you registered."
    if not re.fullmatch(r"[A-Za-z0-9.-]{1,100}", settings.tenant):
        return "The tenant is the directory ID of your organisation, or `organizations`."
    if not all(map(_is_safe_url, filter(None, (settings.authorise_url, settings.token_url)))):
        return "The addresses for signing in begin with https://."
    return None


def _is_safe_url(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
