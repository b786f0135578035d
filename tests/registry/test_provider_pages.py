import pytest
from django.test import Client

from insyn.registry.models import Provider, ProviderName, Unit
from insyn.registry.rules import OperatingForm
from tests.factories import (
    DAY,
    AgreementFactory,
    ContractFactory,
    LotFactory,
    ProviderContactFactory,
    ProviderFactory,
    ServiceAreaFactory,
    UnitFactory,
    org_number,
)

pytestmark = pytest.mark.django_db

EVERY_PAGE = 6
"""Queries of any page: session, user, roles, cooperations, providers, authorities."""


def listed(client: Client, query: str = "") -> list[str]:
    rows = client.get(f"/utforare/{query}").context["rows"]
    return [row.provider.name for row in rows]


def test_providers_are_listed_in_swedish_order(as_bo: Client):
    for name in ("Örnen AB", "Zeta AB", "Åsen AB"):
        ProviderFactory.create(name=name)

    assert listed(as_bo) == ["Zeta AB", "Åsen AB", "Örnen AB"]


def test_providers_are_listed_backwards_on_demand(as_bo: Client):
    for name in ("Örnen AB", "Zeta AB"):
        ProviderFactory.create(name=name)

    assert listed(as_bo, "?sort=-name") == ["Örnen AB", "Zeta AB"]


def test_an_unknown_sort_is_by_name(as_bo: Client):
    for name in ("Örnen AB", "Zeta AB"):
        ProviderFactory.create(name=name)

    assert listed(as_bo, "?sort=password") == ["Zeta AB", "Örnen AB"]


def test_providers_are_filtered_by_operating_form(as_bo: Client):
    ProviderFactory.create(name="Privat AB")
    ProviderFactory.create(name="Föreningen", operating_form=OperatingForm.NON_PROFIT)

    assert listed(as_bo, "?form=non_profit") == ["Föreningen"]


def test_providers_are_filtered_by_the_area_of_their_units(as_bo: Client):
    ProviderFactory.create(name="Andra AB")
    unit = UnitFactory.create(provider__name="Hemmet AB")

    assert listed(as_bo, f"?area={unit.service_area_id}") == ["Hemmet AB"]


def test_providers_are_filtered_by_the_area_of_their_lots(as_bo: Client, ekby):
    area = ServiceAreaFactory.create()
    contract = ContractFactory.create(agreement__authority=ekby, provider__name="Hemmet AB")
    contract.lots.add(LotFactory.create(agreement=contract.agreement, service_area=area))
    ProviderFactory.create(name="Andra AB")

    assert listed(as_bo, f"?area={area.pk}") == ["Hemmet AB"]


def test_an_area_in_another_municipalitys_agreement_gives_nothing_away(as_cilla: Client, ekby):
    area = ServiceAreaFactory.create()
    contract = ContractFactory.create(agreement__authority=ekby)
    contract.lots.add(LotFactory.create(agreement=contract.agreement, service_area=area))

    assert listed(as_cilla, f"?area={area.pk}") == []


def test_providers_are_filtered_by_agreement(as_bo: Client, ekby):
    contract = ContractFactory.create(agreement__authority=ekby, provider__name="Hemmet AB")
    ProviderFactory.create(name="Andra AB")

    assert listed(as_bo, f"?agreement={contract.agreement_id}") == ["Hemmet AB"]


def test_an_agreement_of_another_municipality_is_no_filter(as_cilla: Client, ekby):
    contract = ContractFactory.create(agreement__authority=ekby, provider__name="Hemmet AB")
    ProviderFactory.create(name="Andra AB")

    assert listed(as_cilla, f"?agreement={contract.agreement_id}") == ["Andra AB", "Hemmet AB"]


def test_the_list_names_only_agreements_that_the_asker_may_see(as_cilla: Client, ekby):
    ContractFactory.create(agreement__authority=ekby, agreement__title="Hemligt ramavtal")

    assert "Hemligt ramavtal" not in as_cilla.get("/utforare/").content.decode()


def test_a_failing_check_digit_is_said_in_words(as_bo: Client):
    ProviderFactory.create(org_number="5566561277")

    assert "Kontrollsiffran stämmer inte" in as_bo.get("/utforare/").content.decode()


def test_a_sole_traders_last_digits_are_masked_everywhere(as_bo: Client):
    provider = ProviderFactory.create(org_number="8001019999")

    pages = [as_bo.get(url).content.decode() for url in ("/utforare/", f"/utforare/{provider.pk}/")]

    assert all("800101-****" in page and "9999" not in page for page in pages)


def test_fifty_providers_fit_on_a_page(as_bo: Client):
    ProviderFactory.create_batch(51)

    page = as_bo.get("/utforare/").context["page"]
    assert (len(page.object_list), page.paginator.num_pages) == (50, 2)


def test_the_list_needs_few_queries(as_bo: Client, ekby, django_assert_max_num_queries):
    agreement = AgreementFactory.create(authority=ekby)
    for provider in ProviderFactory.create_batch(50):
        ContractFactory.create(agreement=agreement, provider=provider)

    with django_assert_max_num_queries(EVERY_PAGE + 6):
        as_bo.get("/utforare/?q=omsorg")


def test_an_empty_register_says_what_to_do(as_bo: Client):
    assert "Inga utförare än" in as_bo.get("/utforare/").content.decode()


def test_a_search_without_hits_says_so(as_bo: Client):
    ProviderFactory.create()

    assert "Inget passar" in as_bo.get("/utforare/?q=finns+inte").content.decode()


def test_a_name_of_200_letters_is_shown_whole(as_bo: Client):
    provider = ProviderFactory.create(name="Å" * 200)

    assert "Å" * 200 in as_bo.get(f"/utforare/{provider.pk}/").content.decode()


def test_a_name_is_never_read_as_markup(as_bo: Client):
    provider = ProviderFactory.create(name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in as_bo.get(f"/utforare/{provider.pk}/").content.decode()


def test_the_page_of_a_provider_needs_few_queries(as_anna, django_assert_max_num_queries):
    provider = ProviderFactory.create()
    UnitFactory.create_batch(10, provider=provider)
    ProviderContactFactory.create_batch(5, provider=provider)

    with django_assert_max_num_queries(EVERY_PAGE + 11):
        as_anna.get(f"/utforare/{provider.pk}/")


def test_a_reader_sees_no_buttons_that_would_be_refused(as_bo: Client):
    provider = ProviderFactory.create()

    assert (
        f"/utforare/{provider.pk}/andra/"
        not in as_bo.get(f"/utforare/{provider.pk}/").content.decode()
    )


def test_the_agreements_of_a_provider_are_those_the_asker_may_see(as_cilla: Client, ekby):
    contract = ContractFactory.create(agreement__authority=ekby)

    page = as_cilla.get(f"/utforare/{contract.provider_id}/avtal/").content.decode()

    assert contract.agreement.title not in page


PROVIDER = {
    "name": "Åkerö AB",
    "org_number": "556677-8899",
    "operating_form": "private",
    "legal_form": "limited_company",
}


def test_a_provider_is_added_in_the_browser(as_anna: Client):
    answer = as_anna.post("/utforare/ny/", PROVIDER)

    assert answer.status_code == 302
    assert Provider.objects.get().org_number == "5566778899"


def test_a_bad_number_is_said_and_the_rest_is_kept(as_anna: Client):
    page = as_anna.post("/utforare/ny/", PROVIDER | {"org_number": "12"}).content.decode()

    assert "tio siffror" in page
    assert "Åkerö AB" in page


def test_a_number_in_use_is_said_in_the_form(as_anna: Client):
    ProviderFactory.create(name="Ängen AB", org_number="5566778899")

    page = as_anna.post("/utforare/ny/", PROVIDER).content.decode()

    assert "finns redan hos Ängen AB" in page


def test_a_provider_is_changed_in_the_browser(as_anna: Client):
    provider = ProviderFactory.create()

    as_anna.post(f"/utforare/{provider.pk}/andra/", PROVIDER | {"version": "1"})

    assert Provider.objects.get().name == "Åkerö AB"


def test_an_old_page_is_told_and_keeps_the_typed_text(as_anna: Client):
    provider = ProviderFactory.create(version=2)

    page = as_anna.post(f"/utforare/{provider.pk}/andra/", PROVIDER | {"version": "1"})

    assert "Någon annan har ändrat" in page.content.decode()
    assert "Åkerö AB" in page.content.decode()


def test_another_name_is_noted_in_the_browser(as_anna: Client):
    provider = ProviderFactory.create()

    sent = {"name": "Bills Bo", "kind": "earlier", "used_until": "2020-12-31", "source": "2017"}
    as_anna.post(f"/utforare/{provider.pk}/namnformer/ny/", sent)

    row = ProviderName.objects.get()
    assert (row.name, row.kind, str(row.used_until)) == ("Bills Bo", "earlier", "2020-12-31")


def test_the_registers_own_name_is_refused_as_another(as_anna: Client):
    provider = ProviderFactory.create(name="Åkerö AB")

    page = as_anna.post(
        f"/utforare/{provider.pk}/namnformer/ny/", {"name": "Åkerö AB", "kind": "spelling"}
    )

    assert "heter utföraren redan" in page.content.decode()


def test_another_name_is_taken_away_in_the_browser(as_anna: Client):
    spelling = ProviderName.objects.create(provider=ProviderFactory.create(), name="Fel")

    as_anna.post(f"/utforare/namnformer/{spelling.pk}/ta-bort/")

    assert not ProviderName.objects.exists()


def test_another_name_taken_away_twice_is_no_longer_there(as_anna: Client):
    spelling = ProviderName.objects.create(provider=ProviderFactory.create(), name="Fel")
    address = f"/utforare/namnformer/{spelling.pk}/ta-bort/"

    answers = [as_anna.post(address).status_code for _again in range(2)]

    assert answers == [302, 404]


def test_a_reader_who_posts_is_refused(as_bo: Client):
    spelling = ProviderName.objects.create(provider=ProviderFactory.create(), name="Fel")

    assert as_bo.post(f"/utforare/namnformer/{spelling.pk}/ta-bort/").status_code == 403


def test_a_unit_is_added_in_the_browser(as_anna: Client, ekby):
    provider, area = ProviderFactory.create(), ServiceAreaFactory.create()
    sent = {
        "name": "Solgläntan",
        "service_area": area.pk,
        "municipality": ekby.municipality_id,
        "places": "12",
    }

    as_anna.post(f"/utforare/{provider.pk}/verksamheter/ny/", sent)

    assert Unit.objects.get().places == 12


def test_a_unit_with_a_name_in_use_is_said_in_the_form(as_anna: Client):
    unit = UnitFactory.create(name="Solgläntan")

    page = as_anna.post(
        f"/utforare/{unit.provider_id}/verksamheter/ny/",
        {"name": "Solgläntan", "service_area": unit.service_area_id},
    )

    assert "har redan en verksamhet" in page.content.decode()


def test_a_unit_is_changed_in_the_browser(as_anna: Client):
    unit = UnitFactory.create()
    sent = {"name": "Nya namnet", "service_area": unit.service_area_id, "version": "1"}

    as_anna.post(f"/utforare/verksamheter/{unit.pk}/andra/", sent)

    assert Unit.objects.get().name == "Nya namnet"


def test_an_old_page_of_a_unit_is_told(as_anna: Client):
    unit = UnitFactory.create(version=2)
    sent = {"name": "Nya namnet", "service_area": unit.service_area_id, "version": "1"}

    page = as_anna.post(f"/utforare/verksamheter/{unit.pk}/andra/", sent)

    assert "Någon annan har ändrat" in page.content.decode()


def test_a_unit_is_closed_in_the_browser(as_anna: Client):
    unit = UnitFactory.create()

    as_anna.post(
        f"/utforare/verksamheter/{unit.pk}/avsluta/", {"closed_on": "2026-03-02", "version": "1"}
    )

    assert Unit.objects.get().closed_on == DAY


def test_an_old_page_cannot_close_a_unit(as_anna: Client):
    unit = UnitFactory.create(version=2)

    page = as_anna.post(
        f"/utforare/verksamheter/{unit.pk}/avsluta/", {"closed_on": "2026-03-02", "version": "1"}
    )

    assert "Någon annan har ändrat" in page.content.decode()


def test_valid_numbers_have_no_remark(as_bo: Client):
    ProviderFactory.create(org_number=org_number(7))

    assert "Kontrollsiffran" not in as_bo.get("/utforare/").content.decode()


def test_the_units_of_a_provider_are_paged(as_bo: Client):
    provider = ProviderFactory.create()
    UnitFactory.create_batch(51, provider=provider)

    assert len(as_bo.get(f"/utforare/{provider.pk}/verksamheter/?page=2").context["rows"]) == 1


def test_a_provider_sent_without_its_version_is_refused(as_anna: Client):
    provider = ProviderFactory.create()

    page = as_anna.post(f"/utforare/{provider.pk}/andra/", PROVIDER)

    assert "Någon annan har ändrat" in page.content.decode()
