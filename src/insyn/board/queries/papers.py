"""What the papers of a matter say, read from the rows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.timezone import localtime

from insyn.board.models import (
    Appendix,
    BoardItem,
    ItemPassage,
    ItemProposal,
    ItemReference,
    ItemSignatory,
)
from insyn.board.rules import PassageKind
from insyn.board.rules.facts import (
    ActivityFacts,
    AssessmentFacts,
    ChangeFacts,
    FocusFacts,
    FormFacts,
    KnownWarning,
    MemoFacts,
    PassageFacts,
    PlanFacts,
)
from insyn.kernel.access import Access
from insyn.papers.charts import swedish_number
from insyn.papers.wording import swedish_date
from insyn.plans.models import (
    FormStage,
    Plan,
    PlanForm,
    PlanSection,
)
from insyn.plans.models.plans import PlanChange
from insyn.plans.rules import ActivityState, Scope
from insyn.plans.rules.lines import Line, when, with_year
from insyn.plans.rules.months import capitalised
from insyn.plans.rules.spans import name_of_plan_time
from insyn.risk.models import (
    AssessmentOccasion,
    AssessmentParticipant,
    FocusArea,
    RiskAssessment,
)

NOTHING = "–"
CARD: Sequence[tuple[str, str]] = (
    ("purpose", "Syfte"),
    ("goal", "Mål"),
    ("method", "Metod"),
    ("receivers", "Mottagare"),
    ("reporting", "Redovisning"),
    ("feedback", "Återkoppling"),
    ("limits", "Avgränsning"),
    ("consequences", "Kan leda till"),
)


def memo_facts(
    access: Access, item: BoardItem, *, warnings: Sequence[KnownWarning] = ()
) -> MemoFacts:
    """Read what the memo says; accepted warnings are in it when the matter shows them."""
    board = item.authority
    passages = ItemPassage.objects.visible_to(access).filter(item=item)
    appendices = Appendix.objects.visible_to(access).filter(item=item)
    references = ItemReference.objects.visible_to(access).filter(item=item)
    return MemoFacts(
        paper_name=item.paper_name,
        title=item.title,
        board=board.name,
        administration=board.administration,
        municipality=board.municipality.name,
        case_number=item.case_number,
        dated_on=item.dated_on,
        recipient=item.recipient,
        handled_by=item.handled_by,
        passages=tuple(
            PassageFacts(PassageKind(row.kind), row.heading, row.text) for row in passages
        ),
        proposals=tuple(
            row.text for row in ItemProposal.objects.visible_to(access).filter(item=item)
        ),
        appendices=tuple(map(str, appendices)),
        references=tuple((row.case_number, row.title) for row in references),
        signatories=tuple(
            row.role for row in ItemSignatory.objects.visible_to(access).filter(item=item)
        ),
        warnings=tuple(warnings) if item.shows_warnings else (),
    )


def plan_facts(access: Access, item: BoardItem, lines: Iterable[Line]) -> PlanFacts:
    """Read what the plan of the matter says; without a date of its own it has the memo's."""
    plan = item.the_plan
    board = plan.authority
    sections = PlanSection.objects.visible_to(access).filter(plan=plan)
    boards = tuple(party.authority.name for party in plan.parties.select_related("authority"))
    return PlanFacts(
        title=plan.title,
        boards=boards or (board.name,),
        organisation=board.administration or board.name,
        municipality=board.municipality.name,
        case_number=plan.case_number or item.case_number,
        dated_on=plan.dated_on or item.dated_on,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        edition=plan.edition,
        programme=str(plan.programme or ""),
        decision=" ".join(part for part in (str(plan.decided_on or ""), plan.decision) if part),
        conditions=plan.conditions,
        sections=tuple((row.heading, row.text) for row in sections),
        focus=focus_of(access, plan),
        forms=tuple(_forms(access, plan, lines)),
        changes=tuple(_changes(access, plan)),
        assessments=tuple(_assessments(access, plan)),
    )


def focus_of(access: Access, plan: Plan) -> tuple[FocusFacts, ...]:
    """Read the areas in focus, in their order."""
    areas = FocusArea.objects.visible_to(access).filter(plan=plan)
    return tuple(
        FocusFacts(str(area), area.motivation, area.source)
        for area in areas.select_related("agreement", "service_area")
    )


def _assessments(access: Access, plan: Plan) -> Iterable[AssessmentFacts]:
    """Read how risk was judged for the plan; a draft of an assessment is nobody else's matter."""
    frozen = RiskAssessment.objects.visible_to(access).filter(plan=plan, frozen_on__isnull=False)
    for row in frozen.order_by("as_of", "pk"):
        own = {"assessment": row}
        occasions = AssessmentOccasion.objects.visible_to(access).filter(**own)
        participants = AssessmentParticipant.objects.visible_to(access).filter(**own)
        yield AssessmentFacts(
            occasions=tuple(_occasion(occasion) for occasion in occasions),
            participants=tuple(
                f"{one.role} ({one.number} personer)" if (one.number or 0) > 1 else one.role
                for one in participants
            ),
            inputs=tuple(line for line in row.inputs.splitlines() if line.strip()),
            conclusion=row.conclusion,
        )


def _occasion(row: AssessmentOccasion) -> str:
    return swedish_date(row.held_on) if row.held_on else row.said


def _forms(access: Access, plan: Plan, lines: Iterable[Line]) -> Iterable[FormFacts]:
    stages: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for stage in FormStage.objects.visible_to(access).filter(form__plan=plan):
        stages[stage.form_id].append((stage.name, stage.methods))
    activities: dict[int, list[ActivityFacts]] = defaultdict(list)
    for line in lines:
        activities[line.form_key].append(_activity(line))
    for form in PlanForm.objects.visible_to(access).filter(plan=plan):
        card = ((label, getattr(form, field)) for field, label in CARD)
        yield FormFacts(
            name=form.name,
            is_outside=form.is_outside,
            card=tuple((label, text) for label, text in card if text),
            checks=tuple(form.checks.splitlines()),
            triggers=tuple(form.triggers.splitlines()),
            stages=tuple(stages[form.pk]),
            activities=tuple(activities[form.pk]),
        )


def _activity(line: Line) -> ActivityFacts:
    is_as_planned = line.state == ActivityState.PLANNED
    return ActivityFacts(
        title=line.title,
        covers=_covers(line),
        providers=line.providers,
        when=_when(line),
        responsible=line.responsible,
        hours=_hours(line),
        state="" if is_as_planned else line.state.label.lower(),
        note=tuple(text for text in line.note.splitlines() if text.strip()),
    )


def _covers(line: Line) -> str:
    """Return what the activity is about, and its theme when it has one beside that."""
    about = "" if line.scope == Scope.UNITS else line.subject
    has_theme = bool(line.theme) and line.theme != about
    return "\n".join(part for part in (about, f"Tema: {line.theme}" if has_theme else "") if part)


def _when(line: Line) -> str:
    """Return ”Mars–maj 2026”, or each stage with its time on a line of its own."""
    staged = [period for period in line.periods if period.stage]
    if not staged:
        return capitalised(when(line)) or NOTHING
    return "\n".join(f"{period.stage}: {with_year(period).lower()}" for period in staged)


def _hours(line: Line) -> str:
    if line.hours is None:
        return ""
    return swedish_number(float(line.hours * line.occasions))


def _changes(access: Access, plan: Plan) -> Iterable[ChangeFacts]:
    for row in PlanChange.objects.visible_to(access).filter(plan=plan):
        yield ChangeFacts(
            localtime(row.made_at).date(), row.subject, row.before, row.after, row.reason
        )


def period_in_words(plan: Plan) -> str:
    """Return when the plan is in force, for a sentence: ”under 2026”."""
    return f"under {name_of_plan_time(plan.starts_on, plan.ends_on)}"
