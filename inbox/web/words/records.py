"""Words of the simulator and of the logs: decisions, consents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.simulator": ("Probe", "Simulator"),
    "settings.simulator.about": (
        (
            "Was bekäme jemand, der jetzt oder zu einer anderen Zeit schreibt? Es gelten "
            "dieselben Regeln; gesendet wird nichts."
        ),
        (
            "What would somebody get who writes now or at another time? The same rules count; "
            "nothing is sent."
        ),
    ),
    "settings.decisions": ("Entscheidungen", "Decisions"),
    "settings.decisions.about": (
        "Warum die Automatik geantwortet hat oder nicht. Ohne Nachrichtentexte.",
        "Why the machine answered or did not. Without the words of messages.",
    ),
    "settings.consents": ("Einwilligungen", "Consents"),
    "settings.consents.about": (
        (
            "Wozu Menschen Ja oder Nein sagten, wann und wie. Dieses Register wird nie geändert, "
            "nur ergänzt."
        ),
        "What people said yes or no to, when and how. This ledger is never changed, only added to.",
    ),
    # ------------------------------------------------------------------ simulator
    "simulator.account": ("Konto", "Account"),
    "simulator.text": ("Was die Kundin schreibt", "What the customer writes"),
    "simulator.at": ("Wann", "When"),
    "simulator.at.help": (
        "Auf der Uhr des Shops; leer ist jetzt.",
        "On the shop’s clock; empty is now.",
    ),
    "simulator.language.any": ("wie der Text", "like the text"),
    "simulator.consent": ("Was sie zuvor gesagt hat", "What she said before"),
    "simulator.soft_opt_in": (
        "Bestandskundin mit Hinweis auf Werbung (§ 7 Abs. 3 UWG)",
        "Customer who was told of marketing (s. 7(3) UWG)",
    ),
    "simulator.asked": ("Offene Frage", "Open question"),
    "simulator.asked.help": (
        "Vor einer Stunde gestellt: Darauf beziehen sich JA und NEIN.",
        "Put an hour ago: YES and NO refer to it.",
    ),
    "simulator.asked.nothing": ("keine", "none"),
    "simulator.further": ("Weitere Umstände", "Further circumstances"),
    "simulator.subject": ("Betreff", "Subject"),
    "simulator.subject.help": ("Nur bei E-Mail.", "Only of a mail."),
    "simulator.again": (
        "Im Gespräch wurde schon geantwortet",
        "The conversation was answered already",
    ),
    "simulator.notice_seen": (
        "Sie kennt den Datenschutzhinweis",
        "She has seen the privacy notice",
    ),
    "simulator.agent_wrote": ("Ein Mensch hat eben geschrieben", "A person wrote just now"),
    "simulator.bot_off": (
        "Die Automatik ist in diesem Gespräch aus",
        "The machine is off in this conversation",
    ),
    "simulator.blocked": ("Sie ist gesperrt", "She is blocked"),
    "simulator.ask": ("Ausprobieren", "Try it"),
    "simulator.start": (
        "Hier erscheint die Antwort, und warum.",
        "The answer appears here, and why.",
    ),
    "simulator.at_moment": ("Am {at}", "On {at}"),
    "simulator.no_hours": ("ohne Öffnungszeiten", "no opening hours"),
    "simulator.nothing": ("Keine automatische Antwort.", "No automatic reply."),
    "simulator.incomplete": (
        (
            "Die Antwort nennt etwas, das niemand eingetragen hat, etwa die "
            "Datenschutzerklärung. So geht sie nicht hinaus."
        ),
        (
            "The reply names something that nobody entered, such as the privacy information. "
            "Like this it does not leave."
        ),
    ),
    "simulator.because": ("Grund: {reason}.", "Reason: {reason}."),
    "simulator.understood": ("Verstanden als", "Understood as"),
    "simulator.ledger": ("Ins Register kommt", "Goes into the ledger"),
    "simulator.people_see": ("Das Team sieht", "The team sees"),
    "standing.unknown": ("nichts gesagt", "said nothing"),
    "standing.pending": ("gefragt, noch keine Antwort", "asked, no answer yet"),
    "standing.granted": ("zugestimmt", "agreed"),
    "standing.withdrawn": ("widerrufen", "withdrawn"),
    "standing.expired": ("erloschen", "lapsed"),
    "standing.objected": ("widersprochen", "objected"),
    # ------------------------------------------------------------------ decisions
    "decisions.reason": ("Grund", "Reason"),
    "decisions.every": ("alle Gründe", "every reason"),
    "decisions.answered": ("Antwort", "Answer"),
    "decisions.either": ("mit und ohne", "with and without"),
    "decisions.yes": ("geantwortet", "answered"),
    "decisions.no": ("nicht geantwortet", "not answered"),
    "decisions.since": ("Von", "From"),
    "decisions.until": ("Bis", "Until"),
    "decisions.filter": ("Filtern", "Filter"),
    "decisions.counts": ("Gründe der letzten 30 Tage", "Reasons of the last 30 days"),
    "decisions.what": ("Antwort", "Answer"),
    "decisions.why": ("Warum", "Why"),
    "decisions.nothing": ("keine", "none"),
    "decisions.at_send": ("beim Senden geprüft", "checked when sending"),
    "decisions.conversation": ("Gespräch", "Conversation"),
    "decisions.export": ("Mitnehmen", "Take away"),
    "decisions.export.help": (
        "Alles, was der Filter zeigt. Dass es mitgenommen wurde, steht danach in den Änderungen.",
        "Everything that the filter shows. That it was taken is then in the audit log.",
    ),
    "decisions.empty.title": ("Keine Entscheidung dabei", "No decision among these"),
    "decisions.empty.help": (
        "Mit anderem Filter, oder sobald jemand schreibt.",
        "With another filter, or once somebody writes.",
    ),
    # ------------------------------------------------------------------ consents
    "consents.every": ("alle", "all"),
    "consents.purpose": ("Wozu", "Purpose"),
    "consents.happened": ("Was", "What"),
    "consents.how": ("Wie", "How"),
    "consents.wording": ("Wortlaut", "Wording"),
    "consents.proof": ("Nachweis", "Proof"),
    "consents.empty.title": ("Noch kein Eintrag", "No entry yet"),
    "consents.empty.help": (
        "Der erste entsteht mit dem ersten Hinweis oder dem ersten STOP.",
        "The first one comes with the first notice or the first STOP.",
    ),
    "purpose.service": ("Kundendienst", "Service"),
    "purpose.soft_opt_in": ("Werbung an Bestandskundschaft", "Marketing to customers"),
    "happened.asked": ("gefragt", "asked"),
    "happened.shown": ("Hinweis gezeigt", "notice shown"),
    "happened.granted": ("zugestimmt", "agreed"),
    "happened.denied": ("abgelehnt", "refused"),
    "happened.withdrawn": ("widerrufen", "withdrawn"),
    "happened.objected": ("widersprochen", "objected"),
    "happened.cleared": ("Widerspruch aufgehoben", "objection lifted"),
    "happened.expired": ("erloschen", "lapsed"),
    "happened.imported": ("übernommen, mit Beleg", "imported, with evidence"),
    "happened.noted": ("vermerkt", "noted"),
    "happened.corrected": ("berichtigt", "corrected"),
    "method.automatic_reply": ("automatische Antwort", "automatic reply"),
    "method.chat_keyword": ("Wort im Chat", "word in chat"),
    "method.mail_keyword": ("Wort per E-Mail", "word by mail"),
    "method.chat_button": ("Schaltfläche im Chat", "button in chat"),
    "method.doi_link": ("Link in der Bestätigungsmail", "link in the confirmation mail"),
    "method.web_form": ("Formular", "web form"),
    "method.provider_event": ("Meldung des Anbieters", "report of the provider"),
    "method.lapse_of_time": ("Ablauf der Zeit", "lapse of time"),
    "method.import": ("Übernahme", "import"),
    "method.erasure": ("Löschung der Person", "erasure of the person"),
    "method.agent": ("durch das Team", "by the team"),
    "actor.customer": ("Kundin oder Kunde", "customer"),
    "actor.provider": ("Anbieter", "provider"),
    "actor.shop": ("Shop-System", "shop system"),
    "actor.system": ("Kontor", "Kontor"),
    "actor.agent": ("Team", "team"),
}
