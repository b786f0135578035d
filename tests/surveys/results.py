"""A round with many responses that are handed in, built of rows."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from insyn.accounts.models import Authority
from insyn.criteria.models import Question
from insyn.criteria.rules import AnswerType, Respondent
from insyn.kernel.access import Access, Mandate, Role
from insyn.registry.models import ServiceArea
from insyn.surveys.models import Submission, SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState, RoundState
from tests.factories import (
    QuestionFactory,
    SectionFactory,
    ServiceAreaFactory,
    SurveyResponseFactory,
    SurveyRoundFactory,
    UserFactory,
)

PLACE = uuid.UUID("9d3c4a51-5f1e-4f0b-9f4f-0a4d6f6c2b11")
SENT = datetime.datetime(2026, 3, 5, 9, tzinfo=datetime.UTC)


@dataclass
class Counted:
    """A round of Ekby's board with two questions, and who may look at it."""

    round: SurveyRound
    routine: Question
    number: Question
    area: ServiceArea
    other_area: ServiceArea

    def access(self, role: Role = Role.REVIEWER) -> Access:
        return Access(1, "Anna", mandates=(Mandate(self.round.authority_id, role),))

    def responses(
        self, answers: Iterable[str], *, form: str = "private", area: ServiceArea | None = None
    ) -> list[SurveyResponse]:
        """Return one response per answer to the first question, all handed in."""
        return [self.response(answer, form=form, area=area) for answer in answers]

    def response(
        self, answer: str, *, form: str = "private", area: ServiceArea | None = None
    ) -> SurveyResponse:
        row = SurveyResponseFactory.create(
            round=self.round, operating_form=form, service_area=area or self.area,
            state=ResponseState.SUBMITTED,
        )  # fmt: skip
        self.submit(row, {self.routine: answer, self.number: 4})
        return row

    def submit(
        self, row: SurveyResponse, answers: dict[Question, object], comment: str = ""
    ) -> Submission:
        number = Submission.objects.unscoped(reason="Provet räknar.").filter(response=row).count()
        return Submission.objects.create(
            response=row,
            number=number + 1,
            key=uuid.uuid5(PLACE, f"{row.pk} {number}"),
            answers={
                str(question.pk): {"value": value, "comment": comment}
                for question, value in answers.items()
            },
            digest="0" * 64,
            submitted_at=SENT,
            submitted_by=UserFactory.create(username=f"svarar-{row.pk}-{number}"),
        )

    def close(self) -> None:
        self.round.state = RoundState.CLOSED
        self.round.save()


def counted_round(authority: Authority, **facts) -> Counted:
    survey_round = SurveyRoundFactory.create(authority=authority, **facts)
    version = survey_round.template_version
    section = SectionFactory.create(version=version, number=1, name="Bemanning")
    asked = {"section": section, "respondent": Respondent.PROVIDER}
    return Counted(
        survey_round,
        QuestionFactory.create(
            **asked, number=1, code="F1", text="Finns en rutin?", answer_type=AnswerType.YES_NO
        ),
        QuestionFactory.create(
            **asked, number=2, code="F2", text="Hur många arbetar här?",
            answer_type=AnswerType.NUMBER,
        ),
        ServiceAreaFactory.create(),
        ServiceAreaFactory.create(),
    )  # fmt: skip
