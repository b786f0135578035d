"""Checked rows gathered by provider and agreement. Pure."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from insyn.exchange.rules.saying import Sayer
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.registry.rules.names import spelling_key


@dataclass(slots=True)
class PlaceEntry:
    """What a file says of one provider's place in one agreement."""

    row: int
    agreement: str = ""
    case_number: str = ""
    lots: dict[str, dict[str, int]] = field(default_factory=dict)
    """Each area with its parts, and the row where each part is first named."""
    lot_rows: dict[str, int] = field(default_factory=dict)
    """The row where each area is first named."""
    starts_on: date | None = None
    ends_on: date | None = None
    rank: int | None = None
    status: str = ""
    prices: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    """By the area the price is for (empty: all of them): its row and the price in kronor."""


@dataclass(slots=True)
class ProviderEntry:
    """What a file says of one provider, gathered from all its rows."""

    row: int
    org_number: str
    name: str
    spellings: dict[str, int] = field(default_factory=dict)
    """Other spellings of the name, with the row of each."""
    group: str = ""
    rows: list[int] = field(default_factory=list)
    places: dict[Hashable, PlaceEntry] = field(default_factory=dict)


def gather(rows: Iterable[CheckedRow], say: Sayer) -> list[ProviderEntry]:
    """Return one entry per organisation number, in the order of the file.

    Says what differs between rows of the same provider: other spellings are noted, and
    contradictions about one contract are errors.
    """
    entries: dict[str, ProviderEntry] = {}
    numbers: dict[str, ProviderEntry] = {}
    for row in rows:
        number, name = str(row.values["org_number"]), str(row.values["name"])
        entry = entries.get(number)
        if entry is None:
            entry = entries[number] = ProviderEntry(row.number, number, name)
            _say_namesake(numbers.setdefault(spelling_key(name), entry), row, say)
        entry.rows.append(row.number)
        _note_spelling(entry, row.number, name, say)
        _fill(entry, row, {"group": _text(row, "group")}, say)
        _take_place(entry, row, say)
    return list(entries.values())


def _text(row: CheckedRow, key: str) -> str:
    value = row.values[key]
    return "" if value is None else str(value)


def _say_namesake(first: ProviderEntry, row: CheckedRow, say: Sayer) -> None:
    if first.row != row.number:
        sentence = (
            f"Utföraren på rad {first.row} heter likadant men har ett annat organisationsnummer. "
            "De förs in som två utförare."
        )
        say(row.number, "org_number", sentence, Severity.WARNING)


def _note_spelling(entry: ProviderEntry, row: int, name: str, say: Sayer) -> None:
    if name != entry.name and name not in entry.spellings:
        entry.spellings[name] = row
        sentence = (
            f"Samma organisationsnummer har namnet ”{entry.name}” på rad {entry.row}. Det är en "
            "utförare, och den här stavningen sparas som namnform."
        )
        say(row, "name", sentence, Severity.WARNING)


def _take_place(entry: ProviderEntry, row: CheckedRow, say: Sayer) -> None:
    title, case_number = _text(row, "agreement"), _text(row, "case_number")
    place = entry.places.setdefault(
        (spelling_key(title), case_number), PlaceEntry(row.number, title, case_number)
    )
    _fill(place, row, {key: row.values[key] for key in ("starts_on", "ends_on", "rank")}, say)
    _fill(place, row, {"status": _text(row, "status")}, say)
    lot = _text(row, "lot")
    _take_price(place, row, lot, say)
    parts = cast("tuple[str, ...]", row.values["parts"] or ())
    for area in [lot] if lot else parts:
        place.lot_rows.setdefault(area, row.number)
        inside = place.lots.setdefault(area, {})
        for part in parts:
            if lot and part != lot:
                inside.setdefault(part, row.number)


def _take_price(place: PlaceEntry, row: CheckedRow, lot: str, say: Sayer) -> None:
    price = row.values["price"]
    if not isinstance(price, Decimal):
        return
    first, known = place.prices.setdefault(lot, (row.number, price))
    if known != price:
        sentence = f"Priset är ett annat än på rad {first}, som gäller samma avtalsområde."
        say(row.number, "price", f"{sentence} Skriv samma pris.", Severity.ERROR)


def _fill(
    target: ProviderEntry | PlaceEntry, row: CheckedRow, values: Mapping[str, object], say: Sayer
) -> None:
    """Put in what is still missing; say so when the row contradicts an earlier one."""
    for key, value in values.items():
        known = getattr(target, key)
        if known in (None, ""):
            setattr(target, key, value)
        elif value not in (None, "", known):
            sentence = (
                f"Värdet är ett annat än på rad {target.row}, som gäller samma "
                f"{'utförare' if isinstance(target, ProviderEntry) else 'utförare och avtal'}. "
            )
            severity = Severity.WARNING if key == "rank" else Severity.ERROR
            end = "Det första värdet används." if key == "rank" else "Skriv samma värde."
            say(row.number, key, sentence + end, severity)
