"""What the administrator enters for a WhatsApp number, and what each provider needs of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final
from urllib.parse import urlsplit

META: Final = "meta"
DIALOG360: Final = "360dialog"
TWILIO: Final = "twilio"

# A version that Graph has removed answers with errors, one left out is the oldest [META].
API_VERSION: Final = "v26.0"

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    META: ("phone_number_id", "waba_id", "access_token", "app_secret", "verify_token"),
    DIALOG360: ("phone_number", "api_key", "webhook_secret"),
    TWILIO: ("phone_number", "account_sid", "auth_token"),
}
_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "phone_number": (r"[1-9]\d{5,14}", "the number with its country code, e.g. +49 30 23125111"),
    "phone_number_id": (r"\d{5,25}", "the digits that Meta shows under the number"),
    "waba_id": (r"\d{5,25}", "the digits that Meta shows as WhatsApp Business Account ID"),
    "api_version": (r"v\d{1,3}\.\d", f"a version of Meta's API like {API_VERSION}"),
    "account_sid": (r"AC[0-9a-fA-F]{32}", "the 34 characters that begin with AC"),
    "api_key_sid": (r"SK[0-9a-fA-F]{32}", "the 34 characters that begin with SK, or nothing"),
}
_LEAST_SECRET: Final = 12  # characters; the secret is all that proves 360dialog's requests


def _entry(
    label: str,
    text: str,
    *,
    de: tuple[str, str],
    default: str = "",
    secret: bool = False,
    choices: tuple[str, ...] = (),
    placeholder: str = "",
    when: tuple[str, tuple[str, ...]] | None = None,
    ours: bool = False,
) -> Any:
    return field(
        default=default,
        repr=not secret,
        metadata={
            "label": label,
            "help": text,
            "de": {"label": de[0], "help": de[1]},
            "secret": secret,
            "choices": choices,
            "placeholder": placeholder,
            "when": when,
            "ours": ours,
        },
    )


def _switch(label: str, text: str, *, de: tuple[str, str]) -> Any:
    return field(default=False, metadata=_entry(label, text, de=de).metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """One number at one provider. Raises ValueError with one sentence that says what to fix."""

    provider: str = _entry(
        "Provider",
        "Who connects the number: Meta itself, 360dialog or Twilio.",
        default=META,
        choices=(META, DIALOG360, TWILIO),
        de=("Anbieter", "Wer die Nummer anbindet: Meta selbst, 360dialog oder Twilio."),
    )
    phone_number: str = _entry(
        "Phone number",
        "Your WhatsApp number with its country code.",
        placeholder="+49 30 23125111",
        de=("Telefonnummer", "Die WhatsApp-Nummer mit Landesvorwahl."),
    )
    phone_number_id: str = _entry(
        "Phone number ID (Meta)",
        "In the app's dashboard under WhatsApp, API Setup. For 360dialog only if several numbers "
        "share one webhook.",
        placeholder="106540352242922",
        de=(
            "ID der Telefonnummer (Meta)",
            (
                "Im Dashboard der App unter WhatsApp, API-Einrichtung. Bei 360dialog nur, wenn "
                "sich mehrere Nummern einen Webhook teilen."
            ),
        ),
        when=("provider", (META, DIALOG360)),
    )
    waba_id: str = _entry(
        "WhatsApp Business Account ID (Meta)",
        "In the app's dashboard under WhatsApp, API Setup; templates belong to it.",
        placeholder="102290129340398",
        de=(
            "ID des WhatsApp-Business-Kontos (Meta)",
            "Im Dashboard der App unter WhatsApp, API-Einrichtung; Vorlagen gehören zu ihm.",
        ),
        when=("provider", (META,)),
    )
    access_token: str = _entry(
        "Access token (Meta)",
        "The token of a system user with whatsapp_business_messaging and "
        "whatsapp_business_management, set to never expire.",
        secret=True,
        de=(
            "Zugriffstoken (Meta)",
            (
                "Das Token eines Systemnutzers mit whatsapp_business_messaging und "
                "whatsapp_business_management, das nie abläuft."
            ),
        ),
        when=("provider", (META,)),
    )
    app_secret: str = _entry(
        "App secret (Meta)",
        "In the app's dashboard under App settings, Basic. It proves that requests are Meta's.",
        secret=True,
        de=(
            "App-Geheimnis (Meta)",
            (
                "Im Dashboard der App unter App-Einstellungen, Allgemeines. Es beweist, dass "
                "Anfragen von Meta kommen."
            ),
        ),
        when=("provider", (META,)),
    )
    second_app_secret: str = _entry(
        "Second app secret (Meta)",
        "While you exchange the app secret, enter the other one here: both are accepted.",
        secret=True,
        de=(
            "Zweites App-Geheimnis (Meta)",
            "Während das Geheimnis getauscht wird, steht hier das andere: Beide gelten.",
        ),
        when=("provider", (META,)),
    )
    verify_token: str = _entry(
        "Verify token (Meta)",
        "A long random word of your own; enter the same one beside the callback URL at Meta.",
        secret=True,
        de=(
            "Verify-Token (Meta)",
            "Ein langes Zufallswort; dasselbe bei Meta neben der Callback-URL eintragen.",
        ),
        when=("provider", (META,)),
        ours=True,
    )
    api_version: str = _entry(
        "API version (Meta)",
        "The version of Meta's API that Kontor was made for.",
        default=API_VERSION,
        placeholder=API_VERSION,
        de=("API-Version (Meta)", "Die Version von Metas API, für die Kontor gemacht ist."),
        when=("provider", (META,)),
    )
    api_key: str = _entry(
        "API key (360dialog)",
        "The number's key from the 360dialog Hub.",
        secret=True,
        de=("API-Schlüssel (360dialog)", "Der Schlüssel der Nummer aus dem 360dialog Hub."),
        when=("provider", (DIALOG360,)),
    )
    webhook_secret: str = _entry(
        "Webhook secret (360dialog)",
        "A long random word of your own; 360dialog sends it in the header X-Inbox-Token, see the "
        "guide for how to set it there.",
        secret=True,
        de=(
            "Webhook-Geheimnis (360dialog)",
            (
                "Ein langes Zufallswort; 360dialog schickt es im Kopf X-Inbox-Token mit. Wie man "
                "es dort einträgt, steht in der Anleitung."
            ),
        ),
        when=("provider", (DIALOG360,)),
        ours=True,
    )
    account_sid: str = _entry(
        "Account SID (Twilio)",
        "On the first page of the Twilio console.",
        placeholder="AC…",
        de=("Account-SID (Twilio)", "Auf der ersten Seite der Twilio-Konsole."),
        when=("provider", (TWILIO,)),
    )
    auth_token: str = _entry(
        "Auth token (Twilio)",
        "Beside the account SID. It proves that requests are Twilio's.",
        secret=True,
        de=(
            "Auth-Token (Twilio)",
            "Neben der Account-SID. Es beweist, dass Anfragen von Twilio kommen.",
        ),
        when=("provider", (TWILIO,)),
    )
    second_auth_token: str = _entry(
        "Second auth token (Twilio)",
        "While you exchange the auth token, enter the other one here: both are accepted.",
        secret=True,
        de=(
            "Zweites Auth-Token (Twilio)",
            "Während das Token getauscht wird, steht hier das andere: Beide gelten.",
        ),
        when=("provider", (TWILIO,)),
    )
    signing_key: str = _entry(
        "Webhook signing key (Twilio)",
        "Only if your account signs webhooks with a shared key of their own (HMAC-SHA256).",
        secret=True,
        de=(
            "Webhook-Signaturschlüssel (Twilio)",
            (
                "Nur wenn das Konto Webhooks mit einem eigenen gemeinsamen Schlüssel signiert "
                "(HMAC-SHA256)."
            ),
        ),
        when=("provider", (TWILIO,)),
    )
    api_key_sid: str = _entry(
        "API key SID (Twilio)",
        "Sends with an API key that can be withdrawn alone. Empty: sends with the auth token.",
        placeholder="SK…",
        de=(
            "API-Key-SID (Twilio)",
            (
                "Sendet mit einem API-Schlüssel, der einzeln entzogen werden kann. Leer: mit dem "
                "Auth-Token."
            ),
        ),
        when=("provider", (TWILIO,)),
    )
    api_key_secret: str = _entry(
        "API key secret (Twilio)",
        "Shown once when the API key is made.",
        secret=True,
        de=("API-Key-Geheimnis (Twilio)", "Wird einmal gezeigt, wenn der API-Schlüssel entsteht."),
        when=("provider", (TWILIO,)),
    )
    webhook_url: str = _entry(
        "Webhook address (Twilio)",
        "This account's webhook address exactly as you entered it at Twilio; Kontor shows it on "
        "the account's page after the first save. Twilio signs it and reports delivery to it.",
        placeholder="https://inbox.example/hooks/…",
        de=(
            "Webhook-Adresse (Twilio)",
            (
                "Die Webhook-Adresse dieses Kontos genau so, wie sie bei Twilio eingetragen ist; "
                "Kontor zeigt sie nach dem ersten Speichern auf der Seite des Kontos. Twilio "
                "signiert sie und meldet dorthin die Zustellung."
            ),
        ),
        when=("provider", (TWILIO,)),
    )
    base_url: str = _entry(
        "API address",
        "Empty: the provider's own. Set it to go through a proxy or to a simulated provider.",
        placeholder="https://graph.facebook.com",
        de=(
            "API-Adresse",
            "Leer: die des Anbieters. Nötig für einen Proxy oder einen simulierten Anbieter.",
        ),
    )
    read_receipts: bool = _switch(
        "Show read receipts",
        "Tells customers that their message was opened.",
        de=("Lesebestätigungen zeigen", "Sagt der Kundschaft, dass ihre Nachricht geöffnet wurde."),
    )
    typing: bool = _switch(
        "Show typing",
        "Tells customers that somebody is writing; marks their message as read, too.",
        de=(
            "Tippen zeigen",
            "Sagt der Kundschaft, dass jemand schreibt; markiert ihre Nachricht auch als gelesen.",
        ),
    )

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            if isinstance(value, str):
                object.__setattr__(self, entry.name, value.strip())
        object.__setattr__(self, "phone_number", _digits(self.phone_number))
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        _check_needed(self)
        _check_shapes(self)
        _check_secrets(self)
        _check_address(self, "base_url")
        _check_address(self, "webhook_url")


def _digits(number: str) -> str:
    """E.164 digits of a number as people write it: "+49 (0)30 23125-111", "0049…"."""
    return re.sub(r"[\s()/.+-]", "", number.replace("(0)", "")).removeprefix("00")


def _check_needed(settings: Settings) -> None:
    if settings.provider not in _NEEDED:
        raise ValueError(f"Choose one of the providers {', '.join(_NEEDED)}.")
    for name in _NEEDED[settings.provider]:
        if not getattr(settings, name):
            raise ValueError(f"Enter the {_told(name, 'label')}: {_told(name, 'help')}")
    if bool(settings.api_key_sid) != bool(settings.api_key_secret):
        raise ValueError("Enter both the API key SID and its secret (Twilio), or neither.")


def _check_shapes(settings: Settings) -> None:
    for name, (shape, meaning) in _SHAPES.items():
        value = getattr(settings, name)
        if value and not re.fullmatch(shape, value):
            raise ValueError(f"{_told(name, 'label')} must be {meaning}.")


def _check_secrets(settings: Settings) -> None:
    if settings.webhook_secret and len(settings.webhook_secret) < _LEAST_SECRET:
        raise ValueError(
            f"{_told('webhook_secret', 'label')} must have at least {_LEAST_SECRET} characters."
        )
    for name in ("access_token", "api_key", "webhook_secret"):
        if not re.fullmatch(r"[\x21-\x7e]*", getattr(settings, name)):
            raise ValueError(f"{_told(name, 'label')} must be one word of plain characters.")


def _check_address(settings: Settings, name: str) -> None:
    address = getattr(settings, name)
    if not address:
        return
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError(f"{_told(name, 'label')} must be an address like https://host.example.")


def _told(name: str, what: str) -> str:
    [entry] = [entry for entry in fields(Settings) if entry.name == name]
    return str(entry.metadata[what])
