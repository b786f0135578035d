import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Role, Secrecy
from insyn.registry.queries import access_of
from tests.factories import DAY, MembershipFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 rutin"


def stored(user, authority, secrecy: Secrecy = Secrecy.INTERNAL, **facts) -> Document:
    given = {"title": "Genomförandeplan H 17", "file_name": "plan.pdf", "content": PDF, **facts}
    paper = Paper(secrecy=secrecy, retain_until=DAY, **given)
    return store_document(access_of(user), authority, paper)


def pages(document: Document) -> list[str]:
    return [reverse(f"documents:{name}", args=[document.pk]) for name in ("detail", "download")]


def test_the_file_comes_as_a_download_in_a_sandbox(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby, file_name="Rutin å.pdf")

    answer = as_anna.get(pages(document)[1])

    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Rutin%20%C3%A5.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_quote_in_the_name_cannot_break_the_header(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby, file_name='a"; filename="ond.exe.pdf')

    disposition = as_anna.get(pages(document)[1]).headers["Content-Disposition"]

    assert disposition == 'attachment; filename="a\\"; filename=\\"ond.exe.pdf"'


def test_the_card_says_what_is_known(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby, case_number="SN 2026/17", counterpart="Åkerö AB")

    page = as_anna.get(pages(document)[0]).content.decode()

    for part in ("Intern", "2026-03-02", "SN 2026/17", "Åkerö AB", document.sha256, "plan.pdf"):
        assert part in page


def test_markup_in_a_title_stays_text(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby, title="<script>alert(1)</script>")

    assert "<script>alert(1)" not in as_anna.get(pages(document)[0]).content.decode()


def test_opening_a_guarded_document_leaves_lines(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby, Secrecy.RESTRICTED)

    for url in pages(document):
        assert as_anna.get(url).status_code == 200

    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    assert list(rows.order_by("pk").values_list("event", flat=True))[1:] == [
        "document.seen",
        "document.read",
    ]


def test_a_broken_file_leads_back_to_the_card_with_a_sentence(as_anna, anna, ekby) -> None:
    document = stored(anna, ekby)
    document.file.storage.delete(str(document.file.name))

    answer = as_anna.get(pages(document)[1], follow=True)

    assert "inte längre den som sparades" in answer.content.decode()


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "system_admin"])
def test_a_client_document_does_not_exist_for_others(
    client, anna, ekby, cooperation, person: str, request
) -> None:
    document = stored(anna, ekby, Secrecy.CLIENT_DOCUMENT)
    client.force_login(request.getfixturevalue(person))

    for url in pages(document):
        answer = client.get(url)
        assert answer.status_code == 404
        assert "H 17" not in answer.content.decode()


def test_nor_for_the_lead_of_the_cooperation(as_anna, norrby, cilla, cooperation) -> None:
    document = stored(cilla, norrby, Secrecy.CLIENT_DOCUMENT)

    assert [as_anna.get(url).status_code for url in pages(document)] == [404, 404]


def test_an_attempt_leaves_no_line_that_names_it(as_cilla, anna, ekby) -> None:
    document = stored(anna, ekby, Secrecy.CLIENT_DOCUMENT)
    before = AuditEvent.objects.unscoped(reason="a test looks at the whole trail").count()

    as_cilla.get(pages(document)[1])

    assert AuditEvent.objects.unscoped(reason="a test").count() == before


@pytest.mark.parametrize("role", Role)
def test_who_in_the_own_authority_may_read_a_client_document(client, anna, ekby, role) -> None:
    document = stored(anna, ekby, Secrecy.CLIENT_DOCUMENT)
    client.force_login(MembershipFactory.create(authority=ekby, role=role).user)

    expected = 200 if role in {Role.PLAN_OWNER, Role.REVIEWER} else 404
    assert {client.get(url).status_code for url in pages(document)} == {expected}


@pytest.mark.parametrize("secrecy", Secrecy)
def test_no_document_travels_with_a_cooperation(as_cilla, anna, ekby, cooperation, secrecy) -> None:
    document = stored(anna, ekby, secrecy)

    assert {as_cilla.get(url).status_code for url in pages(document)} == {404}
