"""Reading which of the commissioner's shortcomings to list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from insyn.accounts.models import Authority
from insyn.findings.queries.shortcomings import ShortcomingState, shortcomings
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, any_choice, offer


class ShortcomingFilter(FilterForm):
    """Which shortcomings to list."""

    q = forms.CharField(label=gettext_lazy("Text, område eller ansvarig"), max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("Läge"), choices=any_choice(ShortcomingState.choices())
    )
    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label=gettext_lazy("Nämnd"),
        empty_label=gettext_lazy("Alla nämnder"),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = shortcomings(access).order_by().values("followup__authority")
        boards = Authority.objects.filter(pk__in=owners).select_related("municipality")
        offer(self, "authority", boards)
