"""Tells how the plan of the year was made: programme, risk, plan, decision, and what followed."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from insyn.board.models import ItemPassage
from insyn.board.rules import Outcome, PassageKind
from insyn.board.rules.kinds import Part
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.board.rules.refusals import Decision
from insyn.board.services import (
    ItemHead,
    PassageFacts,
    create_item,
    issue_item,
    register_decision,
    save_part,
)
from insyn.examples.demonstration.cases import CARE
from insyn.examples.demonstration.planned import (
    FORM_KIND,
    GOALS,
    PLANNED,
    REGULAR,
    SELECTED,
    STAGES,
    STARTED,
    STEPS,
    Planned,
)
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.followups.services import PlannedFacts, StartFacts, start_activity
from insyn.plans.models import Plan, PlanForm, PlannedActivity, PlanSection, Programme
from insyn.plans.rules import Scope
from insyn.plans.rules.period_words import read_periods
from insyn.plans.rules.shipped_forms import Beginning
from insyn.plans.rules.spans import Span
from insyn.plans.services import (
    FormFacts,
    GoalFacts,
    PlanFacts,
    ProgrammeFacts,
    StageFacts,
    add_form,
    add_stage,
    create_plan,
    propose_plan,
    save_goal,
    save_programme,
    start_next,
)
from insyn.plans.services.activities import (
    ActivityFacts,
    PeriodFacts,
    TargetFacts,
    cancel_activity,
    mark_done,
    postpone_activity,
    save_activity,
)
from insyn.plans.services.rhythms import add_suggested_rhythms
from insyn.plans.services.sections import SectionFacts, save_section
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.queries.checks import warnings_of
from insyn.risk.queries.risk_models import SHIPPED_NAME, shipped_model
from insyn.risk.rules.kinds import AssessmentScope, CheckCode
from insyn.risk.services import (
    StepSelectionFacts,
    create_selection_by_steps,
    fix_seed,
    freeze_by_draw,
)
from insyn.risk.services.acceptances import AcceptanceFacts, accept_warnings
from insyn.risk.services.assessments import (
    AssessmentFacts,
    add_occasion,
    add_participant,
    create_assessment,
    freeze_assessment,
)
from insyn.risk.services.focus import FocusFacts, save_focus
from insyn.risk.services.risk_models import create_model, publish_model

ADOPTED = -332
"""The day on which the boards adopted the plan, counted from today."""
CAPACITY = 750
CASE = "SN-401"
COVERED = (
    "Planen gäller alla som utför socialtjänst åt nämnderna: privata utförare med avtal, "
    "utförare i valfrihetssystemen och kommunens egna verksamheter."
)
IN_MEMO = {
    "Barnkonsekvensanalys": "Flera av avtalen gäller barn och unga. Planen lägger mest tid på dem.",
    "Ekonomiska konsekvenser": "Arbetet ryms inom förvaltningens budget.",
}


def tell(town: Town) -> Story:
    """Make, decide and change the plan of the year, and begin on the next one."""
    yield -410
    programme = _programme(town)
    yield -372
    plan = _plan(town, programme)
    yield -366
    assessment = _assess(town, plan)
    yield -364
    _focus(town, plan, assessment)
    forms = _forms(town, plan)
    yield -360
    made = {row.title: _activity(town, plan, forms, row) for row in PLANNED}
    yield -352
    _accept(town, plan)
    yield from _decide(town, plan)
    for row in PLANNED:
        if row.gathers:
            town.activities.setdefault(row.agreement, []).append(made[row.title])
    yield -90
    _start(town, made[STARTED])
    yield -75
    _stop(town, plan, made)
    yield -60
    _select(town, assessment, made[SELECTED])
    yield -20
    _mark_what_is_done(town, made)
    yield -18
    _next_year(town, plan)


def _programme(town: Town) -> Programme:
    year, access = _year(town), town.access(EDITOR)
    programme = save_programme(
        access,
        programme=None,
        facts=ProgrammeFacts(
            municipality=town.authorities[SOCIAL].municipality,
            title="Program för verksamhet som utförs av privata utförare",
            starts_on=date(year - 2, 1, 1),
            ends_on=date(year + 1, 12, 31),
            case_number=f"KS-18/{year - 3}",
            decided_on=date(year - 3, 11, 25),
            decision="§ 204",
            followed_up_by="Varje nämnd följer upp målen i sin plan och i verksamhetsberättelsen.",
            insight_by="Resultaten av uppföljningarna läggs ut för allmänheten.",
        ),
    )
    for text in GOALS:
        save_goal(access, programme=programme, goal=None, facts=GoalFacts(text))
    for key in (SOCIAL, ELDERLY):
        add_suggested_rhythms(access, town.authorities[key])
    return programme


def _year(town: Town) -> int:
    return town.calendar.today.year


def _plan(town: Town, programme: Programme) -> Plan:
    year, access = _year(town), town.access(EDITOR)
    plan = create_plan(
        access,
        facts=PlanFacts(
            authority=town.authorities[SOCIAL],
            title=f"Plan för uppföljning av utförare {year}",
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            parties=(town.authorities[ELDERLY],),
            programme=programme,
            case_number=f"{CASE}/{clock.today().year}",
            dated_on=clock.today(),
            capacity_hours=CAPACITY,
            new_decision_after=3,
        ),
        beginning=Beginning.ROLLING,
    )
    for section in PlanSection.objects.visible_to(access).filter(plan=plan, text=""):
        save_section(access, section, facts=SectionFacts(section.heading, COVERED))
    return plan


def _assess(town: Town, plan: Plan) -> RiskAssessment:
    access, board = town.access(EDITOR), town.authorities[SOCIAL]
    model = create_model(access, board, name=SHIPPED_NAME, start=shipped_model())
    assessment = create_assessment(
        access,
        board,
        facts=AssessmentFacts(
            title=f"Riskbedömning inför {plan.starts_on.year}",
            scope=AssessmentScope.CONTRACTS,
            agreements=_agreements(town),
            model_version=publish_model(access, model),
            as_of=clock.today(),
            plan=plan,
            inputs="Registret\nSamordnarnas erfarenheter\nRegisterkontroller",
        ),
    )
    add_occasion(access, assessment, held_on=clock.today(), said="", note_="Genomgång av avtalen")
    add_participant(access, assessment, role="Uppföljningsansvarig", number=1)
    add_participant(
        access, assessment, role="Samordnare", number=2, brings="Hur avropen har fungerat"
    )
    return freeze_assessment(access, assessment)


def _agreements(town: Town) -> list[Agreement]:
    """Return the agreements of the social board, which the assessment is of."""
    board = town.authorities[SOCIAL]
    return [row for row in town.agreements.values() if row.authority_id == board.pk]


def _focus(town: Town, plan: Plan, assessment: RiskAssessment) -> None:
    """Put in focus the agreement with the highest score, and what the boards want to develop."""
    access = town.access(EDITOR)
    scores = RiskScore.objects.visible_to(access).filter(assessment=assessment)
    first = scores.select_related("agreement").first()
    if first is not None:
        motivation = "Har det högsta riskvärdet i bedömningen, och gäller barn eller unga."
        facts = FocusFacts(motivation, agreement=first.agreement, assessment=assessment)
        save_focus(access, plan, facts=facts)
    theme = FocusFacts(
        "Flera klagomål har gällt att det saknas personal kvällar och helger.",
        theme="Bemanning kvällar och helger",
        source="Synpunkter till förvaltningen",
    )
    save_focus(access, plan, facts=theme)


def _forms(town: Town, plan: Plan) -> Mapping[str, PlanForm]:
    access = town.access(EDITOR)
    card = FormFacts(
        REGULAR,
        FORM_KIND,
        purpose="Se till att varje avtal följs upp under avtalstiden.",
        method="Först översiktligt för alla utförare i avtalet, sedan fördjupat för några.",
        receivers="Utförarna\nNämnden",
        reporting="När varje uppföljning är genomförd.",
    )
    form = add_form(access, plan, facts=card)
    for kind, name in STAGES:
        add_stage(access, form, facts=StageFacts(name, kind))
    return {row.name: row for row in PlanForm.objects.visible_to(access).filter(plan=plan)}


def _activity(
    town: Town, plan: Plan, forms: Mapping[str, PlanForm], row: Planned
) -> PlannedActivity:
    form = forms[row.form]
    agreement = town.agreements.get(row.agreement)
    board = agreement.authority if agreement else town.authorities[ELDERLY]
    template = town.templates.get(row.template)
    facts = ActivityFacts(
        form=form,
        title=row.title,
        scope=_scope(row),
        agreement=agreement,
        service_area=town.areas.get(row.area),
        theme=row.theme,
        responsible_authority=board,
        responsible=town.users[row.responsible],
        template=template.template if template else None,
        methods=row.methods,
        hours=None if row.hours is None else Decimal(row.hours),
        occasions=row.occasions,
        is_unannounced=row.is_unannounced,
        periods=_periods(town, plan, form, row),
        targets=[TargetFacts(town.providers[key]) for key in row.providers],
    )
    return save_activity(town.access(EDITOR), plan, facts=facts)


def _scope(row: Planned) -> Scope:
    if row.agreement:
        return Scope.AGREEMENT
    return Scope.THEME if row.theme else Scope.SERVICE_AREA


def _periods(town: Town, plan: Plan, form: PlanForm, row: Planned) -> list[PeriodFacts]:
    stages = list(form.stages.all().visible_to(town.access(EDITOR)))
    of = dict(enumerate(stages)) if len(row.when) > 1 else {}
    return [
        PeriodFacts(span.starts_on, span.ends_on, span.label, of.get(at))
        for at, text in enumerate(row.when)
        for span in _read(text, plan)
    ]


def _read(text: str, plan: Plan) -> list[Span]:
    return read_periods(text, Span(plan.starts_on, plan.ends_on))


def _accept(town: Town, plan: Plan) -> None:
    """Accept one warning with a reason, so that the memo tells of it."""
    access = town.access(EDITOR)
    found = [
        warning.name
        for warning in warnings_of(access, plan)
        if warning.code in {CheckCode.NO_INSIGHT_CLAUSE, CheckCode.NEVER_COVERED}
    ]
    if found:
        reason = "Platsen är spärrad och avtalet löper ut. Det följs upp när det avslutas."
        accept_warnings(access, plan, facts=AcceptanceFacts(found[:1], reason))


def _decide(town: Town, plan: Plan) -> Story:
    """Lay the plan before the board, which adopts it."""
    yield -350
    access = town.access(EDITOR)
    head = ItemHead(
        title=plan.title, dated_on=clock.today(), case_number=plan.case_number,
        recipient="Socialnämnden", handled_by="Uppföljningsansvarig",
    )  # fmt: skip
    item = create_item(access, plan, facts=head, layout=MemoLayout.FULL_2024)
    for passage in ItemPassage.objects.visible_to(access).filter(item=item):
        if passage.heading in IN_MEMO:
            facts = PassageFacts(passage.heading, IN_MEMO[passage.heading], PassageKind.TEXT)
            save_part(access, item, Part.PASSAGE, facts=facts, row=passage)
    yield -345
    propose_plan(access, plan, proposed_on=clock.today())
    item = issue_item(access, item)
    yield ADOPTED
    register_decision(
        town.access("registrator"),
        item,
        facts=Decision(Outcome.ADOPTED, clock.today(), "§ 112"),
    )


def _start(town: Town, activity: PlannedActivity) -> None:
    """Make the follow-up of an activity with two reviewers, in the middle of its time."""
    access = town.access(EDITOR)
    period = activity.periods.all().visible_to(access).get()
    planned = PlannedFacts(
        contract=town.contracts["tallbacken", "tallbacken"],
        planned_for=period.starts_on + timedelta(days=21),
        reviewers=(town.users["uppfoljare1"], town.users["uppfoljare2"]),
    )
    facts = StartFacts(period, town.templates[CARE], (planned,))
    start_activity(access, activity, facts=facts)


def _select(town: Town, assessment: RiskAssessment, activity: PlannedActivity) -> None:
    """Choose by risk, and draw a control share, among the contracts of the social board."""
    access, board = town.access(EDITOR), town.authorities[SOCIAL]
    year = activity.plan.starts_on.year
    selection = create_selection_by_steps(
        access,
        authority=board,
        facts=StepSelectionFacts(
            title=f"Urval efter risk {year}",
            year=year,
            agreements=_agreements(town),
            capacity=6,
            assessment=assessment,
            activity=activity,
        ),
        steps=STEPS,
    )
    selection = fix_seed(access, selection, seed=f"{CASE}/{year} {clock.today()}")
    freeze_by_draw(access, selection)


def _stop(town: Town, plan: Plan, made: Mapping[str, PlannedActivity]) -> None:
    access = town.access(EDITOR)
    for row in PLANNED:
        if row.later:
            periods = [
                PeriodFacts(span.starts_on, span.ends_on, span.label)
                for span in _read(row.later, plan)
            ]
            postpone_activity(access, made[row.title], periods=periods, reason=row.reason)
        elif row.reason:
            cancel_activity(access, made[row.title], reason=row.reason)


def _mark_what_is_done(town: Town, made: Mapping[str, PlannedActivity]) -> None:
    access = town.access(EDITOR)
    for row in PLANNED:
        times = made[row.title].periods.all().visible_to(access)
        if row.is_done and all(one.ends_on < clock.today() for one in times):
            mark_done(access, made[row.title])


def _next_year(town: Town, plan: Plan) -> None:
    """Begin on the next plan; its memo is written while the checks still warn."""
    access, year = town.access(EDITOR), _year(town) + 1
    new = start_next(
        access,
        plan,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        title=f"Plan för uppföljning av utförare {year}",
    )
    head = ItemHead(title=new.title, dated_on=clock.today())
    create_item(access, new, facts=head, layout=MemoLayout.SHORT_2020)
