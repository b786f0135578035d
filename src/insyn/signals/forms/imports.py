"""Reading what is typed about a list from a deviation system."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import InsynForm, offer
from insyn.signals.forms.signals import VersionForm
from insyn.signals.models import DeviationImport
from insyn.signals.queries.signals import authorities_of
from insyn.signals.rules.deviations import COLUMNS, Reading


class UploadForm(InsynForm):
    """Ask for the list, and which system it comes from."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    system = forms.CharField(
        label=_("Avvikelsesystem"),
        help_text=_("Skriv samma namn varje gång: då känns kolumner och nummer igen."),
        max_length=100,
    )
    file = forms.FileField(
        label=_("Fil"),
        max_length=200,
        help_text=_("Excel (.xlsx) eller CSV, högst 20 MB. Inget förs in förrän du har granskat."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_of(access, Permission.HANDLE_SIGNALS))
        if len(where := access.authorities_where(Permission.HANDLE_SIGNALS)) == 1:
            self.initial["authority"] = next(iter(where))

    def clean_file(self) -> Any:
        """Return the file unless it is larger than what is read."""
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE:
            raise ValidationError(SENTENCES["too_large"])
        return file


class ColumnsForm(VersionForm):
    """Ask which heading of the file each column stands under."""

    def __init__(self, run: DeviationImport, reading: Reading, data: Any = None) -> None:
        super().__init__(data, initial={"version": run.version})
        headings = [(text, text) for text in dict.fromkeys(reading.headings) if text]
        for one in COLUMNS:
            place = reading.mapping.get(one.key)
            self.fields[f"column_{one.key}"] = forms.ChoiceField(
                label=_(one.heading),
                choices=[("", _("Tas inte in")), *headings],
                required=one.required,
                initial="" if place is None else reading.headings[place],
            )

    def mapping(self) -> Mapping[str, str]:
        """Return the heading of each column."""
        return {one.key: self.cleaned_data[f"column_{one.key}"] for one in COLUMNS}
