"""The words of a proof of consents, for people who read contracts and no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Nachweis der Einwilligungen", "Proof of consents"),
    "of": ("Kundin oder Kunde", "Customer"),
    "number": ("Kundennummer in Kontor", "Customer’s number in Kontor"),
    "shop": ("Verantwortlich", "Controller"),
    "made": ("Erstellt am", "Made on"),
    "erased": ("gelöscht", "erased"),
    "intro": (
        (
            "Dieser Nachweis zeigt für jede Adresse dieser Person, was über sie erlaubt oder "
            "verboten wurde: wann, auf welchem Weg und in welchem Wortlaut. Alle Zeiten gelten "
            "für {zone}."
        ),
        (
            "For every address of this person, this proof shows what was permitted or forbidden "
            "through it: when, by which way, and in which words. All times are those of {zone}."
        ),
    ),
    "nothing": (
        (
            "Zu dieser Adresse ist nichts erklärt worden. Auf Nachrichten wird geantwortet, weil "
            "sie gestellt wurden (Art. 6 Abs. 1 Buchst. b und f DSGVO); Werbung ist nicht erlaubt."
        ),
        (
            "Nothing was declared for this address. Messages are answered because they were "
            "asked (Art. 6(1)(b) and (f) GDPR); advertising is not permitted."
        ),
    ),
    "now": ("Was heute gilt", "What holds today"),
    "since": ("seit", "since"),
    "history": ("Verlauf", "History"),
    "words": ("Wortlaut", "Words"),
    "version": ("Fassung", "Version"),
    "genuine": (
        "Der Wortlaut ist unverändert (Prüfsumme stimmt).",
        "The words are unchanged (their checksum matches).",
    ),
    "changed": (
        "Achtung: Der Wortlaut stimmt nicht mit der Prüfsumme überein.",
        "Caution: the words do not match their checksum.",
    ),
    "evidence": ("Beleg", "Evidence"),
    "evidence_destroyed": (
        "Der Beleg wurde nach Ablauf der Aufbewahrung vernichtet.",
        "The evidence was destroyed after it had been kept long enough.",
    ),
    "said_by": ("Wer", "Who"),
    "how": ("Auf dem Weg", "By way of"),
    "recorded": ("Bei uns eingetragen", "Entered by us"),
    "unbroken": (
        (
            "Die Eintragungen sind lückenlos verkettet; seit ihrer Eintragung wurde keine "
            "geändert, entfernt oder eingefügt."
        ),
        (
            "The entries form an unbroken chain; none was changed, removed or inserted since it "
            "was entered."
        ),
    ),
    "broken": (
        "Achtung: Die Kette der Eintragungen ist unterbrochen. Dieser Nachweis ist nicht sicher.",
        "Caution: the chain of the entries is broken. This proof is not reliable.",
    ),
    "seal": ("Siegel der Eintragung (SHA-256)", "Seal of the entry (SHA-256)"),
    "purpose.service": ("Datenschutzhinweis", "Privacy notice"),
    "purpose.automation": ("Automatische Antworten", "Automated replies"),
    "purpose.channel": ("Antworten auf diesem Kanal", "Answers on this channel"),
    "purpose.marketing": ("Werbung", "Advertising"),
    "purpose.soft_opt_in": (
        "Werbung für Bestandskunden (§ 7 Abs. 3 UWG)",
        "Advertising to existing customers (s. 7(3) UWG)",
    ),
    "happened.asked": ("um Einwilligung gebeten", "asked for consent"),
    "happened.shown": ("gezeigt", "shown"),
    "happened.granted": ("eingewilligt", "consented"),
    "happened.denied": ("abgelehnt", "declined"),
    "happened.withdrawn": ("widerrufen", "withdrawn"),
    "happened.objected": ("widersprochen", "objected"),
    "happened.cleared": ("Widerspruch zurückgenommen", "objection taken back"),
    "happened.expired": ("durch Zeitablauf beendet", "ended by lapse of time"),
    "happened.imported": (
        "Einwilligung aus einem anderen System übernommen",
        "consent taken over from another system",
    ),
    "happened.noted": (
        "Kauf mit Hinweis auf das Widerspruchsrecht",
        "sale with notice of the right to object",
    ),
    "happened.corrected": (
        "hinfällig, weil die Adresse gewechselt hat",
        "void, because the address has changed",
    ),
    "also": ("auch bekannt als", "also known as"),
    "default.marketing": (
        "nicht erlaubt; es wurde nicht eingewilligt",
        "not permitted; no consent was given",
    ),
    "default.automation": (
        "erlaubt (Art. 6 Abs. 1 Buchst. f DSGVO); es wurde nicht widersprochen",
        "permitted (Art. 6(1)(f) GDPR); nobody has objected",
    ),
    "standing.pending": ("gefragt, noch keine Antwort", "asked, no answer yet"),
    "standing.granted": ("erlaubt", "permitted"),
    "standing.withdrawn": ("nicht erlaubt, widerrufen", "not permitted, withdrawn"),
    "standing.expired": ("nicht mehr erlaubt, abgelaufen", "no longer permitted, lapsed"),
    "standing.objected": ("nicht erlaubt, widersprochen", "not permitted, objected"),
    "standing.noted": (
        "ohne Einwilligung erlaubt, bis widersprochen wird",
        "permitted without consent until objected to",
    ),
    "method.chat_keyword": ("Nachricht im Chat", "message in the chat"),
    "method.mail_keyword": ("E-Mail", "email"),
    "method.chat_button": ("Knopf im Chat", "button in the chat"),
    "method.doi_link": (
        "Bestätigung über den Link in der E-Mail",
        "confirmation by the mail’s link",
    ),
    "method.web_form": ("Formular des Shops", "form of the shop"),
    "method.automatic_reply": ("automatische Nachricht", "automated message"),
    "method.provider_event": ("Meldung des Anbieters", "report by the provider"),
    "method.agent": ("Eintrag durch das Team", "entry by the team"),
    "method.import": ("Übernahme mit Belegen", "import with evidence"),
    "method.lapse_of_time": ("Zeitablauf", "lapse of time"),
    "method.merge": (
        "Zusammenführung: Der Widerspruch gilt für alle Adressen",
        "merge: the objection counts for all addresses",
    ),
    "method.link": ("Zuordnung zum Kundenkonto", "link to the customer account"),
    "method.number_change": ("Wechsel der Nummer", "change of the number"),
    "actor.customer": ("die Kundin oder der Kunde selbst", "the customer"),
    "actor.provider": ("der Anbieter des Kanals", "the channel’s provider"),
    "actor.shop": ("der Shop", "the shop"),
    "actor.agent": ("eine Person aus dem Team", "a person of the team"),
    "actor.token": ("ein Programm des Shops", "a program of the shop"),
    "actor.system": ("Kontor, nach festen Regeln", "Kontor, by fixed rules"),
    "evidence.text": ("Nachricht", "Message"),
    "evidence.subject": ("Betreff", "Subject"),
    "evidence.id": ("Kennung beim Anbieter", "Provider’s id"),
    "evidence.remote_address": ("Internetadresse des Geräts", "Device’s internet address"),
    "evidence.user_agent": ("Programm", "Program"),
    "evidence.token_hash": ("Prüfsumme des Links", "Checksum of the link"),
    "evidence.asked_at": ("Gefragt am", "Asked on"),
    "evidence.form_url": ("Adresse des Formulars", "Address of the form"),
    "evidence.source": ("Quelle", "Source"),
    "evidence.order": ("Bestellung", "Order"),
    "evidence.reference": ("Beleg-Nummer", "Reference"),
    "evidence.identity": ("Zuerst erklärt über die Adresse", "First declared through the address"),
    "evidence.entry": ("dort Eintragung Nr.", "entry there, no."),
}
