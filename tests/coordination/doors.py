from typing import Any

from insyn.accounts.models import Authority, Coordination, User
from insyn.coordination.models import (
    DistrictReport,
    DistrictShare,
    Instruction,
    NetworkMeeting,
    NetworkPoint,
    SampledUnit,
    ServiceDuty,
)
from insyn.coordination.rules import DistrictMethod, InstructionState, NetworkState, ServiceForm
from insyn.platform import clock
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."


def row_of(world, title="Likställd uppföljning", state=InstructionState.PUBLISHED):
    row, _made = Instruction.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        title=title,
        defaults={
            "text": "Följ upp lika.",
            "starts_on": DAY,
            "ends_on": DAY,
            "report_by": DAY,
            "state": state,
            "published_on": None if state == InstructionState.DRAFT else DAY,
        },
    )
    DistrictShare.objects.unscoped(reason=WHY).get_or_create(
        instruction=row, authority=world.authority, defaults={"wanted": 1}
    )
    return row


def instruction(world):
    return {"pk": row_of(world).pk}


def draft(world):
    return {"pk": row_of(world, "Nästa års uppföljning", InstructionState.DRAFT).pk}


def sampled(world):
    row, _made = SampledUnit.objects.unscoped(reason=WHY).get_or_create(
        instruction=row_of(world), authority=world.authority, unit=world.unit
    )
    return {"pk": row.pk}


def coordination(world):
    other, _made = Authority.objects.get_or_create(
        municipality=world.authority.municipality, name="Stadsdelsnämnden"
    )
    row, _made = Coordination.objects.get_or_create(
        coordinator=world.authority, coordinated=other, defaults={"valid_from": DAY}
    )
    return {"pk": row.pk}


def met(world):
    row, _made = NetworkMeeting.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        agenda="Urvalet i höst",
        defaults={"planned_on": DAY, "held_on": DAY, "state": NetworkState.HELD},
    )
    return row


def meeting(world):
    return {"pk": met(world).pk}


def planned_meeting(world):
    row, _made = NetworkMeeting.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority, agenda="Urvalet i vår", defaults={"planned_on": DAY}
    )
    return {"pk": row.pk}


def point(world):
    row, _made = NetworkPoint.objects.unscoped(reason=WHY).get_or_create(
        meeting=met(world), text="Skicka mallen", authority=world.authority, due_on=DAY
    )
    return {"pk": row.pk}


def duty(world):
    row, _made = ServiceDuty.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        service_area=world.unit.service_area,
        form=ServiceForm.IN_HOUSE,
        run_by=None,
    )
    return {"pk": row.pk}


def part(world):
    """Ekby's own part, which the provider's contact also reports in by a link."""
    share = DistrictShare.objects.unscoped(reason=WHY).get(
        instruction=row_of(world), authority=world.authority
    )
    share.contact_user = User.objects.filter(username="kontakt").first()
    share.save()
    return {"pk": share.pk}


def linked_unit(world):
    part(world)
    return sampled(world)


def handed_in(world):
    found = linked_unit(world)
    DistrictReport.objects.unscoped(reason=WHY).get_or_create(
        instruction=row_of(world), authority=world.authority, unit=world.unit,
        defaults={
            "carried_out_on": DAY, "method": DistrictMethod.VISIT, "reported_on": DAY,
            "reported_at": clock.now(), "reported_by": "kontakt@omsorg.se",
        },
    )  # fmt: skip
    return found


LIST: dict[str, Any] = {"cilla": OPEN, "system_admin": OPEN}
NEW: dict[str, Any] = {"bo": FORBIDDEN, "cilla": OPEN, "system_admin": FORBIDDEN}
FORM: dict[str, Any] = {"bo": FORBIDDEN}
OF_DRAFT: dict[str, Any] = {"bo": HIDDEN}
EVERYBODY = ("anna", "bo", "cilla", "system_admin", "contact", "dag")
BUTTON: dict[str, Any] = dict.fromkeys(EVERYBODY, POST_ONLY) | {"dag": HIDDEN, "contact": HIDDEN}

OWN: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}

DOORS = {
    "coordination:file": Door(kwargs=part, **FORM),
    "coordination:contact": Door(kwargs=part, **FORM),
    "coordination:contact_end": Door(kwargs=part, **BUTTON),
    "coordination:link:parts": Door(anna=HIDDEN, bo=HIDDEN),
    "coordination:link:part": Door(kwargs=part, **OWN),
    "coordination:link:file": Door(kwargs=part, **OWN),
    "coordination:link:report": Door(kwargs=linked_unit, **OWN),
    "coordination:link:receipt": Door(kwargs=handed_in, **OWN),
    "coordination:instructions": Door(**LIST),
    "coordination:progress": Door(**LIST),
    "coordination:coordinations": Door(**LIST),
    "coordination:meetings": Door(**LIST),
    "coordination:duties": Door(**LIST),
    "coordination:write": Door(**NEW),
    "coordination:plan": Door(**NEW),
    "coordination:add_duty": Door(**NEW),
    "coordination:instruction": Door(kwargs=instruction),
    "coordination:change": Door(kwargs=draft, **OF_DRAFT),
    "coordination:share": Door(kwargs=draft, **OF_DRAFT),
    "coordination:choose": Door(kwargs=draft, **OF_DRAFT),
    "coordination:draw": Door(kwargs=draft, **OF_DRAFT),
    "coordination:publish": Door(kwargs=draft, **OF_DRAFT),
    "coordination:template": Door(kwargs=instruction, **FORM),
    "coordination:matter": Door(kwargs=instruction, **FORM),
    "coordination:replace": Door(kwargs=instruction, **BUTTON),
    "coordination:remove_unit": Door(kwargs=sampled, **BUTTON),
    "coordination:reported": Door(kwargs=sampled),
    "coordination:report": Door(kwargs=sampled, **FORM),
    "coordination:end": Door(kwargs=coordination, **FORM),
    "coordination:meeting": Door(kwargs=meeting),
    "coordination:meeting_change": Door(kwargs=planned_meeting, **FORM),
    "coordination:cancel": Door(kwargs=planned_meeting, **FORM),
    "coordination:hold": Door(kwargs=meeting, **FORM),
    "coordination:agree": Door(kwargs=meeting, **FORM),
    "coordination:point_done": Door(kwargs=point, **BUTTON),
    "coordination:duty": Door(kwargs=duty, **FORM),
    "coordination:remove_duty": Door(kwargs=duty, **BUTTON),
}
