"""A board with two providers, a survey template and a round that is prepared."""

import datetime
from dataclasses import dataclass, field, replace

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.rules import AnswerType, Respondent
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import Law, OperatingForm
from insyn.surveys import services
from insyn.surveys.models import SurveyResponse, SurveyRound
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    ProviderContactFactory,
    QuestionFactory,
    SectionFactory,
    ServiceAreaFactory,
    TemplateVersionFactory,
    UnitFactory,
    UserFactory,
)

TODAY = datetime.date(2026, 3, 2)
DUE = datetime.date(2026, 3, 31)


@dataclass
class Board:
    """Ekby's board: one private home care unit, one of its own under LSS, and a template."""

    authority: Authority
    access: Access
    agreement: Agreement
    version: TemplateVersion
    section: Section
    questions: dict[str, Question]
    home_care: ServiceArea
    housing: ServiceArea
    private: Unit
    own: Unit
    contracts: dict[int, Contract] = field(default_factory=dict)

    def facts(self, **other) -> services.RoundFacts:
        told = services.RoundFacts(
            title="Avtalsenkät 2026",
            template_version=self.version,
            concerns_from=datetime.date(2025, 1, 1),
            concerns_to=datetime.date(2025, 12, 31),
            opens_on=TODAY,
            due_on=DUE,
            contact="Anna, 010-123 45 67",
            ground_sol="SoL 15 kap. 9 §",
            ground_lss="Avtalets villkor om insyn",
        )
        return replace(told, **other)

    def prepared(self, **other) -> SurveyRound:
        with clock.pretend(TODAY):
            return services.create_round(self.access, self.authority, facts=self.facts(**other))

    def sent(self, **other) -> SurveyRound:
        survey_round = self.prepared(**other)
        with clock.pretend(TODAY):
            return services.send_round(self.access, survey_round)

    def responses(self, survey_round: SurveyRound) -> list[SurveyResponse]:
        rows = SurveyResponse.objects.visible_to(self.access).filter(round=survey_round)
        return list(rows.for_list().order_by("unit__name", "pk"))

    def response_of(self, survey_round: SurveyRound, unit: Unit) -> SurveyResponse:
        rows = SurveyResponse.objects.visible_to(self.access).for_list()
        return rows.get(round=survey_round, unit=unit)

    def add_unit(self, name: str, **other) -> Unit:
        """One more private unit with a contract of its own, and nobody to ask."""
        unit = UnitFactory.create(name=name, **{"service_area": self.home_care, **other})
        self.contract_for(unit)
        return unit

    def contract_for(self, unit: Unit, **other) -> Contract:
        contract = ContractFactory.create(agreement=self.agreement, provider=unit.provider, **other)
        contract.units.add(unit)
        self.contracts[unit.pk] = contract
        return contract

    def contact_for(self, unit: Unit, name: str) -> User:
        user = UserFactory.create(
            username=name.casefold(), first_name=name, email=f"{name.casefold()}@omsorg.se"
        )
        ProviderContactFactory.create(user=user, provider=unit.provider, authority=self.authority)
        return user


def board_of(authority: Authority, user: User) -> Board:
    version = TemplateVersionFactory.create(template__authority=authority)
    section = SectionFactory.create(version=version, number=1, name="Bemanning")
    asked = {"section": section, "respondent": Respondent.PROVIDER}
    questions = {
        "F1": QuestionFactory.create(
            **asked, number=1, code="F1", text="Finns en rutin?", answer_type=AnswerType.YES_NO
        ),
        "F2": QuestionFactory.create(
            **asked, number=2, code="F2", text="Hur många arbetar här?",
            answer_type=AnswerType.NUMBER, is_required=False,
        ),
        "F3": QuestionFactory.create(
            **asked, number=3, code="F3", text="Varför inte?", answer_type=AnswerType.TEXT,
            condition={"question": "F1", "operator": "is", "value": "no"},
        ),
    }  # fmt: skip
    QuestionFactory.create(section=section, number=4, code="F4", text="Uppföljarens fråga")
    home_care = ServiceAreaFactory.create(name="Hemtjänst i prov", law=Law.SOL)
    housing = ServiceAreaFactory.create(name="Boende i prov", law=Law.LSS)
    board = Board(
        authority=authority,
        access=access_of(user),
        agreement=AgreementFactory.create(authority=authority),
        version=version,
        section=section,
        questions=questions,
        home_care=home_care,
        housing=housing,
        private=UnitFactory.create(name="Björken", service_area=home_care),
        own=UnitFactory.create(
            name="Linden", service_area=housing, provider__operating_form=OperatingForm.IN_HOUSE
        ),
    )
    for unit, name in ((board.private, "Enhetschef Ett"), (board.own, "Enhetschef Två")):
        board.contract_for(unit)
        board.contact_for(unit, name.replace(" ", ""))
    return board
