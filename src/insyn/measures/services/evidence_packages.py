"""Making a package of evidence: a summary, the rows and the papers, in one zip file."""

import shutil
from collections.abc import Iterator, Sequence
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.documents.models import Document
from insyn.documents.rules import Direction, extension_of
from insyn.documents.services import Paper, open_document, store_archive
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.measures.letters.evidence import (
    Asked,
    Decided,
    EvidenceFacts,
    Seen,
    Taken,
    evidence_summary,
)
from insyn.measures.models import EvidencePackage, Termination
from insyn.measures.queries.evidence import Material, material_of
from insyn.measures.rules import ItemState
from insyn.measures.rules.evidence import (
    FIXED_TIME,
    MOST_BYTES,
    ROWS_NAME,
    SUMMARY_NAME,
    paper_name,
    short,
)
from insyn.measures.services.evidence_sheets import sheets_of
from insyn.measures.services.terminations import ABOUT, place_of
from insyn.papers import word
from insyn.papers.excel import write_book
from insyn.platform import clock
from insyn.platform.locking import locked_row

HELD_IN_MEMORY = 4 << 20
"""Bytes of the package; a larger one is written to disk as it grows."""


@transaction.atomic
def make_package(access: Access, termination: Termination) -> EvidencePackage:
    """Return a new package of what is known today. Earlier ones are kept as they were.

    One paper at a time is held in memory. Papers about clients and guarded ones are left out and
    counted.

    Raises:
        RuleViolation: the papers are too large together, or one is no longer what was stored.
    """
    access.require(Permission.REQUEST_MEASURES, authority_id=termination.authority_id)
    rows = Termination.objects.visible_to(access).select_related(*ABOUT)
    row = locked_row(rows, pk=termination.pk)
    material = material_of(access, row)
    _require_room(material.papers)
    with SpooledTemporaryFile(max_size=HELD_IN_MEMORY) as out:
        write_package(access, row, material, out)
        document = store_archive(access, row.authority, _paper(row), out)
    package = EvidencePackage(
        termination=row,
        made_on=clock.today(),
        made_by_id=access.user_id,
        document=document,
        left_out=material.left_out,
    )
    package.save()
    said = {"papers": len(material.papers), "left_out": material.left_out}
    record(access, "evidence_package.made", package, place=place_of(row), facts=said)
    return package


def _require_room(papers: Sequence[Document]) -> None:
    size = sum(paper.size for paper in papers)
    if size > MOST_BYTES:
        raise RuleViolation(
            _("Handlingarna är större än %(most)d MB tillsammans och ryms inte i ett paket.")
            % {"most": MOST_BYTES >> 20}
        )


def _paper(row: Termination) -> Paper:
    """Return what the diary knows of the package. It is for those who work with it."""
    provider, today = row.contract.provider.name, clock.today()
    return Paper(
        title=_("Bevispaket %(provider)s %(day)s") % {"provider": provider[:150], "day": today},
        file_name=f"Bevispaket {today}.zip",
        content=b"",
        secrecy=max(Secrecy.INTERNAL, Secrecy(row.secrecy)),
        direction=Direction.WORKING,
        case_number=row.contract.agreement.case_number,
        counterpart=provider[:200],
    )


def write_package(access: Access, row: Termination, material: Material, out: IO[bytes]) -> None:
    """Write the zip file. The same rows and papers on the same day give the same bytes."""
    names = list(_names(material.papers))
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        summary = word.render(evidence_summary(_facts(row, material)))
        _put(archive, SUMMARY_NAME, _timeless(summary))
        with SpooledTemporaryFile(max_size=HELD_IN_MEMORY) as book:
            sheets = sheets_of(material, names)
            write_book(book, sheets, title=str(row.contract), made_on=clock.today())
            book.seek(0)
            with archive.open(_entry(ROWS_NAME), "w") as target:
                shutil.copyfileobj(book, target)
        for name, paper in zip(names, material.papers, strict=True):
            _put(archive, name, _content(access, paper))


def _names(papers: Sequence[Document]) -> Iterator[str]:
    for number, paper in enumerate(papers, 1):
        yield paper_name(number, paper.dated_on, paper.title, extension_of(paper.file_name))


def _content(access: Access, paper: Document) -> bytes:
    try:
        return open_document(access, paper)
    except RuleViolation as no:
        raise RuleViolation(f"{paper.title}: {no}") from no


def _timeless(content: bytes) -> bytes:
    """Return a Word file whose parts do not say when they were packed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as packed, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in packed.namelist():
            _put(archive, name, packed.read(name))
    return out.getvalue()


def _put(archive: ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_entry(name), content)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, FIXED_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _facts(row: Termination, material: Material) -> EvidenceFacts:
    contract = row.contract
    until = contract.ends_on.isoformat() if contract.ends_on else _("tills vidare")
    return EvidenceFacts(
        authority=row.authority.name,
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        contract_days=f"{contract.starts_on.isoformat()} – {until}",
        kind=row.shown_kind.label,
        reason="\n".join(text for text in (row.reason, row.at_once) if text),
        clause=row.clause,
        dates=_dates(row),
        made_on=clock.today(),
        seen=_seen(material),
        asked=_asked(material),
        taken=_taken(material),
        decided=_decided(material),
        paper_count=len(material.papers),
        left_out=material.left_out,
    )


def _dates(row: Termination) -> list[tuple[str, str]]:
    decided_on = row.decision.decided_on if row.decision else None
    known = (
        ("Arbetet påbörjat", row.prepared_on),
        ("Beslutat", decided_on),
        ("Uppsagt", row.notice_on),
        ("Sista dag", row.ends_on),
        ("Har upphört", row.ended_on),
    )
    return [(label, day.isoformat()) for label, day in known if day is not None]


def _seen(material: Material) -> list[Seen]:
    return [
        Seen(one.followup.number, one.seen_on, short(one.text), one.requirement, one.remedied_on)
        for one in material.findings
    ]


def _asked(material: Material) -> list[Asked]:
    return [
        Asked(
            one.plan.followup.number,
            one.plan.requested_on,
            short(one.finding.text, 120),
            short(one.measure, 200),
            ItemState(one.state).label,
        )
        for one in material.actions
    ]


def _taken(material: Material) -> list[Taken]:
    """Return the sanctions with what the database says that their lines come to."""
    return [
        Taken(
            one.number,
            one.shown_kind.label,
            one.clause,
            one.decided_on,
            one.shown_state.label,
            getattr(one, "decided_sum"),  # noqa: B009  annotated
            getattr(one, "holds_sum"),  # noqa: B009  annotated
        )
        for one in material.sanctions
    ]


def _decided(material: Material) -> list[Decided]:
    return [
        Decided(one.board_reference or one.number, one.decided_on, one.text)
        for one in material.decisions
    ]
