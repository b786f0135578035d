"""Forms about reports. They read and tidy; services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.registry.models import Agreement, ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.reports.rules import ReportEvent, ReportKind, ReportState
from insyn.reports.rules.layouts import SCOPED_KINDS
from insyn.risk.models import Selection
from insyn.themes.models import ThematicReview


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


class PeriodReportForm(InsynForm):
    """Ask which board and period a report is about, and whether it is narrowed down."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    title = forms.CharField(label=_("Rubrik"), max_length=200)
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("Period från"))
    ends_on = forms.DateField(label=_("Period till"))
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(),
        label=_("Verksamhetsområde"),
        required=False,
        empty_label=_("Alla"),
    )
    operating_form = forms.ChoiceField(
        label=_("Driftform"), choices=any_choice(OperatingForm.choices()), required=False
    )

    def __init__(self, access: Access, kind: ReportKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = access.authorities_where(Permission.WRITE_REPORT)
        boards = Authority.objects.filter(pk__in=own).select_related("municipality")
        offer(self, "authority", boards)
        if kind not in SCOPED_KINDS:
            del self.fields["service_area"], self.fields["operating_form"]


class ThematicReportForm(InsynForm):
    """Ask which thematic review the report lays before the board."""

    review = forms.ModelChoiceField(ThematicReview.objects.none(), label=_("Tematisk granskning"))
    title = forms.CharField(
        label=_("Rubrik"),
        max_length=200,
        required=False,
        help_text=_("Lämna tomt så heter rapporten som granskningen."),
    )
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = access.authorities_where(Permission.WRITE_REPORT)
        offer(self, "review", ThematicReview.objects.visible_to(access).filter(authority__in=own))


class RestoreForm(InsynForm):
    """Ask which wording to bring back, on which version of the text."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PassageForm(InsynForm):
    """Ask for one of the free texts."""

    heading = forms.CharField(label=_("Rubrik"), max_length=150, required=False)
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
    kind = forms.ChoiceField(
        label=_("Slag"), choices=any_choice(ReportKind.choices()), required=False
    )
    state = forms.ChoiceField(
        label=_("Läge"), choices=any_choice(ReportState.choices()), required=False
    )
    is_own = forms.BooleanField(label=_("Bara egna nämnder"), required=False)
