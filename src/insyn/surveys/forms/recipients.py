"""Forms about recipients: which to list, who is asked, a list from a file, longer time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.papers.sheets.reading import MAX_FILE, SENTENCES
from insyn.platform.forms import FilterForm, InsynForm, any_choice
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import SurveyResponse
from insyn.surveys.rules.deliveries import Delivery
from insyn.surveys.rules.recipient_lists import LONGEST_NAME


class RecipientFilter(FilterForm):
    """Ask which recipients of a round that is prepared to list."""

    q = forms.CharField(label=_("Utförare, verksamhet eller mottagare"), max_length=100)
    is_lacking = forms.BooleanField(label=_("Bara de som saknar mottagare"))
    area = forms.ModelChoiceField(ServiceArea.objects.all(), label=_("Verksamhetsområde"))
    form = forms.ChoiceField(label=_("Driftform"), choices=any_choice(OperatingForm.choices()))


class DeliveryFilter(FilterForm):
    """Ask which deliveries to list."""

    q = forms.CharField(label=_("Utförare, verksamhet eller mottagare"), max_length=100)
    delivery = forms.ChoiceField(label=_("Läge"), choices=any_choice(Delivery.choices()))
    is_late = forms.BooleanField(label=_("Bara försenade"))
    area = forms.ModelChoiceField(ServiceArea.objects.all(), label=_("Verksamhetsområde"))
    form = forms.ChoiceField(label=_("Driftform"), choices=any_choice(OperatingForm.choices()))


class AddresseeForm(InsynForm):
    """Ask who is to answer."""

    name = forms.CharField(label=_("Mottagarens namn"), max_length=LONGEST_NAME)
    address = forms.EmailField(
        label=_("E-post"),
        max_length=254,
        help_text=_("Dit går inbjudan med den personliga länken."),
    )


class ListForm(InsynForm):
    """Ask for a list of recipients as a file."""

    file = forms.FileField(
        label=_("Lista med mottagare"),
        max_length=200,
        help_text=_(
            "Excel (.xlsx) eller CSV med kolumnerna Organisationsnummer, Verksamhet, Mottagare och "
            "E-post. Är något fel sparas ingenting."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is larger than any list."""
        given = self.cleaned_data["file"]
        if given.size > MAX_FILE:
            raise forms.ValidationError(_(SENTENCES["too_large"]))
        return given


class ExtensionForm(VersionedForm):
    """Ask until when, and why."""

    due_on = forms.DateField(label=_("Ny sista dag"))
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        help_text=_("Står i mejlet till mottagaren och i spåret."),
    )

    def __init__(self, response: SurveyResponse, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = _("Nu är den %(day)s.") % {
            "day": response.due_on.isoformat()
        }
