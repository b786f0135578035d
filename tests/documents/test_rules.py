from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.documents.rules import (
    FILE_TYPES,
    MAX_BYTES,
    NAME_LENGTH,
    check_retention,
    check_upload,
    extension_of,
    tidy_name,
)
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation

BEGINNINGS = {
    "pdf": b"%PDF-1.7",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff\xe0",
    "jpeg": b"\xff\xd8\xff\xe0",
    "txt": b"hej",
}


def check(
    file_name: str = "rutin.pdf", title: str = "", size: int = 8, beginning: bytes = b"%PDF-1.7"
) -> str:
    return check_upload(file_name=file_name, title=title, size=size, beginning=beginning)


@pytest.mark.parametrize("extension", FILE_TYPES)
def test_every_kind_on_the_list_is_taken(extension: str) -> None:
    name = f"Rutin för å, ä och ö.{extension.upper()}"

    assert check(name, beginning=BEGINNINGS[extension]) == FILE_TYPES[extension][0]


@pytest.mark.parametrize(
    "name", ["Registerutdrag Bo.pdf", "utdrag ur belastningsregistret.pdf", "misstankeregister.pdf"]
)
def test_an_extract_from_the_criminal_records_is_refused(name: str) -> None:
    with pytest.raises(RuleViolation, match="Registerutdrag får inte sparas"):
        check(name)


def test_so_is_one_that_only_the_title_gives_away() -> None:
    with pytest.raises(RuleViolation, match="Registerutdrag får inte sparas"):
        check("skannad.pdf", title="REGISTERUTDRAG för personal")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(RuleViolation, match="är tom"):
        check(size=0, beginning=b"")


def test_the_largest_file_is_taken_and_one_byte_more_is_not() -> None:
    check(size=MAX_BYTES)

    with pytest.raises(RuleViolation, match="större än 20 MB"):
        check(size=MAX_BYTES + 1)


@pytest.mark.parametrize(
    "name", ["sida.html", "bild.svg", "program.exe", "makro.docm", "namn", ".pdf", "rutin.pdf.", ""]
)
def test_other_kinds_are_refused_with_those_that_are_taken(name: str) -> None:
    with pytest.raises(RuleViolation, match="Välj någon av: docx, jpeg, jpg, pdf, png, txt, xlsx"):
        check(name)


@pytest.mark.parametrize("extension", [kind for kind, (_, begin) in FILE_TYPES.items() if begin])
def test_a_file_that_is_not_what_it_says_is_refused(extension: str) -> None:
    with pytest.raises(RuleViolation, match="inte det som filändelsen säger"):
        check(f"rutin.{extension}", beginning=b"<html><script>")


@given(st.text(max_size=40), st.binary(max_size=16))
def test_whatever_the_name_and_the_bytes_the_answer_is_a_known_kind_or_a_sentence(
    name: str, beginning: bytes
) -> None:
    known = {content_type for content_type, _ in FILE_TYPES.values()}
    with suppress(RuleViolation):
        assert check(name, beginning=beginning) in known - {"text/html", "image/svg+xml"}


@given(st.text(max_size=400))
def test_a_tidy_name_has_no_folders_and_nothing_invisible(name: str) -> None:
    tidy = tidy_name(name)

    assert 0 < len(tidy) <= NAME_LENGTH
    assert not set("/\\\r\n\0") & set(tidy)
    assert tidy.isprintable()


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Dokument\\rutin.pdf", "rutin.pdf"),
        ("Rutin å ä ö.pdf", "Rutin å ä ö.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', 'a"Set-Cookie: x.pdf'),
    ],
)
def test_what_is_kept_of_a_name(given_name: str, kept: str) -> None:
    assert tidy_name(given_name) == kept


def test_a_long_name_keeps_its_extension() -> None:
    assert extension_of(tidy_name("x" * 500 + ".pdf")) == "pdf"


@pytest.mark.parametrize("secrecy", Secrecy)
def test_only_a_document_about_an_individual_needs_a_retention_date(secrecy: Secrecy) -> None:
    check_retention(secrecy, has_retention_date=True)
    if secrecy != Secrecy.CLIENT_DOCUMENT:
        check_retention(secrecy, has_retention_date=False)
        return
    with pytest.raises(RuleViolation, match="datum för gallring"):
        check_retention(secrecy, has_retention_date=False)
