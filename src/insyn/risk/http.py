"""What the views of selections share."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage
from insyn.risk.models import Selection

FORM_PAGE = "risk/form.html"


def seen_selection(request: Request, pk: int) -> Selection:
    """Return the selection the asker may see, with its agreement, or 404."""
    rows = Selection.objects.visible_to(request.access).select_related(
        "agreement__authority__municipality", "agreement__cooperation", "authority__municipality"
    )
    return get_object_or_404(rows, pk=pk)


def planned_selection(request: Request, pk: int) -> Selection:
    """Return the selection if the asker may plan it; 404 unseen, 403 not permitted."""
    selection = seen_selection(request, pk)
    request.access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    return selection


def frozen_record(selection: Selection) -> dict[str, Any]:
    """Return the frozen record, or 404 as long as there is none."""
    if not selection.record:
        raise Http404
    record: dict[str, Any] = selection.record
    return record


def about_selection(
    selection: Selection, template: str, *, heading: str, button: str, lead: str, done: str = ""
) -> FormPage:
    """Return what surrounds a form that leads back to the selection."""
    return FormPage(
        template=template,
        heading=heading,
        back=reverse("risk:detail", args=[selection.pk]),
        done=done,
        button=button,
        lead=lead,
        context={"selection": selection},
    )


SELECTION_COLUMNS = (
    ListColumn(__("Urval"), lambda row: row.title, width=40),
    ListColumn(__("Avtal"), lambda row: row.agreement.title),
    count(__("År"), lambda row: row.year),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    ListColumn(__("Läge"), lambda row: label(row.selection_state)),
    count(__("Kandidater"), lambda row: row.pool_size),
    count(__("Valda"), lambda row: row.chosen_count),
    day(__("Fryst"), lambda row: row.drawn_at),
)
"""The list of selections as a file."""
