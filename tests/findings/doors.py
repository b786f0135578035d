from tests.doors import FORBIDDEN, POST_ONLY, Door
from tests.world import World


def of_followup(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk}


def of_finding(world: World) -> dict[str, int]:
    return {"pk": world.finding.pk}


def of_area(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk, "section_pk": world.observation.section_id}


BUTTON = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
DOORS = {
    "findings:followup": Door(kwargs=of_followup),
    "findings:area": Door(kwargs=of_area, bo=FORBIDDEN),
    "findings:add": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:change": Door(kwargs=of_finding, bo=FORBIDDEN),
    "findings:signals": Door(kwargs=of_finding, bo=FORBIDDEN),
    "findings:remove": Door(kwargs=of_finding, **BUTTON),
    "findings:remedy": Door(kwargs=of_finding, bo=FORBIDDEN),
    "findings:reopen": Door(kwargs=of_finding, **BUTTON),
    "findings:result_text": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:conclusion": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:assess": Door(kwargs=of_followup, **BUTTON),
    "findings:send": Door(kwargs=of_followup, **BUTTON),
}
