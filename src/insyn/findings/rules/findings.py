"""What a finding is and what it must say. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.followups.rules import BasisKind, Outcome, State
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence
from insyn.papers.wording import swedish_date


class FindingKind(Choice):
    """What kind of finding it is."""

    DEFICIENCY = "deficiency", "Brist"
    DEVELOPMENT_AREA = "development_area", "Utvecklingsområde"
    GOOD_PRACTICE = "good_practice", "Gott exempel"
    COMMISSIONER_SHORTCOMING = "commissioner_shortcoming", "Beställarens brist"


REMEDIABLE = (FindingKind.DEFICIENCY, FindingKind.COMMISSIONER_SHORTCOMING)
"""What somebody has to put right: the provider, or the commissioner."""


class Severity(Choice):
    """How urgent a deficiency is."""

    MINOR = "minor", "Mindre"
    MAJOR = "major", "Allvarlig"
    ACUTE = "acute", "Akut"


DAYS_TO_REMEDY: Mapping[Severity, int] = {Severity.ACUTE: 7, Severity.MAJOR: 28, Severity.MINOR: 90}
"""How many days a deficiency is proposed to be remedied within, unless somebody says otherwise."""


def proposed_due(severity: Severity, day: date) -> date:
    """Return the day when a deficiency found that day is proposed to be remedied."""
    return day + timedelta(days=DAYS_TO_REMEDY[severity])


@dataclass(frozen=True, slots=True)
class DeficiencyFacts:
    """What must be said before a deficiency may be sent."""

    text: str
    requirement: str
    evidence: str
    required_result: str
    seen_on: date | None


def missing_in(deficiency: DeficiencyFacts) -> list[str]:
    """Return what the deficiency still lacks, as Swedish nouns; empty when it may be sent.

    Source: domain rule, a deficiency is never sent without exact requirement, evidence and date.
    """
    said = {
        "vad som sågs": deficiency.text,
        "vilket krav det gäller": deficiency.requirement,
        "vad det stöder sig på": deficiency.evidence,
        "vilket resultat som krävs": deficiency.required_result,
        "vilket datum det sågs": deficiency.seen_on,
    }
    return [what for what, value in said.items() if not value]


@dataclass(frozen=True, slots=True)
class BasisFacts:
    """One thing an assessment stands on."""

    kind: BasisKind
    dated_on: date | None = None


def _said(bases: Sequence[BasisFacts]) -> list[str]:
    """Return each basis in words, once; several action plans become one plural."""
    words: list[str] = []
    for basis in bases:
        day = f" den {swedish_date(basis.dated_on)}" if basis.dated_on else ""
        said = {
            BasisKind.MEETING: f"möte{day}",
            BasisKind.VISIT: f"besök{day}",
            BasisKind.DOCUMENTS: "inskickade dokument",
            BasisKind.ACTION_PLAN: _plans_said(bases),
            BasisKind.SOCIAL_WORKERS: "information från socialsekreterare",
            BasisKind.REGISTERS: "registerkontroller",
        }[basis.kind]
        words += [] if said in words else [said]
    return words


def _plans_said(bases: Sequence[BasisFacts]) -> str:
    plans = [basis for basis in bases if basis.kind == BasisKind.ACTION_PLAN]
    return "inlämnade åtgärdsplaner" if len(plans) > 1 else "inlämnad åtgärdsplan"


def overall_sentence(
    *, provider: str, agreement: str, lot: str, bases: Sequence[BasisFacts], outcome: Outcome
) -> str:
    """Return the standard sentence of the overall assessment, built from what it stands on."""
    stands_on = _said(bases) or ["det som framkommit"]
    joined = ", ".join(stands_on[:-1])
    basis = f"{joined} och {stands_on[-1]}" if joined else stands_on[0]
    verb = "inte följa" if outcome == Outcome.DOES_NOT_COMPLY else "följa"
    part = f", avtalsområde {lot}" if lot else ""
    return f"{provider} bedöms utifrån {basis} {verb} de krav som ställs i {agreement}{part}."


CONCLUDED_IN = frozenset(
    {
        State.ONGOING,
        State.DRAFT,
        State.FACT_CHECK,
        State.ASSESSED,
        State.SENT,
        State.MEASURES,
    }
)
"""When the overall assessment may be written; anew after an action plan, until the end."""


def check_outcome(outcome: Outcome, bases: Sequence[BasisFacts]) -> None:
    """Demand an action plan among the bases of an outcome that rests on one.

    Raises:
        RuleViolation: the outcome says ”after action plan” and none has been handed in.
    """
    has_plan = any(basis.kind == BasisKind.ACTION_PLAN for basis in bases)
    if outcome == Outcome.COMPLIES_AFTER_ACTION_PLAN and not has_plan:
        raise RuleViolation(
            sentence(
                "Ingen åtgärdsplan har lämnats in. Välj ”Följer kraven” eller ”Följer inte kraven”."
            )
        )


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between a follow-up and its being assessed and sent.

    The page shows the same sentences as the services refuse with.
    """

    unassessed: tuple[str, ...]
    has_result: bool
    has_conclusion: bool
    incomplete: tuple[tuple[str, tuple[str, ...]], ...]
    past_due: tuple[tuple[str, date], ...] = ()
    unasked: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def before_assess(self) -> list[str]:
        """Return a Swedish sentence for each thing to do before the assessment is settled."""
        sentences = [f"Området ”{area}” är inte bedömt." for area in self.unassessed]
        sentences += self.unread
        if not self.has_result:
            sentences.append(
                "Resultatet är inte beskrivet. Skriv texten under Resultat av uppföljning eller "
                "lägg till minst ett resultat."
            )
        if not self.has_conclusion:
            sentences.append("Den sammanfattande bedömningen och utfallet saknas.")
        return sentences

    def before_send(self) -> list[str]:
        """Return a Swedish sentence for each thing that stops the result from being sent.

        A deficiency must say all it must, be due a day that has not been, and have an answer to
        the question about IVO when it is serious.
        """
        return [
            *(f"Bristen ”{text}” saknar {listed(missing)}." for text, missing in self.incomplete),
            *(
                f"Bristen ”{text}” ska vara avhjälpt den {swedish_date(due_on)}, innan resultatet "
                "skickas. Välj en senare dag."
                for text, due_on in self.past_due
            ),
            *(
                f"Svara på om bristen ”{text}” ska anmälas till IVO, och varför."
                for text in self.unasked
            ),
        ]


def listed(words: Sequence[str]) -> str:
    """Return the words as people say them: ”a”, ”a och b”, ”a, b och c”."""
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def check_remedy(
    *, kind: FindingKind, seen_on: date | None, remedied_on: date, today: date
) -> None:
    """Demand a possible day for the remedy of a deficiency, the provider's or the commissioner's.

    Raises:
        RuleViolation: it is no deficiency, or the day is to come or before it was seen.
    """
    if kind not in REMEDIABLE:
        raise RuleViolation(sentence("Bara en brist kan avhjälpas."))
    if remedied_on > today:
        raise RuleViolation(sentence("Bristen kan inte vara avhjälpt en dag som inte har varit."))
    if seen_on is not None and remedied_on < seen_on:
        raise RuleViolation(
            sentence(
                "Bristen sågs den %(day)s. Den kan inte ha avhjälpts dessförinnan.",
                day=swedish_date(seen_on),
            )
        )


def check_due(*, seen_on: date | None, due_on: date | None) -> None:
    """Demand that a deficiency is not to be remedied before it was seen.

    Raises:
        RuleViolation: it is.
    """
    if seen_on is not None and due_on is not None and due_on < seen_on:
        raise RuleViolation(
            sentence(
                "Bristen sågs den %(day)s. Den kan inte vara avhjälpt dessförinnan.",
                day=swedish_date(seen_on),
            )
        )
