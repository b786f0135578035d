"""A file on its way in: kept, looked at, then taken in or thrown away."""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import SYSTEM_CHAIN
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.papers.sheets.reading import read_workbook
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, ImportProfile, ImportRun
from insyn.registry.queries.imports import plan_import
from insyn.registry.rules.columns import KEYS
from insyn.registry.rules.imports import ImportChoices, Preview
from insyn.registry.services.changes import write
from insyn.registry.services.imports import (
    ImportSummary,
    finish,
    preview_import,
    require_fit,
    require_import,
    summary_of,
    told_when_overtaken,
    write_plan,
)


@transaction.atomic
def start_import(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement | None,
    file_name: str,
    content: bytes,
) -> ImportRun:
    """Keep an uploaded file until it is taken in or thrown away.

    Raises:
        Unreadable: the file cannot be read.
    """
    require_import(access, authority, agreement)
    read_workbook(content, file_name)
    run = ImportRun(
        authority=authority,
        agreement=agreement,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        started_at=clock.now(),
        started_by_id=access.user_id,
    )
    run.full_clean()
    run.save()
    record(access, "import.started", run, place=Place(authority.pk), facts={"sha256": run.sha256})
    return run


def preview_of(run: ImportRun) -> Preview:
    """Return the preview of a kept file, read with the choices made so far.

    Raises:
        RuleViolation: the list has been taken in, and its file is no longer kept.
    """
    return preview_import(_kept(run), run.file_name, choices_of(run))


def _kept(run: ImportRun) -> bytes:
    if run.content is None:
        raise RuleViolation(_("Listan är redan införd."))
    return bytes(run.content)


def choices_of(run: ImportRun) -> ImportChoices:
    """Return what has been chosen so far; nothing chosen is guessed."""
    kept = run.choices
    return ImportChoices(kept.get("sheet"), kept.get("heading_row"), kept.get("mapping"))


def choose_sheet(
    access: Access,
    run: ImportRun,
    *,
    sheet: int,
    heading_row: int | None,
    profile: ImportProfile | None,
) -> ImportRun:
    """Read another sheet or heading row, and find its columns by the profile or by guessing.

    A heading row that was meant for another sheet is guessed anew.
    """
    former = choices_of(run)
    if sheet != (former.sheet or 0) and heading_row == former.heading_row:
        heading_row = None
    mapping = None
    if profile is not None:
        choices = ImportChoices(sheet, heading_row, None, profile.mapping)
        seen = preview_import(_kept(run), run.file_name, choices)
        heading_row, mapping = seen.heading_row, seen.mapping
    return choose(access, run, sheet=sheet, heading_row=heading_row, mapping=mapping)


@transaction.atomic
def choose(
    access: Access,
    run: ImportRun,
    *,
    sheet: int,
    heading_row: int | None,
    mapping: Mapping[str, int] | None,
) -> ImportRun:
    """Remember sheet, heading row (None is guessed) and columns of a file not yet taken in."""
    row = _waiting(access, run)
    row.choices = {
        "sheet": sheet,
        "heading_row": heading_row,
        "mapping": None if mapping is None else dict(mapping),
    }
    row.save(update_fields=["choices"])
    return row


def _waiting(access: Access, run: ImportRun) -> ImportRun:
    """Return the run, locked, if it still waits: neither taken in nor thrown away."""
    access.require(Permission.IMPORT_REGISTER, authority_id=run.authority_id or SYSTEM_CHAIN)
    row = locked_row(ImportRun.objects.visible_to(access), pk=run.pk)
    if row.done_at is not None:
        raise RuleViolation(_("Listan är redan införd."))
    return row


def finish_import(access: Access, run: ImportRun, *, fingerprint: str) -> ImportSummary:
    """Take in a kept file as it was shown; ``fingerprint`` says what was shown.

    Raises:
        RuleViolation: there are errors, or the file is taken in already.
        Outdated: the register or the choices changed after the page was shown.
    """
    seen = preview_of(run)
    with told_when_overtaken(), transaction.atomic():
        row = _waiting(access, run)
        plan = plan_import(access, authority=row.authority, agreement=row.agreement, preview=seen)
        require_fit(seen, plan)
        if plan.fingerprint() != fingerprint:
            raise Outdated(
                _("Registret eller valen har ändrats sedan du granskade. Granska listan igen.")
            )
        summary = summary_of(plan, seen)
        write_plan(access, plan, row.authority)
        finish(access, row, summary)
    return summary


@transaction.atomic
def discard_import(access: Access, run: ImportRun) -> None:
    """Throw away a kept file that shall not be taken in."""
    row = _waiting(access, run)
    place = Place(row.authority_id or SYSTEM_CHAIN)
    record(access, "import.discarded", row, place=place, facts={"sha256": row.sha256})
    row.delete()


@transaction.atomic
def save_profile(
    access: Access, authority: Authority, *, name: str, mapping: Mapping[str, str]
) -> ImportProfile:
    """Keep how the columns are called in one kind of list; the same name replaces the former."""
    access.require(Permission.IMPORT_REGISTER, authority_id=authority.pk)
    profiles = ImportProfile.objects.visible_to(access).select_for_update(of=("self",))
    former = profiles.filter(authority=authority, name=name).first()
    row = former or ImportProfile()
    kept = {key: heading for key, heading in mapping.items() if key in KEYS}
    said = write(row, {"authority": authority, "name": name, "mapping": kept})
    if said:
        event = "import_profile.updated" if former else "import_profile.created"
        record(access, event, row, place=Place(authority.pk), facts={"name": name})
    return row
