"""Closed lists of register checks. Pure."""

from insyn.kernel.choices import Choice


class CheckKind(Choice):
    """What is checked in an outside register (registerkontroll)."""

    F_TAX = "f_tax", "F-skatt"
    TAXES = "taxes", "Skatter, moms och socialavgifter"
    DEBTS = "debts", "Skulder hos Kronofogden"
    CREDIT = "credit", "Kreditupplysning"


class CheckResult(Choice):
    """What the check showed. Unknown is never the same as without remark."""

    OK = "ok", "Utan anmärkning"
    REMARK = "remark", "Anmärkning"
    ALARM = "alarm", "Allvarlig anmärkning"
    UNKNOWN = "unknown", "Okänt"


SOURCES = {
    CheckKind.F_TAX: "Skatteverket",
    CheckKind.TAXES: "Skatteverket",
    CheckKind.DEBTS: "Kronofogden",
    CheckKind.CREDIT: "UC",
}
"""Where each kind is usually checked."""
