"""The tab of preparations: reviewers, views from calling units, requested documents."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.followups import forms, services
from insyn.followups.http import (
    Tab,
    about_followup,
    seen_followup,
    written_followup,
    written_request,
)
from insyn.followups.models import CallingUnitView, DocumentRequest, Followup, Reviewer
from insyn.followups.queries import preparation_of
from insyn.kernel.access import Secrecy
from insyn.platform.answers import answer_button, answer_form


def _address(followup_pk: int) -> str:
    return reverse("followups:preparation", args=[followup_pk])


_page = partial(about_followup, tab=Tab("preparation", "followups:preparation"))


@require_GET
def preparation(request: Request, pk: int) -> HttpResponse:
    """Show who carries out the follow-up, what units think and what has been asked for."""
    followup = seen_followup(request, pk)
    shown = preparation_of(request.access, followup)
    context = {"followup": followup, "current": "preparation", "preparation": shown}
    return render(request, "followups/preparation.html", context)


@require_http_methods(["GET", "POST"])
def reviewer_add(request: Request, pk: int) -> HttpResponse:
    """Ask who, then let them carry out the follow-up."""
    followup = written_followup(request, pk)
    form = forms.ReviewerForm(request.access, followup, request.POST or None)
    page = _page(
        followup,
        _("Lägg till uppföljare"),
        done=_("Uppföljaren är tillagd."),
        button=_("Lägg till"),
    )
    act = partial(services.assign_reviewer, request.access, followup)
    return answer_form(request, form, act, page)


def _reviewer(request: Request, pk: int) -> Reviewer:
    rows = Reviewer.objects.visible_to(request.access).select_related("followup", "user")
    return get_object_or_404(rows, pk=pk)


@require_POST
def reviewer_declare(request: Request, pk: int) -> HttpResponse:
    """Let the asker declare that there is no bias on their part."""
    reviewer = _reviewer(request, pk)
    return answer_button(
        request,
        partial(services.declare_no_conflict, request.access, reviewer),
        back=_address(reviewer.followup_id),
        done=_("Du har intygat att jäv inte finns."),
    )


@require_POST
def reviewer_remove(request: Request, pk: int) -> HttpResponse:
    """Take a reviewer away."""
    reviewer = _reviewer(request, pk)
    return answer_button(
        request,
        partial(services.remove_reviewer, request.access, reviewer),
        back=_address(reviewer.followup_id),
        done=_("Uppföljaren är borttagen."),
    )


@require_http_methods(["GET", "POST"])
def view_answer(request: Request, pk: int) -> HttpResponse:
    """Write down what the unit answered."""
    rows = CallingUnitView.objects.visible_to(request.access)
    view = get_object_or_404(rows, pk=pk)
    followup = written_followup(request, view.followup_id)
    known = {"text": view.text, "received_on": view.received_on} if view.received_on else None
    form = forms.CallingViewForm(request.POST or None, initial=known)
    page = _page(
        followup,
        _("Svar från %s") % view.unit_name,
        done=_("Svaret är sparat."),
        button=_("Spara"),
    )
    act = partial(services.note_calling_view, request.access, view)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def request_add(request: Request, pk: int) -> HttpResponse:
    """Ask for a document."""
    followup = written_followup(request, pk)
    form = forms.RequestForm(request.POST or None)
    page = _page(
        followup,
        _("Begär en handling"),
        done=_("Handlingen är begärd."),
        button=_("Begär"),
        lead=_(
            "Begäran syns för utförarens kontaktperson. Den rättsliga grunden fylls i av Insyn."
        ),
    )
    return answer_form(request, form, partial(_ask, request, followup), page)


def _ask(
    request: Request, followup: Followup, *, is_about_clients: bool, **facts: Any
) -> DocumentRequest:
    secrecy = Secrecy.CLIENT_DOCUMENT if is_about_clients else Secrecy.INTERNAL
    return services.request_document(request.access, followup, secrecy=secrecy, **facts)


@require_POST
def request_usual(request: Request, pk: int) -> HttpResponse:
    """Ask for the documents of nearly every visit."""
    followup = seen_followup(request, pk)
    return answer_button(
        request,
        partial(services.request_usual_documents, request.access, followup),
        back=_address(pk),
        done=_("De vanliga handlingarna är begärda."),
    )


@require_http_methods(["GET", "POST"])
def request_receive(request: Request, pk: int) -> HttpResponse:
    """Note that a document has come in, with its files."""
    row = written_request(request, pk)
    followup = written_followup(request, row.followup_id)
    form = forms.ReceiveForm(row, request.POST or None, request.FILES or None)
    page = _page(
        followup,
        _("Ta emot: %s") % row.title,
        done=_("Handlingen är mottagen."),
        button=_("Spara"),
    )
    return answer_form(request, form, partial(_receive, request, row, form), page)


def _receive(
    request: Request, row: DocumentRequest, form: forms.ReceiveForm, **facts: Any
) -> DocumentRequest:
    del facts
    received_on = form.cleaned_data["received_on"]
    return services.receive_document(
        request.access, row, papers=form.papers(), received_on=received_on
    )


@require_http_methods(["GET", "POST"])
def request_review(request: Request, pk: int) -> HttpResponse:
    """Write what the review of a document came to."""
    row = written_request(request, pk)
    followup = written_followup(request, row.followup_id)
    form = forms.ReviewForm(request.POST or None)
    page = _page(
        followup,
        _("Granska: %s") % row.title,
        done=_("Granskningen är sparad."),
        button=_("Spara"),
    )
    act = partial(services.review_document, request.access, row)
    return answer_form(request, form, act, page)


@require_POST
def request_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a request that nothing has come in for."""
    row = get_object_or_404(DocumentRequest.objects.visible_to(request.access), pk=pk)
    return answer_button(
        request,
        partial(services.withdraw_request, request.access, row),
        back=_address(row.followup_id),
        done=_("Begäran är tillbakatagen."),
    )
