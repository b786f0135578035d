"""Selections by a rule that the board puts together itself: pool, steps and limits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import PlannedActivity
from insyn.platform import bulk, clock
from insyn.platform.locking import locked_row
from insyn.platform.memory import no_cycles
from insyn.registry.models import Agreement
from insyn.risk.models import Candidate, RiskAssessment, Selection
from insyn.risk.queries import participants, rule_of, whole_pool
from insyn.risk.rules.states import Distribution
from insyn.risk.rules.step_exchange import step_to_json
from insyn.risk.rules.steps import Step, check_steps, in_order, words

BATCH = 2_000
"""Rows that are written at once."""

COLUMNS = (
    "selection_id", "contract_id", "lot_id", "listed_as", "is_used", "is_wished", "facts",
    "is_chosen", "ground", "reason", "authority_id",
)  # fmt: skip
NOT_DRAWN = (False, "", "", None)

Change = Callable[[list[Step]], Iterable[Step]]


@dataclass(frozen=True, slots=True)
class StepSelectionFacts:
    """What a selection by steps is about. ``capacity`` None means no limit."""

    title: str
    year: int
    agreements: Sequence[Agreement]
    distribution: Distribution = Distribution.TURNS
    capacity: int | None = None
    assessment: RiskAssessment | None = None
    activity: PlannedActivity | None = None


@transaction.atomic
def create_selection_by_steps(
    access: Access, *, authority: Authority, facts: StepSelectionFacts, steps: Sequence[Step] = ()
) -> Selection:
    """Start a selection by steps, with everybody that can be chosen as candidates.

    Raises:
        RuleViolation: no agreement, one that the authority has no part in, lots dealt out in
            more than one, somebody else's assessment, or a step that lacks something.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=authority.pk)
    selection = Selection(authority=authority, is_by_steps=True)
    selection.steps = [step_to_json(step) for step in check_steps(steps)]
    _write(access, selection, facts)
    record(
        access,
        "selection.created",
        selection,
        place=Place(authority.pk),
        facts={
            "agreement": ", ".join(str(agreement) for agreement in facts.agreements)[:300],
            "year": facts.year,
            "candidates": _fill(access, selection),
            "rule": _said(selection),
        },
    )
    return selection


@transaction.atomic
def edit_selection_by_steps(
    access: Access, selection: Selection, *, facts: StepSelectionFacts, version: int | None = None
) -> Selection:
    """Change what a selection by steps is about; the candidates are fetched anew.

    Raises:
        RuleViolation: the seed is fixed, or the facts do not hold together.
    """
    row = _open(access, selection, version)
    before = str(row)
    _write(access, row, facts)
    record(
        access,
        "selection.changed",
        row,
        place=Place(row.authority_id),
        facts={"before": before, "after": str(row), "candidates": _fill(access, row)},
    )
    return row


@transaction.atomic
def fetch_candidates(
    access: Access, selection: Selection, *, version: int | None = None
) -> Selection:
    """Fetch everybody that can be chosen anew, with what is known of each today.

    Who was taken away comes back. The marks of those that still are there are kept.
    """
    row = _open(access, selection, version)
    number = _fill(access, row)
    return _saved(access, row, "selection.candidates_set", {"after": number})


@transaction.atomic
def mark_candidates(  # noqa: PLR0913  the facts of the event
    access: Access,
    selection: Selection,
    *,
    shown: frozenset[int],
    used: frozenset[int],
    wished: frozenset[int],
    removed: frozenset[int],
    version: int | None = None,
) -> Selection:
    """Mark the candidates of one page, and take away those that shall not be chosen among."""
    row = _open(access, selection, version)
    mine = Candidate.objects.visible_to(access).filter(selection=row, pk__in=shown)
    gone, _each = mine.filter(pk__in=removed).delete()
    kept = list(mine)
    for candidate in kept:
        candidate.is_used, candidate.is_wished = candidate.pk in used, candidate.pk in wished
    Candidate.objects.visible_to(access).bulk_update(kept, ["is_used", "is_wished"], BATCH)
    counts = {"used": len(used), "wished": len(wished), "removed": gone}
    return _saved(access, row, "selection.candidates_marked", counts)


def add_step(
    access: Access, selection: Selection, *, step: Step, version: int | None = None
) -> Selection:
    """Put a step last in the rule."""
    return _change_rule(access, selection, version, lambda steps: [*steps, step])


def replace_step(
    access: Access, selection: Selection, *, place: int, step: Step, version: int | None = None
) -> Selection:
    """Put another step where one stands. Places count from 0."""
    return _change_rule(
        access, selection, version, lambda steps: [*steps[:place], step, *steps[place + 1 :]]
    )


def remove_step(
    access: Access, selection: Selection, *, place: int, version: int | None = None
) -> Selection:
    """Take a step away."""
    return _change_rule(
        access, selection, version, lambda steps: [*steps[:place], *steps[place + 1 :]]
    )


def move_step(
    access: Access, selection: Selection, *, place: int, by: int, version: int | None = None
) -> Selection:
    """Move a step up (-1) or down (1); at the end of the list nothing happens."""

    def moved(steps: list[Step]) -> list[Step]:
        to = place + by
        if 0 <= place < len(steps) and 0 <= to < len(steps):
            steps[place], steps[to] = steps[to], steps[place]
        return steps

    return _change_rule(access, selection, version, moved)


@transaction.atomic
def _change_rule(
    access: Access, selection: Selection, version: int | None, change: Change
) -> Selection:
    row = _open(access, selection, version)
    before = _said(row)
    steps = check_steps(in_order(tuple(change(list(rule_of(row).steps)))))
    row.steps = [step_to_json(step) for step in steps]
    return _saved(access, row, "selection.rule_changed", {"before": before, "after": _said(row)})


def _open(access: Access, selection: Selection, version: int | None) -> Selection:
    """Return the selection, locked, if its pool and rule may still change."""
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
    if not row.is_by_steps:
        raise RuleViolation(_("Urvalet följer den samordnade regeln och har inga egna steg."))
    if not row.is_open:
        raise RuleViolation(
            _(
                "Kandidater och regel går inte att ändra när fröet är bestämt eller urvalet är "
                "fryst. Gör ett nytt urval i stället."
            )
        )
    return row


def _write(access: Access, selection: Selection, facts: StepSelectionFacts) -> None:
    _check_agreements(selection.authority, facts)
    _check_sources(access, selection.authority, facts)
    selection.title, selection.year = facts.title, facts.year
    selection.capacity, selection.distribution = facts.capacity, facts.distribution
    selection.assessment, selection.activity = facts.assessment, facts.activity
    selection.agreement = facts.agreements[0] if len(facts.agreements) == 1 else None
    selection.version += 1 if selection.pk else 0
    selection.full_clean()
    selection.save()
    _name_agreements(selection, [] if selection.agreement else facts.agreements)


def _name_agreements(selection: Selection, agreements: Sequence[Agreement]) -> None:
    """Write which agreements are chosen among; the rows between hold nothing but the two keys."""
    between = Selection.agreements.through
    between._default_manager.filter(selection_id=selection.pk).delete()
    between._default_manager.bulk_create(
        between(selection_id=selection.pk, agreement_id=agreement.pk) for agreement in agreements
    )


def _check_agreements(authority: Authority, facts: StepSelectionFacts) -> None:
    if not facts.agreements:
        raise RuleViolation(_("Välj minst ett avtal att välja ur."))
    for agreement in facts.agreements:
        own = participants(agreement, owner=agreement.authority, today=clock.today())
        if authority not in own:
            raise RuleViolation(
                _("%(authority)s deltar inte i ”%(agreement)s”. Ta bort avtalet ur urvalet.")
                % {"authority": authority, "agreement": agreement}
            )
    if facts.distribution == Distribution.LOTS and len(facts.agreements) > 1:
        raise RuleViolation(
            _(
                "Avtalsområden kan bara lottas inom ett avtal. Välj ett enda avtal, eller en "
                "annan fördelning."
            )
        )


def _check_sources(access: Access, authority: Authority, facts: StepSelectionFacts) -> None:
    assessment, activity = facts.assessment, facts.activity
    if assessment is not None and assessment.authority_id != authority.pk:
        raise RuleViolation(_("Riskbedömningen är en annan nämnds. Välj en av nämndens egna."))
    if activity is None:
        return
    theirs = PlannedActivity.objects.visible_to(access).filter(pk=activity.pk)
    if not theirs.filter(plan__parties__authority=authority).exists():
        raise RuleViolation(_("Aktiviteten står inte i någon av nämndens planer. Välj en annan."))


@no_cycles()
def _fill(access: Access, selection: Selection) -> int:
    """Put everybody that can be chosen in the pool, with the marks there were; return how many."""
    old = Candidate.objects.visible_to(access).filter(selection=selection)
    marks: dict[tuple[int, int | None], tuple[bool, bool]] = {
        (contract, lot): (used, wished)
        for contract, lot, used, wished in old.order_by().values_list(
            "contract", "lot", "is_used", "is_wished"
        )
    }
    old.delete()
    pool = whole_pool(access, selection)
    unmarked = (False, False)
    rows = (
        (selection.pk, contract, lot, "", *marks.get((contract, lot), unmarked), known, *NOT_DRAWN)
        for contract, lot, known in pool
    )
    bulk.insert(Candidate, COLUMNS, rows)
    return len(pool)


def _said(selection: Selection) -> str:
    return " ".join(words(step) for step in rule_of(selection).steps)[:300]


def _saved(access: Access, row: Selection, event: str, facts: Mapping[str, int | str]) -> Selection:
    row.version += 1
    row.full_clean(exclude=["authority", "agreement", "activity", "assessment"])
    row.save()
    record(access, event, row, place=Place(row.authority_id), facts=facts)
    return row
