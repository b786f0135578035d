"""Checks of each activity: is it in time, within the plan, and somebody's. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from insyn.risk.rules.checks.facts import Activity, ContractEnd, PlanFacts, Terms
from insyn.risk.rules.checks.warnings import Fact, Link, LinkKind, PlanWarning, Span
from insyn.risk.rules.kinds import CheckCode, Severity

_AFTER_END = "after_end"
_AFTER_OPTION = "after_option"
_AFTER_CONTRACT = "after_contract"
_AFTER_PLAN = "after_plan"
_NO_REVIEWER = "no_reviewer"

SENTENCES: Mapping[str, str] = {
    _AFTER_END: "”%(activity)s” är planerad till %(when)s, men avtalet ”%(agreement)s” gäller bara "
    "till och med den %(end)s.",
    _AFTER_OPTION: "”%(activity)s” är planerad till %(when)s. Avtalet ”%(agreement)s” gäller till "
    "och med den %(end)s om inte optionen till den %(extended)s avropas.",
    _AFTER_CONTRACT: "”%(activity)s” är planerad till %(when)s, men kontraktet med %(provider)s i "
    "”%(agreement)s” gäller bara till och med den %(end)s.",
    _AFTER_PLAN: "”%(activity)s” är planerad till %(when)s, men planen gäller %(plan)s.",
    _NO_REVIEWER: "”%(activity)s” har ingen ansvarig uppföljare.",
}
MENDS: Mapping[str, str] = {
    _AFTER_END: "Flytta aktiviteten till en dag då avtalet gäller, ställ in den, eller rätta "
    "avtalets slutdag.",
    _AFTER_OPTION: "Flytta aktiviteten, eller anteckna i avtalet att optionen är avropad.",
    _AFTER_CONTRACT: "Flytta aktiviteten eller ta bort utföraren ur den.",
    _AFTER_PLAN: "Flytta aktiviteten till planens tid, eller ändra planens tid.",
    _NO_REVIEWER: "Välj vem som är ansvarig.",
}


def after_end(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the activities planned for days when their agreement has ended, one time each."""
    terms = {agreement.key: agreement for agreement in plan.agreements}
    for activity in plan.activities:
        agreement = terms.get(activity.agreement or 0)
        if activity.waits and agreement is not None:
            late = _first_after(activity, agreement.ends_on)
            if late is not None and agreement.ends_on is not None:
                yield _late(activity, agreement, late, agreement.ends_on)
            else:
                yield from _after_contracts(activity, agreement, plan.contract_ends)


def _first_after(activity: Activity, end: date | None) -> Span | None:
    """Return the first time of the activity that begins after the day."""
    if end is None:
        return None
    times = (*activity.periods, *activity.outlook)
    late = (period for period in times if period.starts_on > end)
    return min(late, key=lambda period: period.starts_on, default=None)


def _late(activity: Activity, agreement: Terms, late: Span, end: date) -> PlanWarning:
    extended = agreement.extension_reaching(late.starts_on)
    kind = _AFTER_END if extended is None else _AFTER_OPTION
    facts: dict[str, Fact] = {
        "activity": activity.title, "when": late, "agreement": agreement.title, "end": end,
        "extended": extended or end,
    }  # fmt: skip
    return PlanWarning(
        CheckCode.AFTER_END,
        Severity.ERROR if extended is None else Severity.WARNING,
        f"activity-{activity.key}",
        SENTENCES[kind],
        facts,
        Link(LinkKind.AGREEMENT, agreement.key),
        MENDS[kind],
        Link(LinkKind.ACTIVITY_EDIT, activity.key),
        about=activity.title,
    )


def _after_contracts(
    activity: Activity, agreement: Terms, ends: tuple[ContractEnd, ...]
) -> Iterator[PlanWarning]:
    """Yield the chosen providers whose own place in the agreement ends first."""
    for end in ends:
        if end.agreement != agreement.key or end.provider not in activity.providers:
            continue
        late = _first_after(activity, end.ends_on)
        if late is not None:
            yield PlanWarning(
                CheckCode.AFTER_END,
                Severity.ERROR,
                f"activity-{activity.key}-provider-{end.provider}",
                SENTENCES[_AFTER_CONTRACT],
                {
                    "activity": activity.title,
                    "when": late,
                    "provider": end.provider_name,
                    "agreement": agreement.title,
                    "end": end.ends_on,
                },
                Link(LinkKind.AGREEMENT, agreement.key),
                MENDS[_AFTER_CONTRACT],
                Link(LinkKind.ACTIVITY_EDIT, activity.key),
                about=activity.title,
            )


def after_plan(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the activities with some day outside the plan's time, one time each."""
    for activity in plan.activities:
        outside = [
            period
            for period in activity.periods
            if period.starts_on < plan.time.starts_on or period.ends_on > plan.time.ends_on
        ]
        if activity.waits and outside:
            first = min(outside, key=lambda period: period.starts_on)
            yield PlanWarning(
                CheckCode.AFTER_PLAN,
                Severity.ERROR,
                f"activity-{activity.key}",
                SENTENCES[_AFTER_PLAN],
                {"activity": activity.title, "when": first, "plan": plan.time},
                Link(LinkKind.ACTIVITY, activity.key),
                MENDS[_AFTER_PLAN],
                Link(LinkKind.ACTIVITY_EDIT, activity.key),
                about=activity.title,
            )


def no_reviewer(plan: PlanFacts) -> Iterator[PlanWarning]:
    """Yield the activities that remain to be done and that nobody answers for.

    What others do, and what is started by an event, needs nobody beforehand.
    """
    for activity in plan.activities:
        if activity.waits and activity.covers and not activity.has_responsible:
            yield PlanWarning(
                CheckCode.NO_REVIEWER,
                Severity.WARNING,
                f"activity-{activity.key}",
                SENTENCES[_NO_REVIEWER],
                {"activity": activity.title},
                Link(LinkKind.ACTIVITY, activity.key),
                MENDS[_NO_REVIEWER],
                Link(LinkKind.ACTIVITY_EDIT, activity.key),
                about=activity.title,
            )
