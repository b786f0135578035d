"""The plan as it was made: register, risk, plan, activities, memo; through the services only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.board.models import Appendix, BoardItem, ItemPassage, ItemProposal
from insyn.board.rules.kinds import Part
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.board.services import (
    AppendixFacts,
    ItemHead,
    PassageFacts,
    ProposalFacts,
    ReferenceFacts,
    create_item,
    save_part,
)
from insyn.examples.board_plans.told import (
    ToldActivity,
    ToldAssessment,
    ToldBoard,
    ToldFocus,
    ToldForm,
    ToldPeriod,
    ToldPlan,
)
from insyn.kernel.access import Access, Role
from insyn.plans.models import FormStage, Plan, PlanForm
from insyn.plans.services import (
    FormFacts,
    PlanFacts,
    SectionFacts,
    StageFacts,
    add_form,
    add_section,
    add_stage,
    create_plan,
)
from insyn.plans.services.activities import (
    ActivityFacts,
    PeriodFacts,
    TargetFacts,
    save_activity,
)
from insyn.platform import clock
from insyn.registry.models import Agreement, ServiceArea
from insyn.registry.queries import access_of
from insyn.registry.services import AgreementFacts, save_agreement
from insyn.risk.models import RiskAssessment
from insyn.risk.queries.risk_models import SHIPPED_NAME, shipped_model
from insyn.risk.rules.kinds import AssessmentScope
from insyn.risk.services.assessments import (
    AssessmentFacts,
    add_occasion,
    add_participant,
    create_assessment,
    freeze_assessment,
)
from insyn.risk.services.focus import FocusFacts, save_focus
from insyn.risk.services.risk_models import create_model, publish_model

ORIGIN = "rekonstruktion"


@dataclass(frozen=True, slots=True)
class Built:
    """The rows that tell the plan, and who may read them all."""

    told: ToldPlan
    access: Access
    plan: Plan
    assessment: RiskAssessment | None
    item: BoardItem


@dataclass(slots=True)
class _Work:
    """What has been made so far, by the names that the facts use."""

    user: User
    access: Access
    boards: list[Authority]
    agreements: Mapping[str, Agreement]


@transaction.atomic
def build(told: ToldPlan, *, password: str = "") -> Built:
    """Build the plan of the facts, all of it or nothing, and return its rows.

    Without a password nobody can log in as the one who plans.

    Raises:
        RuleViolation: the facts contradict a rule of the system; the sentence says which.
    """
    with clock.pretend(told.memo.dated_on, is_guessed=True):
        work = _register(told, password)
        plan = _plan(work, told)
        assessment = _assess(work, told, plan)
        forms = {form.name: _form(work, plan, form) for form in told.forms}
        for activity in told.activities:
            _activity(work, plan, forms[activity.form], activity)
        item = _memo(work, told, plan)
    return Built(told, work.access, plan, assessment, item)


def _register(told: ToldPlan, password: str) -> _Work:
    boards = [_board(board) for board in told.boards]
    user = User.objects.create(
        username=f"{told.name.replace('_', '.')}.ansvarig",
        first_name="Uppföljningsansvarig",
        last_name=f"vid {told.boards[0].administration.lower()}",
        password=make_password(password or None),
    )
    for board in boards:
        Membership.objects.create(user=user, authority=board, role=Role.PLAN_OWNER)
    access = access_of(user, origin=ORIGIN)
    return _Work(user, access, boards, _agreements(access, boards[0], told))


def _board(told: ToldBoard) -> Authority:
    municipality, _ = Municipality.objects.get_or_create(name=told.municipality)
    board, _ = Authority.objects.get_or_create(
        municipality=municipality,
        name=told.name,
        defaults={"administration": told.administration, "case_series": told.case_series},
    )
    return board


def _agreements(access: Access, board: Authority, told: ToldPlan) -> dict[str, Agreement]:
    """Return the agreements by title; those that the register has already are used as they are."""
    known = Agreement.objects.visible_to(access).filter(authority=board)
    stored = {(row.title, row.starts_on): row for row in known}
    found = {}
    for agreement in told.agreements:
        begins = agreement.starts_on or told.memo.dated_on
        found[agreement.title] = stored.get((agreement.title, begins)) or save_agreement(
            access,
            agreement=None,
            facts=AgreementFacts(
                board,
                agreement.title,
                begins,
                ends_on=agreement.ends_on,
                has_unknown_period=agreement.starts_on is None,
            ),
        )
    return found


def _plan(work: _Work, told: ToldPlan) -> Plan:
    plan = create_plan(
        work.access,
        facts=PlanFacts(
            authority=work.boards[0],
            title=told.title,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            parties=work.boards[1:],
            case_number=told.memo.case_number,
            dated_on=told.dated_on,
        ),
    )
    for heading, text in told.sections:
        add_section(work.access, plan, facts=SectionFacts(heading, text))
    return plan


def _form(work: _Work, plan: Plan, told: ToldForm) -> PlanForm:
    facts = FormFacts(told.name, told.kind, is_outside=told.is_outside, **told.card)
    form = add_form(work.access, plan, facts=facts)
    for kind, name, methods in told.stages:
        add_stage(work.access, form, facts=StageFacts(name, kind, methods))
    return form


def _assess(work: _Work, told: ToldPlan, plan: Plan) -> RiskAssessment | None:
    """Judge the risk as the source says that it was judged, with the model Insyn comes with."""
    if told.assessment is None:
        return None
    model = create_model(work.access, plan.authority, name=SHIPPED_NAME, start=shipped_model())
    facts = AssessmentFacts(
        title=f"Riskbedömning inför {told.starts_on.year}",
        scope=AssessmentScope.AGREEMENTS,
        agreements=list(work.agreements.values()),
        model_version=publish_model(work.access, model),
        as_of=told.memo.dated_on,
        plan=plan,
        inputs="\n".join(told.assessment.inputs),
    )
    assessment = create_assessment(work.access, plan.authority, facts=facts)
    _tell_meetings(work, assessment, told.assessment)
    assessment = freeze_assessment(work.access, assessment)
    for focus in told.assessment.focus:
        save_focus(work.access, plan, facts=_focus(work, focus, assessment))
    return assessment


def _tell_meetings(work: _Work, assessment: RiskAssessment, told: ToldAssessment) -> None:
    add_occasion(work.access, assessment, held_on=None, said=told.when, note_="")
    for role in told.roles:
        add_participant(work.access, assessment, role=role)


def _focus(work: _Work, told: ToldFocus, assessment: RiskAssessment) -> FocusFacts:
    return FocusFacts(
        motivation=told.why,
        agreement=work.agreements[told.subject] if told.is_agreement else None,
        theme="" if told.is_agreement else told.subject,
        assessment=assessment,
    )


def _activity(work: _Work, plan: Plan, form: PlanForm, told: ToldActivity) -> None:
    stages = {stage.name: stage for stage in form.stages.all().visible_to(work.access)}
    facts = ActivityFacts(
        form=form,
        title=told.title,
        scope=told.scope,
        agreement=work.agreements.get(told.agreement),
        service_area=ServiceArea.objects.filter(code=told.service).first(),
        theme=told.theme,
        methods=told.methods,
        responsible=work.user,
        is_unannounced=told.is_unannounced,
        note=told.note,
        periods=[_period(one, stages) for one in told.periods if _is_in(plan, one)],
        outlook_years=[one.starts_on.year for one in told.periods if not _is_in(plan, one)],
        targets=[TargetFacts(listed_as=name) for name in told.providers],
    )
    save_activity(work.access, plan, facts=facts)


def _is_in(plan: Plan, told: ToldPeriod) -> bool:
    return plan.starts_on <= told.starts_on and told.ends_on <= plan.ends_on


def _period(told: ToldPeriod, stages: Mapping[str, FormStage]) -> PeriodFacts:
    return PeriodFacts(told.starts_on, told.ends_on, told.label, stages.get(told.stage))


def _memo(work: _Work, told: ToldPlan, plan: Plan) -> BoardItem:
    memo = told.memo
    head = ItemHead(
        title=told.title,
        dated_on=memo.dated_on,
        case_number=memo.case_number,
        recipient=plan.authority.name,
    )
    item = create_item(work.access, plan, facts=head, layout=MemoLayout(memo.layout))
    _write(work.access, item, memo.texts)
    if memo.proposals:
        _propose(work.access, item, memo.proposals)
    if memo.appendix:
        plan_paper = Appendix.objects.visible_to(work.access).get(item=item)
        facts = AppendixFacts(memo.appendix)
        save_part(work.access, item, Part.APPENDIX, facts=facts, row=plan_paper)
    for case_number, title in memo.references:
        other = ReferenceFacts(case_number, title)
        save_part(work.access, item, Part.REFERENCE, facts=other)
    return item


def _write(access: Access, item: BoardItem, texts: Mapping[str, str]) -> None:
    """Write under the headings of the memo what the source says there."""
    for row in ItemPassage.objects.visible_to(access).filter(item=item, heading__in=texts):
        facts = PassageFacts(row.heading, texts[row.heading])
        save_part(access, item, Part.PASSAGE, facts=facts, row=row)


def _propose(access: Access, item: BoardItem, proposals: Sequence[str]) -> None:
    """Let the source's own clauses stand in place of those that the layout begins with."""
    ready = list(ItemProposal.objects.visible_to(access).filter(item=item))
    for at, text in enumerate(proposals):
        row = ready[at] if at < len(ready) else None
        save_part(access, item, Part.PROPOSAL, facts=ProposalFacts(f"{text}."), row=row)
