"""What has changed in a register becomes a signal, once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.monitoring.rules.changes import unnamed
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from insyn.signals.services import SignalFacts, note_signal


def signal_changes(access: Access, checks: Iterable[RegisterCheck]) -> int:
    """Put a signal for each check that differs from the one before it; return how many.

    The signal says what kind of change it is and never who: people stand in the check.
    """
    changed = [check for check in checks if check.changes]
    for check in changed:
        _signal(access, check)
    return len(changed)


def _signal(access: Access, check: RegisterCheck) -> None:
    kind = CheckKind(check.kind)
    said = "\n".join(unnamed(change) for change in check.changes)
    try:
        with transaction.atomic():
            _note(access, check, f"{_(kind.label)}.\n{said}"[:3900])
    except RuleViolation:  # the change holds something that a signal may not say
        _note(access, check, _("%(kind)s. Se registerkontrollen.") % {"kind": _(kind.label)})


def _note(access: Access, check: RegisterCheck, text: str) -> None:
    is_grave = check.result == CheckResult.ALARM
    note_signal(
        access,
        authority=check.authority,
        provider=check.provider,
        facts=SignalFacts(
            source=SignalSource.REGISTER_CHECK,
            category=SignalCategory.REGISTER,
            severity=Severity.SERIOUS if is_grave else Severity.MEDIUM,
            happened_on=check.checked_on,
            text=text,
            key=f"register_check:{check.pk}",
            secrecy=Secrecy(check.secrecy),
        ),
    )
