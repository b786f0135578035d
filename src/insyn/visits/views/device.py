"""A visit on a device: its page, what it takes along, and what it sends back."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria.models import Question, Section
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.reading import Malformed, TooMuch, body_of
from insyn.platform.sentences import said
from insyn.visits import http
from insyn.visits.forms.operations import number, read_area, read_batch
from insyn.visits.models import Visit
from insyn.visits.queries.device import areas_asked, facts_by_key, what_is_there
from insyn.visits.queries.device_page import NO_PROBLEMS, DevicePage, Problems, device_page
from insyn.visits.rules.device import AreaOnDevice, Given
from insyn.visits.rules.operations import Operation, Settled, VisitOperationOutcome
from insyn.visits.services.operations import Closed, apply_visit_operations
from insyn.visits.services.photos import PhotoFacts, store_photo

MOST_OF_A_PHOTO = 12 << 20
"""The largest request with a photo: ten megabytes, and what is said of it."""


@require_http_methods(["GET", "POST"])
def device(request: Request, pk: int) -> HttpResponse:
    """Show all areas of a visit with their answers and notes, and keep what is typed in one."""
    visit = _own(request, pk)
    page = device_page(request.access, visit)
    if request.method == "POST":
        return _keep(request, page)
    return _show(request, page)


def _own(request: Request, pk: int) -> Visit:
    try:
        return http.own_visit(request.access, pk)
    except Visit.DoesNotExist:
        raise Http404 from None


def _show(request: Request, page: DevicePage, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "page": page,
        "visit": page.visit,
        "followup": page.visit.followup,
        "form_key": uuid.uuid4(),
        "cache": http.cache_name(),
        "prepared_at": clock.now(),
    }
    return render(request, "visits/device/page.html", context, status=status)


def _keep(request: Request, page: DevicePage) -> HttpResponse:
    area = page.area(number(request.POST.get("area", "")))
    if area is None:
        raise Http404
    done = read_area(area, request.POST)
    try:
        applied = apply_visit_operations(request.access, page.visit.pk, done)
    except Closed as no:
        messages.error(request, said(no))
        return redirect(_address(page.visit, area))
    unkept = [
        (one, ack)
        for one, ack in zip(done, applied.acks, strict=True)
        if ack.outcome == VisitOperationOutcome.REFUSED
    ]
    _thank(request, applied.acks)
    if unkept:
        after = device_page(request.access, _own(request, page.visit.pk), _problems(unkept))
        return _show(request, after, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(_address(page.visit, area))


def _address(visit: Visit, area: AreaOnDevice) -> str:
    return f"{reverse('visits:device', args=[visit.pk])}#omrade-{area.number}"


def _problems(unkept: Sequence[tuple[Operation, Settled]]) -> Problems:
    """Return what was typed beside what is wrong with it."""
    answers: dict[int, Given] = {}
    notes: dict[UUID, tuple[str, str]] = {}
    new: dict[int, tuple[str, str]] = {}
    for operation, ack in unkept:
        problem = _(ack.problem)
        if operation.kind == "note":
            said = (str(operation.value or ""), problem)
            if operation.target:
                notes[operation.target] = said
            else:
                new[operation.section or 0] = said
        elif operation.question:
            answers[operation.question] = Given(
                operation.value, operation.comment, operation.seen_revision, problem=problem
            )
    return replace(NO_PROBLEMS, answers=answers, notes=notes, new=new)


def _thank(request: Request, acks: Sequence[Settled]) -> None:
    kept = sum(1 for ack in acks if ack.outcome == VisitOperationOutcome.APPLIED)
    waiting = sum(1 for ack in acks if ack.outcome == VisitOperationOutcome.CONFLICT)
    if kept:
        messages.success(request, _("Sparat på servern."))
    if waiting:
        messages.warning(
            request,
            ngettext(
                "Någon annan har skrivit något annat. Båda är sparade. Välj vad som gäller.",
                "Någon annan har skrivit annat på %(n)d ställen. Allt är sparat. Välj vad som "
                "gäller.",
                waiting,
            ) % {"n": waiting},
        )  # fmt: skip
    if len(acks) > kept + waiting:
        messages.error(request, _("Allt kunde inte sparas. Se vad som står vid frågorna."))


@require_GET
@http.for_devices
def package(request: Request, pk: int) -> JsonResponse:
    """Give a device all that the visit needs away from the network."""
    visit = http.own_visit(request.access, pk)
    page = device_page(request.access, visit)
    return JsonResponse(
        {
            "visit": visit.pk,
            "title": str(visit),
            "followup": str(visit.followup),
            "closed": page.closed,
            "made_at": clock.now().isoformat(),
            "areas": [http.area_as_json(area) for area in page.areas],
            **http.there_as_json(page.there),
        }
    )


@require_POST
@http.for_devices
def operations(request: Request, pk: int) -> JsonResponse:
    """Carry out what a device has stored, and tell what others have changed meanwhile.

    200 with what came of each operation; 400 for what cannot be read, 401 with the way to log
    in when the session has ended, 403 and 404 for a visit of others or of nobody, 409 when it
    is closed, 413 for too much at once.
    """
    visit = http.own_visit(request.access, pk)
    batch = read_batch(body_of(request))
    _check_user(request, batch.user)
    if not batch.operations:
        facts = facts_by_key(areas_asked(request.access, visit.followup.template_version))
        there = what_is_there(request.access, visit, facts, since=batch.since)
        return JsonResponse({"acks": [], **http.there_as_json(there)})
    act = partial(apply_visit_operations, request.access, pk, batch.operations)
    try:
        applied = act(since=batch.since)
    except Closed as why:
        acks = [http.ack_as_json(ack) for ack in why.acks]
        return http.no(HTTPStatus.CONFLICT, str(why), acks=acks)
    acks = [http.ack_as_json(ack) for ack in applied.acks]
    return JsonResponse({"acks": acks, **http.there_as_json(applied.changed)})


def _check_user(request: Request, user: int | None) -> None:
    if user not in {None, request.access.user_id}:
        raise http.SomebodyElse


@require_POST
@http.for_devices
def photo(request: Request, pk: int) -> JsonResponse:
    """Keep one photo from a device; sent twice it is kept once.

    200 with its mark; 422 with the reason when it cannot be kept, else as for operations.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_OF_A_PHOTO:
        raise TooMuch
    visit = http.own_visit(request.access, pk)
    _check_user(request, number(request.POST.get("user", "")) or None)
    facts = _photo(request)
    try:
        kept = store_photo(request.access, visit, facts)
    except RuleViolation as why:
        return http.no(HTTPStatus.UNPROCESSABLE_ENTITY, str(why))
    return JsonResponse({"key": kept.key.hex})


def _photo(request: Request) -> PhotoFacts:
    """Return the photo as it was sent; what it concerns is left out when it is not known."""
    sent, said = request.FILES.get("photo"), request.POST
    if sent is None:
        raise Malformed
    try:
        key = UUID(said.get("key", ""))
        taken_at = parse_datetime(said.get("taken_at", ""))
    except ValueError as unknown:
        raise Malformed from unknown
    questions = Question.objects.visible_to(request.access).select_related("section")
    sections = Section.objects.visible_to(request.access)
    return PhotoFacts(
        key=key,
        content=sent.read(),
        file_name=sent.name or "",
        caption=said.get("caption", ""),
        section=sections.filter(pk=number(said.get("section", ""))).first(),
        question=questions.filter(pk=number(said.get("question", ""))).first(),
        taken_at=taken_at if taken_at and taken_at.tzinfo else None,
    )


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser what keeps the pages of visits while there is no network."""
    context = {"cache": http.cache_name(), "files": http.files_kept()}
    return render(request, "visits/device/worker.js", context, content_type="text/javascript")
