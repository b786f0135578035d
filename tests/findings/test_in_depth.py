"""A follow-up in depth shows first, and marked, what it was decided to take up."""

import re
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insyn.criteria.models import Section
from insyn.criteria.rules import Respondent
from insyn.delegations.models import DelegationDecision
from insyn.delegations.rules import DecidedHow, Matter
from insyn.findings.models import DepthDecision
from insyn.findings.queries.assessing import requirements_of
from insyn.findings.queries.in_depth import InDepth, in_depth_of
from insyn.findings.rules.lists import DepthState
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import State
from insyn.followups.rules.forms import Depth
from insyn.registry.queries import access_of
from insyn.requirements.models import RequirementVersion
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind
from tests.factories import DAY, FollowupFactory, QuestionFactory, SectionFactory
from tests.findings.assessing import demand

pytestmark = pytest.mark.django_db
MARK = "Fördjupas"


@dataclass
class Deep:
    """A follow-up in depth of a new version, whose second area and last requirement are chosen."""

    followup: Followup
    first: Section
    chosen: Section
    beside: RequirementVersion
    demanded: RequirementVersion


@pytest.fixture
def deep(ekby, anna, followup) -> Deep:
    older = SectionFactory.create(version=followup.template_version, name="Lex Sarah", number=2)
    row = FollowupFactory.create(
        authority=ekby, contract=followup.contract, comes_from=followup, depth=Depth.IN_DEPTH,
        state=State.ONGOING, carried_out_on=DAY,
    )  # fmt: skip
    Reviewer.objects.create(followup=row, user=anna, has_no_conflict=True)
    first = SectionFactory.create(version=row.template_version, name="Personal", number=1)
    chosen = SectionFactory.create(version=row.template_version, name="Lex Sarah", number=2)
    beside, demanded = demand(row, first, "1.1"), demand(row, chosen, "2.1")
    for section in (first, chosen):
        QuestionFactory.create(section=section, respondent=Respondent.REVIEWER)
    decided = DelegationDecision.objects.create(
        authority=ekby, number="D-1", how=DecidedHow.BOARD, board_reference="§ 42", decided_on=DAY,
        matter=Matter.DEPTH, text="Fördjupning", about="x:1",
    )  # fmt: skip
    decision = DepthDecision.objects.create(
        followup=followup, state=DepthState.IN_DEPTH, reasons="Bristerna", proposed_on=DAY,
        in_depth=row, decision=decided,
    )  # fmt: skip
    decision.sections.add(older)
    decision.requirements.add(demanded.requirement)
    return Deep(row, first, chosen, beside, demanded)


def read(client: Client, name: str, *keys: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=keys) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def rows(page: str) -> list[str]:
    """The rows of the tables, in order."""
    return re.findall(r"<tr>.*?</tr>", page, re.DOTALL)


def test_the_scope_is_known_by_name_also_in_a_later_version_of_the_template(anna, deep) -> None:
    assert in_depth_of(access_of(anna), deep.followup) == InDepth(
        frozenset({"Lex Sarah"}), frozenset({deep.demanded.requirement_id})
    )


def test_an_ordinary_followup_asks_nothing_of_the_database(anna, followup) -> None:
    access = access_of(anna)

    with CaptureQueriesContext(connection) as queries:
        assert in_depth_of(access, followup) == InDepth()

    assert len(queries) == 0


@pytest.mark.parametrize("name", ["findings:followup", "visits:followup"])
def test_the_areas_in_depth_come_first_and_are_marked(as_anna, deep, name) -> None:
    page = read(as_anna, name, deep.followup.pk)

    table = [row for row in rows(page) if re.search(r"[12]\. (Lex Sarah|Personal)", row)]
    assert ["Lex Sarah" in row for row in table] == [True, False]
    assert [MARK in row for row in table] == [True, False]


def test_the_form_of_the_visit_begins_with_the_areas_in_depth(as_anna, deep) -> None:
    visit = Visit.objects.create(followup=deep.followup, kind=VisitKind.VISIT, planned_on=DAY)

    page = read(as_anna, "visits:device", visit.pk)
    packed = as_anna.get(reverse("visits:device_package", args=[visit.pk])).json()

    assert re.findall(r'id="omrade-(\d)"', page) == ["2", "1"]
    assert page.count(MARK) == 2
    assert [area["name"] for area in packed["areas"]] == ["Lex Sarah", "Personal"]


def test_the_requirements_in_depth_come_first_and_are_marked(as_anna, deep) -> None:
    page = read(as_anna, "findings:requirements", deep.followup.pk)

    table = [row for row in rows(page) if "Kravets text" in row or "<td" in row]
    assert ["2.1" in row for row in table] == [True, False]
    assert [MARK in row for row in table] == [True, False]


def test_the_list_can_be_narrowed_to_the_requirements_in_depth(as_anna, deep) -> None:
    page = read(as_anna, "findings:requirements", deep.followup.pk, query="?is_in_depth=on")
    file = as_anna.get(reverse("findings:requirements", args=[deep.followup.pk]) + "?fil=csv")

    assert len([row for row in rows(page) if "<td" in row]) == 1
    assert MARK in b"".join(file).decode("utf-8-sig").splitlines()[0]


def test_an_ordinary_list_has_neither_mark_nor_choice(as_anna, followup, section) -> None:
    demand(followup, section)

    page = read(as_anna, "findings:requirements", followup.pk)

    assert MARK not in page
    assert "is_in_depth" not in page


def test_the_requirement_and_its_area_say_that_they_are_in_depth(as_anna, deep) -> None:
    keys = deep.followup.pk, deep.demanded.requirement_id

    assert MARK in read(as_anna, "findings:requirement", *keys)
    assert MARK in read(as_anna, "findings:area", deep.followup.pk, deep.chosen.pk)
    assert MARK not in read(as_anna, "findings:area", deep.followup.pk, deep.first.pk)
    assert MARK in read(as_anna, "visits:area", deep.followup.pk, deep.chosen.pk)
    assert MARK not in read(as_anna, "visits:area", deep.followup.pk, deep.first.pk)


def test_another_board_is_told_of_no_scope(cilla, deep) -> None:
    assert in_depth_of(access_of(cilla), deep.followup) == InDepth()


def test_the_mark_stands_on_the_requirement_itself(anna, deep) -> None:
    found = requirements_of(access_of(anna), deep.followup)

    assert [(row.wording.number, row.is_in_depth) for row in found] == [
        ("2.1", True),
        ("1.1", False),
    ]
