"""Words of the settings: the shell, the shop, the accounts, the audit, the dead letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.title": ("Einstellungen", "Settings"),
    "settings.all": ("Alle Einstellungen", "All settings"),
    "settings.group.shop": ("Allgemein", "General"),
    "settings.group.channels": ("Kanäle", "Channels"),
    "settings.group.records": ("Nachweise", "Records"),
    "settings.shop": ("Shop", "Shop"),
    "settings.shop.about": (
        "Name, Ort, Anrede, Datenschutz und der Schalter für alles Automatische.",
        "Name, place, tone, privacy, and the switch for everything automatic.",
    ),
    "settings.accounts": ("Konten", "Accounts"),
    "settings.accounts.about": (
        "Die Nummern, IDs und Postfächer, über die Ihre Kundschaft schreibt.",
        "The numbers, IDs and mailboxes through which your customers write.",
    ),
    "settings.group.people": ("Team", "People"),
    "settings.agents": ("Personen", "People"),
    "settings.agents.about": (
        "Wer hier arbeitet, und wer was darf.",
        "Who works here, and who may do what.",
    ),
    "settings.teams": ("Teams", "Teams"),
    "settings.teams.about": (
        "Wer zusammen antwortet. Geht jemand, fallen die offenen Gespräche an das Team zurück.",
        "Who answers together. When somebody leaves, the open conversations go back to the team.",
    ),
    "settings.audit": ("Änderungen", "Audit log"),
    "settings.audit.about": (
        "Wer wann was in den Einstellungen geändert hat.",
        "Who changed what in the settings, and when.",
    ),
    "settings.dead_letters": ("Unverstandenes", "Dead letters"),
    "settings.dead_letters.about": (
        (
            "Was ein Anbieter schickte und niemand verstand. Nichts davon ist verloren; nach "
            "einem Update lässt es sich noch einmal lesen."
        ),
        (
            "What a provider sent and nobody understood. None of it is lost; after an update it "
            "can be read again."
        ),
    ),
    "settings.save": ("Speichern", "Save"),
    "settings.saved": ("Gespeichert.", "Saved."),
    "settings.remove": ("Entfernen", "Remove"),
    "settings.removed": ("Entfernt.", "Removed."),
    "settings.optional": ("freiwillig", "optional"),
    "settings.copy": ("Kopieren", "Copy"),
    "settings.copied": ("Kopiert", "Copied"),
    "settings.older": ("Ältere anzeigen", "Show older"),
    "settings.silenced": (
        "Alles Automatische ist abgeschaltet.",
        "Everything automatic is switched off.",
    ),
    "settings.silenced.help": (
        "Keine automatische Antwort geht hinaus, auch keine, die schon wartet.",
        "No automatic reply leaves, not even one that waits already.",
    ),
    "wrong.some": (
        "Noch nicht gespeichert: Bitte die markierten Felder ansehen.",
        "Not saved yet: please look at the marked fields.",
    ),
    "wrong.MISSING": ("Das fehlt noch.", "This is missing."),
    "wrong.TOO_LONG": ("Das ist zu lang.", "This is too long."),
    "wrong.UNKNOWN": ("Das kennen wir nicht.", "We do not know this."),
    "wrong.NO_ADDRESS": (
        "Eine ganze Adresse, die mit https:// beginnt.",
        "A whole address that begins with https://.",
    ),
    "wrong.NO_ZONE": (
        "Keine bekannte Zeitzone. So sehen sie aus: Europe/Berlin.",
        "Not a known time zone. They look like this: Europe/Berlin.",
    ),
    "wrong.NEEDED_BY_ACCOUNTS": (
        "Ein Konto ist in Betrieb: Ohne diese Adresse darf es nicht senden.",
        "An account is in use: without this address it may not send.",
    ),
    # ------------------------------------------------------------------ the shop
    "shop.about": ("Name und Ort", "Name and place"),
    "shop.name": ("Name des Shops", "Name of the shop"),
    "shop.name.help": (
        "So nennen ihn die automatischen Antworten.",
        "Automatic replies call it that.",
    ),
    "shop.contact": ("Weiterer Weg zu Ihnen", "Another way to reach you"),
    "shop.contact.help": (
        "Den nennen automatische Antworten, wenn es eilt oder niemand da ist.",
        "Automatic replies name it when it is urgent or nobody is there.",
    ),
    "shop.contact.example": ("Telefon 030 1234567", "phone 030 1234567"),
    "shop.country": ("Land", "Country"),
    "shop.subdivision": ("Bundesland", "State or region"),
    "shop.subdivision.help": ("Dessen Feiertage gelten.", "Its public holidays are kept."),
    "shop.subdivision.none": ("nur landesweite Feiertage", "only nationwide holidays"),
    "shop.zone": ("Zeitzone", "Time zone"),
    "shop.zone.help": (
        "In ihr gelten die Öffnungszeiten, und alle Zeiten werden in ihr gezeigt.",
        "Opening hours hold in it, and all times are shown in it.",
    ),
    "shop.voice": ("Sprache und Anrede", "Language and tone"),
    "shop.formal": ("Anrede auf Deutsch", "German form of address"),
    "shop.formal.yes": ("Sie", "Sie (formal)"),
    "shop.formal.no": ("Du", "Du (informal)"),
    "shop.formal.help": ("In automatischen Antworten.", "In automatic replies."),
    "shop.first_language": ("Erste Sprache", "First language"),
    "shop.first_language.help": (
        "Wenn niemand weiß, welche Sprache jemand spricht.",
        "When nobody knows which language somebody speaks.",
    ),
    "shop.both_languages": ("Beide Sprachen", "Both languages"),
    "shop.both_languages.help": (
        "Sonst antwortet die Automatik nur in der ersten.",
        "Otherwise automatic replies use the first one only.",
    ),
    "shop.law": ("Was Kundinnen und Kunden wissen müssen", "What customers must be told"),
    "shop.privacy_url": ("Datenschutzerklärung", "Privacy information"),
    "shop.privacy_url.help": (
        (
            "Ihre Adresse steht im ersten Hinweis an jede neue Person. Ohne sie wird kein Konto "
            "freigegeben."
        ),
        "Its address is in the first notice to every new person. Without it no account is enabled.",
    ),
    "shop.renew_notice": (
        "Die Erklärung hat sich wesentlich geändert",
        "The information has changed substantially",
    ),
    "shop.renew_notice.help": (
        "Dann wird allen der Hinweis einmal neu gezeigt. Jetzt gilt Fassung {version}.",
        "Then everybody is shown the notice once more. Version {version} counts now.",
    ),
    "shop.imprint_url": ("Impressum", "Legal notice (Impressum)"),
    "shop.mail_footer": ("Fuß jeder E-Mail", "Footer of every mail"),
    "shop.mail_footer.help": (
        "Die Pflichtangaben: Firma, Sitz, Register, Geschäftsführung.",
        "What the law asks for: company, seat, register, management.",
    ),
    "shop.machine": ("Alles Automatische", "Everything automatic"),
    "shop.machine.help": (
        (
            "Ein Schalter für den Notfall. Menschen können immer schreiben; Widerrufe und "
            "Widersprüche gelten auch dann."
        ),
        (
            "One switch for an emergency. People can always write; withdrawals and objections "
            "hold all the same."
        ),
    ),
    "shop.machine.on": ("Automatische Antworten gehen hinaus.", "Automatic replies leave."),
    "shop.machine.off": (
        "Automatische Antworten sind abgeschaltet.",
        "Automatic replies are switched off.",
    ),
    "shop.silence": ("Alles Automatische abschalten", "Switch off everything automatic"),
    "shop.let_speak": ("Wieder einschalten", "Switch on again"),
    "shop.silenced": (
        "Abgeschaltet. Nichts Automatisches geht mehr hinaus.",
        "Switched off. Nothing automatic leaves any more.",
    ),
    "shop.speaks": ("Eingeschaltet.", "Switched on."),
    # ------------------------------------------------------------------ accounts
    "settings.last_event": ("zuletzt etwas empfangen", "last received something"),
    "settings.no_event": ("noch nichts empfangen", "nothing received yet"),
    "settings.kind_missing": ("Kanal {kind} ist nicht installiert", "channel {kind} is missing"),
    "settings.is_paused": ("Pausiert seit", "Paused since"),
    "settings.health.ok": ("In Ordnung", "All well"),
    "settings.health.warning": ("Bitte ansehen", "Please look"),
    "settings.health.broken": ("Gestört", "Broken"),
    "settings.pause": ("Pausieren", "Pause"),
    "settings.resume": ("Fortsetzen", "Resume"),
    "settings.paused": (
        "Pausiert. Empfangen wird weiter, gesendet erst nach dem Fortsetzen.",
        "Paused. It goes on receiving; sending waits until it is resumed.",
    ),
    "settings.resumed": ("Darf wieder senden.", "May send again."),
    "settings.no_accounts.title": ("Noch kein Konto", "No account yet"),
    "settings.no_accounts.help": (
        "Verbinden Sie eine Nummer, eine ID oder ein Postfach.",
        "Connect a number, an ID or a mailbox.",
    ),
    "accounts.add": ("Verbinden", "Connect"),
    "accounts.add.kind": ("{kind} verbinden", "Connect {kind}"),
    "accounts.not_enabled": ("Empfängt, sendet aber noch nicht", "Receives, but does not send yet"),
    "accounts.enable": ("Freigeben", "Enable"),
    "accounts.enable.help": (
        (
            "Das Konto empfängt schon. Senden darf es, wenn Sie es freigeben: am besten nach der "
            "Prüfung."
        ),
        "The account receives already. It may send once you enable it: best after the test.",
    ),
    "accounts.needs_privacy_address": (
        "Erst die Adresse der Datenschutzerklärung, dann darf ein Konto senden.",
        "First the address of the privacy information, then an account may send.",
    ),
    "accounts.add_privacy_address": (
        "Datenschutzerklärung eintragen",
        "Enter the privacy information",
    ),
    "accounts.added": ("Angelegt. Jetzt prüfen und freigeben.", "Added. Now test and enable it."),
    "accounts.is_silent": ("Ungewöhnlich lange still", "Silent for unusually long"),
    "accounts.is_silent.help": (
        "Bitte prüfen, ob der Anbieter noch hierher meldet.",
        "Please check whether the provider still reports to this place.",
    ),
    "accounts.state": ("Zustand", "State"),
    "accounts.receiving": ("Empfang", "Receiving"),
    "accounts.sending": ("Versand", "Sending"),
    "accounts.sends": ("darf senden", "may send"),
    "accounts.held": ("Der Anbieter bittet um Pause bis", "The provider asks to pause until"),
    "accounts.trouble": ("Letzter Fehler", "Last error"),
    "accounts.no_trouble": ("keiner in letzter Zeit", "none lately"),
    "accounts.tested": ("Letzte Prüfung", "Last test"),
    "accounts.never_tested": ("noch nie", "never"),
    "accounts.tested_well": ("alles in Ordnung", "all is well"),
    "accounts.test": ("Verbindung prüfen", "Test connection"),
    "accounts.test_passed": ("Die Verbindung steht.", "The connection works."),
    "accounts.test_failed": ("Die Prüfung hat etwas gefunden.", "The test found something."),
    "accounts.authorise": ("Beim Anbieter freigeben", "Authorise at the provider"),
    "accounts.authorise.help": (
        "Öffnet die Anmeldung des Anbieters. Die Umleitungsadresse, die er kennen muss:",
        "Opens the provider’s sign-in. The redirect address that it has to know:",
    ),
    "accounts.authorised": ("Freigegeben.", "Authorised."),
    "accounts.not_authorised": (
        "Nicht freigegeben. Bitte noch einmal beginnen.",
        "Not authorised. Please begin again.",
    ),
    "accounts.at_provider": ("Beim Anbieter einzutragen", "To be entered at the provider"),
    "accounts.callback": ("Adresse für den Webhook", "Webhook address"),
    "accounts.callback.help": (
        "Dorthin meldet der Anbieter, was Ihre Kundschaft schreibt.",
        "Where the provider reports what your customers write.",
    ),
    "accounts.place": ("Im Shop", "In the shop"),
    "accounts.label": ("Name", "Name"),
    "accounts.label.help": (
        "So heißt das Konto im Postfach.",
        "What the account is called in the inbox.",
    ),
    "accounts.team": ("Team", "Team"),
    "accounts.team.help": (
        "Neue Gespräche dieses Kontos gehören ihm.",
        "New conversations of this account belong to it.",
    ),
    "accounts.no_team": ("alle", "everybody"),
    "accounts.language": ("Sprache", "Language"),
    "accounts.shop_language": ("wie der Shop", "like the shop"),
    "accounts.automation": ("Automatische Antworten", "Automatic replies"),
    "accounts.automation.help": (
        "Auf diesem Konto. Das Postfach selbst ändert sich dadurch nicht.",
        "On this account. The inbox itself does not change.",
    ),
    "accounts.connection": ("Verbindung", "Connection"),
    "accounts.stored": (
        "gespeichert; leer lassen, um es zu behalten",
        "stored; leave empty to keep it",
    ),
    "accounts.forget": ("Vergessen", "Forget it"),
    "accounts.docs": (
        (
            "Wie das Schritt für Schritt geht, steht in der Anleitung des Kanals "
            "(adapters/{kind}/README.md)."
        ),
        "The channel’s guide shows it step by step (adapters/{kind}/README.md).",
    ),
    # ------------------------------------------------------------------ people
    "agents.name": ("Name", "Name"),
    "agents.role": ("Rolle", "Role"),
    "agents.no_team": ("ohne Team", "no team"),
    "agents.who": ("Name und Rolle", "Name and role"),
    "agents.door": ("Anmeldung", "Signing in"),
    "agents.invite": ("Jemanden einladen", "Invite somebody"),
    "agents.invite.help": (
        "Es entsteht ein Link, mit dem die Person einmal ein Passwort wählt.",
        "This makes a link with which the person chooses a password, once.",
    ),
    "agents.invite.do": ("Einladen", "Invite"),
    "agents.invited": ("Eingeladen. Jetzt den Link weitergeben.", "Invited. Now hand on the link."),
    "agents.is_invited": ("eingeladen, noch ohne Passwort", "invited, no password yet"),
    "agents.is_disabled": ("abgeschaltet seit", "disabled since"),
    "agents.has_second_factor": ("mit zweitem Faktor", "with a second factor"),
    "agents.no_second_factor": ("ohne zweiten Faktor", "without a second factor"),
    "agents.link": ("Link für ein Passwort", "Link for a password"),
    "agents.link.label": ("Link", "Link"),
    "agents.link.help": (
        "Er gilt einmal, nur für {name}, bis {until}.",
        "It holds once, only for {name}, until {until}.",
    ),
    "agents.link_made": (
        "Ein neuer Link ist da; ältere gelten nicht mehr.",
        "There is a new link; older ones hold no longer.",
    ),
    "agents.mail": ("Als E-Mail schreiben", "Write as a mail"),
    "agents.mail.subject": ("Zugang zu Kontor bei {shop}", "Access to Kontor at {shop}"),
    "agents.mail.body": (
        "Mit diesem Link lässt sich einmal ein Passwort wählen:\n\n{link}",
        "With this link a password can be chosen, once:\n\n{link}",
    ),
    "agents.new_link": ("Neuer Link für ein Passwort", "New link for a password"),
    "agents.new_link.help": (
        "Für ein vergessenes Passwort. Das alte gilt, bis ein neues gewählt ist.",
        "For a forgotten password. The old one holds until a new one is chosen.",
    ),
    "agents.forget_second_factor": ("Zweiten Faktor entfernen", "Remove second factor"),
    "agents.second_factor_removed": (
        "Der zweite Faktor ist entfernt.",
        "The second factor is removed.",
    ),
    "agents.disable": ("Abschalten", "Disable"),
    "agents.disable.help": (
        (
            "Abschalten meldet überall ab und gibt offene Gespräche an das Team zurück. Was die "
            "Person schrieb, bleibt."
        ),
        (
            "Disabling signs the person out everywhere and gives open conversations back to the "
            "team. What the person wrote stays."
        ),
    ),
    "agents.disabled": (
        "Abgeschaltet. Offene Gespräche sind zurück beim Team.",
        "Disabled. Open conversations are back with the team.",
    ),
    "agents.enable": ("Wieder einschalten", "Enable again"),
    "agents.enabled": ("Wieder eingeschaltet.", "Enabled again."),
    "wrong.EMAIL_WRONG": ("Das ist keine Mailadresse.", "This is not a mail address."),
    "wrong.EMAIL_TAKEN": ("Diese Adresse hat schon jemand.", "Somebody has this address already."),
    "wrong.NAME_MISSING": ("Ein Name fehlt noch.", "A name is missing."),
    "wrong.NAME_TAKEN": ("Diesen Namen gibt es schon.", "This name is taken."),
    "wrong.NO_SUCH_TEAM": ("Dieses Team gibt es nicht mehr.", "There is no such team any more."),
    "wrong.LAST_ADMIN": (
        "Jemand muss Kontor verwalten: Das ist die letzte Person, die es kann.",
        "Somebody must administer Kontor: this is the last one who can.",
    ),
    "teams.name": ("Name des Teams", "Name of the team"),
    "teams.add": ("Team anlegen", "Add a team"),
    "teams.rename": ("Umbenennen", "Rename"),
    "teams.nobody": ("noch niemand", "nobody yet"),
    "teams.accounts": ("antwortet auf", "answers on"),
    "teams.dissolve": ("Auflösen", "Dissolve"),
    "teams.dissolve.help": (
        "Aufgelöst wird nur das Team: Personen, Konten und Gespräche bleiben.",
        "Only the team is dissolved: people, accounts and conversations stay.",
    ),
    "teams.dissolved": ("Das Team ist aufgelöst.", "The team is dissolved."),
    "teams.empty.title": ("Noch kein Team", "No team yet"),
    "teams.empty.help": (
        "Ohne Teams antworten alle auf alles.",
        "Without teams everybody answers everything.",
    ),
    # ------------------------------------------------------------------ dead letters
    "settings.no_dead_letters.title": ("Alles verstanden", "Everything was understood"),
    "settings.no_dead_letters.help": (
        "Hier erscheint, was ein Kanal nicht lesen konnte.",
        "Whatever a channel could not read appears here.",
    ),
    "settings.no_problem": ("Ohne Angabe", "Not named"),
    "settings.event": ("Ereignis {number}", "Event {number}"),
    "settings.tries": ("{count} Versuch|{count} Versuche", "{count} try|{count} tries"),
    "settings.replay": ("Noch einmal lesen", "Read again"),
    "settings.replayed": ("Wird noch einmal gelesen.", "It will be read again."),
    # ------------------------------------------------------------------ audit
    "audit.when": ("Wann", "When"),
    "audit.who": ("Wer", "Who"),
    "audit.what": ("Was", "What"),
    "audit.command_line": ("Kommandozeile", "command line"),
    "audit.empty.title": ("Noch nichts geändert", "Nothing changed yet"),
    "audit.empty.help": (
        "Jede Änderung an den Einstellungen erscheint hier.",
        "Every change of the settings appears here.",
    ),
    "deed.shop.changed": ("Shop geändert", "Shop changed"),
    "deed.shop.automation_off": (
        "Alles Automatische abgeschaltet",
        "Everything automatic switched off",
    ),
    "deed.shop.automation_on": (
        "Alles Automatische eingeschaltet",
        "Everything automatic switched on",
    ),
    "deed.hours.added": ("Öffnungszeiten angelegt", "Hours added"),
    "deed.hours.changed": ("Öffnungszeiten geändert", "Hours changed"),
    "deed.hours.assigned": ("Öffnungszeiten zugeordnet", "Hours assigned"),
    "deed.hours.removed": ("Öffnungszeiten entfernt", "Hours removed"),
    "deed.text.saved": ("Text gespeichert", "Text saved"),
    "deed.text.restored": ("Auf unseren Text zurückgestellt", "Went back to our text"),
    "deed.rule.added": ("Regel angelegt", "Rule added"),
    "deed.rule.changed": ("Regel geändert", "Rule changed"),
    "deed.rule.removed": ("Regel entfernt", "Rule removed"),
    "deed.account.added": ("Konto angelegt", "Account added"),
    "deed.account.changed": ("Konto geändert", "Account changed"),
    "deed.account.paused": ("Konto pausiert", "Account paused"),
    "deed.account.resumed": ("Konto fortgesetzt", "Account resumed"),
    "deed.account.signed_in": (
        "Konto beim Anbieter freigegeben",
        "Account authorised at the provider",
    ),
    "deed.agent.invited": ("Person angelegt", "Person added"),
    "deed.agent.changed": ("Person geändert", "Person changed"),
    "deed.agent.disabled": ("Person abgeschaltet", "Person disabled"),
    "deed.agent.enabled": ("Person wieder eingeschaltet", "Person enabled"),
    "deed.agent.password": ("Link für ein neues Passwort", "Link for a new password"),
    "deed.agent.second_factor_on": ("Zweiter Faktor eingerichtet", "Second factor set up"),
    "deed.agent.second_factor_off": ("Zweiter Faktor entfernt", "Second factor removed"),
    "deed.team.added": ("Team angelegt", "Team added"),
    "deed.team.changed": ("Team geändert", "Team changed"),
    "deed.team.removed": ("Team aufgelöst", "Team dissolved"),
    "deed.label.added": ("Label angelegt", "Label added"),
    "deed.label.changed": ("Label geändert", "Label changed"),
    "deed.label.removed": ("Label entfernt", "Label removed"),
    "deed.saved_reply.added": ("Textbaustein angelegt", "Saved reply added"),
    "deed.saved_reply.changed": ("Textbaustein geändert", "Saved reply changed"),
    "deed.saved_reply.removed": ("Textbaustein entfernt", "Saved reply removed"),
    "deed.customer.proof_taken": ("Nachweis abgerufen", "Proof downloaded"),
    "deed.customer.erased": ("Person gelöscht", "Customer erased"),
    "deed.customer.restricted": ("Verarbeitung eingeschränkt", "Processing restricted"),
    "deed.customer.released": ("Einschränkung aufgehoben", "Restriction lifted"),
    "deed.customer.exported": ("Auskunft erstellt", "Data exported"),
    "deed.decisions.exported": ("Entscheidungen exportiert", "Decisions exported"),
    "health.NOT_ENABLED": ("noch nicht freigegeben", "not enabled yet"),
    "health.BY_HAND": ("von Hand", "by hand"),
    "health.RESTORED": ("nach einer Wiederherstellung", "after a restore"),
    "health.CREDENTIALS_REFUSED": ("Zugangsdaten abgelehnt", "credentials refused"),
    "health.NO_CREDITS": ("Guthaben aufgebraucht", "out of credits"),
    "health.PERMISSION_MISSING": ("Berechtigung fehlt", "permission missing"),
    "health.SENDING_BLOCKED": ("Senden gesperrt", "sending blocked"),
    "health.SIGN_IN_AGAIN": ("Bitte neu anmelden", "sign in again"),
    "health.SIGN_IN_FAILED": ("Anmeldung fehlgeschlagen", "sign-in failed"),
    "health.SIGN_IN_REQUIRED": ("Anmeldung nötig", "sign-in required"),
    "health.PAYMENT_PROBLEM": ("Zahlungsproblem", "payment problem"),
    "problem_code.NOT_OUR_ACCOUNT": (
        "Gehört zu einem Konto, das hier nicht eingerichtet ist",
        "Belongs to an account that is not set up here",
    ),
    "problem_code.UNREADABLE": ("Nicht lesbar", "Unreadable"),
    "problem_code.BODY_UNREADABLE": ("Inhalt nicht mehr lesbar", "Content no longer readable"),
    "problem_code.LACKS_SOMETHING": (
        "Es fehlt etwas, das nur der Anbieter hat",
        "Lacks something that only the provider has",
    ),
}
