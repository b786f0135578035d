"""Narrowing the lists of sanctions and of their amounts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as __

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.rules.ledger import Figure
from insyn.measures.rules.sanctions import SanctionState
from insyn.platform.forms import FilterForm, any_choice, offer
from insyn.registry.models import Agreement, Provider, Unit
from insyn.registry.rules import SanctionKind


class SanctionFilter(FilterForm):
    """Which sanctions the list shows."""

    q = forms.CharField(label=__("Utförare eller nummer"), max_length=100)
    kind = forms.ChoiceField(label=__("Slag"), choices=any_choice(SanctionKind.choices()))
    state = forms.ChoiceField(label=__("Läge"), choices=any_choice(SanctionState.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=__("Nämnd"))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=__("Avtal"))
    provider = forms.ModelChoiceField(Provider.objects.none(), label=__("Utförare"))
    year = forms.IntegerField(label=__("Föreslagen år"), min_value=1900, max_value=2199)
    is_open = forms.BooleanField(label=__("Bara pågående"))

    def __init__(self, access: Access, data: Any, *, without: Iterable[str] = ()) -> None:
        """Offer what the asker sees, ``without`` the fields that the page itself settles."""
        super().__init__(data)
        _offer_seen(self, access)
        for name in without:
            del self.fields[name]


class LedgerFilter(FilterForm):
    """Which rows of the ledger are shown."""

    carried = ("grupp",)

    q = forms.CharField(label=__("Utförare, nummer eller grund"), max_length=100)
    figure = forms.ChoiceField(label=__("Belopp som är"), choices=any_choice(Figure.choices()))
    kind = forms.ChoiceField(label=__("Slag"), choices=any_choice(SanctionKind.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=__("Nämnd"))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=__("Avtal"))
    provider = forms.ModelChoiceField(Provider.objects.none(), label=__("Utförare"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=__("Verksamhet"))
    no_unit = forms.BooleanField(label=__("Bara rader som gäller hela kontraktet"))
    ground = forms.CharField(label=__("Exakt grund"), max_length=200)
    year = forms.IntegerField(label=__("År då perioden börjar"), min_value=1900, max_value=2199)

    def __init__(self, access: Access, data: Any) -> None:
        super().__init__(data)
        _offer_seen(self, access)
        lines = SanctionLine.objects.visible_to(access)
        units = Unit.objects.select_related("provider").filter(pk__in=lines.values("unit"))
        offer(self, "unit", units)


def _offer_seen(form: FilterForm, access: Access) -> None:
    seen = Sanction.objects.visible_to(access).order_by()
    authorities = Authority.objects.select_related("municipality")
    offer(form, "authority", authorities.filter(pk__in=seen.values("authority")))
    agreements = Agreement.objects.visible_to(access)
    offer(form, "agreement", agreements.filter(pk__in=seen.values("contract__agreement")))
    offer(form, "provider", Provider.objects.filter(pk__in=seen.values("contract__provider")))
