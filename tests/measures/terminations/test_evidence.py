import io
import time
import zipfile
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.followups.models import Correspondence, DocumentRequest
from insyn.followups.rules.correspondence import Way
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.measures.models import EvidencePackage, Sanction, SanctionLine
from insyn.measures.rules import evidence as rules
from insyn.measures.services import evidence_packages
from insyn.measures.services.evidence_packages import make_package
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY

pytestmark = pytest.mark.django_db
SECRET = b"HEMLIG UPPGIFT OM EN ENSKILD 7731"


def content(package: EvidencePackage) -> bytes:
    with package.document.file.open("rb") as file:
        return bytes(file.read())


def opened(package: EvidencePackage) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content(package)))


def everything(package: EvidencePackage) -> bytes:
    """Return every byte of the package as it reads, also inside the packed parts."""
    parts = [content(package)]
    with opened(package) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            parts += [name.encode(), inner]
            if name.endswith((".docx", ".xlsx")):
                with zipfile.ZipFile(io.BytesIO(inner)) as packed:
                    parts += [packed.read(one) for one in packed.namelist()]
    return b"\n".join(parts)


def stored(access, authority, title: str, secrecy: Secrecy, text: bytes = b"brev") -> Document:
    paper = Paper(
        title,
        "handling.pdf",
        b"%PDF-1.7 " + text,
        secrecy=secrecy,
        retain_until=clock.today(),
        dated_on=DAY,
    )
    return store_document(access, authority, paper)


def posted(row, document: Document, secrecy: Secrecy, summary: str = "Brev") -> Correspondence:
    return Correspondence.objects.create(
        authority=row.authority,
        secrecy=secrecy,
        contract=row.contract,
        way=Way.OUTGOING,
        dated_on=DAY,
        party="Utföraren",
        summary=summary,
        document=document,
    )


@pytest.fixture
def guarded(anna_access, noticed, followup) -> Document:
    """A document about a client that the provider has handed in, and its post."""
    document = stored(anna_access, noticed.authority, "Akt 7731", Secrecy.CLIENT_DOCUMENT, SECRET)
    asked = DocumentRequest.objects.create(
        followup=followup,
        title="Genomförandeplan 7731",
        secrecy=Secrecy.CLIENT_DOCUMENT,
        asked_on=DAY,
        due_on=DAY,
    )
    asked.documents.add(document)
    posted(noticed, document, Secrecy.CLIENT_DOCUMENT, "Om 7731")
    return document


def test_a_package_has_a_summary_the_rows_and_the_letters(anna_access, noticed) -> None:
    with opened(make_package(anna_access, noticed)) as archive:
        names = archive.namelist()
    assert names[:2] == ["Sammanfattning.docx", "Underlag.xlsx"]
    assert [name for name in names[2:] if "Uppsägning av avtal" in name]


def test_no_byte_of_a_client_document_is_in_it(anna_access, noticed, guarded) -> None:
    package = make_package(anna_access, noticed)
    whole = everything(package)
    assert SECRET not in whole
    assert b"7731" not in whole
    assert package.left_out == 1


def test_a_client_document_is_out_even_when_its_post_is_open(anna_access, noticed) -> None:
    document = stored(anna_access, noticed.authority, "Akt", Secrecy.CLIENT_DOCUMENT, SECRET)
    posted(noticed, document, Secrecy.INTERNAL)
    package = make_package(anna_access, noticed)
    assert SECRET not in everything(package)
    assert package.left_out == 1


def test_an_open_paper_of_a_guarded_request_is_out(anna_access, noticed, followup) -> None:
    document = stored(anna_access, noticed.authority, "Plan", Secrecy.INTERNAL, SECRET)
    asked = DocumentRequest.objects.create(
        followup=followup, title="Plan", secrecy=Secrecy.CLIENT_DOCUMENT, asked_on=DAY, due_on=DAY
    )
    asked.documents.add(document)
    posted(noticed, document, Secrecy.INTERNAL)
    assert SECRET not in everything(make_package(anna_access, noticed))


def test_a_restricted_paper_is_left_out_and_counted(anna_access, noticed) -> None:
    document = stored(anna_access, noticed.authority, "Visselblåsning", Secrecy.RESTRICTED, SECRET)
    posted(noticed, document, Secrecy.RESTRICTED, "Visselblåsning")
    package = make_package(anna_access, noticed)
    assert "Visselblåsning".encode() not in everything(package)
    assert package.left_out == 1


def test_a_draft_is_neither_in_it_nor_counted_as_left_out(anna_access, noticed) -> None:
    paper = Paper("Utkast", "utkast.pdf", b"%PDF-1.7 UTKAST", direction=Direction.WORKING)
    posted(noticed, store_document(anna_access, noticed.authority, paper), Secrecy.INTERNAL)
    package = make_package(anna_access, noticed)
    assert b"%PDF-1.7 UTKAST" not in everything(package)
    assert package.left_out == 0


def test_a_guarded_followup_gives_no_row(anna_access, noticed, followup) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    assert b"Konsulenten saknade" not in everything(make_package(anna_access, noticed))


def test_what_was_found_stands_in_summary_and_rows(anna_access, noticed) -> None:
    package = make_package(anna_access, noticed)
    with opened(package) as archive:
        book = load_workbook(io.BytesIO(archive.read("Underlag.xlsx")))
        summary = zipfile.ZipFile(io.BytesIO(archive.read("Sammanfattning.docx")))
    seen = {row[3].value for row in book["Brister"].iter_rows(min_row=2)}
    assert "Konsulenten saknade utbildning" in seen
    assert b"Konsulenten saknade utbildning" in summary.read("word/document.xml")


def test_a_draft_of_a_result_is_no_evidence(anna_access, noticed, followup) -> None:
    followup.reported_on = None
    followup.save()
    assert b"Konsulenten saknade" not in everything(make_package(anna_access, noticed))


def test_amounts_are_what_the_rows_come_to(anna_access, noticed, rescission) -> None:
    for amount in ("1000.50", "2000.25"):
        SanctionLine.objects.create(
            sanction=rescission,
            ground="Pass",
            period_from=DAY,
            period_to=DAY,
            proposed=Decimal(amount),
            decided=Decimal(amount),
        )
    with opened(make_package(anna_access, noticed)) as archive:
        book = load_workbook(io.BytesIO(archive.read("Underlag.xlsx")))
    heading = [cell.value for cell in book["Sanktioner"][1]]
    row = [cell.value for cell in book["Sanktioner"][2]]
    assert dict(zip(heading, row, strict=True))["Beslutat"] == pytest.approx(3000.75)
    assert book["Sanktionsrader"].max_row == 3


def test_a_proposal_is_no_evidence(anna_access, noticed, rescission) -> None:
    Sanction.objects.unscoped(reason="a proposal").filter(pk=rescission.pk).update(decided_on=None)
    assert "Verksamheten är farlig".encode() not in everything(make_package(anna_access, noticed))


def test_the_same_rows_give_the_same_bytes(anna_access, noticed, guarded, monkeypatch) -> None:
    first = make_package(anna_access, noticed)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    second = make_package(anna_access, noticed)
    assert content(first) == content(second)
    assert first.document_id != second.document_id


def test_every_file_of_the_package_has_the_same_time(anna_access, noticed) -> None:
    with opened(make_package(anna_access, noticed)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {rules.FIXED_TIME}


def test_a_package_says_who_made_it_and_when(anna, anna_access, noticed) -> None:
    package = make_package(anna_access, noticed)
    assert (package.made_by, package.made_on) == (anna, clock.today())
    assert package.document.secrecy == Secrecy.INTERNAL


def test_a_reader_never_sees_a_package(anna_access, bo, noticed) -> None:
    package = make_package(anna_access, noticed)
    seen = Document.objects.visible_to(access_of(bo))
    assert not seen.filter(pk=package.document_id).exists()


def test_a_reader_makes_no_package(bo, noticed) -> None:
    with pytest.raises(NotAllowed):
        make_package(access_of(bo), noticed)


def test_papers_too_large_together_are_refused(anna_access, noticed, monkeypatch) -> None:
    monkeypatch.setattr(evidence_packages, "MOST_BYTES", 10)
    with pytest.raises(RuleViolation, match="ryms inte"):
        make_package(anna_access, noticed)


def test_a_paper_that_is_not_what_was_stored_is_named(anna_access, noticed) -> None:
    document = stored(anna_access, noticed.authority, "Protokoll", Secrecy.INTERNAL)
    posted(noticed, document, Secrecy.INTERNAL)
    document.file.save("annan.pdf", ContentFile(b"%PDF-1.7 annat"))
    with pytest.raises(RuleViolation, match="Protokoll: Filen är inte längre"):
        make_package(anna_access, noticed)


def reads(access, row) -> int:
    with CaptureQueriesContext(connection) as said:
        make_package(access, row)
    return sum(query["sql"].startswith("SELECT") for query in said.captured_queries)


def test_more_papers_are_read_with_no_more_questions(anna_access, noticed) -> None:
    few = reads(anna_access, noticed)
    for number in range(20):
        document = stored(anna_access, noticed.authority, f"Brev {number}", Secrecy.INTERNAL)
        posted(noticed, document, Secrecy.INTERNAL)
    assert reads(anna_access, noticed) == few
