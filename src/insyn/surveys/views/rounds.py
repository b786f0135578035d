"""Pages about rounds: the list, a new one, its overview, and its life."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, count, day, label, list_file
from insyn.kernel.access import Access, Permission
from insyn.plans.models import PlannedActivity
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.surveys import services
from insyn.surveys.forms import rounds as forms
from insyn.surveys.http import PER_PAGE, about_round, key_in, may_send, round_at, round_to_change
from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.addable import added_to
from insyn.surveys.queries.readiness import new_in_scope, readiness_of
from insyn.surveys.queries.rounds import figures_of, left_unanswered, listed_rounds
from insyn.surveys.queries.scope import (
    ScopeFacts,
    counted,
    places_in,
    units_without_contract,
)
from insyn.surveys.queries.words import scope_day, scope_facts
from insyn.surveys.rules import ResponseState, RoundEvent, ScopeKind
from insyn.surveys.rules.reminders import reminder_dates
from insyn.surveys.rules.rounds import stops_sending

ACTIVITY = "aktivitet"
"""The part of an address that names the activity of a new round."""
MOST_NAMED = 20
"""Units without a contract that a page names."""

COLUMNS = (
    ListColumn(__("Enkät"), str, width=40),
    ListColumn(__("Mall"), lambda row: str(row.template_version), width=36),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=36),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    day(__("Skickad"), lambda row: row.sent_at),
    day(__("Svar senast"), lambda row: row.due_on),
    count(__("Mottagare"), lambda row: row.total),
    count(__("Inlämnade"), lambda row: row.handed_in),
    count(__("Försenade"), lambda row: row.late),
)


@require_GET
def round_list(request: Request) -> HttpResponseBase:
    """List the rounds that the asker may see."""
    return _listed(request)


@require_GET
def rounds_of_activity(request: Request, pk: int) -> HttpResponseBase:
    """List the rounds of an activity in a plan, with the way to a new one."""
    return _listed(request, _activity(request.access, pk))


def _listed(request: Request, activity: PlannedActivity | None = None) -> HttpResponseBase:
    filters = forms.RoundFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    chosen = {**filters.chosen, "activity": activity}
    rows = listed_rounds(request.access, chosen=chosen, sort=sort, today=clock.today())
    if file := list_file(request, COLUMNS, rows, _("Enkäter")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "activity": activity,
        "may_create": request.access.may_somewhere(Permission.SEND_SURVEY),
    }
    return render(request, "surveys/list.html", context)


def _activity(access: Access, pk: int) -> PlannedActivity:
    rows = PlannedActivity.objects.visible_to(access).select_related(
        "plan__authority__municipality", "form", "service_area",
        "responsible_authority__municipality",
    )  # fmt: skip
    return get_object_or_404(rows.for_views(access), pk=pk)


def _activity_asked(request: Request) -> PlannedActivity | None:
    key = key_in(request.GET.get(ACTIVITY, ""))
    return None if key is None else _activity(request.access, key)


@require_http_methods(["GET", "POST"])
def round_create(request: Request) -> HttpResponse:
    """Prepare a round, empty or from an activity of an adopted plan."""
    request.access.require_somewhere(Permission.SEND_SURVEY)
    activity = _activity_asked(request)
    start = forms.beginning(activity, today=clock.today())
    if activity is not None and activity.template_id:
        start["template_version"] = forms.newest_version(request.access, activity.template_id)
    form = forms.RoundForm(request.access, None, request.POST or None, initial=start)
    page = FormPage(
        template="surveys/round_head.html",
        heading=_("Ny enkätomgång"),
        back=reverse("surveys:list"),
        done=_("Omgången är förberedd. Gå igenom mottagarna och skicka sedan enkäten."),
        button=_("Spara och gå vidare"),
        lead=str(activity) if activity else "",
        onward=lambda made: reverse("surveys:round", args=[made.pk]),
    )
    return answer_form(request, form, partial(_create, request.access, activity), page)


def _create(
    access: Access,
    activity: PlannedActivity | None,
    *,
    authority: Authority,
    version: int | None,
    **facts: Any,
) -> SurveyRound:
    del version
    told = services.RoundFacts(**facts)
    return services.create_round(access, authority, facts=told, activity=activity)


@require_GET
def scope_count(request: Request) -> HttpResponse:
    """Tell how many a scope gives, for the form of a round while it is filled in."""
    request.access.require_somewhere(Permission.SEND_SURVEY)
    form = forms.ScopeForm(request.access, request.GET)
    context: dict[str, Any] = {"is_told": form.is_valid()}
    if form.is_valid():
        facts = ScopeFacts(**form.cleaned_data)
        places = places_in(request.access, facts, on=clock.today())
        missing = units_without_contract(request.access, facts, places, on=clock.today())
        context |= {
            "count": counted(places),
            "missing": missing[:MOST_NAMED],
            "missing_count": len(missing),
            "is_chosen": facts.scope == ScopeKind.CHOSEN,
        }
    return render(request, "surveys/scope_count.html", context)


@require_GET
def round_detail(request: Request, pk: int) -> HttpResponse:
    """Show a round: how far it has come, whom it asks and what comes next."""
    survey_round = round_at(request, pk)
    today = clock.today()
    figures = figures_of(request.access, survey_round, today=today)
    context = {
        "round": survey_round,
        "tab": "overview",
        "figures": figures,
        "reminders": reminder_dates(survey_round.due_on, survey_round.reminder_days),
        "today": today,
        "added": added_to(request.access, survey_round),
        "areas": list(survey_round.service_areas.all()),
        "forms": [_form_label(code) for code in survey_round.operating_forms],
        "may_send": may_send(request, survey_round),
        "events": survey_round.possible_events(),
        "is_late": survey_round.is_late(today),
        **_of_draft(request, survey_round),
    }
    return render(request, "surveys/round.html", context)


def _form_label(code: str) -> str:
    return str(dict(forms.FORM_CHOICES).get(code, code))


def _of_draft(request: Request, survey_round: SurveyRound) -> dict[str, Any]:
    """Return what only a round that is prepared is asked: what stops it, who is left out."""
    if survey_round.sent_at is not None:
        return {}
    access, on = request.access, scope_day(survey_round)
    facts = scope_facts(survey_round)
    ready = readiness_of(access, survey_round)
    missing = units_without_contract(access, facts, places_in(access, facts, on=on), on=on)
    return {
        "ready": ready,
        "stops": stops_sending(ready, today=clock.today()),
        "new_count": new_in_scope(access, survey_round),
        "missing": missing[:MOST_NAMED],
        "missing_count": len(missing),
    }


@require_http_methods(["GET", "POST"])
def round_edit(request: Request, pk: int) -> HttpResponse:
    """Change the head of a round that has not been sent."""
    survey_round = round_to_change(request, pk)
    form = forms.RoundForm(
        request.access, survey_round, request.POST or None,
        initial=forms.values_of(survey_round),
    )  # fmt: skip
    page = about_round(
        survey_round,
        _("Ändra enkätomgången"),
        done=_("Omgången är ändrad."),
        button=_("Spara ändringarna"),
        template="surveys/round_head.html",
    )
    return answer_form(request, form, partial(_change, request.access, survey_round), page)


def _change(
    access: Access,
    survey_round: SurveyRound,
    *,
    authority: Authority,
    version: int | None,
    **facts: Any,
) -> SurveyRound:
    del authority
    told = services.RoundFacts(**facts)
    return services.change_round(access, survey_round, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def round_send(request: Request, pk: int) -> HttpResponse:
    """Show what stops the round, and send it with one button."""
    survey_round = round_to_change(request, pk)
    form = _sure(request, survey_round)
    is_draft = survey_round.sent_at is None
    ready = readiness_of(request.access, survey_round) if is_draft else None
    page = about_round(
        survey_round,
        _("Skicka enkäten"),
        done=_("Enkäten är skickad. Inbjudningarna går ut inom någon minut."),
        button=_("Skicka enkäten"),
        template="surveys/send.html",
        back="surveys:round",
        onward=lambda sent: reverse("surveys:delivery", args=[sent.pk]),
        ready=ready,
        stops=stops_sending(ready, today=clock.today()) if ready else [],
        figures=figures_of(request.access, survey_round, today=clock.today()),
        new_count=new_in_scope(request.access, survey_round) if is_draft else 0,
        is_sent=not is_draft,
        reminders=reminder_dates(survey_round.due_on, survey_round.reminder_days),
    )
    return answer_form(
        request, form, partial(services.send_round, request.access, survey_round), page
    )


def _sure(request: Request, survey_round: SurveyRound) -> forms.SureForm:
    data = request.POST if request.method == "POST" else None
    return forms.SureForm(data, initial={"version": survey_round.version})


@require_http_methods(["GET", "POST"])
def round_close(request: Request, pk: int) -> HttpResponse:
    """Show who has not handed in, ask, and close the round."""
    survey_round = round_to_change(request, pk)
    figures = figures_of(request.access, survey_round, today=clock.today())
    left = left_unanswered(request.access, survey_round)
    page = about_round(
        survey_round,
        _("Stäng omgången"),
        done=_("Omgången är stängd."),
        button=_(RoundEvent.CLOSE.label),
        lead=_(
            "Ingen kan svara när omgången är stängd. %(left)s av %(total)s har inte lämnat in. Du "
            "kan öppna den igen."
        )
        % {"left": figures.total - figures.handed_in, "total": figures.total},
        template="surveys/close.html",
        left=left[:MOST_NAMED],
        left_count=figures.total - figures.handed_in,
        returned_count=figures.by_state.get(ResponseState.RETURNED, 0),
    )
    act = partial(services.close_round, request.access, survey_round)
    return answer_form(request, _sure(request, survey_round), act, page)


@require_http_methods(["GET", "POST"])
def round_reopen(request: Request, pk: int) -> HttpResponse:
    """Ask, and open the round again."""
    survey_round = round_to_change(request, pk)
    page = about_round(
        survey_round,
        _("Öppna omgången igen"),
        done=_("Omgången är öppen igen."),
        button=_(RoundEvent.REOPEN.label),
        lead=_(
            "De som inte har lämnat in kan svara igen, och deras uppföljningar tas upp igen. Sista "
            "dagen är den samma: förläng den för dem som behöver."
        ),
    )
    act = partial(services.reopen_round, request.access, survey_round)
    return answer_form(request, _sure(request, survey_round), act, page)


@require_http_methods(["GET", "POST"])
def round_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a round away that has not been sent."""
    survey_round = round_to_change(request, pk)
    page = about_round(
        survey_round,
        _("Ta bort omgången"),
        done=_("Omgången är borttagen."),
        button=_("Ta bort omgången"),
        lead=_("Omgången och dess lista med mottagare försvinner och går inte att få tillbaka."),
        onward=lambda _gone: reverse("surveys:list"),
    )
    act = partial(services.remove_round, request.access, survey_round)
    return answer_form(request, _sure(request, survey_round), act, page)
