from insyn.criteria.models import Question
from insyn.criteria.rules import Level
from insyn.findings.models import SecondReader, SecondReading
from insyn.requirements.models import Requirement, RequirementVersion
from tests.doors import FORBIDDEN, POST_ONLY, Door
from tests.factories import DAY
from tests.world import World

OWN = "the test's own"


def of_followup(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk}


def wording(world: World) -> RequirementVersion:
    """A requirement that the template of the sent follow-up asks about."""
    requirement, _is_new = Requirement.objects.unscoped(reason=OWN).get_or_create(
        authority=world.authority, agreement=world.agreement, origin="BED-01"
    )
    row, _is_new = RequirementVersion.objects.unscoped(reason=OWN).get_or_create(
        requirement=requirement,
        revision=1,
        defaults={"number": "4.2", "text": "Utföraren ska ha en rutin.", "valid_from": DAY},
    )
    asking = Question.objects.unscoped(reason=OWN)
    asking.get(pk=world.observation.question_id or 0).requirements.add(requirement)
    return row


def of_requirement(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk, "requirement_pk": wording(world).requirement_id}


def reading(world: World) -> SecondReading:
    """What Anna has written as second reader, compared with the first."""
    reader, _is_new = SecondReader.objects.unscoped(reason=OWN).get_or_create(
        followup=world.followup,
        defaults={
            "user": world.membership.user, "asked_on": DAY, "done_on": DAY, "compared_on": DAY,
        },
    )  # fmt: skip
    row, _is_new = SecondReading.objects.unscoped(reason=OWN).get_or_create(
        reader=reader,
        wording=wording(world),
        defaults={"level": Level.MET, "first_level": Level.NOT_MET},
    )
    return row


def of_reading(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk, "reading_pk": reading(world).pk}


def of_area(world: World) -> dict[str, int]:
    reading(world)
    return {"pk": world.followup.pk, "section_pk": world.observation.section_id}


BUTTON = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
DOORS = {
    "findings:requirements": Door(kwargs=of_followup),
    "findings:requirement": Door(kwargs=of_requirement),
    "findings:second_reading": Door(kwargs=of_followup),
    "findings:second_name": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:second_remove": Door(kwargs=of_followup, **BUTTON),
    "findings:second_finish": Door(kwargs=of_followup, **BUTTON),
    "findings:second_area": Door(kwargs=of_area, bo=FORBIDDEN),
    "findings:second_settle": Door(kwargs=of_reading, bo=FORBIDDEN),
}
