"""Two plans for the same board and the same time. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.plans.rules.periods import Days
from insyn.plans.rules.spans import name_of_plan_time

SENTENCES: Mapping[str, str] = {
    "has_plan": (
        "%(board)s har redan en plan för %(time)s: ”%(title)s”. Gör en ny utgåva av den eller "
        "välj andra år."
    ),
    "has_adopted": (
        "%(board)s har redan antagit en plan för en del av tiden %(time)s. Välj andra år, eller "
        "låt nämnden stå utanför planen."
    ),
    "not_yet": "Beslutsdagen har inte varit än. Skriv den dag då nämnden beslutade.",
    "before_proposed": ("Nämnden kan inte ha beslutat innan planen föreslogs. Kontrollera dagen."),
}


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """A plan of a board, as far as the asker may know it: its title is empty when not told."""

    key: int
    board: str
    days: Days
    title: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a plan cannot be: a sentence, and what its gaps are filled with."""

    sentence: str
    facts: dict[str, str]


def overlap_refusal(
    days: Days, known: Iterable[KnownPlan], *, continued: frozenset[int] = frozenset()
) -> Refusal | None:
    """Return why a board cannot get one more plan for the days; None when it can.

    ``continued`` are the plans that the new one follows, and that it may therefore overlap.
    """
    for plan in known:
        if plan.key not in continued and plan.days.overlaps(days):
            return _refusal(plan, days)
    return None


def _refusal(plan: KnownPlan, days: Days) -> Refusal:
    if not plan.title:
        time = name_of_plan_time(days.starts_on, days.ends_on)
        return Refusal(SENTENCES["has_adopted"], {"board": plan.board, "time": time})
    time = name_of_plan_time(plan.days.starts_on, plan.days.ends_on)
    return Refusal(SENTENCES["has_plan"], {"board": plan.board, "time": time, "title": plan.title})


def day_refusal(*, decided_on: date, proposed_on: date, today: date) -> str:
    """Return why the board cannot have decided on the day; empty when it can."""
    if decided_on > today:
        return SENTENCES["not_yet"]
    if decided_on < proposed_on:
        return SENTENCES["before_proposed"]
    return ""
