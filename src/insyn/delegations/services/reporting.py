"""Telling the board what has been decided in its name. Kommunallagen 6 kap. 40 §."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.delegations.letters import Decided, decisions_paper
from insyn.delegations.models import DelegationDecision, DelegationReport
from insyn.delegations.queries import holder_of
from insyn.delegations.rules import DecidedHow, Matter, kronor
from insyn.delegations.rules.orders import Refusal, report_refusal
from insyn.documents.models import Document
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.papers import pdf, word
from insyn.papers.content import Document as Content
from insyn.platform.locking import locked_row


@transaction.atomic
def report_decisions(
    access: Access, chosen: Sequence[tuple[int, int]], *, reported_on: date
) -> DelegationReport:
    """List the decisions for the board as Word and PDF, and mark them as reported; once each.

    ``chosen`` are keys with the versions that the page showed. All of them or none.

    Raises:
        RuleViolation: nothing is chosen, they are of several boards, or one is reported already,
            is the board's own, or was made after the day.
        Outdated: one was changed after the page was read.
    """
    rows = [_locked(access, pk, version, reported_on) for pk, version in sorted(set(chosen))]
    if not rows:
        raise RuleViolation(_(Refusal.NOTHING_CHOSEN.label))
    if len({row.authority_id for row in rows}) > 1:
        raise RuleViolation(_(Refusal.SEVERAL_BOARDS.label))
    authority = Authority.objects.select_related("municipality").get(pk=rows[0].authority_id)
    report = _made(access, authority, rows, reported_on)
    for row in rows:
        row.reported_on, row.report = reported_on, report
        row.version += 1
        row.save(update_fields=["reported_on", "report", "version"])
        _note(access, row, reported_on)
    return report


def _locked(access: Access, pk: int, version: int, reported_on: date) -> DelegationDecision:
    rows = DelegationDecision.objects.visible_to(access).select_related("delegation__user")
    row = locked_row(rows, pk=pk)
    access.require(Permission.WRITE_BOARD_ITEM, authority_id=row.authority_id)
    refusal = report_refusal(
        is_on_delegation=row.how == DecidedHow.DELEGATION,
        is_reported=row.reported_on is not None,
        decided_on=row.decided_on,
        reported_on=reported_on,
    )
    if refusal:
        said = {"number": row.number, "decided_on": row.decided_on.isoformat()}
        raise RuleViolation(_(refusal.label) % said)
    return locked_row(rows, pk=pk, version=version)


def _made(
    access: Access, authority: Authority, rows: Sequence[DelegationDecision], day: date
) -> DelegationReport:
    secrecy = max(Secrecy(row.secrecy) for row in rows)
    paper = decisions_paper(
        board=str(authority),
        administration=authority.administration,
        reported_on=day,
        decisions=[_decided(row) for row in rows],
    )
    report = DelegationReport(
        authority=authority,
        secrecy=secrecy,
        reported_on=day,
        word=_stored(access, authority, paper, secrecy, word.render(paper), "docx"),
        pdf=_stored(access, authority, paper, secrecy, pdf.render(paper), "pdf"),
        made_by_id=access.user_id,
    )
    report.save()
    facts: Facts = {"decisions": len(rows), "reported_on": day.isoformat()}
    place = Place(authority.pk, secrecy)
    record(access, "delegation_report.made", report, place=place, facts=facts)
    return report


def _decided(row: DelegationDecision) -> Decided:
    assert row.delegation is not None
    return Decided(
        number=row.number,
        decided_on=row.decided_on,
        decider=holder_of(row.delegation),
        matter=Matter(row.matter).label,
        text=row.text,
        amount=kronor(row.amount) if row.amount is not None else "",
        clause=row.delegation.clause,
        case_number=row.case_number,
    )


def _stored(
    access: Access,
    authority: Authority,
    paper: Content,
    secrecy: Secrecy,
    content: bytes,
    extension: str,
) -> Document:
    name = f"{paper.title} {paper.issued_on.isoformat()}"
    stored = Paper(
        title=name,
        file_name=f"{name}.{extension}",
        content=content,
        secrecy=secrecy,
        dated_on=paper.issued_on,
    )
    return store_document(access, authority, stored)


def _note(access: Access, row: DelegationDecision, day: date) -> None:
    place = Place(row.authority_id, Secrecy(row.secrecy))
    facts = {"reported_on": day.isoformat()}
    record(access, "delegation_decision.reported", row, place=place, facts=facts)
