"""Pages about scales and their levels."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.criteria import services
from insyn.criteria.forms import scales as forms
from insyn.criteria.http import (
    ROWS_PER_PAGE,
    SCALE_COLUMNS,
    direction_of,
    level_to_edit,
    read_of,
    scale_to_edit,
    seen_scale,
)
from insyn.criteria.models import Scale, ScaleLevel
from insyn.criteria.queries.content import level_facts
from insyn.criteria.queries.lists import scales_for_list, scales_with_levels
from insyn.criteria.queries.scales import is_fixed, levels_in_order, versions_using
from insyn.criteria.rules import Direction, LevelFacts
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form


def _address(scale: Scale) -> str:
    return reverse("criteria:scale", args=[scale.pk])


@require_GET
def scale_list(request: Request) -> HttpResponseBase:
    """List the scales the asker may see, with their levels."""
    filters = forms.ScaleFilter(request.GET)
    rows = scales_for_list(request.access, filters.chosen)
    if file := list_file(
        request, SCALE_COLUMNS, lambda: scales_with_levels(request.access, rows), _("Skalor")
    ):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "rows": scales_with_levels(request.access, page.object_list),
        "may_edit": request.access.may_somewhere(Permission.EDIT_TEMPLATES),
    }
    return render(request, "criteria/scales.html", context)


@require_GET
def scale_detail(request: Request, pk: int) -> HttpResponse:
    """Show a scale, its levels in light and dark, and what uses it."""
    scale = seen_scale(request, pk)
    may_edit = request.access.may(Permission.EDIT_TEMPLATES, authority_id=scale.authority_id)
    fixed = is_fixed(scale)
    context = {
        "scale": scale,
        "levels": levels_in_order(request.access, scale),
        "is_fixed": fixed,
        "may_edit": may_edit,
        "may_change": may_edit and not fixed,
        "may_copy": request.access.may_somewhere(Permission.EDIT_TEMPLATES),
        "used_by": versions_using(request.access, scale),
        "up": Direction.UP,
        "down": Direction.DOWN,
    }
    return render(request, "criteria/scale.html", context)


@require_http_methods(["GET", "POST"])
def scale_add(request: Request) -> HttpResponse:
    """Make a scale from one of the beginnings."""
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    form = forms.ScaleForm(request.access, request.POST or None)
    page = FormPage(
        template="criteria/scale_form.html",
        heading=_("Ny skala"),
        back=reverse("criteria:scales"),
        done=_("Skalan är skapad. Ändra nivåerna om det behövs."),
        button=_("Skapa skalan"),
        onward=_address,
    )
    return answer_form(request, form, partial(_create, request, form), page)


def _create(
    request: Request, form: forms.ScaleForm, *, authority: Any, start: str, **said: Any
) -> Scale:
    del start
    return services.create_scale(
        request.access, authority, facts=services.ScaleFacts(**said), levels=form.levels()
    )


def _page(scale: Scale, heading: str, done: str, button: str = "") -> FormPage:
    return FormPage(
        template="criteria/scale_form.html",
        heading=heading,
        back=_address(scale),
        done=done,
        button=button or _("Spara"),
        context={"scale": scale},
    )


@require_http_methods(["GET", "POST"])
def scale_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a scale is called and when it is used."""
    scale = scale_to_edit(request, pk)
    known = {
        "name": scale.name,
        "note": scale.note,
        "cooperation": scale.cooperation_id,
        "read": scale.version,
    }
    form = forms.ScaleChangeForm(scale.authority_id, request.POST or None, initial=known)
    page = _page(scale, _("Ändra skalan"), _("Skalan är ändrad."))
    return answer_form(request, form, partial(_change, request, scale), page)


def _change(request: Request, scale: Scale, *, read: int, **said: Any) -> Scale:
    facts = services.ScaleFacts(**said)
    return services.change_scale(request.access, scale, facts=facts, read=read)


@require_http_methods(["GET", "POST"])
def scale_copy(request: Request, pk: int) -> HttpResponse:
    """Make a scale of one's own with the same levels."""
    scale = seen_scale(request, pk)
    request.access.require_somewhere(Permission.EDIT_TEMPLATES)
    known = {"name": _("%s, kopia") % scale.name[:90]}
    form = forms.CopyScaleForm(request.access, request.POST or None, initial=known)
    page = FormPage(
        template="criteria/scale_form.html",
        heading=_("Kopiera skalan ”%s”") % scale.name,
        back=_address(scale),
        done=_("Kopian är skapad. Den kan ändras fritt."),
        button=_("Kopiera"),
        onward=_address,
        context={"scale": scale},
    )
    return answer_form(request, form, partial(services.copy_scale, request.access, scale), page)


@require_POST
def scale_retire(request: Request, pk: int) -> HttpResponse:
    """Offer a scale no longer."""
    scale = scale_to_edit(request, pk)
    act = partial(services.retire_scale, request.access, scale)
    return answer_button(request, act, back=_address(scale), done=_("Skalan är tagen ur bruk."))


@require_POST
def scale_restore(request: Request, pk: int) -> HttpResponse:
    """Offer a scale again."""
    scale = scale_to_edit(request, pk)
    act = partial(services.restore_scale, request.access, scale)
    return answer_button(request, act, back=_address(scale), done=_("Skalan är i bruk igen."))


@require_http_methods(["GET", "POST"])
def level_add(request: Request, pk: int) -> HttpResponse:
    """Add a level last in a scale."""
    scale = scale_to_edit(request, pk)
    form = forms.LevelForm(request.POST or None, initial={"read": scale.version})
    page = _page(scale, _("Ny nivå"), _("Nivån är tillagd."))
    return answer_form(request, form, partial(_save_level, request, scale, form, None), page)


@require_http_methods(["GET", "POST"])
def level_edit(request: Request, pk: int) -> HttpResponse:
    """Change a level of a scale."""
    level = level_to_edit(request, pk)
    facts = level_facts(level)
    known = {name: getattr(facts, name) for name in LevelFacts.__slots__}
    known["read"] = level.scale.version
    form = forms.LevelForm(request.POST or None, initial=known)
    page = _page(level.scale, _("Ändra nivån ”%s”") % level.label, _("Nivån är ändrad."))
    return answer_form(request, form, partial(_save_level, request, level.scale, form, level), page)


def _save_level(
    request: Request, scale: Scale, form: forms.LevelForm, level: ScaleLevel | None, **_typed: Any
) -> ScaleLevel:
    return services.save_level(
        request.access, scale, facts=form.facts(), level=level, read=form.cleaned_data["read"]
    )


@require_POST
def level_move(request: Request, pk: int, direction: str) -> HttpResponse:
    """Let a level change places with its neighbour."""
    level = level_to_edit(request, pk)
    act = partial(
        services.move_level,
        request.access,
        level.scale,
        level=level,
        direction=direction_of(direction),
    )
    return answer_button(request, act, back=_address(level.scale), done=_("Nivån är flyttad."))


@require_POST
def level_remove(request: Request, pk: int) -> HttpResponse:
    """Take a level out of a scale."""
    level = level_to_edit(request, pk)
    act = partial(
        services.remove_level, request.access, level.scale, level=level, read=read_of(request)
    )
    return answer_button(request, act, back=_address(level.scale), done=_("Nivån är borttagen."))
