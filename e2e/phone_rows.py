"""Fills an empty installation with a survey of 40 questions that has just been sent.

The unit answered three of them last year. The invitation waits in the queue of mail.
Run: ``python -m e2e.phone_rows``.
"""

# ruff: noqa: E402  the settings must be read before the models are
import datetime
import json
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, cycle, islice
from typing import Any

import django

django.setup()

from tests.factories import (
    AuthorityFactory,
    MembershipFactory,
    QuestionFactory,
    ScaleFactory,
    ScaleLevelFactory,
    SectionFactory,
    TemplateVersionFactory,
)
from tests.surveys.rounds import Board, board_of

from insyn.accounts.models import User
from insyn.criteria.models import Question, TemplateVersion
from insyn.criteria.rules import AnswerType, Level, Respondent
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.surveys import services
from insyn.surveys.models import Submission, SurveyAnswer, SurveyRound
from insyn.surveys.rules import AnswerState, ResponseState, RoundState

UNIT = "Björken"
ADDRESS, OTHER_ADDRESS = "enhetschefett@omsorg.se", "linden@omsorg.se"
"""Where the invitations of the unit and of another go."""
AREAS = ("Ledning", "Bemanning", "Dokumentation", "Delaktighet", "Lokaler och trygghet")
IN_AREA = 8
DEPENDENT = "F02"
"""Is asked only of those who answer no to the first question."""
ELSEWHERE = "F09"
"""Stands in the second area and depends on the first question too."""
LAST_YEAR: dict[str, Any] = {"F04": 12, "F07": "a2", "F16": 7}
CHOICES = [{"code": f"a{n}", "label": word} for n, word in enumerate(
    ("Muntligt", "Skriftligt", "Vid möten med hela arbetsgruppen"), 1)]  # fmt: skip


def types() -> Iterator[AnswerType]:
    """Return the type of each question: all there are, a document once, then round and round."""
    others = [one for one in AnswerType if one != AnswerType.DOCUMENT]
    return islice(chain(others, [AnswerType.DOCUMENT], cycle(others)), len(AREAS) * IN_AREA)


def questions(version: TemplateVersion) -> dict[str, Question]:
    """Make 40 questions that must be answered; return them by code."""
    scale = ScaleFactory.create(authority=version.template.authority)
    for label, level in LEVELS.items():
        ScaleLevelFactory.create(scale=scale, label=label, counts_as=level)
    sections = [
        SectionFactory.create(version=version, number=number, name=name)
        for number, name in enumerate(AREAS, 1)
    ]
    made = {}
    for place, kind in enumerate(types()):
        code = f"F{place + 1:02d}"
        facts: dict[str, Any] = {"choices": CHOICES} if kind in CHOSEN else {}
        if kind == AnswerType.SCALE:
            facts["scale"] = scale
        if code in {DEPENDENT, ELSEWHERE}:
            facts["condition"] = {"question": "F01", "operator": "is", "value": "no"}
        made[code] = QuestionFactory.create(
            section=sections[place // IN_AREA], number=place % IN_AREA + 1, code=code,
            text=f"{TEXTS[kind]} ({code})", answer_type=kind, respondent=Respondent.PROVIDER,
            help="Svara för de senaste tolv månaderna." if place % 5 == 0 else "", **facts,
        )  # fmt: skip
    return made


LEVELS = {"Alltid": Level.MET, "Oftast": Level.PARTLY, "Sällan": Level.NOT_MET}
CHOSEN = {AnswerType.SINGLE, AnswerType.SEVERAL}
TEXTS = {
    AnswerType.YES_NO: "Finns en rutin för hur ny personal introduceras?",
    AnswerType.YES_PARTLY_NO: "Har alla fått den utbildning som avtalet kräver?",
    AnswerType.FREQUENCY: "Hur ofta går ni igenom avvikelser tillsammans?",
    AnswerType.NUMBER: "Hur många är anställda?",
    AnswerType.PERCENT: "Hur stor del av personalen har utbildning?",
    AnswerType.DATE: "När reviderades ledningssystemet senast?",
    AnswerType.SINGLE: "Hur sprids ny kunskap i första hand?",
    AnswerType.SEVERAL: "Hur kan brukarna lämna synpunkter?",
    AnswerType.SCALE: "Hinner personalen med det som är beviljat?",
    AnswerType.SAMPLE: "Hur många av de granskade genomförandeplanerna är aktuella?",
    AnswerType.TEXT: "Beskriv hur ni arbetar med kontinuitet.",
    AnswerType.DOCUMENT: "Bifoga rutinen för lex Sarah.",
}


def handed_in_last_year(board: Board) -> SurveyRound:
    """Make last year's round, where the unit answered three questions and was accepted."""
    asked = board.facts(title="Avtalsenkät i fjol")
    day = clock.today() - datetime.timedelta(days=365)
    with clock.pretend(day):
        made = services.create_round(board.access, board.authority, facts=replace(
            asked, opens_on=day, due_on=day + datetime.timedelta(days=30),
            concerns_from=datetime.date(day.year - 1, 1, 1),
            concerns_to=datetime.date(day.year - 1, 12, 31)))  # fmt: skip
    made.state = RoundState.CLOSED
    made.sent_at = clock.now() - datetime.timedelta(days=365)
    made.save()
    response = board.response_of(made, board.private)
    response.state = ResponseState.ACCEPTED
    response.submitted_at = clock.now() - datetime.timedelta(days=340)
    response.save()
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question=board.questions[code], value=value,
                     state=AnswerState.ANSWERED)
        for code, value in LAST_YEAR.items()
    )  # fmt: skip
    Submission.objects.create(
        response=response, number=1, key=uuid.uuid4(), digest="0" * 64,
        submitted_at=response.submitted_at, submitted_by=User.objects.get(email=ADDRESS),
        answers={str(board.questions[code].pk): {"value": value, "comment": ""}
                 for code, value in LAST_YEAR.items()},
    )  # fmt: skip
    return made


def fill() -> dict[str, object]:
    """Send the survey; return the keys of what was made."""
    ekby = AuthorityFactory.create(municipality__name="Ekby")
    anna = MembershipFactory.create(authority=ekby, role=Role.PLAN_OWNER, user__first_name="Anna")
    board = board_of(ekby, anna.user)
    others = User.objects.filter(email__endswith="@omsorg.se").exclude(email=ADDRESS)
    others.update(email=OTHER_ADDRESS)
    board.version = TemplateVersionFactory.create(template__authority=ekby)
    board.questions = questions(board.version)
    today, last_year = clock.today(), handed_in_last_year(board)
    made = services.create_round(board.access, ekby, facts=board.facts(
        prefilled_from=last_year, opens_on=today,
        due_on=today + datetime.timedelta(days=30),
        concerns_from=datetime.date(today.year, 1, 1),
        concerns_to=datetime.date(today.year, 12, 31),
    ))  # fmt: skip
    services.send_round(board.access, made)
    return {
        "last_year": last_year.concerns_to.year,
        "response": board.response_of(made, board.private).pk,
        "other": board.response_of(made, board.own).pk,
        "questions": {code: row.pk for code, row in board.questions.items()},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill()) + "\n")
