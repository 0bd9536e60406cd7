"""Words of the settings for what the machine says, and for the words and labels of a team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.group.inbox": ("Postfach", "Inbox"),
    "settings.group.machine": ("Automatik", "Automation"),
    "settings.saved_replies": ("Textbausteine", "Saved replies"),
    "settings.saved_replies.about": (
        "Was oft geschrieben wird; im Antwortfeld mit / einzufügen.",
        "What is written often; inserted with / in the composer.",
    ),
    "settings.labels": ("Labels", "Labels"),
    "settings.labels.about": (
        "Womit sich Gespräche ordnen und wiederfinden lassen.",
        "To sort conversations and to find them again.",
    ),
    "settings.automation": ("Regeln", "Rules"),
    "settings.automation.about": (
        "Was die Automatik darf, und wie viel zu viel ist.",
        "What the machine may do, and how much is too much.",
    ),
    "settings.texts": ("Texte", "Texts"),
    "settings.texts.about": (
        "Was die Automatik sagt. Eigene Texte gehen vor, jede Fassung bleibt nachlesbar.",
        "What the machine says. Your own texts go first, and every version stays on record.",
    ),
    "settings.answers": ("Stichwort-Antworten", "Keyword answers"),
    "settings.answers.about": (
        "Häufige Fragen, die die Automatik beantwortet. Die erste Regel, die passt, antwortet.",
        "Frequent questions that the machine answers. The first rule that fits answers.",
    ),
    "settings.keywords": ("Befehle", "Commands"),
    "settings.keywords.about": (
        "STOP, HILFE, MENSCH: Worte, die allein geschrieben etwas auslösen.",
        "STOP, HELP, HUMAN: words that set something off when written alone.",
    ),
    # ------------------------------------------------------------------ saved replies
    "replies.new": ("Neuer Textbaustein", "New saved reply"),
    "replies.shared": ("Für alle", "For everybody"),
    "replies.own": ("Nur für mich", "Only mine"),
    "replies.title": ("Titel", "Title"),
    "replies.shortcut": ("Kürzel", "Shortcut"),
    "replies.shortcut.help": (
        "Was hinter dem / getippt wird: Buchstaben, Ziffern, - und _.",
        "What is typed behind the /: letters, digits, - and _.",
    ),
    "replies.text": ("Text auf {language}", "Text in {language}"),
    "replies.gaps": (
        "Lücken, die beim Einfügen gefüllt werden",
        "Gaps that are filled when it is inserted",
    ),
    "replies.for_all": ("Für alle", "For everybody"),
    "replies.for_all.help": ("Sonst ist er nur für mich.", "Otherwise it is only mine."),
    "replies.empty.title": ("Noch kein Textbaustein", "No saved reply yet"),
    "replies.empty.help": (
        "Der erste ist meist die Frage nach der Bestellnummer.",
        "The first one is usually the question for the order number.",
    ),
    "reply_gap.customer": ("Name der Kundin oder des Kunden", "name of the customer"),
    "reply_gap.first_name": ("Vorname", "first name"),
    "reply_gap.agent": ("mein Name", "my name"),
    "reply_gap.shop": ("Name des Shops", "name of the shop"),
    "reply_gap.subject": ("Betreff des Gesprächs", "subject of the conversation"),
    "reply_gap.next_opening": ("nächste Öffnung, in Worten", "next opening, in words"),
    "wrong.NO_SHORTCUT": (
        "Ein Kürzel aus Buchstaben, Ziffern, - oder _.",
        "A shortcut of letters, digits, - or _.",
    ),
    "wrong.SHORTCUT_TAKEN": ("Dieses Kürzel gibt es schon.", "This shortcut is taken."),
    "wrong.NO_TITLE": ("Ein Titel fehlt.", "A title is missing."),
    "wrong.NO_TEXT": (
        "In einer Sprache muss ein Text stehen.",
        "There must be a text in one language.",
    ),
    "wrong.TEXT_TOO_LONG": ("Höchstens 10.000 Zeichen.", "At most 10,000 characters."),
    # ------------------------------------------------------------------ labels
    "labels.name": ("Name", "Name"),
    "labels.colour": ("Farbe", "Colour"),
    "labels.add": ("Label anlegen", "Add label"),
    "labels.known": (
        "Setzt die Automatik; der Name bleibt.",
        "Set by the machine; its name stays.",
    ),
    "colour.grey": ("Grau", "grey"),
    "colour.red": ("Rot", "red"),
    "colour.amber": ("Gelb", "amber"),
    "colour.green": ("Grün", "green"),
    "colour.blue": ("Blau", "blue"),
    "colour.violet": ("Violett", "violet"),
    "wrong.LABEL_NAME": ("Ein Name mit höchstens 40 Zeichen.", "A name of at most 40 characters."),
    "wrong.LABEL_TAKEN": ("Diesen Namen gibt es schon.", "This name is taken."),
    "wrong.LABEL_TOO_MANY": (
        "Mehr als 200 Labels geht nicht.",
        "There cannot be more than 200 labels.",
    ),
    "wrong.LABEL_KNOWN": (
        "Dieses Label setzt die Automatik, es bleibt.",
        "The machine sets this label, it stays.",
    ),
    # ------------------------------------------------------------------ rules
    "automation.replies": ("Antworten", "Replies"),
    "automation.acknowledge": ("Eingang bestätigen", "Acknowledge messages"),
    "automation.acknowledge.help": (
        "Auf die erste Nachricht eines Gesprächs, solange geöffnet ist.",
        "On the first message of a conversation while it is open.",
    ),
    "automation.consent": ("Einwilligung", "Consent"),
    "automation.consent_required": (
        "Vor der ersten Antwort um Erlaubnis fragen",
        "Ask for permission before the first reply",
    ),
    "automation.consent_required.help": (
        (
            "Dann wird nichts beantwortet, bevor jemand zustimmt, auch nicht von Menschen. Das "
            "Gesetz verlangt es für Kundendienst nicht."
        ),
        (
            "Then nothing is answered before somebody agrees, not even by people. The law does "
            "not ask for it for customer service."
        ),
    ),
    "automation.consent_lapses_after": (
        "Werbe-Einwilligung erlischt nach",
        "Consent to marketing lapses after",
    ),
    "automation.consent_lapses_after.help": (
        "Monaten ohne Nutzung; 0 heißt nie.",
        "Months without use; 0 means never.",
    ),
    "automation.limits": ("Grenzen", "Limits"),
    "automation.ours": ("Unser Vorschlag: {value}", "We suggest: {value}"),
    "automation.people": ("Menschen", "People"),
    "automation.undo_seconds": (
        "Sekunden, in denen Senden rückgängig geht",
        "Seconds in which sending can be undone",
    ),
    "automation.undo_seconds.help": ("0 sendet sofort.", "0 sends at once."),
    "limit.replies_to_sender": (
        "Höchstens so viele automatische Antworten an eine Person",
        "At most so many automatic replies to one person",
    ),
    "limit.replies_counted_over_minutes": ("… in so vielen Stunden", "… within so many hours"),
    "limit.same_reply_every_minutes": (
        "Stunden, bis dieselbe Antwort im selben Gespräch wiederkommt",
        "Hours until the same reply comes again in one conversation",
    ),
    "limit.agent_active_minutes": (
        "Minuten Ruhe, nachdem ein Mensch geschrieben hat",
        "Minutes of silence after a person wrote",
    ),
    "limit.stale_after_minutes": (
        "Minuten, nach denen eine Nachricht zu alt für eine Antwort ist",
        "Minutes after which a message is too old to be answered",
    ),
    "limit.quiet_from": ("Nachtruhe ab", "Quiet at night from"),
    "limit.quiet_until": ("Nachtruhe bis", "Quiet at night until"),
    "wrong.NO_NUMBER": (
        "Eine ganze Zahl in einem sinnvollen Rahmen.",
        "A whole number within reason.",
    ),
    "wrong.OUT_OF_RANGE": ("Außerhalb des Möglichen.", "Out of range."),
    # ------------------------------------------------------------------ texts
    "voice.de-du": ("Deutsch (Du)", "German (Du)"),
    "voice.de-sie": ("Deutsch (Sie)", "German (Sie)"),
    "voice.en": ("Englisch", "English"),
    "texts.own": ("eigener", "own"),
    "texts.replies": ("Antworten", "Replies"),
    "texts.parts": ("Wortlaute und Hinweise", "Wordings and notices"),
    "texts.parts.help": (
        "Worauf sich ein JA bezieht. Das Register bewahrt jeden Wortlaut auf, der gezeigt wurde.",
        "What a YES refers to. The ledger keeps every wording that was shown.",
    ),
    "texts.text": ("Text", "Text"),
    "texts.preview": ("So liest es sich", "How it reads"),
    "texts.accept": (
        "Ich habe es angesehen, es ist so richtig.",
        "I looked at it, it is right like this.",
    ),
    "texts.gaps": ("Lücken, die gefüllt werden", "Gaps that are filled"),
    "texts.ad": (
        "Werbung: geht nur an Menschen, die ihr zugestimmt haben",
        "advertising: leaves only to people who agreed to it",
    ),
    "texts.ours": ("Unser Text", "Our text"),
    "texts.restore": ("Unseren Text nehmen", "Use our text"),
    "texts.say_nothing": ("In dieser Sprache nichts sagen", "Say nothing in this language"),
    "texts.saved": ("Gespeichert, gilt ab jetzt.", "Saved, in force from now on."),
    "texts.restored": ("Jetzt gilt unser Text.", "Our text counts now."),
    "texts.versions": ("Fassungen", "Versions"),
    "texts.version": ("Fassung {version}", "Version {version}"),
    "texts.in_force": ("gilt", "in force"),
    "texts.show": ("Ansehen", "Show"),
    "texts.gave_up": ("zurück zu unserem Text", "back to our text"),
    "text.ack": ("Eingangsbestätigung", "Acknowledgement"),
    "text.ack.when": ("Erste Nachricht, während geöffnet ist.", "First message while it is open."),
    "text.out_of_hours": ("Geschlossen", "Out of hours"),
    "text.out_of_hours.when": (
        "Nachricht außerhalb der Öffnungszeiten.",
        "Message outside of the opening hours.",
    ),
    "text.privacy_notice": ("Datenschutzhinweis", "Privacy notice"),
    "text.privacy_notice.when": (
        "Erster Kontakt, wenn sonst nichts zu sagen ist.",
        "First contact when there is nothing else to say.",
    ),
    "text.optin_request": ("Frage nach Werbung im Chat", "Asking for marketing in chat"),
    "text.optin_request.when": (
        "Auf START; zeigt den Wortlaut und bittet um JA.",
        "On START; shows the wording and asks for YES.",
    ),
    "text.optin_doi_mail": ("Frage nach Werbung per E-Mail", "Asking for marketing by mail"),
    "text.optin_doi_mail.when": (
        "Auf START per E-Mail; bittet um einen Klick.",
        "On START by mail; asks for a click.",
    ),
    "text.optin_confirmation": ("Zusage bestätigt", "Opt-in confirmed"),
    "text.optin_confirmation.when": ("Nach JA oder dem Klick.", "After YES or the click."),
    "text.optout_confirmation": ("Keine Werbung mehr", "No more marketing"),
    "text.optout_confirmation.when": (
        "Nach STOP, wenn es Werbung gab.",
        "After STOP where there was marketing.",
    ),
    "text.optout_of_machine": ("Keine Automatik mehr", "No more machine"),
    "text.optout_of_machine.when": (
        "Nach BOT AUS, oder STOP ohne Werbung.",
        "After BOT OFF, or STOP without marketing.",
    ),
    "text.optout_of_both": ("Weder Werbung noch Automatik", "Neither marketing nor machine"),
    "text.optout_of_both.when": ("Nach STOP ALLES.", "After STOP ALL."),
    "text.help_info": ("Hilfe", "Help"),
    "text.help_info.when": ("Auf HILFE.", "On HELP."),
    "text.consent_request": (
        "Frage nach der Erlaubnis zu antworten",
        "Asking for permission to answer",
    ),
    "text.consent_request.when": (
        "Nur wenn die Regeln vor der ersten Antwort fragen.",
        "Only if the rules ask before the first reply.",
    ),
    "text.consent_confirmation": ("Erlaubnis erteilt", "Permission given"),
    "text.consent_confirmation.when": ("Nach JA.", "After YES."),
    "text.consent_declined": ("Erlaubnis verweigert", "Permission refused"),
    "text.consent_declined.when": ("Nach NEIN.", "After NO."),
    "text.dsar_ack": ("Anfrage zu eigenen Daten", "Request about one’s data"),
    "text.dsar_ack.when": (
        "Auskunft, Löschung und andere Rechte; ein Mensch übernimmt.",
        "Access, erasure and other rights; a person takes over.",
    ),
    "text.handoff_ack": ("Ein Mensch übernimmt", "A person takes over"),
    "text.handoff_ack.when": ("Auf MENSCH.", "On HUMAN."),
    "text.notice": (
        "Datenschutzhinweis unter der ersten Antwort",
        "Privacy notice under the first reply",
    ),
    "text.notice.when": ("Einmal je Person und Fassung.", "Once per person and version."),
    "text.wording:marketing": ("Wortlaut: Werbung", "Wording: marketing"),
    "text.wording:marketing.when": (
        "Worin eingewilligt wird, wenn jemand Werbung möchte.",
        "What is agreed to when somebody wants marketing.",
    ),
    "text.wording:channel": ("Wortlaut: dieser Kanal", "Wording: this channel"),
    "text.wording:channel.when": (
        "Worin eingewilligt wird, wenn vor der ersten Antwort gefragt wird.",
        "What is agreed to when the rules ask before the first reply.",
    ),
    "gap.shop": ("Name des Shops", "name of the shop"),
    "gap.channel": ("Name des Kanals", "name of the channel"),
    "gap.provider": ("wer die Nachrichten befördert", "who carries the messages"),
    "gap.url": ("Adresse der Datenschutzerklärung", "address of the privacy information"),
    "gap.wording": ("Wortlaut der Einwilligung", "wording of the consent"),
    "gap.confirm_url": ("Link zum Bestätigen", "link to confirm"),
    "gap.next_opening": (
        "nächste Öffnung in Worten; gibt es keine, entfällt die Zeile",
        "next opening in words; without one the line is left out",
    ),
    "gap.alternative": (
        "weiterer Weg zu Ihnen; ohne ihn entfällt die Zeile",
        "another way to reach you; without one the line is left out",
    ),
    "gap.imprint": (
        "Impressum; ohne Adresse entfällt die Zeile",
        "legal notice; without an address the line is left out",
    ),
    "fault.NOT_LABELLED": (
        "Am Anfang muss stehen, dass es automatisch ist.",
        "It must say at the beginning that it is automatic.",
    ),
    "fault.NO_WAY_TO_PEOPLE": (
        "Ein Weg zu Menschen fehlt: MENSCH oder das Team nennen.",
        "A way to people is missing: name HUMAN or the team.",
    ),
    "fault.ADVERTISES": (
        "Das ist Werbung. Erlaubt ist sie nur zwischen [[ad]] und [[/ad]].",
        "This is advertising. It is allowed only between [[ad]] and [[/ad]].",
    ),
    "fault.DECIDES": (
        "Das klingt nach einer Entscheidung; die trifft nur ein Mensch.",
        "This sounds like a decision; only a person takes one.",
    ),
    "fault.TOO_LONG": ("Zu lang für eine Nachricht.", "Too long for one message."),
    "fault.UNKNOWN_GAP": ("Diese Lücke gibt es hier nicht:", "There is no such gap here:"),
    "fault.MISSING_GAP": ("Diese Lücke muss vorkommen:", "This gap must be in it:"),
    "fault.BROKEN_MARK": ("Eine Klammer ist nicht geschlossen:", "A bracket is not closed:"),
    "fault.SHOUTS": (
        "Viele Großbuchstaben wirken wie Geschrei:",
        "Many capitals read like shouting:",
    ),
    "fault.NO_WITHDRAWAL": (
        "Wie man es widerruft, fehlt: STOP, oder STOP ALLES für den Kanal.",
        "How to withdraw is missing: STOP, or STOP ALL for the channel.",
    ),
    # ------------------------------------------------------------------ keyword answers
    "answers.new": ("Neue Antwort", "New answer"),
    "answers.added": ("Angelegt. Jetzt die Antwort schreiben.", "Added. Now write the answer."),
    "answers.off": ("abgeschaltet", "switched off"),
    "answers.silent": ("hat noch keinen Text", "has no text yet"),
    "answers.no_words": (
        "noch kein Text: antwortet in dieser Sprache nicht",
        "no text yet: does not answer in this language",
    ),
    "answers.says": ("Was sie antwortet", "What it answers"),
    "answers.write": ("Text", "Text"),
    "answers.when": ("Wann sie antwortet", "When it answers"),
    "answers.name": ("Name", "Name"),
    "answers.name.help": ("Nur für das Team.", "For the team only."),
    "answers.phrases": ("Worauf sie antwortet", "What it answers to"),
    "answers.phrases.help": (
        (
            "Eine Wendung je Zeile. geöffnet|offen: eines davon. wann ... offen: dazwischen bis "
            "zu sechs Wörter. retour*: alles, was so anfängt."
        ),
        (
            "One phrase per line. open|closed: one of them. when ... open: up to six words "
            "between. return*: everything that begins so."
        ),
    ),
    "answers.whole": (
        "Nur wenn die Nachricht aus nichts anderem besteht",
        "Only if the message is nothing else",
    ),
    "answers.whole.help": (
        "Sonst genügt, dass die Wendung vorkommt.",
        "Otherwise it is enough that the phrase occurs.",
    ),
    "answers.hours": ("Zu welcher Zeit", "At which time"),
    "answers.hours.always": ("immer", "always"),
    "answers.hours.open": ("nur wenn geöffnet ist", "only while it is open"),
    "answers.hours.closed": ("nur wenn geschlossen ist", "only while it is closed"),
    "answers.account": ("Konto", "Account"),
    "answers.every_account": ("alle Konten", "every account"),
    "answers.every_language": ("alle Sprachen", "every language"),
    "answers.pause": ("Pause in Stunden", "Pause in hours"),
    "answers.pause.help": (
        "So lange antwortet sie im selben Gespräch nicht noch einmal.",
        "So long it does not answer again in the same conversation.",
    ),
    "answers.enabled": ("Eingeschaltet", "Switched on"),
    "answers.up": ("Höher", "Up"),
    "answers.down": ("Tiefer", "Down"),
    "answers.empty.title": ("Noch keine Stichwort-Antwort", "No keyword answer yet"),
    "answers.empty.help": (
        "Gut für: Öffnungszeiten, Versandkosten, Rücksendungen.",
        "Good for: opening hours, shipping costs, returns.",
    ),
    "wrong.NO_PHRASE": (
        "Eine Zeile ist so nicht zu verstehen.",
        "One line cannot be understood like this.",
    ),
    # ------------------------------------------------------------------ commands
    "keywords.own": ("Eigene Worte", "Your own words"),
    "keywords.phrase": ("Wort oder Wendung", "Word or phrase"),
    "keywords.phrase.help": (
        "Gilt, wenn die ganze Nachricht so lautet.",
        "Counts when the whole message says so.",
    ),
    "keywords.means": ("bedeutet", "means"),
    "keywords.means_already": ("Es bedeutet schon:", "It already means:"),
    "keywords.add": ("Wort hinzufügen", "Add word"),
    "keywords.ours": ("Worte, die immer gelten", "Words that always count"),
    "keywords.ours.help": (
        "Widerruf, Storno und Kündigung melden nie ab: Sie gehen an Menschen.",
        "Withdrawal from a contract and cancellation never opt out: they go to people.",
    ),
    "command.stop": ("STOP: keine Werbung mehr", "STOP: no more marketing"),
    "command.stop_all": (
        "STOP ALLES: weder Werbung noch Automatik, überall",
        "STOP ALL: neither marketing nor machine, everywhere",
    ),
    "command.bot_off": ("BOT AUS: keine Automatik mehr", "BOT OFF: no more machine"),
    "command.start": ("START: Werbung und Automatik wieder", "START: marketing and machine again"),
    "command.yes": ("JA auf eine Frage", "YES to a question"),
    "command.no": ("NEIN auf eine Frage", "NO to a question"),
    "command.help": ("HILFE", "HELP"),
    "command.human": ("MENSCH: jemand vom Team", "HUMAN: somebody of the team"),
    "command.contract": (
        "Erklärung zum Vertrag: an Menschen",
        "Declaration about a contract: to people",
    ),
    "command.ambiguous": (
        "unklar, ob Bestellung oder Werbung",
        "unclear: the order or the marketing",
    ),
    "wrong.WORD_MISSING": ("Mindestens zwei Zeichen.", "At least two characters."),
    "wrong.WORD_TOO_LONG": ("Höchstens 60 Zeichen.", "At most 60 characters."),
    "wrong.WORD_TOO_MANY": (
        "Mehr als 200 Worte geht nicht.",
        "There cannot be more than 200 words.",
    ),
    "wrong.WORD_TAKEN": (
        "Dieses Wort steht schon in der Liste.",
        "This word is in the list already.",
    ),
    "wrong.WORD_KNOWN": (
        "Dieses Wort hat schon eine Bedeutung, in jedem Shop.",
        "This word has a meaning already, in every shop.",
    ),
    "wrong.WORD_UNKNOWN": ("Dafür lässt sich kein Wort festlegen.", "No word can be set for this."),
}
