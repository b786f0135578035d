"""Handing in a workbook that was filled in elsewhere: first the file, then what was read of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from insyn.exchange.rules.sealed import MOST_SEALED
from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import InsynForm


class WorkbookForm(InsynForm):
    """The workbook that was filled in."""

    file = forms.FileField(
        label=_("Ifylld arbetsbok"),
        max_length=200,
        help_text=_("Excel (.xlsx), högst 20 MB. Inget sparas förrän du har sett vad som ändras."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_FILE:
            raise ValidationError(gettext(SENTENCES["too_large"]))
        return file


class TakeInForm(InsynForm):
    """What was read and shown, sealed, so that exactly that is kept."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=MOST_SEALED)
