"""Writing the texts of a report; every wording is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.reports.models import PassageVersion, Report, ReportPassage
from insyn.reports.rules import ReportText
from insyn.reports.services.common import locked_report, place_of, require_draft
from insyn.reports.services.making import texts_proposed


@transaction.atomic
def write_passage(
    access: Access,
    report: Report,
    *,
    place: ReportText,
    text: str,
    version: int | None = None,
    heading: str | None = None,
) -> ReportPassage:
    """Write one of the texts, and its heading if one is given; ``version`` is the passage's.

    Raises:
        RuleViolation: the report is no longer a draft, or the text holds a personal number.
        Outdated: somebody else wrote the same passage in the meantime.
    """
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    locked = locked_report(access, report)
    require_draft(locked)
    if problem := personal_number_problem(f"{heading or ''}\n{text}"):
        raise RuleViolation(problem)
    rows = ReportPassage.objects.visible_to(access)
    passage = rows.get(report=locked, place=place)
    passage = locked_row(rows, pk=passage.pk, version=version)
    if heading is not None:
        passage.heading = "" if heading.strip() == place.label else heading.strip()
    passage.text, passage.version = text, passage.version + 1
    passage.written_by_id, passage.written_at = access.user_id, clock.now()
    passage.full_clean()
    passage.save(update_fields=["text", "heading", "version", "written_by", "written_at"])
    _keep(passage)
    facts: Facts = {"place": str(place), "characters": len(text)}
    record(access, "report.passage_written", locked, place=place_of(locked), facts=facts)
    return passage


def _keep(passage: ReportPassage) -> None:
    PassageVersion.objects.create(
        passage=passage,
        number=passage.version,
        heading=passage.heading,
        text=passage.text,
        written_by_id=passage.written_by_id,
        written_at=passage.written_at or clock.now(),
    )


@transaction.atomic
def restore_passage(
    access: Access, report: Report, *, place: ReportText, number: int, version: int | None = None
) -> ReportPassage:
    """Let the passage say what it said before; that too becomes a new wording.

    Raises:
        RuleViolation: the report is no longer a draft, or there is no such wording.
    """
    rows = PassageVersion.objects.visible_to(access)
    old = rows.filter(passage__report=report, passage__place=place, number=number).first()
    if old is None:
        raise RuleViolation(_("Den lydelsen finns inte. Läs in sidan igen och välj en annan."))
    return write_passage(
        access,
        report,
        place=place,
        text=old.text,
        heading=old.heading,
        version=version,
    )


@transaction.atomic
def propose_passage(access: Access, report: Report, *, place: ReportText) -> str:
    """Return the text that the facts of today propose for the place; nothing is written."""
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    return texts_proposed(access, report).get(place, "")
