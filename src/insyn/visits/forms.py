"""What is typed about visits and observations."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.criteria.models import Question, QuestionQuerySet
from insyn.platform import clock
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind

LONGEST_PARTICIPANTS = 300


class BookingForm(InsynForm):
    """Ask for when and how the reviewers meet the provider."""

    kind = forms.TypedChoiceField(label=_("Slag"), choices=choices_of(VisitKind), coerce=VisitKind)
    planned_on = forms.DateField(label=_("Dag"))
    starts_at = forms.TimeField(label=_("Klockan"), required=False)
    is_announced = forms.BooleanField(
        label=_("Anmält i förväg"),
        required=False,
        initial=True,
        help_text=_("Ta bort krysset för ett oanmält besök."),
    )
    participants = forms.CharField(
        label=_("Deltagare från utföraren"),
        max_length=LONGEST_PARTICIPANTS,
        required=False,
        help_text=_("Skriv roller, till exempel ”verksamhetschef och två behandlare”."),
    )


class CarryOutForm(InsynForm):
    """Ask for when the visit took place and who was there."""

    visited_on = forms.DateField(label=_("Genomfört"))
    participants = forms.CharField(
        label=_("Deltagare från utföraren"),
        max_length=LONGEST_PARTICIPANTS,
        required=False,
        help_text=_("Skriv roller, till exempel ”verksamhetschef och två behandlare”."),
    )
    note = forms.CharField(
        label=_("Anteckning"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Skriv inget som pekar ut en enskild."),
    )

    def __init__(self, visit: Visit, data: QueryDict | None) -> None:
        known = {
            "visited_on": min(visit.planned_on, clock.today()),
            "participants": visit.participants,
        }
        super().__init__(data, initial=known)


class ObservationForm(InsynForm):
    """Ask what was seen or heard, and which question it answers."""

    question = forms.ModelChoiceField(
        Question.objects.none(),
        label=_("Fråga"),
        required=False,
        empty_label=_("Hela området"),
    )
    text = forms.CharField(
        label=_("Iakttagelse"),
        widget=forms.Textarea,
        help_text=_("Skriv vad ni såg eller hörde. Skriv inget som pekar ut en enskild."),
    )

    def __init__(self, questions: QuestionQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "question", questions)


class RewordForm(InsynForm):
    """Ask for an observation in other words."""

    text = forms.CharField(label=_("Iakttagelse"), widget=forms.Textarea)
