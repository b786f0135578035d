import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.followups.models import DocumentRequest
from insyn.followups.rules import State
from insyn.kernel.access import Secrecy
from insyn.portal.queries.search import MOST_HITS, search
from insyn.portal.rules import HitKind
from insyn.registry.models import ProviderName
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from tests.factories import DAY, AgreementFactory, ContractFactory, ProviderFactory
from tests.portal.conftest import followup
from tests.world import document

pytestmark = pytest.mark.django_db
SEARCH = reverse("portal:search")


@pytest.fixture
def provider():
    return ProviderFactory.create(name="Åkerö Ömsorg AB", org_number="5566778899")


@pytest.fixture
def secret(ekby, provider):
    """A follow-up in Ekby that only those with the highest clearance there may see."""
    agreement = AgreementFactory.create(
        authority=ekby, title="Ramavtal Zorvia", case_number="SN 2024/777"
    )
    contract = ContractFactory.create(agreement=agreement, provider=provider)
    return followup(
        ekby,
        State.SENT,
        contract=contract,
        number="2026-313",
        secrecy=Secrecy.CLIENT_DOCUMENT,
        result_text="hemligt resultat",
    )


def found(user, text: str) -> dict[HitKind, list[str]]:
    groups = search(access_of(user), text)
    return {group.kind: [hit.name for hit in group.hits] for group in groups}


@pytest.mark.parametrize(
    "text", ["Åkerö", "ÅKERÖ", "åkerö öm", "Gamla namnet", "556677-8899", "5566778899", "556677"]
)
def test_a_provider_is_found_by_name_spelling_and_number(anna, provider, text: str) -> None:
    ProviderName.objects.create(provider=provider, name="Gamla Namnet HB")

    assert found(anna, text) == {HitKind.PROVIDERS: ["Åkerö Ömsorg AB"]}


@pytest.mark.parametrize("text", ["Zorvia", "zorvia", "2024/777"])
def test_an_agreement_is_found_by_title_and_case_number(anna, secret, text: str) -> None:
    assert found(anna, text)[HitKind.AGREEMENTS] == ["Ramavtal Zorvia"]


@pytest.mark.parametrize("text", ["2026-313", "åkerö", "556677-8899"])
def test_a_followup_is_found_by_number_and_provider(anna, secret, text: str) -> None:
    assert found(anna, text)[HitKind.FOLLOWUPS] == [str(secret)]


def test_a_report_is_found_by_case_number(anna, ekby) -> None:
    Report.objects.create(
        authority=ekby,
        agreement=AgreementFactory.create(authority=ekby),
        title="Samordnad uppföljning",
        case_number="SN 2026/42",
        starts_on=DAY,
        ends_on=DAY,
    )

    assert found(anna, "2026/42") == {HitKind.REPORTS: ["Samordnad uppföljning"]}


@pytest.mark.parametrize("person", ["bo", "cilla", "system_admin", "contact", "dag"])
@pytest.mark.parametrize("text", ["2026-313", "hemligt"])
def test_a_guarded_followup_is_found_by_nobody_else(
    secret, cooperation, person: str, text: str, request
) -> None:
    assert found(request.getfixturevalue(person), text) == {}


@pytest.mark.parametrize("person", ["system_admin", "contact", "dag"])
def test_one_without_a_role_that_sees_content_finds_nothing(provider, person: str, request) -> None:
    assert found(request.getfixturevalue(person), "Åkerö") == {}


def test_the_agreement_of_another_authority_is_not_found(cilla, secret) -> None:
    assert found(cilla, "Zorvia") == {}


def test_counts_count_only_what_is_seen(as_bo, ekby, secret, provider) -> None:
    seen = followup(ekby, State.SENT, contract=secret.contract)

    groups = {group.kind: group for group in as_bo.get(SEARCH, {"q": "åkerö"}).context["groups"]}

    assert groups[HitKind.FOLLOWUPS].count == 1
    assert groups[HitKind.FOLLOWUPS].hits[0].name == str(seen)


@pytest.mark.parametrize("text", ["hemligt resultat", "Genomförandeplan", "lex Sarah"])
def test_what_documents_and_followups_say_is_never_searched(anna, ekby, secret, text: str) -> None:
    document(ekby, Secrecy.CLIENT_DOCUMENT, "Genomförandeplan H 17")
    DocumentRequest.objects.create(
        followup=secret, title="Rutin för lex Sarah", asked_on=DAY, due_on=DAY
    )

    assert found(anna, text) == {}


def test_many_hits_are_cut_and_said(anna, ekby) -> None:
    ProviderFactory.create_batch(MOST_HITS + 1)

    (group,) = search(access_of(anna), "Åkerö Omsorg")
    assert (group.count, group.has_more) == (MOST_HITS, True)


def test_few_hits_are_all_shown(anna, ekby) -> None:
    ProviderFactory.create_batch(MOST_HITS)

    (group,) = search(access_of(anna), "Åkerö Omsorg")
    assert (group.count, group.has_more) == (MOST_HITS, False)


def test_a_search_asks_six_questions(anna, secret, django_assert_num_queries) -> None:
    access = access_of(anna)

    with django_assert_num_queries(6):
        search(access, "åkerö")


def test_the_page_asks_few_questions(as_anna, secret, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(13):
        as_anna.get(SEARCH, {"q": "åkerö"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Skriv vad du söker"),
        ("å", "Skriv minst två tecken"),
        ("finns inte", "Inga träffar"),
    ],
)
def test_the_page_says_why_it_is_empty(as_anna, text: str, sentence: str) -> None:
    assert sentence in as_anna.get(SEARCH, {"q": text}).content.decode()


def test_a_hit_leads_to_its_page(as_anna, provider) -> None:
    page = as_anna.get(SEARCH, {"q": "åkerö"}).content.decode()

    assert f'href="{reverse("registry:provider", args=[provider.pk])}"' in page


def test_the_number_of_a_sole_trader_is_masked(as_anna) -> None:
    ProviderFactory.create(name="Enskild firma", org_number="5001011234")

    page = as_anna.get(SEARCH, {"q": "Enskild"}).content.decode()

    assert "500101-****" in page
    assert "1234" not in page


def test_markup_in_the_search_stays_text(as_anna) -> None:
    page = as_anna.get(SEARCH, {"q": "<script>alert(1)</script>"}).content.decode()

    assert "<script>alert(1)" not in page


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.text(max_size=120))
def test_any_text_gets_an_answer(as_anna, text: str) -> None:
    sent = text.encode("utf-8", "ignore").decode()

    assert as_anna.get(SEARCH, {"q": sent}).status_code == 200
