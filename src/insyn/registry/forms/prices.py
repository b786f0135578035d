"""Forms about the prices of a contract."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import choices_of, offer
from insyn.registry.forms.lots import LotField
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import Contract, Lot
from insyn.registry.rules import PriceUnit


class PriceForm(VersionedForm):
    """Ask what is paid for a thing, and when."""

    item = forms.CharField(
        label=_("Vad priset gäller"), max_length=150, help_text=_("Till exempel ”Vårddygn”.")
    )
    amount = forms.DecimalField(
        label=_("Pris i kronor"),
        max_digits=12,
        decimal_places=2,
        help_text=_("Utan moms, till exempel 4 250,00."),
    )
    unit = forms.TypedChoiceField(label=_("Per"), choices=choices_of(PriceUnit), coerce=PriceUnit)
    lot = LotField(
        Lot.objects.none(),
        label=_("Avtalsområde"),
        required=False,
        empty_label=_("Hela kontraktet"),
    )
    valid_from = forms.DateField(label=_("Gäller från"))
    valid_to = forms.DateField(
        label=_("Gäller till"), required=False, help_text=_("Tomt betyder tills vidare.")
    )

    def __init__(self, access: Access, contract: Contract, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = Lot.objects.visible_to(access).filter(agreement=contract.agreement_id)
        offer(self, "lot", lots)


class LevelForm(VersionedForm):
    """Ask what a price becomes, and from which day."""

    amount = forms.DecimalField(
        label=_("Nytt pris i kronor"), max_digits=12, decimal_places=2, help_text=_("Utan moms.")
    )
    valid_from = forms.DateField(
        label=_("Gäller från"), help_text=_("Det nuvarande priset slutar gälla dagen före.")
    )


class PriceEndForm(VersionedForm):
    """Ask until which day a price is valid."""

    valid_to = forms.DateField(label=_("Gäller till och med"))
