"""Words of the exported page, German and English; what is not here is shown as its code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Ihre Daten bei {shop}", "Your data at {shop}"),
    "made": ("Erstellt am", "Made on"),
    "intro": (
        (
            "Diese Seite zeigt alles, was über Sie gespeichert ist. Dasselbe steht maschinenlesbar "
            "in customer.json; Dateien liegen im Ordner attachments."
        ),
        (
            "This page shows everything that is stored about you. The same is in customer.json for "
            "programs; files are in the folder attachments."
        ),
    ),
    "privacy": ("Datenschutzerklärung", "Privacy notice"),
    "profile": ("Person", "Person"),
    "name": ("Name", "Name"),
    "language": ("Sprache", "Language"),
    "since": ("Bekannt seit", "Known since"),
    "blocked": ("Blockiert seit", "Blocked since"),
    "restricted": ("Verarbeitung eingeschränkt seit", "Processing restricted since"),
    "identities": ("Adressen", "Addresses"),
    "shop_ids": ("Kundenkonten im Shop", "Accounts in the shop"),
    "orders": ("Bestellungen", "Orders"),
    "conversations": ("Unterhaltungen", "Conversations"),
    "no_subject": ("Ohne Betreff", "No subject"),
    "labels": ("Labels", "Labels"),
    "before_edit": ("Vorher", "Before it was edited"),
    "revoked": ("Zurückgenommen", "Taken back"),
    "decision": ("Entscheidung der Automatik", "Decision of the machine"),
    "no_reply": ("keine Antwort", "no reply"),
    "unreadable": ("Nicht mehr lesbar", "No longer readable"),
    "consents": ("Einwilligungen und Widersprüche", "Consents and objections"),
    "wording": ("Wortlaut", "Wording"),
    "nothing": ("Nichts gespeichert.", "Nothing is stored."),
    "recipients": ("Empfänger", "Recipients"),
    "providers": ("Anbieter der Kanäle", "Providers of the channels"),
    "programs": ("Programme des Shops", "Programs of the shop"),
    "rights": ("Ihre Rechte", "Your rights"),
    "rights_text": (
        (
            "Sie können Berichtigung, Löschung oder Einschränkung der Verarbeitung verlangen, der "
            "Verarbeitung widersprechen und sich bei einer Aufsichtsbehörde beschweren. Was Sie "
            "eingewilligt haben, können Sie jederzeit widerrufen."
        ),
        (
            "You may ask for rectification, erasure or restriction of processing, object to "
            "processing and complain to a supervisory authority. You may withdraw a consent at any "
            "time."
        ),
    ),
    "stays": (
        (
            "Nach einer Löschung bleibt nur, was bewiesen werden muss: wann welche Einwilligung "
            "erteilt oder widerrufen wurde, und bei einem Widerspruch ein Prüfwert der Adresse, "
            "damit er weiter gilt. Die Belege dazu werden drei Jahre nach dem Ende des Jahres der "
            "Löschung unlesbar."
        ),
        (
            "After an erasure only what must be provable stays: when which consent was given or "
            "withdrawn, and after an objection a check value of the address, so that it goes on "
            "to count. Its evidence becomes unreadable three years after the end of the year of "
            "the erasure."
        ),
    ),
    "author.customer": ("Sie", "You"),
    "author.agent": ("Team", "Team"),
    "author.automatic": ("Automatische Antwort", "Automatic reply"),
    "author.shop": ("Shop", "Shop"),
    "author.phone_app": ("Team (Telefon)", "Team (phone)"),
    "direction.note": ("Interne Notiz", "Internal note"),
    "purpose.service": ("Kundenservice", "Customer service"),
    "purpose.automation": ("Automatische Antworten", "Automatic replies"),
    "purpose.channel": ("Nutzung dieses Kanals", "Use of this channel"),
    "purpose.marketing": ("Werbung", "Advertising"),
    "purpose.soft_opt_in": ("Werbung an Bestandskunden", "Advertising to existing customers"),
    "happened.asked": ("gefragt", "asked"),
    "happened.shown": ("Hinweis gezeigt", "notice shown"),
    "happened.granted": ("eingewilligt", "agreed"),
    "happened.denied": ("abgelehnt", "declined"),
    "happened.withdrawn": ("widerrufen", "withdrawn"),
    "happened.objected": ("widersprochen", "objected"),
    "happened.cleared": ("Widerspruch aufgehoben", "objection lifted"),
    "happened.expired": ("abgelaufen", "expired"),
    "happened.imported": ("aus dem Shop übernommen", "taken over from the shop"),
    "happened.noted": ("Hinweis beim Kauf", "notice with a sale"),
    "happened.corrected": ("berichtigt", "corrected"),
    "pulled.profile": ("Profil", "profile"),
    "pulled.conversations": ("Unterhaltungen", "conversations"),
    "pulled.messages": ("Nachrichten", "messages"),
    "pulled.attachments": ("Dateien", "files"),
}
