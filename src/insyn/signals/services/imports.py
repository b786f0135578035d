"""A list from a deviation system on its way in: kept, looked at, taken in or thrown away."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.signals.models import DeviationImport, DeviationProfile, Signal
from insyn.signals.queries.deviations import DeviationPlan, pieces, plan_import
from insyn.signals.rules import SignalSource
from insyn.signals.rules.deviations import COLUMNS, Reading, read
from insyn.signals.services.patterns import apply_rules

WRITTEN_AT_ONCE = 1000
SYSTEM_LENGTH = 100


@transaction.atomic
def start_import(
    access: Access, *, authority: Authority, system: str, file_name: str, content: bytes
) -> DeviationImport:
    """Keep an uploaded list until it is taken in or thrown away.

    Raises:
        Unreadable: the file cannot be read.
        RuleViolation: the system has no name.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=authority.pk)
    name = " ".join(system.split())[:SYSTEM_LENGTH]
    if not name:
        raise RuleViolation(_("Skriv vilket avvikelsesystem listan kommer från."))
    read_workbook(content, file_name)
    profile = DeviationProfile.objects.visible_to(access).filter(authority=authority, system=name)
    known = profile.first()
    row = DeviationImport(
        authority=authority,
        system=name,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        mapping=dict(known.mapping) if known else {},
        started_at=clock.now(),
        started_by_id=access.user_id,
    )
    row.save()
    record(access, "deviation_import.started", row, place=Place(authority.pk),
           facts={"source": name, "sha256": row.sha256})  # fmt: skip
    return row


def reading_of(run: DeviationImport) -> Reading:
    """Return the kept list as it is read with the columns chosen so far.

    Raises:
        RuleViolation: the list has been taken in, and its file is no longer kept.
    """
    if run.content is None:
        raise RuleViolation(_("Listan är redan införd."))
    content = bytes(run.content)
    book = read_workbook(content, run.file_name)
    sheet = read_sheet(content, run.file_name, book.likely_index)
    return read(sheet, run.mapping, today=clock.today())


@transaction.atomic
def choose_columns(
    access: Access, run: DeviationImport, *, mapping: Mapping[str, str], version: int
) -> DeviationImport:
    """Say which heading each column stands under, and remember it for the system's next list.

    Raises:
        Outdated: somebody else chose at the same time.
    """
    row = _waiting(access, run, version=version)
    known = {one.key for one in COLUMNS}
    row.mapping = {key: text for key, text in mapping.items() if key in known and text}
    row.version += 1
    row.save(update_fields=["mapping", "version"])
    _remember(access, row, row.mapping)
    return row


def _remember(access: Access, run: DeviationImport, mapping: Mapping[str, str]) -> None:
    rows = DeviationProfile.objects.visible_to(access).select_for_update(of=("self",))
    known = rows.filter(authority=run.authority_id, system=run.system).first()
    row = known or DeviationProfile(authority_id=run.authority_id, system=run.system)
    if known is not None and known.mapping == mapping:
        return
    row.mapping, row.version = dict(mapping), row.version + (1 if known else 0)
    row.save()
    record(access, "deviation_profile.saved", row, place=Place(run.authority_id),
           facts={"source": run.system})  # fmt: skip


def finish_import(access: Access, run: DeviationImport, *, version: int) -> DeviationImport:
    """Take in the list as it was shown: all of it, or nothing.

    A number that is known already only has its state in the system changed. The same list
    twice adds nothing the second time.

    Raises:
        RuleViolation: there are errors, or the list is taken in already.
        Outdated: the choices changed after the page was shown.
    """
    access.require(Permission.HANDLE_SIGNALS, authority_id=run.authority_id)
    reading = reading_of(run)
    with transaction.atomic():
        row = _waiting(access, run, version=version)
        Authority.objects.select_for_update().get(pk=row.authority_id)
        plan = plan_import(access, row.authority, row.system, reading)
        if not plan.is_fit:
            raise RuleViolation(_("Listan har fel och kan inte föras in. Rätta dem i filen."))
        _write(access, row, plan)
        if reading.mapping:
            _remember(access, row, reading.profile())
        apply_rules(row.authority, today=clock.today())
    return row


def _write(access: Access, run: DeviationImport, plan: DeviationPlan) -> None:
    now = clock.now()
    for some in pieces(plan.new, WRITTEN_AT_ONCE):
        Signal.objects.bulk_create(
            [
                Signal(
                    authority_id=run.authority_id,
                    provider_id=one.provider_id,
                    unit_id=one.unit_id,
                    source=SignalSource.DEVIATION_SYSTEM,
                    category=one.category,
                    severity=one.severity,
                    happened_on=one.happened_on,
                    text=one.text,
                    noted_at=now,
                    system=run.system,
                    external_id=one.external_id,
                    external_status=one.status,
                    closed_on=one.closed_on,
                    imported_in=run,
                )
                for one in some
            ]
        )
    _change(access, plan)
    run.done_at, run.content = now, None
    run.added, run.changed, run.same = len(plan.new), len(plan.changed), plan.same
    run.version += 1
    run.save()
    record(access, "deviation_import.done", run, place=Place(run.authority_id), facts={
        "source": run.system, "sha256": run.sha256, "new": run.added, "changed": run.changed,
    })  # fmt: skip


def _change(access: Access, plan: DeviationPlan) -> None:
    for some in pieces(plan.changed, WRITTEN_AT_ONCE // 2):
        wanted = {one.pk: one for one in some}
        known = Signal.objects.visible_to(access).filter(pk__in=list(wanted))
        locked = known.select_for_update(of=("self",)).order_by("pk")
        rows = list(locked.only("pk", "external_status", "closed_on", "version"))
        for row in rows:
            told = wanted[row.pk]
            row.external_status, row.closed_on = told.status, told.closed_on
            row.version += 1
        changed = ["external_status", "closed_on", "version"]
        Signal.objects.visible_to(access).bulk_update(rows, changed, batch_size=250)


@transaction.atomic
def discard_import(access: Access, run: DeviationImport) -> None:
    """Throw away a kept list that shall not be taken in."""
    row = _waiting(access, run)
    record(access, "deviation_import.discarded", row, place=Place(row.authority_id),
           facts={"sha256": row.sha256})  # fmt: skip
    row.delete()


def _waiting(
    access: Access, run: DeviationImport, *, version: int | None = None
) -> DeviationImport:
    """Return the run, locked, if it still waits: neither taken in nor thrown away."""
    access.require(Permission.HANDLE_SIGNALS, authority_id=run.authority_id)
    rows = DeviationImport.objects.visible_to(access).select_related("authority")
    row = locked_row(rows, pk=run.pk)
    if row.done_at is not None:
        raise RuleViolation(_("Listan är redan införd."))
    if version is not None and row.version != version:
        raise Outdated(_("Valen har ändrats sedan du granskade. Granska listan igen."))
    return row
