"""What the search and the lists of the portal are asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.findings.rules import Severity
from insyn.followups.rules import State
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer
from insyn.portal.queries.start import authorities_with_deficiencies
from insyn.portal.rules.timeline import Lane
from insyn.portal.rules.words import Noun


class SearchForm(FilterForm):
    """What to look for."""

    q = forms.CharField(
        label=_("Namn, organisationsnummer eller diarienummer"), max_length=100, required=False
    )


class TimelineFilter(FilterForm):
    """Which years, and which kind of event, the time line of a provider shows."""

    carried = ("visa",)

    lane = forms.ChoiceField(label=_("Visa"), choices=any_choice(Lane.choices()), required=False)
    from_year = forms.ChoiceField(label=_("Från år"), required=False)
    to_year = forms.ChoiceField(label=_("Till och med år"), required=False)

    def __init__(self, years: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("from_year", "to_year"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = any_choice([(str(year), str(year)) for year in years])

    @property
    def years(self) -> tuple[int | None, int | None]:
        """Return the first and the last year in order; None where none is chosen."""
        first, last = (
            int(self.chosen[name]) if self.chosen[name] else None
            for name in ("from_year", "to_year")
        )
        return (last, first) if first and last and last < first else (first, last)

    @property
    def lane_now(self) -> Lane | None:
        return Lane(self.chosen["lane"]) if self.chosen["lane"] else None


class DeficiencyFilter(FilterForm):
    """Which deficiencies the list shows."""

    q = forms.CharField(label=_("Utförare eller text"), max_length=100, required=False)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), required=False, empty_label=_("Alla nämnder")
    )
    severity = forms.ChoiceField(
        label=_("Allvar"), choices=any_choice(Severity.choices()), required=False
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_with_deficiencies(access))


class TrailFilter(FilterForm):
    """Which events the trail shows."""

    q = forms.CharField(
        label=_("Person eller vad händelsen gällde"), max_length=100, required=False
    )
    noun = forms.ChoiceField(label=_("Slag"), choices=any_choice(Noun.choices()), required=False)
    since = forms.DateField(label=_("Från och med"), required=False)
    until = forms.DateField(label=_("Till och med"), required=False)


class ExampleForm(InsynForm):
    """One field of each kind, for the style guide."""

    name = forms.CharField(label=_("Utförarens namn"), max_length=100)
    org_number = forms.CharField(
        label=_("Organisationsnummer"),
        max_length=13,
        help_text=_("Tio siffror, till exempel 556677-8899."),
    )
    email = forms.EmailField(label=_("E-post"), required=False)
    starts_on = forms.DateField(label=_("Avtalet börjar"))
    places = forms.IntegerField(label=_("Antal platser"), min_value=1, required=False)
    price = forms.DecimalField(
        label=_("Dygnspris i kronor"), required=False, max_digits=9, decimal_places=2
    )
    service = forms.ChoiceField(
        label=_("Verksamhet"),
        choices=[
            ("", _("Välj")),
            ("home", _("Hemtjänst")),
            ("residential", _("Särskilt boende för äldre")),
        ],
    )
    announced = forms.ChoiceField(
        label=_("Är besöket anmält i förväg?"),
        choices=[("yes", _("Ja")), ("no", _("Nej"))],
        widget=forms.RadioSelect(attrs={"data-row": "1"}),
    )
    areas = forms.MultipleChoiceField(
        label=_("Områden att följa upp"),
        choices=[
            ("staff", _("Bemanning och kompetens")),
            ("records", _("Genomförandeplaner och social dokumentation")),
            ("deviations", _("Avvikelser, lex Sarah och klagomål")),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Välj minst ett."),
    )
    note = forms.CharField(
        label=_("Anteckning"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    attachment = forms.FileField(label=_("Underlag"), required=False)
    secret = forms.BooleanField(label=_("Uppgifterna rör enskilda"), required=False)


class ExampleFilter(FilterForm):
    """A filter, for the style guide."""

    q = forms.CharField(label=_("Namn eller organisationsnummer"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(State.choices()))
    since = forms.DateField(label=_("Uppföljd efter"))
    late = forms.BooleanField(label=_("Bara försenade"))
