"""Pages that show how contracts end: the list, those of a contract, and one of them."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.measures import http
from insyn.measures.forms import terminations as forms
from insyn.measures.models import Sanction, Termination, TerminationTask
from insyn.measures.queries import terminations as queries
from insyn.measures.rules.terminations import TaskPart
from insyn.measures.services import evidence_packages, termination_tasks, terminations
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.http import contract_at
from insyn.registry.models import Contract

PAGE_SIZE = 50


@require_GET
def termination_list(request: Request) -> HttpResponseBase:
    """List the terminations that the asker sees."""
    return _listed(request, "measures/terminations.html", {}, {})


@require_GET
def of_contract(request: Request, pk: int) -> HttpResponseBase:
    """List the terminations of a contract, with the way to begin one."""
    contract = contract_at(request, pk)
    running = queries.running_termination(request.access, contract)
    may_start = running is None and queries.may_start(request.access, contract)
    context = {"contract": contract, "running": running, "may_start": may_start}
    return _listed(
        request, "measures/terminations_of_contract.html", {"contract": contract}, context
    )


def _listed(
    request: Request, template: str, fixed: dict[str, Contract], context: dict[str, Any]
) -> HttpResponseBase:
    filters = forms.TerminationFilter(request.access, request.GET)
    sort, today = request.GET.get("sort", ""), clock.today()
    rows = queries.terminations(request.access, filters.chosen | fixed, sort=sort, today=today)
    if file := list_file(request, http.TERMINATION_COLUMNS, rows, _("Avslut av kontrakt")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, template, {**context, "filters": filters, "page": page})


@require_GET
def termination(request: Request, pk: int) -> HttpResponse:
    """Show a termination: what is next, its tasks, letters and packages."""
    row = http.seen_termination(request, pk)
    today = clock.today()
    page = queries.termination_page(request.access, row, today=today)
    context = {"termination": row, "page": page, "today": today}
    buttons = http.termination_buttons(page.events, row.shown_kind)
    return render(request, "measures/termination.html", context | {"buttons": buttons})


@require_http_methods(["GET", "POST"])
def start(request: Request, pk: int) -> HttpResponse:
    """Begin to end a contract, by itself or on a decided sanction."""
    contract = contract_at(request, pk)
    owner = contract.agreement.authority_id
    request.access.require(Permission.REQUEST_MEASURES, authority_id=owner)
    if running := queries.running_termination(request.access, contract):
        return redirect("measures:termination", running.pk)
    sanction = _sanction(request, contract)
    initial = {"reason": sanction.reasons, "at_once": ""} if sanction else {}
    form = forms.TerminationForm(contract, request.POST or None, sanction=sanction, initial=initial)
    page = FormPage(
        template="measures/termination_form.html",
        heading=_("Påbörja avslut"),
        lead=str(contract),
        back=reverse("measures:terminations_of_contract", args=[contract.pk]),
        done=_("Avslutet är påbörjat. Gå igenom uppgifterna."),
        button=_("Påbörja avslut"),
        onward=_address,
        context={"contract": contract, "sanction": sanction},
    )
    act = partial(_start, request, contract, form)
    return answer_form(request, form, act, page)


def _sanction(request: Request, contract: Contract) -> Sanction | None:
    """Return the sanction that the address names, or answer 404."""
    key = request.GET.get("sanktion", "")
    if not key.isdecimal():
        return None
    rows = Sanction.objects.visible_to(request.access).filter(contract=contract)
    return get_object_or_404(rows, pk=int(key))


def _start(
    request: Request, contract: Contract, form: forms.TerminationForm, **_said: object
) -> Termination:
    return terminations.start_termination(
        request.access, contract, facts=form.facts(), sanction=form.sanction
    )


def _address(row: Termination) -> str:
    return reverse("measures:termination", args=[row.pk])


def _seen_task(request: Request, pk: int) -> TerminationTask:
    """Return the task to one who may work with it; else answer 404 or 403."""
    rows = TerminationTask.objects.visible_to(request.access)
    related = rows.select_related("termination__contract__provider")
    task = get_object_or_404(related, pk=pk)
    owner = task.termination.authority_id
    request.access.require(Permission.REQUEST_MEASURES, authority_id=owner)
    return task


@require_http_methods(["GET", "POST"])
def task_add(request: Request, pk: int) -> HttpResponse:
    """Add a task."""
    row = http.seen_termination(request, pk)
    request.access.require(Permission.REQUEST_MEASURES, authority_id=row.authority_id)
    form = forms.TaskForm(request.POST or None, initial={"part": TaskPart.OTHER})
    page = _task_page(row, _("Lägg till uppgift"), _("Uppgiften är tillagd."))
    return answer_form(request, form, lambda **_said: _added(request, row, form), page)


def _added(request: Request, row: Termination, form: forms.TaskForm) -> TerminationTask:
    return termination_tasks.add_task(request.access, row, facts=form.details())


@require_http_methods(["GET", "POST"])
def task(request: Request, pk: int) -> HttpResponse:
    """Change a task, count down what is left, or mark it as done."""
    row = _seen_task(request, pk)
    form = forms.TaskForm(request.POST or None, initial=forms.task_said(row))
    page = _task_page(row.termination, row.title, _("Uppgiften är sparad."))
    return answer_form(request, form, lambda **_said: _changed(request, row, form), page)


def _changed(request: Request, row: TerminationTask, form: forms.TaskForm) -> TerminationTask:
    version = form.cleaned_data["version"]
    return termination_tasks.change_task(request.access, row, facts=form.details(), version=version)


def _task_page(row: Termination, heading: str, done: str) -> FormPage:
    return FormPage(
        template="measures/termination_form.html",
        heading=heading,
        lead=str(row.contract.provider),
        back=_address(row),
        done=done,
        button=_("Spara uppgiften"),
        context={"termination": row, "contract": row.contract},
    )


@require_POST
def task_done(request: Request, pk: int) -> HttpResponse:
    """Mark a task as done today."""
    row = _seen_task(request, pk)
    act = partial(termination_tasks.finish_task, request.access, row)
    back = f"{_address(row.termination)}#uppgifter"
    return answer_button(request, act, back=back, done=_("Uppgiften är klar."))


@require_POST
def package(request: Request, pk: int) -> HttpResponse:
    """Make a package of evidence of what is known today."""
    row = http.seen_termination(request, pk)
    act = partial(evidence_packages.make_package, request.access, row)
    back = f"{_address(row)}#bevispaket"
    return answer_button(request, act, back=back, done=_("Bevispaketet är sammanställt."))
