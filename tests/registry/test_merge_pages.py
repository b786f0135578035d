import pytest
from django.test import Client

from insyn.accounts.models import User
from insyn.registry import services
from insyn.registry.models import Contract, Provider, ProviderMerge
from insyn.registry.queries import access_of
from insyn.registry.queries.merges import relations
from tests.factories import AgreementFactory, ContractFactory, ProviderFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödboende AB")


@pytest.fixture
def merged() -> Provider:
    return ProviderFactory.create(name="Åkerö Stödbonde")


def compare(client: Client, kept: Provider, merged: Provider) -> str:
    return client.get(f"/utforare/{kept.pk}/for-samman/{merged.pk}/").content.decode()


def test_near_names_are_hinted_to_those_who_may_merge(as_anna: Client, kept, merged):
    read = as_anna.get(f"/utforare/{kept.pk}/").content.decode()

    assert "Kan vara samma utförare" in read
    assert f"/utforare/{kept.pk}/for-samman/{merged.pk}/" in read


def test_a_number_one_slip_away_is_hinted(as_anna: Client):
    first = ProviderFactory.create(name="Alfa AB", org_number="5566778899")
    ProviderFactory.create(name="Helt annat namn", org_number="5566778989")

    assert "Helt annat namn" in as_anna.get(f"/utforare/{first.pk}/").content.decode()


def test_readers_are_not_hinted(as_bo: Client, kept, merged):
    assert "Kan vara samma" not in as_bo.get(f"/utforare/{kept.pk}/").content.decode()


def test_other_names_are_not_hinted(as_anna: Client, kept):
    ProviderFactory.create(name="Björkens Hemtjänst")

    assert "Kan vara samma" not in as_anna.get(f"/utforare/{kept.pk}/").content.decode()


def test_the_other_provider_is_found_by_a_part_of_its_name(as_anna: Client, kept, merged):
    read = as_anna.get(f"/utforare/{kept.pk}/for-samman/?q=stödbonde").content.decode()

    assert f'href="/utforare/{kept.pk}/for-samman/{merged.pk}/"' in read


def test_the_provider_itself_is_no_choice(as_anna: Client, kept):
    page = as_anna.get(f"/utforare/{kept.pk}/for-samman/?q=åkerö").context["page"]

    assert list(page) == []


def test_both_are_shown_with_what_would_move(as_anna: Client, kept, merged):
    UnitFactory.create_batch(2, provider=merged)

    read = compare(as_anna, kept, merged)

    assert all(word in read for word in ("Behålls", "verksamheter", ">2<", "Byt håll"))
    assert Provider.objects.standing().count() == 2


def test_what_stands_in_the_way_is_said_and_there_is_no_button(as_anna: Client, kept, merged):
    for provider in (kept, merged):
        UnitFactory.create(provider=provider, name="Solgläntan")

    read = compare(as_anna, kept, merged)

    assert "Båda har en verksamhet som heter ”Solgläntan”" in read
    assert 'name="kept_version"' not in read


def test_two_become_one_in_the_browser(as_anna: Client, kept, merged):
    sent = {"kept_version": "1", "merged_version": "1"}

    answer = as_anna.post(f"/utforare/{kept.pk}/for-samman/{merged.pk}/", sent, follow=True)

    assert answer.redirect_chain == [(f"/utforare/{kept.pk}/", 302)]
    assert "är nu sammanförd med" in answer.content.decode()
    assert "Sammanförd med" in answer.content.decode()


def test_an_old_page_merges_nothing(as_anna: Client, kept, merged):
    Provider.objects.filter(pk=kept.pk).update(version=2)
    sent = {"kept_version": "1", "merged_version": "1"}

    page = as_anna.post(f"/utforare/{kept.pk}/for-samman/{merged.pk}/", sent)

    assert "Någon annan har ändrat" in page.content.decode()
    assert not ProviderMerge.objects.exists()


def test_a_reader_who_posts_is_refused(as_bo: Client, kept, merged):
    assert as_bo.post(f"/utforare/{kept.pk}/for-samman/{merged.pk}/", {}).status_code == 403


def test_a_contract_in_the_way_is_taken_away_on_the_spot(as_anna: Client, ekby, kept, merged):
    agreement = AgreementFactory.create(authority=ekby)
    ContractFactory.create(agreement=agreement, provider=kept)
    wrong = ContractFactory.create(agreement=agreement, provider=merged)
    url = f"/utforare/{kept.pk}/for-samman/{merged.pk}/kontrakt/{wrong.pk}/ta-bort/"
    assert url in compare(as_anna, kept, merged)

    as_anna.post(url)

    assert Contract.objects.unscoped(reason="a test reads all").get().provider == kept


def test_another_authoritys_contract_is_not_found(as_cilla: Client, ekby, kept, merged):
    contract = ContractFactory.create(agreement__authority=ekby, provider=merged)
    url = f"/utforare/{kept.pk}/for-samman/{merged.pk}/kontrakt/{contract.pk}/ta-bort/"

    assert as_cilla.post(url).status_code == 404


def test_a_merging_is_undone_in_the_browser(as_anna: Client, anna: User, kept, merged):
    UnitFactory.create(provider=merged)
    merge = services.merge_providers(access_of(anna), kept, merged)

    answer = as_anna.post(f"/utforare/sammanforingar/{merge.pk}/angra/", follow=True)

    assert answer.redirect_chain == [(f"/utforare/{merged.pk}/", 302)]
    assert "1 rad är tillbaka hos Åkerö Stödbonde" in answer.content.decode()


def test_a_merging_that_is_undone_already_says_so(as_anna: Client, anna: User, kept, merged):
    merge = services.merge_providers(access_of(anna), kept, merged)
    services.undo_merge(access_of(anna), merge)

    answer = as_anna.post(f"/utforare/sammanforingar/{merge.pk}/angra/", follow=True)

    assert "redan ångrad" in answer.content.decode()


def test_a_merged_provider_is_in_no_list_and_no_search(as_anna: Client, anna: User, kept, merged):
    services.merge_providers(access_of(anna), kept, merged)

    rows = as_anna.get("/utforare/").context["rows"]
    assert [row.provider for row in rows] == [kept]
    (group,) = as_anna.get("/sok/?q=stödbonde").context["groups"]
    assert [hit.name for hit in group.hits] == [kept.name]


def test_the_number_of_a_merged_provider_leads_the_search_to_the_kept(
    as_anna: Client, anna: User, kept, merged
):
    services.merge_providers(access_of(anna), kept, merged)

    (group,) = as_anna.get(f"/sok/?q={merged.org_number}").context["groups"]
    assert [hit.name for hit in group.hits] == [kept.name]


def test_sole_traders_numbers_are_masked_while_merging(as_anna: Client, kept):
    trader = ProviderFactory.create(name="Åkerö Stödboende", org_number="8001019999")
    urls = ("/", "/for-samman/", "/for-samman/?q=åkerö", f"/for-samman/{trader.pk}/")

    pages = [as_anna.get(f"/utforare/{kept.pk}{url}").content.decode() for url in urls]

    assert all("800101-****" in page and "9999" not in page for page in pages)


def test_the_page_that_compares_needs_few_queries(
    as_anna: Client, ekby, kept, merged, django_assert_max_num_queries
):
    UnitFactory.create_batch(10, provider=merged)
    for _n in range(10):
        ContractFactory.create(provider=merged, agreement__authority=ekby)

    with django_assert_max_num_queries(29 + len(relations())):  # one more for each kind that moves
        compare(as_anna, kept, merged)
