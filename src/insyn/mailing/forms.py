"""Forms about mail that has left or is to leave."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.mailing.queries import senders_seen
from insyn.mailing.rules import MailKind, MailState
from insyn.platform.forms import FilterForm, InsynForm, any_choice, offer


class MailFilter(FilterForm):
    """Narrow the list of mail."""

    q = forms.CharField(label=_("Adress eller namn"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(MailState.choices()))
    kind = forms.ChoiceField(label=_("Slag"), choices=any_choice(MailKind.choices()))
    first_day = forms.DateField(label=_("Från och med"), widget=forms.DateInput)
    last_day = forms.DateField(label=_("Till och med"), widget=forms.DateInput)
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "authority", senders_seen(access))


class ReasonForm(InsynForm):
    """Why a mail is stopped or sent again."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Skäl"), max_length=200, help_text=_("Sparas i spåret tillsammans med ditt namn.")
    )
