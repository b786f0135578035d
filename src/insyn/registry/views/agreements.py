"""Pages about agreements."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.registry import services
from insyn.registry.forms import agreements as forms
from insyn.registry.http import AGREEMENT_FORM, PER_PAGE, about_agreement, agreement_at, may_edit
from insyn.registry.models import Agreement, AgreementOption
from insyn.registry.queries.agreements import has_private_provider, listed_agreements
from insyn.registry.queries.lots import lot_rows
from insyn.registry.queries.watch import Scope, nearest_dates
from insyn.registry.rules import AgreementForm
from insyn.registry.rules.terms import lacks_insight_clause


@require_GET
def agreement_list(request: Request) -> HttpResponse:
    """List the agreements that the asker may see."""
    filters = forms.AgreementFilter(request.GET)
    sort = request.GET.get("sort", "")
    agreements = listed_agreements(
        request.access, chosen=filters.chosen, sort=sort, today=clock.today()
    )
    context = {
        "page": Paginator(agreements, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
        "today": clock.today(),
        "may_edit": request.access.may_somewhere(Permission.EDIT_REGISTER),
    }
    return render(request, "registry/agreements.html", context)


@require_GET
def agreement_detail(request: Request, pk: int) -> HttpResponse:
    """Show one agreement: its terms, dates, options and lots."""
    agreement, access, today = agreement_at(request, pk), request.access, clock.today()
    scope = Scope(agreement_id=agreement.pk)
    options = list(AgreementOption.objects.visible_to(access).filter(agreement=agreement))
    context = {
        "agreement": agreement,
        "is_in_force": agreement.is_in_force(today),
        "today": today,
        "may_edit": may_edit(request, agreement),
        "lacks_clause": _lacks_clause(access, agreement),
        "watch_url": f"{reverse('registry:watch')}?agreement={agreement.pk}",
        "dates": nearest_dates(access, today=today, scope=scope),
        "options": options,
        "next_option": next((option.number for option in options if option.is_open), None),
        "lots": lot_rows(access, agreement),
    }
    return render(request, "registry/agreement.html", context)


def _lacks_clause(access: Access, agreement: Agreement) -> bool:
    return lacks_insight_clause(
        AgreementForm(agreement.form),
        has_insight_clause=agreement.has_insight_clause,
        has_private_provider=has_private_provider(access, agreement),
    )


@require_http_methods(["GET", "POST"])
def agreement_add(request: Request) -> HttpResponse:
    """Add an agreement to one of the asker's authorities."""
    request.access.require_somewhere(Permission.EDIT_REGISTER)
    form = forms.AgreementDetailsForm(request.access, None, request.POST or None)
    page = FormPage(
        template=AGREEMENT_FORM,
        heading=_("Lägg till avtal"),
        back=reverse("registry:agreements"),
        done=_("Avtalet är tillagt. Lägg nu till avtalsområden."),
        button=_("Lägg till avtalet"),
        onward=lambda agreement: reverse("registry:agreement", args=[agreement.pk]),
    )
    return answer_form(request, form, partial(_save, request.access, None), page)


def _save(
    access: Access, agreement: Agreement | None, *, version: int | None, **facts: Any
) -> Agreement:
    return services.save_agreement(
        access, agreement=agreement, facts=services.AgreementFacts(**facts), version=version
    )


@require_http_methods(["GET", "POST"])
def agreement_edit(request: Request, pk: int) -> HttpResponse:
    """Change the terms of an agreement."""
    agreement = agreement_at(request, pk, to_edit=True)
    names = ("version", *services.AgreementFacts.__slots__)
    initial = {name: getattr(agreement, name) for name in names}
    form = forms.AgreementDetailsForm(
        request.access, agreement, request.POST or None, initial=initial
    )
    page = about_agreement(
        agreement,
        _("Ändra %(name)s") % {"name": agreement},
        done=_("Avtalet är ändrat."),
        button=_("Spara ändringarna"),
    )
    return answer_form(request, form, partial(_save, request.access, agreement), page)
