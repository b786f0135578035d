"""Which checks are due, from when and why. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.monitoring.rules.bundles import BundleStage
from insyn.monitoring.rules.checks import CheckKind, CheckResult, is_asked, valid_until

ASK_AGAIN = timedelta(days=14)
"""After an answer that told nothing."""

FRESH_BEFORE = 3
"""Months. How old a check may be when the contract begins."""


class DueReason(Choice):
    """Why a check is to be made (skäl)."""

    NEVER = "never", "Inte kontrollerad än"
    UNKNOWN = "unknown", "Senaste svaret var okänt"
    AGED = "aged", "Tiden mellan kontrollerna har gått"
    EXPIRED = "expired", "Senaste kontrollen gäller inte längre"
    BEFORE = "before", "Kontraktet börjar"


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest check of a kind."""

    checked_on: date
    result: CheckResult
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One check to make: of what, on what day at the latest, and why."""

    kind: CheckKind
    due_on: date
    reason: DueReason


Bundles = Mapping[BundleStage, Mapping[CheckKind, int | None]]


def due_of_kind(months: int, latest: Latest | None, *, since: date) -> tuple[date, DueReason]:
    """Return when a kind that goes on is due next. ``since`` is when it was first asked for."""
    if latest is None:
        return since, DueReason.NEVER
    if latest.result == CheckResult.UNKNOWN:
        return latest.checked_on + ASK_AGAIN, DueReason.UNKNOWN
    aged = valid_until(latest.checked_on, months)
    if latest.valid_until is not None and latest.valid_until < aged:
        return latest.valid_until + timedelta(days=1), DueReason.EXPIRED
    return aged, DueReason.AGED


def is_fresh(latest: Latest | None, *, starts_on: date) -> bool:
    """Tell whether a check says something of the provider when the contract begins."""
    if latest is None or latest.result == CheckResult.UNKNOWN:
        return False
    return valid_until(latest.checked_on, FRESH_BEFORE) >= starts_on


def due_checks(
    bundles: Bundles,
    latest: Mapping[CheckKind, Latest],
    *,
    starts: Iterable[date],
    since: date,
    today: date,
    form: str = "",
) -> list[Due]:
    """Return every check that the bundles ask for, one per kind, the earliest day first.

    ``starts`` are the days when the provider's contracts begin, ``since`` when the authority
    began to use its bundles: nothing is late from before that. ``form`` is how the provider runs
    its services: of a municipality or a region only what says something is asked.
    """
    days = list(starts)
    begun = [day for day in days if day <= today]
    found: dict[CheckKind, Due] = {}
    if begun:
        first = max(min(begun), since)
        for kind, months in _asked(bundles, BundleStage.YEARLY, form).items():
            due_on, reason = due_of_kind(months or 1, latest.get(kind), since=first)
            found[kind] = Due(kind, max(due_on, first), reason)
    if coming := [day for day in days if day > today]:
        begins = min(coming)
        for kind in _asked(bundles, BundleStage.BEFORE, form):
            is_sooner = kind not in found or begins < found[kind].due_on
            if is_sooner and not is_fresh(latest.get(kind), starts_on=begins):
                found[kind] = Due(kind, begins, DueReason.BEFORE)
    order = list(CheckKind)
    return sorted(found.values(), key=lambda due: (due.due_on, order.index(due.kind)))


def _asked(bundles: Bundles, stage: BundleStage, form: str) -> dict[CheckKind, int | None]:
    kinds = bundles.get(stage, {})
    return {kind: months for kind, months in kinds.items() if is_asked(kind, form)}


def unchecked_since(
    kinds: Collection[CheckKind], latest: Mapping[CheckKind, Latest], *, since: date
) -> list[CheckKind]:
    """Return the kinds that no register has answered for since something happened that day."""
    return [
        kind
        for kind in CheckKind
        if kind in kinds
        and (
            kind not in latest
            or latest[kind].result == CheckResult.UNKNOWN
            or latest[kind].checked_on < since
        )
    ]
