"""Pages about an agreement's options."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.answers import answer_button, answer_form
from insyn.registry import services
from insyn.registry.forms import options as forms
from insyn.registry.http import about_agreement, agreement_at
from insyn.registry.models import Agreement, AgreementOption
from insyn.registry.queries.options import followers


@require_http_methods(["GET", "POST"])
def option_add(request: Request, pk: int) -> HttpResponse:
    """Add an option to an agreement."""
    agreement = agreement_at(request, pk, to_edit=True)
    form = forms.OptionForm(request.POST or None)
    page = about_agreement(agreement, _("Lägg till option"), done=_("Optionen är tillagd."))
    return answer_form(request, form, partial(_save, request.access, agreement, None), page)


def _save(
    access: Access,
    agreement: Agreement,
    option: AgreementOption | None,
    *,
    version: int | None,
    **facts: Any,
) -> AgreementOption:
    told = services.OptionFacts(agreement, **facts)
    return services.save_option(access, option=option, facts=told, version=version)


@require_http_methods(["GET", "POST"])
def option_edit(request: Request, pk: int) -> HttpResponse:
    """Change an option that nobody has used."""
    option, agreement = _option(request, pk)
    names = ("extends_to", "call_by", "note", "version")
    initial = {name: getattr(option, name) for name in names}
    form = forms.OptionForm(request.POST or None, initial=initial)
    heading = _("Ändra option %(number)s") % {"number": option.number}
    page = about_agreement(agreement, heading, done=_("Optionen är ändrad."))
    return answer_form(request, form, partial(_save, request.access, agreement, option), page)


def _option(request: Request, pk: int) -> tuple[AgreementOption, Agreement]:
    rows = AgreementOption.objects.visible_to(request.access).select_related("agreement")
    option = get_object_or_404(rows, pk=pk)
    return option, agreement_at(request, option.agreement_id, to_edit=True)


@require_http_methods(["GET", "POST"])
def option_call(request: Request, pk: int) -> HttpResponse:
    """Use an option, having said what that changes."""
    option, agreement = _option(request, pk)
    initial = {"version": option.version, "called_on": clock.today()}
    form = forms.CallForm(request.POST or None, initial=initial)
    page = about_agreement(
        agreement,
        _("Avropa option %(number)s") % {"number": option.number},
        done=_("Optionen är avropad och avtalet är förlängt."),
        button=_("Avropa optionen"),
    )
    count = followers(request.access, agreement).count()
    context = {**page.context, "option": option, "follower_count": count}
    page = replace(page, template="registry/agreement_option_call.html", context=context)
    return answer_form(request, form, partial(services.call_option, request.access, option), page)


@require_http_methods(["GET", "POST"])
def option_decline(request: Request, pk: int) -> HttpResponse:
    """Say that an option will not be used."""
    option, agreement = _option(request, pk)
    initial = {"version": option.version, "declined_on": clock.today()}
    form = forms.DeclineForm(request.POST or None, initial=initial)
    page = about_agreement(
        agreement,
        _("Avstå från option %(number)s") % {"number": option.number},
        done=_("Det är antecknat att nämnden avstår från optionen."),
        button=_("Avstå från optionen"),
    )
    lead = _(
        "Avtalet slutar då den dag som står. Optioner efter den här faller också bort. Bevakningen "
        "slutar påminna om dem."
    )
    act = partial(services.decline_option, request.access, option)
    return answer_form(request, form, act, replace(page, lead=lead))


@require_POST
def option_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back that an option was declined."""
    option, agreement = _option(request, pk)
    act = partial(services.reopen_option, request.access, option)
    return answer_button(request, act, back=_address(agreement), done=_("Optionen är öppen igen."))


def _address(agreement: Agreement) -> str:
    return reverse("registry:agreement", args=[agreement.pk]) + "#optioner"


@require_POST
def option_remove(request: Request, pk: int) -> HttpResponse:
    """Take away an option that nobody has used."""
    option, agreement = _option(request, pk)
    act = partial(services.remove_option, request.access, option)
    return answer_button(request, act, back=_address(agreement), done=_("Optionen är borttagen."))
