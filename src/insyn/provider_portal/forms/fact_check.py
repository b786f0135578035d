"""Reading what a provider says of a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.documents.forms import FilesField, papers_from
from insyn.documents.services import Paper
from insyn.platform.forms import InsynForm

TEXT_LENGTH = 5_000


class CommentForm(InsynForm):
    """What is wrong in a paragraph, with what shows it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Vad är fel, och vad är rätt?"),
        help_text=_("Skriv inga namn eller personnummer. Lämna tomt för att ta bort synpunkten."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_LENGTH,
        required=False,
    )
    uploads = FilesField(
        label=_("Bifoga det som visar det"),
        help_text=_("PDF, Word, Excel, bild eller text. Högst 20 MB per fil och tio åt gången."),
        required=False,
    )

    def papers(self, **facts: Any) -> list[Paper]:
        """Return the files, ready to store; ``facts`` are fields of ``Paper``."""
        return papers_from(self.cleaned_data["uploads"], **facts)


class DisputeForm(InsynForm):
    """Why the provider does not agree with an answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Varför håller ni inte med?"),
        help_text=_("Någon annan hos nämnden än den som svarade avgör. Det går att göra en gång."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=TEXT_LENGTH,
    )


class CarriedOutForm(InsynForm):
    """When and how a measure was carried out."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    carried_out_on = forms.DateField(label=_("Genomförd den"), widget=forms.DateInput)
    how = forms.CharField(
        label=_("Hur genomfördes åtgärden?"),
        help_text=_("Skriv inga namn eller personnummer."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXT_LENGTH,
    )
    uploads = FilesField(
        label=_("Bifoga det som visar det"),
        help_text=_("PDF, Word, Excel, bild eller text. Högst 20 MB per fil och tio åt gången."),
        required=False,
    )

    def papers(self, **facts: Any) -> list[Paper]:
        """Return the files, ready to store; ``facts`` are fields of ``Paper``."""
        return papers_from(self.cleaned_data["uploads"], **facts)
