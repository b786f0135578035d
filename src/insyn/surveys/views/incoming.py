"""Pages about all that has come in to a round: the list, accepting many, feedback to many."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label, list_file
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_form
from insyn.surveys.forms.reviews import IncomingFilter, ManyForm
from insyn.surveys.forms.rounds import SureForm
from insyn.surveys.http import PER_PAGE, about_round, round_at
from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.clean import Weighed, submitted_in, weighed
from insyn.surveys.queries.incoming import (
    every_row,
    incoming_count,
    incoming_rows,
    listed_incoming,
)
from insyn.surveys.services import reviews

MOST_AT_ONCE = 500
"""Responses that one press accepts."""
MOST_NAMED = 100
"""Responses that the page names with why they are not accepted; the list has them all."""

COLUMNS = (
    ListColumn(__("Verksamhet"), lambda row: row.name, width=36),
    ListColumn(__("Utförare"), lambda row: str(row.response.contract.provider), width=36),
    ListColumn(__("Verksamhetsområde"), lambda row: str(row.response.service_area or "")),
    ListColumn(__("Driftform"), lambda row: label(row.response.shown_operating_form)),
    ListColumn(__("Läge"), lambda row: label(row.response.shown_state)),
    day(__("Inlämnad"), lambda row: row.response.submitted_at),
    ListColumn(__("Efter sista dagen"), lambda row: _("Ja") if row.is_late else "", width=12),
    count(__("Förslag att avgöra"), lambda row: row.undecided),
    count(__("Godtagna förslag"), lambda row: row.accepted),
    count(__("Ändrade svar"), lambda row: row.changed),
    ListColumn(__("Uppföljning"), lambda row: row.response.followup.number, width=14),
)


def _reviewed(request: Request, pk: int) -> SurveyRound:
    return round_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)


@require_GET
def incoming(request: Request, pk: int) -> HttpResponseBase:
    """List what has come in, with what there is to look at in each response."""
    survey_round = _reviewed(request, pk)
    filters = IncomingFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_incoming(request.access, survey_round, chosen=filters.chosen, sort=sort)
    file = list_file(request, COLUMNS, lambda: every_row(request.access, rows), _("Inkomna svar"))
    if file:
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": survey_round,
        "tab": "incoming",
        "page": page,
        "rows": incoming_rows(request.access, list(page)),
        "filters": filters,
        "counts": incoming_count(request.access, survey_round),
        "to_send": reviews.awaiting_feedback(request.access, survey_round).count(),
    }
    return render(request, "surveys/incoming.html", context)


@require_http_methods(["GET", "POST"])
def accept_many(request: Request, pk: int) -> HttpResponse:
    """Accept all that deviates in nothing; show which, and why the others are left."""
    survey_round = _reviewed(request, pk)
    found: list[Weighed] = []
    if request.method == "GET":
        found = weighed(request.access, submitted_in(request.access, survey_round))
    clean = [one.response for one in found if one.is_clean]
    first = " ".join(f"{row.pk}.{row.version}" for row in clean[:MOST_AT_ONCE])
    form = ManyForm(request.POST or None, initial={"listed": first})
    page = about_round(
        survey_round,
        _("Godta svar som inte avviker"),
        done=_("Svaren är godtagna och bedömningarna fastställda."),
        button=_accept_button(len(clean[:MOST_AT_ONCE])),
        back="surveys:incoming",
        template="surveys/accept_many.html",
        **_shown(found),
    )
    act = partial(reviews.accept_many, request.access, survey_round)
    return answer_form(request, form, lambda listed: act(versions=listed), page)


def _accept_button(number: int) -> str:
    said = ngettext("Godta %(n)d svar", "Godta %(n)d svar", number)
    return said % {"n": number}


def _shown(found: list[Weighed]) -> dict[str, Any]:
    clean = [one for one in found if one.is_clean]
    others = [one for one in found if not one.is_clean]
    return {
        "clean": clean[:MOST_AT_ONCE],
        "clean_count": len(clean),
        "others": others[:MOST_NAMED],
        "others_count": len(others),
    }


@require_http_methods(["GET", "POST"])
def feedback_many(request: Request, pk: int) -> HttpResponse:
    """Send feedback on accepted responses without any deficiency, a number at a time."""
    survey_round = _reviewed(request, pk)
    waiting = reviews.awaiting_feedback(request.access, survey_round)
    number = waiting.count()
    form = SureForm(request.POST or None)
    page = about_round(
        survey_round,
        _("Skicka återkoppling"),
        done=_("Återkopplingen är skickad."),
        button=_send_button(min(number, reviews.AT_ONCE)),
        back="surveys:incoming",
        template="surveys/feedback_many.html",
        rows=list(waiting[: reviews.AT_ONCE]),
        count=number,
    )
    act = partial(reviews.send_many, request.access, survey_round)
    return answer_form(request, form, lambda **_sent: act(), page)


def _send_button(number: int) -> str:
    said = ngettext("Skicka %(n)d brev", "Skicka %(n)d brev", number)
    return said % {"n": number}
