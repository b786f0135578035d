"""Doors of the forms of follow-up, of handing over, and of what changes around a follow-up."""

from insyn.followups.models import FollowupForm, NumberSeries
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WRITES = {"bo": FORBIDDEN}


def board(world):
    return {"pk": world.authority.pk}


def form(world):
    row, _made = FollowupForm.objects.unscoped(reason="tests").get_or_create(
        authority=world.authority, name="Kontroll"
    )
    return {"pk": row.pk}


def series(world):
    row, _made = NumberSeries.objects.unscoped(reason="tests").get_or_create(
        authority=world.authority, prefix="HVB", defaults={"name": "HVB"}
    )
    return {"pk": row.pk}


def followup(world):
    return {"pk": world.followup.pk}


def reviewer(world):
    return {"pk": world.reviewer.pk}


DOORS = {
    "followups:forms": Door(cilla=OPEN, system_admin=OPEN),
    "followups:form_add": Door(**WRITES, kwargs=board),
    "followups:form_edit": Door(**WRITES, kwargs=form),
    "followups:form_documents": Door(**WRITES, kwargs=form),
    "followups:forms_usual": Door(**POST, kwargs=board),
    "followups:form_retire": Door(**POST, kwargs=form),
    "followups:series_add": Door(**WRITES, kwargs=board),
    "followups:series_edit": Door(**WRITES, kwargs=series),
    "followups:abandon": Door(**WRITES, kwargs=followup),
    "followups:go_on": Door(**WRITES, kwargs=followup),
    "followups:request_listed": Door(**WRITES, kwargs=followup),
    "followups:awaited": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "followups:reviewer_conflict": Door(**WRITES, kwargs=reviewer),
    "followups:reviewer_leave": Door(**WRITES, kwargs=reviewer),
    "followups:hand_over_people": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "followups:hand_over": Door(
        **WRITES,
        anna=302,
        kwargs=lambda w: {"authority_pk": w.authority.pk, "user_pk": w.reviewer.user_id},
    ),
}
