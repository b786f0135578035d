"""Forms of an import: the file, its sheet, its columns."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.exchange.rules.kinds import Belonging, ListKind, Table
from insyn.exchange.rules.mixed.columns import READ_ONLY
from insyn.exchange.rules.preview import Preview
from insyn.kernel.access import Access
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import InsynForm, offer
from insyn.registry.models import Agreement, ImportProfile, ImportRun
from insyn.requirements.models import RequirementPack

LOWEST_HEADING_ROW, HIGHEST_HEADING_ROW = 1, 1000
NOT_TAKEN_IN = ""


class ProfileField(forms.ModelChoiceField):  # type: ignore[type-arg]  # only in the stubs
    """Saved profiles, each with the system that its lists come from."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, ImportProfile)
        return f"{obj.name} ({obj.source_system})" if obj.source_system else obj.name


class UploadForm(InsynForm):
    """Ask for a file of one kind, where it belongs and how its columns are found."""

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
        empty_label=_("Avtalen står i filen"),
    )
    pack = forms.ModelChoiceField(
        RequirementPack.objects.none(),
        label=_("Kravpaket"),
        required=False,
        empty_label=_("Kraven hör till avtal, eller paketet står i filen"),
        help_text=_("Välj avtal eller kravpaket, inte båda."),
    )
    changes_from = forms.DateField(
        label=_("Ändringar gäller från"),
        required=False,
        help_text=_(
            "Ett krav vars text ändras får en ny lydelse från den dagen. Tomt betyder i dag."
        ),
    )
    profile = ProfileField(
        ImportProfile.objects.none(),
        label=_("Importprofil"),
        required=False,
        empty_label=_("Gissa kolumnerna"),
        help_text=_(
            "Hur kolumnerna heter i ett visst system. Du sparar den när du väljer kolumner."
        ),
    )

    def __init__(self, access: Access, table: Table, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = access.authorities_where(table.permission)
        authorities = Authority.objects.select_related("municipality").filter(pk__in=ids)
        offer(self, "authority", authorities)
        if len(ids) == 1:
            self.fields["authority"].initial = next(iter(ids))
        if table.belongs == Belonging.SHARED:
            self.fields["authority"].help_text = __("Importen skrivs i nämndens spår.")
        if table.belongs == Belonging.AGREEMENT:
            offer(self, "agreement", Agreement.objects.visible_to(access).filter(authority__in=ids))
            self.fields["agreement"].help_text = __("Gäller alla rader i filen.")
        else:
            del self.fields["agreement"]
        if table.kind == ListKind.REQUIREMENTS:
            packs = RequirementPack.objects.visible_to(access).filter(authority__in=ids)
            offer(self, "pack", packs)
        else:
            del self.fields["pack"]
            del self.fields["changes_from"]
        profiles = ImportProfile.objects.visible_to(access).filter(kind=table.kind)
        offer(self, "profile", profiles.filter(authority__in=ids))

    def clean(self) -> None:
        pack, agreement = (self.cleaned_data.get(name) for name in ("pack", "agreement"))
        if pack and agreement:
            self.add_error("pack", __("Välj avtal eller kravpaket, inte båda."))
        elif pack and pack.authority != self.cleaned_data.get("authority"):
            self.add_error("pack", __("Kravpaketet tillhör en annan nämnd."))

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
    profile = ProfileField(
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
        profiles = profiles.filter(kind=run.kind)
        offer(self, "profile", profiles)


class ColumnsForm(InsynForm):
    """Ask which column of the file is which. One field per column that an import knows."""

    profile_name = forms.CharField(
        label=_("Spara valen som importprofil"),
        max_length=100,
        required=False,
        help_text=_("Ge profilen ett namn om fler listor ser likadana ut."),
    )

    source_system = forms.CharField(
        label=_("System som listan kommer från"),
        max_length=100,
        required=False,
        help_text=_("Visas tillsammans med profilens namn."),
    )

    def __init__(self, preview: Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._columns = preview.table.columns
        filled = {key for column in preview.table.columns for key in column.fills}
        offered: list[tuple[str, Any]] = [(NOT_TAKEN_IN, _("Finns inte i filen"))]
        offered += [(str(i), name) for i, name in enumerate(preview.headings) if name]
        for column in self._columns:
            self.fields[column.key] = forms.ChoiceField(
                label=_(column.heading),
                choices=offered,
                required=column.required and column.key not in filled,
                initial=str(preview.mapping.get(column.key, NOT_TAKEN_IN)),
                help_text=_help_of(preview.table, column),
            )
        self.order_fields([column.key for column in self._columns])

    def clean(self) -> None:
        chosen: dict[str, str] = {}
        for column in self._columns:
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
            for column in self._columns
            if self.cleaned_data[column.key]
        }


def _help_of(table: Table, column: ColumnSpec) -> Any:
    """Return what is special about the column; nothing for most."""
    if column.key in table.help_columns:
        return _("Till för läsaren. Förs inte in: numret avgör.")
    if table.kind == ListKind.CONTRACT_LIST and column.key in READ_ONLY:
        return _("Kontrolleras men förs inte in.")
    if column.fills:
        return _("Två datum i en cell, som 2022-04-18 – 2026-04-17.")
    if column.kind == Kind.LIST:
        return _("Flera värden skrivs med semikolon emellan.")
    return ""


class CarryOutForm(InsynForm):
    """Carry what was shown, so that exactly that is taken in."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
