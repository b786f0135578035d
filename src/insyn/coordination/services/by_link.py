"""Reporting in by a personal link: a draft is saved, then it is handed in."""

from collections.abc import Mapping

from django.db import transaction

from insyn.coordination import letters
from insyn.coordination.models import (
    DistrictReport,
    DistrictShare,
    ReportDraft,
    SampledUnit,
)
from insyn.coordination.queries.link import lines_of, reader_of
from insyn.coordination.rules import Refusal, ReportedBy
from insyn.coordination.services.contacts import queue_receipt
from insyn.coordination.services.locks import refuse, screened
from insyn.coordination.services.reporting import ReportFacts, is_reported, store_report
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.locking import locked_row


def share_by_link(access: Access, sampled: SampledUnit) -> DistrictShare:
    """Return the part that the unit is in, to one who has been let in to it by a link."""
    rows = DistrictShare.objects.shown_to_contact(access).select_related(
        "authority", "instruction__authority__municipality", "contact_user"
    )
    share = rows.filter(instruction=sampled.instruction_id, authority=sampled.authority_id).first()
    if share is None:
        raise NotAllowed
    return share


@transaction.atomic
def save_draft(
    access: Access, sampled: SampledUnit, *, answers: Mapping[str, object], version: int
) -> ReportDraft:
    """Keep what has been filled in so far; only those who report in for the district read it.

    ``version`` is that of the draft which the page showed, 0 where there was none.

    Raises:
        RuleViolation: a text holds a personal number, or the draft was saved elsewhere first.
        Outdated: the draft was changed elsewhere first.
    """
    share = share_by_link(access, sampled)
    reader = reader_of(access, share.authority_id, name=share.contact_email)
    screened(*(value for value in answers.values() if isinstance(value, str)))
    locked_row(DistrictShare.objects.shown_to_contact(access), pk=share.pk)
    rows = ReportDraft.objects.visible_to(reader).filter(sampled=sampled)
    known = rows.first()
    if known is None:
        row = ReportDraft(sampled=sampled, version=0)
    else:
        refuse(None if version else Refusal.DRAFT_ELSEWHERE)
        row = locked_row(rows, pk=known.pk, version=version)
    if row.version and row.answers == dict(answers):
        return row
    row.answers, row.saved_at = dict(answers), clock.now()
    row.version += 1
    row.save()
    return row


@transaction.atomic
def hand_in(
    access: Access, sampled: SampledUnit, *, facts: ReportFacts, version: int
) -> DistrictReport:
    """Report a unit in by a link; the draft goes, and the last one of the part gives a receipt.

    The same again changes nothing and is no conflict.

    Raises:
        RuleViolation: as ``report_in``.
        Outdated: somebody else changed the report first.
    """
    share = share_by_link(access, sampled)
    reader = reader_of(access, share.authority_id, name=share.contact_email)
    known = None if is_reported(reader, sampled, facts) else version
    row = store_report(reader, sampled, facts=facts, version=known, way=ReportedBy.LINK)
    ReportDraft.objects.visible_to(reader).filter(sampled=sampled).delete()
    tell_when_all_is_in(reader, share)
    return row


def tell_when_all_is_in(access: Access, share: DistrictShare) -> None:
    """Mail a receipt once nothing of the part is left to report."""
    lines = lines_of(access, share, today=clock.today())
    if not lines or any(not line.is_done for line in lines):
        return
    mail = letters.all_in_mail(
        title=share.instruction.title,
        sender=share.instruction.authority.name,
        district=share.authority.name,
        units=[str(line.sampled.unit) for line in lines],
    )
    queue_receipt(access, share, mail, key=f"instruction_receipt:{share.pk}")
