import datetime

import pytest
from django.test import Client

from insyn.accounts.models import Authority, Cooperation
from insyn.platform import clock
from insyn.registry.models import Agreement, AgreementOption, Lot, SanctionStep
from tests.factories import (
    AgreementFactory,
    AgreementOptionFactory,
    ContractFactory,
    LotFactory,
    SanctionStepFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


def the(model):
    return model.objects.unscoped(reason="the test reads the row").get()


def listed(client: Client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"/avtal/{query}").context["page"]]


def test_agreements_of_other_authorities_are_not_listed(as_bo: Client, agreement: Agreement):
    AgreementFactory.create(title="Annans avtal")

    assert listed(as_bo) == ["Ramavtal HVB"]


def test_a_shared_agreement_is_listed(
    as_cilla: Client, agreement: Agreement, cooperation: Cooperation
):
    agreement.cooperation = cooperation
    agreement.save()

    assert listed(as_cilla) == ["Ramavtal HVB"]


@pytest.mark.parametrize(
    ("period", "title"), [("in_force", "Nu"), ("coming", "Sedan"), ("ended", "Förr")]
)
def test_agreements_are_filtered_by_when_they_are_in_force(as_bo, ekby, period, title):
    today = clock.today()
    AgreementFactory.create(authority=ekby, title="Nu", starts_on=today, ends_on=today)
    AgreementFactory.create(authority=ekby, title="Sedan", starts_on=today + A_DAY)
    AgreementFactory.create(
        authority=ekby, title="Förr", starts_on=today - A_DAY, ends_on=today - A_DAY
    )

    assert listed(as_bo, f"?period={period}") == [title]


def test_agreements_are_found_by_case_number(as_bo: Client, agreement: Agreement, ekby):
    AgreementFactory.create(authority=ekby, title="Annat", case_number="SN 2026-17")

    assert listed(as_bo, "?q=2026-17") == ["Annat"]


def test_agreements_are_filtered_by_form(as_bo: Client, agreement: Agreement, ekby):
    AgreementFactory.create(authority=ekby, title="Hemtjänst", form="choice_system")

    assert listed(as_bo, "?form=choice_system") == ["Hemtjänst"]


def test_the_list_needs_few_queries(as_bo: Client, ekby, django_assert_max_num_queries):
    for agreement in AgreementFactory.create_batch(30, authority=ekby):
        ContractFactory.create(agreement=agreement)

    with django_assert_max_num_queries(10):
        as_bo.get("/avtal/")


def test_the_list_counts_the_contracts(as_bo: Client, agreement: Agreement):
    ContractFactory.create_batch(2, agreement=agreement)

    (row,) = as_bo.get("/avtal/").context["page"]
    assert row.contract_count == 2


def test_no_agreements_says_what_to_do(as_bo: Client):
    assert "Inga avtal än" in as_bo.get("/avtal/").content.decode()


def test_a_filter_without_hits_says_so(as_bo: Client, agreement: Agreement):
    assert "Inget passar" in as_bo.get("/avtal/?q=borta").content.decode()


def test_the_page_of_an_agreement_needs_few_queries(
    as_anna, agreement: Agreement, django_assert_max_num_queries
):
    lots = LotFactory.create_batch(5, agreement=agreement)
    for contract in ContractFactory.create_batch(20, agreement=agreement):
        contract.lots.add(*lots)

    with django_assert_max_num_queries(13):
        as_anna.get(f"/avtal/{agreement.pk}/")


def test_a_missing_insight_clause_is_said_in_words(as_bo: Client, agreement: Agreement):
    assert "Saknas" in as_bo.get(f"/avtal/{agreement.pk}/").content.decode()


TERMS = {"title": "Ramavtal öppenvård", "form": "framework", "starts_on": "2026-01-01"}


def test_an_agreement_is_added_in_the_browser(as_anna: Client, ekby: Authority):
    as_anna.post("/avtal/nytt/", TERMS | {"authority": ekby.pk})

    assert the(Agreement).title == "Ramavtal öppenvård"


def test_an_agreement_is_not_added_to_another_authority(as_anna: Client, norrby: Authority):
    page = as_anna.post("/avtal/nytt/", TERMS | {"authority": norrby.pk})

    assert "Valet under ”Nämnd” finns inte" in page.content.decode()


def test_an_end_before_the_start_is_said_in_the_form(as_anna: Client, ekby: Authority):
    page = as_anna.post("/avtal/nytt/", TERMS | {"authority": ekby.pk, "ends_on": "2025-01-01"})

    assert "Avtalet kan inte sluta innan det börjar." in page.content.decode()


def test_an_agreement_is_changed_in_the_browser(as_anna: Client, agreement: Agreement):
    sent = TERMS | {"authority": agreement.authority_id, "version": "1"}

    as_anna.post(f"/avtal/{agreement.pk}/andra/", sent)

    assert (the(Agreement).title, the(Agreement).version) == ("Ramavtal öppenvård", 2)


def test_an_old_page_of_an_agreement_is_told(as_anna: Client, agreement: Agreement):
    Agreement.objects.unscoped(reason="somebody else").update(version=2)
    sent = TERMS | {"authority": agreement.authority_id, "version": "1"}

    page = as_anna.post(f"/avtal/{agreement.pk}/andra/", sent)

    assert "Någon annan har ändrat" in page.content.decode()


MORE = {
    "form": "other",
    "form_name": "Samverkansavtal",
    "ends_on": "2028-12-31",
    "notice_months": "6",
    "has_insight_clause": "on",
    "insight_clause": "Punkt 14",
}


def test_all_the_terms_are_written_in_the_browser(as_anna: Client, anna, ekby: Authority):
    as_anna.post("/avtal/nytt/", TERMS | MORE | {"authority": ekby.pk, "responsible": anna.pk})

    saved = the(Agreement)
    assert (saved.form_name, saved.notice_months, saved.responsible) == ("Samverkansavtal", 6, anna)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"form_name": ""}, "Skriv vad formen kallas"),
        ({"notice_months": "61"}, "ska vara högst 60"),
        ({"has_insight_clause": ""}, "rutan är inte kryssad"),
    ],
)
def test_terms_that_cannot_be_are_said_in_the_form(as_anna: Client, ekby, sent, sentence):
    page = as_anna.post("/avtal/nytt/", TERMS | MORE | sent | {"authority": ekby.pk})

    assert sentence in page.content.decode()


def test_one_of_another_authority_is_not_offered_to_answer(as_anna: Client, cilla, ekby):
    page = as_anna.post("/avtal/nytt/", TERMS | {"authority": ekby.pk, "responsible": cilla.pk})

    assert "Valet under ”Avtalsansvarig” finns inte" in page.content.decode()


def test_the_terms_are_shown(as_bo: Client, ekby: Authority, anna):
    agreement = AgreementFactory.create(
        authority=ekby,
        form="other",
        form_name="Samverkansavtal",
        notice_months=6,
        responsible=anna,
        has_insight_clause=True,
        insight_clause="Punkt 14: nämnden får <insyn>",
    )

    page = as_bo.get(f"/avtal/{agreement.pk}/").content.decode()

    for text in ("Samverkansavtal", "6 månader", "Anna", "Punkt 14: nämnden får &lt;insyn&gt;"):
        assert text in page


def test_a_private_provider_without_the_clause_raises_an_alarm(as_bo: Client, agreement):
    ContractFactory.create(agreement=agreement)

    assert "Avtalet saknar insynsklausul" in as_bo.get(f"/avtal/{agreement.pk}/").content.decode()


@pytest.mark.parametrize("change", [{"form": "mission"}, {"has_insight_clause": True}])
def test_no_alarm_where_the_clause_stands_or_is_not_needed(as_bo, agreement, change):
    ContractFactory.create(agreement=agreement)
    Agreement.objects.unscoped(reason="a test").update(**change)

    page = as_bo.get(f"/avtal/{agreement.pk}/").content.decode()

    assert "Avtalet saknar insynsklausul" not in page


def test_agreements_are_filtered_by_who_answers_for_them(as_anna, agreement, anna, ekby):
    AgreementFactory.create(authority=ekby, title="Mitt", responsible=anna)

    assert listed(as_anna, "?is_mine=on") == ["Mitt"]


END, FIRST = datetime.date(2024, 4, 17), datetime.date(2025, 4, 17)
OPTION = {"extends_to": "2025-04-17", "call_by": "2023-10-17"}


@pytest.fixture
def ending(ekby: Authority) -> Agreement:
    return AgreementFactory.create(
        authority=ekby, starts_on=datetime.date(2022, 4, 18), ends_on=END
    )


@pytest.fixture
def option(ending: Agreement) -> AgreementOption:
    return AgreementOptionFactory.create(
        agreement=ending, number=1, extends_to=FIRST, call_by=datetime.date(2023, 10, 17)
    )


def test_an_option_is_added_in_the_browser(as_anna: Client, ending: Agreement):
    as_anna.post(f"/avtal/{ending.pk}/optioner/ny/", OPTION)

    assert the(AgreementOption).extends_to == FIRST


def test_an_option_before_the_end_is_said_in_the_form(as_anna: Client, ending: Agreement):
    sent = OPTION | {"extends_to": "2024-01-01"}

    page = as_anna.post(f"/avtal/{ending.pk}/optioner/ny/", sent)

    assert "en dag efter den då avtalet annars slutar" in page.content.decode()


def test_an_option_is_changed_in_the_browser(as_anna: Client, option: AgreementOption):
    sent = OPTION | {"note": "Nämnden beslutar", "version": "1"}

    as_anna.post(f"/avtal/optioner/{option.pk}/andra/", sent)

    assert the(AgreementOption).note == "Nämnden beslutar"


def test_an_old_page_of_an_option_is_told(as_anna: Client, option: AgreementOption):
    page = as_anna.post(f"/avtal/optioner/{option.pk}/andra/", OPTION | {"version": "7"})

    assert "Någon annan har ändrat" in page.content.decode()


def test_what_a_call_changes_is_said_first(as_anna: Client, option: AgreementOption):
    ContractFactory.create_batch(3, agreement=option.agreement, ends_on=END)

    page = as_anna.get(f"/avtal/optioner/{option.pk}/avropa/").content.decode()

    assert "3 kontrakt slutar samma dag som avtalet" in page
    assert "Avtalet gäller till 17 april 2025 i stället för 17 april 2024" in page


def test_an_option_is_called_in_the_browser(as_anna: Client, option: AgreementOption):
    sent = {"called_on": "2023-09-01", "version": "1"}

    page = as_anna.post(f"/avtal/optioner/{option.pk}/avropa/", sent, follow=True)

    assert the(Agreement).ends_on == FIRST
    assert "Avropad" in page.content.decode()


def test_a_call_too_late_is_said_in_the_form(as_anna: Client, option: AgreementOption):
    sent = {"called_on": "2023-10-18", "version": "1"}

    page = as_anna.post(f"/avtal/optioner/{option.pk}/avropa/", sent)

    assert "efter sista dag att avropa" in page.content.decode()


def test_an_option_is_declined_and_opened_again(as_anna: Client, option: AgreementOption):
    sent = {"declined_on": "2023-09-01", "version": "1"}

    page = as_anna.post(f"/avtal/optioner/{option.pk}/avsta/", sent, follow=True)
    assert "Avstådd" in page.content.decode()

    page = as_anna.post(f"/avtal/optioner/{option.pk}/oppna/", follow=True)
    assert "Sista dagen har passerat" in page.content.decode()


def test_an_unused_option_is_removed_in_the_browser(as_anna: Client, option: AgreementOption):
    as_anna.post(f"/avtal/optioner/{option.pk}/ta-bort/")

    assert not AgreementOption.objects.unscoped(reason="a test").exists()


def test_readers_have_no_buttons(as_bo: Client, option: AgreementOption):
    SanctionStepFactory.create(agreement=option.agreement)
    LotFactory.create(agreement=option.agreement)

    for address in ("", "sanktionstrappa/"):
        page = as_bo.get(f"/avtal/{option.agreement_id}/{address}").content.decode()
        main = page[page.index("<main") : page.index("</main")]
        assert "<form" not in main
        assert "<button" not in main


def ladder(agreement: Agreement) -> str:
    return f"/avtal/{agreement.pk}/sanktionstrappa/"


def test_the_usual_ladder_is_laid_out_and_marked(as_anna: Client, agreement: Agreement):
    page = as_anna.post(ladder(agreement) + "borja/", follow=True).content.decode()

    assert "7 steg saknar klausul" in page
    assert "1. Påpekande" in page


def test_a_step_is_added_and_changed_in_the_browser(as_anna: Client, agreement: Agreement):
    as_anna.post(ladder(agreement) + "nytt/", {"kind": "warning"})
    step = the(SanctionStep)
    sent = {"kind": "warning", "clause": "12.3", "deadline_days": "14", "decided_by": "Chef"}

    as_anna.post(f"/avtal/sanktionssteg/{step.pk}/andra/", sent)

    assert (the(SanctionStep).clause, the(SanctionStep).deadline_days) == ("12.3", 14)


def test_a_step_that_the_form_cannot_have_is_not_offered(as_anna: Client, agreement: Agreement):
    page = as_anna.post(ladder(agreement) + "nytt/", {"kind": "board_decision"})

    assert "Valet under ”Slag” finns inte" in page.content.decode()


def test_steps_are_moved_and_removed_in_the_browser(as_anna: Client, agreement: Agreement):
    first = SanctionStepFactory.create(agreement=agreement, number=1, kind="warning")
    second = SanctionStepFactory.create(agreement=agreement, number=2, kind="remark")

    as_anna.post(f"/avtal/sanktionssteg/{second.pk}/flytta/", {"way": "up"})
    as_anna.post(f"/avtal/sanktionssteg/{first.pk}/ta-bort/")

    assert (the(SanctionStep).pk, the(SanctionStep).number) == (second.pk, 1)


def test_a_ladder_is_copied_in_the_browser(as_anna: Client, agreement: Agreement, ekby):
    source = SanctionStepFactory.create(agreement__authority=ekby, clause="9.1").agreement

    page = as_anna.post(ladder(agreement) + "kopiera/", {"source": source.pk}, follow=True)

    assert "9.1" in page.content.decode()


def test_an_agreement_without_a_ladder_says_what_to_do(as_anna: Client, agreement: Agreement):
    page = as_anna.get(ladder(agreement)).content.decode()

    assert "Ingen sanktionstrappa än" in page
    assert "Börja med vanlig ordning" in page


def test_the_ladder_needs_few_queries(as_anna, agreement, django_assert_max_num_queries):
    SanctionStepFactory.create_batch(12, agreement=agreement)

    with django_assert_max_num_queries(10):
        as_anna.get(ladder(agreement))


def test_lots_of_four_levels_are_shown_in_place(as_bo: Client, agreement: Agreement):
    parent = None
    for name in ("Norr", "Skogsby", "Dygn", "Natt"):
        parent = LotFactory.create(agreement=agreement, name=name, parent=parent)

    page = as_bo.get(f"/avtal/{agreement.pk}/")

    assert [(row.name, row.level) for row in page.context["lots"]][-1] == (
        "Norr: Skogsby: Dygn: Natt",
        4,
    )
    assert 'data-level="4"' in page.content.decode()


def test_a_lot_is_not_offered_what_is_inside_it(as_anna: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement, name="Norr")
    part = LotFactory.create(agreement=agreement, name="Skogsby", parent=area)

    page = as_anna.post(
        f"/avtal/avtalsomraden/{area.pk}/andra/", {"name": "Norr", "parent": part.pk}
    )

    assert "Valet under ”Ingår i” finns inte" in page.content.decode()


def test_a_lot_is_added_inside_an_area(as_anna: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/{agreement.pk}/avtalsomraden/nytt/", {"name": "Del", "parent": area.pk})

    assert Lot.objects.unscoped(reason="a test").get(name="Del").parent == area


def test_a_lot_with_a_name_in_use_is_said_in_the_form(as_anna: Client, agreement: Agreement):
    LotFactory.create(agreement=agreement, name="HVB")

    page = as_anna.post(f"/avtal/{agreement.pk}/avtalsomraden/nytt/", {"name": "HVB"})

    assert "redan ett avtalsområde" in page.content.decode()


def test_a_lot_is_changed_in_the_browser(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/andra/", {"name": "Stödboende"})

    assert the(Lot).name == "Stödboende"


def test_a_lot_is_moved_in_the_browser(as_anna: Client, agreement: Agreement):
    LotFactory.create(agreement=agreement, name="Först", position=0)
    lot = LotFactory.create(agreement=agreement, name="Sist", position=1)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/flytta/", {"way": "up"})

    names = [row.lot.name for row in as_anna.get(f"/avtal/{agreement.pk}/").context["lots"]]
    assert names == ["Sist", "Först"]


def test_an_unused_lot_is_removed_in_the_browser(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)

    as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/ta-bort/")

    assert not Lot.objects.unscoped(reason="a test").exists()


def test_a_used_lot_has_no_button_to_remove_it(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    ContractFactory.create(agreement=agreement).lots.add(lot)

    page = as_anna.get(f"/avtal/{agreement.pk}/").content.decode()

    assert f"/avtal/avtalsomraden/{lot.pk}/ta-bort/" not in page


def test_a_used_lot_that_is_removed_anyway_is_explained(as_anna: Client, agreement: Agreement):
    lot = LotFactory.create(agreement=agreement)
    ContractFactory.create(agreement=agreement).lots.add(lot)

    page = as_anna.post(f"/avtal/avtalsomraden/{lot.pk}/ta-bort/", follow=True)

    assert "används av kontrakt" in page.content.decode()


def one_ended_and_one_in_force(authority: Authority) -> None:
    before = clock.today() - A_DAY
    AgreementFactory.create(authority=authority, title="A", starts_on=before, ends_on=before)
    AgreementFactory.create(authority=authority, title="B", starts_on=before)


def test_agreements_that_have_ended_are_listed_last(as_bo: Client, ekby: Authority):
    one_ended_and_one_in_force(ekby)

    assert listed(as_bo) == ["B", "A"]


def test_the_head_of_the_list_sorts_by_title_alone(as_bo: Client, ekby: Authority):
    one_ended_and_one_in_force(ekby)

    assert listed(as_bo, "?sort=title") == ["A", "B"]


def test_a_part_is_shown_after_the_lot_around_it(as_bo: Client, agreement: Agreement):
    area = LotFactory.create(agreement=agreement, name="Nord")
    LotFactory.create(agreement=agreement, name="Skogsby", parent=area)

    page = as_bo.get(f"/avtal/{agreement.pk}/").content.decode()

    assert '<span class="u-vh">Nord: </span>Skogsby' in page


def test_an_agreement_sent_without_its_version_is_refused(as_anna: Client, agreement: Agreement):
    page = as_anna.post(
        f"/avtal/{agreement.pk}/andra/", TERMS | {"authority": agreement.authority_id}
    )

    assert "Någon annan har ändrat" in page.content.decode()
