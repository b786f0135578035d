"""Reporting in by a workbook: from inside and by a link, all of it or nothing, and once."""

import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from insyn.coordination import services
from insyn.coordination.models import DistrictReport, DistrictShare, SampledUnit
from insyn.coordination.rules import AreaLevel, DistrictMethod, ReportedBy
from insyn.coordination.rules.workbook import SheetRefusal
from insyn.coordination.services import ReportFacts
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.coordination.factories import district_of, issued, linked, unit_in
from tests.factories import DAY, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db
ALL = "A test looks at every row."
TODAY = DAY + datetime.timedelta(days=10)
FIRST = 7
"""The row of the first unit in the file, after the title, the lines and the headings."""
DATE, METHOD, AREA, COUNT, DEPTH, TEXT, TOLD = "FGHIJKL"


@pytest.fixture(autouse=True)
def _today():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def share(instruction) -> DistrictShare:
    rows = DistrictShare.objects.unscoped(reason=ALL)
    return rows.select_related("instruction__authority", "authority").get(instruction=instruction)


@pytest.fixture
def second(instruction, north, unit) -> SampledUnit:
    other = unit_in(unit.service_area, name="Östra gruppbostaden")
    return SampledUnit.objects.create(instruction=instruction, authority=north, unit=other)


@pytest.fixture
def access(north_owner):
    return access_of(north_owner)


def filled(access, share, *rows, change=None) -> bytes:
    """Return the workbook with each row filled in: a mapping from column to value."""
    book = load_workbook(BytesIO(services.workbook_of(access, share)))
    sheet = book["Inrapportering"]
    for number, row in enumerate(rows, FIRST):
        for column, value in row.items():
            sheet[f"{column}{number}"] = value
    if change:
        change(sheet)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def whole(**changed):
    row = {DATE: DAY.isoformat(), METHOD: "Platsbesök", AREA: "Uppfyllt", COUNT: 0}
    return row | changed


def read(access, share, content):
    return services.read_reports(access, share, content=content, file_name="urval.xlsx")


def reports():
    return DistrictReport.objects.unscoped(reason=ALL)


def facts(**changed):
    first: dict[str, Any] = {
        "carried_out_on": DAY,
        "method": DistrictMethod.VISIT,
        "outcomes": {"Verksamheten som helhet": AreaLevel.MET},
    }
    return ReportFacts(**(first | changed))


def test_a_workbook_is_read_shown_and_taken_in_once(access, share, second) -> None:
    content = filled(access, share, whole(), whole(**{COUNT: 2, DEPTH: "Ja", TEXT: "Två brister"}))

    shown = read(access, share, content)
    assert [one.row for one in shown.differences] == [FIRST, FIRST + 1]
    assert not shown.problems
    assert not reports().exists()

    assert services.take_in_reports(access, share, sealed=shown.sealed) == 2
    assert services.take_in_reports(access, share, sealed=shown.sealed) == 0
    again = read(access, share, content)
    assert (len(again.differences), again.unchanged, again.sealed) == (0, 2, "")
    assert {(one.way, one.version) for one in reports()} == {(ReportedBy.FILE, 1)}
    row = reports().get(unit=second.unit)
    assert (row.deficiencies, row.needs_in_depth, row.text) == (2, True, "Två brister")


def test_an_empty_row_reports_nothing(access, share, second) -> None:
    shown = read(access, share, filled(access, share, whole()))

    assert len(shown.differences) == 1


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        (DATE, "i våras", "datum"),
        (DATE, "", "Värde saknas"),
        (METHOD, "Telefon", "tillåtna"),
        (AREA, "Bra", "tillåtna"),
        (COUNT, "många", "tal"),
        (COUNT, -1, "minst"),
        (DEPTH, "kanske", "Ja eller Nej"),
        (TOLD, "hösten", "datum"),
    ],
)
def test_what_is_wrong_is_said_by_cell_and_nothing_is_taken_in(
    column, value, sentence, access, share, second
) -> None:
    content = filled(access, share, whole(), whole(**{column: value}))

    shown = read(access, share, content)

    (problem,) = shown.problems
    assert (problem.row, problem.cell) == (FIRST + 1, f"{column}{FIRST + 1}")
    assert sentence in problem.sentence
    assert not shown.sealed


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (whole(**{DATE: (TODAY + datetime.timedelta(1)).isoformat()}), "framtiden"),
        (whole(**{DATE: "2025-12-31"}), "utanför anvisningens period"),
        (whole(**{AREA: None}), "Bedöm minst ett område"),
        (whole(**{TEXT: "Gäller 19121212-1212"}), "personnummer"),
    ],
)
def test_the_rules_of_the_page_hold_for_each_row(row, sentence, access, share) -> None:
    shown = read(access, share, filled(access, share, row))

    (problem,) = shown.problems
    assert problem.row == FIRST
    assert sentence in problem.sentence
    assert not reports().exists()


def test_a_workbook_of_another_part_is_refused(access, ekby, north, share) -> None:
    other = issued(ekby, north, unit_in(name="Annan"))
    of_other = DistrictShare.objects.unscoped(reason=ALL).get(instruction=other)

    for content, sentence in (
        (filled(access, of_other, whole()), SheetRefusal.OTHER_PART.label),
        (b"Verksamhet;Uppf\xc3\xb6ljningen gjord\n", SheetRefusal.NOT_OURS.label),
    ):
        with pytest.raises(RuleViolation) as no:
            services.read_reports(access, share, content=content, file_name="urval.csv")
        assert sentence in str(no.value)


def test_rows_that_were_copied_or_are_nobodys_are_named(access, share, second) -> None:
    def copy(sheet):
        sheet[f"A{FIRST + 1}"] = sheet[f"A{FIRST}"].value

    def strange(sheet):
        sheet[f"A{FIRST + 1}"] = "999999:0"

    (twice,) = read(access, share, filled(access, share, whole(), whole(), change=copy)).problems
    (nobodys,) = read(
        access, share, filled(access, share, whole(), whole(), change=strange)
    ).problems

    assert twice.sentence == SheetRefusal.TWICE.label
    assert "finns inte i urvalet" in nobodys.sentence


def test_what_was_reported_meanwhile_is_not_overwritten(access, share) -> None:
    content = filled(access, share, whole())
    shown = read(access, share, content)
    sampled = SampledUnit.objects.unscoped(reason=ALL).get(instruction=share.instruction)
    services.report_in(access, sampled, facts=facts(text="På sidan"), version=0)

    (problem,) = read(access, share, content).problems
    assert problem.sentence == SheetRefusal.CHANGED_SINCE.label
    with pytest.raises(Outdated):
        services.take_in_reports(access, share, sealed=shown.sealed)
    assert reports().get().text == "På sidan"


def test_the_workbook_holds_what_is_reported_and_changes_it(access, share) -> None:
    sampled = SampledUnit.objects.unscoped(reason=ALL).get(instruction=share.instruction)
    services.report_in(access, sampled, facts=facts(text="- Först"), version=0)

    assert read(access, share, filled(access, share)).unchanged == 1
    shown = read(access, share, filled(access, share, {TEXT: "Sedan"}))
    services.take_in_reports(access, share, sealed=shown.sealed)

    row = reports().get()
    assert (row.text, row.version, row.way) == ("Sedan", 2, ReportedBy.FILE)


def test_what_one_has_read_nobody_else_takes_in(access, anna, share) -> None:
    shown = read(access, share, filled(access, share, whole()))

    with pytest.raises(Outdated):
        services.take_in_reports(access_of(anna), share, sealed=shown.sealed)
    with pytest.raises(Outdated):
        services.take_in_reports(access, share, sealed="påhittat")


def test_the_coordinator_reports_for_a_district_and_other_districts_do_not(
    anna, ekby, share
) -> None:
    lead = access_of(anna)
    shown = read(lead, share, filled(lead, share, whole()))
    assert services.take_in_reports(lead, share, sealed=shown.sealed) == 1

    south = access_of(member(district_of(ekby, "Syd"), Role.PLAN_OWNER, "syd"))
    for act in (
        lambda: services.workbook_of(south, share),
        lambda: read(south, share, b""),
        lambda: services.take_in_reports(south, share, sealed=""),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_pages_show_what_is_read_before_it_is_kept(client, access, north_owner, share):
    log_in(client, north_owner)
    url = reverse("coordination:file", args=[share.pk])
    book = client.get(url, {"fil": "xlsx"})
    assert book.headers["Content-Type"].endswith("sheet")

    wrong = filled(access, share, whole(**{METHOD: "Telefon"}))
    page = client.post(url, {"file": SimpleUploadedFile("u.xlsx", wrong)}).content.decode()
    assert "Arbetsboken har fel och inget är sparat" in page
    assert f"Blad Inrapportering, rad {FIRST}, Metod" in page
    assert f"(G{FIRST})" in page

    right = filled(access, share, whole())
    answer = client.post(url, {"file": SimpleUploadedFile("u.xlsx", right)})
    assert "Ängens gruppbostad" in answer.content.decode()
    assert not reports().exists()
    sealed = answer.context["take_in"].initial["sealed"]
    assert client.post(url, {"sealed": sealed}).status_code == 302
    assert reports().count() == 1


def test_by_link_the_workbook_is_the_own_districts(client, instruction, north, share) -> None:
    head = UserFactory.create(username="chef", email="chef@stadsdel.example", comes_by_link=True)
    linked(instruction, north, head)
    share.refresh_from_db()
    log_in(client, head)
    url = reverse("coordination:link:file", args=[share.pk])
    content = filled(access_of(head), share, whole())

    answer = client.post(url, {"file": SimpleUploadedFile("u.xlsx", content)})
    client.post(url, {"sealed": answer.context["take_in"].initial["sealed"]})

    row = reports().get()
    assert (row.way, row.reported_by) == (ReportedBy.FILE, "chef@stadsdel.example")
    assert client.get(reverse("coordination:file", args=[share.pk])).status_code == 404


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\x00" * 50])
def test_nonsense_is_answered_with_a_sentence(content, client, north_owner, share) -> None:
    log_in(client, north_owner)
    url = reverse("coordination:file", args=[share.pk])

    answer = client.post(url, {"file": SimpleUploadedFile("u.xlsx", content)})

    assert answer.status_code == 200
    assert not reports().exists()
