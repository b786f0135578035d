"""Who was chosen and who was not; and what a rule would give, tried before anybody decides."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from insyn.kernel.access import Access
from insyn.plans.models import Plan, PlannedActivity
from insyn.plans.rules import ActivityState
from insyn.registry.rules.names import sort_key
from insyn.risk.models import Candidate, RiskAssessment, Selection
from insyn.risk.queries.pools import file_of, pool_of_selection
from insyn.risk.queries.selections import selections
from insyn.risk.rules.draw import EXAMPLE_SEED, Outcome
from insyn.risk.rules.exchange import check_ready, drawn
from insyn.risk.rules.states import Ground, StepKind
from insyn.risk.rules.step_draw import StepDraw, StepOutcome
from insyn.risk.rules.steps import Step

_SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("contract__provider__sort_key",),
    "authority": ("authority__municipality__name", "authority__name"),
    "ground": ("ground",),
}
CHOSEN, NOT_CHOSEN = "chosen", "not_chosen"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule gives with the example seed. Nothing of it is stored."""

    seed: str
    steps: Sequence[tuple[Step, int]]
    of_authority: Sequence[tuple[str, int]]
    outcomes: Sequence[Outcome | StepOutcome]
    chosen: int
    without_risk: int

    @property
    def size(self) -> int:
        return len(self.outcomes)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a selection stands on, as far as the asker may see it."""

    activity: PlannedActivity | None
    assessment: RiskAssessment | None


def tried(access: Access, selection: Selection) -> Trial:
    """Return what the rule gives now, with the example seed.

    Raises:
        RuleViolation: the rule cannot be followed; the sentence says why.
    """
    candidates = pool_of_selection(access, selection)
    file = file_of(access, selection, candidates)
    check_ready(file)
    result = drawn(file, seed=EXAMPLE_SEED)
    steps = list(zip(result.rule.order, result.of_step, strict=True)) if isinstance(
        result, StepDraw
    ) else []  # fmt: skip
    reads_risk = StepKind.TOP_RISK in {step.kind for step, _chose in steps}
    return Trial(
        seed=EXAMPLE_SEED,
        steps=steps,
        of_authority=sorted(Counter(row.authority for row in result.chosen).items()),
        outcomes=sorted(result.outcomes, key=lambda row: (not row.chosen, row.place, row.key)),
        chosen=len(result.chosen),
        without_risk=sum("score" not in row.facts for row in candidates.values())
        if reads_risk
        else 0,
    )


def results(
    access: Access,
    selection: Selection,
    *,
    q: str | None = "",
    result: str | None = "",
    ground: str | None = "",
    sort: str = "",
) -> QuerySet[Candidate]:
    """Return the candidates of a selection, the chosen first unless sorted otherwise."""
    rows = (
        Candidate.objects.visible_to(access)
        .filter(selection=selection)
        .select_related(
            "contract__provider", "contract__agreement", "lot", "authority__municipality"
        )
    )
    if q:
        rows = rows.filter(contract__provider__sort_key__contains=sort_key(q))
    if result:
        rows = rows.filter(is_chosen=result == CHOSEN)
    if ground:
        rows = rows.filter(ground=ground)
    order = _SORTS.get(sort.removeprefix("-"))
    if order is None:
        return rows.order_by("-is_chosen", "lot__position", "contract__provider__sort_key", "pk")
    backwards = "-" if sort.startswith("-") else ""
    return rows.order_by(*(f"{backwards}{name}" for name in order), "pk")


def grounds_of(access: Access, selection: Selection) -> list[tuple[Ground, int]]:
    """Return how many were chosen on each ground, in the order of the list of grounds."""
    chosen = Candidate.objects.visible_to(access).filter(selection=selection, is_chosen=True)
    counted = Counter(chosen.order_by().values_list("ground", flat=True))
    return [(ground, counted[ground]) for ground in Ground if counted[ground]]


def sources_of(access: Access, selection: Selection) -> Sources:
    """Return the activity and the assessment that the asker may see. At most two queries."""
    activity = assessment = None
    if selection.activity_id:
        rows = PlannedActivity.objects.visible_to(access).select_related("plan")
        activity = rows.filter(pk=selection.activity_id).first()
    if selection.assessment_id:
        seen = RiskAssessment.objects.visible_to(access)
        assessment = seen.filter(pk=selection.assessment_id).first()
    return Sources(activity, assessment)


def selections_of_plan(access: Access, plan: Plan) -> QuerySet[Selection]:
    """Return the selections made for the activities of a plan."""
    rows = selections(access).select_related("activity").filter(activity__plan=plan)
    return rows.order_by("activity__position", "title", "pk")


def activities_without_selection(access: Access, plan: Plan) -> list[PlannedActivity]:
    """Return the activities of a plan that lack both a selection and providers of their own."""
    made = Selection.objects.visible_to(access).filter(activity__plan=plan)
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan, targets=None)
    open_ones = rows.exclude(state__in=(ActivityState.CANCELLED, ActivityState.DONE))
    return list(open_ones.exclude(pk__in=made.values("activity")).order_by("position", "pk"))
