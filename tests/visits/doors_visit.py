"""The doors of one visit and of what is noted on it."""

import datetime
import uuid

from insyn.platform import clock
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    Photo,
    StaffingCheck,
    VisitParticipant,
)
from insyn.visits.rules.carrying_out import InterviewGroup, Side
from tests.doors import FORBIDDEN, HIDDEN, POST_ONLY, Door

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WRITES = {"bo": FORBIDDEN}


def visit(world):
    return {"pk": world.visit.pk}


def key_of(model, world, **facts):
    rows = model.objects.unscoped(reason="test")
    return {"pk": rows.get_or_create(visit=world.visit, defaults=facts)[0].pk}


def participant(world):
    return key_of(VisitParticipant, world, side=Side.PROVIDER, role="Chef")


def interview(world):
    return key_of(Interview, world, group=InterviewGroup.STAFF, count=2)


def theme(world):
    rows = InterviewTheme.objects.unscoped(reason="test")
    known = {"interview_id": interview(world)["pk"], "theme": "Kvällar"}
    return {"pk": rows.get_or_create(**known)[0].pk}


def sample(world):
    return key_of(FileSample, world, looked_for="Planen", sampled=2, passed=1)


def staffing(world):
    at = datetime.time(18)
    return key_of(StaffingCheck, world, counted_at=at, role="Chef", scheduled=1, present=1)


def photo(world):
    known = {
        "key": uuid.UUID(int=world.document.pk),
        "document": world.document,
        "taken_at": clock.now(),
    }
    return key_of(Photo, world, **known)


DOORS = {
    "visits:visit": Door(kwargs=visit),
    "visits:change": Door(**WRITES, kwargs=visit),
    "visits:correct": Door(**WRITES, kwargs=visit),
    "visits:letter": Door(**WRITES, kwargs=lambda w: {**visit(w), "kind": "announcement"}),
    "visits:record": Door(**WRITES, kwargs=lambda w: {"pk": w.followup.pk, "ending": "pdf"}),
    "visits:participants": Door(**WRITES, kwargs=visit),
    "visits:participant_remove": Door(**POST, kwargs=participant),
    "visits:interview_new": Door(**WRITES, kwargs=visit),
    "visits:interview_change": Door(**WRITES, kwargs=interview),
    "visits:interview_remove": Door(**POST, kwargs=interview),
    "visits:theme_new": Door(**WRITES, kwargs=interview),
    "visits:theme_change": Door(**WRITES, kwargs=theme),
    "visits:theme_remove": Door(**POST, kwargs=theme),
    "visits:sample_new": Door(**WRITES, kwargs=visit),
    "visits:sample_change": Door(**WRITES, kwargs=sample),
    "visits:sample_remove": Door(**POST, kwargs=sample),
    "visits:staffing_new": Door(**WRITES, kwargs=visit),
    "visits:staffing_change": Door(**WRITES, kwargs=staffing),
    "visits:staffing_remove": Door(**POST, kwargs=staffing),
    "visits:photos_new": Door(**WRITES, kwargs=visit),
    "visits:photo_change": Door(bo=HIDDEN, kwargs=photo),
    "visits:photo_remove": Door(**POST, kwargs=photo),
}
