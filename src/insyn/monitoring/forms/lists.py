"""Forms about lists from registers: the file, its columns, the last yes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.monitoring.queries.lists import ListPreview
from insyn.monitoring.rules import ListSource
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform import clock
from insyn.platform.forms import InsynForm, choices_of, offer


class UploadForm(InsynForm):
    """Ask for a file, where it comes from and of which day it tells."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    source = forms.TypedChoiceField(
        label=_("Källa"), choices=choices_of(ListSource), coerce=ListSource
    )
    told_on = forms.DateField(
        label=_("Uppgifterna gäller dagen"),
        help_text=_("För rader som inte har ett eget datum."),
    )
    file = forms.FileField(
        label=_("Fil"),
        max_length=200,
        help_text=_("Excel (.xlsx) eller CSV, högst 20 MB. Inget förs in förrän du har granskat."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Authority.objects.select_related("municipality").filter(
            pk__in=access.authorities_where(Permission.CHECK_REGISTERS)
        )
        offer(self, "authority", mine)
        self.initial.setdefault("authority", mine.first())
        self.initial.setdefault("told_on", clock.today())

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE:
            raise ValidationError(SENTENCES["too_large"])
        return file


class ColumnsForm(InsynForm):
    """Ask which column of the file is which."""

    def __init__(self, preview: ListPreview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._columns = preview.source.columns
        offered: list[tuple[str, Any]] = [("", _("Finns inte i filen"))]
        offered += [(str(at), name) for at, name in enumerate(preview.headings) if name]
        for column in self._columns:
            self.fields[column.key] = forms.ChoiceField(
                label=gettext(column.heading),
                choices=offered,
                required=column.required,
                initial=str(preview.mapping.get(column.key, "")),
            )

    def clean(self) -> None:
        chosen: dict[str, str] = {}
        for column in self._columns:
            at = self.cleaned_data.get(column.key)
            if at and at in chosen:
                self.add_error(
                    column.key,
                    gettext("Kolumnen är redan vald för ”%(other)s”.") % {"other": chosen[at]},
                )
            elif at:
                chosen[at] = column.heading

    def mapping(self) -> dict[str, int]:
        """Return the place of each chosen column, from 0."""
        return {
            column.key: int(self.cleaned_data[column.key])
            for column in self._columns
            if self.cleaned_data[column.key]
        }


class FinishForm(InsynForm):
    """Carry what was shown, so that exactly that is noted."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
