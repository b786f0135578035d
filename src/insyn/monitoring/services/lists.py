"""Lists from registers: kept, looked at, then noted or thrown away."""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.monitoring.models import CheckList, CheckProfile, RegisterCheck
from insyn.monitoring.queries.earlier import earlier_of
from insyn.monitoring.queries.lists import ListPreview, preview_of
from insyn.monitoring.rules import LISTS, ListSource
from insyn.monitoring.rules.changes import Told
from insyn.monitoring.services.checks import CheckFacts, note_one
from insyn.monitoring.services.signalling import signal_changes
from insyn.papers.sheets.reading import read_workbook
from insyn.platform import clock
from insyn.platform.locking import locked_row


@transaction.atomic
def start_list(
    access: Access,
    *,
    authority: Authority,
    source: ListSource,
    file_name: str,
    content: bytes,
    told_on: date,
) -> CheckList:
    """Keep a file until it is taken in or thrown away; the same file twice is the same row.

    Raises:
        Unreadable: the file cannot be read.
        RuleViolation: what it tells is of a day to come.
    """
    access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    if told_on > clock.today():
        raise RuleViolation(_("Uppgifterna kan inte gälla en dag efter i dag. Rätta datumet."))
    digest = hashlib.sha256(content).hexdigest()
    waiting = CheckList.objects.visible_to(access).filter(
        authority=authority, source=source, sha256=digest, told_on=told_on, done_at=None
    )
    if known := waiting.first():
        return known
    read_workbook(content, file_name)
    row = CheckList(
        authority=authority,
        source=source,
        file_name=file_name[-200:],
        sha256=digest,
        content=content,
        told_on=told_on,
        started_at=clock.now(),
        started_by_id=access.user_id,
    )
    row.full_clean()
    row.save()
    record(access, "check_list.started", row, place=Place(authority.pk),
           facts={"source": row.shown_source.label, "sha256": digest})  # fmt: skip
    return row


@transaction.atomic
def choose_columns(access: Access, row: CheckList, *, mapping: Mapping[str, int]) -> CheckList:
    """Read the columns so, and remember what they are called for the next list of the source."""
    row = _waiting(access, row)
    row.mapping = dict(mapping)
    row.save(update_fields=["mapping"])
    seen = preview_of(access, row)
    names = {key: seen.headings[at] for key, at in mapping.items() if at < len(seen.headings)}
    CheckProfile.objects.visible_to(access).update_or_create(
        authority=row.authority, source=row.source, defaults={"mapping": names}
    )
    record(access, "check_list.columns_chosen", row, place=Place(row.authority_id))
    return row


def _waiting(access: Access, row: CheckList) -> CheckList:
    access.require(Permission.CHECK_REGISTERS, authority_id=row.authority_id)
    locked = locked_row(CheckList.objects.visible_to(access), pk=row.pk)
    if locked.done_at is not None:
        raise RuleViolation(_("Listan är redan införd."))
    return locked


@transaction.atomic
def finish_list(access: Access, row: CheckList, *, fingerprint: str) -> CheckList:
    """Note what was shown, all of it or nothing; taking in the same list again notes nothing.

    Raises:
        RuleViolation: the file has errors.
        Outdated: the register, the columns or the checks changed after the page was shown.
    """
    row = _waiting(access, row)
    seen = preview_of(access, row)
    if not seen.is_fit:
        raise RuleViolation(_("Filen har fel och inget är infört. Rätta felen och försök igen."))
    if seen.fingerprint != fingerprint:
        raise Outdated(
            _("Registret eller valen har ändrats sedan du granskade. Granska listan igen.")
        )
    noted = _note_all(access, row, seen)
    row.content, row.done_at = None, clock.now()
    row.noted, row.known, row.left_out = len(noted), seen.known, len(seen.unknown_numbers)
    row.changed = sum(bool(check.changes) for check in noted)
    row.save()
    record(access, "check_list.taken_in", row, place=Place(row.authority_id),
           facts={"source": row.shown_source.label, "noted": row.noted, "unchanged": row.known,
                  "left_out": row.left_out, "changes": row.changed})  # fmt: skip
    return row


def _note_all(access: Access, row: CheckList, seen: ListPreview) -> list[RegisterCheck]:
    source = LISTS[row.shown_source].source.label
    authority = row.authority
    earlier = earlier_of(access, authority, {new.provider.pk for new in seen.news})
    noted = []
    for new in sorted(seen.news, key=lambda new: new.reading.on):
        told = new.reading
        facts = CheckFacts(
            kind=told.kind,
            source=source,
            result=told.result,
            remark=told.remark,
            checked_on=told.on,
            details=told.details,
            key=new.key,
        )
        check = RegisterCheck(authority=authority, provider=new.provider)
        noted.append(note_one(access, check, facts, earlier))
        earlier[new.provider.pk, told.kind] = Told(told.result, told.details, told.on)
    signal_changes(access, noted)
    return noted


@transaction.atomic
def discard_list(access: Access, row: CheckList) -> None:
    """Throw away a kept file that shall not be taken in."""
    locked = _waiting(access, row)
    record(access, "check_list.discarded", locked, place=Place(locked.authority_id),
           facts={"sha256": locked.sha256})  # fmt: skip
    locked.delete()
