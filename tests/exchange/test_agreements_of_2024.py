"""The real list of framework agreements of 2024, with its periods in one cell."""

import datetime

import pytest

from insyn.accounts.models import Authority, User
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from tests.exchange.lists import real
from tests.exchange.tables import read, take_in

pytestmark = pytest.mark.django_db

NAME = "ramavtal-2024.xlsx"
PERIODS = {
    "Stödboende för vuxna med missbruk": ("2022-04-18", "2026-04-17"),
    "Stödboende för ungdomar": ("2022-11-01", "2026-10-31"),
    "Behandling spelmissbruk och spelberoende": ("2023-03-01", "2025-02-28"),
    "HVB för vuxna med missbruk": ("2020-04-01", "2024-03-31"),
    "HVB barn och unga": ("2021-03-01", "2025-02-28"),
    "Skyddat boende": ("2021-05-17", "2025-05-16"),
    "Konsulentsstöd familjehemsvård": ("2021-11-10", "2025-11-09"),
}


def test_the_seven_agreements_get_their_periods(anna: User, ekby: Authority):
    take_in(access_of(anna), ekby, ListKind.AGREEMENTS, real(NAME), file_type="xlsx")

    rows = Agreement.objects.visible_to(access_of(anna))
    assert {row.title: (str(row.starts_on), str(row.ends_on)) for row in rows} == PERIODS


def test_the_columns_of_followups_are_said_to_be_left_out():
    seen = read(ListKind.AGREEMENTS, real(NAME), "xlsx")

    said = [note for note in seen.notes if "Den hör till uppföljningen." in note]
    assert len(said) == 3


def test_a_followup_after_the_end_of_its_agreement_is_a_warning(anna: User, ekby: Authority):
    seen = read(ListKind.AGREEMENTS, real(NAME), "xlsx")

    plan = plan_list(Scope(access_of(anna), ekby, None, clock.today()), seen)

    (problem,) = plan.problems
    assert (problem.row, problem.sentence.split(".")[0]) == (
        5, "Listan planerar en uppföljning 2025, men avtalet slutar 2024-03-31"
    )  # fmt: skip


def test_the_list_again_changes_nothing(anna: User, ekby: Authority):
    take_in(access_of(anna), ekby, ListKind.AGREEMENTS, real(NAME), file_type="xlsx")

    again = take_in(access_of(anna), ekby, ListKind.AGREEMENTS, real(NAME), file_type="xlsx")

    assert (again.created, again.updated, again.unchanged) == (0, 0, 7)


def test_a_period_and_a_day_that_say_otherwise_are_refused():
    content = "Avtal;Avtalsperiod;Gäller från\nHVB;2024-01-01 – 2025-12-31;2024-02-01\n"

    (problem,) = read(ListKind.AGREEMENTS, content.encode()).errors

    assert (problem.cell, problem.sentence) == (
        "B2", "Perioden säger 2024-01-01, men en annan kolumn säger 2024-02-01."
    )  # fmt: skip


def test_a_row_without_its_period_is_refused():
    content = "Avtal;Avtalsperiod\nHVB;2024-01-01 – 2025-12-31\nLSS;\n"

    (problem,) = read(ListKind.AGREEMENTS, content.encode()).errors

    assert (problem.cell, problem.sentence) == ("B3", "Värde saknas. Fyll i ”Avtalsperiod”.")


def test_an_agreement_until_further_notice_has_no_end(anna: User, ekby: Authority):
    content = "Avtal;Avtalsperiod\nHVB;från 2024-01-01 tills vidare\n".encode()

    take_in(access_of(anna), ekby, ListKind.AGREEMENTS, content)

    row = Agreement.objects.visible_to(access_of(anna)).get()
    assert (row.starts_on, row.ends_on) == (datetime.date(2024, 1, 1), None)
