import datetime
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from insyn.accounts.models import Authority, Cooperation
from insyn.kernel.access import Access, Role
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.requirements import services
from insyn.requirements.models import QualityArea, Requirement, RequirementVersion
from insyn.requirements.queries.catalogue import catalogue_on
from insyn.requirements.queries.followability import share_on, shares_of
from insyn.requirements.rules.validity import day_shown
from insyn.requirements.services import RequirementFacts
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    MembershipFactory,
    QualityAreaFactory,
)

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def access(anna) -> Access:
    return access_of(anna)


@pytest.fixture
def filled(access: Access, agreement: Agreement) -> Agreement:
    """The agreement with 150 requirements, the tenth of each ten without evidence."""
    rows = [
        RequirementFacts(
            f"4.{n}",
            f"Utföraren ska ha tillräcklig rutin {n}.",
            area="PER" if n % 2 else "DOK",
            weight=1 + n % 3,
            is_critical=n == 3,
            evidence="" if n % 10 == 0 else "Rutin",
        )
        for n in range(1, 151)
    ]
    services.take_in(access, agreement, rows)
    return agreement


def url(agreement: Agreement, end: str = "") -> str:
    return f"/avtal/{agreement.pk}/krav/{end}"


def shown(client: Client, agreement: Agreement, query: str = "") -> list[str]:
    return [row.number for row in client.get(url(agreement) + query).context["page"]]


def rows_of(access: Access, agreement: Agreement) -> list[RequirementVersion]:
    return list(catalogue_on(access, agreement, clock.today()))


def test_the_list_is_in_natural_order_and_paged(as_bo, filled):
    assert shown(as_bo, filled)[:3] == ["4.1", "4.2", "4.3"]
    assert len(shown(as_bo, filled, "?page=2")) == 50


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?q=rutin 77.", 1),
        ("?q=4.15", 2),
        ("?weight=3", 50),
        ("?critical=on", 1),
        ("?followability=untested", 100),
        ("?followability=followable", 0),
        ("?strength=should", 0),
        ("?since=2100-01-01", 0),
        ("?on=2000-01-01", 0),
    ],
)
def test_the_list_is_filtered(as_bo, filled, query, count):
    assert len(shown(as_bo, filled, query)) == count


def test_the_list_is_filtered_by_area(as_bo, filled, access):
    area = QualityArea.objects.visible_to(access).get(code="DOK")

    assert shown(as_bo, filled, f"?area={area.pk}")[0] == "4.2"


def test_the_list_is_sorted_by_weight(as_bo, filled):
    rows = as_bo.get(url(filled) + "?sort=-weight").context["page"]

    assert (rows[0].number, rows[0].weight) == ("4.2", 3)


def test_a_reader_sees_no_tools(as_bo, filled):
    page = as_bo.get(url(filled)).content.decode()

    assert "Spara för kraven" not in page
    assert "Lägg till krav" not in page


def test_a_cooperation_reads_the_requirements_with_their_areas(
    as_cilla, filled, cooperation: Cooperation
):
    filled.cooperation = cooperation
    filled.save()

    page = as_cilla.get(url(filled)).content.decode()

    assert "rutin 1." in page
    assert "Personal" in page
    assert "Spara för kraven" not in page


def test_another_authority_sees_nothing(as_cilla, filled, access):
    (row, *_rest) = rows_of(access, filled)

    assert as_cilla.get(url(filled)).status_code == 404
    assert as_cilla.get(f"/krav/{row.requirement_id}/").status_code == 404


@pytest.mark.parametrize("address", ["", "provning/", "till-upphandling/", "jamfor/", "samma/"])
def test_a_catalogue_of_150_needs_few_queries(
    as_anna, filled, address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20):
        as_anna.get(url(filled, address))


def test_the_list_of_agreements_needs_few_queries(
    as_bo, ekby, filled, django_assert_max_num_queries
):
    AgreementFactory.create_batch(20, authority=ekby)

    with django_assert_max_num_queries(12):
        page = as_bo.get("/krav/")

    assert page.context["rows"][0][1].total == 150


@pytest.mark.parametrize(
    ("starts", "ends", "count"), [(30, None, 1), (-900, -30, 1), (-900, None, 1), (-900, 900, 1)]
)
def test_an_agreement_that_is_coming_or_over_is_counted_too(access, ekby, starts, ends, count):
    today = clock.today()
    row = AgreementFactory.create(
        authority=ekby,
        starts_on=today + starts * A_DAY,
        ends_on=None if ends is None else today + ends * A_DAY,
    )
    services.take_in(access, row, [RequirementFacts("4.1", "Rutin ska finnas.")])
    requirement = Requirement.objects.visible_to(access).get()
    if ends is not None:
        services.end_requirement(access, requirement, valid_to=row.ends_on)

    share = shares_of(access, [row.pk], today)[row.pk]

    assert share.total == share_on(access, row, day_shown(row.starts_on, row.ends_on, today)).total
    assert share.total == count


def test_a_requirement_is_added_changed_and_ended_on_its_pages(as_anna, agreement, access):
    facts = {"number": "4.1", "text": "Rutin ska finnas.", "strength": "shall", "weight": "2"}
    as_anna.post(url(agreement, "nytt/"), {**facts, "valid_from": "2024-01-01"})
    row = Requirement.objects.visible_to(access).get()
    today = clock.today()

    as_anna.post(
        f"/krav/{row.pk}/andra/",
        {**facts, "text": "Två rutiner.", "valid_from": today, "version": row.version},
    )
    row.refresh_from_db()
    as_anna.post(f"/krav/{row.pk}/avsluta/", {"valid_to": today, "version": row.version})

    texts = [one.text for one in catalogue_on(access, agreement, today)]
    assert texts == ["Två rutiner."]
    assert list(catalogue_on(access, agreement, today + A_DAY)) == []
    assert [one.text for one in catalogue_on(access, agreement, today - A_DAY)] == [
        "Rutin ska finnas."
    ]


def test_a_weight_outside_its_bounds_is_refused_in_the_form(as_anna, agreement, access):
    facts = {"number": "4.1", "text": "Rutin", "strength": "shall", "valid_from": "2024-01-01"}

    page = as_anna.post(url(agreement, "nytt/"), {**facts, "weight": "4"})

    assert "Valet under ”Vikt” finns inte" in page.content.decode()
    assert not Requirement.objects.visible_to(access).exists()


def test_an_outdated_page_does_not_overwrite(as_anna, filled, access):
    row = rows_of(access, filled)[0].requirement
    facts = {"number": "4.1", "text": "Ny", "strength": "shall", "weight": "2"}

    page = as_anna.post(
        f"/krav/{row.pk}/andra/", {**facts, "valid_from": clock.today(), "version": 0}
    )

    assert "Någon annan har ändrat" in page.content.decode()


def test_the_ticked_requirements_are_weighed(as_anna, filled, access):
    rows = rows_of(access, filled)[:2]
    ticked = [f"{row.requirement_id}:{row.requirement.version}" for row in rows]

    page = as_anna.post(
        url(filled, "vikta/?weight=2&page=1"),
        {"chosen": ticked, "weight": "3", "critical": "yes", "scope": "chosen"},
        follow=True,
    )

    assert "2 krav är ändrade." in page.content.decode()
    assert page.redirect_chain[-1][0].endswith("?weight=2&page=1")
    assert {(row.weight, row.is_critical) for row in rows_of(access, filled)[:2]} == {(3, True)}


def test_all_requirements_on_the_page_are_weighed(as_anna, filled, access):
    shown_rows = [f"{r.requirement_id}:{r.requirement.version}" for r in rows_of(access, filled)]

    as_anna.post(
        url(filled, "vikta/"), {"shown": shown_rows[:100], "weight": "1", "scope": "shown"}
    )

    assert {row.weight for row in rows_of(access, filled)[:100]} == {1}


def test_weighing_without_a_tick_is_told(as_anna, filled):
    page = as_anna.post(
        url(filled, "vikta/"), {"weight": "3", "scope": "chosen", "chosen": "x:y"}, follow=True
    )

    assert "Kryssa för minst ett krav" in page.content.decode()


def test_requirements_are_tested_one_after_another(as_anna, filled, access):
    first, second, *_rest = rows_of(access, filled)

    page = as_anna.post(
        f"/krav/{first.requirement_id}/provning/",
        {
            "is_measurable": "no",
            "has_evidence": "yes",
            "has_respondent": "yes",
            "has_frequency": "yes",
            "version": first.requirement.version,
        },
    )

    assert page["Location"] == f"/krav/{second.requirement_id}/provning/"
    assert shown(as_anna, filled, "?followability=not_followable") == ["4.1"]


def test_vague_words_are_hinted_at_and_nothing_is_saved_by_itself(as_anna, filled, access):
    first = rows_of(access, filled)[0]

    page = as_anna.get(f"/krav/{first.requirement_id}/provning/").content.decode()

    assert "”tillräcklig”" in page
    assert shown(as_anna, filled, "?followability=not_followable") == []


def test_requirements_are_tested_in_a_table(as_anna, filled, access):
    rows = rows_of(access, filled)[:2]
    sent: dict[str, Any] = {"row": [row.requirement_id for row in rows]}
    for row in rows:
        prefix = f"krav{row.requirement_id}"
        sent |= {f"{prefix}-has_evidence": "no", f"{prefix}-version": row.requirement.version}

    page = as_anna.post(url(filled, "provning/tabell/"), sent, follow=True)

    assert "2 krav är sparade." in page.content.decode()
    assert page.context["page"].paginator.count == 150


def test_empty_answers_of_the_page_are_filled_in_together(as_anna, filled, access):
    row, other = rows_of(access, filled)[:2]
    sent: dict[str, Any] = {"row": [row.requirement_id, other.requirement_id]}
    for one in (row, other):
        sent[f"krav{one.requirement_id}-version"] = one.requirement.version
    sent[f"krav{row.requirement_id}-has_frequency"] = "no"
    for mark in ("is_measurable", "has_evidence", "has_respondent", "has_frequency"):
        sent[f"tomma-{mark}"] = "yes"

    as_anna.post(url(filled, "provning/tabell/"), sent)

    first, second = rows_of(access, filled)[:2]
    assert (first.has_respondent, first.has_frequency) == (True, False)
    assert (second.is_measurable, second.has_frequency) == (True, True)
    assert first.followability_note == (
        "Ifyllt i grupp: mätbart, underlag finns och känt vem som svarar."
    )


def test_an_outdated_table_saves_nothing(as_anna, filled, access):
    row = rows_of(access, filled)[0]
    prefix = f"krav{row.requirement_id}"
    sent = {
        "row": [row.requirement_id],
        f"{prefix}-has_evidence": "no",
        f"{prefix}-version": row.requirement.version + 1,
    }

    page = as_anna.post(url(filled, "provning/tabell/"), sent)

    assert "Någon annan har ändrat" in page.content.decode()
    assert shown(as_anna, filled, "?followability=not_followable") == []


@pytest.fixture
def tested(access: Access, filled: Agreement) -> Agreement:
    """Two requirements tested, of which one cannot be followed up."""
    first, second, *_rest = rows_of(access, filled)
    yes = services.TestFacts(
        is_measurable=True, has_evidence=True, has_respondent=True, has_frequency=True
    )
    no = replace(yes, is_measurable=False)
    services.save_followability(access, [services.Tested(first, no)])
    services.save_followability(access, [services.Tested(second, yes)])
    return filled


def test_the_share_is_stated_with_how_many_are_untested(as_bo, tested):
    page = as_bo.get(url(tested, "provning/")).content.decode()

    assert "50 % av de prövade" in page
    assert "av 150 krav" in page


def test_the_list_back_to_procurement_says_what_is_missing(as_bo, tested):
    page = as_bo.get(url(tested, "till-upphandling/")).content.decode()

    said = " ".join(page.split())
    assert "1 av 2 prövade krav går att följa upp (50 procent). 148 krav är inte prövade." in said
    assert "Det går inte att mäta." in page
    assert "Ersätt ”tillräcklig”" in page


def test_the_list_back_to_procurement_is_a_word_file(as_bo, tested):
    answer = as_bo.get(url(tested, "till-upphandling/?fil=docx"))

    said = Document(BytesIO(answer.content))
    cells = [cell.text for table in said.tables for row in table.rows for cell in row.cells]
    assert "4.1" in cells
    assert any("Det går inte att mäta" in cell for cell in cells)


def test_the_list_back_to_procurement_is_an_excel_file(as_bo, tested):
    answer = as_bo.get(url(tested, "till-upphandling/?fil=xlsx"))

    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Krav"
    assert (rows[1][0], rows[1][3]) == ("4.1", "Det går inte att mäta")


def test_another_kind_of_file_does_not_exist(as_bo, tested):
    assert as_bo.get(url(tested, "till-upphandling/?fil=exe")).status_code == 404


@pytest.fixture
def reworded(access: Access, filled: Agreement) -> Requirement:
    """The first requirement, with a new text from today."""
    first = rows_of(access, filled)[0]
    facts = services.WordingFacts("4.1", "Utföraren ska ha en rutin 1.", evidence="Rutin")
    change = services.Change(clock.today())
    return services.change_requirement(access, first.requirement, facts=facts, change=change)


def test_two_wordings_are_compared_word_by_word(as_bo, reworded):
    page = as_bo.get(f"/krav/{reworded.pk}/jamfor/").content.decode()

    assert "tillräcklig" in page.split("<del>")[2]
    assert "<ins>" in page


def test_a_wording_that_does_not_exist_cannot_be_compared(as_bo, reworded):
    assert as_bo.get(f"/krav/{reworded.pk}/jamfor/?before=9").status_code == 404


def test_two_days_of_an_agreement_are_compared(as_bo, filled, reworded):
    page = as_bo.get(url(filled, "jamfor/?change=changed"))

    assert [row.number for row in page.context["page"]] == ["4.1"]


def test_the_page_of_a_requirement_shows_its_wordings(as_bo, reworded):
    page = as_bo.get(f"/krav/{reworded.pk}/").content.decode()

    assert "Utföraren ska ha tillräcklig rutin 1." in page
    assert "Utföraren ska ha en rutin 1." in page


def test_missing_requirements_are_taken_from_the_other_agreement(as_anna, filled, access, ekby):
    mission = AgreementFactory.create(authority=ekby, title="Egen regi", form="mission")
    rows = rows_of(access, filled)[:2]

    page = as_anna.post(
        url(mission, "kopiera/"),
        {"from": filled.pk, "chosen": [row.requirement_id for row in rows]},
        follow=True,
    )

    assert "2 krav är intagna." in page.content.decode()
    compared = as_anna.get(url(filled, f"samma/?other={mission.pk}&change=same"))
    assert len(compared.context["page"].object_list) == 2


def test_an_agreement_of_another_authority_is_not_offered_for_comparison(
    as_anna, filled, norrby, cooperation
):
    AgreementFactory.create(authority=norrby, title="Norrbys avtal", cooperation=cooperation)

    assert "Norrbys avtal" not in as_anna.get(url(filled, "samma/")).content.decode()


def test_a_pack_is_copied_and_taken_into_an_agreement(as_anna, agreement, access, ekby):
    as_anna.post("/kravpaket/fardiga/hvb/kopiera/", {"authority": ekby.pk, "name": "HVB"})
    rows = Requirement.objects.visible_to(access).exclude(pack=None)
    sent = {"agreement": agreement.pk, "numbering": "continued", "chosen": [r.pk for r in rows]}
    pack = rows[0].pack_id

    first = as_anna.post(f"/kravpaket/{pack}/ta-in/", sent, follow=True).content.decode()
    again = as_anna.post(f"/kravpaket/{pack}/ta-in/", sent, follow=True).content.decode()

    assert f"{len(rows)} krav är intagna." in first
    assert f"0 krav är intagna. {len(rows)} fanns redan i avtalet." in again


def test_a_shipped_pack_that_does_not_exist_is_not_found(as_anna):
    assert as_anna.get("/kravpaket/fardiga/finns-inte/").status_code == 404


def test_the_areas_are_started_with_and_retired(as_anna, ekby, access):
    as_anna.post(f"/kvalitetsomraden/namnd/{ekby.pk}/vanliga/")
    area = QualityArea.objects.visible_to(access)[0]

    as_anna.post(f"/kvalitetsomraden/{area.pk}/bruk/", {"use": "end"})

    area.refresh_from_db(from_queryset=QualityArea.objects.visible_to(access))
    assert area.retired_on == clock.today()


def test_a_retired_area_is_not_offered(as_anna, agreement, ekby):
    QualityAreaFactory.create(authority=ekby, name="Utgånget", retired_on=clock.today())

    assert "Utgånget" not in as_anna.get(url(agreement, "nytt/")).content.decode()


def test_a_promise_is_added_on_the_page_of_the_contract(as_anna, filled, access):
    contract = ContractFactory.create(agreement=filled)
    row = rows_of(access, filled)[0]

    as_anna.post(
        f"/kontrakt/{contract.pk}/loften/nytt/",
        {
            "requirement": row.requirement_id,
            "text": "Mer personal",
            "amount": "0,9",
            "measured_in": "årsarbetare per plats",
        },
    )

    assert (
        "0,90 årsarbetare per plats" in as_anna.get(f"/krav/{row.requirement_id}/").content.decode()
    )


def test_the_requirements_are_put_in_order_by_number(as_anna, filled, access):
    last = rows_of(access, filled)[-1]
    as_anna.post(f"/krav/{last.requirement_id}/flytta/", {"way": "up"})
    as_anna.post(url(filled, "ordning/nummer/"))

    assert rows_of(access, filled)[-1].number == "4.150"


def test_a_long_and_hostile_number_is_shown_as_text(as_anna, agreement, access):
    facts = services.WordingFacts("<b>1</b>", "=cmd|' /C calc'!A0 " + "ord " * 400)
    row = services.add_requirement(access, agreement, facts=facts)

    assert "<b>1</b>" not in as_anna.get(f"/krav/{row.pk}/").content.decode()


def test_an_agreement_without_requirements_says_how_to_begin(as_anna, agreement):
    assert "Inga krav än" in as_anna.get(url(agreement)).content.decode()


MAKE_QUESTIONS = "Gör frågor av krav"


def test_one_who_may_change_both_requirements_and_templates_is_offered_questions(as_anna, filled):
    assert MAKE_QUESTIONS in as_anna.get(url(filled)).content.decode()


def test_one_who_may_not_change_templates_is_not_offered_questions(as_bo, bo, ekby, filled):
    MembershipFactory.create(authority=ekby, user=bo, role=Role.FINANCE_CONTROLLER)

    page = as_bo.get(url(filled)).content.decode()

    assert "Lägg till krav" in page
    assert MAKE_QUESTIONS not in page


def test_the_file_of_two_agreements_has_the_words_of_the_page(as_bo, filled, ekby):
    other = AgreementFactory.create(authority=ekby, title="Uppdrag egen regi", form="mission")
    address = url(filled, f"samma/?other={other.pk}")

    page = as_bo.get(address).content.decode()
    sheet = load_workbook(BytesIO(as_bo.get(f"{address}&fil=xlsx").content)).worksheets[0]

    said = {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert said == {"Saknas i det andra avtalet"}
    assert "Saknas i det andra avtalet: 150" in " ".join(page.split())


def test_two_agreements_are_not_compared_until_the_other_is_chosen(as_bo, filled):
    answer = as_bo.get(url(filled, "samma/?fil=xlsx"))

    assert answer["Content-Type"].startswith("text/html")
    assert "Välj ett avtal att jämföra med" in answer.content.decode()
