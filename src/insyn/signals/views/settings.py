"""Pages where a board decides about its rules and its open form."""

from functools import partial
from typing import Any

from django.conf import settings as django_settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.signals.forms.settings import OpenFormSettings, RuleForm
from insyn.signals.models import OpenForm, SignalRule
from insyn.signals.queries.settings import settings_of
from insyn.signals.queries.signals import authorities_read
from insyn.signals.services import settings as services


@require_GET
def settings(request: Request) -> HttpResponse:
    """Show when signals give reason for a follow-up, and whether the form is open."""
    context = {
        "boards": settings_of(request.access),
        "base_address": django_settings.BASE_ADDRESS,
    }
    return render(request, "signals/settings.html", context)


def _board(request: Request, pk: int) -> Authority:
    row = get_object_or_404(authorities_read(request.access), pk=pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=row.pk)
    return row


def _page(heading: str, done: str, lead: str) -> FormPage:
    return FormPage(
        template="signals/settings_form.html",
        heading=heading,
        lead=lead,
        back=reverse("signals:settings"),
        done=done,
        button=_("Spara"),
    )


@require_POST
def rules_start(request: Request, pk: int) -> HttpResponse:
    """Make the shipped rules the board's own, to be changed."""
    board = _board(request, pk)
    act = partial(services.start_rules, request.access, board)
    back = reverse("signals:settings")
    return answer_button(request, act, back=back, done=_("Reglerna är nämndens egna nu."))


@require_http_methods(["GET", "POST"])
def rule_add(request: Request, pk: int) -> HttpResponse:
    """Add a rule."""
    board = _board(request, pk)
    form = RuleForm(None, request.POST or None)
    page = _page(_("Lägg till regel"), _("Regeln är tillagd."), str(board))

    def act(**_said: Any) -> SignalRule:
        return services.add_rule(request.access, board, facts=form.facts())

    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def rule_change(request: Request, pk: int) -> HttpResponse:
    """Change a rule, or turn it off."""
    row = get_object_or_404(SignalRule.objects.visible_to(request.access), pk=pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=row.authority_id)
    form = RuleForm(row, request.POST or None)
    page = _page(_("Ändra regeln"), _("Regeln är ändrad."), row.name)

    def act(version: int, **_said: Any) -> SignalRule:
        return services.change_rule(request.access, row, facts=form.facts(), version=version)

    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def open_form(request: Request, pk: int) -> HttpResponse:
    """Open or close the form for everybody."""
    board = _board(request, pk)
    known = OpenForm.objects.visible_to(request.access).filter(authority=board).first()
    form = OpenFormSettings(known, request.POST or None)
    page = _page(_("Öppet formulär"), _("Valet är sparat."), str(board))
    return answer_form(request, form, partial(services.set_open_form, request.access, board), page)
