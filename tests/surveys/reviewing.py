"""A running round with responses that have been handed in, through the services."""

import datetime
import uuid
from dataclasses import dataclass, field
from typing import Any

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, Section
from insyn.criteria.rules import AnswerType, Respondent
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, State
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Provider, ServiceArea
from insyn.registry.queries import access_of
from insyn.surveys.models import (
    Addressee,
    ProposedFinding,
    Submission,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.surveys.services.answers import submit
from tests.factories import (
    DAY,
    ContractFactory,
    FollowupFactory,
    ProviderContactFactory,
    ProviderFactory,
    QuestionFactory,
    RequirementFactory,
    RequirementVersionFactory,
    SectionFactory,
    ServiceAreaFactory,
    SurveyResponseFactory,
    SurveyRoundFactory,
    UnitFactory,
    UserFactory,
)

SPACE = uuid.UUID("a3f1c8de-54bb-4d3b-9a36-8f6f2b7d0c55")
SENT = datetime.datetime(2026, 3, 2, 8, tzinfo=datetime.UTC)
NO_IS_SERIOUS = {
    "when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": "major",
}  # fmt: skip
PARTLY_CAN_GROW = {
    "when": {"operator": "is", "value": "partly"}, "kind": "development_area", "severity": "",
}  # fmt: skip
FINE = {"F1": "yes", "F2": "yes", "F3": 12}


@dataclass
class Round:
    """A round with three questions to the provider and one of the authority's own."""

    row: SurveyRound
    sections: list[Section]
    questions: dict[str, Question]
    units: int = field(default=0)
    area: ServiceArea = field(default_factory=ServiceAreaFactory.create)

    @classmethod
    def running(cls, authority: Authority, **facts) -> "Round":
        row = SurveyRoundFactory.create(authority=authority, **facts)
        return cls.of(row)

    @classmethod
    def of(cls, row: SurveyRound) -> "Round":
        version = row.template_version
        sections = [
            SectionFactory.create(version=version, number=n, name=name)
            for n, name in enumerate(("Ledning", "Personal"), 1)
        ]
        asked: tuple[tuple[str, int, AnswerType, list[Any], Respondent], ...] = (
            ("F1", 0, AnswerType.YES_NO, [NO_IS_SERIOUS], Respondent.PROVIDER),
            ("F2", 1, AnswerType.YES_PARTLY_NO, [PARTLY_CAN_GROW], Respondent.PROVIDER),
            ("F3", 1, AnswerType.NUMBER, [], Respondent.PROVIDER),
        )
        questions = {
            code: QuestionFactory.create(
                section=sections[place], number=number, code=code, answer_type=kind,
                finding_rules=rules, respondent=respondent, text=f"Fråga {code}?",
                met_when=f"Uppfyllt {code}.",
            )
            for number, (code, place, kind, rules, respondent) in enumerate(asked, 1)
        }  # fmt: skip
        return cls(row, sections, questions)

    def own_question(self, **facts) -> Question:
        settings = {
            "section": self.sections[0], "number": 9, "code": "E1", "text": "Egen fråga?",
            "answer_type": AnswerType.YES_NO, "respondent": Respondent.REVIEWER,
        }  # fmt: skip
        self.questions["E1"] = QuestionFactory.create(**settings | facts)
        return self.questions["E1"]

    def demand(self, code: str, response: SurveyResponse) -> None:
        agreement = response.contract.agreement
        row = RequirementFactory.create(authority=self.row.authority, agreement=agreement)
        RequirementVersionFactory.create(
            requirement=row, number="4.2", text="Utföraren ska ha rutiner.",
            legal_source="SoL 14 kap. 2 §",
        )  # fmt: skip
        self.questions[code].requirements.add(row)

    def unit(self, provider: Provider | None = None, unit=None, **facts) -> SurveyResponse:
        """Return a response that has been begun, with its follow-up and one who answers it."""
        self.units += 1
        authority = self.row.authority
        provider = provider or ProviderFactory.create()
        contract = facts.pop("contract", None) or ContractFactory.create(
            agreement__authority=authority, provider=provider
        )
        followup = FollowupFactory.create(
            authority=authority, contract=contract, template_version=self.row.template_version,
            kind=Kind.SURVEY, state=State.ONGOING,
        )  # fmt: skip
        response = SurveyResponseFactory.create(
            round=self.row, contract=contract, followup=followup,
            unit=unit or UnitFactory.create(provider=provider, service_area=self.area),
            state=ResponseState.SAVED, **facts,
        )  # fmt: skip
        user = UserFactory.create(email=f"svar{response.pk}@akero.se")
        ProviderContactFactory.create(user=user, provider=provider, authority=authority)
        Addressee.objects.create(response=response, user=user, given_at=SENT)
        return response

    def answer(self, response: SurveyResponse, **answers) -> None:
        for code, value in answers.items():
            rows = SurveyAnswer.objects.unscoped(reason="Provet svarar.")
            rows.update_or_create(
                response=response, question=self.questions[code],
                defaults={"value": value, "state": AnswerState.ANSWERED,
                          "answered_at": clock.now()},
            )  # fmt: skip

    def hand_in(self, response: SurveyResponse, **answers) -> Submission:
        """Answer and hand in as the provider does; return the submission."""
        self.answer(response, **answers)
        user = answerer(response)
        number = response.submissions.unscoped(reason="Provet räknar.").count()
        key = uuid.uuid5(SPACE, f"{response.pk}:{number}")
        made = submit(access_of(user), response.pk, key=key)
        refresh(response)
        return made

    def handed_in(self, provider: Provider | None = None, **answers) -> SurveyResponse:
        response = self.unit(provider)
        self.hand_in(response, **(FINE | answers))
        return response


def answerer(response: SurveyResponse) -> User:
    rows = Addressee.objects.unscoped(reason="Provet läser raden som den är.")
    return rows.filter(response=response)[0].user


def refresh(response: SurveyResponse) -> SurveyResponse:
    rows = SurveyResponse.objects.unscoped(reason="Provet läser raden som den är.")
    fresh = rows.select_related("round__authority", "followup", "contract").get(pk=response.pk)
    response.__dict__.update(fresh.__dict__)
    return response


def proposals(access: Access, response: SurveyResponse) -> list[ProposedFinding]:
    rows = ProposedFinding.objects.visible_to(access).filter(response=response)
    return list(rows.select_related("response__round").order_by("submission_number", "pk"))


def followup_of(response: SurveyResponse) -> Followup:
    return Followup.objects.unscoped(reason="Provet läser raden.").get(survey_response=response)


__all__ = ["DAY", "FINE", "Round", "answerer", "followup_of", "proposals", "refresh"]
