"""Pages about selections by steps: what they are about, the pool, the rule and the trial."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.http import plan_at
from insyn.plans.models import PlannedActivity
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.sentences import said
from insyn.risk import services
from insyn.risk.forms import selection_rules as forms
from insyn.risk.forms.selections import VersionForm
from insyn.risk.http import (
    FORM_PAGE,
    POOL_COLUMNS,
    RESULT_COLUMNS,
    SELECTION_COLUMNS,
    about_rule,
    about_selection,
    kind_at,
    numbered,
    planned_selection,
    seen_selection,
    selection_by_steps,
    step_at,
)
from insyn.risk.models import Selection
from insyn.risk.queries import candidate_lines, rule_of
from insyn.risk.queries import results as queries
from insyn.risk.rules.states import StepKind
from insyn.risk.rules.steps import FIELDS, OUTSIDE_ORDER

POOL_PAGE, TRIAL_PAGE = 100, 50


@require_http_methods(["GET", "POST"])
def selection_create(request: Request) -> HttpResponse:
    """Start a selection by steps, perhaps for an activity of a plan."""
    request.access.require_somewhere(Permission.PLAN_SELECTION)
    form = forms.NewSelectionForm(
        request.access, request.POST or None, initial=forms.told_of(_activity(request))
    )
    page = FormPage(
        template=FORM_PAGE,
        heading=_("Nytt urval efter egen regel"),
        back=reverse("risk:selections"),
        done=_("Urvalet är skapat och kandidaterna är hämtade. Se över regeln."),
        button=_("Skapa urvalet"),
        lead=_("Säg vad ni väljer ur. Sedan bestämmer ni regeln, steg för steg, och provar den."),
        onward=lambda selection: reverse("risk:steps", args=[selection.pk]),
    )

    def act(**told: object) -> Selection:
        del told
        return services.create_selection_by_steps(
            request.access,
            authority=form.cleaned_data["authority"],
            facts=form.facts(),
            steps=form.steps,
        )

    return answer_form(request, form, act, page)


def _activity(request: Request) -> PlannedActivity | None:
    """Return the activity that the address names, if the asker may see it."""
    key = request.GET.get("aktivitet", "")
    if not key.isdecimal() or len(key) > 18:  # noqa: PLR2004  as long as a key can be
        return None
    rows = PlannedActivity.objects.visible_to(request.access).select_related("plan")
    return rows.filter(pk=int(key)).first()


@require_http_methods(["GET", "POST"])
def selection_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a selection is about."""
    selection = planned_selection(request, pk)
    if not selection.is_by_steps:
        return _edit_coordinated(request, selection)
    form = forms.EditSelectionForm(
        request.access, request.POST or None, initial=forms.head_of(request.access, selection)
    )
    page = about_selection(
        selection,
        FORM_PAGE,
        heading=_("Ändra urvalet"),
        done=_("Urvalet är ändrat och kandidaterna är hämtade på nytt."),
        button=_("Spara"),
        lead=_("När du sparar hämtas kandidaterna på nytt. Märkningar som finns kvar behålls."),
    )
    act = partial(services.edit_selection_by_steps, request.access, selection)
    return answer_form(
        request,
        form,
        lambda **told: act(facts=form.facts(), version=told["version"]),
        page,
    )


def _edit_coordinated(request: Request, selection: Selection) -> HttpResponse:
    told = {
        name: getattr(selection, name)
        for name in ("title", "year", "quota", "allots_lots", "version")
    }
    page = about_selection(
        selection,
        FORM_PAGE,
        heading=_("Ändra urvalet"),
        done=_("Urvalet är ändrat."),
        button=_("Spara"),
        lead=_("Avtalet går inte att byta. Gör ett nytt urval om det ska gälla ett annat avtal."),
    )
    form = forms.CoordinatedForm(request.POST or None, initial=told)
    return answer_form(
        request, form, partial(services.edit_selection, request.access, selection), page
    )


@require_http_methods(["GET", "POST"])
def selection_pool(request: Request, pk: int) -> HttpResponseBase:
    """Show whom a selection by steps chooses among, and mark them."""
    see = planned_selection if request.method == "POST" else seen_selection
    selection = selection_by_steps(see(request, pk))
    filters = forms.PoolFilter(request.GET)
    rows = queries.results(request.access, selection, **filters.chosen)
    if file := list_file(request, POOL_COLUMNS, rows, _("Kandidater")):
        return file
    page = Paginator(rows, POOL_PAGE).get_page(request.GET.get("page"))
    form = forms.MarksForm(
        [row.pk for row in page], request.POST or None, initial={"version": selection.version}
    )
    surrounds = about_selection(
        selection,
        "risk/pool.html",
        heading=_("Kandidater"),
        done=_("Kandidaterna är sparade."),
        button=_("Spara märkningarna"),
        lead=_("De här kan väljas. Uppgifterna om dem är de som regeln läser."),
        onward=lambda _made: f"{reverse('risk:pool', args=[pk])}?{request.GET.urlencode()}",
        rows=page,
        filters=filters,
        may_change=selection.is_open and _may_plan(request, selection),
    )
    act = partial(services.mark_candidates, request.access, selection)
    return answer_form(request, form, lambda **_sent: act(**form.facts()), surrounds)


@require_POST
def selection_fetch(request: Request, pk: int) -> HttpResponse:
    """Fetch the candidates anew."""
    selection = selection_by_steps(planned_selection(request, pk))
    act = partial(services.fetch_candidates, request.access, selection, version=_version(request))
    done = _("Kandidaterna är hämtade på nytt, med det som är känt om dem i dag.")
    return answer_button(request, act, back=reverse("risk:pool", args=[pk]), done=done)


@require_GET
def selection_steps(request: Request, pk: int) -> HttpResponse:
    """Show the rule, and the buttons that change it."""
    selection = selection_by_steps(seen_selection(request, pk))
    may_change = selection.is_open and _may_plan(request, selection)
    rule = rule_of(selection)
    places = [place for place, step in enumerate(rule.steps) if step.kind not in OUTSIDE_ORDER]
    context = {
        "selection": selection,
        "rule": rule,
        "steps": numbered(rule),
        "told": list(FIELDS),
        "first_place": min(places, default=0),
        "last_place": max(places, default=0),
        "kinds": list(StepKind) if may_change else [],
        "may_change": may_change,
    }
    return render(request, "risk/steps.html", context)


@require_http_methods(["GET", "POST"])
def step_add(request: Request, pk: int, kind: str) -> HttpResponse:
    """Put a step last in the rule."""
    selection = selection_by_steps(planned_selection(request, pk))
    wanted = kind_at(kind)
    form = forms.StepForm(wanted, request.POST or None, initial={"version": selection.version})
    page = about_rule(selection, wanted, done=_("Steget är tillagt."))
    act = partial(services.add_step, request.access, selection)
    return answer_form(
        request, form, lambda **told: act(step=form.step, version=told["version"]), page
    )


@require_http_methods(["GET", "POST"])
def step_edit(request: Request, pk: int, place: int) -> HttpResponse:
    """Change what a step says."""
    selection = selection_by_steps(planned_selection(request, pk))
    step, told = step_at(selection, place)
    form = forms.StepForm(step.kind, request.POST or None, initial=told)
    page = about_rule(selection, step.kind, done=_("Steget är ändrat."))
    act = partial(services.replace_step, request.access, selection, place=place)
    return answer_form(
        request, form, lambda **told: act(step=form.step, version=told["version"]), page
    )


def _with_step(request: Request, pk: int, place: int) -> Selection:
    """Return the selection, which the asker may plan; 404 when it has no such step."""
    selection = selection_by_steps(planned_selection(request, pk))
    if place >= len(selection.steps):
        raise Http404
    return selection


@require_POST
def step_move(request: Request, pk: int, place: int) -> HttpResponse:
    """Move a step up or down."""
    selection = _with_step(request, pk, place)
    form = forms.MoveForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {"way": 0, "version": 0}
    act = partial(
        services.move_step,
        request.access,
        selection,
        place=place,
        by=told["way"],
        version=told["version"],
    )
    return answer_button(
        request, act, back=reverse("risk:steps", args=[pk]), done=_("Steget är flyttat.")
    )


@require_POST
def step_remove(request: Request, pk: int, place: int) -> HttpResponse:
    """Take a step away."""
    selection = _with_step(request, pk, place)
    act = partial(
        services.remove_step, request.access, selection, place=place, version=_version(request)
    )
    return answer_button(
        request, act, back=reverse("risk:steps", args=[pk]), done=_("Steget är borttaget.")
    )


@require_GET
def selection_trial(request: Request, pk: int) -> HttpResponse:
    """Show what the rule gives now, with a seed that everybody knows. Nothing is stored."""
    selection = seen_selection(request, pk)
    context: dict[str, object] = {"selection": selection}
    try:
        trial = queries.tried(request.access, selection)
    except RuleViolation as no:
        context["refusal"] = said(no)
    else:
        context["trial"] = trial
        context["page"] = Paginator(trial.outcomes, TRIAL_PAGE).get_page(request.GET.get("page"))
    return render(request, "risk/trial.html", context)


@require_GET
def selection_result(request: Request, pk: int) -> HttpResponseBase:
    """List who was chosen and who was not, and why."""
    selection = seen_selection(request, pk)
    filters = forms.ResultFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = queries.results(request.access, selection, **filters.chosen, sort=sort)
    if file := list_file(request, RESULT_COLUMNS, rows, _("Urvalets resultat")):
        return file
    page = Paginator(rows, TRIAL_PAGE).get_page(request.GET.get("page"))
    context = {
        "selection": selection,
        "page": page,
        "lines": candidate_lines(request.access, list(page)),
        "filters": filters,
        "sort": sort,
    }
    return render(request, "risk/result.html", context)


@require_GET
def of_plan(request: Request, pk: int) -> HttpResponseBase:
    """List the selections made for the activities of a plan."""
    plan = plan_at(request, pk)
    rows = queries.selections_of_plan(request.access, plan)
    if file := list_file(request, SELECTION_COLUMNS, rows, _("Urval")):
        return file
    context = {
        "plan": plan,
        "tab": "selections",
        "page": Paginator(rows, TRIAL_PAGE).get_page(request.GET.get("page")),
        "activities": queries.activities_without_selection(request.access, plan),
        "may_create": request.access.may_somewhere(Permission.PLAN_SELECTION),
    }
    return render(request, "risk/selections_of_plan.html", context)


def _may_plan(request: Request, selection: Selection) -> bool:
    return request.access.may(Permission.PLAN_SELECTION, authority_id=selection.authority_id)


def _version(request: Request) -> int:
    """Return the version that the page showed; 0, which none has, when it is not told."""
    form = VersionForm(request.POST)
    return int(form.cleaned_data["version"]) if form.is_valid() else 0
