"""What a sanction must have before it is proposed, decided, told of and carried out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.delegations.rules import Matter
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence
from insyn.measures.rules.sanctions import SanctionEvent, SanctionState
from insyn.registry.rules import AgreementForm, SanctionKind
from insyn.registry.rules.ladders import NEEDS_CONTRACT, ONLY_IN_HOUSE

MONEY = frozenset(
    {
        SanctionKind.PENALTY,
        SanctionKind.PRICE_REDUCTION,
        SanctionKind.WITHHELD_PAYMENT,
        SanctionKind.DAMAGES,
    }
)
"""Steps that are an amount, and stand on lines."""

PUT_RIGHT = frozenset(
    {
        SanctionKind.REMARK,
        SanctionKind.RECTIFICATION,
        SanctionKind.WARNING,
        SanctionKind.MANAGER_ACTION,
    }
)
"""Steps whose last day is one to put something right by, not only one to contest by."""

OF_WHOLE_CONTRACT = frozenset(
    {SanctionKind.INTAKE_STOP, SanctionKind.TERMINATION, SanctionKind.RESCISSION}
)
"""Steps that change the contract for all who use it: only the owner of the agreement takes them."""

DECIDED_BY_SOMEBODY = frozenset(
    {
        SanctionEvent.DECIDE,
        SanctionEvent.UPHOLD,
        SanctionEvent.REDUCE,
        SanctionEvent.WITHDRAW,
    }
)
"""Moves that are decisions in the board's name: on delegation, or by the board itself."""

OVER = frozenset({SanctionState.WITHDRAWN, SanctionState.CLOSED})
STANDS = frozenset(
    {
        SanctionState.NOTIFIED,
        SanctionState.CONTESTED,
        SanctionState.UPHELD,
        SanctionState.REDUCED,
        SanctionState.CARRIED_OUT,
    }
)
"""Where the provider has been told and the decision stands."""


def permission_for_sanction(event: SanctionEvent) -> Permission:
    """Return the permission that the move needs; a delegation of one's own is as good."""
    if event in DECIDED_BY_SOMEBODY or event == SanctionEvent.REJECT:
        return Permission.DECIDE_MEASURES
    return Permission.REQUEST_MEASURES


def matter_of(kind: SanctionKind) -> Matter:
    """Return what the order of delegation calls a decision on the step."""
    return Matter(kind.value)


def number_of_sanction(year: int, last: str | None) -> str:
    """Return the number after ``last`` in the year's series, as in S-2026-001."""
    reached = int(last.rpartition("-")[2]) if last else 0
    return f"S-{year}-{reached + 1:03d}"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the agreement's ladder."""

    number: int
    kind: SanctionKind
    clause: str
    deadline_days: int | None = None


def rung_problem(rung: Rung, form: AgreementForm, *, owns_agreement: bool) -> str:
    """Return why the step cannot be taken, as a Swedish sentence, or an empty string."""
    if form == AgreementForm.MISSION and rung.kind in NEEDS_CONTRACT:
        return (
            "I egen regi är nämnden och utföraren samma kommun. Välj en chefsåtgärd eller ett "
            "nämndbeslut i stället."
        )
    if form != AgreementForm.MISSION and rung.kind in ONLY_IN_HOUSE:
        return "Chefsåtgärd och nämndbeslut är steg i egen regi. Välj ett steg som avtalet ger."
    if not rung.clause.strip():
        return (
            f"Steget ”{rung.kind.label}” saknar klausul. Bara det som avtalet säger får användas. "
            "Skriv in klausulen i avtalets sanktionstrappa först."
        )
    if rung.kind in OF_WHOLE_CONTRACT and not owns_agreement:
        return (
            f"”{rung.kind.label}” gäller hela kontraktet. Bara nämnden som äger avtalet kan ta det "
            "steget."
        )
    return ""


def passed_over(ladder: Sequence[Rung], taken: frozenset[SanctionKind], chosen: Rung) -> list[Rung]:
    """Return the milder steps, with a clause, that have not been taken before this one."""
    return [
        rung
        for rung in ladder
        if rung.number < chosen.number and rung.clause.strip() and rung.kind not in taken
    ]


def check_reasons(reasons: str, proportionality: str) -> None:
    """Demand reasons, and why the step is in proportion to what they say.

    Raises:
        RuleViolation: one of them is empty.
    """
    if not reasons.strip():
        raise RuleViolation(sentence("Skriv skälen för sanktionen."))
    if not proportionality.strip():
        raise RuleViolation(
            sentence(
                "Skriv varför åtgärden är proportionerlig: hur allvarlig och långvarig bristen "
                "är, och varför ett mildare steg inte räcker."
            )
        )


def answer_day(told_on: date, deadline_days: int | None, chosen: date | None) -> date | None:
    """Return the last day to answer: the chosen one, else as the ladder says; None without both."""
    if chosen is not None or deadline_days is None:
        return chosen
    return told_on + timedelta(days=deadline_days)


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """The days around the letter to the provider."""

    decided_on: date
    notified_on: date
    answer_due_on: date | None
    today: date


def check_notice(days: NoticeDays) -> None:
    """Demand that the letter comes after the decision and that its deadline comes after it.

    Raises:
        RuleViolation: a day is out of order or has not come.
    """
    if days.notified_on > days.today:
        raise RuleViolation(
            sentence("Delgivningen kan inte ligga i framtiden. Ändra dagen för brevet.")
        )
    if days.notified_on < days.decided_on:
        raise RuleViolation(sentence("Utföraren kan inte delges innan beslutet är fattat."))
    if days.answer_due_on is not None and days.answer_due_on < days.notified_on:
        raise RuleViolation(sentence("Tidsfristen kan inte gå ut före dagen för brevet."))


@dataclass(frozen=True, slots=True)
class ContestDays:
    """The days around a contest."""

    notified_on: date
    answer_due_on: date | None
    contested_on: date
    today: date


def check_contest(days: ContestDays, text: str, *, is_from_provider: bool) -> None:
    """Demand a text, and of the provider itself that the time has not run out.

    The authority may note a contest that came late: it is for the board to say what that means.

    Raises:
        RuleViolation: it is empty, dated before the letter or ahead, or too late in the portal.
    """
    if not text.strip():
        raise RuleViolation(sentence("Skriv vad som är fel i beslutet och varför."))
    if days.contested_on > days.today:
        raise RuleViolation(sentence("Bestridandet kan inte vara daterat i framtiden."))
    if days.contested_on < days.notified_on:
        raise RuleViolation(sentence("Beslutet kan inte ha bestritts innan utföraren delgavs."))
    due = days.answer_due_on
    if is_from_provider and due is not None and days.contested_on > due:
        raise RuleViolation(
            sentence(
                "Tiden för att bestrida beslutet gick ut %(day)s. Kontakta nämnden om det finns "
                "skäl att ändå pröva det.",
                day=due.isoformat(),
            )
        )


def check_carried_out(
    kind: SanctionKind,
    state: SanctionState,
    *,
    due: date | None,
    carried_out_on: date,
    is_accepted: bool,
) -> None:
    """Demand that an amount is not taken out while the provider may still contest it.

    ``is_accepted`` says that the provider has agreed to it.

    Raises:
        RuleViolation: the time to contest has not run out.
    """
    is_open = state == SanctionState.NOTIFIED and due is not None and carried_out_on <= due
    if kind in MONEY and is_open and not is_accepted:
        raise RuleViolation(
            sentence(
                "Utföraren kan bestrida beslutet till och med %(day)s. Verkställ efter den "
                "dagen, eller kryssa i att utföraren har godtagit beslutet.",
                day=str(due),
            )
        )


def check_after(day: date, earlier: date, today: date) -> None:
    """Demand that something happens between an earlier day and today.

    Raises:
        RuleViolation: it does not.
    """
    if day > today:
        raise RuleViolation(sentence("Dagen kan inte ligga i framtiden."))
    if day < earlier:
        raise RuleViolation(
            sentence(
                "Dagen kan inte ligga före %(day)s, då det förra steget togs.",
                day=earlier.isoformat(),
            )
        )
