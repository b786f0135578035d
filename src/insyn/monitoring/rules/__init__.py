"""Closed lists of register checks, how long they hold, what they add up to. Pure."""

from insyn.monitoring.rules.bundles import SHIPPED, STAGE_SAYS, BundleFacts, BundleStage
from insyn.monitoring.rules.checks import (
    ALWAYS_ASKED,
    GUARDED,
    MONTHS_VALID,
    SOURCES,
    WORST_FIRST,
    CheckKind,
    CheckResult,
    Standing,
    check_days,
    counted,
    overall,
    standing,
    valid_until,
    worse,
)
from insyn.monitoring.rules.due import Due, DueReason
from insyn.monitoring.rules.kolada import Gender
from insyn.monitoring.rules.lists import LISTS, ListSource

__all__ = [
    "ALWAYS_ASKED",
    "GUARDED",
    "LISTS",
    "MONTHS_VALID",
    "SHIPPED",
    "SOURCES",
    "STAGE_SAYS",
    "WORST_FIRST",
    "BundleFacts",
    "BundleStage",
    "CheckKind",
    "CheckResult",
    "Due",
    "DueReason",
    "Gender",
    "ListSource",
    "Standing",
    "check_days",
    "counted",
    "overall",
    "standing",
    "valid_until",
    "worse",
]
