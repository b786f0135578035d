"""Choosing lots, in the order and with the names that their tree gives them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Model
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from insyn.kernel.access import Access
from insyn.platform.forms import InsynForm, SeveralField, offer
from insyn.registry.models import Agreement, Lot, ServiceArea
from insyn.registry.queries.lots import in_order, lots_that_can_hold
from insyn.registry.rules.columns import LONGEST_LOT


class TreeIterator(ModelChoiceIterator):  # type: ignore[type-arg]  # only in stubs
    """Yields the lots as their tree is read, in one query."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for lot in in_order(self.queryset):
            yield self.choice(lot)


class LotField(forms.ModelChoiceField):  # type: ignore[type-arg]  # only in stubs
    """One lot to choose; a part is shown with the lots around it."""

    iterator = TreeIterator

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Lot)
        return obj.full_name


class LotsField(SeveralField):
    """Lots to tick; a part is shown with the lots around it."""

    iterator = TreeIterator

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Lot)
        return obj.full_name


class LotForm(InsynForm):
    """Ask what a lot is called and where it belongs."""

    name = forms.CharField(label=_("Namn"), max_length=LONGEST_LOT)
    parent = LotField(
        Lot.objects.none(),
        label=_("Ingår i"),
        required=False,
        empty_label=_("Inget annat avtalsområde"),
        help_text=_("Avtalsområden kan ligga i högst fyra nivåer."),
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )

    def __init__(
        self, access: Access, agreement: Agreement, lot: Lot | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        holding = [row.pk for row in lots_that_can_hold(access, agreement, lot)]
        offer(self, "parent", Lot.objects.visible_to(access).filter(pk__in=holding))
