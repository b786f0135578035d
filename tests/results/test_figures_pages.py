"""The pages of statistics: every figure leads to as many rows as it says."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from insyn.followups.rules import Outcome, State
from insyn.kernel.access import Secrecy
from insyn.measures.rules import PlanState
from insyn.monitoring.rules import CheckResult
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.results.forms.scope import ScopeForm
from insyn.results.http import said_figure
from insyn.results.queries.rows import rows_behind
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.scope import whole_year
from insyn.results.rules.tables import Cell, Measure
from insyn.results.rules.words import TableKey
from tests.factories import ContractFactory, FollowupFactory, ServiceAreaFactory, UnitFactory
from tests.results.factories import (
    ActionPlanFactory,
    FactCheckFactory,
    FindingFactory,
    RegisterCheckFactory,
    SanctionFactory,
    SanctionRowFactory,
    SignalFactory,
)

pytestmark = pytest.mark.django_db
YEAR = 2025
DAY = datetime.date(2025, 3, 2)
MOST_QUERIES = 13


@pytest.fixture
def year(ekby):
    """A year in Ekby with something in every table."""
    area = ServiceAreaFactory.create(name="Stödboende i prov")
    for n, form in enumerate([OperatingForm.PRIVATE, OperatingForm.IN_HOUSE]):
        contract = ContractFactory.create(
            agreement__authority=ekby,
            provider__operating_form=form,
            starts_on=datetime.date(2024, 1, 1),
        )
        contract.units.add(UnitFactory.create(provider=contract.provider, service_area=area))
        followup = FollowupFactory.create(
            authority=ekby,
            contract=contract,
            state=State.MEASURES,
            outcome=Outcome.DOES_NOT_COMPLY,
            carried_out_on=DAY,
            reported_on=DAY + datetime.timedelta(days=10 + n),
        )
        FactCheckFactory.create(followup=followup, sent_on=DAY + datetime.timedelta(days=3))
        FindingFactory.create(followup=followup, due_on=DAY)
        FindingFactory.create(followup=followup, area="Lokaler", kind="good_practice")
        ActionPlanFactory.create(
            followup=followup,
            requested_on=DAY,
            approved_on=DAY if n else None,
            state=PlanState.APPROVED if n else PlanState.REQUESTED,
        )
        RegisterCheckFactory.create(
            authority=ekby, provider=contract.provider, checked_on=DAY, result=CheckResult.OK
        )
        SignalFactory.create(
            authority=ekby,
            provider=contract.provider,
            noted_at=timezone.make_aware(datetime.datetime.combine(DAY, datetime.time(12))),
        )
        sanction = SanctionFactory.create(
            authority=ekby, contract=contract, proposed_on=DAY, decided_on=DAY, contested_on=DAY
        )
        SanctionRowFactory.create(sanction=sanction, decided=1000)
    ContractFactory.create(agreement__authority=ekby, starts_on=datetime.date(2024, 1, 1))
    return whole_year(frozenset({ekby.pk}), YEAR)


def test_every_table_has_its_words(year, anna):
    for table in year_tables(access_of(anna), year):
        assert table.title
        assert table.note
        assert table.row_label
        assert all(len(line.cells) == len(table.columns) for line in table.lines)
        keys = [line.key for line in table.lines]
        assert len(keys) == len(set(keys))


def test_the_tables_come_in_their_order_and_all_of_them(year, anna):
    keys = [table.key for table in year_tables(access_of(anna), year)]
    assert keys == [key for key in TableKey.codes() if key in keys]
    assert set(TableKey.codes()) == set(keys)


def test_every_figure_leads_to_as_many_rows(year, as_anna, anna):
    access = access_of(anna)
    looked_at = 0
    for table in year_tables(access, year):
        for address, cell in table.cells():
            line, column = address.rsplit(":", 1)
            url = reverse("results:rows", args=[table.key, line, int(column)])
            page = as_anna.get(url, {"year": YEAR})
            assert page.status_code == 200
            assert len(page.context["rows"]) == len(cell.rows), url
            if cell.measure == Measure.COUNT and cell.value:
                assert len(cell.rows) == cell.value
                looked_at += 1
    assert looked_at > 60


def test_a_table_and_the_overview_are_shown(year, as_anna):
    overview = as_anna.get(reverse("results:start"), {"year": YEAR}).content.decode()
    assert "Så mycket är uppföljt" in overview
    assert "66,7" in overview
    for key in TableKey.codes():
        page = as_anna.get(reverse("results:table", args=[key]), {"year": YEAR})
        assert page.status_code == 200
        assert "Så räknas det" in page.content.decode()
    assert as_anna.get(reverse("results:table", args=["findings_by_area"]), {"year": YEAR}).context[
        "chart"
    ]


@pytest.mark.parametrize(
    ("today", "is_said"),
    [((2025, 1, 1), True), ((2025, 12, 30), True), ((2025, 12, 31), False), ((2026, 1, 1), False)],
)
def test_a_period_that_goes_on_says_up_to_when_it_is_counted(year, as_anna, today, is_said):
    days = {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
    with clock.pretend(datetime.date(*today)):
        for address in ("results:start", "results:table"):
            args = ["coverage"] if address.endswith("table") else []
            page = as_anna.get(reverse(address, args=args), days).text
            assert ("Perioden pågår" in page) == is_said


def test_half_a_day_is_told_with_one_decimal():
    assert said_figure(Cell(32.5, Measure.DAYS)) == "32,5"
    assert said_figure(Cell(28.0, Measure.DAYS)) == "28"
    assert said_figure(Cell(None, Measure.DAYS)) == "–"


def test_a_table_is_taken_out_as_a_file(year, as_anna):
    url = reverse("results:table", args=["coverage"])
    answer = as_anna.get(url, {"year": YEAR, "fil": "csv"})
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "Egen regi" in said.decode("utf-8-sig")
    rows = as_anna.get(
        reverse("results:rows", args=["coverage", "all", 0]), {"year": YEAR, "fil": "xlsx"}
    )
    assert rows.status_code == 200


@pytest.mark.parametrize(
    "address",
    ["nothing/", "coverage/nothing/0/", "coverage/all/17/", "clock/all/0/"],
)
def test_what_is_no_figure_is_not_there(year, as_anna, address):
    assert as_anna.get(f"/statistik/{address}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "tjugo"},
        {"year": "2025", "service_area": "x"},
        {"starts_on": "2025-12-31", "ends_on": "2025-01-01"},
        {"starts_on": "2025-02-31"},
        {"authority": "99999999999999999999"},
        {"operating_form": "ingen"},
        {"page": "x"},
    ],
)
def test_what_cannot_be_read_counts_as_not_chosen(year, as_anna, asked):
    for address in [
        reverse("results:start"),
        reverse("results:table", args=["coverage"]),
        reverse("results:rows", args=["coverage", "all", 0]),
        reverse("results:contracts"),
        reverse("results:ages"),
    ]:
        assert as_anna.get(address, asked).status_code == 200


def test_another_board_sees_nothing_of_it(year, as_cilla, cilla):
    page = as_cilla.get(reverse("results:rows", args=["coverage", "all", 0]), {"year": YEAR})
    assert page.context["rows"] == []
    for table in year_tables(access_of(cilla), year):
        for _address, cell in table.cells():
            assert not cell.rows


def test_a_reader_is_told_nothing_of_sanctions_and_all_else(year, bo, anna):
    seen = {table.key: table for table in year_tables(access_of(bo), year)}
    for key in ("sanctions", "signals"):
        assert {cell.value for _at, cell in seen[key].cells()} == {None}
    of_anna = {table.key: table for table in year_tables(access_of(anna), year)}
    for key in seen.keys() - {"sanctions", "signals"}:
        assert seen[key] == of_anna[key]


def test_what_is_more_guarded_than_internal_is_in_no_figure(year, ekby, anna):
    before = year_tables(access_of(anna), year)
    FindingFactory.create(
        followup=FollowupFactory.create(
            authority=ekby,
            state=State.SENT,
            reported_on=DAY,
            secrecy=Secrecy.RESTRICTED,
            contract__agreement__authority=ekby,
            contract__starts_on=datetime.date(2026, 1, 1),
        )
    )
    assert year_tables(access_of(anna), year) == before


def test_a_board_that_only_receives_reports_is_told_nothing_of_what_it_does_not_see(
    year, ekby, cilla
):
    (mandate,) = access_of(cilla).mandates
    access = replace(
        access_of(cilla), mandates=(replace(mandate, coordinated_ids=frozenset({ekby.pk})),)
    )
    tables = {table.key: table for table in year_tables(access, year)}
    for key in ("coverage", "plans", "sanctions", "signals", "register_checks", "clock"):
        assert {cell.value for _at, cell in tables[key].cells()} == {None}
    assert tables["followups_by_kind"].lines[-1].cells[0].value == 2
    assert tables["findings_by_kind"].lines[-1].cells[0].value == 4


def test_without_a_choice_the_own_boards_are_counted(ekby, norrby, cilla) -> None:
    (mandate,) = access_of(cilla).mandates
    access = replace(
        access_of(cilla), mandates=(replace(mandate, coordinated_ids=frozenset({ekby.pk})),)
    )
    assert ScopeForm(access, {}, today=DAY).scope.authority_ids == {norrby.pk}
    chosen = ScopeForm(access, {"authority": str(ekby.pk)}, today=DAY).scope
    assert chosen.authority_ids == {ekby.pk}


def test_the_number_of_queries_does_not_grow(year, anna, django_assert_max_num_queries):
    access = access_of(anna)
    with django_assert_max_num_queries(MOST_QUERIES):
        year_tables(access, year)


def test_rows_are_read_in_one_query(year, anna, django_assert_max_num_queries):
    access = access_of(anna)
    for table in year_tables(access, year):
        for _address, cell in table.cells():
            if cell.rows and cell.row_kind:
                with django_assert_max_num_queries(1):
                    rows_behind(access, cell.row_kind, cell.rows)
