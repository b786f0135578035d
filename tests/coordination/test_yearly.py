"""The coordinator's yearly report: every figure counted again from the rows, and who reads it."""

import datetime
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from insyn.coordination.models import (
    BoardMatter,
    DistrictOutcome,
    DistrictReport,
    SampledUnit,
    ServiceDuty,
)
from insyn.coordination.rules import AreaLevel, DistrictMethod, DutyGround, ServiceForm
from insyn.coordination.rules.yearly import ListedDuty, form_of
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.reports.models import Report
from insyn.reports.queries.general import general_facts, passages_of
from insyn.reports.queries.rows import rows_of
from insyn.reports.queries.tables import tables_of
from insyn.reports.rules import ReportEvent, ReportKind, ReportText
from insyn.reports.services import (
    ReportHead,
    create_period_report,
    lock_figures,
    move_report,
    write_passage,
)
from tests.conftest import log_in
from tests.coordination.factories import district_of, issued, unit_in
from tests.factories import ContractFactory, FollowupFactory, ServiceAreaFactory, UnitFactory
from tests.people import member

pytestmark = pytest.mark.django_db
HEAD = ReportHead("Året", "", datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
WHY = "Testet räknar om allt."
AREAS = ("Personal", "Lokaler")


def report_of(user, authority) -> Report:
    return create_period_report(
        access_of(user), authority=authority, kind=ReportKind.CITY, head=HEAD
    )


def values(access, report) -> dict[str, dict[str, list]]:
    return {
        table.key: {line.key: [cell.value for cell in line.cells] for line in table.lines}
        for _place, table in tables_of(access, report)
    }


def reported(instruction, sampled, *, deficiencies=0, day=None, levels=(), told=None, **facts):
    day = day or instruction.report_by
    made = DistrictReport.objects.create(
        instruction=instruction, authority=sampled.authority, unit=sampled.unit,
        carried_out_on=instruction.starts_on, method=facts.pop("method", DistrictMethod.VISIT),
        deficiencies=deficiencies, reported_on=day, reported_at=clock.now(),
        reported_by="Kontakt", told_board_on=told, **facts,
    )  # fmt: skip
    for area, level in zip(AREAS, levels, strict=False):
        DistrictOutcome.objects.create(report=made, area=area, level=level)
    return made


OWN, BOUGHT = 1, 2


@pytest.mark.parametrize(
    ("listed", "is_own", "reviewer", "form"),
    [
        ([], True, 7, ServiceForm.IN_HOUSE),
        ([], False, 7, ServiceForm.PRIVATE),
        ([("school", 7)], True, 8, ServiceForm.SCHOOL),
        ([("school", 7), ("in_house", 8)], True, 7, ServiceForm.SCHOOL),
        ([("school", 7), ("in_house", 8)], True, 8, ServiceForm.IN_HOUSE),
        ([("school", 7), ("in_house", 7)], True, 7, ServiceForm.IN_HOUSE),
        ([("school", 7)], False, 7, ServiceForm.PRIVATE),
        ([("contracted_out", 7), ("private", 8)], False, 7, ServiceForm.CONTRACTED_OUT),
        ([("contracted_out", None)], False, 7, ServiceForm.CONTRACTED_OUT),
    ],
)
def test_the_form_of_a_unit(listed, is_own, reviewer, form) -> None:
    lines = [ListedDuty(1, ServiceForm(code), who) for code, who in listed]
    lines.append(ListedDuty(2, ServiceForm.SCHOOL, reviewer))

    assert form_of(1, is_own=is_own, reviewer=reviewer, listed=lines) == form


class City:
    """Samples and reports made at random."""

    def __init__(self, rng: Random, ekby, north) -> None:
        self.rng, self.boards = rng, [ekby, north]
        services = [ServiceAreaFactory.create(name=f"Insats {n}") for n in range(2)]
        self.school = services[1]
        ServiceDuty.objects.create(
            authority=ekby, service_area=self.school, form=ServiceForm.SCHOOL, reviewer=ekby,
            ground=DutyGround.AGREEMENT,
        )  # fmt: skip
        first = unit_in(rng.choice(services), **self._facts())
        self.instruction = issued(ekby, north, first)
        for _ in range(rng.randint(0, 8)):
            SampledUnit.objects.create(
                instruction=self.instruction, authority=rng.choice(self.boards),
                unit=unit_in(rng.choice(services), **self._facts()),
            )  # fmt: skip
        for one in SampledUnit.objects.unscoped(reason=WHY):
            if rng.random() < 0.6:
                self._report(one)
            if rng.random() < 0.3:
                self._followup(one)
        for _ in range(rng.randint(0, 3)):
            BoardMatter.objects.create(
                instruction=self.instruction, authority=rng.choice(self.boards),
                told_on=HEAD.starts_on, text="Vikt",
            )  # fmt: skip

    def _facts(self):
        form = self.rng.choice([OperatingForm.PRIVATE, OperatingForm.IN_HOUSE])
        return {"provider__operating_form": form}

    def _report(self, one) -> None:
        rng = self.rng
        by = self.instruction.report_by
        reported(
            self.instruction, one, deficiencies=rng.randint(0, 4),
            day=by + datetime.timedelta(days=rng.choice([-1, 0, 1])),
            levels=[rng.choice(list(AreaLevel)) for _ in range(rng.randint(0, 2))],
            method=rng.choice(list(DistrictMethod)), needs_in_depth=rng.random() < 0.3,
            told=rng.choice([None, by]),
        )  # fmt: skip

    def _followup(self, one) -> None:
        rng = self.rng
        contract = ContractFactory.create(provider=one.unit.provider)
        FollowupFactory.create(
            authority=one.authority, contract=contract, unit=one.unit,
            state=State.SENT, secrecy=rng.choice([Secrecy.INTERNAL, Secrecy.RESTRICTED]),
            carried_out_on=self.instruction.starts_on, reported_on=self.instruction.report_by,
        )  # fmt: skip

    def recount(self) -> dict[str, Any]:
        rows = [self._row(one) for one in SampledUnit.objects.unscoped(reason=WHY)]
        told = list(BoardMatter.objects.unscoped(reason=WHY))
        there = {self.boards[1].pk, *(r["board"] for r in rows), *(m.authority_id for m in told)}
        found: dict[str, Any] = {
            "city_methods": {
                **{m.value: [sum(r["method"] == m for r in rows)] for m in DistrictMethod},
                "all": [sum(bool(r["method"]) for r in rows)],
            },
            "city_forms": self._results(rows, "form"),
            "city_boards": {
                **{str(b.pk): self._board([r for r in rows if r["board"] == b.pk],
                   [m for m in told if m.authority_id == b.pk])
                   for b in self.boards if b.pk in there},
                "all": self._board(rows, told),
            },
        }  # fmt: skip
        for form in {row["form"] for row in rows}:
            mine = [row for row in rows if row["form"] == form]
            found[f"city_{form}"] = self._results(mine, "service")
            judged = sorted(
                tuple(sum(r["levels"].get(area) == level for r in mine) for level in AreaLevel)
                for area in {area for r in mine for area in r["levels"]}
            )
            if judged:
                found[f"city_{form}_areas"] = judged
        return found

    def _row(self, one) -> dict:
        report = DistrictReport.objects.unscoped(reason=WHY).filter(unit=one.unit).first()
        followup = Followup.objects.unscoped(reason=WHY).filter(
            unit=one.unit, secrecy=Secrecy.INTERNAL
        ).first()  # fmt: skip
        days = [row.reported_on for row in (report, followup) if row and row.reported_on]
        outcomes = DistrictOutcome.objects.unscoped(reason=WHY).filter(report=report)
        is_own = one.unit.provider.operating_form == "in_house"
        own = "school" if one.unit.service_area_id == self.school.pk else "in_house"
        asked = bool(report and report.needs_in_depth)
        return {
            "board": one.authority_id,
            "form": own if is_own else "private",
            "service": str(one.unit.service_area_id),
            "done": bool(days),
            "late": bool(days) and min(days) > self.instruction.report_by,
            "method": report.method if report else "",
            "found": 0 if followup or not report else report.deficiencies,
            "deep": asked,
            "told": bool(report and report.told_board_on),
            "levels": {} if followup or not report else {o.area: o.level for o in outcomes},
        }

    def _results(self, rows, by) -> dict[str, list]:
        found = {}
        for key in {*(row[by] for row in rows), "all"}:
            some = [row for row in rows if key in {"all", row[by]}]
            done = [row for row in some if row["done"]]
            found[key] = [
                len(some), len(done),
                round(100 * len(done) / len(some), 1) if some else None,
                sum(row["found"] > 0 for row in done), sum(row["found"] for row in done),
                sum(row["deep"] for row in done),
            ]  # fmt: skip
        return found

    def _board(self, rows, told) -> list[int]:
        return [
            len(rows), sum(r["done"] for r in rows), sum(r["late"] for r in rows),
            sum(not r["done"] for r in rows), sum(r["told"] for r in rows), len(told), 0,
        ]  # fmt: skip


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rng=st.randoms(use_true_random=False))
def test_every_figure_equals_a_naive_count(rng, ekby, north, anna) -> None:
    with transaction.atomic():
        city = City(rng, ekby, north)
        access = access_of(anna)
        report = report_of(anna, ekby)
        counted, expected = values(access, report), city.recount()
        opened = [
            (cell, list(rows_of(access, cell.row_kind, cell.rows)))
            for _place, table in tables_of(access, report)
            for _address, cell in table.cells()
            if cell.row_kind
        ]
        transaction.set_rollback(True)
    for key, lines in counted.items():
        if key.endswith("_areas"):
            assert sorted(map(tuple, lines.values())) == expected[key], key
        else:
            assert lines == expected[key], key
    assert counted.keys() == expected.keys()
    for cell, rows in opened:
        assert len(rows) == len(cell.rows)
        assert cell.measure != "count" or cell.value == len(rows)


def test_it_names_who_has_not_reported_and_what_nobody_follows_up(
    anna, ekby, north, instruction, unit
) -> None:
    ServiceDuty.objects.create(
        authority=ekby, service_area=unit.service_area, form=ServiceForm.PRIVATE
    )
    BoardMatter.objects.create(
        instruction=instruction, authority=north, told_on=datetime.date(2026, 10, 1),
        reference="§ 5", text="En enhet fick extra ledning.",
    )  # fmt: skip
    report = report_of(anna, ekby)
    said = {row.place: row.text for row in passages_of(access_of(anna), report)}

    assert f"{north.name} har inte rapporterat {unit}" in said[ReportText.BOARDS]
    assert "- Stadsdelsnämnden Norr, 1 oktober 2026, § 5: En enhet" in said[ReportText.BOARDS]
    assert f"Ingen följer upp {unit.service_area.name} (privat enligt LOV)." in said["background"]


def test_what_the_list_lacks_is_not_said_to_be_followed_up_by_nobody(
    anna, ekby, instruction, unit
) -> None:
    """The register does not tell who follows it up, nor that it was bought by choice."""
    other = UnitFactory.create(
        municipality=ekby.municipality, service_area=ServiceAreaFactory.create()
    )
    duty = {"form": ServiceForm.PRIVATE, "reviewer": ekby, "ground": DutyGround.RULES}
    ServiceDuty.objects.create(authority=ekby, service_area=unit.service_area, **duty)

    report = report_of(anna, ekby)

    said = {row.place: row.text for row in passages_of(access_of(anna), report)}
    assert "Ingen följer upp" not in said["background"]
    assert f"- {other.service_area.name} (köpt verksamhet)" in said["background"]
    assert "Ansvarslistan behöver göras färdig." in said[ReportText.ANALYSIS]


def test_locked_figures_stay_when_more_is_reported(anna, ekby, north, instruction) -> None:
    access = access_of(anna)
    report = lock_figures(access, report_of(anna, ekby))
    sampled = SampledUnit.objects.visible_to(access).get()
    reported(instruction, sampled, deficiencies=2)
    fresh = Report.objects.visible_to(access).get(pk=report.pk)

    assert values(access, fresh)["city_forms"]["all"][:2] == [1, 0]
    now = report_of(anna, ekby)
    assert values(access, now)["city_forms"]["all"][:2] == [1, 1]


def test_a_district_s_decided_report_is_counted_and_its_draft_is_not(
    anna, ekby, north, north_owner, instruction
) -> None:
    access, theirs = access_of(anna), access_of(north_owner)
    head = ReportHead("Norrs år", "", HEAD.starts_on, HEAD.ends_on)
    own = create_period_report(theirs, authority=north, kind=ReportKind.YEARLY, head=head)
    report = report_of(anna, ekby)
    assert values(access, report)["city_boards"][str(north.pk)][-1] == 0
    lock_figures(theirs, own)
    move_report(theirs, own, ReportEvent.REVIEW)
    Report.objects.unscoped(reason=WHY).filter(pk=own.pk).update(
        state="decided", decided_on=datetime.date(2026, 11, 1)
    )

    assert values(access, report)["city_boards"][str(north.pk)][-1] == 1


def test_a_board_without_an_instruction_is_refused_with_a_sentence(anna, ekby) -> None:
    with pytest.raises(RuleViolation, match="inte utfärdat någon anvisning"):
        report_of(anna, ekby)


def test_a_district_cannot_write_the_coordinator_s_report(north_owner, ekby, instruction) -> None:
    with pytest.raises(NotAllowed):
        report_of(north_owner, ekby)


def test_a_district_and_another_board_do_not_see_it(
    anna, ekby, north_owner, cilla, instruction, client
) -> None:
    report = report_of(anna, ekby)
    for user in (north_owner, cilla):
        assert not Report.objects.visible_to(access_of(user)).filter(pk=report.pk).exists()
        log_in(client, user)
        assert client.get(reverse("reports:detail", args=[report.pk])).status_code == 404


def test_it_is_made_on_its_page_and_every_figure_opens(as_anna, anna, ekby, north, unit) -> None:
    issued(ekby, north, unit)
    url = reverse("reports:create_period", args=["city"])
    assert "Samordnarens årsrapport" in as_anna.get(reverse("reports:begin")).content.decode()
    as_anna.post(
        url,
        {"authority": ekby.pk, "title": "Året", "starts_on": "2026-01-01", "ends_on": "2026-12-31"},
    )
    report = Report.objects.visible_to(access_of(anna)).get(kind=ReportKind.CITY)
    page = as_anna.get(reverse("reports:detail", args=[report.pk])).content.decode()
    figure = reverse("reports:figure", args=[report.pk, "city_forms.all:0"])

    assert figure in page
    assert unit.name in as_anna.get(figure).content.decode()
    for ending in ("docx", "pdf", "xlsx"):
        paper = as_anna.get(reverse("reports:download", args=[report.pk, ending]))
        assert paper.status_code == 200


def test_a_reader_of_the_board_opens_the_figures(anna, ekby, instruction, unit, client) -> None:
    report = report_of(anna, ekby)
    access = access_of(anna)
    lock_figures(access, report)
    move_report(access, report, ReportEvent.REVIEW)
    log_in(client, member(ekby, Role.READER, "Läsare"))
    figure = reverse("reports:figure", args=[report.pk, "city_boards.all:3"])

    assert unit.name in client.get(figure).content.decode()


def test_more_units_ask_no_more_questions(
    anna, ekby, north, instruction, django_assert_max_num_queries
) -> None:
    access, report = access_of(anna), report_of(anna, ekby)
    area = ServiceAreaFactory.create()
    for _ in range(30):
        one = SampledUnit.objects.create(
            instruction=instruction, authority=north, unit=unit_in(area)
        )
        reported(instruction, one, deficiencies=1, levels=[AreaLevel.MET])

    with django_assert_max_num_queries(20):
        tables_of(access, report)


def test_a_written_text_stays(anna, ekby, instruction) -> None:
    access, report = access_of(anna), report_of(anna, ekby)
    write_passage(access, report, place=ReportText.CITY_SCHOOL, text="Skolorna är nya i år.")

    said = {row.place: row.text for row in general_facts(access, report).passages}
    assert said[ReportText.CITY_SCHOOL] == "Skolorna är nya i år."


def test_two_districts_are_each_a_line(anna, ekby, north, instruction) -> None:
    south = district_of(ekby, "Stadsdelsnämnden Söder")
    issued(ekby, south, unit_in())

    lines = values(access_of(anna), report_of(anna, ekby))["city_boards"]
    assert lines.keys() == {str(north.pk), str(south.pk), "all"}
