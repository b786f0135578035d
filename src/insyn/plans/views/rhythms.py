"""The rhythms of a board."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.kernel.access import Permission
from insyn.plans.forms.rhythms import BoardFilter, RhythmForm
from insyn.plans.models import Rhythm
from insyn.plans.queries.rhythms import boards_with_rhythms, missing_suggestions, rhythm_rows
from insyn.plans.services.rhythms import (
    add_suggested_rhythms,
    remove_rhythm,
    restore_rhythm,
    retire_rhythm,
    save_rhythm,
)
from insyn.platform.answers import FormPage, answer_button, answer_form

COLUMNS = (
    "version", "name", "kind", "every", "from_month", "to_month", "after_months", "before_months",
)  # fmt: skip


@require_GET
def rhythms(request: Request) -> HttpResponse:
    """List the rhythms of one board: the one chosen, else the first where the asker plans."""
    filters = BoardFilter(request.access, request.GET)
    boards = list(boards_with_rhythms(request.access))
    board = filters.chosen["authority"] or _first(request, boards)
    context: dict[str, object] = {
        "filters": filters,
        "board": board,
        "has_several": len(boards) > 1,
    }
    if board is not None:
        may_edit = request.access.may(Permission.EDIT_PLAN, authority_id=board.pk)
        context |= {
            "rows": rhythm_rows(request.access, board),
            "missing": missing_suggestions(request.access, board) if may_edit else [],
            "may_edit": may_edit,
        }
    return render(request, "plans/rhythms.html", context)


def _first(request: Request, boards: list[Authority]) -> Authority | None:
    planned = request.access.authorities_where(Permission.EDIT_PLAN)
    mine = [board for board in boards if board.pk in planned]
    return next(iter(mine or boards), None)


@require_http_methods(["GET", "POST"])
def rhythm_add(request: Request, pk: int) -> HttpResponse:
    """Add a rhythm to the board of the address."""
    board = _board_at(request, pk)
    form = RhythmForm(request.POST or None)
    page = _about(board, _("Lägg till en periodicitet"), done=_("Periodiciteten är tillagd."))
    return answer_form(request, form, partial(save_rhythm, request.access, board), page)


@require_http_methods(["GET", "POST"])
def rhythm_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a rhythm is called or means."""
    row = _rhythm_at(request, pk)
    known = {name: getattr(row, name) for name in COLUMNS}
    form = RhythmForm(request.POST or None, initial=known)
    page = _about(row.authority, _("Ändra periodiciteten"), done=_("Periodiciteten är ändrad."))
    act = partial(save_rhythm, request.access, row.authority, rhythm=row)
    return answer_form(request, form, act, page)


@require_POST
def rhythms_suggest(request: Request, pk: int) -> HttpResponse:
    """Add the usual rhythms that the board lacks."""
    board = _board_at(request, pk)
    act = partial(add_suggested_rhythms, request.access, board)
    return answer_button(request, act, back=_address(board), done=_("Förslagen är tillagda."))


@require_POST
def rhythm_retire(request: Request, pk: int) -> HttpResponse:
    """Let a rhythm no longer be offered, or offer it again."""
    row = _rhythm_at(request, pk)
    is_used = row.retired_on is None
    act = partial(retire_rhythm if is_used else restore_rhythm, request.access, row)
    done = (
        _("Periodiciteten används inte längre.") if is_used else _("Periodiciteten används igen.")
    )
    return answer_button(request, act, back=_address(row.authority), done=done)


@require_POST
def rhythm_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a rhythm that no activity has."""
    row = _rhythm_at(request, pk)
    act = partial(remove_rhythm, request.access, row)
    done = _("Periodiciteten är borttagen.")
    return answer_button(request, act, back=_address(row.authority), done=done)


def _board_at(request: Request, pk: int) -> Authority:
    """Return the board in which the asker may change plans.

    Raises:
        Http404: the asker has no role in it.
        NotAllowed: the asker has, but may not change plans.
    """
    board = get_object_or_404(boards_with_rhythms(request.access), pk=pk)
    request.access.require(Permission.EDIT_PLAN, authority_id=board.pk)
    return board


def _rhythm_at(request: Request, pk: int) -> Rhythm:
    rows = Rhythm.objects.visible_to(request.access).select_related("authority__municipality")
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.EDIT_PLAN, authority_id=row.authority_id)
    return row


def _address(board: Authority) -> str:
    return f"{reverse('plans:rhythms')}?authority={board.pk}"


def _about(board: Authority, heading: str, *, done: str) -> FormPage:
    return FormPage(
        template="plans/rhythm_form.html",
        heading=heading,
        back=_address(board),
        done=done,
        button=_("Spara"),
        lead=str(board),
    )
