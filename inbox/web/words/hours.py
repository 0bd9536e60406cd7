"""Words of the opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.hours": ("Öffnungszeiten", "Opening hours"),
    "settings.hours.about": (
        "Wann jemand da ist: Woche, Feiertage, Betriebsferien, besondere Tage.",
        "When somebody is there: week, public holidays, company holidays, special days.",
    ),
    "hours.empty.title": ("Noch keine Öffnungszeiten", "No opening hours yet"),
    "hours.empty.help": (
        "Ohne sie gibt es keine Antwort „geschlossen bis …“.",
        "Without them there is no reply “closed until …”.",
    ),
    "hours.add": ("Zeiten anlegen", "Add hours"),
    "hours.name": ("Name dieser Zeiten", "Name of these hours"),
    "hours.name.help": (
        "Etwa „Kundendienst“. Es beginnt mit Montag bis Freitag, 9 bis 17 Uhr.",
        "Such as “Support”. It begins with Monday to Friday, 9 to 17.",
    ),
    "hours.for": ("gilt für:", "for:"),
    "hours.for_nobody": ("gilt noch für niemanden", "nobody has them yet"),
    "hours.whole_shop": ("Shop", "shop"),
    "hours.who": ("Wer welche Zeiten hat", "Who has which hours"),
    "hours.who.help": (
        "Die eines Teams gehen vor, dann die eines Kontos, dann die des Shops.",
        "Those of a team go first, then those of an account, then those of the shop.",
    ),
    "hours.none": ("keine", "none"),
    "hours.like_shop": ("wie der Shop", "like the shop"),
    "hours.open_now": ("Jetzt geöffnet", "Open now"),
    "hours.closed_now": ("Jetzt geschlossen", "Closed now"),
    "hours.opens": ("öffnet", "opens"),
    "hours.closes": ("schließt", "closes"),
    "hours.to_confirm": ("Feiertage sind zu bestätigen.", "Public holidays are to be confirmed."),
    "hours.week": ("Woche", "Week"),
    "hours.week.help": (
        (
            "So: 09:00-12:30, 13:00-18:00. Leer ist geschlossen. 22:00-06:00 läuft über "
            "Mitternacht, 24:00 ist das Ende des Tages."
        ),
        (
            "Like this: 09:00-12:30, 13:00-18:00. Empty is closed. 22:00-06:00 runs over "
            "midnight, 24:00 is the end of the day."
        ),
    ),
    "hours.closed": ("geschlossen", "closed"),
    "hours.copy_week": (
        "Montag auf Dienstag bis Freitag übertragen",
        "Copy Monday to the other weekdays",
    ),
    "hours.mon": ("Montag", "Monday"),
    "hours.tue": ("Dienstag", "Tuesday"),
    "hours.wed": ("Mittwoch", "Wednesday"),
    "hours.thu": ("Donnerstag", "Thursday"),
    "hours.fri": ("Freitag", "Friday"),
    "hours.sat": ("Samstag", "Saturday"),
    "hours.sun": ("Sonntag", "Sunday"),
    "hours.on_holidays": ("an Feiertagen", "on holidays"),
    "hours.where": ("Name, Feiertage, Zeitzone", "Name, holidays, time zone"),
    "hours.holidays_of": ("Feiertage von", "Holidays of"),
    "hours.no_holidays": ("keine Feiertage", "no holidays"),
    "hours.catholic": ("überwiegend katholische Gemeinde", "mainly Catholic place"),
    "hours.catholic.help": (
        "Mariä Himmelfahrt in Bayern, Fronleichnam in Teilen Sachsens und Thüringens.",
        "Assumption Day in Bavaria, Corpus Christi in parts of Saxony and Thuringia.",
    ),
    "hours.preview": ("Was eine Kundin liest", "What a customer reads"),
    "hours.preview.at": ("wenn sie zu dieser Zeit schreibt", "who writes at this time"),
    "hours.preview.show": ("Vorschau", "Preview"),
    "hours.at_open": ("{at}: geöffnet", "{at}: open"),
    "hours.at_closed": ("{at}: geschlossen", "{at}: closed"),
    "hours.holidays": ("Kommende Feiertage", "Coming public holidays"),
    "hours.holidays.help": (
        "Bestätigte Tage gelten. Ohne Haken ist an diesem Tag geöffnet wie sonst.",
        "Confirmed days count. Without a tick it is open as usual on that day.",
    ),
    "hours.new_holidays": (
        "{count} Tag ist neu in dieser Liste.|{count} Tage sind neu in dieser Liste.",
        "{count} day is new in this list.|{count} days are new in this list.",
    ),
    "hours.runs_out": (
        "Die Bestätigung reicht kein Jahr mehr.",
        "The confirmation lasts for less than a year.",
    ),
    "hours.confirm": ("Diese Feiertage bestätigen", "Confirm these holidays"),
    "hours.no_region": (
        "Oben ein Land wählen, dann steht hier die Liste.",
        "Choose a country above, then the list appears here.",
    ),
    "hours.days": ("Besondere Tage und Betriebsferien", "Special days and company holidays"),
    "hours.days.help": (
        "Ein besonderer Tag geht vor Betriebsferien, die vor Feiertagen, die vor der Woche.",
        (
            "A special day goes before company holidays, those before public holidays, those "
            "before the week."
        ),
    ),
    "hours.take_half_day": ("{day}: {times} übernehmen", "Take over {day}: {times}"),
    "hours.first": ("Tag", "Day"),
    "hours.last": ("bis einschließlich", "until and including"),
    "hours.last.help": ("Für Betriebsferien.", "For company holidays."),
    "hours.times": ("Zeiten", "Times"),
    "hours.times.help": ("Leer: den ganzen Tag geschlossen.", "Empty: closed all day."),
    "hours.label": ("Anlass", "Occasion"),
    "hours.label.example": ("Inventur", "Stocktaking"),
    "hours.add_day": ("Eintragen", "Enter"),
    "hours.remove": ("Diese Zeiten entfernen", "Remove these hours"),
    "hours.remove.do": ("Entfernen", "Remove"),
    "hours.in_use": (
        "Noch in Gebrauch: erst anderen zuordnen.",
        "Still in use: assign others first.",
    ),
    "wrong.NO_TIMES": (
        "So schreibt man es: 09:00-12:30, 13:00-18:00.",
        "Write it like this: 09:00-12:30, 13:00-18:00.",
    ),
    "wrong.NO_DATE": ("Ein Datum fehlt.", "A date is missing."),
    "wrong.ENDS_FIRST": ("Das Ende liegt vor dem Anfang.", "The end lies before the beginning."),
    "wrong.TOO_MANY": ("Mehr davon geht nicht.", "There cannot be more of them."),
}
