"""What is typed about rights to decide, and what the lists can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Membership, User
from insyn.delegations.models import Delegation
from insyn.delegations.queries.lists import authorities_seen, authorities_with_order
from insyn.delegations.rules import Matter
from insyn.kernel.access import Access, Role
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer

DECIDES = [
    (role.value, _(role.label)) for role in Role if role not in {Role.READER, Role.SYSTEM_ADMIN}
]
"""The roles that can be given a right: those who work for the board."""


class OrderFilter(FilterForm):
    """Ask which rights to list."""

    q = forms.CharField(label=_("Punkt eller villkor"), max_length=100)
    matter = forms.ChoiceField(label=_("Ärendetyp"), choices=any_choice(Matter.choices()))
    show_ended = forms.BooleanField(label=_("Visa även avslutade"))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_seen(access))


class DecisionFilter(FilterForm):
    """Ask which decisions to list."""

    q = forms.CharField(label=_("Nummer eller beslut"), max_length=100)
    show = forms.ChoiceField(
        label=_("Anmälan"),
        choices=[
            ("", _("Alla")),
            ("waiting", _("Ska anmälas")),
            ("reported", _("Anmälda")),
            ("board", _("Nämndens egna")),
        ],
    )
    matter = forms.ChoiceField(label=_("Ärendetyp"), choices=any_choice(Matter.choices()))
    first_day = forms.DateField(label=_("Från och med"), widget=forms.DateInput)
    last_day = forms.DateField(label=_("Till och med"), widget=forms.DateInput)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_seen(access))


class RightForm(InsynForm):
    """Ask who may decide what, on what clause, up to what and when."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    matter = forms.TypedChoiceField(
        label=_("Ärendetyp"), choices=[("", _("Välj")), *choices_of(Matter)], coerce=Matter
    )
    clause = forms.CharField(
        label=_("Punkt i delegationsordningen"),
        max_length=60,
        help_text=_("Som i nämndens delegationsordning, till exempel 4.2."),
    )
    role = forms.TypedChoiceField(
        label=_("Roll"),
        choices=[("", _("Ingen roll, en person")), *DECIDES],
        coerce=Role,
        empty_value=None,
        required=False,
        help_text=_("Välj en roll eller en person, inte båda."),
    )
    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person"),
        required=False,
        empty_label=_("Ingen person, en roll"),
    )
    most = forms.DecimalField(
        label=_("Högst belopp i kronor"),
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text=_("Lämna tomt om delegationen inte har någon beloppsgräns."),
    )
    note = forms.CharField(label=_("Villkor"), max_length=300, required=False)
    valid_from = forms.DateField(label=_("Gäller från"), initial=clock.today)
    valid_to = forms.DateField(label=_("Gäller till"), required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = authorities_with_order(access)
        offer(self, "authority", authorities)
        members = Membership.objects.current(clock.today()).filter(authority__in=authorities)
        people = User.objects.filter(is_active=True, pk__in=members.values("user"))
        offer(self, "user", people.order_by("first_name", "last_name", "username"))
        if len(authorities) == 1:
            self.fields["authority"].initial = authorities[0]


class RightChangeForm(RightForm):
    """Ask for the same of a right that is changed; the board stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, access: Access, right: Delegation, *args: Any, **kwargs: Any) -> None:
        names = ("matter", "clause", "role", "user", "most", "note", "valid_from", "valid_to")
        known = {name: getattr(right, name) for name in (*names, "version")}
        super().__init__(access, *args, initial=known, **kwargs)
        del self.fields["authority"]


class EndForm(InsynForm):
    """Ask after which day a right no longer holds."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    valid_to = forms.DateField(label=_("Sista dagen den gäller"), initial=clock.today)


class ReportForm(InsynForm):
    """Ask on which day the board is told of the ticked decisions."""

    reported_on = forms.DateField(
        label=_("Nämndens sammanträde"),
        initial=clock.today,
        help_text=_("Den dag då besluten anmäls till nämnden."),
    )
