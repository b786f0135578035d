"""When a matter cannot be made, issued or decided. Each sentence says what to do instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.board.rules.facts import MemoFacts
from insyn.board.rules.kinds import Outcome, PassageKind
from insyn.kernel.errors import RuleViolation
from insyn.papers.wording import swedish_date
from insyn.plans.rules import PlanState

BEFORE_THE_BOARD = frozenset({PlanState.DRAFT, PlanState.PROPOSED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What the board decided about a matter. ``reason`` is why it was sent back."""

    outcome: Outcome
    decided_on: date
    decision: str
    conditions: str = ""
    reservations: str = ""
    reason: str = ""


def check_plan_for_item(state: PlanState) -> None:
    """Refuse a matter about a plan that the board has already decided.

    Raises:
        RuleViolation: the plan is adopted or replaced.
    """
    if state not in BEFORE_THE_BOARD:
        raise RuleViolation(
            "Nämnden har redan antagit planen. Gör en ny utgåva av planen och skriv ärendet om den."
        )


def check_plan_at_issue(state: PlanState) -> None:
    """Refuse to issue papers about a plan that can still be changed.

    Raises:
        RuleViolation: the plan has not been proposed.
    """
    if state != PlanState.PROPOSED:
        raise RuleViolation(
            f"Planens läge är ”{state.label}”. Föreslå planen för nämnden innan ärendet "
            "expedieras: då står den fast medan nämnden läser."
        )


def check_complete(memo: MemoFacts) -> None:
    """Refuse a memo that the board could not decide on.

    Raises:
        RuleViolation: it proposes nothing, or a heading has nothing under it.
    """
    if not memo.proposals:
        raise RuleViolation("Skrivelsen föreslår inget beslut. Lägg till minst en beslutspunkt.")
    kinds = [passage.kind for passage in memo.passages]
    if PassageKind.PROPOSALS not in kinds:
        raise RuleViolation(
            "Skrivelsen har inget avsnitt för beslutspunkterna. Lägg till ett avsnitt med "
            "innehållet ”Beslutspunkterna”."
        )
    empty = empty_headings(memo)
    if empty:
        said = ", ".join(f"”{heading}”" for heading in empty)
        raise RuleViolation(f"Text saknas under {said}. Skriv texten eller ta bort avsnittet.")


def empty_headings(memo: MemoFacts) -> Sequence[str]:
    """Return the headings that somebody still has to write under."""
    return [
        passage.heading
        for passage in memo.passages
        if passage.kind == PassageKind.TEXT and not passage.text.strip()
    ]


def check_outcome(outcome: Outcome, *, is_plan: bool) -> None:
    """Refuse an outcome that belongs to another sort of matter.

    Raises:
        RuleViolation: a plan is approved, or something else is adopted.
    """
    if outcome == (Outcome.APPROVED if is_plan else Outcome.ADOPTED):
        raise RuleViolation("Nämndens beslut passar inte ärendet. Välj ett av dem som visas.")


def check_decision(decision: Decision, *, issued_on: date, today: date) -> None:
    """Refuse a decision that cannot have been made.

    Raises:
        RuleViolation: it lacks its paragraph or its reason, or its day cannot be right.
    """
    if not decision.decision.strip():
        raise RuleViolation("Skriv beslutets paragraf, till exempel ”§ 87”.")
    if decision.outcome == Outcome.SENT_BACK and not decision.reason.strip():
        raise RuleViolation("Skriv varför nämnden återremitterade ärendet.")
    if decision.decided_on > today:
        raise RuleViolation(
            f"Beslutsdagen {swedish_date(decision.decided_on)} har inte varit än. Registrera "
            "beslutet när nämnden har fattat det."
        )
    if decision.decided_on < issued_on:
        raise RuleViolation(
            f"Beslutsdagen {swedish_date(decision.decided_on)} ligger före den "
            f"{swedish_date(issued_on)}, då ärendet expedierades. Kontrollera datumet."
        )
