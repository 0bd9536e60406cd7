"""Words for what went wrong: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "problem.to_inbox": ("Zum Postfach", "To the inbox"),
    "problem.400.title": ("Das war nicht zu verstehen", "That could not be understood"),
    "problem.400.help": (
        "Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.",
        "Go back, reload the page and try again.",
    ),
    "problem.csrf.title": (
        "Dieses Formular ist nicht mehr gültig",
        "This form is not valid any more",
    ),
    "problem.csrf.help": (
        (
            "Es kam von einer älteren oder fremden Seite; getan wurde nichts. Gehen Sie zurück: "
            "Ihr "
            "Text steht noch da. Laden Sie die Seite neu und senden Sie ihn noch einmal."
        ),
        (
            "It came from an older or a foreign page; nothing was done. Go back: your text is "
            "still "
            "there. Reload the page and send it again."
        ),
    ),
    "problem.403.title": ("Das ist nicht für Sie gedacht", "This is not meant for you"),
    "problem.403.help": (
        "Ihre Rolle umfasst diese Seite nicht. Wer Kontor verwaltet, kann das ändern.",
        "Your role does not include this page. Whoever administers Kontor can change that.",
    ),
    "problem.404.title": ("Hier ist nichts", "There is nothing here"),
    "problem.404.help": (
        "Die Adresse stimmt nicht, oder es wurde gelöscht.",
        "The address is wrong, or it was deleted.",
    ),
    "problem.405.title": ("So geht das nicht", "It does not work like that"),
    "problem.405.help": (
        "Diese Adresse gehört zu einer Schaltfläche. Gehen Sie zurück und benutzen Sie diese.",
        "This address belongs to a button. Go back and use it.",
    ),
    "problem.413.title": ("Das ist zu groß", "That is too large"),
    "problem.413.help": ("Kürzen Sie, was Sie senden.", "Shorten what you send."),
    "problem.429.title": ("Zu viele Versuche", "Too many tries"),
    "problem.429.help": (
        "Warten Sie eine Minute und versuchen Sie es dann noch einmal.",
        "Wait a minute, then try again.",
    ),
    "problem.500.title": ("Da ist etwas schiefgegangen", "Something went wrong"),
    "problem.500.help": (
        "Es ist vermerkt. Laden Sie die Seite neu; Nachrichten gehen dabei nicht verloren.",
        "It was written down. Reload the page; no message is lost.",
    ),
    "problem.503.title": ("Gerade nicht erreichbar", "Not reachable right now"),
    "problem.503.help": (
        "Die Datenbank antwortet nicht. Versuchen Sie es in einer Minute noch einmal.",
        "The database does not answer. Try again in a minute.",
    ),
}
