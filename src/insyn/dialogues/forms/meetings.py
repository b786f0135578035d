"""Reading what is typed about a meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.dialogues.models import AgendaItem, DialogueMeeting
from insyn.dialogues.queries.meetings import (
    authorities_that_meet,
    authorities_with_meetings,
    contracts_to_meet_about,
    people_of,
    years_of_meetings,
)
from insyn.dialogues.rules import MeetingMode, MeetingState
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer
from insyn.registry.models import Contract

PLANNED = ("planned_on", "starts_at", "ends_at", "mode", "place", "purpose", "responsible")


class MeetingFilter(FilterForm):
    """Ask which meetings to list."""

    q = forms.CharField(label=_("Utförare eller avtal"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(MeetingState.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_with_meetings(access))
        years = [(str(year), str(year)) for year in years_of_meetings(access)]
        self.fields["year"].choices = [("", _("Alla")), *years]  # type: ignore[attr-defined]


class _Planned(InsynForm):
    planned_on = forms.DateField(label=_("Dag"))
    starts_at = forms.TimeField(label=_("Klockan"), required=False)
    ends_at = forms.TimeField(label=_("Till klockan"), required=False)
    mode = forms.TypedChoiceField(
        label=_("Sätt"), choices=choices_of(MeetingMode), coerce=MeetingMode
    )
    place = forms.CharField(label=_("Plats eller länk"), max_length=200, required=False)
    purpose = forms.CharField(
        label=_("Syfte"),
        help_text=_("Utföraren läser det i inbjudan."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(), label=_("Ansvarig"), required=False, empty_label=_("Ingen utsedd")
    )


class PlanForm(_Planned):
    """Ask with whom, when, where and why to meet."""

    contract = forms.ModelChoiceField(
        Contract.objects.none(), label=_("Utförare och avtal"), empty_label=_("Välj")
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    field_order = ("contract", "authority", *PLANNED)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authorities = authorities_that_meet(access)
        offer(self, "authority", authorities)
        offer(self, "contract", contracts_to_meet_about(access))
        offer(self, "responsible", people_of(authorities))
        self.fields["responsible"].initial = access.user_id
        if len(authorities) == 1:
            self.fields["authority"].initial = authorities[0]


class ChangeForm(_Planned):
    """Ask for the same of a meeting that is replanned; with whom stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: DialogueMeeting, data: Any = None) -> None:
        known = {name: getattr(meeting, name) for name in (*PLANNED, "version")}
        super().__init__(data, initial=known)
        people = people_of(Authority.objects.filter(pk=meeting.authority_id))
        if meeting.responsible_id:
            people = (people | User.objects.filter(pk=meeting.responsible_id)).distinct()
        offer(self, "responsible", people)


class VersionForm(InsynForm):
    """Carry the version that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ItemForm(VersionForm):
    """Ask for an item of one's own."""

    title = forms.CharField(label=_("Egen punkt"), max_length=300)


class InviteForm(VersionForm):
    """Ask for a greeting to go with the invitation."""

    message = forms.CharField(
        label=_("Meddelande till utföraren"),
        help_text=_("Står först i inbjudan. Du kan lämna det tomt."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
    )


class CancelForm(VersionForm):
    """Ask why a meeting is called off."""

    reason = forms.CharField(
        label=_("Varför ställs mötet in?"),
        help_text=_("Skälet stannar hos nämnden. Utföraren får bara veta att mötet är inställt."),
        max_length=300,
    )


class HoldForm(VersionForm):
    """Ask when the meeting was held, who was there, and what was said of each item."""

    held_on = forms.DateField(label=_("Genomfört"))
    participants = forms.CharField(
        label=_("Deltagare, efter roll"),
        help_text=_("Till exempel: verksamhetschef, två uppföljare. Skriv inga namn."),
        max_length=300,
    )
    notes = forms.CharField(
        label=_("Övrigt"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(
        self, meeting: DialogueMeeting, items: Sequence[AgendaItem], data: Any = None
    ) -> None:
        known = {
            "version": meeting.version,
            "held_on": meeting.held_on or min(meeting.planned_on, clock.today()),
            "participants": meeting.participants,
            "notes": meeting.notes,
        }
        super().__init__(data, initial=known)
        self.keys = {f"item_{item.pk}": item.pk for item in items}
        for item in items:
            self.fields[f"item_{item.pk}"] = forms.CharField(
                label=item.title,
                widget=forms.Textarea(attrs={"rows": 3}),
                required=False,
                initial=item.notes,
            )
        self.order_fields(["version", "held_on", "participants", *self.keys, "notes"])

    def said(self) -> dict[int, str]:
        """Return what was said of each item, by its key."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
