"""Handing a survey in, and giving a part of it to somebody else."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.documents.forms import FilesField, Upload, papers_from
from insyn.documents.services import Paper
from insyn.kernel.access import Secrecy
from insyn.platform.forms import InsynForm
from insyn.surveys.rules.answering import SectionShown
from insyn.surveys.rules.recipient_lists import LONGEST_NAME
from insyn.surveys.rules.texts import personal_number_problem


class HandInSurveyForm(InsynForm):
    """What the review page showed, and the word of the one who hands in."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_read = forms.BooleanField(
        label=_("Jag har läst igenom svaren och får lämna in dem för verksamheten."),
    )


class DelegateForm(InsynForm):
    """Who is to answer which areas."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    address = forms.EmailField(
        label=_("E-postadress"),
        help_text=_("Dit skickas en personlig länk. Skriv en adress som bara personen läser."),
    )
    section_ids = forms.TypedMultipleChoiceField(
        label=_("Områden"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sections: Iterable[SectionShown], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section_ids"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(area.pk, f"{area.number}. {area.name}") for area in sections]


class AnswerFilesForm(InsynForm):
    """Files that belong to an answer."""

    uploads = FilesField(
        label=_("Filer"),
        help_text=_(
            "PDF, Word, Excel, bild eller text. Högst 20 MB per fil. Bifoga aldrig registerutdrag "
            "eller handlingar om enskilda."
        ),
    )

    def clean_uploads(self) -> list[Upload]:
        """Return the files; a name that holds a personal number is refused before any is kept."""
        files: list[Upload] = self.cleaned_data["uploads"]
        for upload in files:
            if problem := personal_number_problem(upload.name or ""):
                raise forms.ValidationError(gettext(problem))
        return files

    def papers(self) -> list[Paper]:
        """Return the files, ready to store: the provider reads its own."""
        return papers_from(self.cleaned_data["uploads"], secrecy=Secrecy.PROVIDER)
