"""What the letter about a claim says. Pure: facts in, content tree out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.delegations.rules import kronor
from insyn.papers.content import Document, Kind, Paragraph, Section, Signature, Table
from insyn.papers.wording import swedish_date

TITLE = "Begäran om kreditfaktura"


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line to credit, and what was wrong with it."""

    invoice: str
    invoice_date: date
    text: str
    amount: Decimal
    right: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What is claimed, by whom, from whom and until when."""

    authority: str
    municipality: str
    administration: str
    signed_by: str
    provider: str
    org_number: str
    amount: Decimal
    due_on: date
    lines: Sequence[ClaimedLine]


def claim_letter(words: ClaimWords, *, issued_on: date) -> Document:
    """Ask the provider to credit the lines, each with what it should have been."""
    opening = (
        f"Vi har granskat ett urval av era fakturor. {_counted(len(words.lines))} har ett för "
        f"högt belopp. Vi ber er kreditera {kronor(words.amount)} senast den "
        f"{swedish_date(words.due_on)}."
    )
    table = Table(
        "Rader att kreditera",
        ("Faktura", "Vad", "Fakturerat", "Rätt belopp", "Att kreditera"),
        tuple(
            (
                f"{line.invoice}, {line.invoice_date}",
                f"{line.text}. {line.why}",
                kronor(line.amount),
                kronor(line.right),
                kronor(line.amount - line.right),
            )
            for line in words.lines
        ),
        widths=(3, 5, 2, 2, 2),
    )
    sections = (
        Section("", (Paragraph(opening, lead=True),)),
        Section("Det här ska krediteras", (table,)),
        Section("Om ni inte håller med", (Paragraph(_DISAGREE), _signed(words))),
    )
    return Document(
        title=TITLE,
        organisation=words.authority,
        issued_on=issued_on,
        sections=sections,
        kind=Kind.LETTER,
        recipient=(words.provider, f"Org.nr {words.org_number}"),
        sender=tuple(line for line in (words.municipality, words.administration) if line),
    )


_DISAGREE = (
    "Skriv till oss före den dagen och förklara varför, med underlag. Skicka inga namn eller "
    "personnummer på enskilda."
)


def _counted(count: int) -> str:
    return "En rad" if count == 1 else f"{count} rader"


def _signed(words: ClaimWords) -> Signature:
    return Signature((words.signed_by, words.authority))
