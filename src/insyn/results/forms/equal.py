"""What to compare: boards, time and kind of service, read from the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, offer
from insyn.registry.models import ServiceArea
from insyn.results.rules.scope import Scope


class EqualFilter(FilterForm):
    """Ask for the time, the boards and the kind of service. Without any: all boards, two years.

    Two years, since in one year most boards follow up too few to compare.
    """

    starts_on = forms.DateField(label=__("Rapporterade från"), required=False)
    ends_on = forms.DateField(label=__("Till och med"), required=False)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=__("Nämnd"), required=False, empty_label=__("Alla")
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=__("Verksamhetsområde"), required=False,
        empty_label=__("Alla"),
    )  # fmt: skip

    def __init__(self, access: Access, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = access.authority_ids
        self.today = today
        mine = Authority.objects.select_related("municipality").filter(pk__in=self.boards)
        offer(self, "authority", mine)

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Sista dagen ligger före den första. Ändra en av dem."))
        return found

    @property
    def scope(self) -> Scope:
        """Return what is asked for; what cannot be read counts as not chosen."""
        board, area = self.chosen["authority"], self.chosen["service_area"]
        last = self.chosen["ends_on"] or self.today
        first = self.chosen["starts_on"] or date(last.year - 1, 1, 1)
        return Scope(
            frozenset({board.pk}) if board else frozenset(self.boards),
            min(first, last),
            last,
            area.pk if area else None,
        )
