from insyn.criteria.models import Scale, ScaleLevel
from insyn.criteria.rules import Direction, Level
from insyn.requirements.models import Requirement, RequirementVersion
from tests.criteria.doors import EDITS, POST
from tests.doors import FORBIDDEN, OPEN, Door
from tests.factories import (
    RequirementFactory,
    RequirementVersionFactory,
    ScaleFactory,
    ScaleLevelFactory,
)


def scale(world):
    rows = Scale.objects.unscoped(reason="the matrix walks every door")
    found = rows.filter(authority=world.authority).first()
    found = found or ScaleFactory.create(authority=world.authority, name="Vår skala")
    return {"pk": found.pk}


def level(world):
    rows = ScaleLevel.objects.unscoped(reason="the matrix walks every door")
    key = scale(world)["pk"]
    found = rows.filter(scale=key).first()
    found = found or ScaleLevelFactory.create(scale_id=key, counts_as=Level.MET)
    return {"pk": found.pk}


def moved_level(world):
    return {**level(world), "direction": Direction.UP.value}


def requirement(world):
    rows = Requirement.objects.unscoped(reason="the matrix walks every door")
    found = rows.filter(agreement=world.agreement).first()
    found = found or RequirementFactory.create(authority=world.authority, agreement=world.agreement)
    versions = RequirementVersion.objects.unscoped(reason="the matrix walks every door")
    if not versions.filter(requirement=found).exists():
        RequirementVersionFactory.create(requirement=found)
    return {"pk": found.pk}


DOORS = {
    "criteria:scales": Door(cilla=OPEN, system_admin=OPEN),
    "criteria:scale_add": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "criteria:scale": Door(kwargs=scale),
    "criteria:scale_edit": Door(**EDITS, kwargs=scale),
    "criteria:scale_copy": Door(**EDITS, kwargs=scale),
    "criteria:scale_retire": Door(**POST, kwargs=scale),
    "criteria:scale_restore": Door(**POST, kwargs=scale),
    "criteria:level_add": Door(**EDITS, kwargs=scale),
    "criteria:level_edit": Door(**EDITS, kwargs=level),
    "criteria:level_move": Door(**POST, kwargs=moved_level),
    "criteria:level_remove": Door(**POST, kwargs=level),
    "criteria:of_requirement": Door(kwargs=requirement),
}
