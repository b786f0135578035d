import datetime

from insyn.plans.models import Plan, PlanForm, PlannedActivity, PlanParty, Rhythm
from insyn.plans.rules import FormKind, PlanState, RhythmKind, Scope
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door

PEOPLE = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WRITES = {"bo": FORBIDDEN}


def plan_of(world) -> Plan:
    """Ekby's adopted plan for 2026."""
    plan = Plan.objects.create(
        authority=world.authority,
        title="Plan med aktiviteter",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        state=PlanState.ADOPTED,
        proposed_on=datetime.date(2026, 1, 10),
        decided_on=datetime.date(2026, 1, 20),
    )
    PlanParty.objects.create(plan=plan, authority=world.authority)
    return plan


def activity_of(world) -> PlannedActivity:
    plan = plan_of(world)
    form = PlanForm.objects.create(plan=plan, kind=FormKind.THEME, name="Kvalitetsuppföljning")
    return PlannedActivity.objects.create(
        plan=plan,
        form=form,
        title="Tema bemanning",
        scope=Scope.THEME,
        theme="Bemanning på natten",
        responsible_authority=world.authority,
    )


def plan(world):
    return {"pk": plan_of(world).pk}


def activity(world):
    return {"pk": activity_of(world).pk}


def board(world):
    return {"pk": world.authority.pk}


def rhythm(world):
    rows = Rhythm.objects.unscoped(reason="a door needs a row")
    row, _made = rows.get_or_create(
        authority=world.authority, name="Varje år", kind=RhythmKind.YEARS, every=1
    )
    return {"pk": row.pk}


DOORS = {
    "plans:activities": Door(kwargs=plan),
    "plans:activity_add": Door(**WRITES, kwargs=plan),
    "plans:activities_change": Door(anna=302, **WRITES, kwargs=plan),
    "plans:activity": Door(kwargs=activity),
    "plans:activity_edit": Door(**WRITES, kwargs=activity),
    "plans:activity_postpone": Door(**WRITES, kwargs=activity),
    "plans:activity_cancel": Door(**WRITES, kwargs=activity),
    "plans:activity_resume": Door(**WRITES, kwargs=activity),
    "plans:activity_lay_out": Door(**WRITES, kwargs=activity),
    "plans:activity_targets": Door(**WRITES, kwargs=activity),
    "plans:activity_done": Door(**PEOPLE, kwargs=activity),
    "plans:activity_remove": Door(**PEOPLE, kwargs=activity),
    "plans:activity_move": Door(
        **PEOPLE, kwargs=lambda w: {"pk": activity_of(w).pk, "direction": "upp"}
    ),
    "plans:rhythms": Door(cilla=OPEN, system_admin=OPEN),
    "plans:rhythm_add": Door(**WRITES, kwargs=board),
    "plans:rhythms_suggest": Door(**PEOPLE, kwargs=board),
    "plans:rhythm_edit": Door(**WRITES, kwargs=rhythm),
    "plans:rhythm_retire": Door(**PEOPLE, kwargs=rhythm),
    "plans:rhythm_remove": Door(**PEOPLE, kwargs=rhythm),
}
