"""Taking in a list: read, shown, then all of it or nothing."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import SYSTEM_CHAIN
from insyn.audit.services import Place, record
from insyn.exchange.queries.mixed.plan import MixedPlan
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.queries.tables.catalogues import RequirementsPlan
from insyn.exchange.queries.tables.plan import TablePlan
from insyn.exchange.queries.tables.template_changes import TemplatesPlan
from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.preview import ImportChoices, Preview, SourceFile, preview
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.mixed import write_mixed
from insyn.exchange.services.requirements import write_requirements
from insyn.exchange.services.tables import write_table
from insyn.exchange.services.templates import write_templates
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.papers.sheets.reading import read_sheet, read_workbook
from insyn.platform import clock
from insyn.registry.models import Agreement, ImportRun
from insyn.registry.rules.names import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did: counts of things, and of what a mixed list made around them."""

    created: int
    updated: int
    unchanged: int
    left_out: int
    emptied: int = 0
    agreements: int = 0
    lots: int = 0
    contracts: int = 0
    prices: int = 0


def preview_import(
    content: bytes,
    file_name: str,
    choices: ImportChoices | None = None,
    *,
    kind: ListKind = ListKind.CONTRACT_LIST,
) -> Preview:
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
    return preview(file, read_sheet(content, file_name, index), TABLES[kind], chosen)


def carry_out_import(
    access: Access, *, authority: Authority | None, agreement: Agreement | None, preview: Preview
) -> ImportSummary:
    """Take in all that the preview shows, or nothing. Taking it in again changes nothing.

    Without an authority, only a command may ask, and only the providers of a mixed list are
    taken in.

    Raises:
        RuleViolation: the file or what it would change has errors.
        Outdated: somebody changed the same rows at the same moment.
    """
    require_import(access, preview.table, authority, agreement)
    with told_when_overtaken(), transaction.atomic():
        scope = Scope(access, authority, agreement, clock.today(), is_locking=True)
        plan = plan_list(scope, preview)
        require_fit(preview, plan)
        summary = summary_of(plan, preview)
        if not plan.changes_nothing:
            run = ImportRun(
                authority=authority,
                agreement=agreement,
                kind=preview.table.kind,
                file_name=preview.file_name,
                sha256=preview.sha256,
                started_at=clock.now(),
                started_by_id=access.user_id,
            )
            write_plan(access, plan, preview, authority)
            finish(access, run, summary)
    return summary


def require_import(
    access: Access, table: Table, authority: Authority | None, agreement: Agreement | None
) -> None:
    """Raise unless the asker may take in such lists for the authority, into that agreement.

    Without an authority only a command may: it then takes in providers alone.
    """
    if authority is None:
        is_command = access.user_id is None and agreement is None
        if not is_command or table.kind != ListKind.CONTRACT_LIST:
            raise NotAllowed(table.permission)
        return
    access.require(table.permission, authority_id=authority.pk)
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


def require_fit(preview: Preview, plan: MixedPlan | TablePlan) -> None:
    """Raise RuleViolation when the file, or what it would change, has errors."""
    if not (preview.is_fit and plan.is_fit):
        raise RuleViolation(_("Filen har fel och inget är infört. Rätta felen och försök igen."))


def summary_of(plan: MixedPlan | TablePlan, preview: Preview) -> ImportSummary:
    """Return the counts, also before anything is written."""
    around = {}
    if isinstance(plan, MixedPlan):
        around = {
            "agreements": len(plan.agreements),
            "lots": len(plan.lots),
            "contracts": len(plan.contracts),
            "prices": len(plan.prices),
        }
    return ImportSummary(
        created=plan.created,
        updated=plan.updated,
        unchanged=plan.unchanged,
        left_out=len(preview.left_out),
        emptied=plan.emptied,
        **around,
    )


def write_plan(
    access: Access, plan: MixedPlan | TablePlan, seen: Preview, authority: Authority | None
) -> None:
    """Store what the plan says, in the trail of the authority."""
    place = Place(authority.pk if authority else SYSTEM_CHAIN)
    if isinstance(plan, MixedPlan):
        write_mixed(access, plan, place)
    elif isinstance(plan, RequirementsPlan) and authority is not None:
        write_requirements(access, plan, authority)
    elif isinstance(plan, TemplatesPlan) and authority is not None:
        write_templates(access, plan, authority)
    else:
        write_table(access, plan, seen, place)


def finish(access: Access, run: ImportRun, summary: ImportSummary) -> None:
    """Store that the import is done, without its file, and say so in the trail."""
    run.content = None
    run.done_at = clock.now()
    run.summary = asdict(summary)
    run.full_clean()
    run.save()
    facts = {"kind": run.kind, "sha256": run.sha256, **asdict(summary)}
    place = Place(run.authority_id or SYSTEM_CHAIN)
    record(access, "import.carried_out", run, place=place, facts=facts)
