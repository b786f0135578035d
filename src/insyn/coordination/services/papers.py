"""The written information on who answers for what, stored as Word and PDF."""

from collections.abc import Sequence

from insyn.accounts.models import Authority
from insyn.coordination.letters import DutyWords, ShareWords, responsibility_paper
from insyn.coordination.models import DistrictShare, Instruction, ServiceDuty
from insyn.documents.models import Document
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access
from insyn.papers import pdf, word
from insyn.papers.content import Document as Content
from insyn.platform import clock


def store_responsibility(
    access: Access, instruction: Instruction, shares: Sequence[DistrictShare]
) -> None:
    """Store the information with the instruction; called in the transaction that issues it."""
    paper = responsibility_of(access, instruction, shares)
    as_pdf = pdf.render(paper)
    instruction.word = _stored(access, instruction.authority, paper, word.render(paper), "docx")
    instruction.pdf = _stored(access, instruction.authority, paper, as_pdf, "pdf")
    for share in shares:  # each gets a copy of its own: no document is read across authorities
        if share.authority_id != instruction.authority_id:
            share.information = _stored(access, share.authority, paper, as_pdf, "pdf")
            share.save(update_fields=["information"])


def responsibility_of(
    access: Access, instruction: Instruction, shares: Sequence[DistrictShare]
) -> Content:
    """Return the information as a tree, as it reads now."""
    duties = (
        ServiceDuty.objects.visible_to(access)
        .filter(authority=instruction.authority_id)
        .select_related("service_area", "run_by", "reviewer")
    )
    return responsibility_paper(
        title=instruction.title,
        organisation=instruction.authority.name,
        municipality=instruction.authority.municipality.name,
        period=(instruction.starts_on, instruction.ends_on),
        report_by=instruction.report_by,
        in_depth=instruction.in_depth_text,
        in_depth_bound=instruction.in_depth_bound,
        shares=[ShareWords(one.authority.name, one.wanted, one.contact) for one in shares],
        duties=[
            DutyWords(
                row.service_area.name,
                row.shown_form.label,
                row.run_by.name if row.run_by else "Hela kommunen",
                row.reviewer.name if row.reviewer else "",
                row.shown_ground.label,
            )
            for row in duties
        ],
        issued_on=instruction.published_on or clock.today(),
    )


def _stored(
    access: Access, authority: Authority, paper: Content, content: bytes, ending: str
) -> Document:
    name = f"{paper.title} {paper.issued_on.isoformat()}"
    stored = Paper(
        title=name[:200],
        file_name=f"{name[:180]}.{ending}".replace("/", "-").replace(":", ""),
        content=content,
        dated_on=paper.issued_on,
    )
    return store_document(access, authority, stored)
