"""Lex Sarah notices: noted, and filled in as the steps are taken."""

from dataclasses import dataclass

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Provider, Unit
from insyn.signals.models import LexSarahNotice, Signal
from insyn.signals.rules import Refusal, Severity
from insyn.signals.rules.lex_sarah import NoticeTimes, disorder, later_than
from insyn.signals.rules.triage import text_refusal
from insyn.signals.services.noting import note_of_notice
from insyn.signals.services.patterns import apply_rules
from insyn.signals.services.writing import refuse, screened

FILLED_IN = NoticeTimes.__slots__


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What the provider has told, and when each step was taken."""

    text: str
    times: NoticeTimes
    is_serious: bool = False
    unit: Unit | None = None
    case_number: str = ""


@transaction.atomic
def note_notice(
    access: Access, *, authority: Authority, provider: Provider, facts: NoticeFacts
) -> LexSarahNotice:
    """Note a notice that has come in; it is also a signal for somebody to look at.

    The same form sent twice gives one notice.

    Raises:
        RuleViolation: the days stand in the wrong order or ahead, or the text is empty or holds
            a personal number.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=authority.pk)
    Authority.objects.select_for_update().get(pk=authority.pk)  # two clicks take turns
    row = LexSarahNotice(authority=authority, provider=provider)
    _fill(row, facts)
    same = {name: getattr(row, name) for name in ("text", "unit", "case_number", *FILLED_IN)}
    rows = LexSarahNotice.objects.visible_to(access).filter(authority=authority, provider=provider)
    if (known := rows.filter(**same).first()) is not None:
        return known
    row.save()
    _note(access, "lex_sarah.noted", row)
    note_of_notice(access, row)
    apply_rules(authority, today=clock.today(), provider=provider)
    return row


@transaction.atomic
def change_notice(
    access: Access, notice: LexSarahNotice, *, facts: NoticeFacts, version: int
) -> LexSarahNotice:
    """Fill in the steps that have been taken, or put a mistake right.

    Raises:
        RuleViolation: as for a new one.
        Outdated: somebody else changed it first.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=notice.authority_id)
    rows = LexSarahNotice.objects.visible_to(access).select_related("authority", "provider")
    row = locked_row(rows, pk=notice.pk, version=version)
    _fill(row, facts)
    row.version += 1
    row.save()
    _follow(access, row)
    _note(access, "lex_sarah.changed", row)
    return row


def _follow(access: Access, row: LexSarahNotice) -> None:
    """Let the notice's signal say what the notice says now."""
    signals = Signal.objects.visible_to(access).select_for_update(of=("self",))
    for signal in signals.filter(lex_sarah=row):
        signal.severity = Severity.SERIOUS if row.is_serious else Severity.MEDIUM
        signal.text, signal.happened_on, signal.unit = row.text, row.happened_on, row.unit
        signal.version += 1
        signal.save()


def _fill(row: LexSarahNotice, facts: NoticeFacts) -> None:
    refuse(text_refusal(facts.text))
    if facts.unit and facts.unit.provider_id != row.provider_id:
        refuse(Refusal.NOT_THEIR_UNIT)
    _require_order(facts.times)
    row.text, row.case_number = screened(facts.text, facts.case_number)
    row.is_serious, row.unit = facts.is_serious, facts.unit
    for name in FILLED_IN:
        setattr(row, name, getattr(facts.times, name))


def _require_order(times: NoticeTimes) -> None:
    if ahead := later_than(times, clock.today()):
        raise RuleViolation(
            sentence("”%(step)s” kan inte ligga i framtiden. Ändra dagen.", step=Words(ahead.label))
        )
    if wrong := disorder(times):
        before, after = wrong
        raise RuleViolation(
            sentence(
                "”%(after)s” kan inte ligga före ”%(before)s”. Kontrollera de två dagarna.",
                after=Words(after.label),
                before=Words(before.label),
            )
        )


def _note(access: Access, event: str, row: LexSarahNotice) -> None:
    record(access, event, row, place=Place(row.authority_id), facts={
        "happened_on": row.happened_on.isoformat(), "received_on": row.received_on.isoformat(),
    })  # fmt: skip
