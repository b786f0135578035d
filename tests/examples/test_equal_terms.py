import json

import pytest
from django.db import transaction
from django.test import override_settings

from insyn.coordination.rules import Progress
from insyn.examples.equal_terms_2021 import build, read_facts, tell, write_all
from insyn.examples.equal_terms_2021.facts import CANDIDATES, SHIPPED
from insyn.examples.equal_terms_2021.telling import tell_year
from insyn.examples.management.commands.reconstruct import KNOWN
from insyn.registry.models import ServiceArea
from insyn.reports.queries.general import passages_of
from insyn.reports.queries.rows import rows_of
from insyn.reports.queries.tables import tables_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TRUTH = json.loads(SHIPPED.read_text())


def ship_areas() -> None:
    """Let the areas be there that the migrations ship, also where no migration has run."""
    for code, law, _place in CANDIDATES:
        name = "Korttidstillsyn för skolungdom" if code == "ktt" else code
        ServiceArea.objects.get_or_create(code=code, defaults={"name": name, "law": law})


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, media):
    """Build the year once for all tests of this file, and roll it back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            ship_areas()
            yield build(read_facts())
        transaction.set_rollback(True)


def test_every_fact_comes_out_as_it_went_in(built) -> None:
    assert tell(built) == TRUTH


def test_nobody_followed_up_the_schools_before_and_somebody_does_after(built) -> None:
    told = tell_year(built)["nobody_follows_up"]

    assert told == {"before": ["Korttidstillsyn för skolungdom, I skola"], "after": []}


def test_each_district_has_one_that_is_late_and_the_coordinator_none(built) -> None:
    late = [line.sampled.authority for line in built.progress if line.state == Progress.LATE]

    assert sorted(one.name for one in late) == sorted(one.name for one in built.city.districts)


def test_the_papers_are_written(built, media, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = media
    said = write_all(built, tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "facts.json", "responsibility.docx", "responsibility.pdf", "responsibility_before.docx",
        "responsibility_before.pdf", "year.json", "yearly_report.docx", "yearly_report.pdf",
        "yearly_report.xlsx",
    ]  # fmt: skip
    assert json.loads((tmp_path / "facts.json").read_text()) == TRUTH
    assert sum(line.startswith("late:") for line in said) == 3


def test_the_yearly_report_tells_of_private_in_house_and_school_services(built) -> None:
    report = built.report
    tables = {table.key: table for _p, table in tables_of(built.access, report)}
    forms = {line.key: [cell.value for cell in line.cells] for line in tables["city_forms"].lines}
    by_form = {"private": 0, "in_house": 0, "school": 0}
    for line in built.progress:
        unit = line.sampled.unit
        form = "private" if unit.provider.operating_form == "private" else "in_house"
        by_form["school" if "skola" in unit.name else form] += 1

    assert {key: found[0] for key, found in forms.items()} == {
        **by_form, "all": len(built.progress)
    }  # fmt: skip
    assert [forms[key][1] for key in by_form] == [3, 9, 3]
    assert {"city_private", "city_in_house", "city_school"} <= tables.keys()
    assert forms["all"][4] == sum(line.deficiencies or 0 for line in built.progress)
    assert (report.state, report.decided_on.isoformat()) == ("decided", "2022-02-15")


def test_the_yearly_report_says_who_has_not_reported(built) -> None:
    tables = {table.key: table for _p, table in tables_of(built.access, built.report)}
    left = {line.label: line.cells[3].value for line in tables["city_boards"].lines}
    late = [line for line in built.progress if line.state == Progress.LATE]

    assert left.pop("Alla") == len(late) == 3
    assert {name for name, number in left.items() if number} == {
        one.name for one in built.city.districts
    }
    said = passages_of(built.access, built.report)
    boards = next(row.text for row in said if row.place == "boards")
    assert all(str(line.sampled.unit) in boards for line in late)


def test_every_figure_of_the_yearly_report_opens_its_rows(built) -> None:
    for _place, table in tables_of(built.access, built.report):
        for _address, cell in table.cells():
            if cell.row_kind:
                found = list(rows_of(built.access, cell.row_kind, cell.rows))
                assert len(found) == len(cell.rows)
                assert cell.measure != "count" or cell.value == len(found)


def test_the_command_knows_it() -> None:
    assert "equal_terms_2021" in KNOWN
