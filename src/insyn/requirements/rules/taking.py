"""Requirements as a list says them, and why a row or a list is refused. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.requirements.rules.followability import listed
from insyn.requirements.rules.lists import Strength
from insyn.requirements.rules.matching import Known, doubles
from insyn.requirements.rules.numbers import LONGEST_NUMBER
from insyn.requirements.rules.weights import weight_problem

LONGEST_AREA = 150
LONGEST_LEGAL_SOURCE = 200
LONGEST_EVIDENCE = 300
LONGEST_TEXT = 10_000
SHOWN_AT_MOST = 5

TERMS = ("number", "text", "strength", "legal_source", "evidence")
"""What is agreed with the provider: a change of it is a new wording."""

JUDGEMENT = ("area", "weight", "is_critical")
"""What the authority itself makes of a requirement: changed in the wording that is valid."""


@dataclass(frozen=True, slots=True)
class RequirementFacts:
    """A requirement as a list says it: the area is a name or a code, and may be new.

    ``valid_from`` is when this wording began; empty for the agreement's own start, or for the
    day from which the list is taken in when it changes a requirement that is there.
    """

    number: str
    text: str
    strength: Strength = Strength.SHALL
    area: str = ""
    weight: int = 2
    is_critical: bool = False
    legal_source: str = ""
    evidence: str = ""
    valid_from: date | None = None
    origin: str = ""

    @property
    def known(self) -> Known:
        return Known(self.number, self.text, self.origin)


def row_problem(facts: RequirementFacts) -> str:
    """Return why the row cannot be taken in, as a Swedish sentence; empty when it can."""
    if not facts.number:
        return "Raden saknar nummer. Skriv kravets nummer i avtalet."
    if not facts.text:
        return f"Krav {facts.number} saknar text."
    if problem := weight_problem(facts.weight):
        return f"Krav {facts.number}: {problem}"
    for what, said, longest in (
        ("Numret", facts.number, LONGEST_NUMBER),
        ("Kravtexten", facts.text, LONGEST_TEXT),
        ("Kvalitetsområdet", facts.area, LONGEST_AREA),
        ("Lagstödet", facts.legal_source, LONGEST_LEGAL_SOURCE),
        ("”Verifieras genom”", facts.evidence, LONGEST_EVIDENCE),
    ):
        if len(said) > longest:
            return f"Krav {facts.number[:LONGEST_NUMBER]}: {what} får ha högst {longest} tecken."
    return ""


def list_problem(rows: Sequence[RequirementFacts]) -> str:
    """Return the first thing that is wrong with the list; empty when it can be taken in."""
    if twice := doubles([row.number for row in rows if row.number]):
        numbers = listed(twice[:SHOWN_AT_MOST])
        return f"Numret {numbers} står på flera rader. Varje krav ska ha ett eget nummer."
    return next((problem for row in rows if (problem := row_problem(row))), "")


def number_problem(numbers: Iterable[str], staying: Iterable[str]) -> str:
    """Return a refusal when the list gives away a number that a requirement outside it keeps."""
    taken = sorted(set(numbers) & set(staying))
    if not taken:
        return ""
    return (
        f"Numret {listed(taken[:SHOWN_AT_MOST])} har redan ett krav som inte finns i listan. Ta "
        "med det kravet i listan, eller avsluta det i Insyn först."
    )
