"""Words of the operations page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.group.house": ("Betrieb", "House"),
    "settings.operations": ("Betriebszustand", "Operations"),
    "settings.operations.about": (
        "Wie es jedem Konto und jeder Warteschlange geht, und was jemanden braucht.",
        "How every account and every queue stands, and what needs somebody.",
    ),
    "operations.needs": ("Braucht jemanden", "Needs somebody"),
    "operations.no_needs": ("Nichts. Alles läuft.", "Nothing. All is well."),
    "operations.since": ("seit", "since"),
    "operations.told": ("gemeldet", "somebody was told"),
    "operations.not_told": ("noch nicht gemeldet", "nobody was told yet"),
    "operations.tell_nobody": (
        "Gemeldet wird es niemandem. Einstellbar sind:",
        "Nobody is told. What can be set:",
    ),
    "operations.queues": ("Konten und Warteschlangen", "Accounts and queues"),
    "operations.health": ("Zustand", "Health"),
    "operations.in": ("Empfangen", "Received"),
    "operations.out": ("Zu senden", "To be sent"),
    "operations.files": ("Dateien", "Files"),
    "operations.sends": ("Letzte Minuten", "Last minutes"),
    "operations.paused": ("Pausiert", "Paused"),
    "operations.waiting": ("{count} wartet|{count} warten", "{count} waits|{count} wait"),
    "operations.nothing": ("nichts", "nothing"),
    "operations.claimed": (
        "{count} unterwegs|{count} unterwegs",
        "{count} on its way|{count} on their way",
    ),
    "operations.dead": (
        "{count} unverstanden|{count} unverstanden",
        "{count} not understood|{count} not understood",
    ),
    "operations.tried": ("{count} Versuch|{count} Versuche", "{count} try|{count} tries"),
    "operations.took": (
        "der Anbieter brauchte {milliseconds} ms",
        "the provider took {milliseconds} ms",
    ),
    "operations.failed": (
        "{count} gescheitert|{count} gescheitert",
        "{count} failed|{count} failed",
    ),
    "operations.unknown": (
        "{count} mit offenem Ausgang|{count} mit offenem Ausgang",
        "{count} of unknown outcome|{count} of unknown outcome",
    ),
    "operations.no_sends": ("nichts gesendet", "nothing sent"),
    "operations.no_accounts": ("Noch ist kein Konto verbunden.", "No account is connected yet."),
    "operations.replay_all": (
        "Alles Unverstandene noch einmal lesen",
        "Read all dead letters again",
    ),
    "operations.replayed": ("Wird noch einmal gelesen.", "It is being read again."),
    "operations.nothing_to_replay": (
        "Es gibt nichts Unverstandenes.",
        "There are no dead letters.",
    ),
    "operations.workers": ("Wer gerade arbeitet", "Who is at work"),
    "operations.redis_ok": ("Redis antwortet.", "Redis answers."),
    "operations.redis_away": (
        "Redis antwortet nicht. Nichts geht verloren, alles dauert bis zu einer Sekunde länger.",
        "Redis does not answer. Nothing is lost; everything takes up to a second longer.",
    ),
    "operations.no_workers": (
        "Niemand. Ohne Arbeitsprozesse bleibt alles liegen.",
        "Nobody. Without workers everything stays where it is.",
    ),
    "operations.work.schedule": ("Zeitplan", "Schedule"),
    "operations.work.in": ("Empfang", "Intake"),
    "operations.work.mailbox": ("Postfach", "Mailbox"),
}
