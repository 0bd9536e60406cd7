"""Countries and their regions by name: whose public holidays a shop keeps."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from inbox.hours.holidays import subdivisions

# Where shops of our customers are: the rest follows by name.
_FIRST: Final = ("DE", "AT", "CH", "LI", "LU")
_GERMAN: Final = {
    "BB": "Brandenburg",
    "BE": "Berlin",
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "HB": "Bremen",
    "HE": "Hessen",
    "HH": "Hamburg",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
    "Augsburg": "Bayern: Stadt Augsburg",
}
_AUSTRIAN: Final = {
    "1": "Burgenland",
    "2": "Kärnten",
    "3": "Niederösterreich",
    "4": "Oberösterreich",
    "5": "Salzburg",
    "6": "Steiermark",
    "7": "Tirol",
    "8": "Vorarlberg",
    "9": "Wien",
}
_NAMES: Final = {"DE": _GERMAN, "AT": _AUSTRIAN}


@lru_cache(maxsize=4)
def countries_in(language: str) -> list[tuple[str, str]]:
    """Codes and names, the German-speaking ones first."""
    from babel import Locale  # CLDR is large: only for who looks at a page
    from holidays import list_supported_countries

    names = Locale.parse(language).territories
    known = [(code, names[code]) for code in list_supported_countries() if code in names]
    first = {code: place for place, code in enumerate(_FIRST)}
    return sorted(known, key=lambda one: (first.get(one[0], len(first)), one[1]))


def subdivisions_in(country: str) -> list[tuple[str, str]]:
    """Codes and names of the regions with holidays of their own; an unknown country has none."""
    try:
        codes = subdivisions(country)
    except ValueError:
        return []
    names = _NAMES.get(country, {})
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1])
