"""An invoice line as it is kept: without names, the same again when it is read again. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from insyn.invoices.rules.states import BatchSource
from insyn.kernel.choices import Choice
from insyn.kernel.texts import personal_number_problem

TEXT_LENGTH = 150
ID_LENGTH = 60
REMOVED_TEXT = "(texten är borttagen)"
HIGHEST = Decimal("9999999999.99")
"""The highest amount in kronor that a line holds, and the lowest below zero."""

_REFERENCE = re.compile(r"[\w./:-]*\d[\w./:-]*")
_OWN_MARK = "~"
"""Begins the id of a line that had none: no id of a file begins so."""


_CODES = {"DAY": "dygn", "HUR": "tim", "WEE": "v.", "MON": "mån"}
"""What the codes of UN/ECE recommendation 20 mean that e-invoices have instead of words."""


def shown_unit(raw: str) -> str:
    """Return the unit as a person writes it; a word of the file as it stands there."""
    return _CODES.get(raw, raw)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What one invoice line says. ``line_id`` is empty when the file gives none."""

    supplier: str
    invoice: str
    line_id: str
    invoice_date: date
    text: str
    amount: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    unit_price: Decimal | None = None
    base: Decimal | None = None
    """How many units the price is for; None is one."""
    extra: Decimal | None = None
    """What is added to the product of quantity and price, or below zero taken off it."""
    vat: Decimal | None = None
    period_from: date | None = None
    period_to: date | None = None
    reference: str = ""
    place: str = ""
    where: str = ""
    """Where in the file it stands, for the reader; no part of the line itself."""

    @property
    def shown_unit(self) -> str:
        return shown_unit(self.unit)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.supplier, self.invoice, self.line_id

    @property
    def content_hash(self) -> str:
        """Return the digest of everything that the line says, its own id apart."""
        said = (
            self.supplier, self.invoice, self.invoice_date, self.text, _plain(self.amount),
            _plain(self.quantity), self.unit, _plain(self.unit_price), _plain(self.base),
            _plain(self.extra), _plain(self.vat), self.period_from, self.period_to,
            self.reference, self.place,
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(map(str, said)).encode()).hexdigest()


def _plain(number: Decimal | None) -> str:
    """Return the number in one spelling: 1.50 and 1.5 are the same."""
    return "" if number is None else f"{number.normalize():f}"


def screened(facts: LineFacts, dropped: Counter[str]) -> LineFacts:
    """Return the line without what may point at a person, and count what was dropped.

    A text with a personal number goes as a whole. A reference is kept only when it looks like a
    code: in invoices it is often somebody's name.
    """
    text, place, reference = facts.text, facts.place, facts.reference
    if personal_number_problem(text):
        text = REMOVED_TEXT
        dropped["personal_number"] += 1
    if personal_number_problem(place):
        place = ""
        dropped["personal_number"] += 1
    if reference and (not _REFERENCE.fullmatch(reference) or personal_number_problem(reference)):
        reference = ""
        dropped["reference"] += 1
    return replace(facts, text=text[:TEXT_LENGTH], place=place, reference=reference)


class Dropped(Choice):
    """What is left at the door, and only counted."""

    PERSONAL_NUMBER = "personal_number", "Texter med personnummer"
    REFERENCE = "reference", "Referenser som kan vara namn"
    NOTE = "note", "Anteckningar"
    CONTACT = "contact", "Kontaktuppgifter"
    DESCRIPTION = "description", "Beskrivningar"
    COLUMN = "column", "Kolumner som inte läses"


def identified(lines: Iterable[LineFacts]) -> Iterator[LineFacts]:
    """Return the lines, those without an id known by what they say and how often they say it.

    So the same file in another order gives the same ids.
    """
    seen: Counter[str] = Counter()
    for line in lines:
        if line.line_id:
            yield line
            continue
        digest = line.content_hash[:20]
        seen[digest] += 1
        yield replace(line, line_id=f"{_OWN_MARK}{digest}-{seen[digest]}")


def has_own_id(line_id: str) -> bool:
    """Tell whether the id came with the file."""
    return not line_id.startswith(_OWN_MARK)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line, or an invoice, that is known but says something else now."""

    invoice: str
    supplier: str
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a line that was read before."""

    content_hash: str
    said: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """The lines of a file against those that were read before."""

    new: tuple[LineFacts, ...]
    known: int
    differences: tuple[Difference, ...]


def sort_out(lines: Iterable[LineFacts], known: Mapping[tuple[str, str, str], Known]) -> Sorted:
    """Part the lines into new ones, ones already read, and ones that say something else now.

    An invoice that was read before gets no new lines: an invoice never changes, it is credited.
    """
    invoices = {key[:2] for key in known}
    new: list[LineFacts] = []
    differences: list[Difference] = []
    same = 0
    for line in lines:
        before = known.get(line.key)
        if before is None and line.key[:2] not in invoices:
            new.append(line)
        elif before is not None and before.content_hash == line.content_hash:
            same += 1
        else:
            said = before.said if before else ""
            differences.append(
                Difference(line.invoice, line.supplier, line.where, said, said_of(line))
            )
    return Sorted(tuple(new), same, tuple(differences))


def said_of(line: LineFacts) -> str:
    """Return the line in words, for a list of differences."""
    days = f"{line.period_from}–{line.period_to}" if line.period_from else ""
    counted = f"{_plain(line.quantity)} × {_plain(line.unit_price)}" if line.quantity else ""
    return ", ".join(filter(None, (line.text, days, counted, f"{line.amount:.2f} kr")))


def doubled_ids(lines: Iterable[LineFacts]) -> list[LineFacts]:
    """Return the lines whose id stands twice in the same invoice of one file."""
    seen: dict[tuple[str, str, str], str] = {}
    twice = []
    for line in lines:
        if line.line_id and line.key in seen:
            twice.append(line)
        seen.setdefault(line.key, line.where)
    return twice


SOURCE_SUFFIXES = {"xml": BatchSource.PEPPOL, "zip": BatchSource.PEPPOL}


def source_of(file_name: str) -> BatchSource:
    """Return how a file is read, by the end of its name."""
    return SOURCE_SUFFIXES.get(file_name.rpartition(".")[2].lower(), BatchSource.SHEET)
