"""The words and sentences that are commands when a message consists of nothing else.

German and English are reviewed; the other languages await a native speaker.
Not here on purpose: substrings, and "ok", which consents to nothing.
"""

from __future__ import annotations

from itertools import product

_ADVERTISING = ("newsletter", "den newsletter", "vom newsletter", "werbung", "die werbung")
_VERBS = ("", " erhalten", " bekommen", " schicken", " senden", " zusenden")
_ENDING = ("abmelden", "abbestellen", "austragen", "stoppen", "beenden", "kuendigen", "aus")

STOP = (
    "stop",
    "stopp",
    "stoppen",
    "stoppt",
    "stop stop",
    "stop stop stop",
    "stopp stopp",
    "infostop",
    "abmelden",
    "abmeldung",
    "abbestellen",
    "abbestellung",
    "austragen",
    "mich abmelden",
    "mich austragen",
    "aus dem newsletter austragen",
    "mich aus dem newsletter austragen",
    "stoppen sie",
    "ich möchte mich abmelden",
    "ich will mich abmelden",
    *(
        f"{who} mich{newsletter} ab"
        for who, newsletter in product(
            ("ich melde", "meldet", "melde", "melden sie"), ("", " vom newsletter")
        )
    ),
    *(f"aus dem verteiler {verb}" for verb in ("nehmen", "streichen", "austragen")),
    *(
        f"{verb} mich aus dem verteiler"
        for verb in ("nehmt", "nimm", "nehmen sie", "streicht", "streichen sie")
    ),
    *(f"{what} {verb}" for what, verb in product(_ADVERTISING, _ENDING)),
    *(f"{verb} newsletter" for verb in ("stop", "stopp", "abmeldung", "abbestellung")),
    *(
        f"{verb} {what}"
        for verb, what in product(("stop", "stopp", "stoppt"), ("werbung", "die werbung"))
    ),
    "keine weiteren nachrichten",
    "keine weitere werbung",
    "schreibt mir nicht mehr",
    "schreiben sie mir nicht mehr",
    "nicht mehr schreiben",
    "abmeldung vom newsletter",
    "mich vom newsletter abmelden",
    "ich möchte mich vom newsletter abmelden",
    "ich will mich vom newsletter abmelden",
    "ich möchte den newsletter abbestellen",
    *(
        f"{start}{no} {what}{more}"
        for start, (no, what), more in product(
            ("", "ich möchte ", "ich will ", "ich wünsche "),
            (
                ("keine", "werbung"),
                ("keine", "werbenachrichten"),
                ("keine", "nachrichten"),
                ("keine", "newsletter"),
                ("keinen", "newsletter"),
                ("kein", "newsletter"),
                ("keine", "angebote"),
            ),
            ("", *(f" mehr{verb}" for verb in _VERBS)),
        )
        if more or what != "nachrichten"
    ),
    *(
        f"{what} {verb}"
        for what, verb in product(
            (
                "einwilligung",
                "meine einwilligung",
                "einwilligung in werbung",
                "meine einwilligung in werbung",
                "werbeeinwilligung",
                "meine werbeeinwilligung",
            ),
            ("widerrufen", "zurückziehen"),
        )
    ),
    *(
        f"{verb} {what}"
        for verb, what in product(
            ("widerruf", "ich widerrufe", "hiermit widerrufe ich"),
            (
                "einwilligung",
                "der einwilligung",
                "meine einwilligung",
                "meiner einwilligung",
                "die einwilligung",
                "meine werbeeinwilligung",
                "newsletter",
                "werbung",
            ),
        )
    ),
    *(
        f"{verb} {what}"
        for verb, what in product(
            ("widerspruch", "ich widerspreche", "hiermit widerspreche ich"),
            ("werbung", "der werbung", "gegen werbung", "gegen die werbung", "newsletter"),
        )
    ),
    "werbewiderspruch",
    "stopall",
    "unsubscribe",
    "unsubscribe me",
    "i want to unsubscribe",
    "i would like to unsubscribe",
    "opt out",
    "optout",
    "opt me out",
    "remove me",
    "remove me from the list",
    *(
        f"{verb} {whose}{mailing}list"
        for verb, whose, mailing in product(
            ("remove me from", "take me off"), ("your ", "this "), ("", "mailing ")
        )
    ),
    "stop messaging me",
    "stop texting me",
    "stop emailing me",
    "stop sending me messages",
    "stop marketing",
    "stop promotions",
    "stop advertising",
    "no more messages",
    *(
        f"{start} {mails}"
        for start, mails in product(("no more", "stop sending me"), ("emails", "e-mails", "mails"))
    ),
    "no more marketing",
    "no more advertising",
    "no marketing",
    "no advertising",
    "no ads",
    "i withdraw my consent",
    "withdraw my consent",
    "withdraw consent",
    # fr, it, es, pt, nl, pl, tr, sv, da, cs, ru, uk
    "arrêt",
    "arrêter",
    "arrêtez",
    "désabonner",
    "me désabonner",
    "se désabonner",
    "désabonnement",
    "désinscription",
    "cancellami",
    "disiscrivimi",
    "disiscrizione",
    "annulla iscrizione",
    "baja",
    "darme de baja",
    "darse de baja",
    "cancelar suscripción",
    "cancelar inscrição",
    "afmelden",
    "uitschrijven",
    "wypisz mnie",
    "wypisz",
    "dur",
    "abonelikten çık",
    "avregistrera",
    "afmeld",
    "odhlásit",
    "стоп",
    "отписаться",
    "відписатися",
)

STOP_ALL = (
    "stop alles",
    "stopp alles",
    "alles stop",
    "alles stopp",
    "alles stoppen",
    "alles abbestellen",
    "stop all",
    "stop everything",
    "stop all messages",
    "unsubscribe all",
    "unsubscribe from everything",
)

BOT_OFF = (
    "bot aus",
    "bot off",
    "bot stop",
    "bot stopp",
    "stop bot",
    "stopp bot",
    "bot ausschalten",
    "kein bot",
    "kein bot mehr",
    *(
        f"keine automatischen {what}{more}"
        for what, more in product(("antworten", "nachrichten"), ("", " mehr"))
    ),
    "keine automatische antwort",
    "keine automatische antwort mehr",
    "automatische antworten aus",
    "automatische nachrichten aus",
    "no bot",
    "no bots",
    "turn off the bot",
    "turn off bot",
    "no automated replies",
    "no automated messages",
    "no automatic replies",
    "no more automated messages",
    "no more automated replies",
    "stop automated messages",
    "stop automated replies",
)

START = (
    "start",
    "starten",
    "infostart",
    "unstop",
    "anmelden",
    "anmeldung",
    "abonnieren",
    "newsletter anmelden",
    "newsletter abonnieren",
    "zum newsletter anmelden",
    "für newsletter anmelden",
    "für den newsletter anmelden",
    "wieder anmelden",
    "anmeldung newsletter",
    "anmeldung zum newsletter",
    "start newsletter",
    "newsletter start",
    "subscribe",
    "subscribe me",
    "resubscribe",
    "opt in",
    "optin",
)

YES = (
    "ja",
    "jawohl",
    "ja gerne",
    "ja gern",
    "ja ich will",
    "ja ich möchte",
    "ja ich stimme zu",
    "ja ich bin einverstanden",
    "ja einverstanden",
    "einverstanden",
    "ich bin einverstanden",
    "ich stimme zu",
    "zustimmen",
    "yes",
    "yes i agree",
    "i agree",
    "agree",
    "i consent",
)

NO = (
    "nein",
    "nee",
    "nein ich will nicht",
    "nein ich möchte nicht",
    "lieber nicht",
    "ablehnen",
    "ich lehne ab",
    "ich stimme nicht zu",
    "nicht einverstanden",
    "no",
    "nope",
    "i do not agree",
    "i don't agree",
    "decline",
)

HELP = ("hilfe", "help", "help me", "info", "infos", "befehle", "kommandos", "commands", "aide")

HUMAN = (
    "mensch",
    "ein mensch",
    "einen menschen",
    "ich will einen menschen",
    "ich möchte einen menschen",
    "echter mensch",
    "ein echter mensch",
    "einen echten menschen",
    "menschlicher mitarbeiter",
    "ich brauche einen menschen",
    "mensch sprechen",
    "mitarbeiter sprechen",
    *(
        f"{start}{whom} sprechen"
        for start, whom in product(
            ("", "ich möchte ", "ich will ", "kann ich "),
            ("einen menschen", "einen mitarbeiter", "eine mitarbeiterin", "jemanden"),
        )
    ),
    "mitarbeiter",
    "mitarbeiterin",
    "agent",
    "berater",
    "beraterin",
    "kundenberater",
    "kundenservice",
    "kundendienst",
    *(
        f"{start}mit {whom} {verb}"
        for start, whom, verb in product(
            ("", "ich möchte ", "ich will ", "kann ich "),
            (
                "mensch",
                "einem menschen",
                "einem echten menschen",
                "mitarbeiter",
                "einem mitarbeiter",
                "jemandem",
            ),
            ("sprechen", "reden", "schreiben"),
        )
    ),
    "human",
    "a human",
    "real human",
    "human agent",
    "live agent",
    "person",
    "real person",
    "a real person",
    "operator",
    "representative",
    *(
        f"{start}{verb} {whom}"
        for start, verb, whom in product(
            ("", "i want to ", "i would like to ", "can i "),
            ("talk to", "speak to", "speak with", "talk with", "chat with"),
            ("human", "a human", "person", "a person", "a real person", "agent", "an agent"),
        )
    ),
)

# Declarations about a contract: for people, with priority; never an opt-out, never a bot's matter.
CONTRACT = (
    "widerruf",
    "widerrufen",
    "storno",
    "stornieren",
    "stornierung",
    "kündigung",
    "kündigen",
    "rücktritt",
    "zurücktreten",
    "ich widerrufe",
    "ich storniere",
    "ich kündige",
    "ich trete zurück",
    "vertragsrücktritt",
    "vertragskündigung",
    *(
        f"{start}{what} {verb}"
        for start, what, verb in product(
            ("", "ich möchte ", "ich will "),
            (
                "bestellung",
                "die bestellung",
                "meine bestellung",
                "vertrag",
                "den vertrag",
                "meinen vertrag",
                "kauf",
                "den kauf",
                "kaufvertrag",
                "den kaufvertrag",
                "abo",
                "mein abo",
                "auftrag",
                "meinen auftrag",
            ),
            ("widerrufen", "stornieren", "kündigen", "abbestellen"),
        )
    ),
    "vom vertrag zurücktreten",
    "vom kaufvertrag zurücktreten",
    "vom kauf zurücktreten",
    "withdrawal",
    "cancellation",
    *(
        f"{start}cancel {what}"
        for start, what in product(
            ("", "i want to ", "i would like to "),
            ("order", "my order", "the order", "contract", "my contract", "my subscription"),
        )
    ),
    "withdraw from the contract",
    "withdraw from contract",
)

# Usually the order is meant: an opt-out only right after advertising, else a person decides.
AMBIGUOUS = (
    "cancel",
    "end",
    "ende",
    "quit",
    "exit",
    "revoke",
    "remove",
    "abbrechen",
    "abbruch",
    "beenden",
    "schluss",
    "widerspruch",
    "annuler",
    "annulla",
    "cancelar",
    "annuleren",
    "anuluj",
    "iptal",
    "отмена",
)

# What politeness puts around a command.
BEFORE = (
    "bitte", "hallo", "hi", "hey", "moin", "servus", "guten tag", "guten morgen", "guten abend",
    "liebes team", "hallo team", "hallo liebes team", "zusammen",
    "sehr geehrte damen und herren", "und", "also", "dann", "jetzt",
    "please", "pls", "hello", "dear team", "kindly", "just",
    "svp", "s'il vous plaît", "per favore", "por favor", "proszę", "alstublieft",
)  # fmt: skip
AFTER = (
    "bitte", "danke", "danke schön", "dankeschön", "vielen dank", "besten dank", "danke sehr",
    "danke im voraus", "sofort", "jetzt", "mal", "endlich", "lg", "vg", "mfg", "gruß", "grüße",
    "viele grüße", "liebe grüße", "beste grüße", "mit freundlichen grüßen", "freundliche grüße",
    "please", "pls", "now", "thanks", "thank you", "thx", "immediately", "kind regards",
    "best regards", "regards", "cheers",
    "svp", "s'il vous plaît", "merci", "per favore", "grazie", "por favor", "gracias", "proszę",
    "dziękuję", "alstublieft",
)  # fmt: skip

# The only words in which a typing error is forgiven. Never "stop": shop, step and top are near.
FORGIVEN_STOP = ("abmelden", "abmeldung", "abbestellen", "unsubscribe")
FORGIVEN_START = ("anmelden", "anmeldung", "abonnieren", "subscribe")
