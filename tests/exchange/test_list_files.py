from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question
from insyn.exchange.http import page_of
from insyn.exchange.rules.kinds import ListKind
from insyn.kernel.access import Role
from insyn.registry.models import Agreement, ImportRun
from insyn.registry.queries import access_of
from insyn.requirements import services
from insyn.requirements.models import Requirement
from insyn.requirements.services import RequirementFacts
from tests.exchange.lists import listed
from tests.factories import AgreementFactory, MembershipFactory, ProviderFactory, ScaleFactory
from tests.world import World, build

pytestmark = pytest.mark.django_db

LONG_LISTS = 30
"""Rows that a file reads no more questions for than a file of one row."""


@pytest.fixture
def world(ekby: Authority, anna: User) -> World:
    return build(ekby, anna, ProviderFactory.create(name="Åkerö Stödboende AB"))


@pytest.fixture
def agreement(ekby: Authority, anna: User) -> Agreement:
    made = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    facts = (RequirementFacts("4.1", "=En rutin", evidence="Rutin"), RequirementFacts("4.2", "Två"))
    services.take_in(access_of(anna), made, facts)
    return made


def requirement_of(anna: User, agreement: Agreement) -> Requirement:
    return Requirement.objects.visible_to(access_of(anna)).filter(agreement=agreement)[0]


def lines(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert ".csv" in answer.headers["Content-Disposition"]
    return answer.getvalue().decode("utf-8-sig").splitlines()


def sheet(client: Client, address: str):
    return load_workbook(BytesIO(client.get(address).getvalue())).active


def take_in(client: Client, authority: Authority, **chosen: int) -> ImportRun:
    content = SimpleUploadedFile("x.csv", listed(("Alfa AB", "556677-8899")))
    client.post("/import/ny/avtalslista/", {"file": content, "authority": authority.pk, **chosen})
    run = ImportRun.objects.unscoped(reason="the test reads the row").latest("pk")
    at = f"/import/{run.pk}/"
    shown = client.get(f"{at}forhandsgranskning/").context["form"].initial
    client.post(f"{at}for-in/", {"fingerprint": shown["fingerprint"]})
    return run


def test_what_was_taken_in_is_linked_to(as_anna: Client, ekby: Authority):
    run = take_in(as_anna, ekby)

    assert 'href="/kontrakt/"' in as_anna.get(f"/import/{run.pk}/").content.decode()


def test_what_was_taken_in_for_an_agreement_is_linked_to_there(as_anna: Client, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)

    run = take_in(as_anna, ekby, agreement=agreement.pk)

    page = as_anna.get(f"/import/{run.pk}/").content.decode()
    assert f'href="/avtal/{agreement.pk}/kontrakt/"' in page
    assert f'href="/avtal/{agreement.pk}/"' in page


@pytest.mark.parametrize("kind", ListKind)
@pytest.mark.parametrize("is_narrowed", [False, True])
def test_every_kind_of_list_has_a_page_that_shows_it(
    kind: ListKind, *, is_narrowed: bool, as_anna: Client, ekby: Authority
):
    agreement = AgreementFactory.create(authority=ekby) if is_narrowed else None
    place = page_of(ImportRun(kind=kind, agreement=agreement))

    assert as_anna.get(place.url).status_code == 200
    assert place.label


def test_usage_that_was_taken_in_is_shown_for_its_agreement(as_anna: Client, ekby: Authority):
    agreement = AgreementFactory.create(authority=ekby)

    place = page_of(ImportRun(kind=ListKind.USAGE, agreement=agreement))

    assert as_anna.get(place.url).context["filters"].chosen["agreement"] == agreement


def test_the_earlier_imports_come_as_a_file(as_anna: Client, ekby: Authority):
    take_in(as_anna, ekby)

    heading, row = lines(as_anna, "/import/?fil=csv")

    assert heading.startswith("Fil;Lista;")
    assert row.startswith("x.csv;Avtalslista;")
    assert ";Införd;" in row


def test_the_agreements_with_their_shares_come_as_a_file(as_anna: Client, agreement: Agreement):
    page = sheet(as_anna, "/krav/?fil=xlsx")

    headings = [cell.value for cell in page[1]]
    row = dict(zip(headings, [cell.value for cell in page[2]], strict=True))
    assert row["Avtal"] == str(agreement)
    assert (row["Krav"], row["Inte prövade"]) == (2, 2)


def test_two_days_come_as_a_file_that_says_what_differs(
    as_anna: Client, anna: User, agreement: Agreement
):
    one = requirement_of(anna, agreement)
    day = agreement.starts_on

    said = lines(
        as_anna, f"/avtal/{agreement.pk}/krav/jamfor/?before=2001-01-01&after={day}&fil=csv"
    )

    assert one.pk
    assert said[0].startswith("Krav;Jämförelse;Det som skiljer;Nummer: 2001-01-01;")
    assert [line.split(";")[:2] for line in said[1:]] == [
        ["4.1", "Tillkommit"],
        ["4.2", "Tillkommit"],
    ]


def test_a_requirement_is_no_formula_in_the_file(as_anna: Client, agreement: Agreement):
    address = f"/avtal/{agreement.pk}/krav/jamfor/?before=2001-01-01&fil="

    text = "\n".join(lines(as_anna, f"{address}csv"))
    cells = [cell for row in sheet(as_anna, f"{address}xlsx") for cell in row]

    assert ";'=En rutin;" in text
    assert {cell.data_type for cell in cells if cell.value == "=En rutin"} == {"s"}


def test_two_agreements_come_as_a_file_in_the_words_of_the_page(
    as_anna: Client, ekby: Authority, agreement: Agreement
):
    other = AgreementFactory.create(authority=ekby, title="=Egen regi", form="mission")
    address = f"/avtal/{agreement.pk}/krav/samma/?other={other.pk}"

    said = lines(as_anna, f"{address}&fil=csv")
    gone = lines(as_anna, f"{address}&change=added&fil=csv")

    assert [line.split(";")[1] for line in said[1:]] == ["Saknas i det andra avtalet"] * 2
    assert len(gone) == 1


def test_without_another_agreement_there_is_only_the_page(as_anna: Client, agreement: Agreement):
    answer = as_anna.get(f"/avtal/{agreement.pk}/krav/samma/?fil=csv")

    assert b"<html" in answer.content


def test_the_scales_come_as_a_file_with_their_levels(
    as_anna: Client, ekby: Authority, django_assert_max_num_queries
):
    for _ in range(LONG_LISTS):
        ScaleFactory.create(authority=ekby)

    with django_assert_max_num_queries(16):
        said = lines(as_anna, "/skalor/?fil=csv")

    assert said[0] == "Skala;När den används;Nivåer;Nämnd;Samverkan;Läge"
    assert len(said) == 1 + LONG_LISTS
    assert said[1].endswith(";Kan ändras")


def test_the_questions_that_test_a_requirement_come_as_a_file(
    as_anna: Client, anna: User, agreement: Agreement, world: World
):
    one = requirement_of(anna, agreement)
    asked = Question.objects.visible_to(access_of(anna))
    question = asked.get(section__version=world.template_version)
    question.requirements.add(one)

    said = lines(as_anna, f"/krav/{one.pk}/fragor/?fil=csv")

    assert said[0] == "Kod;Fråga;Mall;Version;Läge;Nämnd"
    assert question.code in said[1]


def test_the_follow_ups_that_use_a_template_come_as_a_file(as_anna: Client, world: World):
    said = lines(as_anna, f"/mallar/{world.template_version.pk}/anvands/?fil=csv")

    assert said[1].startswith(f"{world.followup.number};")


def test_the_documents_of_a_provider_come_as_a_file(
    as_anna: Client, world: World, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        said = lines(as_anna, f"/utforare/{world.provider.pk}/handlingar/?fil=csv")

    assert said[0].startswith("Handling;Filnamn;Datum;Uppföljning;")
    assert any("Rutin för lex Sarah" in line for line in said)


def test_the_file_of_documents_keeps_from_a_reader_what_the_page_keeps(as_bo: Client, world: World):
    said = lines(as_bo, f"/utforare/{world.provider.pk}/handlingar/?fil=csv")

    assert "Genomförandeplan" not in "\n".join(said)


@pytest.fixture
def as_admin(client: Client, ekby: Authority, anna: User) -> Client:
    MembershipFactory.create(user=anna, authority=ekby, role=Role.AUTHORITY_ADMIN)
    client.force_login(anna)
    return client


def test_the_members_come_as_a_file_narrowed_as_their_page(as_admin: Client, anna: User, bo: User):
    page = as_admin.get("/medlemmar/?q=bo").content.decode()
    said = lines(as_admin, "/export/medlemmar.csv?q=bo")

    assert "/export/medlemmar.csv?q=bo" in page
    assert said[0] == "Person;Användarnamn;Roll;Nämnd;Från;Till och med"
    assert bo.username in "\n".join(said)
    assert anna.username not in "\n".join(said)


def test_the_members_are_no_other_kind_of_file(as_admin: Client):
    assert as_admin.get("/export/medlemmar.exe").status_code == 404


@pytest.mark.parametrize("address", [
    "/krav/", "/skalor/", "/import/",
])  # fmt: skip
def test_the_page_offers_its_files(address: str, as_anna: Client, ekby, world, agreement):
    ScaleFactory.create(authority=ekby)

    page = as_anna.get(address).content.decode()

    assert "fil=xlsx" in page
    assert "fil=csv" in page
