"""Forms about programmes and their goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Municipality
from insyn.kernel.access import Access
from insyn.plans.models import Programme
from insyn.plans.queries.programmes import municipalities_to_edit, municipalities_with_programmes
from insyn.platform.forms import FilterForm, offer
from insyn.registry.forms.providers import VersionedForm


class ProgrammeFilter(FilterForm):
    """Ask which programmes to list."""

    q = forms.CharField(label=_("Rubrik eller diarienummer"), max_length=100)
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(), label=_("Kommun"), empty_label=_("Alla")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "municipality", municipalities_with_programmes())


class ProgrammeForm(VersionedForm):
    """Ask what the council has decided."""

    title = forms.CharField(label=_("Rubrik"), max_length=200)
    municipality = forms.ModelChoiceField(Municipality.objects.none(), label=_("Kommun"))
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(
        label=_("Gäller till"), help_text=_("Ett program gäller ofta en mandatperiod.")
    )
    case_number = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)
    decided_on = forms.DateField(label=_("Fullmäktige beslutade"), required=False)
    decision = forms.CharField(label=_("Beslutsparagraf"), max_length=60, required=False)
    followed_up_by = forms.CharField(
        label=_("Så följs målen upp"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    insight_by = forms.CharField(
        label=_("Så får allmänheten insyn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, access: Access, programme: Programme | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = municipalities_to_edit(access)
        if programme is not None:
            rows = rows.filter(pk=programme.municipality_id)
        offer(self, "municipality", rows)
        if len(keys := list(rows.values_list("pk", flat=True)[:2])) == 1:
            self.fields["municipality"].initial = keys[0]


class GoalForm(VersionedForm):
    """Ask how a goal reads."""

    number = forms.IntegerField(
        label=_("Nummer"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Tomt ger nästa nummer."),
    )
    text = forms.CharField(label=_("Mål"), widget=forms.Textarea(attrs={"rows": 4}))
