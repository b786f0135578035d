"""Pages about risk models and their versions."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, count, day, label, list_file
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.risk.forms import risk_models as forms
from insyn.risk.http import model_version_at
from insyn.risk.models import RiskModelVersion
from insyn.risk.queries.risk_models import (
    SHIPPED_NAME,
    factor_facts,
    factors_of,
    other_versions,
    shipped_model,
    versions_for_list,
)
from insyn.risk.rules.factors import ModelFacts, problems
from insyn.risk.rules.kinds import FactorPart, ModelState
from insyn.risk.services import risk_models as services

PER_PAGE = 50
FORM = "risk/model_form.html"
COLUMNS = (
    ListColumn(__("Riskmodell"), lambda row: row.model.name, width=40),
    count(__("Version"), lambda row: row.number),
    ListColumn(__("Nämnd"), lambda row: str(row.model.authority)),
    ListColumn(__("Läge"), lambda row: label(ModelState(row.state))),
    count(__("Faktorer"), lambda row: row.factor_count),
    count(__("Bedömningar"), lambda row: row.used_by or 0),
    day(__("Publicerad"), lambda row: row.published_on),
)


@require_GET
def model_list(request: Request) -> HttpResponseBase:
    """List the risk models that the asker may see, version by version."""
    filters = forms.ModelFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = versions_for_list(request.access, filters.chosen, sort)
    if file := list_file(request, COLUMNS, rows, _("Riskmodeller")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "may_edit": request.access.may_somewhere(Permission.EDIT_PLAN),
    }
    return render(request, "risk/models.html", context)


@require_http_methods(["GET", "POST"])
def model_add(request: Request) -> HttpResponse:
    """Make a risk model, from the shipped one or from nothing."""
    request.access.require_somewhere(Permission.EDIT_PLAN)
    form = forms.ModelForm(
        request.access, request.POST or None, initial={"name": _("Nämndens riskmodell")}
    )
    page = FormPage(
        template=FORM,
        heading=_("Ny riskmodell"),
        back=reverse("risk:models"),
        done=_("Riskmodellen är skapad. Se över faktorerna och publicera den sedan."),
        button=_("Skapa riskmodellen"),
        onward=_address,
    )
    return answer_form(request, form, partial(_create, request), page)


def _create(request: Request, *, name: str, authority: Authority, start: str) -> RiskModelVersion:
    is_shipped = start == forms.SHIPPED
    return services.create_model(
        request.access,
        authority,
        name=name,
        start=shipped_model() if is_shipped else ModelFacts(()),
        copied_from=_(SHIPPED_NAME) if is_shipped else "",
    )


def _address(version: RiskModelVersion) -> str:
    return reverse("risk:model_version", args=[version.pk])


@require_GET
def model_version(request: Request, pk: int) -> HttpResponse:
    """Show a version: its factors, lines, what is wrong with it and what uses it."""
    version = model_version_at(request, pk)
    rows = factors_of(request.access, version)
    owner = version.model.authority_id
    may_edit = request.access.may(Permission.EDIT_PLAN, authority_id=owner)
    parts = [(part, [row for row in rows if row.part == part]) for part in FactorPart]
    model = ModelFacts(
        tuple(factor_facts(row) for row in rows), version.scale_size, tuple(version.bands)
    )
    context = {
        "version": version,
        "state": ModelState(version.state),
        "parts": parts,
        "weights": {part: sum(row.weight for row in rows) for part, rows in parts},
        "problems": problems(model) if version.is_draft else [],
        "others": other_versions(request.access, version),
        "may_edit": may_edit,
        "may_change": may_edit and version.is_draft,
        "may_copy": request.access.may_somewhere(Permission.EDIT_PLAN),
    }
    return render(request, "risk/model_version.html", context)


def about_version(version: RiskModelVersion, heading: str, done: str, button: str = "") -> FormPage:
    """Return what surrounds a form that leads back to the version."""
    return FormPage(
        template=FORM,
        heading=heading,
        back=_address(version),
        done=done,
        button=button or _("Spara"),
        context={"version": version},
    )


@require_http_methods(["GET", "POST"])
def model_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft's name, scale and lines."""
    version = model_version_at(request, pk, to_edit=True)
    initial = forms.VersionForm.initial_of(version)
    form = forms.VersionForm(request.POST or None, initial=initial)
    page = about_version(version, _("Ändra riskmodellen"), _("Riskmodellen är ändrad."))
    return answer_form(request, form, partial(_change, request, version, form), page)


def _change(
    request: Request, row: RiskModelVersion, form: forms.VersionForm, *, version: int, **_said: Any
) -> RiskModelVersion:
    facts = services.VersionFacts(**form.facts())
    return services.change_model(request.access, row, facts=facts, read=version)


@require_http_methods(["GET", "POST"])
def model_copy(request: Request, pk: int) -> HttpResponse:
    """Make a new risk model with the same factors."""
    version = model_version_at(request, pk)
    request.access.require_somewhere(Permission.EDIT_PLAN)
    initial = {"name": _("%(name)s, kopia") % {"name": version.model.name}}
    form = forms.CopyModelForm(request.access, request.POST or None, initial=initial)
    page = FormPage(
        template=FORM,
        heading=_("Kopiera riskmodellen"),
        back=_address(version),
        done=_("Kopian är ett utkast som går att ändra."),
        button=_("Kopiera"),
        onward=_address,
        context={"version": version},
    )
    return answer_form(request, form, partial(services.copy_model, request.access, version), page)


@require_POST
def model_publish(request: Request, pk: int) -> HttpResponse:
    """Let assessments use the draft."""
    version = model_version_at(request, pk, to_edit=True)
    act = partial(services.publish_model, request.access, version, read=_read(request))
    return answer_button(
        request, act, back=_address(version), done=_("Riskmodellen är publicerad.")
    )


def _read(request: Request) -> int:
    """Return which version of the row the page showed; none that exists when it says nothing."""
    told = request.POST.get("read", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0  # noqa: PLR2004  a whole number


@require_POST
def model_retire(request: Request, pk: int) -> HttpResponse:
    """Let no new assessment use the version."""
    version = model_version_at(request, pk, to_edit=True)
    act = partial(services.retire_model, request.access, version)
    return answer_button(
        request, act, back=_address(version), done=_("Riskmodellen är tagen ur bruk.")
    )


@require_POST
def model_draft(request: Request, pk: int) -> HttpResponse:
    """Make a new draft of a version."""
    version = model_version_at(request, pk, to_edit=True)
    made: list[RiskModelVersion] = [version]

    def act() -> None:
        made.append(services.draft_model(request.access, version))

    answer = answer_button(request, act, back=_address(version), done=_("Utkastet är skapat."))
    answer.headers["Location"] = _address(made[-1])
    return answer


@require_POST
def model_remove(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    version = model_version_at(request, pk, to_edit=True)
    act = partial(services.remove_draft, request.access, version, read=_read(request))
    return answer_button(
        request, act, back=reverse("risk:models"), done=_("Utkastet är borttaget.")
    )
