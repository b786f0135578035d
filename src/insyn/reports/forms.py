"""Forms about reports. They read and tidy; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.registry.models import Agreement
from insyn.reports.rules import ReportEvent, ReportState
from insyn.risk.models import Selection


class ReportForm(InsynForm):
    """Ask what the report is about."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"))
    selection = forms.ModelChoiceField(
        Selection.objects.none(),
        label=_("Urval"),
        required=False,
        help_text=_("Urvalet ger rapporten det utlovade antalet uppföljningar."),
    )
    title = forms.CharField(label=_("Rubrik"), max_length=200)
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("Period från"))
    ends_on = forms.DateField(label=_("Period till"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = access.authorities_where(Permission.WRITE_REPORT)
        offer(
            self,
            "authority",
            Authority.objects.filter(pk__in=own).select_related("municipality"),
        )
        offer(self, "agreement", Agreement.objects.visible_to(access))
        offer(self, "selection", Selection.objects.visible_to(access))


class PassageForm(InsynForm):
    """Ask for one of the free texts."""

    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        required=False,
        max_length=20_000,
        help_text=_(
            "En tom rad börjar ett nytt stycke. Rader som börjar med bindestreck blir en lista."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class EventForm(InsynForm):
    """Ask which button was pressed, on which version of the page."""

    event = forms.TypedChoiceField(choices=ReportEvent.choices(), coerce=ReportEvent)
    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.CharField(
        label=_("Beslutets datum och paragraf"), max_length=60, required=False
    )


class VersionForm(InsynForm):
    """Ask on which version of the page a button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReportFilter(FilterForm):
    """Narrow the list of reports."""

    q = forms.CharField(label=_("Rubrik"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("Läge"), choices=any_choice(ReportState.choices()), required=False
    )
