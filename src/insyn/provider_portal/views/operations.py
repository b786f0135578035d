"""Where a device's outbox is emptied."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from insyn.accounts.http import OpenRequest, path_of_referer
from insyn.platform.reading import Malformed, TooMuch, body_of
from insyn.provider_portal.forms.operations import read_batch
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.changes import Change, Changes, changes_since
from insyn.surveys.services.answers import (
    Ack,
    Applied,
    Locked,
    NoneOfTheirs,
    apply_operations,
)


class SomebodyElse(Exception):
    """The page was opened by another user than the one who is logged in now."""


_GONE = (
    HTTPStatus.NOT_FOUND,
    gettext_noop("Du kan inte längre svara på den här delen av enkäten."),
)
REFUSALS: Mapping[type[Exception], tuple[HTTPStatus, str]] = {
    TooMuch: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        gettext_noop("Det är för mycket på en gång."),
    ),
    Malformed: (
        HTTPStatus.BAD_REQUEST,
        gettext_noop("Det gick inte att läsa det som skickades."),
    ),
    SurveyResponse.DoesNotExist: _GONE,
    NoneOfTheirs: _GONE,
}
"""What is answered when nothing is carried out. A survey of somebody else is as one of nobody."""


@require_POST
@login_not_required
def operations(request: OpenRequest, pk: int) -> JsonResponse:
    """Carry out what a device has stored, and tell what others have changed meanwhile.

    200 with what came of each operation; 400 for what cannot be read, 401 with the way to log
    in when the session has ended, 404 for a survey or questions of somebody else or of nobody,
    413 for too much at once, 423 when the survey is locked.
    """
    if not request.user.is_authenticated:
        return _no(HTTPStatus.UNAUTHORIZED, _("Du har loggats ut."), login=_login(request))
    try:
        return JsonResponse(_carried_out(request, pk))
    except Locked as no:
        return _no(HTTPStatus.LOCKED, _(str(no)), acks=[_ack(one) for one in no.acks])
    except SomebodyElse:
        return _no(HTTPStatus.UNAUTHORIZED, _("Någon annan är inloggad."), login=_login(request))
    except tuple(REFUSALS) as no:
        status, sentence = REFUSALS[type(no)]
        return _no(status, _(sentence))


def _carried_out(request: OpenRequest, pk: int) -> dict[str, Any]:
    batch = read_batch(body_of(request))
    if batch.user not in {None, request.access.user_id}:  # who asks is read before the lock
        raise SomebodyElse
    if not batch.operations:
        return _told(changes_since(request.access, pk, since=batch.since))
    applied = apply_operations(request.access, pk, batch.operations, since=batch.since)
    return {"acks": [_ack(one) for one in applied.acks], **_told(applied)}


def _told(found: Changes | Applied) -> dict[str, Any]:
    return {
        "revision": found.revision,
        "answered": found.answered_count,
        "required": found.required_count,
        "changed": [_change(one) for one in found.changed],
    }


def _ack(one: Ack) -> dict[str, Any]:
    return {
        "key": str(one.key),
        "question": one.question,
        "outcome": one.outcome,
        "revision": one.revision,
        "problem": _(one.problem) if one.problem else "",
        "state": one.state,
        "value": one.value,
        "comment": one.comment,
        "by": one.by,
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "question": one.question,
        "value": one.value,
        "comment": one.comment,
        "revision": one.revision,
        "state": one.state,
        "by": one.by,
    }


def _login(request: OpenRequest) -> str:
    return f"{resolve_url('accounts:login')}?{urlencode({'next': path_of_referer(request)})}"


def _no(status: HTTPStatus, problem: str, **said: Any) -> JsonResponse:
    return JsonResponse({"problem": problem, **said}, status=status)
