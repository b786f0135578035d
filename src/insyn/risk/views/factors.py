"""Pages about the factors of a risk model."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import answer_button, answer_form
from insyn.risk.forms.risk_models import FactorForm
from insyn.risk.http import model_version_at
from insyn.risk.models import RiskFactor, RiskModelVersion
from insyn.risk.services import factors as services
from insyn.risk.views.risk_models import about_version


@require_http_methods(["GET", "POST"])
def factor_add(request: Request, pk: int) -> HttpResponse:
    """Add a factor to a draft."""
    version = model_version_at(request, pk, to_edit=True)
    form = FactorForm(request.POST or None, initial={"version": version.version})
    page = about_version(
        version, _("Lägg till faktor"), _("Faktorn är tillagd."), _("Lägg till faktorn")
    )
    return answer_form(request, form, partial(_save, request, version, None, form), page)


def _save(
    request: Request,
    row: RiskModelVersion,
    factor: RiskFactor | None,
    form: FactorForm,
    *,
    version: int,
    **_said: Any,
) -> RiskFactor:
    return services.save_factor(
        request.access, row, facts=form.facts(), factor=factor, read=version
    )


@require_http_methods(["GET", "POST"])
def factor_edit(request: Request, pk: int) -> HttpResponse:
    """Change a factor of a draft."""
    factor = _factor(request, pk)
    version = factor.version
    initial = {**FactorForm.initial_of(factor), "version": version.version}
    form = FactorForm(request.POST or None, initial=initial)
    page = about_version(version, _("Ändra faktor"), _("Faktorn är ändrad."))
    return answer_form(request, form, partial(_save, request, version, factor, form), page)


def _factor(request: Request, pk: int) -> RiskFactor:
    rows = RiskFactor.objects.visible_to(request.access).select_related("version__model")
    factor = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.EDIT_PLAN, authority_id=factor.version.model.authority_id)
    return factor


@require_POST
def factor_move(request: Request, pk: int) -> HttpResponse:
    """Move a factor one step."""
    factor = _factor(request, pk)
    is_up = request.POST.get("way") == "up"
    act = partial(services.move_factor, request.access, factor, is_up=is_up)
    return answer_button(request, act, back=_back(factor), done=_("Faktorn är flyttad."))


@require_POST
def factor_remove(request: Request, pk: int) -> HttpResponse:
    """Take a factor out of a draft."""
    factor = _factor(request, pk)
    act = partial(services.remove_factor, request.access, factor)
    return answer_button(request, act, back=_back(factor), done=_("Faktorn är borttagen."))


def _back(factor: RiskFactor) -> str:
    return reverse("risk:model_version", args=[factor.version_id])
