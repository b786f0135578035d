"""Pages about instructions."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.coordination import services
from insyn.coordination.forms import instructions as forms
from insyn.coordination.http import (
    INSTRUCTION_COLUMNS,
    ROWS_PER_PAGE,
    about_instruction,
    seen_instruction,
    version_in,
    written_instruction,
)
from insyn.coordination.models import Instruction
from insyn.coordination.queries.instructions import (
    authorities_that_coordinate,
    instruction_page,
    listed_instructions,
    sampled_seen,
)
from insyn.coordination.rules.instructions import change_refusal, reporting_refusal
from insyn.coordination.services import InstructionFacts
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form


@require_GET
def instructions(request: Request) -> HttpResponseBase:
    """List the instructions: one's own, and those that are issued to one's authority."""
    filters = forms.InstructionFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_instructions(request.access, filters.chosen, sort=sort)
    if file := list_file(request, INSTRUCTION_COLUMNS, rows, _("Anvisningar")):
        return file
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "today": clock.today(),
        "may_write": request.access.may_somewhere(Permission.COORDINATE),
        "coordinates": authorities_that_coordinate(request.access).exists(),
    }
    return render(request, "coordination/instructions.html", context)


@require_http_methods(["GET", "POST"])
def write(request: Request) -> HttpResponse:
    """Begin an instruction."""
    request.access.require_somewhere(Permission.COORDINATE)
    form = forms.InstructionForm(request.access, None, request.POST or None)
    page = FormPage(
        template="coordination/form.html",
        heading=_("Skriv anvisning"),
        back=reverse("coordination:instructions"),
        done=_("Anvisningen är sparad som utkast. Ange nu hur många var och en ska följa upp."),
        button=_("Spara utkast"),
        lead=_("Ingen annan läser anvisningen förrän du utfärdar den."),
        onward=lambda made: reverse("coordination:instruction", args=[made.pk]),
    )
    return answer_form(request, form, partial(_write, request), page)


def _write(request: Request, *, authority: Authority, **facts: Any) -> Instruction:
    return services.write_instruction(request.access, authority, facts=_facts(facts))


def _facts(sent: dict[str, Any]) -> InstructionFacts:
    return InstructionFacts(**sent)


@require_GET
def instruction(request: Request, pk: int) -> HttpResponse:
    """Show an instruction and how far it has come."""
    row = seen_instruction(request, pk)
    page = instruction_page(request.access, row, today=clock.today())
    context = {"instruction": row, "page": page, "today": clock.today()}
    return render(request, "coordination/instruction.html", context)


@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    row = written_instruction(request, pk)
    form = forms.InstructionForm(request.access, row, request.POST or None)
    page = about_instruction(
        row, _("Ändra anvisningen"), done=_("Anvisningen är ändrad."), button=_("Spara"),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_change, request, row), page)


def _change(request: Request, row: Instruction, *, version: int, **facts: Any) -> Instruction:
    facts["seed"] = row.seed
    return services.change_instruction(request.access, row, facts=_facts(facts), version=version)


@require_http_methods(["GET", "POST"])
def share(request: Request, pk: int) -> HttpResponse:
    """Say how many follow-ups an authority is to make."""
    row = written_instruction(request, pk)
    form = forms.ShareForm(row, request.POST or None)
    page = about_instruction(
        row, _("Antal uppföljningar"), done=_("Antalet är sparat."), button=_("Spara"),
        lead=_("Välj en nämnd i taget. Den som redan har en del får den ändrad."),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.set_share, request.access, row), page)


@require_http_methods(["GET", "POST"])
def choose(request: Request, pk: int) -> HttpResponse:
    """Put units in an authority's sample."""
    row = written_instruction(request, pk)
    form = forms.ChooseForm(request.access, row, request.POST or None)
    page = about_instruction(
        row, _("Välj verksamheter"), done=_("Urvalet är ändrat."), button=_("Lägg till i urvalet"),
        lead=_("Verksamheterna kommer ur registret och har de insatser som anvisningen gäller."),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.choose_units, request.access, row), page)


@require_http_methods(["GET", "POST"])
def draw(request: Request, pk: int) -> HttpResponse:
    """Draw the rest of an authority's sample."""
    row = written_instruction(request, pk)
    form = forms.DrawForm(request.access, row, request.POST or None)
    page = about_instruction(
        row, _("Lotta verksamheter"), done=_("Urvalet är lottat."), button=_("Lotta"),
        lead=_("Kryssa för dem som kan lottas. Det som återstår av nämndens antal lottas; det "
               "som är valt för hand står kvar."),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(_draw, request, row), page)


def _draw(request: Request, row: Instruction, *, units: Any, **sent: Any) -> object:
    return services.draw_sample(request.access, row, pool=units, **sent)


@require_POST
def remove_unit(request: Request, pk: int) -> HttpResponse:
    """Take a unit out of the sample."""
    row = get_object_or_404(sampled_seen(request.access), pk=pk)
    authority_id = row.instruction.authority_id
    request.access.require(Permission.COORDINATE, authority_id=authority_id)
    act = partial(services.remove_unit, request.access, row, version=version_in(request.POST))
    back = reverse("coordination:instruction", args=[row.instruction_id])
    return answer_button(request, act, back=back, done=_("Verksamheten är borttagen ur urvalet."))


@require_http_methods(["GET", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    """Issue an instruction."""
    row = written_instruction(request, pk)
    form = forms.VersionForm(request.POST or None, initial={"version": row.version})
    page = about_instruction(
        row, _("Utfärda anvisningen"), button=_("Utfärda"),
        done=_("Anvisningen är utfärdad. De som ska följa upp har fått mejl."),
        lead=_("Anvisningen låses, informationen om ansvar sparas som Word och PDF, och de som "
               "följer upp hos nämnderna får mejl."),
        stop=change_refusal(row.shown_state),
    )  # fmt: skip
    act = partial(services.publish_instruction, request.access, row)
    return answer_form(request, form, act, page)


@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    """Make a draft that will replace the instruction."""
    row = written_instruction(request, pk)
    act = partial(services.copy_to_replace, request.access, row, version=version_in(request.POST))
    done = _("Ett utkast med samma innehåll är skapat. Det ersätter anvisningen när det utfärdas.")
    return answer_button(request, act, back=reverse("coordination:instructions"), done=done)


@require_http_methods(["GET", "POST"])
def check_template(request: Request, pk: int) -> HttpResponse:
    """Hold one of one's own templates against the minimum."""
    row = seen_instruction(request, pk)
    where = instruction_page(request.access, row, today=clock.today()).reports_for
    if not where:
        raise NotAllowed(Permission.EDIT_TEMPLATES)
    form = forms.TemplateCheckForm(request.access, row, where, request.POST or None)
    page = about_instruction(
        row, _("Kontrollera egen mall"), button=_("Kontrollera"),
        done=_("Mallen är kontrollerad mot miniminivån."),
        lead=_("Mallen får ha egna frågor. Insyn visar vilka av anvisningens frågor den saknar."),
        stop=reporting_refusal(row.shown_state),
    )  # fmt: skip
    act = partial(services.check_template, request.access, row)
    return answer_form(request, form, act, page)
