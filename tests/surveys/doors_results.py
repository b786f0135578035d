"""Who the pages about results and client questions open for."""

import datetime
from typing import Any

from insyn.criteria.models import Question
from insyn.criteria.rules import Respondent
from insyn.surveys.models import ClientQuestions
from tests.doors import FORBIDDEN, Door
from tests.surveys.doors_rounds import a_response, a_round, round_of

REVIEWERS: dict[str, Any] = {"bo": FORBIDDEN}


def a_question(world) -> dict[str, int]:
    """Return a question that the provider answers in Ekby's round."""
    rows = Question.objects.unscoped(reason="Dörren behöver en fråga.")
    section = world.observation.section
    row, _made = rows.get_or_create(
        section=section,
        code="F90",
        defaults={"number": 90, "text": "Finns en rutin?", "respondent": Respondent.PROVIDER},
    )
    return {"pk": round_of(world).pk, "question": row.pk}


def a_set(world) -> dict[str, int]:
    rows = ClientQuestions.objects.unscoped(reason="Dörren behöver klientfrågor.")
    row, _made = rows.get_or_create(
        authority=world.authority,
        title="Frågor vid uppföljning av beslut",
        defaults={
            "template_version": world.template_version,
            "starts_on": datetime.date(2026, 1, 1),
        },
    )
    return {"pk": row.pk}


def a_file(world) -> dict[str, object]:
    return {**a_round(world), "ending": "docx"}


DOORS = {
    "surveys:results": Door(kwargs=a_round),
    "surveys:result_question": Door(kwargs=a_question),
    "surveys:result_rows": Door(anna=404, bo=FORBIDDEN, kwargs=a_question),  # names no answer
    "surveys:compare": Door(**REVIEWERS, kwargs=a_round),
    "surveys:compare_unit": Door(**REVIEWERS, kwargs=a_response),
    "surveys:results_xlsx": Door(**REVIEWERS, kwargs=a_round),
    "surveys:board_summary": Door(kwargs=a_round),
    "surveys:board_summary_file": Door(bo=404, kwargs=a_file),  # the round still runs
    "surveys:client_sets": Door(cilla=200, system_admin=200),
    "surveys:client_set_create": Door(**REVIEWERS, cilla=200, system_admin=FORBIDDEN),
    "surveys:client_set": Door(kwargs=a_set),
    "surveys:client_set_edit": Door(**REVIEWERS, kwargs=a_set),
    "surveys:client_entry": Door(**REVIEWERS, kwargs=a_set),
    "surveys:client_results": Door(kwargs=a_set),
}
