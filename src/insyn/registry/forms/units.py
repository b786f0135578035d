"""Forms about units, who runs them, and their permits."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Municipality
from insyn.platform import clock
from insyn.platform.forms import FilterForm, any_choice, choices_of, offer
from insyn.registry.forms.providers import ProviderField, VersionedForm
from insyn.registry.models import Provider, ServiceArea, Unit, UnitOperation
from insyn.registry.queries.units import possible_holders
from insyn.registry.rules import EndReason, OperatingForm, PermitKind, PermitStatus
from insyn.registry.rules.names import LONGEST_NAME
from insyn.registry.rules.permits import OLDEST_AGE, PermitState

MOST_PLACES = 10_000


class UnitFilter(FilterForm):
    """Ask which units to list."""

    q = forms.CharField(label=_("Verksamhet eller utförare"), max_length=100)
    permit = forms.ChoiceField(label=_("Tillstånd"), choices=any_choice(PermitState.choices()))
    area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), empty_label=_("Alla")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("Kommun"), empty_label=_("Alla")
    )
    form = forms.ChoiceField(label=_("Driftform"), choices=any_choice(OperatingForm.choices()))
    status = forms.ChoiceField(
        label=_("Läge"),
        choices=[("", _("Alla")), ("open", _("Öppna")), ("closed", _("Avslutade"))],
    )


class UnitForm(VersionedForm):
    """Ask what a unit is called and what it does."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_NAME)
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(),
        label=_("Verksamhetsområde"),
        help_text=_("I ett skyddat boende lagras aldrig adressen, inte heller i andra fält."),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(), label=_("Kommun"), required=False
    )
    places = forms.IntegerField(
        label=_("Platser"), min_value=0, max_value=MOST_PLACES, required=False
    )
    manager_since = forms.DateField(
        label=_("Chefen tillträdde"),
        required=False,
        help_text=_("Den dag då den nuvarande chefen eller föreståndaren började."),
    )
    first_client_on = forms.DateField(
        label=_("Första placeringen"),
        required=False,
        help_text=_("Den dag då den första personen fick plats eller insats här."),
    )


class CloseUnitForm(VersionedForm):
    """Ask from which day a unit is closed; a closed one is offered to open again."""

    closed_on = forms.DateField(
        label=_("Avslutad"),
        required=False,
        help_text=_("Den första dagen då verksamheten inte finns. Lämna tomt om den är öppen."),
    )

    def __init__(self, unit: Unit, data: QueryDict | None = None) -> None:
        initial = {"version": unit.version, "closed_on": None if unit.closed_on else clock.today()}
        super().__init__(data, initial=initial)


class NewOperatorForm(VersionedForm):
    """Ask who takes over a unit, and why the former operator ceased."""

    provider = ProviderField(
        label=_("Ny utförare"),
        max_length=LONGEST_NAME,
        help_text=_("Skriv namnet eller organisationsnumret. Utföraren ska finnas i registret."),
    )
    starts_on = forms.DateField(
        label=_("Driver verksamheten från"),
        help_text=_("Den nya utförarens första dag. Den förra slutar dagen före."),
    )
    end_reason = forms.TypedChoiceField(
        label=_("Varför slutade den förra?"), choices=choices_of(EndReason), coerce=EndReason
    )
    note = forms.CharField(label=_("Anteckning"), max_length=300, required=False)


class OperationForm(VersionedForm):
    """Ask who ran a unit, from when to when.

    Who it was is not corrected: a wrong one is taken away. The one who runs it now has no end.
    """

    field_order = ("provider", "starts_on", "ends_on", "end_reason", "note")
    provider = ProviderField(
        label=_("Utförare"),
        max_length=LONGEST_NAME,
        help_text=_("Skriv namnet eller organisationsnumret. Utföraren ska finnas i registret."),
    )
    starts_on = forms.DateField(
        label=_("Från"), required=False, help_text=_("Lämna tomt om dagen inte är känd.")
    )
    ends_on = forms.DateField(label=_("Till och med"), help_text=_("Den sista dagen."))
    end_reason = forms.TypedChoiceField(
        label=_("Varför slutade utföraren?"),
        choices=[("", _("Inte angivet")), *choices_of(EndReason)],
        coerce=EndReason,
        empty_value="",
        required=False,
    )
    note = forms.CharField(label=_("Anteckning"), max_length=300, required=False)

    def __init__(self, operation: UnitOperation | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if operation is not None:
            del self.fields["provider"]
        if operation is not None and operation.ends_on is None:
            del self.fields["ends_on"]
            del self.fields["end_reason"]


class PermitForm(VersionedForm):
    """Ask what a permit says. Only one that is kept already may be anything but valid."""

    kind = forms.TypedChoiceField(
        label=_("Slag"),
        choices=choices_of(PermitKind),
        coerce=PermitKind,
        help_text=_(
            "Privata utförare söker tillstånd hos IVO. Kommuner och regioner anmäler "
            "(socialtjänstlagen 26 kap. 1 och 2 §§, LSS 23 §)."
        ),
    )
    holder = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("Innehavare"),
        required=False,
        empty_label=_("Inte känd"),
        help_text=_(
            "Den som har fått tillståndet eller gjort anmälan. Ett tillstånd kan inte överlåtas: "
            "när en annan driver verksamheten räknas det inte."
        ),
    )
    number = forms.CharField(label=_("Diarienummer hos IVO"), max_length=60, required=False)
    valid_from = forms.DateField(label=_("Gäller från"))
    valid_to = forms.DateField(
        label=_("Gäller till och med"),
        required=False,
        help_text=_("Lämna tomt om det gäller tills vidare."),
    )
    status = forms.TypedChoiceField(
        label=_("Läge"), choices=choices_of(PermitStatus), coerce=PermitStatus
    )
    target_group = forms.CharField(label=_("Målgrupp"), max_length=300, required=False)
    age_from = forms.IntegerField(
        label=_("Ålder från"), min_value=0, max_value=OLDEST_AGE, required=False
    )
    age_to = forms.IntegerField(
        label=_("Ålder till"), min_value=0, max_value=OLDEST_AGE, required=False
    )
    places = forms.IntegerField(
        label=_("Högsta antal platser"), min_value=0, max_value=MOST_PLACES, required=False
    )
    manager = forms.CharField(
        label=_("Föreståndare"),
        max_length=150,
        required=False,
        help_text=_("Den som tillståndet namnger."),
    )
    conditions = forms.CharField(label=_("Villkor"), widget=forms.Textarea, required=False)

    def __init__(self, unit: Unit, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "holder", possible_holders(unit))
        if is_new:
            del self.fields["status"]


class EndPermitForm(VersionedForm):
    """Ask why a permit no longer stands, and which day was its last."""

    status = forms.TypedChoiceField(
        label=_("Vad har hänt?"),
        choices=[pair for pair in choices_of(PermitStatus) if pair[0] != PermitStatus.VALID],
        coerce=PermitStatus,
    )
    last_day = forms.DateField(
        label=_("Sista dag"), help_text=_("Den sista dagen som tillståndet gällde.")
    )
