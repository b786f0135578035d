"""Pages about Word layouts."""

from collections.abc import Collection
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.board import services
from insyn.board.forms import layouts as forms
from insyn.board.forms.items import VersionForm
from insyn.board.http import (
    LAYOUT_COLUMNS,
    LAYOUT_FORM,
    PER_PAGE,
    kind_of,
    layout_at,
)
from insyn.board.models import WordLayout
from insyn.board.queries.layouts import items_with, listed_layouts, versions_of
from insyn.board.rules import LayoutKind
from insyn.documents.http import list_file, made_file
from insyn.kernel.access import Access, Permission
from insyn.papers.word import PLACEHOLDERS, sample_layout
from insyn.platform.answers import FormPage, answer_button, answer_form


@require_GET
def layout_list(request: Request) -> HttpResponseBase:
    """List the Word layouts of the asker's boards, and say how one is made."""
    filters = forms.LayoutFilter(request.GET)
    rows = listed_layouts(request.access, chosen=filters.chosen)
    if file := list_file(request, LAYOUT_COLUMNS, rows, _("Wordmallar")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "placeholders": _described(PLACEHOLDERS),
        "may_edit": request.access.may_somewhere(Permission.EDIT_LAYOUTS),
        "kinds": list(LayoutKind),
    }
    return render(request, "board/layouts.html", context)


def _described(names: Collection[str]) -> list[tuple[str, str]]:
    return [(f"{{{{ {name} }}}}", _(PLACEHOLDERS[name])) for name in PLACEHOLDERS if name in names]


@require_http_methods(["GET", "POST"])
def layout_add(request: Request) -> HttpResponse:
    """Take in a new Word layout."""
    request.access.require_somewhere(Permission.EDIT_LAYOUTS)
    form = forms.LayoutForm(request.access, request.POST or None, request.FILES or None)
    page = FormPage(
        template=LAYOUT_FORM,
        heading=_("Ny Wordmall"),
        back=reverse("board:layouts"),
        done=_("Mallen är kontrollerad och sparad."),
        button=_("Kontrollera och spara"),
        lead=_("Ladda upp nämndens egen Wordmall. Insyn kontrollerar den innan den sparas."),
        onward=lambda layout: reverse("board:layout", args=[layout.pk]),
    )
    return answer_form(request, form, partial(_add, request.access, form), page)


def _add(
    access: Access,
    form: forms.LayoutForm,
    *,
    authority: Authority,
    kind: LayoutKind,
    name: str,
    **_upload: object,
) -> WordLayout:
    return services.add_layout(access, authority, facts=form.read(kind, name))


@require_GET
def layout_detail(request: Request, pk: int) -> HttpResponse:
    """Show one version: what the check found, the other versions, and who uses it."""
    layout = layout_at(request, pk)
    found = layout.found.get("placeholders", [])
    context = {
        "layout": layout,
        "found": _described(found),
        "absent": _described(PLACEHOLDERS.keys() - set(found)),
        "remarks": layout.found.get("remarks", []),
        "versions": list(versions_of(request.access, layout)),
        "items": items_with(request.access, layout),
        "may_edit": request.access.may(Permission.EDIT_LAYOUTS, authority_id=layout.authority_id),
    }
    return render(request, "board/layout.html", context)


@require_http_methods(["GET", "POST"])
def layout_version(request: Request, pk: int) -> HttpResponse:
    """Take in the next version of a layout."""
    layout = layout_at(request, pk, to_edit=True)
    form = forms.VersionUploadForm(request.POST or None, request.FILES or None)
    page = FormPage(
        template=LAYOUT_FORM,
        heading=_("Ny version av %(name)s") % {"name": layout.name},
        back=reverse("board:layout", args=[layout.pk]),
        done=_("Den nya versionen är kontrollerad och sparad."),
        button=_("Kontrollera och spara"),
        lead=_("Ärenden som använder en tidigare version behåller den."),
        onward=lambda newest: reverse("board:layout", args=[newest.pk]),
    )
    return answer_form(request, form, partial(_add_version, request.access, layout, form), page)


def _add_version(
    access: Access, layout: WordLayout, form: forms.VersionUploadForm, **_upload: object
) -> WordLayout:
    facts = form.read(LayoutKind(layout.kind), layout.name)
    return services.add_layout(access, layout.authority, facts=facts)


@require_POST
def layout_retire(request: Request, pk: int) -> HttpResponse:
    """Take a version out of use, or into use again."""
    layout = layout_at(request, pk, to_edit=True)
    is_retired = layout.retired_on is None
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    act = partial(
        services.retire_layout, request.access, layout, is_retired=is_retired, version=version
    )
    done = _("Mallen är tagen ur bruk.") if is_retired else _("Mallen är i bruk igen.")
    return answer_button(request, act, back=reverse("board:layout", args=[pk]), done=done)


@require_GET
def layout_sample(request: Request, paper: str) -> HttpResponseBase:
    """Give a Word file with every placeholder, to start from."""
    del request
    kind = kind_of(paper)
    content = sample_layout(is_report=kind == LayoutKind.PLAN)
    return made_file(content, name=f"wordmall-{kind}", ending="docx")
