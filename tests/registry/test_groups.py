import pytest
from django.test import Client

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry import services
from insyn.registry.models import ProviderGroup
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    ContractFactory,
    ProviderFactory,
    ProviderGroupFactory,
    UnitFactory,
)
from tests.registry.test_provider_pages import EVERY_PAGE, PROVIDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def alfa() -> ProviderGroup:
    return ProviderGroupFactory.create(name="Alfa")


def trail() -> list[tuple[str, dict]]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [(event.event, event.facts) for event in events.order_by("number")]


def listed(client: Client, query: str = "") -> list[tuple[str, int, int]]:
    rows = client.get(f"/koncerner/{query}").context["rows"]
    return [(row.group.name, row.providers, row.agreements) for row in rows]


def test_a_group_written_in_another_case_is_the_same(anna: User, alfa):
    facts = services.ProviderFacts("Åkerö AB", "5566778899", group=" ALFA ")

    provider = services.save_provider(access_of(anna), provider=None, facts=facts)

    assert provider.group == alfa


def test_the_form_suggests_the_groups_that_are_known(as_anna: Client, alfa):
    assert '<option value="Alfa">' in as_anna.get("/utforare/ny/").content.decode()


def test_a_group_that_is_written_for_the_first_time_is_made(as_anna: Client):
    as_anna.post("/utforare/ny/", PROVIDER | {"group": "Betakoncernen"})

    assert ProviderGroup.objects.get().name == "Betakoncernen"


def test_groups_are_listed_with_providers_and_agreements(as_bo: Client, ekby, alfa):
    for _n in range(2):
        ContractFactory.create(agreement__authority=ekby, provider__group=alfa)
    ProviderGroupFactory.create(name="Tom")

    assert listed(as_bo) == [("Alfa", 2, 2), ("Tom", 0, 0)]


def test_an_agreement_that_the_asker_may_not_see_is_not_counted(as_cilla: Client, ekby, alfa):
    ContractFactory.create(agreement__authority=ekby, provider__group=alfa)

    assert listed(as_cilla) == [("Alfa", 1, 0)]


def test_a_merged_provider_is_not_counted(as_bo: Client, alfa):
    kept = ProviderFactory.create(group=alfa)
    ProviderFactory.create(group=alfa, merged_into=kept)

    assert listed(as_bo) == [("Alfa", 1, 0)]


def test_groups_are_searched_without_accents(as_bo: Client, alfa):
    ProviderGroupFactory.create(name="Idé")

    assert listed(as_bo, "?q=ide") == [("Idé", 0, 0)]


def test_groups_are_sorted_by_how_many_providers_they_have(as_bo: Client, alfa):
    big = ProviderGroupFactory.create(name="Örnen")
    ProviderFactory.create(group=big)

    assert [name for name, *_counts in listed(as_bo, "?sort=-providers")] == ["Örnen", "Alfa"]


def test_the_list_of_groups_needs_few_queries(as_bo: Client, ekby, django_assert_max_num_queries):
    for _n in range(20):
        group = ProviderGroupFactory.create()
        ContractFactory.create(agreement__authority=ekby, provider__group=group)

    with django_assert_max_num_queries(EVERY_PAGE + 3):
        as_bo.get("/koncerner/")


def test_the_page_of_a_group_lists_its_providers(as_bo: Client, ekby, alfa):
    contract = ContractFactory.create(agreement__authority=ekby, provider__group=alfa)
    UnitFactory.create(provider=contract.provider)
    UnitFactory.create(provider=contract.provider, closed_on=DAY)
    ProviderFactory.create()

    (row,) = as_bo.get(f"/koncerner/{alfa.pk}/").context["rows"]

    assert (row.provider, row.units) == (contract.provider, 1)
    assert row.agreements == (contract.agreement,)


def test_the_page_of_a_group_hides_agreements_of_others(as_cilla: Client, ekby, alfa):
    contract = ContractFactory.create(agreement__authority=ekby, provider__group=alfa)

    assert contract.agreement.title not in as_cilla.get(f"/koncerner/{alfa.pk}/").content.decode()


def test_the_page_of_a_group_needs_few_queries(as_bo, ekby, alfa, django_assert_max_num_queries):
    for _n in range(20):
        ContractFactory.create(agreement__authority=ekby, provider__group=alfa)

    with django_assert_max_num_queries(EVERY_PAGE + 5):
        as_bo.get(f"/koncerner/{alfa.pk}/")


def test_a_sole_trader_in_a_group_is_masked(as_bo: Client, alfa):
    ProviderFactory.create(group=alfa, org_number="8001019999")

    page = as_bo.get(f"/koncerner/{alfa.pk}/").content.decode()

    assert "800101-****" in page
    assert "9999" not in page


def test_a_group_is_renamed(as_anna: Client, alfa):
    as_anna.post(f"/koncerner/{alfa.pk}/byt-namn/", {"name": "Alfa Vård", "former": "Alfa"})

    alfa.refresh_from_db()
    assert alfa.name == "Alfa Vård"
    assert trail() == [
        ("provider_group.renamed", {"name_before": "Alfa", "name_after": "Alfa Vård"})
    ]


def test_the_name_of_another_group_is_refused_with_how_to_make_them_one(anna: User, alfa):
    ProviderGroupFactory.create(name="Beta")

    with pytest.raises(RuleViolation, match="var och en av utförarna"):
        services.rename_group(access_of(anna), alfa, name="BETA", former="Alfa")


def test_a_group_that_somebody_else_renamed_is_not_overwritten(anna: User, alfa):
    services.rename_group(access_of(anna), alfa, name="Beta", former="Alfa")

    with pytest.raises(Outdated, match="Beta"):
        services.rename_group(access_of(anna), alfa, name="Gamma", former="Alfa")


def test_a_group_without_providers_is_taken_away(as_anna: Client, alfa):
    as_anna.post(f"/koncerner/{alfa.pk}/ta-bort/")

    assert not ProviderGroup.objects.exists()
    assert trail() == [("provider_group.removed", {"name": "Alfa"})]


def test_a_group_with_a_provider_stays(anna: User, alfa):
    ProviderFactory.create(name="Åkerö AB", group=alfa)

    with pytest.raises(RuleViolation, match="Åkerö AB hör till den"):
        services.remove_group(access_of(anna), alfa)


def test_a_group_with_only_a_merged_provider_stays(anna: User, alfa):
    ProviderFactory.create(group=alfa, merged_into=ProviderFactory.create())

    with pytest.raises(RuleViolation, match="sammanförda"):
        services.remove_group(access_of(anna), alfa)


def test_a_reader_may_neither_rename_nor_take_away_a_group(bo: User, alfa):
    with pytest.raises(NotAllowed):
        services.rename_group(access_of(bo), alfa, name="Beta", former="Alfa")
    with pytest.raises(NotAllowed):
        services.remove_group(access_of(bo), alfa)
