"""Forms about making two providers one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import FilterForm, InsynForm
from insyn.registry.models import Provider


class MergeSearch(FilterForm):
    """Ask for the other spelling of a provider."""

    q = forms.CharField(label=_("Namn eller organisationsnummer"), max_length=100)


class MergeForm(InsynForm):
    """Carry which two versions the page showed."""

    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    merged_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, kept: Provider, merged: Provider, data: Any = None) -> None:
        versions = {"kept_version": kept.version, "merged_version": merged.version}
        super().__init__(data, initial=versions)
