"""Reading what is typed about what was agreed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.dialogues.models import AgreedPoint
from insyn.dialogues.queries.meetings import authorities_with_meetings
from insyn.dialogues.queries.points import PointState
from insyn.dialogues.rules import AgreedBy
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import FilterForm, InsynForm, any_choice, choices_of, offer


class PointFilter(FilterForm):
    """Ask which agreed points to list."""

    q = forms.CharField(label=_("Överenskommelse eller utförare"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(PointState.choices()))
    done_by = forms.ChoiceField(label=_("Görs av"), choices=any_choice(AgreedBy.choices()))
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", authorities_with_meetings(access))


class PointForm(InsynForm):
    """Ask what was agreed, who does it and by when."""

    text = forms.CharField(
        label=_("Vad ni kom överens om"),
        help_text=_("Skriv så att det går att se när det är klart. Utföraren läser det."),
        max_length=300,
    )
    done_by = forms.TypedChoiceField(
        label=_("Görs av"), choices=choices_of(AgreedBy), coerce=AgreedBy
    )
    due_on = forms.DateField(label=_("Klart senast"))


class PointChangeForm(PointForm):
    """Ask for the same of a point that is changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, point: AgreedPoint, data: Any = None) -> None:
        names = ("text", "done_by", "due_on", "version")
        known = {name: getattr(point, name) for name in names}
        super().__init__(data, initial=known)


class DoneForm(InsynForm):
    """Ask when it was done and how it went."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    done_on = forms.DateField(label=_("Klart"), initial=clock.today)
    how = forms.CharField(
        label=_("Hur det gick"),
        help_text=_("Skriv inga namn på dem som får insatser."),
        max_length=300,
        required=False,
    )
