"""A file on its way in: kept, looked at, then taken in or thrown away."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import SYSTEM_CHAIN
from insyn.audit.services import Place, record
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.preview import ImportChoices, Preview
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.lists import (
    ImportSummary,
    finish,
    preview_import,
    require_fit,
    require_import,
    summary_of,
    told_when_overtaken,
    write_plan,
)
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.papers.sheets.reading import read_workbook
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement, ImportProfile, ImportRun
from insyn.registry.services.changes import write


@transaction.atomic
def start_import(
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement | None,
    file_name: str,
    content: bytes,
    kind: ListKind = ListKind.CONTRACT_LIST,
) -> ImportRun:
    """Keep an uploaded file until it is taken in or thrown away.

    Raises:
        Unreadable: the file cannot be read.
    """
    require_import(access, TABLES[kind], authority, agreement)
    read_workbook(content, file_name)
    run = ImportRun(
        authority=authority,
        agreement=agreement,
        kind=kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        started_at=clock.now(),
        started_by_id=access.user_id,
    )
    run.full_clean()
    run.save()
    record(access, "import.started", run, place=Place(authority.pk),
           facts={"kind": run.kind, "sha256": run.sha256})  # fmt: skip
    return run


@transaction.atomic
def choose_options(access: Access, run: ImportRun, *, options: Mapping[str, str]) -> ImportRun:
    """Remember what was said of the whole list when its file was uploaded."""
    row = _waiting(access, run)
    row.choices = {**row.choices, "options": dict(options)}
    row.save(update_fields=["choices"])
    return row


def table_of(run: ImportRun) -> Table:
    """Return which list a kept file is read as."""
    return TABLES[ListKind(run.kind)]


def preview_of(run: ImportRun) -> Preview:
    """Return the preview of a kept file, read with the choices made so far.

    Raises:
        RuleViolation: the list has been taken in, and its file is no longer kept.
    """
    kind = table_of(run).kind
    return preview_import(_kept(run), run.file_name, choices_of(run), kind=kind)


def _kept(run: ImportRun) -> bytes:
    if run.content is None:
        raise RuleViolation(_("Listan är redan införd."))
    return bytes(run.content)


def choices_of(run: ImportRun) -> ImportChoices:
    """Return what has been chosen so far; nothing chosen is guessed."""
    kept = run.choices
    return ImportChoices(
        kept.get("sheet"),
        kept.get("heading_row"),
        kept.get("mapping"),
        options=kept.get("options", {}),
    )


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
        kind = table_of(run).kind
        seen = preview_import(_kept(run), run.file_name, choices, kind=kind)
        heading_row, mapping = seen.heading_row, seen.mapping
    return choose(access, run, sheet=sheet, heading_row=heading_row, mapping=mapping)


def choose_profile(access: Access, run: ImportRun, *, profile: ImportProfile) -> ImportRun:
    """Find the columns of the most likely sheet by the profile."""
    choices = ImportChoices(profile=profile.mapping)
    seen = preview_import(_kept(run), run.file_name, choices, kind=table_of(run).kind)
    return choose(access, run, sheet=seen.sheet, heading_row=seen.heading_row, mapping=seen.mapping)


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
        **row.choices,
        "sheet": sheet,
        "heading_row": heading_row,
        "mapping": None if mapping is None else dict(mapping),
    }
    row.save(update_fields=["choices"])
    return row


def _waiting(access: Access, run: ImportRun) -> ImportRun:
    """Return the run, locked, if it still waits: neither taken in nor thrown away."""
    permission = table_of(run).permission
    access.require(permission, authority_id=run.authority_id or SYSTEM_CHAIN)
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
        scope = Scope(access, row.authority, row.agreement, clock.today(), is_locking=True)
        plan = plan_list(scope, seen)
        require_fit(seen, plan)
        if plan.fingerprint() != fingerprint:
            raise Outdated(
                _("Registret eller valen har ändrats sedan du granskade. Granska listan igen.")
            )
        summary = summary_of(plan, seen)
        write_plan(access, plan, seen, row.authority)
        finish(access, row, summary)
    return summary


@transaction.atomic
def discard_import(access: Access, run: ImportRun) -> None:
    """Throw away a kept file that shall not be taken in."""
    row = _waiting(access, run)
    place = Place(row.authority_id or SYSTEM_CHAIN)
    record(access, "import.discarded", row, place=place, facts={"sha256": row.sha256})
    row.delete()


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """How the columns are called in one kind of list from one system."""

    name: str
    mapping: Mapping[str, str]
    kind: ListKind = ListKind.CONTRACT_LIST
    source_system: str = ""


@transaction.atomic
def save_profile(access: Access, authority: Authority, *, facts: ProfileFacts) -> ImportProfile:
    """Keep how the columns of a list are called; the same kind and name replaces the former."""
    table = TABLES[facts.kind]
    access.require(table.permission, authority_id=authority.pk)
    profiles = ImportProfile.objects.visible_to(access).select_for_update(of=("self",))
    former = profiles.filter(authority=authority, kind=facts.kind, name=facts.name).first()
    row = former or ImportProfile()
    values = {
        "authority": authority,
        "kind": facts.kind,
        "name": facts.name,
        "source_system": facts.source_system,
        "mapping": {key: text for key, text in facts.mapping.items() if key in table.headings},
    }
    if write(row, values):
        event = "import_profile.updated" if former else "import_profile.created"
        said = {"name": facts.name, "kind": facts.kind, "source_system": facts.source_system}
        record(access, event, row, place=Place(authority.pk), facts=said)
    return row


@transaction.atomic
def remove_profile(access: Access, profile: ImportProfile) -> None:
    """Take away a profile that is no longer used. Lists that were read with it stay."""
    permission = TABLES[ListKind(profile.kind)].permission
    access.require(permission, authority_id=profile.authority_id)
    row = locked_row(ImportProfile.objects.visible_to(access), pk=profile.pk)
    said = {"name": row.name, "kind": row.kind}
    record(access, "import_profile.removed", row, place=Place(row.authority_id), facts=said)
    row.delete()
