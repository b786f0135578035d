"""What is typed to and by the units that place clients."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import User
from insyn.followups.models import Followup
from insyn.followups.queries.calling_views import possible_people
from insyn.followups.rules.calling_views import USUAL_QUESTION, views_due
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.platform.forms import InsynForm, offer


class CallingUnitForm(InsynForm):
    """Ask which unit is asked for its view, who answers for it, what and by when."""

    unit_name = forms.CharField(label=_("Enhet som avropar"), max_length=150)
    asked_of = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person som tillfrågas"),
        required=False,
        empty_label=_("Ingen, jag har frågat på annat sätt"),
        help_text=_("Personen får ett mejl och svarar på en egen sida i Insyn."),
    )
    question = forms.CharField(
        label=_("Fråga"),
        widget=forms.Textarea,
        max_length=1_000,
        required=False,
        initial=USUAL_QUESTION,
        help_text=_("Personen ser utföraren, avtalet och frågan, men inget annat i uppföljningen."),
    )
    due_on = forms.DateField(
        label=_("Svar senast"), required=False, initial=lambda: views_due(clock.today())
    )
    asked_on = forms.DateField(label=_("Tillfrågad"), initial=clock.today)

    def __init__(self, access: Access, followup: Followup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "asked_of", possible_people(access, followup))


class AnswerForm(InsynForm):
    """Ask the person what they think of the provider."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Dina synpunkter"),
        widget=forms.Textarea,
        max_length=5_000,
        help_text=_(
            "Skriv inga namn eller personnummer på enskilda. Har ni inga synpunkter, skriv det."
        ),
    )
