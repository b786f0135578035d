"""Closed lists of register checks, how long they hold and what they add up to. Pure."""

import calendar
from collections.abc import Iterable
from datetime import date

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.registry.rules import OperatingForm


class CheckKind(Choice):
    """What is checked in an outside register (registerkontroll)."""

    F_TAX = "f_tax", "F-skatt"
    TAXES = "taxes", "Skatter, moms och socialavgifter"
    DEBTS = "debts", "Skulder hos Kronofogden"
    CREDIT = "credit", "Kreditupplysning"
    EMPLOYER = "employer", "Arbetsgivarregistrering"
    VAT = "vat", "Momsregistrering"
    PAYMENT_ORDERS = "orders", "Betalningsförelägganden"
    STATUS = "status", "Konkurs, likvidation och avregistrering"
    PERMIT = "permit", "Tillstånd hos IVO"
    DECISIONS = "decisions", "Beslut från IVO"
    OFFICERS = "officers", "Företrädare (styrelse och vd)"
    OWNER = "owner", "Verklig huvudman"
    STAFF = "staff", "Antal anställda"


ALWAYS_ASKED = (CheckKind.F_TAX, CheckKind.TAXES, CheckKind.DEBTS, CheckKind.CREDIT)
"""The kinds that a provider's standing asks for whatever its authority has chosen."""

GUARDED = frozenset({CheckKind.OFFICERS, CheckKind.OWNER})
"""The kinds that name people: only a restricted circle reads them."""


PUBLIC = frozenset(
    {
        OperatingForm.IN_HOUSE,
        OperatingForm.OTHER_MUNICIPALITY,
        OperatingForm.REGION,
        OperatingForm.STATE,
    }
)
"""Run by a municipality, a region or the state itself; their companies are as other companies."""
ASKED_OF_PUBLIC = frozenset({CheckKind.DECISIONS})
"""The kinds that say something of them: they are taxed, owned and registered as nobody else, and
notify IVO instead of asking for a permit. Source: socialtjänstlagen (2025:400)."""


def is_asked(kind: CheckKind, form: str) -> bool:
    """Tell whether the kind says anything of those who run services in that form."""
    return form not in PUBLIC or kind in ASKED_OF_PUBLIC


class CheckResult(Choice):
    """What the check showed. Unknown is never the same as without remark."""

    OK = "ok", "Utan anmärkning"
    REMARK = "remark", "Anmärkning"
    ALARM = "alarm", "Allvarlig anmärkning"
    UNKNOWN = "unknown", "Okänt"


class Standing(Choice):
    """Whether a check still tells something."""

    CURRENT = "current", "Gäller"
    EXPIRED = "expired", "Behöver göras om"
    REPLACED = "replaced", "Ersatt av en senare"


SOURCES = {
    CheckKind.F_TAX: "Skatteverket",
    CheckKind.TAXES: "Skatteverket",
    CheckKind.DEBTS: "Kronofogden",
    CheckKind.CREDIT: "UC",
    CheckKind.EMPLOYER: "Skatteverket",
    CheckKind.VAT: "Skatteverket",
    CheckKind.PAYMENT_ORDERS: "Kronofogden",
    CheckKind.STATUS: "Bolagsverket",
    CheckKind.PERMIT: "IVO",
    CheckKind.DECISIONS: "IVO",
    CheckKind.OFFICERS: "Bolagsverket",
    CheckKind.OWNER: "Bolagsverket",
    CheckKind.STAFF: "Skatteverket",
}
"""Where each kind is usually checked."""

MONTHS_VALID = 12
"""How long a check holds unless another day is set."""

WORST_FIRST = (CheckResult.ALARM, CheckResult.REMARK, CheckResult.UNKNOWN, CheckResult.OK)


def valid_until(checked_on: date, months: int = MONTHS_VALID) -> date:
    """Return the day so many months on; the last of February when there is no 29th."""
    year = checked_on.year + (checked_on.month - 1 + months) // 12
    month = (checked_on.month - 1 + months) % 12 + 1
    return date(year, month, min(checked_on.day, calendar.monthrange(year, month)[1]))


def worse(before: CheckResult, after: CheckResult) -> bool:
    """Tell whether a remark has come or grown. What nobody knows is no remark."""
    grave = {CheckResult.ALARM: 2, CheckResult.REMARK: 1}
    return grave.get(after, 0) > grave.get(before, 0)


def overall(results: Iterable[CheckResult]) -> CheckResult:
    """Return the worst of the results, one per kind; nothing checked is unknown.

    Unknown is worse than without remark: what nobody knows never counts as in order.
    """
    found = set(results)
    return next((result for result in WORST_FIRST if result in found), CheckResult.UNKNOWN)


def standing(until: date | None, *, is_latest: bool, today: date) -> Standing:
    """Tell whether a check still counts; one that a later check has replaced never does."""
    if not is_latest:
        return Standing.REPLACED
    return Standing.EXPIRED if until is not None and until < today else Standing.CURRENT


def counted(result: CheckResult, held: Standing) -> CheckResult:
    """Return what the latest check counts as; one without remark is unknown when out of date."""
    stale = held == Standing.EXPIRED and result == CheckResult.OK
    return CheckResult.UNKNOWN if stale else result


def check_days(checked_on: date, until: date, *, today: date) -> None:
    """Refuse a check made tomorrow, or one that holds to a day before it was made."""
    if checked_on > today:
        raise RuleViolation("Kontrollen kan inte vara gjord efter i dag. Rätta datumet.")
    if until < checked_on:
        raise RuleViolation("”Gäller till” kan inte vara före dagen då kontrollen gjordes.")
