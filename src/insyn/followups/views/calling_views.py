"""Views from calling units: asking, and the page where the one who is asked answers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.followups.forms.calling_views import AnswerForm, CallingUnitForm
from insyn.followups.http import Tab, about_followup, written_followup
from insyn.followups.models import CallingUnitView, Followup
from insyn.followups.queries.calling_views import asked_views
from insyn.followups.rules import BEFORE_SENT, State
from insyn.followups.services.calling_views import (
    QuestionFacts,
    answer_question,
    ask_for_view,
    withdraw_question,
)
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form

ROWS_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def view_ask(request: Request, pk: int) -> HttpResponse:
    """Ask a person in a unit what it thinks, or note that the unit has been asked."""
    followup = written_followup(request, pk)
    form = CallingUnitForm(request.access, followup, request.POST or None)
    page = about_followup(
        followup,
        _("Fråga en avropande enhet"),
        tab=Tab("preparation", "followups:preparation"),
        done=_("Frågan är sparad."),
        button=_("Spara"),
        lead=_("Välj en person, så får den frågan på en egen sida. Annars antecknas den bara här."),
    )
    return answer_form(request, form, partial(_ask, request, followup), page)


def _ask(request: Request, followup: Followup, **facts: Any) -> CallingUnitView:
    view = ask_for_view(request.access, followup, QuestionFacts(**facts))
    person = view.asked_of
    if person is not None and not person.email:
        said = _("%(person)s har ingen e-postadress i Insyn och får inget mejl. Säg till själv.")
        messages.warning(request, said % {"person": person})
    return view


@require_POST
def view_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a question that nobody has answered."""
    rows = CallingUnitView.objects.visible_to(request.access).select_related("followup", "asked_of")
    view = get_object_or_404(rows, pk=pk)
    return answer_button(
        request,
        partial(withdraw_question, request.access, view),
        back=reverse("followups:preparation", args=[view.followup_id]),
        done=_("Frågan är tillbakatagen."),
    )


@require_GET
def asked(request: Request) -> HttpResponse:
    """List what the asker in person has been asked."""
    page = Paginator(asked_views(request.access), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    context = {"page": page, "late": {row.pk for row in page if row.is_late(today)}}
    return render(request, "followups/asked_views.html", context)


@require_http_methods(["GET", "POST"])
def asked_view(request: Request, pk: int) -> HttpResponse:
    """Let the one who is asked answer, and change the answer until the follow-up is sent."""
    view = get_object_or_404(asked_views(request.access), pk=pk)
    page = FormPage(
        template="followups/asked_view.html",
        heading=str(view.followup.contract.provider),
        back=reverse("followups:asked"),
        done=_("Tack. Dina synpunkter är sparade."),
        button=_("Skicka") if view.received_on is None else _("Spara"),
        context={
            "view": view,
            "is_open": State(view.followup.state) in BEFORE_SENT,
            "is_late": view.is_late(clock.today()),
        },
    )
    form = AnswerForm(request.POST or None, initial={"version": view.version, "text": view.text})
    return answer_form(request, form, partial(answer_question, request.access, view), page)
