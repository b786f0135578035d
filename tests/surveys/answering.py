"""A running round with one unit that answers, built of rows."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, Section
from insyn.criteria.rules import AnswerType, Respondent
from insyn.kernel.access import Access
from insyn.registry.models import Provider
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import Addressee, SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.models.answers import SurveyAnswerQuerySet
from insyn.surveys.rules import (
    AnswerState,
    OperationKind,
    ResponseState,
    RoundState,
)
from insyn.surveys.services.answers import Operation
from tests.factories import (
    ContractFactory,
    ProviderContactFactory,
    QuestionFactory,
    SectionFactory,
    TemplateVersionFactory,
    UnitFactory,
    UserFactory,
)

PLACE = uuid.UUID("4ff3b2c1-1dd7-44bb-8d6f-3a2c8f1f9e10")
SENT = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)


def key(name: object) -> uuid.UUID:
    return uuid.uuid5(PLACE, str(name))


@dataclass
class Answered:
    """A response with its questions by code, and who answers it."""

    response: SurveyResponse
    questions: dict[str, Question]
    sections: list[Section]
    user: User

    @property
    def access(self) -> Access:
        return access_of(self.user)

    def fresh(self) -> SurveyResponse:
        rows = SurveyResponse.objects.unscoped(reason="Provet läser raden som den är.")
        self.response = rows.select_related("round").get(pk=self.response.pk)
        return self.response

    def answer(self, code: str) -> SurveyAnswer:
        return self.answers(code).get()

    def answers(self, code: str) -> SurveyAnswerQuerySet:
        rows = SurveyAnswer.objects.unscoped(reason="Provet läser raden som den är.")
        return rows.filter(response=self.response, question=self.questions[code])

    def op(self, code: str, value: object = "yes", *, name: object = None, **facts) -> Operation:
        facts.setdefault("kind", OperationKind.SET)
        made = key(name if name is not None else (code, str(value), str(sorted(facts.items()))))
        return Operation(made, self.questions[code].pk, value=value, **facts)

    def given(self, code: str, value: object, state=AnswerState.ANSWERED, **facts) -> SurveyAnswer:
        return SurveyAnswer.objects.create(
            response=self.response, question=self.questions[code], state=state, value=value,
            **facts,
        )  # fmt: skip

    def move(self, state: ResponseState, **facts) -> None:
        for name, value in {"state": state, **facts}.items():
            setattr(self.response, name, value)
        self.response.save()

    def close(self) -> None:
        self.response.round.state = RoundState.CLOSED
        self.response.round.save()


def running_round(authority: Authority, **facts) -> SurveyRound:
    version = TemplateVersionFactory.create(template__authority=authority)
    settings = {
        "authority": authority,
        "title": "Avtalsenkät 2026",
        "template_version": version,
        "concerns_from": datetime.date(2025, 1, 1),
        "concerns_to": datetime.date(2025, 12, 31),
        "opens_on": datetime.date(2026, 3, 2),
        "due_on": datetime.date(2026, 3, 31),
        "contact": "Avtalsenheten, 010-000 00 00",
        "ground_sol": "Socialtjänstlagen (2025:400) 15 kap. 9 §",
        "ground_lss": "Avtalet, avsnittet om uppföljning",
        "state": RoundState.OPEN,
        "sent_at": SENT,
    }
    return SurveyRound.objects.create(**{**settings, **facts})


def questions_in(survey_round: SurveyRound) -> tuple[list[Section], dict[str, Question]]:
    first, second = (
        SectionFactory.create(version=survey_round.template_version, number=n, name=name)
        for n, name in enumerate(("Ledning", "Personal"), 1)
    )
    rows: tuple[tuple[str, Section, AnswerType, dict[str, Any]], ...] = (
        ("F1", first, AnswerType.YES_NO, {}),
        ("F2", first, AnswerType.TEXT, {"condition": _only_if_no("F1")}),
        ("F3", first, AnswerType.NUMBER, {"measured_in": "personer"}),
        ("F4", second, AnswerType.SEVERAL, {"choices": _choices("Muntligt", "Skriftligt")}),
        ("F5", second, AnswerType.SAMPLE, {}),
        ("F6", second, AnswerType.DOCUMENT, {"is_required": False}),
    )
    made = {
        code: QuestionFactory.create(
            section=section, number=number, code=code, answer_type=kind,
            respondent=Respondent.PROVIDER, **facts,
        )
        for number, (code, section, kind, facts) in enumerate(rows, 1)
    }  # fmt: skip
    QuestionFactory.create(section=second, number=9, code="F9", respondent=Respondent.REVIEWER)
    return [first, second], made


def _only_if_no(code: str) -> dict[str, str]:
    return {"question": code, "operator": "is", "value": "no"}


def _choices(*labels: str) -> list[dict[str, str]]:
    return [{"code": f"a{n}", "label": label} for n, label in enumerate(labels, 1)]


def answered(
    authority: Authority, provider: Provider, *, username: str = "kontakt", **facts
) -> Answered:
    """Return an invited response of the provider, and its contact."""
    survey_round = running_round(authority, **facts)
    sections, questions = questions_in(survey_round)
    contract = ContractFactory.create(agreement__authority=authority, provider=provider)
    response = SurveyResponse.objects.create(
        round=survey_round,
        contract=contract,
        unit=UnitFactory.create(provider=provider),
        operating_form=OperatingForm.PRIVATE,
        state=ResponseState.INVITED,
        due_on=survey_round.due_on,
    )
    contact = ProviderContactFactory.create(
        provider=provider, authority=authority, user__username=username
    )
    return Answered(response, questions, sections, contact.user)


def colleague(of: Answered, *sections: Section, username: str = "kollega") -> User:
    """Return somebody who has been asked in person: for some areas, else for the whole."""
    user = UserFactory.create(username=username, first_name="Dag")
    row = Addressee.objects.create(
        response=of.response, user=user, is_delegate=bool(sections), given_at=SENT
    )
    row.sections.add(*sections)
    return user


def access_by_invitation(user: User, *responses: SurveyResponse) -> Access:
    return Access(user.pk, str(user), invitations=frozenset(row.pk for row in responses))
