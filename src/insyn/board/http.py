"""What the pages about matters share: finding the row, the list as a file, the way back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.board.models import BoardItem, WordLayout
from insyn.board.queries.items import PartRow, items_of, parts_of
from insyn.board.queries.layouts import layouts_of
from insyn.board.rules import ItemState, LayoutKind, Part
from insyn.board.services.items import why_closed
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage

PER_PAGE = 50
ITEM_FORM = "board/form.html"
LAYOUT_FORM = "board/layout_form.html"
ITEM_COLUMNS = (
    ListColumn(__("Ärende"), lambda row: row.title, width=44),
    ListColumn(__("Diarienummer"), lambda row: row.case_number),
    ListColumn(__("Plan"), lambda row: row.plan.title if row.plan else "", width=40),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    day(__("Datum"), lambda row: row.dated_on),
    ListColumn(__("Läge"), lambda row: label(ItemState(row.state))),
    day(__("Expedierad"), lambda row: row.issued_on),
    day(__("Beslutad"), lambda row: row.decided_on),
    ListColumn(__("Paragraf"), lambda row: row.decision, width=14),
)
"""The list of matters as a file."""

LAYOUT_COLUMNS = (
    ListColumn(__("Wordmall"), lambda row: row.name, width=36),
    count(__("Version"), lambda row: row.number),
    ListColumn(__("För"), lambda row: label(LayoutKind(row.kind))),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    ListColumn(__("Fil"), lambda row: row.document.file_name, width=36),
    day(__("Tagen ur bruk"), lambda row: row.retired_on),
)
"""The list of Word layouts as a file."""


def item_at(request: Request, pk: int, *, to_write: bool = False) -> BoardItem:
    """Return the matter of the address, with its plan, board and layouts.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read it.
    """
    rows = items_of(request.access).select_related(
        "authority__municipality", "plan__authority__municipality", "plan__programme",
        "memo_layout__document", "plan_layout__document",
    )  # fmt: skip
    item = get_object_or_404(rows, pk=pk)
    if to_write:
        request.access.require(Permission.WRITE_BOARD_ITEM, authority_id=item.authority_id)
    return item


def to_matter_unless_draft(request: Request, item: BoardItem) -> HttpResponse | None:
    """Return the way back to the matter, with the reason, when it is no longer a draft."""
    if item.state == ItemState.DRAFT:
        return None
    messages.error(request, why_closed(ItemState(item.state)))
    return redirect("board:item", item.pk)


def part_at(request: Request, item: BoardItem, part: Part, row: int) -> PartRow:
    """Return the part of the matter, or answer 404."""
    found: PartRow = get_object_or_404(parts_of(request.access, item, part), pk=row)
    return found


def part_of(code: str) -> Part:
    """Return the kind of part that the address names, or answer 404."""
    if code not in Part.codes():
        raise Http404
    return Part(code)


def kind_of(code: str) -> LayoutKind:
    """Return which paper the address names, or answer 404."""
    if code not in LayoutKind.codes():
        raise Http404
    return LayoutKind(code)


def paper_of(item: BoardItem, code: str) -> LayoutKind:
    """Return which paper of the matter the address names, or answer 404."""
    kind = kind_of(code)
    if kind not in item.papers_made:
        raise Http404
    return kind


def layout_at(request: Request, pk: int, *, to_edit: bool = False) -> WordLayout:
    """Return the version of a layout that the address names.

    Raises:
        Http404: there is none, or it is not for the asker to see.
        NotAllowed: it is to be changed, by one who may only read it.
    """
    layout = get_object_or_404(layouts_of(request.access), pk=pk)
    if to_edit:
        request.access.require(Permission.EDIT_LAYOUTS, authority_id=layout.authority_id)
    return layout


def about_item(
    item: BoardItem, heading: str, *, done: str, button: str = "", lead: str = "", **context: Any
) -> FormPage:
    """Return what surrounds a form that leads back to the matter."""
    return FormPage(
        template=ITEM_FORM,
        heading=heading,
        back=reverse("board:item", args=[item.pk]),
        done=done,
        button=button or _("Spara"),
        lead=lead or str(item),
        context={"item": item, **context},
    )
