"""Taking in a list of providers: read, shown, then all of it or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import SYSTEM_CHAIN
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.platform import clock
from insyn.registry.models import (
    Agreement,
    Contract,
    ImportRun,
    Lot,
    Provider,
    ProviderGroup,
    ProviderName,
)
from insyn.registry.queries.import_plan import Change, ChangeKind, ImportPlan
from insyn.registry.queries.imports import plan_import
from insyn.registry.rules.imports import ImportChoices, Preview, SourceFile, preview
from insyn.registry.rules.names import LONGEST_NAME

BATCH = 500
"""Rows written at a time."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: counts of providers, and of what was made around them."""

    created: int
    updated: int
    unchanged: int
    left_out: int
    agreements: int = 0
    lots: int = 0
    contracts: int = 0


def preview_import(content: bytes, file_name: str, choices: ImportChoices | None = None) -> Preview:
    """Return what the file holds and everything wrong with it. Touches no table.

    Raises:
        Unreadable: the file cannot be read at all; the sentence is for the user.
    """
    chosen = choices or ImportChoices()
    workbook = read_workbook(content, file_name)
    count = len(workbook.sheets)
    is_chosen = chosen.sheet is not None and 0 <= chosen.sheet < count
    index = chosen.sheet if chosen.sheet is not None and is_chosen else workbook.likely_index
    file = SourceFile(
        name=file_name[-LONGEST_NAME:],
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=tuple(sheet.name for sheet in workbook.sheets),
        sheet=index,
    )
    return preview(file, read_sheet(content, file_name, index), chosen)


def carry_out_import(
    access: Access, *, authority: Authority | None, agreement: Agreement | None, preview: Preview
) -> ImportSummary:
    """Take in all that the preview shows, or nothing. Taking it in again changes nothing.

    Without an authority, only a command may ask, and only providers are taken in.

    Raises:
        RuleViolation: the file or what it would change has errors.
        Outdated: somebody changed the same rows at the same moment.
    """
    require_import(access, authority, agreement)
    with told_when_overtaken(), transaction.atomic():
        plan = plan_import(access, authority=authority, agreement=agreement, preview=preview)
        require_fit(preview, plan)
        summary = summary_of(plan, preview)
        if not plan.changes_nothing:
            run = ImportRun(
                authority=authority,
                agreement=agreement,
                file_name=preview.file_name,
                sha256=preview.sha256,
                started_at=clock.now(),
                started_by_id=access.user_id,
            )
            write_plan(access, plan, authority)
            finish(access, run, summary)
    return summary


def require_import(
    access: Access, authority: Authority | None, agreement: Agreement | None
) -> None:
    """Raise unless the asker may import for the authority, into that agreement.

    Without an authority only a command may: it then takes in providers alone.
    """
    if authority is None:
        if access.user_id is not None or agreement is not None:
            raise NotAllowed(Permission.IMPORT_REGISTER)
        return
    access.require(Permission.IMPORT_REGISTER, authority_id=authority.pk)
    if agreement is not None and agreement.authority_id != authority.pk:
        raise RuleViolation(_("Avtalet tillhör en annan nämnd. Välj ett av nämndens egna avtal."))


@contextmanager
def told_when_overtaken() -> Iterator[None]:
    """Turn the database's no to two alike rows into a sentence."""
    try:
        yield
    except IntegrityError as error:
        raise Outdated(
            _("Registret ändrades av någon annan samtidigt. Inget är infört. Försök igen.")
        ) from error


def require_fit(preview: Preview, plan: ImportPlan) -> None:
    """Raise RuleViolation when the file, or what it would change, has errors."""
    if not (preview.is_fit and plan.is_fit):
        raise RuleViolation(_("Filen har fel och inget är infört. Rätta felen och försök igen."))


def summary_of(plan: ImportPlan, preview: Preview) -> ImportSummary:
    """Return the counts, also before anything is written."""
    return ImportSummary(
        created=plan.created,
        updated=plan.updated,
        unchanged=plan.unchanged,
        left_out=len(preview.left_out),
        agreements=len(plan.agreements),
        lots=len(plan.lots),
        contracts=len(plan.contracts),
    )


def write_plan(access: Access, plan: ImportPlan, authority: Authority | None) -> None:
    """Store the plan's rows, each kind in a few statements, parents before children."""
    ProviderGroup.objects.bulk_create(plan.groups, batch_size=BATCH)
    Provider.objects.bulk_create(plan.providers, batch_size=BATCH)
    ProviderName.objects.bulk_create(plan.names, batch_size=BATCH)
    Agreement.objects.bulk_create(plan.agreements, batch_size=BATCH)
    areas = [lot for lot in plan.lots if lot.parent is None]
    Lot.objects.bulk_create(areas, batch_size=BATCH)
    parts = [lot for lot in plan.lots if lot.parent is not None]
    Lot.objects.bulk_create(parts, batch_size=BATCH)
    Contract.objects.bulk_create(plan.contracts, batch_size=BATCH)
    for row in plan.changed_providers:
        row.version += 1
        row.save(update_fields=["group", "version"])
    for contract in plan.changed_contracts:
        contract.version += 1
        contract.save()
    Held = Contract.lots.through  # noqa: N806  a model
    held = [Held(contract_id=contract.pk, lot_id=lot.pk) for contract, lot in plan.contract_lots]
    Held.objects.bulk_create(held, batch_size=BATCH)
    place = Place(authority.pk if authority else SYSTEM_CHAIN)
    for agreement in plan.agreements:
        facts = {"title": agreement.title, "starts_on": agreement.starts_on.isoformat()}
        record(access, "agreement.created", agreement, place=place, facts=facts)
    for change in plan.changes:
        if change.kind == ChangeKind.UPDATED:
            record(access, "provider.updated", change.provider, place=place, facts=_said(change))


def _said(change: Change) -> dict[str, str | int | bool | None]:
    """Return the differences for the trail: one line a field, several of a kind together."""
    said: dict[str, str | int | bool | None] = {}
    for difference in change.differences:
        line = f"{difference.before} → {difference.after}".removeprefix(" → ")
        known = said.get(difference.label)
        said[difference.label] = f"{known}; {line}" if known else line
    return said


def finish(access: Access, run: ImportRun, summary: ImportSummary) -> None:
    """Store that the import is done, without its file, and say so in the trail."""
    run.content = None
    run.done_at = clock.now()
    run.summary = asdict(summary)
    run.full_clean()
    run.save()
    record(access, "import.carried_out", run, place=Place(run.authority_id or SYSTEM_CHAIN),
           facts={"sha256": run.sha256, **asdict(summary)})  # fmt: skip
