"""The bundles that checks come in, and what they make due."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.monitoring.models import BundledCheck
from insyn.monitoring.queries.due import Wanted, due_lines
from insyn.monitoring.queries.duties import duty_sources, kinds_due
from insyn.monitoring.rules import SHIPPED, BundleFacts, BundleStage, CheckKind, CheckResult
from insyn.monitoring.rules.due import DueReason, Latest, due_checks
from insyn.monitoring.services import CheckFacts, note_check, save_bundle
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from tests.factories import ContractFactory, MembershipFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))
YEARLY = {BundleStage.YEARLY: {CheckKind.F_TAX: 3, CheckKind.STATUS: 1}}


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(DAY):
        yield


@pytest.fixture
def contract(ekby):
    return ContractFactory.create(
        agreement__authority=ekby,
        provider__name="Åkerö Stödboende AB",
        starts_on=datetime.date(2024, 1, 1),
    )


@pytest.fixture
def yearly(anna, ekby):
    facts = BundleFacts(BundleStage.YEARLY, YEARLY[BundleStage.YEARLY])
    return save_bundle(access_of(anna), ekby, facts=facts, version=0)


def note(anna, contract, result=CheckResult.OK, kind=CheckKind.F_TAX, **given):
    facts = CheckFacts(kind, "", result, "" if result == CheckResult.OK else "Något", **given)
    return note_check(access_of(anna), authority=contract.agreement.authority,
                      provider=contract.provider, facts=facts)  # fmt: skip


def lines(user, until=DAY, **given):
    return due_lines(access_of(user), Wanted(until, **given), today=DAY)


@given(DAYS, DAYS, st.sampled_from(CheckResult), st.integers(1, 36))
def test_unknown_is_asked_again_within_two_weeks(checked, today, result, months) -> None:
    latest = {CheckKind.F_TAX: Latest(checked, result)}
    (due,) = due_checks(
        {BundleStage.YEARLY: {CheckKind.F_TAX: months}}, latest,
        starts=[datetime.date(2019, 1, 1)], since=datetime.date(2019, 1, 1), today=today,
    )  # fmt: skip

    if result == CheckResult.UNKNOWN:
        assert due.due_on == checked + datetime.timedelta(days=14)
        assert due.reason == DueReason.UNKNOWN
    else:
        assert due.due_on > checked + datetime.timedelta(days=27)


def test_nothing_is_late_from_before_the_bundle_was_used() -> None:
    old = {CheckKind.F_TAX: Latest(datetime.date(2020, 1, 1), CheckResult.OK)}
    found = due_checks(YEARLY, old, starts=[datetime.date(2019, 1, 1)], since=DAY, today=DAY)

    assert {due.due_on for due in found} == {DAY}
    assert {due.reason for due in found} == {DueReason.NEVER, DueReason.AGED}


def test_before_a_contract_begins_everything_is_due_by_its_first_day() -> None:
    begins = DAY + datetime.timedelta(days=20)
    before = {BundleStage.BEFORE: {CheckKind.PERMIT: None, CheckKind.F_TAX: None}}
    latest = {CheckKind.F_TAX: Latest(DAY, CheckResult.OK)}

    found = due_checks(before, latest, starts=[begins], since=DAY, today=DAY)

    assert [(due.kind, due.due_on) for due in found] == [(CheckKind.PERMIT, begins)]


def test_a_stage_of_events_is_never_due() -> None:
    events = {BundleStage.EVENT: {CheckKind.OWNER: None}}

    assert not due_checks(events, {}, starts=[DAY], since=DAY, today=DAY)


def test_what_is_shipped_can_be_saved_as_it_is(anna, ekby) -> None:
    for stage, kinds in SHIPPED.items():
        save_bundle(access_of(anna), ekby, facts=BundleFacts(stage, kinds), version=0)

    kept = BundledCheck.objects.visible_to(access_of(anna))
    assert kept.count() == sum(map(len, SHIPPED.values()))


@pytest.mark.parametrize("months", [None, 0, 37])
def test_a_bundle_that_goes_on_says_how_often(anna, ekby, months) -> None:
    facts = BundleFacts(BundleStage.YEARLY, {CheckKind.F_TAX: months})

    with pytest.raises(RuleViolation, match="F-skatt: skriv hur många månader"):
        save_bundle(access_of(anna), ekby, facts=facts, version=0)


def test_others_may_not_choose_and_the_first_to_save_wins(anna, bo, cilla, ekby, yearly) -> None:
    facts = BundleFacts(BundleStage.YEARLY, {})
    for person in (bo, cilla):
        with pytest.raises(NotAllowed):
            save_bundle(access_of(person), ekby, facts=facts, version=1)
    save_bundle(access_of(anna), ekby, facts=facts, version=1)

    with pytest.raises(Outdated):
        save_bundle(access_of(anna), ekby, facts=facts, version=1)


def test_without_a_bundle_nothing_is_due(anna, contract) -> None:
    assert lines(anna) == []


def test_the_list_says_of_whom_what_when_and_why(anna, contract, yearly) -> None:
    note(anna, contract)

    (line,) = lines(anna)

    assert line.name == "Åkerö Stödboende AB"
    assert [(due.kind, due.reason) for due in line.checks] == [(CheckKind.STATUS, DueReason.NEVER)]
    assert len(lines(anna, until=DAY + datetime.timedelta(days=100))[0].checks) == 2


def test_the_list_is_narrowed(anna, ekby, contract, yearly) -> None:
    ContractFactory.create(agreement__authority=ekby, provider__name="Zebra AB",
                           starts_on=datetime.date(2024, 1, 1))  # fmt: skip

    assert [line.name for line in lines(anna, q="zeb")] == ["Zebra AB"]
    assert {due.kind for line in lines(anna, kind=CheckKind.F_TAX) for due in line.checks} == {
        CheckKind.F_TAX
    }
    assert lines(anna, authority_id=0) == []


def test_others_see_nothing_due(bo, cilla, dag, contract, yearly) -> None:
    for person in (bo, cilla, dag):
        assert lines(person) == []


@pytest.mark.parametrize("result", CheckResult)
@pytest.mark.parametrize("age", [0, 10, 13, 14, 15, 80, 91, 92, 93, 400])
@pytest.mark.parametrize("holds", [None, 0, 5])
def test_the_duty_and_the_list_agree(anna, contract, yearly, result, age, holds) -> None:
    """The list is a rule in Python, the duty a question to the database."""
    on = DAY - datetime.timedelta(days=age)
    until = None if holds is None else on + datetime.timedelta(days=holds)
    note(anna, contract, result, checked_on=on, valid_until=until)

    listed = {due.kind.value for line in lines(anna) for due in line.checks}
    asked = set(kinds_due(access_of(anna), DAY).values_list("kind", flat=True))

    assert asked == listed


@pytest.mark.parametrize("form", OperatingForm)
def test_only_what_says_something_is_asked_of_a_public_body(anna, ekby, contract, form) -> None:
    kinds = {CheckKind.F_TAX: 3, CheckKind.DECISIONS: 12}
    save_bundle(access_of(anna), ekby, facts=BundleFacts(BundleStage.YEARLY, kinds), version=0)
    contract.provider.operating_form = form
    contract.provider.save()

    listed = {due.kind for line in lines(anna) for due in line.checks}

    public = {"in_house", "other_municipality", "region", "state"}
    assert listed == ({CheckKind.DECISIONS} if form in public else set(kinds))
    asked = set(kinds_due(access_of(anna), DAY).values_list("kind", flat=True))
    assert asked == {kind.value for kind in listed}


def test_a_contract_that_has_ended_asks_for_no_more_checks(anna, contract, yearly) -> None:
    contract.ends_on = DAY
    contract.save()
    assert lines(anna)

    contract.ends_on = DAY - datetime.timedelta(days=1)
    contract.save()

    assert lines(anna) == []
    assert not kinds_due(access_of(anna), DAY).exists()


def test_the_page_of_a_municipality_says_why_nothing_is_asked(as_anna, contract) -> None:
    contract.provider.operating_form = OperatingForm.IN_HOUSE
    contract.provider.save()

    page = as_anna.get(reverse("monitoring:of_provider", args=[contract.provider_id]))

    assert "Inga kontroller begärs" in page.content.decode()


def test_a_kind_of_a_bundle_is_not_said_twice(ekby, contract, anna, yearly) -> None:
    user = MembershipFactory.create(authority=ekby, role=Role.FINANCE_CONTROLLER).user
    old = DAY - datetime.timedelta(days=500)
    note(anna, contract, checked_on=old)
    note(anna, contract, kind=CheckKind.CREDIT, checked_on=old)

    sources = duty_sources(access_of(user), DAY)

    assert list(sources["monitoring.to_redo"].rows.values_list("kind", flat=True)) == ["credit"]
    made = sources["monitoring.to_make"]
    assert {row.kind for row in made.rows} == {"f_tax", "status"}
    assert all(made.duty(row, DAY).url for row in made.rows)


def test_the_pages_lead_from_the_list_to_a_form_with_those_kinds_first(
    as_anna, contract, yearly
) -> None:
    page = as_anna.get(reverse("monitoring:due")).content.decode()
    address = reverse("monitoring:note", args=[contract.provider_id])
    form = as_anna.get(address).content.decode()

    assert address in page
    assert "Inte kontrollerad än" in page
    first, _details, rest = form.partition("Fler slag av kontroller")
    assert "Konkurs, likvidation och avregistrering</legend>" in first
    assert "Kreditupplysning</legend>" in rest
    as_file = as_anna.get(reverse("monitoring:due"), {"fil": "csv"})
    assert "Konkurs, likvidation" in b"".join(as_file).decode("utf-8-sig")


def test_a_bundle_is_chosen_on_its_page(as_anna, ekby, contract) -> None:
    address = reverse("monitoring:bundle_edit", args=[ekby.pk, "yearly"])
    assert "Ett förslag" in as_anna.get(address).content.decode()

    wrong = as_anna.post(address, {"version": 0, "has_f_tax": "on"}).content.decode()
    assert "F-skatt: skriv hur många månader" in wrong
    done = as_anna.post(
        address, {"version": 0, "has_f_tax": "on", "months_f_tax": "3"}, follow=True
    ).content.decode()

    assert "Kontrollpaketet är sparat" in done
    assert "var 3:e månad" in done


def test_a_stage_that_does_not_exist_is_not_found(as_anna, ekby) -> None:
    address = reverse("monitoring:bundle_edit", args=[ekby.pk, "aldrig"])

    assert as_anna.get(address).status_code == 404


def test_the_list_asks_few_questions(
    as_anna, anna, ekby, yearly, django_assert_max_num_queries
) -> None:
    ContractFactory.create_batch(30, agreement__authority=ekby, starts_on=DAY)

    with django_assert_max_num_queries(20):
        as_anna.get(reverse("monitoring:due"))
