from tests.doors import FORBIDDEN, POST_ONLY, Door

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WRITES = {"bo": FORBIDDEN}


def followup(world):
    return {"pk": world.followup.pk}


def visit(world):
    return {"pk": world.visit.pk}


def observation(world):
    return {"pk": world.observation.pk}


DOORS = {
    "visits:followup": Door(kwargs=followup),
    "visits:book": Door(**WRITES, kwargs=followup),
    "visits:area": Door(
        kwargs=lambda w: {"pk": w.followup.pk, "section": w.observation.section_id}
    ),
    "visits:carry_out": Door(**WRITES, kwargs=visit),
    "visits:cancel": Door(**WRITES, kwargs=visit),
    "visits:observation_change": Door(**WRITES, kwargs=observation),
    "visits:observation_remove": Door(**POST, kwargs=observation),
}
