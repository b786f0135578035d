"""What a board decides about its signals: its rules, and its open form."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.signals.models import OpenForm, SignalRule
from insyn.signals.rules import Severity, SignalCategory
from insyn.signals.rules.patterns import SHIPPED, Pattern, PatternScope
from insyn.signals.services.writing import screened


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What a rule is called, and when it is met."""

    name: str
    signals: int
    days: int
    scope: PatternScope
    severity: Severity
    category: SignalCategory | None = None
    is_active: bool = True


@transaction.atomic
def start_rules(access: Access, authority: Authority) -> list[SignalRule]:
    """Return the board's own rules, made from the shipped ones the first time."""
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    Authority.objects.select_for_update().get(pk=authority.pk)
    rows = SignalRule.objects.visible_to(access).filter(authority=authority)
    if rows.exists():
        return list(rows)
    made = [_shipped(authority, _(name), pattern) for name, pattern in SHIPPED]
    record(access, "signal_rule.started", made[0], place=Place(authority.pk),
           facts={"count": len(made)})  # fmt: skip
    return made


def _shipped(authority: Authority, name: str, pattern: Pattern) -> SignalRule:
    row = SignalRule(authority=authority, name=name)
    row.signals, row.days, row.scope = pattern.signals, pattern.days, pattern.scope
    row.category, row.severity = pattern.category or "", pattern.severity
    row.save()
    return row


@transaction.atomic
def add_rule(access: Access, authority: Authority, *, facts: RuleFacts) -> SignalRule:
    """Add a rule of the board's own; the shipped ones become its own at the same time.

    Raises:
        RuleViolation: the board has a rule with that name.
    """
    start_rules(access, authority)
    return _kept(access, SignalRule(authority=authority), facts, "signal_rule.added")


@transaction.atomic
def change_rule(access: Access, rule: SignalRule, *, facts: RuleFacts, version: int) -> SignalRule:
    """Change a rule, or turn it off. What it has already proposed stays.

    Raises:
        RuleViolation: the board has another rule with that name.
        Outdated: somebody else changed it first.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=rule.authority_id)
    row = locked_row(SignalRule.objects.visible_to(access), pk=rule.pk, version=version)
    row.version += 1
    return _kept(access, row, facts, "signal_rule.changed")


def _kept(access: Access, row: SignalRule, facts: RuleFacts, event: str) -> SignalRule:
    row.name, row.is_active = facts.name, facts.is_active
    row.signals, row.days, row.scope = facts.signals, facts.days, facts.scope
    row.category, row.severity = facts.category or "", facts.severity
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise RuleViolation(" ".join(wrong.messages)) from wrong
    row.save()
    record(access, event, row, place=Place(row.authority_id), facts={
        "name": row.name, "signals": row.signals, "days": row.days, "is_active": row.is_active,
    })  # fmt: skip
    return row


@transaction.atomic
def set_open_form(
    access: Access, authority: Authority, *, is_on: bool, text: str, version: int
) -> OpenForm:
    """Open or close the form in which anyone can tell the board something.

    Raises:
        Outdated: somebody else changed it first.
    """
    access.require(Permission.EDIT_TEMPLATES, authority_id=authority.pk)
    Authority.objects.select_for_update().get(pk=authority.pk)
    rows = OpenForm.objects.visible_to(access).filter(authority=authority)
    known = rows.first()
    if known is None:
        row = OpenForm(authority=authority)
    else:
        row = locked_row(rows, pk=known.pk, version=version)
        row.version += 1
    (row.text,) = screened(text)
    row.is_on = is_on
    row.save()
    record(access, "open_form.changed", row, place=Place(authority.pk), facts={"is_on": is_on})
    return row
