"""The list back to procurement: requirements that cannot be followed up. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.papers.content import Document, Facts, Paragraph, Section, Table
from insyn.papers.wording import swedish_date
from insyn.requirements.rules.followability import (
    MISSING,
    SUGGESTIONS,
    Marks,
    Share,
    missing,
    suggestion,
    words_to_replace,
)


@dataclass(frozen=True, slots=True)
class Unfollowable:
    """A requirement that cannot be followed up, and what the test showed."""

    number: str
    text: str
    area: str
    marks: Marks
    note: str = ""

    @property
    def missing_parts(self) -> tuple[str, ...]:
        return tuple(MISSING[mark] for mark in missing(self.marks))

    @property
    def suggested_parts(self) -> tuple[str, ...]:
        return tuple(SUGGESTIONS[mark] for mark in missing(self.marks))

    @property
    def words_to_replace(self) -> tuple[str, ...]:
        return words_to_replace(self.marks, self.text)

    @property
    def missing(self) -> str:
        return ". ".join(self.missing_parts)

    @property
    def suggestion(self) -> str:
        return suggestion(self.marks, self.text)


@dataclass(frozen=True, slots=True)
class ProcurementFacts:
    """What the list says of the agreement, and how much of it has been tested."""

    organisation: str
    agreement: str
    case_number: str
    on: date
    share: Share
    rows: tuple[Unfollowable, ...]


HEADER = ("Krav", "Text", "Vad som saknas", "Förslag till nästa upphandling")


def procurement_list(facts: ProcurementFacts) -> Document:
    """Return the list as a document: how many, which, what is missing and what to change."""
    return Document(
        title="Krav som inte går att följa upp",
        organisation=facts.organisation,
        issued_on=facts.on,
        subtitle=facts.agreement,
        case_number=facts.case_number,
        sections=(
            Section("Sammanfattning", (Paragraph(summary(facts.share), lead=True), *_how(facts))),
            Section("Kraven", _by_area(facts.rows)),
            Section("Så har kraven prövats", _method(facts)),
        ),
    )


def summary(share: Share) -> str:
    """Return in words how many requirements can be followed up, of those that were tested."""
    if not share.total:
        return "Avtalet har inga krav som gäller."
    if share.percent is None:
        return _none_tested(share.total)
    which = "prövat krav" if share.tested == 1 else "prövade krav"
    tested = f"{share.followable} av {share.tested} {which} går att följa upp"
    left = f" {_untested(share.untested)}" if share.untested else ""
    return f"{tested} ({share.percent} procent).{left}"


def _none_tested(count: int) -> str:
    if count == 1:
        return "Avtalets enda krav är inte prövat än."
    return f"Inget av avtalets {count} krav är prövat än."


def _untested(count: int) -> str:
    return "1 krav är inte prövat." if count == 1 else f"{count} krav är inte prövade."


def _how(facts: ProcurementFacts) -> tuple[Paragraph, ...]:
    """Return what the list holds; nothing while nothing is tested and there is nothing to say."""
    if not facts.share.tested:
        return ()
    count = len(facts.rows)
    if not count:
        return (Paragraph("Inget prövat krav saknar det som behövs för uppföljning."),)
    which = "Ett krav" if count == 1 else f"{count} krav"
    written = "det är skrivet" if count == 1 else "de är skrivna"
    return (
        Paragraph(
            f"{which} går inte att följa upp som {written}. Listan visar vad som saknas och vad "
            "som kan ändras i nästa upphandling eller uppdragsbeskrivning."
        ),
    )


def _by_area(rows: Sequence[Unfollowable]) -> tuple[Paragraph | Table, ...]:
    if not rows:
        return (Paragraph("Inga krav att lämna tillbaka."),)
    areas = dict.fromkeys(row.area for row in rows)
    return tuple(
        Table(
            caption=area or "Utan kvalitetsområde",
            header=HEADER,
            rows=tuple(_cells(row) for row in rows if row.area == area),
            widths=(1.1, 4, 2.6, 3.6),
        )
        for area in areas
    )


def _cells(row: Unfollowable) -> tuple[str, ...]:
    noted = f"{row.missing}. {row.note}" if row.note else f"{row.missing}."
    return (row.number, row.text, noted, row.suggestion)


def _method(facts: ProcurementFacts) -> tuple[Facts | Paragraph, ...]:
    return (
        Paragraph(
            "Varje krav är prövat mot fyra frågor: om det går att mäta, om det finns underlag, om "
            "det är känt vem som svarar och om det är känt hur ofta det ska följas upp. Ett krav "
            "går att följa upp när svaret är ja på alla fyra."
        ),
        Facts(
            (
                ("Avtal", facts.agreement),
                ("Diarienummer", facts.case_number or "–"),
                ("Kraven så som de löd", swedish_date(facts.on)),
                ("Prövade krav", str(facts.share.tested)),
                ("Inte prövade", str(facts.share.untested)),
            )
        ),
    )
