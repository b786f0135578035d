"""Checks of each agreement: is it followed up in time, and can it be. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from insyn.plans.rules.periods import moved_by_years
from insyn.risk.rules.checks.facts import Activity, PlanFacts, Terms
from insyn.risk.rules.checks.warnings import Fact, Link, LinkKind, PlanWarning
from insyn.risk.rules.kinds import CheckCode, Severity

LONGEST_GAP = 3
"""Years. An agreement that goes longer without a follow-up is followed up too seldom."""

_NEVER = "never_covered"
_SELDOM = "seldom_covered"
_ENDS = "ends_before_plan"
_ENDS_WITH_OPTION = "ends_before_plan_option"
_NO_CLAUSE = "no_insight_clause"
_NOT_FOLLOWABLE = "not_followable"

SENTENCES: Mapping[str, str] = {
    _NEVER: "Avtalet ”%(agreement)s” har ingen uppföljning i Insyn, och ingen aktivitet i planen "
    "gäller det.",
    _SELDOM: "Avtalet ”%(agreement)s” följdes senast upp den %(last)s och ingen aktivitet i planen "
    "gäller det. När planen slutar har det gått mer än tre år.",
    _ENDS: "Avtalet ”%(agreement)s” slutar den %(end)s, före planens sista dag.",
    _ENDS_WITH_OPTION: "Avtalet ”%(agreement)s” slutar den %(end)s, före planens sista dag, om "
    "inte optionen till den %(extended)s avropas.",
    _NO_CLAUSE: "Avtalet ”%(agreement)s” har ingen insynsklausul. Kommunen kan då sakna rätt att "
    "få de uppgifter som uppföljningen behöver.",
    _NOT_FOLLOWABLE: "%(count)d av %(tested)d prövade krav i avtalet ”%(agreement)s” går inte att "
    "följa upp.",
}
MENDS: Mapping[str, str] = {
    _NEVER: "Lägg till en aktivitet för avtalet.",
    _SELDOM: "Lägg till en aktivitet för avtalet.",
    _ENDS: "Följ upp avtalet innan det slutar, och lägg till det nya avtalet när det finns.",
    _ENDS_WITH_OPTION: "Följ upp avtalet innan det slutar, och anteckna i avtalet om optionen "
    "avropas.",
    _NO_CLAUSE: "Ta upp klausulen med utföraren och skriv in den i avtalet. Kommunallagen kräver "
    "den (10 kap. 9 §).",
    _NOT_FOLLOWABLE: "Se vad som saknas i kraven, och ta upp det med dem som upphandlar.",
}


def covers(activity: Activity, agreement: Terms) -> bool:
    """Tell whether doing the activity follows up the agreement.

    By its agreement, else by the kind of service, else by the providers that are chosen.
    """
    if activity.agreement is not None:
        return activity.agreement == agreement.key
    if activity.area is not None:
        return activity.area in agreement.areas
    return bool(activity.providers & agreement.providers)


def not_covered(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the agreements that nothing in the plan is about and that wait too long.

    That is those that were never followed up, and those whose last time lies more than three
    years before the plan ends. Where Insyn holds no follow-up at all of the boards' own
    agreements it cannot tell what was done before, and says ”never” as a note only.
    """
    has_history = any(one.is_of_plan and one.last_followed_up_on for one in plan.agreements)
    unseen = Severity.WARNING if has_history else Severity.NOTE
    covering = [activity for activity in plan.activities if activity.covers]
    for agreement in _in_force(plan):
        if any(covers(activity, agreement) for activity in covering):
            continue
        last = agreement.last_followed_up_on
        if last is None:
            never = _of(agreement, plan, CheckCode.NEVER_COVERED, _NEVER)
            yield replace(never, severity=unseen)
        elif moved_by_years(last, LONGEST_GAP) < _last_day(agreement, plan):
            yield _of(agreement, plan, CheckCode.SELDOM_COVERED, _SELDOM, {"last": last})


def _in_force(plan: PlanFacts) -> Iterator[Terms]:
    """Yield the boards' own agreements that are in force some day of the plan."""
    return (one for one in plan.agreements if one.is_of_plan and one.touches(plan.time))


def _last_day(agreement: Terms, plan: PlanFacts) -> date:
    return min(agreement.ends_on or date.max, plan.time.ends_on)


def _of(
    agreement: Terms,
    plan: PlanFacts,
    code: CheckCode,
    kind: str,
    facts: Mapping[str, Fact] | None = None,
) -> PlanWarning:
    return PlanWarning(
        code,
        Severity.WARNING,
        f"agreement-{agreement.key}",
        SENTENCES[kind],
        {"agreement": agreement.title, **(facts or {})},
        Link(LinkKind.AGREEMENT, agreement.key),
        MENDS[kind],
        Link(LinkKind.ACTIVITY_ADD, plan.key),
        about=agreement.title,
    )


def ends_before_plan(
    plan: PlanFacts, *, already_told: Collection[int] = frozenset()
) -> Iterator[PlanWarning]:
    """Yield the agreements that end while the plan runs.

    ``already_told`` are those that something is planned for after their end.
    """
    for agreement in _in_force(plan):
        end = agreement.ends_on
        if end is None or end >= plan.time.ends_on or agreement.key in already_told:
            continue
        extended = agreement.extension_reaching(end)
        kind = _ENDS if extended is None else _ENDS_WITH_OPTION
        yield PlanWarning(
            CheckCode.ENDS_BEFORE_PLAN,
            Severity.NOTE,
            f"agreement-{agreement.key}",
            SENTENCES[kind],
            {"agreement": agreement.title, "end": end, "extended": extended or end},
            Link(LinkKind.AGREEMENT, agreement.key),
            MENDS[kind],
            Link(LinkKind.ACTIVITY_ADD, plan.key),
            about=agreement.title,
        )


def no_insight_clause(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the agreements with others that do not say that the municipality may look in.

    Source: kommunallagen (2017:725) 10 kap. 9 §.
    """
    for agreement in _in_force(plan):
        if agreement.lacks_clause:
            yield PlanWarning(
                CheckCode.NO_INSIGHT_CLAUSE,
                Severity.WARNING,
                f"agreement-{agreement.key}",
                SENTENCES[_NO_CLAUSE],
                {"agreement": agreement.title},
                Link(LinkKind.AGREEMENT, agreement.key),
                MENDS[_NO_CLAUSE],
                Link(LinkKind.AGREEMENT_EDIT, agreement.key),
                about=agreement.title,
            )


def not_followable(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the agreements to be followed up with requirements that nobody can follow up."""
    covering = [activity for activity in plan.activities if activity.covers]
    for agreement in plan.agreements:
        is_planned = any(covers(activity, agreement) for activity in covering)
        if is_planned and agreement.not_followable:
            yield PlanWarning(
                CheckCode.NOT_FOLLOWABLE,
                Severity.NOTE,
                f"agreement-{agreement.key}",
                SENTENCES[_NOT_FOLLOWABLE],
                {
                    "agreement": agreement.title,
                    "count": agreement.not_followable,
                    "tested": agreement.tested,
                },
                Link(LinkKind.AGREEMENT, agreement.key),
                MENDS[_NOT_FOLLOWABLE],
                Link(LinkKind.REQUIREMENTS, agreement.key),
                about=agreement.title,
            )
