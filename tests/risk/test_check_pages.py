"""The pages of the plan checks."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from insyn.plans.models import Plan
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from insyn.risk.models import AcceptedWarning
from insyn.risk.queries.checks import warnings_of
from insyn.risk.services.acceptances import AcceptanceFacts, accept_warnings
from tests.factories import AgreementFactory, ProviderFactory
from tests.risk.plans_under_check import MARCH, activity, plan_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch) -> None:
    monkeypatch.setattr("insyn.platform.clock.today", lambda: date(2026, 1, 10))


@pytest.fixture
def plan(ekby) -> Plan:
    AgreementFactory.create(
        authority=ekby, title="Stödboende", starts_on=date(2024, 1, 1), ends_on=date(2026, 2, 1)
    )
    return plan_for(ekby, proposed_on=date(2026, 1, 2))


def address(name: str, pk: int, query: str = "") -> str:
    return reverse(f"risk:{name}", args=[pk]) + query


def page(client: Client, plan: Plan, query: str = "") -> str:
    return client.get(address("checks", plan.pk, query)).content.decode()


NEVER = "har ingen uppföljning i Insyn"


def test_the_page_says_what_where_and_what_to_do(as_anna, plan) -> None:
    shown = page(as_anna, plan)

    assert NEVER in shown
    assert reverse("plans:activity_add", args=[plan.pk]) in shown
    assert "Lägg till en aktivitet för avtalet." in shown


def test_every_check_leads_to_pages_that_are_there(as_anna, anna, plan, ekby) -> None:
    agreement = AgreementFactory.create(
        authority=ekby, starts_on=date(2024, 1, 1), ends_on=date(2026, 2, 1)
    )
    activity(plan, MARCH, agreement=agreement, providers=(ProviderFactory.create(),))
    plan.dated_on, plan.capacity_hours = date(2027, 1, 1), 1
    plan.save()
    shown = page(as_anna, plan)
    table = shown[shown.index("<tbody>") :]
    found = {part.split('"')[0] for part in table.split('href="')[1:]}
    links = {link for link in found if link.startswith("/") and "/static/" not in link}

    assert len(links) > 4
    assert {as_anna.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_who_proposes_the_plan_sees_what_is_open_first(as_anna, anna, plan) -> None:
    Plan.objects.visible_to(access_of(anna)).update(state=PlanState.DRAFT, proposed_on=None)
    propose = reverse("plans:propose", args=[plan.pk])
    before = as_anna.get(propose).content.decode()
    for warning in warnings_of(access_of(anna), plan):
        accept_warnings(access_of(anna), plan, facts=AcceptanceFacts([warning.name], "Vi vet."))
    after = as_anna.get(propose).content.decode()

    assert NEVER in before
    assert address("checks", plan.pk) in before
    assert NEVER not in after
    assert "Kontrollerna hittar inget som väntar på er." in after


def test_the_filter_keeps_what_is_asked_for(as_anna, plan) -> None:
    assert NEVER in page(as_anna, plan, "?code=never_covered")
    assert NEVER in page(as_anna, plan, "?severity=note")
    assert NEVER not in page(as_anna, plan, "?severity=warning")
    assert NEVER not in page(as_anna, plan, "?standing=accepted")


def test_a_filter_that_is_no_filter_keeps_everything(as_anna, plan) -> None:
    assert NEVER in page(as_anna, plan, "?code=%00&severity=x&page=99")


def test_the_warnings_come_as_a_file(as_anna, plan) -> None:
    answer = as_anna.get(address("checks", plan.pk, "?fil=csv"))

    assert NEVER in b"".join(answer).decode("utf-8-sig")


def test_ticked_warnings_are_accepted_with_one_reason(as_anna, plan) -> None:
    names = [
        part.split('"')[0] for part in page(as_anna, plan).split('value="') if ":agreement-" in part
    ]
    query = "?" + "&".join(f"varning={name}" for name in dict.fromkeys(names))
    asked = as_anna.get(address("check_accept", plan.pk, query)).content.decode()
    answer = as_anna.post(
        address("check_accept", plan.pk, query),
        {"reason": "Avtalet ersätts i februari", "shows_in_memo": "on"},
        follow=True,
    ).content.decode()

    assert "Acceptera 2 varningar" in asked
    assert AcceptedWarning.objects.unscoped(reason="test").count() == 2
    assert "Avtalet ersätts i februari" in answer
    assert "Visas i tjänsteskrivelsen." in answer


def accepted(plan: Plan) -> AcceptedWarning:
    (agreement,) = AgreementFactory._meta.model.objects.unscoped(reason="test")
    return AcceptedWarning.objects.create(
        plan=plan,
        code="never_covered",
        key=f"agreement-{agreement.pk}",
        reason="Avvecklas",
        accepted_at="2026-01-05T10:00:00Z",
    )


def test_without_a_reason_the_form_says_so(as_anna, plan) -> None:
    row = accepted(plan)
    query = f"?varning={row.code}:{row.key}"
    answer = as_anna.post(address("check_accept", plan.pk, query), {"reason": " "})

    assert "Skäl" in answer.content.decode()
    assert AcceptedWarning.objects.unscoped(reason="test").get().reason == "Avvecklas"


def test_the_reason_of_one_warning_is_there_to_be_changed(as_anna, plan) -> None:
    row = accepted(plan)
    asked = as_anna.get(address("check_accept", plan.pk, f"?varning={row.code}:{row.key}"))

    assert "Avvecklas</textarea>" in asked.content.decode()


@pytest.mark.parametrize(
    "query", ["", "?varning=", "?varning=x:y", "?varning=after_end:activity-1"]
)
def test_with_nothing_ticked_the_page_asks_for_a_warning(as_anna, plan, query) -> None:
    answer = as_anna.get(address("check_accept", plan.pk, query), follow=True)

    assert "Markera minst en varning" in answer.content.decode()


def test_a_warning_of_the_memos_date_is_accepted_from_the_address(as_anna, plan) -> None:
    plan.dated_on = date(2026, 2, 28)
    plan.save()
    query = "?varning=dates:dated-on&skrivelse=2025-02-28&skrivelse=2025-02-31&skrivelse=x"
    asked = as_anna.get(address("check_accept", plan.pk, query)).content.decode()

    shown = page(as_anna, plan, "?skrivelse=2025-02-28")

    assert "28 februari 2025" in asked
    assert "28 februari 2025" in shown
    assert "varning=dates%3Adated-on&amp;skrivelse=2025-02-28" in shown


def test_the_memos_date_goes_along_when_the_list_is_filtered(as_anna, plan) -> None:
    plan.dated_on = date(2026, 2, 28)
    plan.save()
    memo = "skrivelse=2025-02-28"

    shown = page(as_anna, plan, f"?{memo}&severity=error&standing=open&code=dates")

    assert '<input type="hidden" name="skrivelse" value="2025-02-28">' in shown
    assert f'href="?{memo}"' in shown
    assert f'href="?{memo}&amp;severity=warning&amp;standing=open"' in shown
    assert f"{memo}&amp;severity=error&amp;standing=open&amp;code=dates&amp;fil=xlsx" in shown
    assert "28 februari 2025" in shown


def test_without_a_memos_date_the_page_says_where_it_is_checked(as_anna, plan) -> None:
    shown = page(as_anna, plan)

    assert "när du kommer hit från nämndärendet" in shown
    assert reverse("board:of_plan", args=[plan.pk]) in shown


@pytest.mark.parametrize("date_told", ["2025-02-28", "x"])
def test_the_way_back_keeps_the_memos_date_that_is_one(as_anna, plan, date_told) -> None:
    row = accepted(plan)
    kept = "?skrivelse=2025-02-28" if date_told != "x" else ""

    gone = as_anna.post(address("check_take_back", row.pk), {"skrivelse": date_told})
    nothing = as_anna.get(address("check_accept", plan.pk, f"?skrivelse={date_told}"))

    assert gone["Location"] == nothing["Location"] == address("checks", plan.pk) + kept


def test_what_is_accepted_is_taken_back_by_a_button(as_anna, plan) -> None:
    row = accepted(plan)
    assert "Ta tillbaka" in page(as_anna, plan)
    as_anna.post(address("check_take_back", row.pk))

    assert not AcceptedWarning.objects.unscoped(reason="test").exists()


def test_what_no_longer_is_found_is_listed_apart(as_anna, anna, plan) -> None:
    row = accepted(plan)
    row.key = "agreement-0"
    row.save()

    assert "Accepterat som inte hittas längre" in page(as_anna, plan)


def test_a_reader_sees_the_warnings_and_no_buttons(as_bo, plan) -> None:
    accepted(plan)
    shown = page(as_bo, plan)

    assert "Avvecklas" in shown
    assert "Ta tillbaka" not in shown
    assert address("check_accept", plan.pk) not in shown
    assert reverse("plans:activity_add", args=[plan.pk]) not in shown


def test_another_municipality_finds_no_plan_and_takes_nothing_back(as_cilla, plan) -> None:
    row = accepted(plan)

    assert as_cilla.get(address("checks", plan.pk)).status_code == 404
    assert as_cilla.post(address("check_take_back", row.pk)).status_code == 404


def test_a_reader_accepts_nothing(as_bo, plan) -> None:
    row = accepted(plan)

    assert as_bo.get(address("check_accept", plan.pk)).status_code == 403
    assert as_bo.post(address("check_take_back", row.pk)).status_code == 403


def test_a_plan_in_order_says_so(as_anna, ekby) -> None:
    assert "Inga varningar" in page(as_anna, plan_for(ekby))


def test_the_page_speaks_english(as_anna, anna, plan) -> None:
    session = as_anna.session
    session["insyn_language"] = "en"
    session.save()

    assert "1 February 2026" in page(as_anna, plan)


def test_the_page_stays_within_its_queries(as_anna, plan, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(36):
        as_anna.get(address("checks", plan.pk))
