"""Forms of an import: the file, its sheet, its columns."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import InsynForm, offer
from insyn.registry.models import Agreement, ImportProfile, ImportRun
from insyn.registry.rules.columns import COLUMNS, READ_ONLY
from insyn.registry.rules.imports import Preview

LOWEST_HEADING_ROW, HIGHEST_HEADING_ROW = 1, 1000
NOT_TAKEN_IN = ""


class UploadForm(InsynForm):
    """Ask for a file and where it belongs."""

    file = forms.FileField(
        label=_("Fil"),
        max_length=200,
        help_text=_("Excel (.xlsx) eller CSV, högst 20 MB. Inget förs in förrän du har granskat."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal"),
        required=False,
        empty_label=_("Inget: avtalen står i filen, eller bara utförarna ska in"),
        help_text=_("Utförarna i filen får kontrakt i avtalet."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = access.authorities_where(Permission.IMPORT_REGISTER)
        offer(
            self, "authority", Authority.objects.select_related("municipality").filter(pk__in=ids)
        )
        offer(self, "agreement", Agreement.objects.visible_to(access).filter(authority__in=ids))
        if len(ids) == 1:
            self.fields["authority"].initial = next(iter(ids))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE:
            raise ValidationError(SENTENCES["too_large"])
        return file


class SheetForm(InsynForm):
    """Ask which sheet and row the headings stand in, and how the columns are found."""

    sheet = forms.TypedChoiceField(label=_("Blad"), coerce=int)
    heading_row = forms.IntegerField(
        label=_("Rubrikrad"),
        min_value=LOWEST_HEADING_ROW,
        max_value=HIGHEST_HEADING_ROW,
        required=False,
        help_text=_("Raden med kolumnernas namn. Lämna tomt för att låta Insyn gissa."),
    )
    profile = forms.ModelChoiceField(
        ImportProfile.objects.none(),
        label=_("Importprofil"),
        required=False,
        empty_label=_("Gissa kolumnerna"),
    )

    def __init__(
        self, access: Access, run: ImportRun, preview: Preview, data: QueryDict | None = None
    ) -> None:
        initial = {"sheet": preview.sheet, "heading_row": preview.heading_row}
        super().__init__(data, initial=initial)
        sheet = self.fields["sheet"]
        assert isinstance(sheet, forms.ChoiceField)
        sheet.choices = list(enumerate(preview.sheets))
        profiles = ImportProfile.objects.visible_to(access).filter(authority=run.authority_id)
        offer(self, "profile", profiles)


class ColumnsForm(InsynForm):
    """Ask which column of the file is which. One field per column that an import knows."""

    profile_name = forms.CharField(
        label=_("Spara valen som importprofil"),
        max_length=100,
        required=False,
        help_text=_("Ge profilen ett namn om fler listor ser likadana ut."),
    )

    def __init__(self, preview: Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[tuple[str, Any]] = [(NOT_TAKEN_IN, _("Finns inte i filen"))]
        offered += [(str(i), name) for i, name in enumerate(preview.headings) if name]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=_(column.heading),
                choices=offered,
                required=column.required,
                initial=str(preview.mapping.get(column.key, NOT_TAKEN_IN)),
                help_text=_("Kontrolleras men förs inte in.") if column.key in READ_ONLY else "",
            )
        self.order_fields([column.key for column in COLUMNS])

    def clean(self) -> None:
        chosen: dict[str, str] = {}
        for column in COLUMNS:
            index = self.cleaned_data.get(column.key)
            if index and index in chosen:
                self.add_error(
                    column.key,
                    __("Kolumnen är redan vald för ”%(other)s”.") % {"other": chosen[index]},
                )
            elif index:
                chosen[index] = column.heading

    def mapping(self) -> Mapping[str, int]:
        """Return the place of each chosen column, from 0."""
        return {
            column.key: int(self.cleaned_data[column.key])
            for column in COLUMNS
            if self.cleaned_data[column.key]
        }


class CarryOutForm(InsynForm):
    """Carry what was shown, so that exactly that is taken in."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
