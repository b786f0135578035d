"""What a finding is and what it must say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.followups.rules import BasisKind, Outcome
from insyn.kernel.choices import Choice


class FindingKind(Choice):
    """What kind of finding it is."""

    DEFICIENCY = "deficiency", "Brist"
    DEVELOPMENT_AREA = "development_area", "Utvecklingsområde"
    GOOD_PRACTICE = "good_practice", "Gott exempel"
    COMMISSIONER_SHORTCOMING = "commissioner_shortcoming", "Beställarens brist"


class Severity(Choice):
    """How urgent a deficiency is."""

    MINOR = "minor", "Mindre"
    MAJOR = "major", "Allvarlig"


@dataclass(frozen=True, slots=True)
class DeficiencyFacts:
    """What must be said before a deficiency may be sent."""

    text: str
    requirement: str
    required_result: str
    seen_on: date | None


def missing_in(deficiency: DeficiencyFacts) -> list[str]:
    """Return what the deficiency still lacks, as Swedish nouns; empty when it may be sent.

    Source: domain rule, a deficiency is never sent without exact requirement, evidence and date.
    """
    said = {
        "vad som sågs": deficiency.text,
        "vilket krav det gäller": deficiency.requirement,
        "vilket resultat som krävs": deficiency.required_result,
        "vilket datum det sågs": deficiency.seen_on,
    }
    return [what for what, value in said.items() if not value]


@dataclass(frozen=True, slots=True)
class BasisFacts:
    """One thing an assessment stands on."""

    kind: BasisKind
    dated_on: date | None = None


def _said(basis: BasisFacts) -> str:
    day = f" den {basis.dated_on:%Y-%m-%d}" if basis.dated_on else ""
    return {
        BasisKind.MEETING: f"möte{day}",
        BasisKind.VISIT: f"besök{day}",
        BasisKind.DOCUMENTS: "inskickade dokument",
        BasisKind.ACTION_PLAN: "inlämnad åtgärdsplan",
        BasisKind.SOCIAL_WORKERS: "information från socialsekreterare",
    }[basis.kind]


def overall_sentence(
    *, provider: str, agreement: str, lot: str, bases: Sequence[BasisFacts], outcome: Outcome
) -> str:
    """Return the standard sentence of the overall assessment, built from what it stands on."""
    stands_on = [_said(basis) for basis in bases] or ["det som framkommit"]
    joined = ", ".join(stands_on[:-1])
    basis = f"{joined} och {stands_on[-1]}" if joined else stands_on[0]
    verb = "inte följa" if outcome == Outcome.DOES_NOT_COMPLY else "följa"
    part = f", avtalsområde {lot}" if lot else ""
    return f"{provider} bedöms utifrån {basis} {verb} de krav som ställs i {agreement}{part}."
