import datetime

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access
from insyn.plans import services
from insyn.plans.models import Plan, PlanChange, PlanForm, PlanSection
from insyn.plans.rules import ChangeKind, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    AuthorityFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)
QUERIES = 16
"""Of a page of a plan: who asks, the plan and what stands in it."""


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


@pytest.fixture
def plan(ekby: Authority) -> Plan:
    """Return a draft for 2026 with one form and one activity."""
    row = PlanFactory.create(authority=ekby, title="Plan 2026")
    form = PlanFormFactory.create(plan=row, name="Besök")
    PlannedActivityFactory.create(plan=row, form=form, responsible_authority=ekby)
    return row


@pytest.fixture
def adopted(access: Access, plan: Plan) -> Plan:
    row = services.propose_plan(access, plan, proposed_on=TODAY)
    return services.adopt_plan(access, row, facts=services.DecisionFacts(decided_on=TODAY))


def at(name: str, row: object) -> str:
    return reverse(f"plans:{name}", args=[row.pk])  # type: ignore[attr-defined]


def text(client: Client, name: str, row: object) -> str:
    return client.get(at(name, row)).content.decode()


def read(access: Access, plan: Plan) -> Plan:
    return Plan.objects.visible_to(access).get(pk=plan.pk)


NEW = {
    "title": "Plan 2027",
    "starts_on": "2027-01-01",
    "ends_on": "2027-12-31",
    "beginning": "rolling",
}


def test_a_plan_is_made_through_the_form(as_anna, access, ekby) -> None:
    answer = as_anna.post(reverse("plans:create"), {**NEW, "authority": ekby.pk})

    row = Plan.objects.visible_to(access).get()
    assert answer.url == at("detail", row)
    assert PlanForm.objects.visible_to(access).filter(plan=row).count() == 5


def test_a_period_turned_round_is_told_in_the_form(as_anna, ekby) -> None:
    page = as_anna.post(
        reverse("plans:create"), {**NEW, "authority": ekby.pk, "ends_on": "2026-01-01"}
    )

    assert "Planen slutar innan den börjar" in page.content.decode()


def test_a_second_plan_for_the_year_is_told_in_the_form(as_anna, ekby, plan) -> None:
    told = {**NEW, "authority": ekby.pk, "starts_on": "2026-01-01", "ends_on": "2026-12-31"}

    page = as_anna.post(reverse("plans:create"), told)

    assert "har redan en plan för 2026: ”Plan 2026”" in page.content.decode()


def test_to_copy_a_plan_one_must_be_chosen(as_anna, ekby, plan) -> None:
    page = as_anna.post(reverse("plans:create"), {**NEW, "authority": ekby.pk, "beginning": "copy"})

    assert "Välj vilken plan som texterna och formerna tas från." in page.content.decode()


def test_a_plan_may_begin_with_an_earlier_one(as_anna, access, ekby, plan) -> None:
    told = {**NEW, "authority": ekby.pk, "beginning": "copy", "source": plan.pk}

    as_anna.post(reverse("plans:create"), told)

    new = Plan.objects.visible_to(access).get(title="Plan 2027")
    assert PlanForm.objects.visible_to(access).get(plan=new).name == "Besök"


def test_the_form_offers_no_plan_of_somebody_else(as_anna, norrby, plan) -> None:
    PlanFactory.create(authority=norrby, title="Norrbys plan")

    page = as_anna.get(reverse("plans:create")).content.decode()

    assert "Norrby" not in page


def test_the_head_is_changed_through_the_form(as_anna, access, plan) -> None:
    told = {
        "title": "Ny rubrik",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "capacity_hours": "1 200",
        "version": plan.version,
    }

    answer = as_anna.post(at("edit", plan), told)

    assert answer.url == at("detail", plan)
    assert read(access, plan).capacity_hours == 1200


def test_an_old_page_does_not_overwrite(as_anna, plan) -> None:
    told = {"title": "A", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "version": "0"}

    page = as_anna.post(at("edit", plan), told).content.decode()

    assert "Någon annan har ändrat det här" in page


def test_the_form_of_an_adopted_plan_asks_for_a_reason_and_no_years(as_anna, adopted) -> None:
    page = text(as_anna, "edit", adopted)

    assert "Skäl till ändringen" in page
    assert "starts_on" not in page


def test_the_form_of_an_adopted_plan_is_saved_with_the_reason(as_anna, access, adopted) -> None:
    told = {
        "title": "Plan 2026",
        "case_number": "SN 2026/1",
        "version": adopted.version,
        "reason": "Numret saknades",
    }

    as_anna.post(at("edit", adopted), told)

    assert PlanChange.objects.visible_to(access).get().reason == "Numret saknades"


def test_a_draft_is_removed_after_a_question(as_anna, access, plan) -> None:
    assert "Ta bort Plan 2026" in text(as_anna, "remove", plan)

    answer = as_anna.post(at("remove", plan))

    assert answer.url == reverse("plans:list")
    assert not Plan.objects.visible_to(access).exists()


def test_the_whole_life_is_led_through_the_pages(as_anna, access, plan) -> None:
    as_anna.post(at("propose", plan), {"proposed_on": "2026-03-01", "version": plan.version})
    row = read(access, plan)
    assert row.plan_state is PlanState.PROPOSED

    as_anna.post(at("withdraw", plan), {"version": row.version})
    row = read(access, plan)
    assert row.plan_state is PlanState.DRAFT

    as_anna.post(at("propose", plan), {"proposed_on": "2026-03-01", "version": row.version})
    row = read(access, plan)
    told = {"decided_on": "2026-03-02", "reason": "Mer tid", "version": row.version}
    as_anna.post(at("send_back", plan), told)
    assert "Mer tid" in text(as_anna, "detail", plan)

    row = read(access, plan)
    as_anna.post(at("propose", plan), {"proposed_on": "2026-03-01", "version": row.version})
    row = read(access, plan)
    told = {"decided_on": "2026-03-02", "decision": "§ 9", "version": row.version}
    as_anna.post(at("adopt", plan), told)

    assert read(access, plan).plan_state is PlanState.ADOPTED
    assert "§ 9" in text(as_anna, "detail", plan)


def test_a_plan_taken_back_by_somebody_else_first_is_told(as_anna, access, plan) -> None:
    services.propose_plan(access, plan, proposed_on=TODAY)

    page = as_anna.post(at("withdraw", plan), {"version": "1"}, follow=True).content.decode()

    assert "Någon annan har ändrat det här" in page


def test_texts_are_added_moved_changed_and_removed(as_anna, access, plan) -> None:
    for heading in ("Bakgrund", "Syfte"):
        as_anna.post(at("section_add", plan), {"heading": heading, "text": "Ord"})
    rows = list(PlanSection.objects.visible_to(access))
    as_anna.post(at("section_move", rows[1]), {"way": "up"})
    as_anna.post(at("section_edit", rows[0]), {"heading": "Ursprung", "text": "", "version": 1})

    assert [row.heading for row in PlanSection.objects.visible_to(access)] == [
        "Syfte",
        "Ursprung",
    ]
    as_anna.post(at("section_remove", rows[1]))
    assert PlanSection.objects.visible_to(access).get().heading == "Ursprung"


def test_forms_and_stages_are_added_moved_changed_and_removed(as_anna, access, plan) -> None:
    as_anna.post(at("form_add", plan), {"name": "Löpande", "kind": "continuous"})
    form = PlanForm.objects.visible_to(access).get(name="Löpande")
    as_anna.post(at("form_move", form), {"way": "up"})
    told = {"name": "Löpande", "kind": "continuous", "purpose": "Se", "version": 1}
    as_anna.post(at("form_edit", form), told)
    for name in ("Först", "Sedan"):
        as_anna.post(at("stage_add", form), {"name": name, "kind": "other"})
    first, second = form.stages.model.objects.visible_to(access)
    as_anna.post(at("stage_move", second), {"way": "up"})
    as_anna.post(at("stage_edit", first), {"name": "Beslut", "kind": "decision", "version": 1})

    page = text(as_anna, "forms", plan)
    assert page.index("Löpande</h2>") < page.index("Besök</h2>")
    assert page.index("Sedan") < page.index("Beslut")
    as_anna.post(at("stage_remove", first))
    as_anna.post(at("form_remove", form))
    assert not PlanForm.objects.visible_to(access).filter(name="Löpande").exists()


def test_a_form_in_use_stays_and_says_why(as_anna, access, plan) -> None:
    form = PlanForm.objects.visible_to(access).get()

    page = as_anna.post(at("form_remove", form)).content.decode()

    assert "”Besök” har 1 aktivitet" in page


def test_a_reader_sees_a_proposed_plan_without_buttons(as_bo, access, plan) -> None:
    services.propose_plan(access, plan, proposed_on=TODAY)
    page = text(as_bo, "detail", plan) + text(as_bo, "texts", plan) + text(as_bo, "forms", plan)

    links = [at(name, plan) for name in ("edit", "adopt", "section_add", "form_add", "remove")]
    assert not [link for link in links if link in page]


def test_a_reader_of_a_draft_finds_nothing(as_bo, plan) -> None:
    assert as_bo.get(at("detail", plan)).status_code == 404


def test_a_board_in_the_plan_reads_it_and_does_not_change_it(as_cilla, cilla, ekby) -> None:
    other = AuthorityFactory.create(municipality=ekby.municipality, name="Äldrenämnden")
    cilla.memberships.update(authority=other)
    plan = PlanFactory.create(authority=ekby, parties=[other])

    assert as_cilla.get(at("detail", plan)).status_code == 200
    assert as_cilla.get(at("edit", plan)).status_code == 403


def test_too_many_changes_call_for_a_new_decision(as_anna, access, adopted) -> None:
    Plan.objects.visible_to(access).update(new_decision_after=1)
    for number in range(2):
        change = services.Change(ChangeKind.CHANGED, f"Besök {number}")
        services.note_change(access, adopted, change, "Utföraren har flyttat")

    said = "2 ändringar av aktiviteter har gjorts sedan planen antogs. Förvaltningen får göra 1."
    assert said in text(as_anna, "detail", adopted)
    assert said in text(as_anna, "changes", adopted)


def test_changed_texts_do_not_call_for_a_new_decision(as_anna, access, adopted) -> None:
    Plan.objects.visible_to(access).update(new_decision_after=0)
    change = services.Change(ChangeKind.TEXT, "Syfte")
    services.note_change(access, adopted, change, "Fel ord")

    assert "behöver besluta igen" not in text(as_anna, "changes", adopted)


def test_the_changes_are_a_file_too(as_anna, access, adopted) -> None:
    change = services.Change(ChangeKind.CANCELLED, "Besök i maj")
    services.note_change(access, adopted, change, "Utföraren har slutat")

    answer = as_anna.get(at("changes", adopted), {"fil": "csv"})

    assert "Besök i maj" in answer.content.decode("utf-8-sig")


def test_the_next_plan_is_made_and_its_news_are_shown(as_anna, access, adopted) -> None:
    assert 'value="2027-01-01"' in text(as_anna, "next_year", adopted)

    told = {"title": "Plan 2027", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    answer = as_anna.post(at("next_year", adopted), told)
    new = Plan.objects.visible_to(access).get(title="Plan 2027")

    assert answer.url == at("news", new)
    assert "Överförd" in text(as_anna, "news", new)


def test_an_edition_for_the_same_time_is_offered_the_same_days(as_anna, adopted) -> None:
    page = as_anna.get(at("next_year", adopted), {"tid": "samma"}).content.decode()

    assert 'value="2026-01-01"' in page


def test_a_plan_that_continues_none_has_no_news(as_anna, plan) -> None:
    assert as_anna.get(at("news", plan)).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Plan 2026", "Gammal plan"}),
        ({"year": "2025"}, {"Gammal plan"}),
        ({"state": "draft"}, {"Plan 2026"}),
        ({"q": "gammal"}, {"Gammal plan"}),
        ({"year": "abc"}, {"Plan 2026", "Gammal plan"}),
    ],
)
def test_the_list_keeps_what_the_filter_says(as_anna, ekby, plan, query, found) -> None:
    PlanFactory.create(
        authority=ekby,
        title="Gammal plan",
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2025, 12, 31),
        state=PlanState.ADOPTED,
        decided_on=datetime.date(2025, 1, 10),
    )

    page = as_anna.get(reverse("plans:list"), query)

    assert {row.title for row, _boards in page.context["rows"]} == found


def test_the_list_keeps_the_plans_of_one_board(as_anna, ekby, plan) -> None:
    other = AuthorityFactory.create(municipality=ekby.municipality, name="Äldrenämnden")
    PlanFactory.create(authority=ekby, title="Gemensam", parties=[other])

    page = as_anna.get(reverse("plans:list"), {"board": other.pk})

    assert [row.title for row, _boards in page.context["rows"]] == ["Gemensam"]


def test_the_list_of_plans_is_a_file_too(as_anna, plan) -> None:
    answer = as_anna.get(reverse("plans:list"), {"fil": "xlsx"})

    assert answer.headers["Content-Type"].endswith("sheet")


def test_nobody_elsewhere_finds_the_plan_in_the_list(as_cilla, plan) -> None:
    assert "Plan 2026" not in as_cilla.get(reverse("plans:list")).content.decode()


@pytest.mark.parametrize("name", ["detail", "texts", "forms", "changes"])
def test_a_page_of_a_plan_stays_within_its_queries(
    as_anna, plan, name, django_assert_max_num_queries
) -> None:
    for number in range(20):
        PlanSection.objects.create(plan=plan, heading=f"Avsnitt {number}")
        PlanFormFactory.create(plan=plan)

    with django_assert_max_num_queries(QUERIES):
        as_anna.get(at(name, plan))


def test_the_list_stays_within_its_queries(
    as_anna, ekby, plan, django_assert_max_num_queries
) -> None:
    for number in range(20):
        PlanFactory.create(authority=ekby, title=f"Plan {number}")

    with django_assert_max_num_queries(QUERIES):
        as_anna.get(reverse("plans:list"))
