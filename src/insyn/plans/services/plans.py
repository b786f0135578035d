"""Making a plan, and changing its head: what it is called, for whom and when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import (
    ActivityPeriod,
    FormStage,
    Plan,
    PlanForm,
    PlannedActivity,
    PlanParty,
    PlanSection,
    Programme,
)
from insyn.plans.queries.plans import chain_before, known_plans
from insyn.plans.rules import PlanState
from insyn.plans.rules.changes import SENTENCES
from insyn.plans.rules.overlaps import overlap_refusal
from insyn.plans.rules.periods import Days, period_problem
from insyn.plans.rules.shipped_forms import SHIPPED, Beginning, ShippedForm
from insyn.plans.services.changes import note_texts, opened_draft, opened_plan, trail
from insyn.plans.services.copies import copy_texts_and_forms
from insyn.registry.services.changes import Said, write


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The head of a plan. ``parties`` are the other boards it is for, in the same municipality.

    ``capacity_hours`` counts hours of work a year. ``new_decision_after`` is how many changes of
    activities the board leaves to the administration; None means no limit.
    """

    authority: Authority
    title: str
    starts_on: date
    ends_on: date
    parties: Sequence[Authority] = ()
    programme: Programme | None = None
    case_number: str = ""
    dated_on: date | None = None
    capacity_hours: int | None = None
    new_decision_after: int | None = None

    @property
    def days(self) -> Days:
        return Days(self.starts_on, self.ends_on)

    @property
    def board_ids(self) -> set[int]:
        return {self.authority.pk, *(party.pk for party in self.parties)}

    @property
    def values(self) -> dict[str, object]:
        names = (name for name in PlanFacts.__slots__ if name != "parties")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def create_plan(
    access: Access,
    *,
    facts: PlanFacts,
    beginning: Beginning = Beginning.EMPTY,
    source: Plan | None = None,
) -> Plan:
    """Make a draft from a shipped beginning, or with the texts and forms of an earlier plan.

    Raises:
        NotAllowed: the asker may not write plans for the board.
        RuleViolation: it ends before it starts, a board has a plan for the days already, or a
            board or the programme belongs to another municipality.
    """
    access.require(Permission.EDIT_PLAN, authority_id=facts.authority.pk)
    require_possible(access, facts, Plan(authority=facts.authority))
    plan = Plan()
    said = write(plan, facts.values)
    set_parties(plan, facts.board_ids)
    if source is None:
        _begin(plan, beginning)
    else:
        copy_texts_and_forms(access, source, plan)
    trail(access, "followup_plan.created", plan, plan, said)
    return plan


def require_possible(access: Access, facts: PlanFacts, plan: Plan) -> None:
    """Refuse days, boards and a programme that the plan cannot have. Locks the boards.

    Raises:
        RuleViolation: says which and what to do.
    """
    if problem := period_problem(facts.starts_on, facts.ends_on):
        raise RuleViolation(_(problem))
    _require_one_municipality(facts)
    require_no_other_plan(access, plan, facts.days, facts.board_ids)


def require_no_other_plan(
    access: Access, plan: Plan, days: Days, board_ids: Collection[int]
) -> None:
    """Refuse the days when a board has a plan for them that this plan does not continue.

    The boards are locked, so that two plans made at once cannot both pass.

    Raises:
        RuleViolation: names the board, the plan if the asker may see it, and what to do.
    """
    boards = Authority.objects.select_for_update().filter(pk__in=board_ids).order_by("pk")
    ids = [board.pk for board in boards]
    known = known_plans(access, ids, but=plan.pk or 0)
    refusal = overlap_refusal(days, known, continued=chain_before(access, plan))
    if refusal:
        raise RuleViolation(_(refusal.sentence) % refusal.facts)


def _require_one_municipality(facts: PlanFacts) -> None:
    home = facts.authority.municipality_id
    for party in facts.parties:
        if party.municipality_id != home:
            raise RuleViolation(
                _("%(board)s hör till en annan kommun. En plan görs av nämnder i samma kommun.")
                % {"board": party}
            )
    if facts.programme is not None and facts.programme.municipality_id != home:
        raise RuleViolation(_("Programmet hör till en annan kommun. Välj kommunens eget program."))


def set_parties(plan: Plan, board_ids: Collection[int]) -> bool:
    """Let the plan be for exactly these boards, and return whether it was not so before."""
    wanted = {plan.authority_id, *board_ids}
    rows = PlanParty.objects.filter(plan=plan)
    present = set(rows.values_list("authority", flat=True))
    rows.exclude(authority__in=wanted).delete()
    new = [PlanParty(plan=plan, authority_id=key) for key in sorted(wanted - present)]
    PlanParty.objects.bulk_create(new)
    return wanted != present


def _begin(plan: Plan, beginning: Beginning) -> None:
    shipped = SHIPPED[beginning]
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, position=place, heading=section.heading, text=section.text)
        for place, section in enumerate(shipped.sections)
    )
    for place, form in enumerate(shipped.forms):
        _begin_form(plan, place, form)


def _begin_form(plan: Plan, place: int, form: ShippedForm) -> None:
    names = (name for name in ShippedForm.__slots__ if name != "stages")
    values = {name: getattr(form, name) for name in names}
    row = PlanForm.objects.create(plan=plan, position=place, **values)
    FormStage.objects.bulk_create(
        FormStage(form=row, position=at, kind=stage.kind, name=stage.name, methods=stage.methods)
        for at, stage in enumerate(form.stages)
    )


@transaction.atomic
def save_plan(
    access: Access,
    plan: Plan,
    *,
    facts: PlanFacts,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Change the head of a plan. Its owner never changes, nor an adopted plan's time and boards.

    Raises:
        RuleViolation: as ``create_plan``; or activities lie outside the new days, a board that
            is taken away answers for some, the plan cannot be changed now, or it is adopted and
            no reason is given.
        Outdated: somebody changed the plan after the page was read.
    """
    row = opened_plan(access, plan, reason=reason, version=version)
    if facts.authority.pk != row.authority_id:
        raise RuleViolation(_("En plan kan inte flyttas till en annan nämnd."))
    before = _boards_of(row)
    _require_bound(row, facts, before)
    require_possible(access, facts, row)
    _require_activities_inside(access, row, facts.days)
    _require_no_work_left(access, row, before - facts.board_ids)
    said = write(row, facts.values)
    if set_parties(row, facts.board_ids):
        said |= {"parties_after": ", ".join(_names(facts.board_ids))}
    _note_head(access, row, said, reason)
    return row


def _note_head(access: Access, plan: Plan, said: Said, reason: str) -> None:
    if said:
        trail(access, "followup_plan.updated", plan, plan, said)
        columns = {name: value for name, value in said.items() if name != "parties_after"}
        note_texts(access, plan, plan, columns, reason)


def _boards_of(plan: Plan) -> set[int]:
    return set(PlanParty.objects.filter(plan=plan).values_list("authority", flat=True))


def _names(board_ids: Collection[int]) -> list[str]:
    rows = Authority.objects.select_related("municipality").filter(pk__in=board_ids)
    return [str(row) for row in rows]


def _require_bound(plan: Plan, facts: PlanFacts, boards: set[int]) -> None:
    """Refuse other days and boards than those that the board has decided on."""
    same = facts.days == Days(plan.starts_on, plan.ends_on) and facts.board_ids == boards
    if plan.plan_state is PlanState.ADOPTED and not same:
        raise RuleViolation(_(SENTENCES["bound"]))


def _require_activities_inside(access: Access, plan: Plan, days: Days) -> None:
    rows = ActivityPeriod.objects.visible_to(access).filter(activity__plan=plan)
    outside = rows.exclude(starts_on__gte=days.starts_on, ends_on__lte=days.ends_on)
    first = outside.select_related("activity").first()
    if first is not None:
        raise RuleViolation(
            _(
                "Aktiviteten ”%(activity)s” har en period, %(first)s till %(last)s, som ligger "
                "utanför de nya dagarna. Ändra perioden först."
            )
            % {"activity": first.activity, "first": first.starts_on, "last": first.ends_on}
        )


def _require_no_work_left(access: Access, plan: Plan, gone: set[int]) -> None:
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan)
    answered = rows.filter(responsible_authority__in=gone).select_related("responsible_authority")
    if first := answered.first():
        count = answered.count()
        said = ngettext(
            "%(board)s ansvarar för %(count)d aktivitet. Byt ansvarig nämnd på den först.",
            "%(board)s ansvarar för %(count)d aktiviteter. Byt ansvarig nämnd på dem först.",
            count,
        )
        raise RuleViolation(said % {"board": first.responsible_authority.name, "count": count})


@transaction.atomic
def remove_plan(access: Access, plan: Plan) -> None:
    """Take a draft away with all that stands in it.

    A plan that follows on it follows on the one before instead.

    Raises:
        NotAllowed: the asker may not edit the plan.
        RuleViolation: it is no draft, or something else has been made from it.
    """
    row = opened_draft(access, plan)
    trail(access, "followup_plan.removed", row, row, {"title": row.title})
    later = Plan.objects.visible_to(access).filter(continues=row)
    following = later.select_for_update(of=("self",)).first()
    if following is not None:
        write(following, {"continues": None})
    try:
        PlannedActivity.objects.visible_to(access).filter(plan=row).delete()
        row.delete()
    except ProtectedError as error:
        raise RuleViolation(
            _(
                "Planen kan inte tas bort, för något annat bygger på den: en riskbedömning, ett "
                "urval, ett nämndärende eller en uppföljning. Ta bort det först."
            )
        ) from error
    if following is not None:
        write(following, {"continues": row.continues})
