"""Pages about requirement packs: the authority's own, and those that the product comes with."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.requirements import services
from insyn.requirements.forms.packs import CopyPackForm, PackForm
from insyn.requirements.http import form_page, may_edit, own_pack, seen_pack, top_tabs
from insyn.requirements.models import RequirementPack
from insyn.requirements.queries.packs import listed_packs, wordings_in
from insyn.requirements.queries.shipped import shipped_areas, shipped_pack, shipped_packs
from insyn.requirements.rules.shipped import ShippedPack


def _address(pack: RequirementPack) -> str:
    return reverse("requirements:pack", args=[pack.pk])


@require_GET
def pack_list(request: Request) -> HttpResponse:
    """List the authority's own packs and those ready to copy."""
    context = {
        "packs": listed_packs(request.access),
        "shipped": shipped_packs(),
        "tabs": top_tabs("packs"),
        "may_edit": request.access.may_somewhere(Permission.EDIT_REQUIREMENTS),
    }
    return render(request, "requirements/packs.html", context)


@require_GET
def pack_detail(request: Request, pk: int) -> HttpResponse:
    """Show the requirements of a pack."""
    pack = seen_pack(request, pk)
    context = {
        "pack": pack,
        "rows": wordings_in(request.access, pack),
        "may_edit": may_edit(request, pack.authority_id),
        "may_copy": request.access.may_somewhere(Permission.EDIT_REQUIREMENTS),
    }
    return render(request, "requirements/pack.html", context)


@require_http_methods(["GET", "POST"])
def pack_add(request: Request) -> HttpResponse:
    """Add an empty pack."""
    request.access.require_somewhere(Permission.EDIT_REQUIREMENTS)
    form = PackForm(request.access, None, request.POST or None)
    page = form_page(
        _("Nytt kravpaket"),
        reverse("requirements:packs"),
        done=_("Paketet är skapat. Lägg nu till krav."),
        button=_("Skapa paketet"),
    )
    act = partial(_save, request.access, None)
    return answer_form(request, form, act, _onward(page))


def _onward(page: FormPage) -> FormPage:
    """Return the page with the made pack as the way on."""
    return replace(page, onward=_address)


def _save(
    access: Access,
    pack: RequirementPack | None,
    *,
    authority: Authority,
    version: int | None,
    **said: Any,
) -> RequirementPack:
    facts = services.PackFacts(**said)
    return services.save_pack(access, authority=authority, pack=pack, facts=facts, version=version)


@require_http_methods(["GET", "POST"])
def pack_edit(request: Request, pk: int) -> HttpResponse:
    """Change the name and note of a pack."""
    pack = own_pack(request, pk)
    names = ("name", "service_area_id", "note", "version", "authority_id")
    initial = {name.removesuffix("_id"): getattr(pack, name) for name in names}
    form = PackForm(request.access, pack.authority_id, request.POST or None, initial=initial)
    page = form_page(
        _("Ändra %(name)s") % {"name": pack},
        _address(pack),
        done=_("Paketet är ändrat."),
        pack=pack,
    )
    return answer_form(request, form, partial(_save, request.access, pack), page)


@require_POST
def pack_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a pack with its requirements."""
    pack = own_pack(request, pk)
    act = partial(services.remove_pack, request.access, pack)
    back = reverse("requirements:packs")
    return answer_button(request, act, back=back, done=_("Paketet är borttaget."))


@require_http_methods(["GET", "POST"])
def pack_copy(request: Request, pk: int) -> HttpResponse:
    """Make a pack like another one."""
    pack = seen_pack(request, pk)
    request.access.require_somewhere(Permission.EDIT_REQUIREMENTS)
    initial = {"name": _("%(name)s, kopia") % {"name": pack.name}}
    form = CopyPackForm(request.access, request.POST or None, initial=initial)
    page = form_page(
        _("Kopiera %(name)s") % {"name": pack},
        _address(pack),
        done=_("Paketet är kopierat. Anpassa det som du vill."),
        button=_("Kopiera"),
        pack=pack,
    )
    return answer_form(
        request, form, partial(services.copy_pack, request.access, pack), _onward(page)
    )


def _shipped(code: str) -> ShippedPack:
    pack = shipped_pack(code)
    if pack is None:
        raise Http404
    return pack


@require_GET
def shipped_detail(request: Request, code: str) -> HttpResponse:
    """Show a pack that the product comes with."""
    shipped = _shipped(code)
    names = {area.code: area.name for area in shipped_areas()}
    context = {
        "shipped": shipped,
        "rows": [(row, names[row.area_code]) for row in shipped.requirements],
        "may_copy": request.access.may_somewhere(Permission.EDIT_REQUIREMENTS),
    }
    return render(request, "requirements/shipped_pack.html", context)


@require_http_methods(["GET", "POST"])
def shipped_copy(request: Request, code: str) -> HttpResponse:
    """Make an own pack of a shipped one."""
    shipped = _shipped(code)
    request.access.require_somewhere(Permission.EDIT_REQUIREMENTS)
    form = CopyPackForm(request.access, request.POST or None, initial={"name": shipped.name})
    page = form_page(
        _("Kopiera %(name)s") % {"name": shipped.name},
        reverse("requirements:shipped_pack", args=[code]),
        done=_("Paketet är kopierat. Anpassa det som du vill."),
        button=_("Kopiera"),
        shipped=shipped,
    )
    act = partial(services.copy_shipped_pack, request.access, shipped)
    return answer_form(request, form, act, _onward(page))
