"""The forms of follow-up of a board, their documents, and the number series."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.followups.forms.followup_forms import (
    FollowupFormForm,
    FormDocumentsForm,
    FormsFilter,
    SeriesForm,
    known_of,
)
from insyn.followups.models import FollowupForm, FormDocument, NumberSeries
from insyn.followups.queries.forms import (
    boards_with_forms,
    form_rows,
    missing_shipped,
    series_rows,
)
from insyn.followups.services.forms import (
    add_shipped_forms,
    restore_form,
    retire_form,
    save_documents,
    save_form,
    save_series,
)
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form


@require_GET
def followup_forms(request: Request) -> HttpResponse:
    """List the forms of one board: the one chosen, else the first where the asker may change."""
    filters = FormsFilter(request.access, request.GET)
    boards = list(boards_with_forms(request.access))
    board = filters.chosen["authority"] or _first(request, boards)
    context: dict[str, object] = {
        "filters": filters,
        "board": board,
        "has_several": len(boards) > 1,
    }
    if board is not None:
        may_edit = request.access.may(Permission.EDIT_TEMPLATES, authority_id=board.pk)
        context |= {
            "rows": form_rows(request.access, board),
            "series": series_rows(request.access, board),
            "missing": missing_shipped(request.access, board) if may_edit else [],
            "may_edit": may_edit,
        }
    return render(request, "followups/followup_forms.html", context)


def _first(request: Request, boards: list[Authority]) -> Authority | None:
    edited = request.access.authorities_where(Permission.EDIT_TEMPLATES)
    mine = [board for board in boards if board.pk in edited]
    return next(iter(mine or boards), None)


@require_http_methods(["GET", "POST"])
def form_add(request: Request, pk: int) -> HttpResponse:
    """Add a form to the board of the address."""
    board = _board_at(request, pk)
    form = FollowupFormForm(request.access, board, request.POST or None)
    page = _about(board, _("Lägg till en form"), done=_("Formen är tillagd."))
    return answer_form(request, form, partial(save_form, request.access, board), page)


@require_http_methods(["GET", "POST"])
def form_edit(request: Request, pk: int) -> HttpResponse:
    """Change what a form is called and how it is done."""
    row = _form_at(request, pk)
    known = known_of(row)
    form = FollowupFormForm(request.access, row.authority, request.POST or None, initial=known)
    page = _about(row.authority, _("Ändra %s") % row, done=_("Formen är ändrad."))
    act = partial(save_form, request.access, row.authority, form=row)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def form_documents(request: Request, pk: int) -> HttpResponse:
    """Change which documents a form always asks for."""
    row = _form_at(request, pk)
    documents = list(FormDocument.objects.visible_to(request.access).filter(form=row))
    form = FormDocumentsForm(documents, request.POST or None, initial={"version": row.version})
    page = _about(
        row.authority,
        _("Handlingar: %s") % row,
        done=_("Handlingslistan är sparad."),
        template="followups/form_documents.html",
    )
    return answer_form(request, form, partial(save_documents, request.access, row), page)


@require_POST
def forms_usual(request: Request, pk: int) -> HttpResponse:
    """Add the usual forms that the board lacks."""
    board = _board_at(request, pk)
    act = partial(add_shipped_forms, request.access, board)
    return answer_button(request, act, back=_address(board), done=_("Formerna är tillagda."))


@require_POST
def form_retire(request: Request, pk: int) -> HttpResponse:
    """Let a form no longer be chosen, or be chosen again."""
    row = _form_at(request, pk)
    is_used = row.retired_on is None
    act = partial(retire_form if is_used else restore_form, request.access, row)
    done = _("Formen används inte längre.") if is_used else _("Formen används igen.")
    return answer_button(request, act, back=_address(row.authority), done=done)


@require_http_methods(["GET", "POST"])
def series_add(request: Request, pk: int) -> HttpResponse:
    """Add a number series to the board of the address."""
    board = _board_at(request, pk)
    form = SeriesForm(request.POST or None)
    page = _about(board, _("Lägg till en nummerserie"), done=_("Nummerserien är tillagd."))
    return answer_form(request, form, partial(save_series, request.access, board), page)


@require_http_methods(["GET", "POST"])
def series_edit(request: Request, pk: int) -> HttpResponse:
    """Change a number series."""
    rows = NumberSeries.objects.visible_to(request.access).select_related("authority__municipality")
    row = get_object_or_404(rows, pk=pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=row.authority_id)
    known = {name: getattr(row, name) for name in ("version", "name", "digits")}
    known["begins"] = row.prefix
    form = SeriesForm(request.POST or None, initial=known)
    page = _about(row.authority, _("Ändra nummerserien"), done=_("Nummerserien är ändrad."))
    act = partial(save_series, request.access, row.authority, series=row)
    return answer_form(request, form, act, page)


def _board_at(request: Request, pk: int) -> Authority:
    """Return the board in which the asker may change templates.

    Raises:
        Http404: the asker has no role in it.
        NotAllowed: the asker has, but may not change templates.
    """
    board = get_object_or_404(boards_with_forms(request.access), pk=pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=board.pk)
    return board


def _form_at(request: Request, pk: int) -> FollowupForm:
    rows = FollowupForm.objects.visible_to(request.access)
    row = get_object_or_404(rows.select_related("authority__municipality"), pk=pk)
    request.access.require(Permission.EDIT_TEMPLATES, authority_id=row.authority_id)
    return row


def _address(board: Authority) -> str:
    return f"{reverse('followups:forms')}?authority={board.pk}"


def _about(
    board: Authority, heading: str, *, done: str, template: str = "followups/form_form.html"
) -> FormPage:
    return FormPage(
        template=template,
        heading=heading,
        back=_address(board),
        done=done,
        button=_("Spara"),
        lead=str(board),
    )
