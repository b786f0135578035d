"""What the pages and addresses of a visit share: finding the row, forms, and JSON for devices."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from insyn.accounts.http import OpenRequest, Request, path_of_referer
from insyn.accounts.models import User
from insyn.followups.http import written_followup
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform.answers import FormPage
from insyn.platform.reading import Malformed, TooMuch
from insyn.visits.models import Visit
from insyn.visits.queries.device import There
from insyn.visits.rules.device import AreaOnDevice, QuestionOnDevice
from insyn.visits.rules.operations import Settled

KEPT = (
    "vendor/insyn-theme-1.15.0/theme.css",
    "vendor/designsystemet-css-1.22.0/designsystemet.css",
    "vendor/inter-5.3.0/inter-latin-wght-normal.woff2",
    "insyn/tokens.css",
    "insyn/app.css",
    "insyn/visit.css",
    "insyn/app.js",
    "insyn/visit-left.js",
    "insyn/visit-outbox.js",
    "insyn/icons.svg",
    "insyn/mark.svg",
)
"""The files that the page of a visit is made of."""
GONE = gettext_noop("Besöket finns inte, eller så får du inte skriva i det längre.")


class SomebodyElse(Exception):
    """The page was opened by another user than the one who is logged in now."""


REFUSALS: Mapping[type[Exception], tuple[HTTPStatus, str]] = {
    TooMuch: (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        gettext_noop("Det är för mycket på en gång."),
    ),
    Malformed: (
        HTTPStatus.BAD_REQUEST,
        gettext_noop("Det gick inte att läsa det som skickades."),
    ),
    Visit.DoesNotExist: (HTTPStatus.NOT_FOUND, GONE),
    NotAllowed: (HTTPStatus.FORBIDDEN, GONE),
}
"""What is answered when nothing is carried out. A visit of others is as one of nobody."""


def for_devices(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer a device in JSON also when it says no.

    401 with the way to log in when the session has ended or is another person's, else as
    ``REFUSALS`` says.
    """

    @login_not_required
    @wraps(view)
    def answered(request: OpenRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated or _must_change(request):
            return no(HTTPStatus.UNAUTHORIZED, _("Du har loggats ut."), login=_login(request))
        try:
            return view(request, *args, **kwargs)
        except SomebodyElse:
            return no(HTTPStatus.UNAUTHORIZED, _("Någon annan är inloggad."), login=_login(request))
        except tuple(REFUSALS) as why:
            status, sentence = REFUSALS[type(why)]
            return no(status, _(sentence))

    return answered


def _must_change(request: OpenRequest) -> bool:
    return isinstance(request.user, User) and request.user.must_change_password


def _login(request: OpenRequest) -> str:
    return f"{resolve_url('accounts:login')}?{urlencode({'next': path_of_referer(request)})}"


def no(status: HTTPStatus, problem: str, **said: Any) -> JsonResponse:
    """Return a no with its sentence."""
    return JsonResponse({"problem": problem, **said}, status=status)


def own_visit(access: Access, pk: int) -> Visit:
    """Return the visit to one who may carry it out.

    Raises:
        Visit.DoesNotExist: the asker does not see it.
        NotAllowed: they may not carry out the follow-up.
    """
    rows = Visit.objects.visible_to(access).select_related(
        "followup__contract__provider", "followup__template_version", "followup__authority", "unit"
    )
    visit = rows.get(pk=pk)
    authority_id = visit.followup.authority_id
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return visit


def there_as_json(there: There) -> dict[str, Any]:
    """Return what stands, for a device."""
    return {
        "revision": there.revision,
        "answers": [
            {"question": one.question, "value": one.value, "comment": one.comment,
             "revision": one.revision, "words": one.words, "by": one.by}
            for one in there.answers
        ],
        "notes": [
            {"key": one.key.hex, "section": one.section, "question": one.question,
             "text": one.text, "revision": one.revision, "by": one.by}
            for one in there.notes if one.key
        ],
        "note_keys": [key.hex for key in there.note_keys],
        "conflicts": [
            {"key": one.key.hex, "question": one.question, "section": one.section,
             "note": one.note.hex if one.note else None, "value": one.value,
             "comment": one.comment, "words": one.words, "by": one.by}
            for one in there.conflicts
        ],
    }  # fmt: skip


def ack_as_json(ack: Settled) -> dict[str, Any]:
    """Return what came of an operation, for a device."""
    return {
        "key": ack.key.hex,
        "outcome": ack.outcome,
        "problem": _(ack.problem) if ack.problem else "",
        "revision": ack.revision,
    }


def area_as_json(area: AreaOnDevice) -> dict[str, Any]:
    """Return an area with what is asked in it, for a device."""
    return {
        "pk": area.pk,
        "number": area.number,
        "name": area.name,
        "intro": area.intro,
        "earlier": area.earlier,
        "questions": [_question_as_json(one) for one in area.questions],
    }


def _question_as_json(question: QuestionOnDevice) -> dict[str, Any]:
    facts = question.facts
    return {
        "pk": question.pk,
        "code": facts.code,
        "number": question.number,
        "text": facts.text,
        "help": facts.help,
        "met_when": facts.met_when,
        "evidence": facts.evidence,
        "role_tag": facts.role_tag,
        "type": question.answer_type,
        "choices": question.choices,
        "measured_in": facts.measured_in,
        "allows_not_applicable": facts.allows_not_applicable,
        "allows_comment": facts.allows_comment,
        "is_asked": question.is_asked,
        "condition": question.condition,
        "earlier": question.earlier,
    }


def files_kept() -> list[str]:
    """Return the addresses of the files that the page is made of, as they are named now."""
    return [static(name) for name in KEPT]


def cache_name() -> str:
    """Return the name of the device's store of pages and files: another for each build."""
    digest = hashlib.sha256(json.dumps(files_kept()).encode()).hexdigest()
    return f"besok-{digest[:12]}"


def seen_visit(request: Request, pk: int) -> Visit:
    """Return the visit with its unit, or answer 404."""
    rows = Visit.objects.visible_to(request.access).select_related("unit", "followup")
    return get_object_or_404(rows, pk=pk)


def written_visit(request: Request, pk: int) -> tuple[Followup, Visit]:
    """Return the follow-up and the visit to one who may carry it out; else answer 404 or 403."""
    visit = seen_visit(request, pk)
    return written_followup(request, visit.followup_id), visit


def about_visit(
    followup: Followup, visit: Visit, heading: str, *, done: str, button: str, lead: str = ""
) -> FormPage:
    """Return what surrounds a form that leads back to the visit's page."""
    return FormPage(
        template="visits/form.html",
        heading=heading,
        back=reverse("visits:visit", args=[visit.pk]),
        done=done,
        button=button,
        lead=lead,
        context={"followup": followup, "visit": visit, "current": "visits"},
    )


def packed(act: Callable[..., object], kind: Callable[..., object]) -> Callable[..., object]:
    """Return what a form calls with its fields: they become the facts, the version goes beside."""
    return partial(_packed, act, kind)


def _packed(act: Callable[..., object], kind: Callable[..., object], /, **typed: Any) -> object:
    beside = {"version": typed.pop("version")} if "version" in typed else {}
    return act(facts=kind(**typed), **beside)
