"""The framework agreements of the plans for 2020 and 2024, as they stand in the register."""

from datetime import date

import pytest

from insyn.accounts.models import Authority, User
from insyn.examples.frameworks import build, read_told
from insyn.examples.frameworks.building import USERNAME
from insyn.exchange.rules.kinds import ListKind
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.registry.queries.watch import watch_dates
from insyn.registry.rules.watch import WatchKind

pytestmark = pytest.mark.django_db

ENDS = {
    "Stödboende för vuxna med missbruk": date(2026, 4, 17),
    "Stödboende för ungdomar": date(2026, 10, 31),
    "Behandling spelmissbruk och spelberoende": date(2025, 2, 28),
    "HVB för vuxna med missbruk": date(2024, 3, 31),
    "HVB barn och unga": date(2025, 2, 28),
    "Skyddat boende": date(2025, 5, 16),
    "Konsulentsstöd familjehemsvård": date(2025, 11, 9),
}


@pytest.fixture
def board(db) -> Authority:
    return build(read_told())


@pytest.fixture
def asker(board: Authority) -> Access:
    return access_of(User.objects.get(username=USERNAME))


def agreements(asker: Access, *, is_unknown: bool) -> list[Agreement]:
    return list(Agreement.objects.visible_to(asker).filter(has_unknown_period=is_unknown))


def test_the_periods_of_2024_are_read_out_of_one_cell(asker: Access):
    assert {row.title: row.ends_on for row in agreements(asker, is_unknown=False)} == ENDS


def test_the_agreements_of_2020_have_no_invented_dates(asker: Access):
    rows = agreements(asker, is_unknown=True)

    assert len(rows) == 10
    assert {(row.starts_on, row.ends_on) for row in rows} == {(date(2020, 4, 9), None)}


def test_the_ends_of_the_agreements_are_watched(asker: Access):
    today = date(2024, 3, 1)
    with clock.pretend(today):
        dates = watch_dates(asker, today=today, until=date(2026, 12, 31))

    ends = {row.on for row in dates if row.what.kind == WatchKind.AGREEMENT_END}
    assert ends == set(ENDS.values())


def test_taking_in_the_list_again_changes_nothing(board: Authority, asker: Access):
    told = read_told()
    preview = preview_import(told.workbook(), told.file_name, kind=ListKind.AGREEMENTS)

    summary = carry_out_import(asker, authority=board, agreement=None, preview=preview)

    assert (summary.created, summary.updated, summary.unchanged) == (0, 0, 7)


def test_the_marks_per_year_are_left_out_and_said_so():
    told = read_told()

    preview = preview_import(told.workbook(), told.file_name, kind=ListKind.AGREEMENTS)

    said = " ".join(preview.notes)
    assert "Särskild uppföljning 2024" in said
