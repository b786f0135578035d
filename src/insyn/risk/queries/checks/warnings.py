"""The warnings about a plan as they are shown, and what somebody has accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.papers.wording import Language
from insyn.plans.models import Plan
from insyn.risk.models import AcceptedWarning
from insyn.risk.queries.checks.facts import facts_of
from insyn.risk.rules.checks import PlanWarning, check, said_in
from insyn.risk.rules.kinds import CheckCode


@dataclass(frozen=True, slots=True)
class Told:
    """A warning, its sentence in the reader's language, and its acceptance if it has one."""

    warning: PlanWarning
    sentence: str
    accepted: AcceptedWarning | None = None


@dataclass(frozen=True, slots=True)
class AcceptedBefore:
    """Something that was accepted and is no longer found."""

    row: AcceptedWarning
    code: CheckCode


def warnings_of(
    access: Access, plan: Plan, *, memo_dates: Sequence[date] = ()
) -> list[PlanWarning]:
    """Return the warnings about a plan, the most serious first, accepted or not.

    ``memo_dates`` are those of the memos that lay the plan before the board. What the asker may
    not see gives no warning. At most 25 queries.
    """
    return check(facts_of(access, plan, memo_dates=memo_dates))


def told_of(access: Access, plan: Plan, *, memo_dates: Sequence[date] = ()) -> list[Told]:
    """Return the warnings with their sentences and acceptances. One query more."""
    accepted = _accepted(access, plan)
    return [
        Told(one, in_readers_language(one), accepted.get(one.name))
        for one in warnings_of(access, plan, memo_dates=memo_dates)
    ]


def shown_in_memo(told: Sequence[Told]) -> list[Told]:
    """Return the accepted warnings that the memo tells of."""
    return [one for one in told if one.accepted and one.accepted.shows_in_memo]


def accepted_before(access: Access, plan: Plan, told: Sequence[Told]) -> list[AcceptedBefore]:
    """Return what was accepted and is not found any more; for those who edit the plan only.

    To others a warning may be missing because they may not see what it is about.
    """
    if not access.may(Permission.EDIT_PLAN, authority_id=plan.authority_id):
        return []
    found = {one.warning.name for one in told}
    rows = _accepted(access, plan).items()
    return [
        AcceptedBefore(row, CheckCode(row.code))
        for name, row in rows
        if name not in found and row.code in CheckCode.codes()
    ]


def _accepted(access: Access, plan: Plan) -> dict[tuple[str, str], AcceptedWarning]:
    rows = AcceptedWarning.objects.visible_to(access).filter(plan=plan)
    return {(row.code, row.key): row for row in rows.select_related("accepted_by")}


def in_readers_language(warning: PlanWarning) -> str:
    """Return the sentence in the reader's language."""
    language = Language.ENGLISH if get_language() == "en" else Language.SWEDISH
    said = {name: said_in(fact, language) for name, fact in warning.facts.items()}
    return _(warning.wording) % said
