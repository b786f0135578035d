"""The filter of the list of checks to make."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.monitoring.queries.due import Wanted
from insyn.monitoring.rules import CheckKind
from insyn.platform.forms import FilterForm, any_choice, offer

AHEAD = {"0": 0, "30": 30, "90": 90, "365": 365}
NORMAL = 30


class DueFilter(FilterForm):
    """Narrow the list of checks to make down."""

    q = forms.CharField(label=_("Utförare"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("Kontroll"), choices=any_choice(CheckKind.choices()), required=False
    )
    ahead = forms.ChoiceField(
        label=_("Ska vara gjord"),
        choices=[
            ("", _("Inom 30 dagar")),
            ("0", _("Nu")),
            ("90", _("Inom 90 dagar")),
            ("365", _("Inom ett år")),
        ],
        required=False,
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"), required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = access.authorities_where(Permission.CHECK_REGISTERS)
        offer(self, "authority", Authority.objects.select_related("municipality").filter(
            pk__in=mine
        ))  # fmt: skip

    def wanted(self, today: date) -> Wanted:
        """Return what the list shall show."""
        chosen = self.chosen
        authority = chosen["authority"]
        return Wanted(
            until=today + timedelta(days=AHEAD.get(chosen["ahead"] or "", NORMAL)),
            q=chosen["q"] or "",
            kind=CheckKind(chosen["kind"]) if chosen["kind"] else None,
            authority_id=authority.pk if authority else None,
        )
