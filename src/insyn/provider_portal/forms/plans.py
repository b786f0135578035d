"""Reading what a provider hands in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.documents.forms import FilesField, papers_from
from insyn.documents.services import Paper
from insyn.platform.forms import InsynForm


class SubmitForm(InsynForm):
    """What version of the plan the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class HandInForm(InsynForm):
    """The files that answer a request."""

    uploads = FilesField(
        label=_("Filer"),
        help_text=_("PDF, Word, Excel, bild eller text. Högst 20 MB per fil och tio åt gången."),
    )

    def papers(self, **facts: Any) -> list[Paper]:
        """Return the files, ready to store; ``facts`` are fields of ``Paper``."""
        return papers_from(self.cleaned_data["uploads"], **facts)
