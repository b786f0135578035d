"""Reading what is typed about network meetings, the responsibility list and coordinations."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, Membership, User
from insyn.coordination.models import NetworkMeeting, NetworkPlace, ServiceDuty
from insyn.coordination.queries.instructions import authorities_that_coordinate, coordinated_by
from insyn.coordination.rules import DutyGround, DutyState, NetworkState, ServiceForm
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import (
    FilterForm,
    InsynForm,
    SeveralField,
    any_choice,
    choices_of,
    offer,
)
from insyn.registry.models import ServiceArea

PLANNED = ("planned_on", "starts_at", "ends_at", "place", "agenda", "responsible")


class EndForm(InsynForm):
    """Ask when a coordination ends."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    last_day = forms.DateField(
        label=_("Sista dag"),
        help_text=_("Lämna tomt för att avsluta genast."),
        required=False,
    )


class NetworkFilter(FilterForm):
    """Ask which network meetings to list."""

    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(NetworkState.choices()))


class NetworkForm(InsynForm):
    """Ask when and where to meet, about what, and who are invited."""

    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Samordnande nämnd"), empty_label=None
    )
    planned_on = forms.DateField(label=_("Dag"))
    starts_at = forms.TimeField(label=_("Klockan"), required=False)
    ends_at = forms.TimeField(label=_("Till klockan"), required=False)
    place = forms.CharField(label=_("Plats eller länk"), max_length=200, required=False)
    agenda = forms.CharField(
        label=_("Dagordning"),
        help_text=_("En punkt på varje rad."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
    )
    invited = SeveralField(Authority.objects.none(), label=_("Bjud in"))
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Ansvarig"), required=False, empty_label=_("Ingen utsedd")
    )

    def __init__(
        self, access: Access, meeting: NetworkMeeting | None = None, data: Any = None
    ) -> None:
        known: dict[str, Any] = {"responsible": access.user_id}
        if meeting is not None:
            known = {name: getattr(meeting, name) for name in (*PLANNED, "version")}
            places = NetworkPlace.objects.visible_to(access).filter(meeting=meeting)
            known["invited"] = list(places.values_list("authority_id", flat=True))
        super().__init__(data, initial=known)
        coordinators = authorities_that_coordinate(access)
        if meeting is None:
            offer(self, "authority", coordinators)
            keys = list(coordinators.values_list("pk", flat=True))
        else:
            del self.fields["authority"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
            keys = [meeting.authority_id]
        invited = Authority.objects.none()
        for key in keys:
            invited = invited | coordinated_by(key, with_itself=False)
        offer(self, "invited", invited)
        people = Membership.objects.current(clock.today()).filter(authority__in=keys)
        users = User.objects.filter(is_active=True, pk__in=people.values("user"))
        offer(self, "responsible", users.order_by("first_name", "last_name", "username"))


class CancelForm(InsynForm):
    """Ask why a meeting is called off."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Varför ställs mötet in?"),
        help_text=_("De inbjudna får veta att mötet är inställt."),
        max_length=300,
    )


class HoldForm(InsynForm):
    """Ask when the meeting was held, who came from where, and what was said."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("Genomfört"))
    notes = forms.CharField(
        label=_("Anteckningar"), widget=forms.Textarea(attrs={"rows": 8}), required=False
    )

    def __init__(
        self, meeting: NetworkMeeting, places: Sequence[NetworkPlace], data: Any = None
    ) -> None:
        known = {
            "version": meeting.version,
            "held_on": meeting.held_on or min(meeting.planned_on, clock.today()),
            "notes": meeting.notes,
        }
        super().__init__(data, initial=known)
        self.keys = {f"place_{one.authority_id}": one.authority_id for one in places}
        for one in places:
            self.fields[f"place_{one.authority_id}"] = forms.CharField(
                label=_("Deltagare från %(authority)s, efter roll") % {"authority": one},
                initial=one.participants,
                max_length=300,
                required=False,
            )
        self.order_fields(["version", "held_on", *self.keys, "notes"])

    def participants(self) -> dict[int, str]:
        """Return who came, by the keys of the authorities."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class PointForm(InsynForm):
    """Ask what was agreed, who does it and by when."""

    text = forms.CharField(label=_("Vad"), max_length=300)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Görs av"), empty_label=_("Välj")
    )
    due_on = forms.DateField(label=_("Klart senast"))

    def __init__(
        self, meeting: NetworkMeeting, places: Sequence[NetworkPlace], data: Any = None
    ) -> None:
        super().__init__(data)
        keys = [meeting.authority_id, *(one.authority_id for one in places)]
        offer(
            self, "authority", Authority.objects.select_related("municipality").filter(pk__in=keys)
        )


class DutyFilter(FilterForm):
    """Ask which lines of the responsibility list to show."""

    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(DutyState.choices()))
    form = forms.ChoiceField(label=_("Regiform"), choices=any_choice(ServiceForm.choices()))
    area = forms.ModelChoiceField(ServiceArea.objects.all(), label=_("Insats"))


class DutyForm(InsynForm):
    """Ask who follows up a kind of service, and what says so."""

    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Samordnande nämnd"), empty_label=None
    )
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Insats"), empty_label=_("Välj")
    )
    form = forms.TypedChoiceField(
        label=_("Regiform"), choices=choices_of(ServiceForm), coerce=ServiceForm
    )
    run_by = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Ansvarar för verksamheten"), required=False,
        empty_label=_("Hela kommunen"),
    )  # fmt: skip
    reviewer = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Följer upp"), required=False, empty_label=_("Ingen")
    )
    ground = forms.TypedChoiceField(
        label=_("Bygger på"), choices=choices_of(DutyGround), coerce=DutyGround
    )
    note = forms.CharField(label=_("Anteckning"), max_length=300, required=False)

    def __init__(self, access: Access, duty: ServiceDuty | None = None, data: Any = None) -> None:
        names = ("service_area", "form", "run_by", "reviewer", "ground", "note", "version")
        super().__init__(data, initial={n: getattr(duty, n) for n in names} if duty else {})
        coordinators = authorities_that_coordinate(access)
        offer(self, "authority", coordinators)
        if duty is not None:
            del self.fields["authority"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)
        towns = {one.municipality_id for one in coordinators}
        if duty is not None:
            towns |= {duty.authority.municipality_id}
        boards = Authority.objects.select_related("municipality").filter(municipality__in=towns)
        for name in ("run_by", "reviewer"):
            offer(self, name, boards)
