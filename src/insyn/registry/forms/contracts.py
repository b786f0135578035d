"""Forms about contracts and their status."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, SeveralField, any_choice, choices_of, offer
from insyn.registry.forms.lots import LotField, LotsField
from insyn.registry.forms.providers import ProviderField, VersionedForm
from insyn.registry.models import Agreement, Contract, Lot, Unit
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.columns import HIGHEST_RANK, LOWEST_RANK
from insyn.registry.rules.names import LONGEST_NAME


class ContractFilter(FilterForm):
    """Ask which contracts to list. Lots are offered once an agreement is chosen."""

    q = forms.CharField(label=_("Utförare eller avtal"), max_length=100)
    agreement = forms.TypedChoiceField(label=_("Avtal"))
    lot = LotField(Lot.objects.none(), label=_("Avtalsområde"), empty_label=_("Alla"))
    status = forms.ChoiceField(label=_("Läge"), choices=any_choice(ContractStatus.choices()))
    on = forms.DateField(label=_("Gäller den"))

    def __init__(
        self, access: Access, agreements: Sequence[Agreement], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_agreements(self, agreements)
        told = str(self["agreement"].data or "")
        chosen = next((row for row in agreements if str(row.pk) == told), None)
        if chosen is not None:
            offer(self, "lot", Lot.objects.visible_to(access).filter(agreement=chosen))
        else:
            del self.fields["lot"]


class HeldContractFilter(FilterForm):
    """Ask which contracts of one agreement to list."""

    q = forms.CharField(label=_("Utförare"), max_length=100)
    lot = LotField(Lot.objects.none(), label=_("Avtalsområde"), empty_label=_("Alla"))
    status = forms.ChoiceField(label=_("Läge"), choices=any_choice(ContractStatus.choices()))
    on = forms.DateField(label=_("Gäller den"))

    def __init__(self, access: Access, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lot", Lot.objects.visible_to(access).filter(agreement=agreement))


def offer_agreements(form: forms.BaseForm, agreements: Sequence[Agreement]) -> None:
    """Let the field ``agreement`` offer these agreements, which are already read."""
    known = {str(row.pk): row for row in agreements}
    field = form.fields["agreement"]
    assert isinstance(field, forms.TypedChoiceField)
    field.choices = [("", _("Alla")), *((key, str(row)) for key, row in known.items())]
    field.coerce = known.__getitem__
    field.empty_value = None


class ContractForm(VersionedForm):
    """Ask for a provider's place in an agreement."""

    provider = ProviderField(
        label=_("Utförare"),
        max_length=LONGEST_NAME,
        help_text=_("Namn eller organisationsnummer så som det står i registret."),
    )
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(
        label=_("Gäller till"), required=False, help_text=_("Tomt betyder tills vidare.")
    )
    rank = forms.IntegerField(
        label=_("Rangordning"), min_value=LOWEST_RANK, max_value=HIGHEST_RANK, required=False
    )
    lots = LotsField(Lot.objects.none(), label=_("Avtalsområden"), required=False)
    units = SeveralField(Unit.objects.none(), label=_("Verksamheter"), required=False)

    def __init__(
        self,
        access: Access,
        agreement: Agreement,
        contract: Contract | None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lots = Lot.objects.visible_to(access).filter(agreement=agreement)
        offer(self, "lots", lots)
        if contract is None:
            del self.fields["units"]
        else:
            del self.fields["provider"]
            offer(self, "units", contract.provider.units.all())


class StatusForm(VersionedForm):
    """Ask what a contract's status becomes, why, and for how long."""

    status = forms.TypedChoiceField(
        label=_("Läge"),
        choices=choices_of(ContractStatus),
        coerce=ContractStatus,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        required=False,
        help_text=_("Behövs när kontraktet inte är aktivt. Namnge inga enskilda personer."),
    )
    starts_on = forms.DateField(
        label=_("Från och med"),
        required=False,
        help_text=_("För ett avslutat kontrakt: dagen då det upphörde."),
    )
    ends_on = forms.DateField(
        label=_("Till och med"), required=False, help_text=_("Tomt betyder tills vidare.")
    )
