"""Filters of the pages of an import, and of lists that have no page of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.exchange.rules.changes import ChangeKind
from insyn.kernel.access import Access
from insyn.platform.forms import FilterForm, choices_of, offer
from insyn.registry.models import Agreement


class ChangeFilter(FilterForm):
    """Ask which changes to show. Without an answer, all that are new or changed."""

    kind = forms.ChoiceField(
        label=_("Visa"), choices=[("", _("Nya och ändrade")), *choices_of(ChangeKind)]
    )


class AgreementChoice(FilterForm):
    """Ask of which agreement the rows are taken out. Without an answer, of all."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Avtal"), empty_label=_("Alla")
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", Agreement.objects.visible_to(access))
