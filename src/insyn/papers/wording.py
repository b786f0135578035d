"""The few words that the renderers add themselves, in each language a document can have."""

from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice


class Language(Choice):
    """The language a document is written in."""

    SWEDISH = "sv", "Svenska"
    ENGLISH = "en", "Engelska"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around the content. ``page`` takes the page and the number of pages."""

    locale: str
    contents: str
    table: str
    figure: str
    case_number: str
    issued_on: str
    key_figure: str
    value: str
    page: str
    of: str
    months: tuple[str, ...]

    def long_date(self, day: date) -> str:
        """Return the date for running text: ”21 november 2026”."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


_SWEDISH = Wording(
    locale="sv-SE",
    contents="Innehåll",
    table="Tabell",
    figure="Figur",
    case_number="Diarienummer",
    issued_on="Datum",
    key_figure="Nyckeltal",
    value="Värde",
    page="Sida",
    of="av",
    months=(
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ),
)
_ENGLISH = Wording(
    locale="en-GB",
    contents="Contents",
    table="Table",
    figure="Figure",
    case_number="Case number",
    issued_on="Date",
    key_figure="Key figure",
    value="Value",
    page="Page",
    of="of",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
)
_WORDING = {Language.SWEDISH: _SWEDISH, Language.ENGLISH: _ENGLISH}


def wording(language: Language) -> Wording:
    """Return the words for the language."""
    return _WORDING[language]


def swedish_date(day: date) -> str:
    """Return the date as Swedish running text says it: ”21 november 2026”."""
    return _SWEDISH.long_date(day)
