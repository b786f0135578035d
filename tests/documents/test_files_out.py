"""Files leave the house by one door, whoever made them."""

from pathlib import Path

import pytest
from django.http import Http404

import insyn
from insyn.documents.http import PAPER_ENDINGS, SANDBOX, made_file, made_paper
from insyn.documents.rules import FILE_TYPES as KNOWN_TYPES
from insyn.papers.content import Document
from tests.factories import DAY

SRC = Path(insyn.__file__).parent
PAPER = Document("Anteckning", "Ekby kommun", DAY, ())


def test_what_makes_an_answer_a_file_is_said_in_one_place() -> None:
    says = [p for p in SRC.rglob("*.py") if "Content-Disposition" in p.read_text()]

    assert says == [SRC / "documents" / "http.py"]


@pytest.mark.parametrize("ending", ["docx", "pdf", "xlsx"])
def test_a_file_made_just_now_is_a_download_in_a_sandbox(ending: str) -> None:
    answer = made_file("innehåll".encode(), name="Rutin å", ending=ending)

    assert answer.headers["Content-Type"] == KNOWN_TYPES[ending][0]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert f"Rutin%20%C3%A5.{ending}" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"] == SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("ending", PAPER_ENDINGS)
def test_a_paper_is_taken_as_word_or_pdf(ending: str) -> None:
    answer = made_paper(PAPER, name="anteckning", ending=ending)

    assert answer.content.startswith(KNOWN_TYPES[ending][1])


@pytest.mark.parametrize("ending", ["xlsx", "exe", ""])
def test_a_paper_as_anything_else_is_not_found(ending: str) -> None:
    with pytest.raises(Http404):
        made_paper(PAPER, name="anteckning", ending=ending)
