"""Forms about agreements, lots and contracts."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Cooperation
from insyn.kernel.access import Access, Permission
from insyn.platform.forms import FilterForm, InsynForm, SeveralField, any_choice, choices_of, offer
from insyn.registry.forms.providers import ProviderField, VersionedForm
from insyn.registry.models import Agreement, Contract, Lot, Provider, ServiceArea
from insyn.registry.rules import AgreementForm, ContractStatus
from insyn.registry.rules.columns import (
    HIGHEST_RANK,
    LONGEST_CASE_NUMBER,
    LONGEST_LOT,
    LOWEST_RANK,
)
from insyn.registry.rules.names import LONGEST_NAME

IN_FORCE, COMING, ENDED = "in_force", "coming", "ended"


class AgreementFilter(FilterForm):
    """Ask which agreements to list."""

    q = forms.CharField(label=_("Rubrik eller diarienummer"), max_length=100)
    form = forms.ChoiceField(label=_("Avtalsform"), choices=any_choice(AgreementForm.choices()))
    period = forms.ChoiceField(
        label=_("Giltighet"),
        choices=[
            ("", _("Alla")),
            (IN_FORCE, _("Gäller nu")),
            (COMING, _("Har inte börjat")),
            (ENDED, _("Har upphört")),
        ],
    )


class AgreementDetailsForm(VersionedForm):
    """Ask for the terms of an agreement."""

    title = forms.CharField(label=_("Rubrik"), max_length=LONGEST_NAME)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    case_number = forms.CharField(
        label=_("Diarienummer"), max_length=LONGEST_CASE_NUMBER, required=False
    )
    form = forms.TypedChoiceField(
        label=_("Avtalsform"), choices=choices_of(AgreementForm), coerce=AgreementForm
    )
    starts_on = forms.DateField(label=_("Gäller från"))
    ends_on = forms.DateField(
        label=_("Gäller till"), required=False, help_text=_("Tomt betyder tills vidare.")
    )
    has_insight_clause = forms.BooleanField(
        label=_("Avtalet har en insynsklausul"),
        required=False,
        help_text=_("Ger allmänheten insyn i verksamheten (kommunallagen 10 kap. 9 §)."),
    )
    cooperation = forms.ModelChoiceField(
        Cooperation.objects.none(),
        label=_("Samverkan"),
        required=False,
        help_text=_("De andra nämnderna i samverkan kan då läsa avtalet och det som rapporterats."),
    )

    def __init__(
        self, access: Access, agreement: Agreement | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ids = access.authorities_where(Permission.EDIT_REGISTER)
        if agreement is not None:
            ids = frozenset({agreement.authority_id})
        offer(
            self, "authority", Authority.objects.select_related("municipality").filter(pk__in=ids)
        )
        offer(self, "cooperation", Cooperation.objects.filter(members__in=ids).distinct())
        if len(ids) == 1:
            self.fields["authority"].initial = next(iter(ids))


class LotForm(InsynForm):
    """Ask what a lot is called and where it belongs."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_LOT)
    parent = forms.ModelChoiceField(
        Lot.objects.none(),
        label=_("Ingår i"),
        required=False,
        empty_label=_("Inget annat avtalsområde"),
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )

    def __init__(
        self, access: Access, agreement: Agreement, lot: Lot | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = Lot.objects.visible_to(access).filter(agreement=agreement, parent=None)
        offer(self, "parent", areas.exclude(pk=lot.pk) if lot else areas)


class LotsField(SeveralField):
    """Lots to tick; a part is shown with the lot around it."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Lot)
        return obj.full_name


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
    lots = LotsField(
        Lot.objects.none(),
        label=_("Avtalsområden"),
        required=False,
    )
    units = SeveralField(Provider.objects.none(), label=_("Verksamheter"), required=False)
    status = forms.TypedChoiceField(
        label=_("Läge"), choices=choices_of(ContractStatus), coerce=ContractStatus
    )
    status_reason = forms.CharField(
        label=_("Skäl till läget"),
        max_length=300,
        required=False,
        help_text=_("Behövs när kontraktet inte är aktivt."),
    )

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
        offer(self, "lots", lots.in_tree_order())
        if contract is None:
            del self.fields["units"]
        else:
            del self.fields["provider"]
            offer(self, "units", contract.provider.units.all())
