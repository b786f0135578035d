"""The addresses of programmes and plans."""

import datetime

from insyn.plans.models import FormStage, Plan, PlanForm, PlanParty, PlanSection, Programme
from insyn.plans.rules import FormKind
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.world import World

DAYS = {"starts_on": datetime.date(2026, 1, 1), "ends_on": datetime.date(2026, 12, 31)}
WHY = "the test makes the row"


def a_plan(world: World, **said) -> Plan:
    """Return a plan of Ekby that lies before the board, so that readers see it."""
    rows = Plan.objects.unscoped(reason=WHY)
    usual = {**DAYS, "state": "proposed", "proposed_on": datetime.date(2026, 1, 2), **said}
    plan, _is_new = rows.get_or_create(
        authority=world.authority, title=said.get("title", "Ekbys plan"), defaults=usual
    )
    PlanParty.objects.get_or_create(plan=plan, authority=world.authority)
    return plan


def a_form(world: World) -> PlanForm:
    rows = PlanForm.objects.unscoped(reason=WHY)
    return rows.get_or_create(
        plan=a_plan(world), name="Löpande", defaults={"kind": FormKind.CONTINUOUS}
    )[0]


def a_programme(world: World) -> Programme:
    return Programme.objects.get_or_create(
        municipality=world.authority.municipality, title="Ekbys program", defaults=DAYS
    )[0]


def plan(world: World) -> dict[str, int]:
    return {"pk": a_plan(world).pk}


def later(world: World) -> dict[str, int]:
    """Return a plan that continues another."""
    return {"pk": a_plan(world, title="Ekbys nya plan", continues=a_plan(world)).pk}


def section(world: World) -> dict[str, int]:
    rows = PlanSection.objects.unscoped(reason=WHY)
    return {"pk": rows.get_or_create(plan=a_plan(world), heading="Syfte")[0].pk}


def form(world: World) -> dict[str, int]:
    return {"pk": a_form(world).pk}


def stage(world: World) -> dict[str, int]:
    rows = FormStage.objects.unscoped(reason=WHY)
    return {"pk": rows.get_or_create(form=a_form(world), name="Beslut")[0].pk}


def programme(world: World) -> dict[str, int]:
    return {"pk": a_programme(world).pk}


def goal(world: World) -> dict[str, int]:
    goals = a_programme(world).goals
    return {"pk": goals.get_or_create(number=1, defaults={"text": "Bra omsorg"})[0].pk}


def public(kwargs=lambda world: {}) -> Door:
    """What everybody with a role may read."""
    return Door(cilla=OPEN, system_admin=OPEN, kwargs=kwargs)


def of_municipality(kwargs) -> Door:
    """What is public, and changed by those who plan in the municipality."""
    return Door(bo=FORBIDDEN, cilla=FORBIDDEN, system_admin=FORBIDDEN, kwargs=kwargs)


def edited(kwargs) -> Door:
    """What Ekby's planners change, and what does not exist elsewhere."""
    return Door(bo=FORBIDDEN, kwargs=kwargs)


def button(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


NEW = Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN)
"""Made by those who plan somewhere."""

DOORS = {
    "plans:programmes": public(),
    "plans:programme": public(programme),
    "plans:programme_add": NEW,
    "plans:programme_edit": of_municipality(programme),
    "plans:programme_remove": of_municipality(programme),
    "plans:goal_add": of_municipality(programme),
    "plans:goal_edit": of_municipality(goal),
    "plans:goal_remove": of_municipality(goal),
    "plans:list": Door(cilla=OPEN, system_admin=OPEN),
    "plans:create": NEW,
    "plans:detail": Door(kwargs=plan),
    "plans:edit": edited(plan),
    "plans:remove": edited(plan),
    "plans:texts": Door(kwargs=plan),
    "plans:section_add": edited(plan),
    "plans:section_edit": edited(section),
    "plans:section_move": button(section),
    "plans:section_remove": edited(section),
    "plans:forms": Door(kwargs=plan),
    "plans:form_add": edited(plan),
    "plans:form_edit": edited(form),
    "plans:form_move": button(form),
    "plans:form_remove": edited(form),
    "plans:stage_add": edited(form),
    "plans:stage_edit": edited(stage),
    "plans:stage_move": button(stage),
    "plans:stage_remove": edited(stage),
    "plans:changes": Door(kwargs=plan),
    "plans:propose": edited(plan),
    "plans:adopt": edited(plan),
    "plans:send_back": edited(plan),
    "plans:withdraw": button(plan),
    "plans:next_year": edited(plan),
    "plans:news": Door(kwargs=later),
}
