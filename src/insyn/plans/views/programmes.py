"""Pages about programmes and their goals."""

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
from insyn.documents.http import ListColumn, count, day, list_file
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed
from insyn.plans import services
from insyn.plans.forms.programmes import GoalForm, ProgrammeFilter, ProgrammeForm
from insyn.plans.http import PER_PAGE
from insyn.plans.models import Programme, ProgrammeGoal
from insyn.plans.queries.programmes import board_lines, editing_board, listed_programmes
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.platform.forms import InsynForm

FORM = "plans/programme_form.html"
COLUMNS = (
    ListColumn(__("Program"), str, width=50),
    ListColumn(__("Kommun"), lambda programme: programme.municipality),
    day(__("Gäller från"), lambda programme: programme.starts_on),
    day(__("Gäller till"), lambda programme: programme.ends_on),
    count(__("Mål"), lambda programme: programme.goal_count),
    ListColumn(__("Diarienummer"), lambda programme: programme.case_number),
    day(__("Beslutat"), lambda programme: programme.decided_on),
)


@require_GET
def programmes(request: Request) -> HttpResponseBase:
    """List the programmes, by municipality."""
    filters, sort = ProgrammeFilter(request.GET), request.GET.get("sort", "")
    rows = listed_programmes(chosen=filters.chosen, sort=sort)
    if file := list_file(request, COLUMNS, rows, _("Program")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "may_add": request.access.may_somewhere(Permission.EDIT_PLAN),
    }
    return render(request, "plans/programmes.html", context)


def _programme(request: Request, pk: int, *, to_edit: bool = False) -> Programme:
    programme = get_object_or_404(Programme.objects.select_related("municipality"), pk=pk)
    if to_edit and editing_board(request.access, programme.municipality_id) is None:
        raise NotAllowed(Permission.EDIT_PLAN)
    return programme


def _goal(request: Request, pk: int) -> ProgrammeGoal:
    goal = get_object_or_404(ProgrammeGoal, pk=pk)
    goal.programme = _programme(request, goal.programme_id, to_edit=True)
    return goal


@require_GET
def programme_detail(request: Request, pk: int) -> HttpResponse:
    """Show a programme: its goals, and which boards have a plan tied to it."""
    programme = _programme(request, pk)
    context = {
        "programme": programme,
        "goals": programme.goals.all(),
        "lines": board_lines(request.access, programme, today=clock.today()),
        "may_edit": editing_board(request.access, programme.municipality_id) is not None,
    }
    return render(request, "plans/programme.html", context)


def _page(programme: Programme | None, heading: str, *, done: str, button: str = "") -> FormPage:
    args = [programme.pk] if programme else []
    return FormPage(
        template=FORM,
        heading=heading,
        back=reverse("plans:programme" if programme else "plans:programmes", args=args),
        done=done,
        button=button or _("Spara"),
        lead=str(programme or ""),
        context={"programme": programme},
    )


@require_http_methods(["GET", "POST"])
def programme_add(request: Request) -> HttpResponse:
    """Add a programme to a municipality."""
    request.access.require_somewhere(Permission.EDIT_PLAN)
    form = ProgrammeForm(request.access, None, request.POST or None)
    page = FormPage(
        template=FORM,
        heading=_("Lägg till program"),
        back=reverse("plans:programmes"),
        done=_("Programmet är tillagt. Lägg nu till målen."),
        button=_("Lägg till programmet"),
        onward=lambda programme: reverse("plans:programme", args=[programme.pk]),
    )
    return answer_form(request, form, partial(_save, request.access, None), page)


@require_http_methods(["GET", "POST"])
def programme_edit(request: Request, pk: int) -> HttpResponse:
    """Change a programme."""
    programme = _programme(request, pk, to_edit=True)
    names = ("version", *services.ProgrammeFacts.__slots__)
    initial = {name: getattr(programme, name) for name in names}
    form = ProgrammeForm(request.access, programme, request.POST or None, initial=initial)
    page = _page(programme, _("Ändra programmet"), done=_("Programmet är ändrat."))
    return answer_form(request, form, partial(_save, request.access, programme), page)


def _save(
    access: Access, programme: Programme | None, *, version: int | None, **facts: Any
) -> Programme:
    told = services.ProgrammeFacts(**facts)
    return services.save_programme(access, programme=programme, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def programme_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a programme away."""
    programme = _programme(request, pk, to_edit=True)
    form = InsynForm(request.POST if request.method == "POST" else None)
    page = FormPage(
        template=FORM,
        heading=_("Ta bort %(name)s") % {"name": programme},
        back=reverse("plans:programme", args=[programme.pk]),
        done=_("Programmet är borttaget."),
        button=_("Ta bort programmet"),
        lead=_("Programmet och dess mål försvinner. Det går inte om en plan är knuten till det."),
        onward=lambda _gone: reverse("plans:programmes"),
        context={"programme": programme},
    )
    act = partial(services.remove_programme, request.access, programme)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def goal_add(request: Request, pk: int) -> HttpResponse:
    """Add a goal to a programme."""
    programme = _programme(request, pk, to_edit=True)
    form = GoalForm(request.POST or None)
    page = _page(programme, _("Lägg till mål"), done=_("Målet är tillagt."))
    act = partial(_save_goal, request.access, programme, None)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def goal_edit(request: Request, pk: int) -> HttpResponse:
    """Change a goal."""
    goal = _goal(request, pk)
    initial = {name: getattr(goal, name) for name in ("number", "text", "version")}
    form = GoalForm(request.POST or None, initial=initial)
    heading = _("Ändra mål %(number)d") % {"number": goal.number}
    page = _page(goal.programme, heading, done=_("Målet är ändrat."))
    act = partial(_save_goal, request.access, goal.programme, goal)
    return answer_form(request, form, act, page)


def _save_goal(
    access: Access,
    programme: Programme,
    goal: ProgrammeGoal | None,
    *,
    version: int | None,
    **facts: Any,
) -> ProgrammeGoal:
    told = services.GoalFacts(**facts)
    return services.save_goal(access, programme=programme, goal=goal, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def goal_remove(request: Request, pk: int) -> HttpResponse:
    """Ask, and take a goal away."""
    goal = _goal(request, pk)
    form = InsynForm(request.POST if request.method == "POST" else None)
    page = FormPage(
        template=FORM,
        heading=_("Ta bort mål %(number)d") % {"number": goal.number},
        back=reverse("plans:programme", args=[goal.programme_id]),
        done=_("Målet är borttaget."),
        button=_("Ta bort målet"),
        lead=_("Aktiviteter som pekar på målet pekar sedan inte på något mål."),
        context={"programme": goal.programme},
    )
    act = partial(services.remove_goal, request.access, goal)
    return answer_form(request, form, act, page)
