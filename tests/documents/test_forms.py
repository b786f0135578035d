from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from insyn.documents.forms import FilesField, UploadForm, paper_from, papers_from
from insyn.documents.rules import MAX_BYTES
from insyn.kernel.access import Secrecy

PDF = b"%PDF-1.7 rutin"


class ClientForm(UploadForm):
    secrecy = Secrecy.CLIENT_DOCUMENT


def upload(name: str = "rutin.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def filled(*files: SimpleUploadedFile, form: type[UploadForm] = UploadForm, **data: str):
    return form(data, MultiValueDict({"uploads": list(files)}))


def test_several_files_become_papers() -> None:
    form = filled(upload("ett.pdf"), upload("två.pdf"))

    assert form.is_valid()
    assert [(p.title, p.file_name, p.content) for p in form.papers()] == [
        ("ett.pdf", "ett.pdf", PDF),
        ("två.pdf", "två.pdf", PDF),
    ]


def test_a_common_title_gets_numbers() -> None:
    form = filled(upload("ett.pdf"), upload("två.pdf"), title="Rutiner")

    assert form.is_valid()
    assert [paper.title for paper in form.papers()] == ["Rutiner (1)", "Rutiner (2)"]


def test_one_file_has_the_title_as_it_is() -> None:
    form = filled(upload(), title="Rutin för lex Sarah", retain_until="2030-12-31")

    assert form.is_valid()
    (paper,) = form.papers(case_number="2026/1")
    assert (paper.title, paper.case_number) == ("Rutin för lex Sarah", "2026/1")
    assert str(paper.retain_until) == "2030-12-31"


def test_a_form_for_client_documents_stores_them_as_such() -> None:
    form = filled(upload(), form=ClientForm, retain_until="2030-12-31")

    assert form.is_valid()
    assert form.papers()[0].secrecy == Secrecy.CLIENT_DOCUMENT


@pytest.mark.parametrize(
    ("files", "data", "sentence"),
    [
        ([], {}, "Välj en fil under ”Filer”."),
        ([upload(content=b"")], {}, "är tom"),
        ([upload("sida.html")], {}, "tas inte emot"),
        ([upload(content=b"<html>")], {}, "inte det som filändelsen säger"),
        ([upload("registerutdrag.pdf")], {}, "Registerutdrag får inte sparas"),
        ([upload()], {"title": "Registerutdrag"}, "Registerutdrag får inte sparas"),
        ([upload(), upload("sida.html")], {}, "tas inte emot"),
        ([upload()] * 11, {}, "högst tio filer"),
        ([upload()], {"retain_until": "snart"}, "ska vara ett datum"),
    ],
)
def test_what_may_not_be_stored_is_said_in_swedish(files, data, sentence: str) -> None:
    form = filled(*files, **data)

    assert not form.is_valid()
    assert sentence in str(form.errors)


def test_a_client_document_needs_a_retention_date() -> None:
    form = filled(upload(), form=ClientForm)

    assert not form.is_valid()
    assert "datum för gallring" in str(form.errors)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    large = upload()
    large.size = MAX_BYTES + 1

    form = filled(large)

    assert "större än 20 MB" in str(form.errors)
    assert large.tell() == 0


def test_files_can_be_optional() -> None:
    assert FilesField(required=False).clean([]) == []


def test_a_name_with_folders_is_tidied() -> None:
    strange: Any = upload()
    strange._name = "..\\..\\hemlig\\rutin.pdf"

    assert paper_from(strange).file_name == "rutin.pdf"


def test_no_files_give_no_papers() -> None:
    assert papers_from([]) == []
