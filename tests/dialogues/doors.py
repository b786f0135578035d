from typing import Any

from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules import AgreedBy, MeetingState
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."


def row_of(world):
    meeting, _made = DialogueMeeting.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        contract=world.contract,
        defaults={
            "planned_on": DAY,
            "held_on": DAY,
            "state": MeetingState.HELD,
            "participants": "verksamhetschef",
            "invited_on": DAY,
            "invitation": world.document,
            "invitation_word": world.document,
            "minutes_sent_on": DAY,
            "minutes": world.document,
            "minutes_word": world.document,
        },
    )
    return meeting


def meeting(world):
    return {"pk": row_of(world).pk}


def item(world):
    row, _made = AgendaItem.objects.unscoped(reason=WHY).get_or_create(
        meeting=row_of(world), title="Bemanningen på kvällar"
    )
    return {"pk": row.pk}


def point(world):
    row, _made = AgreedPoint.objects.unscoped(reason=WHY).get_or_create(
        meeting=row_of(world),
        text="Rutinen skickas in",
        defaults={"done_by": AgreedBy.PROVIDER, "due_on": DAY},
    )
    return {"pk": row.pk}


def letter(world):
    return {**meeting(world), "what": "inbjudan", "extension": "pdf"}


LIST: dict[str, Any] = {"cilla": OPEN, "system_admin": OPEN}
FORM: dict[str, Any] = {"bo": HIDDEN}
"""A reader sees no meetings at all."""
EVERYBODY = ("anna", "bo", "cilla", "system_admin", "contact", "dag")
BUTTON: dict[str, Any] = dict.fromkeys(EVERYBODY, POST_ONLY) | {"dag": HIDDEN, "contact": HIDDEN}
MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}

DOORS = {
    "dialogues:meetings": Door(**LIST),
    "dialogues:points": Door(**LIST),
    "dialogues:plan": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "dialogues:meeting": Door(kwargs=meeting, **FORM),
    "dialogues:change": Door(kwargs=meeting, **FORM),
    "dialogues:add_item": Door(kwargs=meeting, **FORM),
    "dialogues:invite": Door(kwargs=meeting, **FORM),
    "dialogues:cancel": Door(kwargs=meeting, **FORM),
    "dialogues:hold": Door(kwargs=meeting, **FORM),
    "dialogues:minutes": Door(kwargs=meeting, **FORM),
    "dialogues:agree": Door(kwargs=meeting, **FORM),
    "dialogues:add_proposed": Door(kwargs=meeting, **BUTTON),
    "dialogues:move_item": Door(kwargs=item, **BUTTON),
    "dialogues:remove_item": Door(kwargs=item, **BUTTON),
    "dialogues:point_change": Door(kwargs=point, **FORM),
    "dialogues:point_done": Door(kwargs=point, **FORM),
    "dialogues:point_reopen": Door(kwargs=point, **BUTTON),
    "dialogues:point_remove": Door(kwargs=point, **BUTTON),
    "dialogues:of_followup": Door(kwargs=lambda world: {"pk": world.followup.pk}),
    "dialogues:of_provider": Door(kwargs=lambda world: {"pk": world.provider.pk}, **LIST),
    "provider_portal:meeting": Door(kwargs=meeting, **MINE),
    "provider_portal:meeting_letter": Door(kwargs=letter, **MINE),
    "provider_portal:point_done": Door(kwargs=point, **MINE),
}
