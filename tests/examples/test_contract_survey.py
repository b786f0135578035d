"""The survey of one year that the plan of two boards tells of."""

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from docx import Document
from openpyxl import load_workbook

from insyn.criteria.rules import AnswerType
from insyn.examples.board_plans import build, read_plan
from insyn.examples.board_plans.papers import write_all as write_plan
from insyn.examples.board_plans.reading import DATA
from insyn.examples.contract_survey import carry_out, write_all
from insyn.examples.contract_survey.invented import ASKED, MARK
from insyn.followups.models import Followup
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import ResponseState
from insyn.surveys.rules.questions import asked_in_round

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAME = "plan_2022_2024"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("rekonstruktion")
    return folder


@pytest.fixture(scope="module")
def surveyed(django_db_setup, django_db_blocker, tmp_path_factory, out):
    """Build the plan and its survey once, write everything, and roll it back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
            built = build(read_plan(NAME))
            write_plan(built, out)
            made = carry_out(built)
            write_all(made, out)
            yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def facts(surveyed, out):
    return json.loads((out / "facts.json").read_text(encoding="utf-8"))


def test_the_facts_of_the_plan_are_the_same_as_without_the_survey(facts) -> None:
    truth = json.loads((DATA / f"{NAME}.json").read_text(encoding="utf-8"))

    assert {key: facts.get(key) for key in truth} == truth


def test_the_facts_say_that_units_and_answers_are_invented(facts) -> None:
    assert "påhittat" in facts["survey"]["invented"]
    assert facts["survey"]["seed"]


def test_every_service_of_the_timetable_is_asked(facts) -> None:
    services = facts["timetable"]["Avtalsuppföljning"]["services"]
    done = {title for one in facts["survey"]["rounds"] for title in one["activities"]}

    assert set(services) == {asked.service for asked in ASKED} == done


def test_the_survey_is_carried_out_in_the_months_of_the_plan(surveyed) -> None:
    for survey_round in surveyed.rounds:
        assert survey_round.opens_on == date(2022, 2, 1)
        survey_round.refresh_from_db()
        assert survey_round.closed_on.month == 5


def test_no_question_is_open_and_each_stands_on_a_weighted_requirement(surveyed, facts) -> None:
    types = {q.facts.answer_type for r in surveyed.rounds for q in asked_in_round(questions_of(r))}

    assert not types & {AnswerType.TEXT, AnswerType.DOCUMENT, AnswerType.DATE}
    assert AnswerType.FREQUENCY in types
    for one in facts["survey"]["rounds"]:
        assert all(row["requirements"] and row["weight"] for row in one["questions"])


def test_most_have_handed_in_and_all_that_did_are_accepted(facts) -> None:
    for one in facts["survey"]["rounds"]:
        assert 0.8 * one["asked"] <= one["handed_in"] == one["accepted"]


def test_each_response_is_a_followup_of_its_own_activity(surveyed) -> None:
    rows = Followup.objects.visible_to(surveyed.access).exclude(survey_response=None)

    assert rows.count() == sum(sum(asked.units.values()) for asked in ASKED)
    assert not rows.filter(activity=None).exists()


def test_letters_summary_and_answers_are_written(surveyed, out) -> None:
    letters = {file.suffix for file in (out / "feedback").iterdir()}
    written = {file.name for file in out.iterdir()}

    assert letters == {".docx", ".pdf"}
    assert {"summary.docx", "summary.pdf", "answers.xlsx", "facts.json"} <= written


def test_every_document_says_that_it_is_invented(surveyed, out) -> None:
    papers = [*(out / "feedback").glob("*.docx"), *out.glob("summary*.docx")]

    assert len(papers) > 4
    for paper in papers:
        said = " ".join(part.text for part in Document(str(paper)).element.body.iter()
                        if part.tag.endswith("}t") and part.text)  # fmt: skip
        assert MARK in said, paper.name


def test_the_answers_stand_in_long_form_with_their_mark(surveyed, out) -> None:
    sheet = load_workbook(BytesIO((out / "answers.xlsx").read_bytes()), read_only=True).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    handed_in = SurveyResponse.objects.visible_to(surveyed.access).filter(
        state=ResponseState.ACCEPTED
    )

    assert len(rows) >= handed_in.count() * 12
    assert all(MARK in row[0] for row in rows)


def test_small_groups_are_hidden_from_the_board(facts) -> None:
    met = facts["survey"]["rounds"][0]["met_in_percent"]

    assert any(row["all"] == "döljs" for row in met.values() if isinstance(row, dict))
