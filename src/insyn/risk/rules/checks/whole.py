"""Checks of the plan as a whole: its hours, its dates and its focus. Pure."""

from collections.abc import Iterator, Mapping

from insyn.risk.rules.checks.facts import PlanFacts
from insyn.risk.rules.checks.warnings import Fact, Link, LinkKind, PlanWarning
from insyn.risk.rules.kinds import CheckCode, Severity

_OVER = "over_capacity"
_AFTER_MEMO = "after_memo"
_AFTER_DECISION = "after_decision"
_AFTER_PERIOD = "after_period"
_BEFORE_ASSESSMENT = "before_assessment"
_HIGH = "high_risk"
_VERY_HIGH = "very_high_risk"
_HIGH_AGREEMENT = "high_risk_agreement"
_VERY_HIGH_AGREEMENT = "very_high_risk_agreement"

SENTENCES: Mapping[str, str] = {
    _OVER: "Aktiviteterna %(year)s tar %(hours)d timmar. Nämnden har %(capacity)d, det fattas "
    "%(over)d.",
    _AFTER_MEMO: "Planen är daterad den %(dated)s, men skrivelsen som lägger fram den är daterad "
    "den %(memo)s.",
    _AFTER_DECISION: "Planen är daterad den %(dated)s, men nämnden antog den redan den "
    "%(decided)s.",
    _AFTER_PERIOD: "Planen är daterad den %(dated)s, efter sin sista dag den %(end)s.",
    _BEFORE_ASSESSMENT: "Planen är daterad den %(dated)s, men riskbedömningen ”%(assessment)s” som "
    "den bygger på är gjord per den %(as_of)s.",
    _HIGH: "Riskbedömningen visar hög risk i avtalet ”%(agreement)s” (antal kontrakt: %(count)d), "
    "men avtalet är inte ett fokusområde.",
    _VERY_HIGH: "Riskbedömningen visar mycket hög risk i avtalet ”%(agreement)s” (antal kontrakt: "
    "%(count)d), men avtalet är inte ett fokusområde.",
    _HIGH_AGREEMENT: "Riskbedömningen visar hög risk för avtalet ”%(agreement)s”, men avtalet är "
    "inte ett fokusområde.",
    _VERY_HIGH_AGREEMENT: "Riskbedömningen visar mycket hög risk för avtalet ”%(agreement)s”, men "
    "avtalet är inte ett fokusområde.",
}
MENDS: Mapping[str, str] = {
    _OVER: "Minska timmarna, flytta något till ett annat år, eller ändra nämndens timmar i planen.",
    _AFTER_MEMO: "Rätta planens datum eller skrivelsens.",
    _AFTER_DECISION: "Rätta planens datum eller beslutsdagen.",
    _AFTER_PERIOD: "Rätta planens datum, eller planens tid.",
    _BEFORE_ASSESSMENT: "Rätta planens datum eller riskbedömningens dag.",
    _HIGH: "Gör avtalet till ett fokusområde, eller skriv varför det inte är det.",
}


def over_capacity(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the years whose activities take more hours than the board has."""
    for year in plan.hours:
        if year.capacity is not None and year.hours > year.capacity:
            yield PlanWarning(
                CheckCode.OVER_CAPACITY,
                Severity.WARNING,
                f"year-{year.year}",
                SENTENCES[_OVER],
                {
                    "year": str(year.year),
                    "hours": year.hours,
                    "capacity": year.capacity,
                    "over": year.hours - year.capacity,
                },
                Link(LinkKind.HOURS, plan.key),
                MENDS[_OVER],
                Link(LinkKind.ACTIVITIES, plan.key),
                about=str(year.year),
            )


def dates(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield at most one contradiction of the plan's date, then those with its assessments.

    A date that is wrong often contradicts several others: only the nearest is told.
    """
    if plan.dated_on is None:
        return
    memo = min(plan.memo_dates, default=None)
    limits = (
        (_AFTER_MEMO, "memo", memo),
        (_AFTER_DECISION, "decided", plan.decided_on),
        (_AFTER_PERIOD, "end", plan.time.ends_on),
    )
    for kind, name, day in limits:
        if day is not None and plan.dated_on > day:
            against: dict[str, Fact] = {name: day, "dated": plan.dated_on}
            yield _dated(plan, "dated-on", kind, against)
            break
    for one in plan.assessments:
        if one.as_of > plan.dated_on:
            facts: dict[str, Fact] = {
                "assessment": one.title,
                "as_of": one.as_of,
                "dated": plan.dated_on,
            }
            yield _dated(plan, f"assessment-{one.key}", _BEFORE_ASSESSMENT, facts)


def _dated(plan: PlanFacts, key: str, kind: str, facts: Mapping[str, Fact]) -> PlanWarning:
    return PlanWarning(
        CheckCode.DATES,
        Severity.ERROR,
        key,
        SENTENCES[kind],
        facts,
        Link(LinkKind.PLAN, plan.key),
        MENDS[kind],
        Link(LinkKind.PLAN_HEAD, plan.key),
    )


def high_risk_outside_focus(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the agreements at high risk that are not in focus, nor is their kind of service."""
    for risk in plan.high_risks:
        if risk.agreement in plan.focus_agreements or risk.areas & plan.focus_areas:
            continue
        yield PlanWarning(
            CheckCode.RISK_NOT_IN_FOCUS,
            Severity.WARNING,
            f"agreement-{risk.agreement}",
            SENTENCES[_wording(contracts=risk.contracts, is_very_high=risk.is_very_high)],
            {"agreement": risk.title, "count": risk.contracts},
            Link(LinkKind.ASSESSMENT, risk.assessment),
            MENDS[_HIGH],
            Link(LinkKind.FOCUS, plan.key),
            about=risk.title,
        )


def _wording(*, contracts: int, is_very_high: bool) -> str:
    if contracts:
        return _VERY_HIGH if is_very_high else _HIGH
    return _VERY_HIGH_AGREEMENT if is_very_high else _HIGH_AGREEMENT
