"""Forms about groups of companies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.platform.forms import FilterForm, InsynForm
from insyn.registry.rules.names import LONGEST_NAME


class GroupFilter(FilterForm):
    """Ask which groups to list."""

    q = forms.CharField(label=_("Koncernens namn"), max_length=100)


class GroupForm(InsynForm):
    """Ask what a group is called; carries the name that the page showed."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    former = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_NAME)
