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
    "alerts.title": ("Hinweise", "Alerts"),
    "alerts.help": (
        "Für Neues in Ihren Gesprächen, während Sie woanders sind. Der Titel zählt es immer.",
        "For what is new in your conversations while you are elsewhere. The title counts it.",
    ),
    "alerts.sound": ("Ton", "Sound"),
    "alerts.listen": ("Anhören", "Listen"),
    "alerts.notices": ("Meldung auf dem Bildschirm", "Desktop notification"),
    "alerts.denied": (
        (
            "Dieser Browser lässt keine Meldungen von Kontor zu. Erlauben Sie sie in seinen "
            "Einstellungen."
        ),
        "This browser does not let Kontor show notifications. Allow them in its settings.",
    ),
    "alerts.notice": ("Neues in Ihren Gesprächen", "Something new in your conversations"),
    "alerts.saved": ("Gespeichert.", "Saved."),
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
    "second_step.title": ("Zweiter Schritt", "Second step"),
    "second_step.help": (
        "Der Code aus der App auf Ihrem Telefon, oder einer Ihrer Ersatzcodes.",
        "The code of the app on your phone, or one of your recovery codes.",
    ),
    "second_step.code": ("Code", "Code"),
    "second_step.failed": (
        "Dieser Code stimmt nicht, oder er wurde schon benutzt.",
        "This code is wrong, or it has been used already.",
    ),
    "second_step.back": ("Mit einem anderen Konto anmelden", "Sign in as somebody else"),
    "invitation.title": ("Willkommen", "Welcome"),
    "invitation.hello": ("Willkommen, {name}", "Welcome, {name}"),
    "invitation.help": (
        "Wählen Sie ein Passwort für Kontor bei {shop}.",
        "Choose a password for Kontor at {shop}.",
    ),
    "invitation.you": ("Sie melden sich an mit {email}.", "You sign in with {email}."),
    "invitation.again": ("Noch einmal", "Once more"),
    "invitation.password": (
        "Mindestens 12 Zeichen; am besten aus einem Passwortmanager.",
        "At least 12 characters; best from a password manager.",
    ),
    "invitation.accept": ("Passwort setzen", "Set password"),
    "invitation.accepted": (
        "Das Passwort gilt. Bitte anmelden.",
        "The password holds. Please sign in.",
    ),
    "invitation.differ": ("Die beiden Passwörter sind verschieden.", "The two passwords differ."),
    "invitation.over": ("Dieser Link gilt nicht mehr", "This link holds no longer"),
    "invitation.over.help": (
        (
            "Er wurde benutzt, ersetzt oder ist älter als sieben Tage. Wer Kontor verwaltet, "
            "kann einen neuen machen."
        ),
        (
            "It was used, replaced, or is older than seven days. Whoever administers Kontor can "
            "make a new one."
        ),
    ),
    "me.second_factor": ("Zweiter Faktor", "Second factor"),
    "me.second_factor.help": (
        (
            "Beim Anmelden fragt Kontor dann auch nach einem Code von Ihrem Telefon. Wer nur Ihr "
            "Passwort kennt, kommt nicht hinein."
        ),
        (
            "When you sign in, Kontor then asks for a code from your phone, too. Who only knows "
            "your password does not get in."
        ),
    ),
    "me.second_factor.begin": ("Einrichten", "Set up"),
    "me.second_factor.on": ("Eingerichtet am", "Set up on"),
    "me.second_factor.password": (
        "Das Passwort ist für beides nötig.",
        "The password is needed for both.",
    ),
    "me.second_factor.remove": ("Zweiten Faktor abschalten", "Switch off second factor"),
    "me.second_factor_off": (
        "Der zweite Faktor ist abgeschaltet.",
        "The second factor is switched off.",
    ),
    "me.second_factor.scan": (
        "Das Bild mit einer Authenticator-App auf dem Telefon aufnehmen.",
        "Scan the picture with an authenticator app on your phone.",
    ),
    "me.second_factor.picture": (
        "QR-Code für die Authenticator-App",
        "QR code for the authenticator app",
    ),
    "me.second_factor.type": ("Oder den Schlüssel von Hand eingeben:", "Or type the key by hand:"),
    "me.second_factor.here": ("Auf diesem Gerät öffnen", "Open on this device"),
    "me.second_factor.confirm": ("Code, den die App jetzt zeigt", "Code that the app shows now"),
    "me.second_factor.finish": ("Einschalten", "Switch on"),
    "me.codes": ("Ersatzcodes", "Recovery codes"),
    "me.codes.ready": ("Der zweite Faktor ist eingeschaltet.", "The second factor is switched on."),
    "me.codes.help": (
        (
            "Jeder öffnet einmal die Tür, wenn das Telefon fehlt. Sie werden nur jetzt gezeigt: "
            "ausdrucken oder in den Passwortmanager legen."
        ),
        (
            "Each opens the door once when the phone is not at hand. They are shown only now: "
            "print them or put them into your password manager."
        ),
    ),
    "me.codes.kept": ("Ich habe sie aufbewahrt", "I have kept them"),
    "me.codes.renew": ("Neue Ersatzcodes", "New recovery codes"),
    "me.codes_left": (
        "noch {count} Ersatzcode|noch {count} Ersatzcodes",
        "{count} recovery code left|{count} recovery codes left",
    ),
}
