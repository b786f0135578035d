from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.queries.ledger import (
    ledger_groups,
    ledger_lines,
    ledger_totals,
    shown_groups,
)
from insyn.measures.rules.ledger import Figure, Grouping
from insyn.measures.rules.sanctions import SanctionState
from insyn.registry.queries import access_of
from tests.factories import DAY, UnitFactory

pytestmark = pytest.mark.django_db
AMOUNT = st.decimals(min_value=0, max_value=10**6, places=2)
STATES = (
    SanctionState.PROPOSED,
    SanctionState.NOTIFIED,
    SanctionState.REDUCED,
    SanctionState.WITHDRAWN,
    SanctionState.CARRIED_OUT,
)


def expected(rows: list[SanctionLine]) -> dict[Figure, Decimal]:
    """Add up line by line, without the database."""
    sums: dict[Figure, Decimal] = defaultdict(Decimal)
    for line in rows:
        sanction = line.sanction
        sums[Figure.PROPOSED] += line.proposed
        if line.decided is None:
            continue
        sums[Figure.DECIDED] += line.decided
        is_withdrawn = sanction.state == SanctionState.WITHDRAWN
        if sanction.contested_on:
            sums[Figure.CONTESTED] += line.decided
        if line.settled is not None:
            sums[Figure.SETTLED] += line.settled
            if not is_withdrawn:
                sums[Figure.REDUCED] += line.decided - line.settled
        if is_withdrawn:
            sums[Figure.WITHDRAWN] += line.decided
        if sanction.carried_out_on:
            sums[Figure.CARRIED_OUT] += line.decided if line.settled is None else line.settled
    return {figure: sums[figure] for figure in Figure}


def in_state(template: Sanction, number: int, state: SanctionState) -> Sanction:
    row = Sanction.objects.unscoped(reason="copied for the test").get(pk=template.pk)
    is_contested = state in {SanctionState.REDUCED, SanctionState.WITHDRAWN}
    row.pk, row.number, row.state = None, f"S-2025-{number:04d}", state
    row.contested_on = row.settled_on = DAY if is_contested else None
    row.carried_out_on = DAY if state == SanctionState.CARRIED_OUT else None
    row.save(force_insert=True)
    return row


def add_line(sanction: Sanction, amount: Decimal, *, unit=None, ground="Grund", at=DAY):
    state = sanction.state
    decided = None if state == SanctionState.PROPOSED else amount
    settled = {SanctionState.REDUCED: amount / 2, SanctionState.WITHDRAWN: Decimal()}.get(
        SanctionState(state)
    )
    return SanctionLine.objects.create(
        sanction=sanction,
        unit=unit,
        ground=ground,
        period_from=at,
        period_to=at + timedelta(days=30),
        proposed=amount,
        decided=decided,
        settled=None if settled is None else settled.quantize(Decimal("0.01")),
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(STATES), AMOUNT), min_size=1, max_size=6))
def test_the_sums_are_always_those_of_the_rows(anna_access, sanction, drawn):
    SanctionLine.objects.visible_to(anna_access).delete()
    Sanction.objects.visible_to(anna_access).exclude(pk=sanction.pk).delete()
    for number, (state, amount) in enumerate(drawn):
        add_line(in_state(sanction, number, state), amount)
    rows = ledger_lines(anna_access, {})

    assert dict(ledger_totals(rows).sums) == expected(list(rows))


@pytest.fixture
def many(anna_access, sanction) -> list[SanctionLine]:
    """2 000 lines over five states, twenty units, three grounds and three years."""
    SanctionLine.objects.visible_to(anna_access).delete()
    provider = sanction.contract.provider
    units = [UnitFactory.create(provider=provider) for _ in range(20)]
    rows = [in_state(sanction, number, state) for number, state in enumerate(STATES)]
    made = []
    for number in range(2000):
        row = rows[number % 5]
        amount = Decimal(number) + Decimal("0.35")
        is_open = row.state == SanctionState.PROPOSED
        settled = {SanctionState.REDUCED: Decimal(1), SanctionState.WITHDRAWN: Decimal()}
        made.append(
            SanctionLine(
                sanction=row,
                unit=None if number % 21 == 20 else units[number % 21],
                ground=f"Grund {number % 3}",
                period_from=date(2024 + number % 3, 5, 1),
                period_to=date(2024 + number % 3, 5, 31),
                proposed=amount + 1,
                decided=None if is_open else amount + 1,
                settled=settled.get(SanctionState(row.state)),
            )
        )
    SanctionLine.objects.bulk_create(made)
    return list(ledger_lines(anna_access, {}))


@pytest.mark.parametrize("by", list(Grouping))
def test_the_groups_add_up_to_the_whole(anna_access, many, by):
    lines = ledger_lines(anna_access, {})
    groups = shown_groups(ledger_groups(lines, by))
    whole = expected(many)

    assert sum(group.lines for group in groups) == 2000
    for figure in Figure:
        assert sum(group.totals.sums[figure] for group in groups) == whole[figure]


@pytest.mark.parametrize("figure", list(Figure))
def test_the_rows_behind_a_figure_are_exactly_those_it_is_made_of(anna_access, many, figure):
    whole = ledger_totals(ledger_lines(anna_access, {})).sums[figure]
    behind = ledger_lines(anna_access, {"figure": figure.value})

    assert ledger_totals(behind).sums[figure] == whole
    assert expected(list(behind))[figure] == whole


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/sanktioner/", 16),
        ("/sanktioner/liggare/", 16),
        ("/sanktioner/summor/", 16),
        ("/sanktioner/summor/?grupp=unit", 16),
    ],
)
def test_two_thousand_lines_are_read_with_few_questions(as_anna, many, address, most):
    assert queries_of(as_anna, address) <= most


@pytest.mark.parametrize("part", ["", "liggare/", "summor/"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_each_list_is_taken_out_as_a_file(as_anna, sanction, part, kind):
    answer = as_anna.get(f"/sanktioner/{part}?fil={kind}")
    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["Content-Disposition"]


def test_the_link_of_a_group_leads_to_its_rows(as_anna, sanction):
    page = as_anna.get("/sanktioner/summor/?grupp=unit").content.decode()
    assert "no_unit=on" in page
    rows = as_anna.get("/sanktioner/liggare/?no_unit=on&figure=proposed")
    assert rows.context["page"].paginator.count == 1


def test_another_board_has_an_empty_ledger(cilla, sanction):
    access = access_of(cilla)
    assert ledger_lines(access, {}).count() == 0


def test_a_reader_has_an_empty_ledger(bo, sanction):
    assert ledger_lines(access_of(bo), {}).count() == 0


def test_the_year_is_that_of_the_period(anna_access, sanction):
    assert ledger_lines(anna_access, {"year": DAY.year}).count() == 1
    assert ledger_lines(anna_access, {"year": DAY.year - 1}).count() == 0
