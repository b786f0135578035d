"""What is typed about visits and observations."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from insyn.criteria.models import Question, QuestionQuerySet
from insyn.followups.models import Followup
from insyn.platform import clock
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import Unit
from insyn.visits.models import Visit, VisitQuerySet
from insyn.visits.rules import VisitKind
from insyn.visits.rules.times import times_problem

LONGEST_PARTICIPANTS = 300
NO_NAMES = _("Skriv inga namn och inget som pekar ut en enskild.")


class BookingForm(InsynForm):
    """Ask for when, where and why the reviewers meet the provider."""

    kind = forms.TypedChoiceField(label=_("Slag"), choices=choices_of(VisitKind), coerce=VisitKind)
    is_announced = forms.BooleanField(
        label=_("Anmält i förväg"),
        required=False,
        initial=True,
        help_text=_("Ta bort krysset för ett oanmält besök. Då får utföraren inget veta om det."),
    )
    planned_on = forms.DateField(label=_("Dag"))
    starts_at = forms.TimeField(label=_("Från klockan"), required=False)
    ends_at = forms.TimeField(label=_("Till klockan"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Verksamhet"), required=False, empty_label=_("Hela utföraren")
    )
    place = forms.CharField(
        label=_("Plats"),
        max_length=200,
        required=False,
        help_text=_("Adress, eller hur ni möts digitalt."),
    )
    purpose = forms.CharField(
        label=_("Syfte"),
        widget=forms.Textarea,
        required=False,
        max_length=1000,
        help_text=_("Står i brevet till utföraren och i uppdraget att göra ett oanmält besök."),
    )
    participants = forms.CharField(
        label=_("Vilka ni vill träffa"),
        max_length=LONGEST_PARTICIPANTS,
        required=False,
        help_text=_("Skriv roller, till exempel ”verksamhetschef och två behandlare”."),
    )

    def __init__(self, followup: Followup, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [self.initial.get("unit"), followup.unit_id]
        own = Q(provider=followup.contract.provider_id, closed_on=None)
        offer(self, "unit", Unit.objects.filter(own | Q(pk__in=[key for key in known if key])))

    def clean(self) -> dict[str, Any]:
        return _with_times(self, super().clean())


def _with_times(form: InsynForm, cleaned: dict[str, Any] | None) -> dict[str, Any]:
    typed = form.cleaned_data if cleaned is None else cleaned
    problem = times_problem(typed.get("starts_at"), typed.get("ends_at"))
    if problem:
        form.add_error("ends_at", problem)
    return typed


class ChangeBookingForm(BookingForm, VersionedForm):
    """Ask for a booking anew."""

    def __init__(self, followup: Followup, visit: Visit, data: QueryDict | None) -> None:
        names = ("kind", "is_announced", "planned_on", "starts_at", "ends_at", "place", "purpose",
                 "participants", "version")  # fmt: skip
        known = {name: getattr(visit, name) for name in names}
        super().__init__(followup, data, initial={**known, "unit": visit.unit_id})


class CarryOutForm(VersionedForm):
    """Ask for when the visit took place and who was there."""

    visited_on = forms.DateField(label=_("Genomfört"))
    starts_at = forms.TimeField(label=_("Från klockan"), required=False)
    ends_at = forms.TimeField(label=_("Till klockan"), required=False)
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
            "visited_on": visit.visited_on or min(visit.planned_on, clock.today()),
            "starts_at": visit.starts_at,
            "ends_at": visit.ends_at,
            "participants": visit.participants,
            "note": visit.note,
            "version": visit.version,
        }
        super().__init__(data, initial=known)

    def clean(self) -> dict[str, Any]:
        return _with_times(self, super().clean())


class CancelForm(VersionedForm):
    """Ask why a visit is cancelled."""

    reason = forms.CharField(
        label=_("Skäl"),
        max_length=300,
        help_text=_("Syns för er i nämnden. Utföraren får inte veta skälet."),
    )


class ObservationForm(InsynForm):
    """Ask what was seen or heard, which question it answers, and on which visit."""

    question = forms.ModelChoiceField(
        Question.objects.none(),
        label=_("Fråga"),
        required=False,
        empty_label=_("Hela området"),
    )
    visit = forms.ModelChoiceField(
        Visit.objects.none(),
        label=_("Gjord vid"),
        required=False,
        empty_label=_("Inget besök"),
    )
    text = forms.CharField(
        label=_("Iakttagelse"),
        widget=forms.Textarea,
        help_text=_("Skriv vad ni såg eller hörde. Skriv inget som pekar ut en enskild."),
    )

    def __init__(
        self, questions: QuestionQuerySet, visits: VisitQuerySet, data: QueryDict | None
    ) -> None:
        rows = list(visits)
        super().__init__(data, initial={"visit": rows[-1].pk if rows else None})
        offer(self, "question", questions)
        if rows:
            offer(self, "visit", visits)
        else:
            del self.fields["visit"]


class RewordForm(InsynForm):
    """Ask for an observation in other words."""

    text = forms.CharField(label=_("Iakttagelse"), widget=forms.Textarea)
