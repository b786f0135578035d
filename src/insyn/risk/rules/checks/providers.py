"""Checks of providers and units: new ones, permits, and who is asked by many at once. Pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from insyn.risk.rules.checks.agreements import covers
from insyn.risk.rules.checks.facts import Activity, PlanFacts, Unit
from insyn.risk.rules.checks.warnings import Fact, Link, LinkKind, PlanWarning, Span
from insyn.risk.rules.kinds import CheckCode, Severity

FIRST_LOOK = (6, 8)
"""Months after the first client within which a new provider is followed up."""

LONGEST_BUSY = 3
"""Months. A longer activity says too little of when the provider is visited."""

SEVERAL = 2
"""Other boards in the same month from which it is no longer a mere note."""

_NEW = "new_provider"
_NO_PERMIT = "no_permit"
_PERMIT_ENDS = "permit_ends"
_ONE_OTHER = "one_other"
_OTHERS = "others"

SENTENCES: Mapping[str, str] = {
    _NEW: "”%(unit)s” hos %(provider)s fick sin första brukare den %(first)s. Ingen uppföljning är "
    "gjord eller planerad 6–8 månader efter det, %(window)s.",
    _NO_PERMIT: "”%(unit)s” hos %(provider)s saknar det tillstånd eller den anmälan som behövs "
    "den %(day)s.",
    _PERMIT_ENDS: "Tillståndet för ”%(unit)s” hos %(provider)s gäller till och med den %(end)s, "
    "före planens sista dag.",
    _ONE_OTHER: "%(provider)s följs upp av er och av en annan nämnd samtidigt: %(months)s.",
    _OTHERS: "%(provider)s följs upp av er och av upp till %(count)d andra nämnder samtidigt: "
    "%(months)s.",
}
MENDS: Mapping[str, str] = {
    _NEW: "Lägg till en aktivitet i den tiden.",
    _NO_PERMIT: "Kontrollera hos IVO. Skriv in tillståndet om det finns, annars ta upp det med "
    "utföraren nu.",
    _PERMIT_ENDS: "Kontrollera att utföraren har sökt nytt tillstånd.",
    _ONE_OTHER: "Flytta er aktivitet, eller fråga utföraren och samordna besöken.",
    _OTHERS: "Flytta er aktivitet, eller fråga utföraren och samordna besöken.",
}


def window_after(first_client_on: date) -> Span:
    """Return the time within which a new provider is followed up for the first time."""
    earliest, latest = FIRST_LOOK
    return Span(_months_after(first_client_on, earliest), _months_after(first_client_on, latest))


def _months_after(day: date, months: int) -> date:
    """Return the same day that many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def new_providers(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the units whose first look lies in the plan's time, and that nobody has planned."""
    for unit in plan.units:
        if unit.first_client_on is None:
            continue
        window = window_after(unit.first_client_on)
        if not _meet(window, plan.time) or _is_looked_at(unit, unit.first_client_on, window, plan):
            continue
        facts: dict[str, Fact] = {"first": unit.first_client_on, "window": window}
        link = Link(LinkKind.ACTIVITY_ADD, plan.key)
        yield _of(unit, CheckCode.NEW_PROVIDER, _NEW, facts, link)


def _meet(one: Span, other: Span) -> bool:
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on


def _is_looked_at(unit: Unit, first: date, window: Span, plan: PlanFacts) -> bool:
    if any(first <= day <= window.ends_on for day in unit.followed_up):
        return True
    return any(
        _is_about(activity, unit, plan) and any(_meet(window, time) for time in activity.periods)
        for activity in plan.activities
        if activity.covers
    )


def _is_about(activity: Activity, unit: Unit, plan: PlanFacts) -> bool:
    if activity.units:
        return unit.key in activity.units
    if activity.providers:
        return unit.provider in activity.providers
    return any(
        covers(activity, agreement)
        for agreement in plan.agreements
        if agreement.key in unit.agreements
    )


def permits(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the units whose permit is not there, or does not last as long as the plan."""
    day = plan.checked_on or plan.time.starts_on
    for unit in plan.units:
        if not unit.needs_permit:
            continue
        if unit.permitted_to is None:
            yield _of(unit, CheckCode.PERMIT, _NO_PERMIT, {"day": day}, _unit(unit))
        elif unit.permitted_to < plan.time.ends_on:
            end = {"end": unit.permitted_to}
            yield _of(unit, CheckCode.PERMIT, _PERMIT_ENDS, end, _unit(unit))


def _unit(unit: Unit) -> Link:
    return Link(LinkKind.UNIT, unit.key)


def _of(
    unit: Unit, code: CheckCode, kind: str, facts: Mapping[str, Fact], mended_at: Link
) -> PlanWarning:
    return PlanWarning(
        code,
        Severity.ERROR if kind == _NO_PERMIT else Severity.WARNING,
        f"unit-{unit.key}",
        SENTENCES[kind],
        {"unit": unit.name, "provider": unit.provider_name, **facts},
        _unit(unit),
        MENDS[kind],
        mended_at,
        about=unit.name,
    )


def burden(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the providers that other boards are at in the same months as the plan.

    Only how many boards, never which. An activity of more than three months is left out.
    """
    for provider, months in sorted(_busy(plan).items()):
        others = {
            month: plan.others_at[provider, *month]
            for month in sorted(months)
            if plan.others_at.get((provider, *month))
        }
        if others:
            yield _burdened(provider, others, plan)


def _busy(plan: PlanFacts) -> dict[int, set[tuple[int, int]]]:
    """Return the months in which the plan is at each provider."""
    found: dict[int, set[tuple[int, int]]] = {}
    for activity in plan.activities:
        if activity.waits and activity.covers:
            months = {month for time in activity.periods for month in busy_months(time)}
            for provider in activity.providers:
                found.setdefault(provider, set()).update(months)
    return found


def busy_months(time: Span) -> tuple[tuple[int, int], ...]:
    """Return the months (year, month) of a time, or none when it is too long to say when."""
    first = time.starts_on.year * 12 + time.starts_on.month - 1
    last = time.ends_on.year * 12 + time.ends_on.month - 1
    if last - first >= LONGEST_BUSY:
        return ()
    return tuple((at // 12, at % 12 + 1) for at in range(first, last + 1))


def _burdened(provider: int, others: Mapping[tuple[int, int], int], plan: PlanFacts) -> PlanWarning:
    most = max(others.values())
    kind = _ONE_OTHER if most == 1 else _OTHERS
    first, last = min(others), max(others)
    name = plan.provider_names.get(provider, "")
    months = Span(date(*first, 1), date(*last, monthrange(*last)[1]))
    return PlanWarning(
        CheckCode.BURDEN,
        Severity.WARNING if most >= SEVERAL else Severity.NOTE,
        f"provider-{provider}",
        SENTENCES[kind],
        {"provider": name, "count": most, "months": months},
        Link(LinkKind.PROVIDER, provider),
        MENDS[kind],
        Link(LinkKind.ACTIVITIES, plan.key),
        about=name,
    )
