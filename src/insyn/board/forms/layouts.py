"""Forms about Word layouts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.board.rules import LayoutKind
from insyn.board.services import LayoutFacts
from insyn.documents.rules import tidy_name
from insyn.kernel.access import Access, Permission
from insyn.papers.word.inspection import MOST_BYTES
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

WORD = ".docx"


class LayoutFilter(FilterForm):
    """Narrow the list of layouts."""

    q = forms.CharField(label=_("Namn"), max_length=100)
    kind = forms.ChoiceField(label=_("För"), choices=any_choice(LayoutKind.choices()))
    retired = forms.BooleanField(label=_("Visa dem som tagits ur bruk"))


class VersionUploadForm(InsynForm):
    """Ask for the file of a layout's next version."""

    upload = forms.FileField(
        label=_("Wordfil"),
        widget=forms.FileInput(attrs={"accept": WORD}),
        help_text=_("Ett Word-dokument (.docx) på högst 10 MB, med {{ innehåll }} på en egen rad."),
    )

    def clean_upload(self) -> Any:
        """Refuse before it is read what the check would refuse for its name or size."""
        upload = self.cleaned_data["upload"]
        if not tidy_name(upload.name).lower().endswith(WORD):
            raise forms.ValidationError(
                _("Filen är inte ett Word-dokument. Spara mallen som .docx och välj den igen.")
            )
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Mallen är större än 10 MB. Minska bilderna i den och försök igen.")
            )
        return upload

    def read(self, kind: LayoutKind, name: str) -> LayoutFacts:
        """Return what was handed in as a layout of that kind and name."""
        upload = self.cleaned_data["upload"]
        return LayoutFacts(kind, name, tidy_name(upload.name), upload.read())


class LayoutForm(VersionUploadForm):
    """Ask for a new layout."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    kind = forms.ChoiceField(
        label=_("Mallen är för"), choices=choices_of(LayoutKind), widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Namn"),
        max_length=150,
        help_text=_("Har nämnden redan en mall med namnet blir filen dess nästa version."),
    )
    field_order = ("authority", "kind", "name", "upload")

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = access.authorities_where(Permission.EDIT_LAYOUTS)
        rows = Authority.objects.filter(pk__in=own).select_related("municipality")
        offer(self, "authority", rows)

    def clean_kind(self) -> LayoutKind:
        return LayoutKind(self.cleaned_data["kind"])
