import hashlib
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.services import Paper, note_seen, open_document, store_document
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.registry.queries import access_of
from tests.factories import DAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 rutin"


def paper(**facts) -> Paper:
    return Paper(**{"title": "Rutin", "file_name": "rutin.pdf", "content": PDF, **facts})


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    return list(rows.order_by("pk").values_list("event", flat=True))


def test_what_is_stored_can_be_read_back(anna, ekby) -> None:
    stored = store_document(access_of(anna), ekby, paper())

    assert open_document(access_of(anna), stored) == PDF
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (stored.size, stored.stored_by) == (len(PDF), anna)


def test_storing_leaves_a_line_with_the_checksum(anna, ekby) -> None:
    stored = store_document(access_of(anna), ekby, paper())

    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    assert rows.get().facts == {"sha256": stored.sha256}


def test_the_file_has_a_random_name_under_its_owner(anna, ekby, settings) -> None:
    stored = store_document(access_of(anna), ekby, paper(file_name="../../Åkes rutin.PDF"))

    path = Path(stored.file.path)
    assert path.parent == Path(settings.MEDIA_ROOT) / str(ekby.pk)
    assert path.suffix == ".pdf"
    assert "rutin" not in path.name
    assert stored.file_name == "Åkes rutin.PDF"


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(st.text(max_size=300))
def test_no_file_name_leads_out_of_the_folder(anna, ekby, settings, name: str) -> None:
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        with transaction.atomic():
            stored = store_document(access_of(anna), ekby, paper(file_name=f"{name}.pdf"))
    except RuleViolation:
        return
    assert Path(stored.file.path).resolve().is_relative_to(root / str(ekby.pk))
    assert not set("/\\\r\n\0") & set(stored.file_name)


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": b""},
        {"file_name": "sida.html"},
        {"content": b"<html>"},
        {"file_name": "registerutdrag.pdf"},
        {"secrecy": Secrecy.CLIENT_DOCUMENT},
    ],
)
def test_what_may_not_be_stored_leaves_nothing(anna, ekby, settings, wrong) -> None:
    with pytest.raises(RuleViolation):
        store_document(access_of(anna), ekby, paper(**wrong))

    assert not Document.objects.exists()
    assert events() == []
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_database_demands_the_retention_date_too(anna, ekby) -> None:
    stored = store_document(access_of(anna), ekby, paper())

    rows = Document.objects.unscoped(reason="a test goes around the service")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=stored.pk).update(secrecy=Secrecy.CLIENT_DOCUMENT)


@pytest.mark.parametrize(
    ("secrecy", "lines"),
    [
        (Secrecy.PUBLIC, []),
        (Secrecy.INTERNAL, []),
        (Secrecy.RESTRICTED, ["document.seen", "document.read"]),
        (Secrecy.CLIENT_DOCUMENT, ["document.seen", "document.read"]),
    ],
)
def test_only_reading_what_is_guarded_leaves_lines(anna, ekby, secrecy, lines) -> None:
    access = access_of(anna)
    stored = store_document(access, ekby, paper(secrecy=secrecy, retain_until=DAY))

    note_seen(access, stored)
    open_document(access, stored)

    assert events()[1:] == lines


def test_a_file_that_was_exchanged_on_disk_is_not_given_out(anna, ekby) -> None:
    stored = store_document(access_of(anna), ekby, paper())
    Path(stored.file.path).write_bytes(b"%PDF-1.7 utbytt")

    with pytest.raises(RuleViolation, match="inte längre den som sparades"):
        open_document(access_of(anna), stored)


def test_a_file_that_is_gone_is_said_in_words(anna, ekby) -> None:
    stored = store_document(access_of(anna), ekby, paper())
    Path(stored.file.path).unlink()

    with pytest.raises(RuleViolation, match="inte längre den som sparades"):
        open_document(access_of(anna), stored)
