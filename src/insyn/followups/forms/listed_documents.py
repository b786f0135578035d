"""What is filled in when documents of a form's list are asked for, and the filter of the late."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.followups.queries.listed_documents import ListedRow
from insyn.followups.rules import documents_due
from insyn.followups.rules.listed_documents import Need
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, offer


class ListedForm(InsynForm):
    """Ask which of the form's documents to ask for; what is missing or too old is ticked."""

    due_on = forms.DateField(label=_("Senast"))

    def __init__(self, rows: Sequence[ListedRow], *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.initial.setdefault("due_on", documents_due(today))
        for row in self.open_rows:
            name = _name(row)
            self.fields[name] = forms.BooleanField(label=row.document.title, required=False)
            self.initial.setdefault(name, row.standing.is_to_ask)

    @property
    def open_rows(self) -> list[ListedRow]:
        """Return the rows that are not asked for in this follow-up already."""
        return [row for row in self.rows if row.standing.need is not Need.ASKED]

    @property
    def lines(self) -> list[tuple[ListedRow, forms.BoundField | None]]:
        """Return every row with its field, if it has one, for the table."""
        names = {_name(row) for row in self.open_rows}
        return [(row, self[_name(row)] if _name(row) in names else None) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        """Return the keys of the chosen documents and the last day, as the service wants them."""
        said = self.cleaned_data
        if self.errors:
            return said
        chosen = {row.document.pk for row in self.open_rows if said[_name(row)]}
        if not chosen:
            raise forms.ValidationError(gettext("Kryssa för minst en handling."))
        return {"chosen": chosen, "due_on": said["due_on"]}


def _name(row: ListedRow) -> str:
    return f"begar_{row.document.pk}"


class AwaitedFilter(FilterForm):
    """Ask which awaited documents to list."""

    q = forms.CharField(label=_("Handling, utförare eller nummer"), max_length=100)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    is_late = forms.BooleanField(label=_("Bara försenade"))

    def __init__(self, access: Access, data: QueryDict | Mapping[str, Any]) -> None:
        super().__init__(data)
        boards = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
        if len(boards) > 1:
            rows = Authority.objects.select_related("municipality").filter(pk__in=boards)
            offer(self, "authority", rows)
        else:
            del self.fields["authority"]
