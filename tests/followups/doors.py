from insyn.followups.rules import Event
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
WRITES = {"bo": FORBIDDEN}


def followup(world):
    return {"pk": world.followup.pk}


def reviewer(world):
    return {"pk": world.reviewer.pk}


def request(world):
    return {"pk": world.request.pk}


def client_request(world):
    return {"pk": world.client_request.pk}


DOORS = {
    "followups:list": Door(cilla=OPEN, system_admin=OPEN),
    "followups:plan": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "followups:of_provider": Door(
        cilla=OPEN, system_admin=OPEN, kwargs=lambda w: {"pk": w.provider.pk}
    ),
    "followups:detail": Door(kwargs=followup),
    "followups:history": Door(kwargs=followup),
    "followups:reschedule": Door(**WRITES, kwargs=followup),
    "followups:cancel": Door(**WRITES, kwargs=followup),
    "followups:move": Door(
        **POST, kwargs=lambda w: {"pk": w.followup.pk, "event": Event.START.value}
    ),
    "followups:preparation": Door(kwargs=followup),
    "followups:reviewer_add": Door(**WRITES, kwargs=followup),
    "followups:reviewer_declare": Door(**POST, kwargs=reviewer),
    "followups:reviewer_remove": Door(**POST, kwargs=reviewer),
    "followups:view_ask": Door(**WRITES, kwargs=followup),
    "followups:view_answer": Door(**WRITES, kwargs=lambda w: {"pk": w.calling_view.pk}),
    "followups:request_add": Door(**WRITES, kwargs=followup),
    "followups:request_usual": Door(**POST, kwargs=followup),
    "followups:request_receive": Door(kwargs=client_request, bo=HIDDEN),
    "followups:request_review": Door(**WRITES, kwargs=request),
    "followups:request_withdraw": Door(**POST, kwargs=request),
}
