"""The columns of a list of recipients, and what is wrong with its rows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.papers.sheets.columns import ColumnSpec, Kind

LONGEST_NAME = 150
"""Characters of a recipient's name."""

COLUMNS = (
    ColumnSpec("provider", "Utförare", aliases=("Företag", "Bolag")),
    ColumnSpec(
        "org_number", "Organisationsnummer", Kind.ORGANISATION_NUMBER,
        aliases=("Org.nr", "Orgnr"), required=True,
    ),
    ColumnSpec("unit", "Verksamhet", aliases=("Enhet", "Verksamhetens namn")),
    ColumnSpec(
        "name", "Mottagare", aliases=("Namn", "Kontaktperson"), required=True,
        max_length=LONGEST_NAME,
    ),
    ColumnSpec(
        "address", "E-post", aliases=("E-postadress", "Mejl", "Mail", "Epost"), required=True
    ),
)  # fmt: skip
"""What a list of recipients may hold; the list that is taken out has the same columns."""


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """A response of the round, as a row of a list can point at it."""

    key: int
    org_number: str
    unit: str


def place_meant(
    places: Mapping[str, Sequence[AskedPlace]], *, org_number: str, unit: str
) -> tuple[int | None, str]:
    """Return the key of the response that a row means, or a Swedish sentence that says why not.

    ``places`` are by organisation number. Without a unit the row means the provider's only
    response in the round.
    """
    mine = places.get(org_number, ())
    if not mine:
        return None, "Utföraren är inte med i omgången. Kontrollera organisationsnumret."
    if not unit:
        if len(mine) == 1:
            return mine[0].key, ""
        return None, (
            f"Utföraren har {len(mine)} verksamheter i omgången. Skriv vilken i kolumnen "
            "Verksamhet."
        )
    named = [place for place in mine if _plain(place.unit) == _plain(unit)]
    if len(named) == 1:
        return named[0].key, ""
    listed = ", ".join(place.unit or "hela kontraktet" for place in mine[:5])
    return None, f"Utföraren har ingen verksamhet i omgången som heter så. Det finns: {listed}."


def by_org_number(places: Iterable[AskedPlace]) -> dict[str, list[AskedPlace]]:
    """Return the places by the number of their provider."""
    found: dict[str, list[AskedPlace]] = {}
    for place in places:
        found.setdefault(place.org_number, []).append(place)
    return found


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
