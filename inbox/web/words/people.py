"""Words for signing in, and for an agent's own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "sign_in.title": ("Anmelden", "Sign in"),
    "sign_in.to": ("bei {shop}", "to {shop}"),
    "sign_in.email": ("E-Mail-Adresse", "Email address"),
    "sign_in.password": ("Passwort", "Password"),
    "sign_in.enter": ("Anmelden", "Sign in"),
    "sign_in.failed": (
        "Adresse oder Passwort stimmen nicht.",
        "The address or the password is wrong.",
    ),
    "sign_in.nobody": (
        "Noch niemand kann sich anmelden. Legen Sie zuerst jemanden an:",
        "Nobody can sign in yet. Add somebody first:",
    ),
    "me.title": ("Meine Einstellungen", "My settings"),
    "me.look": ("Sprache und Aussehen", "Language and look"),
    "me.language": ("Sprache", "Language"),
    "me.theme": ("Farben", "Colours"),
    "me.theme.system": ("wie das Gerät", "like the device"),
    "me.theme.light": ("hell", "light"),
    "me.theme.dark": ("dunkel", "dark"),
    "me.keys": ("Tastatur", "Keyboard"),
    "me.keys.on": ("Kürzel mit einzelnen Tasten", "Single-key shortcuts"),
    "me.keys.help": (
        "Gilt in diesem Browser und sofort. Ausschalten hilft bei Spracheingabe.",
        "Holds in this browser, at once. Switching them off helps with speech input.",
    ),
    "me.save": ("Speichern", "Save"),
    "me.password": ("Passwort", "Password"),
    "me.password.current": ("Bisheriges Passwort", "Current password"),
    "me.password.new": ("Neues Passwort", "New password"),
    "me.password.help": (
        "Mindestens 12 Zeichen. Andere Geräte werden danach abgemeldet.",
        "At least 12 characters. Other devices are signed out afterwards.",
    ),
    "me.password.change": ("Passwort ändern", "Change password"),
    "me.password_changed": (
        "Passwort geändert, andere Geräte sind abgemeldet.",
        "Password changed, other devices are signed out.",
    ),
    "me.password_wrong": ("Das bisherige Passwort stimmt nicht.", "The current password is wrong."),
    "me.password_short": (
        "Das neue Passwort braucht mindestens 12 Zeichen.",
        "The new password needs at least 12 characters.",
    ),
    "me.sign_ins": ("Angemeldete Geräte", "Signed-in devices"),
    "me.sign_ins.help": (
        "Was Sie nicht kennen, melden Sie ab und ändern dann das Passwort.",
        "Sign out what you do not recognise, then change the password.",
    ),
    "me.signed_in_since": ("angemeldet", "signed in"),
    "me.last_seen": ("zuletzt gesehen", "last seen"),
    "me.this_device": ("dieses Gerät", "this device"),
    "me.device.unknown": ("Unbekanntes Gerät", "Unknown device"),
    "me.revoke": ("Abmelden", "Sign out"),
    "me.revoked": ("Das Gerät ist abgemeldet.", "The device is signed out."),
}
