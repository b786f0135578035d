"""Pages about matters: the list, one matter, its head and making it."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.board import services
from insyn.board.forms import items as forms
from insyn.board.http import (
    ITEM_COLUMNS,
    PER_PAGE,
    about_item,
    item_at,
    to_matter_unless_draft,
)
from insyn.board.models import BoardItem
from insyn.board.queries.items import (
    issued_papers,
    items_about,
    items_of,
    listed_items,
    parts_of,
)
from insyn.board.queries.papers import memo_facts
from insyn.board.queries.warnings import warning_counts
from insyn.board.rules import ItemState, Part
from insyn.board.rules.memo_layouts import MemoLayout
from insyn.board.rules.refusals import BEFORE_THE_BOARD, empty_headings
from insyn.board.rules.steps import steps_of
from insyn.board.services.subjects import subject
from insyn.documents.http import list_file
from insyn.kernel.access import Access, Permission
from insyn.plans.http import plan_at
from insyn.plans.models import Plan
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form

LISTS = {
    "passages": Part.PASSAGE,
    "proposals": Part.PROPOSAL,
    "appendices": Part.APPENDIX,
    "references": Part.REFERENCE,
    "signatories": Part.SIGNATORY,
}
"""What the page of a matter calls its parts."""


@require_GET
def item_list(request: Request) -> HttpResponseBase:
    """List the matters that the asker may see."""
    filters = forms.ItemFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    items = listed_items(request.access, chosen=filters.chosen, sort=sort)
    if file := list_file(request, ITEM_COLUMNS, items, _("Nämndärenden")):
        return file
    context = {
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "sort": sort,
    }
    return render(request, "board/items.html", context)


@require_GET
def of_plan(request: Request, pk: int) -> HttpResponseBase:
    """Show the matters about one plan, and the way to make one."""
    plan = plan_at(request, pk)
    items = items_about(request.access, plan)
    if file := list_file(request, ITEM_COLUMNS, items, _("Nämndärenden om planen")):
        return file
    may_write = request.access.may(Permission.WRITE_BOARD_ITEM, authority_id=plan.authority_id)
    context = {
        "plan": plan,
        "tab": "board",
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page")),
        "may_create": may_write and plan.plan_state in BEFORE_THE_BOARD,
    }
    return render(request, "board/of_plan.html", context)


@require_http_methods(["GET", "POST"])
def item_create(request: Request, pk: int) -> HttpResponse:
    """Make a matter about the plan."""
    plan = plan_at(request, pk)
    request.access.require(Permission.WRITE_BOARD_ITEM, authority_id=plan.authority_id)
    initial = {
        "layout": MemoLayout.FULL_2024,
        "title": plan.title,
        "case_number": plan.case_number,
        "dated_on": clock.today(),
        "recipient": plan.authority.name,
    }
    form = forms.CreateForm(request.POST or None, initial=initial)
    page = FormPage(
        template="board/create.html",
        heading=_("Nytt nämndärende"),
        back=reverse("board:of_plan", args=[plan.pk]),
        done=_("Ärendet är skapat med rubriker och första texter. Läs igenom och ändra."),
        button=_("Skapa ärendet"),
        lead=_("Insyn gör en skrivelse om ”%(plan)s”. Planen blir bilaga 1.") % {"plan": plan},
        onward=lambda item: reverse("board:item", args=[item.pk]),
        context={"plan": plan},
    )
    return answer_form(request, form, partial(_create, request.access, plan), page)


def _create(access: Access, plan: Plan, *, layout: MemoLayout, **head: Any) -> BoardItem:
    return services.create_item(access, plan, facts=services.ItemHead(**head), layout=layout)


@require_GET
def item_detail(request: Request, pk: int) -> HttpResponse:
    """Show one matter: what it consists of, what is missing and what comes next."""
    item, access = item_at(request, pk), request.access
    state = ItemState(item.state)
    may_write = access.may(Permission.WRITE_BOARD_ITEM, authority_id=item.authority_id)
    context = {
        "item": item,
        "steps": steps_of(state),
        "is_draft": state == ItemState.DRAFT,
        "is_issued": state == ItemState.ISSUED,
        "may_edit": may_write and state == ItemState.DRAFT,
        "may_write": may_write,
        "may_decide": access.may(Permission.DECIDE_PLAN, authority_id=item.authority_id),
        "empty": empty_headings(memo_facts(access, item)),
        "papers": issued_papers(access, item),
        "warnings": warning_counts(access, item),
        "subject": None if item.plan_id else subject().told(access, item),
        **{name: list(parts_of(access, item, part)) for name, part in LISTS.items()},
        **{part.name: part for part in Part},
    }
    return render(request, "board/item.html", context)


@require_http_methods(["GET", "POST"])
def item_edit(request: Request, pk: int) -> HttpResponse:
    """Change the head of the memo and which Word layouts are used."""
    item = item_at(request, pk, to_write=True)
    if closed := to_matter_unless_draft(request, item):
        return closed
    names = ("version", *services.ItemHead.__slots__)
    initial = {name: getattr(item, name) for name in names}
    form = forms.EditForm(request.access, item, request.POST or None, initial=initial)
    page = about_item(item, _("Ändra uppgifter"), done=_("Uppgifterna är sparade."))
    return answer_form(request, form, partial(_save_head, request.access, item), page)


def _save_head(access: Access, item: BoardItem, *, version: int, **head: Any) -> BoardItem:
    facts = services.ItemHead(**head)
    return services.save_head(access, item, facts=facts, version=version)


@require_POST
def item_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a draft that never was issued."""
    item = item_at(request, pk, to_write=True)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    plan_page = (
        reverse("board:of_plan", args=[item.plan_id]) if item.plan_id else reverse("board:items")
    )
    answer = answer_button(
        request,
        partial(services.remove_item, request.access, item, version=version),
        back=plan_page,
        done=_("Ärendet är borttaget."),
    )
    still = items_of(request.access).filter(pk=pk).exists()
    return redirect("board:item", pk) if still else answer
