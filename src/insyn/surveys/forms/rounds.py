"""Forms about rounds: which to list, their head, and a question that is added."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, TemplateVersion
from insyn.kernel.access import Access
from insyn.plans.models import PlannedActivity
from insyn.plans.rules import Scope
from insyn.platform.forms import (
    FilterForm,
    InsynForm,
    SeveralField,
    any_choice,
    choices_of,
    offer,
)
from insyn.registry.forms.providers import VersionedForm
from insyn.registry.models import ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.risk.models import Selection
from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.addable import addable_questions
from insyn.surveys.queries.rounds import (
    boards_that_ask,
    drawn_selections,
    earlier_rounds,
    sendable_versions,
    years_of_rounds,
)
from insyn.surveys.rules import RoundState, ScopeKind
from insyn.surveys.rules.grounds import usual_grounds
from insyn.surveys.rules.rounds import (
    USUAL_REMINDERS,
    reminder_days_shown,
    reminder_days_typed,
)


class RoundFilter(FilterForm):
    """Ask which rounds to list."""

    q = forms.CharField(label=_("Rubrik"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(RoundState.choices()))
    year = forms.TypedChoiceField(label=_("År"), coerce=int, empty_value=None)
    authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Nämnd"), empty_label=_("Alla")
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in years_of_rounds(access)]
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla")), *years]
        boards = Authority.objects.select_related("municipality")
        offer(self, "authority", boards.filter(pk__in=access.authority_ids))


FORM_CHOICES = choices_of(OperatingForm)
GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (_("Enkäten"), ("authority", "title", "template_version")),
    (_("Vilka som får den"), ("scope", "service_areas", "operating_forms", "selection")),
    (
        _("Tider"),
        ("concerns_from", "concerns_to", "opens_on", "due_on", "reminder_days"),
    ),
    (
        _("Till den som svarar"),
        ("prefilled_from", "intro", "contact", "ground_sol", "ground_lss"),
    ),
)
"""The head of a round in parts, in the order they are filled in."""


class ScopeForm(InsynForm):
    """Read whom a round would ask, from a form that is being filled in."""

    authority = forms.ModelChoiceField(Authority.objects.none())
    scope = forms.TypedChoiceField(choices=ScopeKind.choices(), coerce=ScopeKind)
    service_areas = SeveralField(ServiceArea.objects.all(), required=False)
    operating_forms = forms.MultipleChoiceField(choices=OperatingForm.choices(), required=False)
    selection = forms.ModelChoiceField(Selection.objects.none(), required=False)

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = boards_that_ask(access)
        owners = Authority.objects.select_related("municipality").filter(pk__in=boards)
        offer(self, "authority", owners)
        offer(self, "selection", drawn_selections(access, list(boards)))


class RoundForm(VersionedForm):
    """Ask what a round asks, whom and until when."""

    needed_later = frozenset({"selection"})
    """Is asked for only when the round goes to those who were drawn."""
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    title = forms.CharField(label=_("Rubrik"), max_length=150)
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(),
        label=_("Enkätmall"),
        help_text=_("Publicerade mallar med frågor som utföraren svarar på."),
    )
    scope = forms.TypedChoiceField(
        label=_("Vilka enkäten går till"),
        choices=choices_of(ScopeKind),
        coerce=ScopeKind,
        widget=forms.RadioSelect,
        initial=ScopeKind.ALL,
    )
    service_areas = SeveralField(
        ServiceArea.objects.all(),
        label=_("Verksamhetsområden"),
        required=False,
        help_text=_("Kryssa inget för alla områden."),
    )
    operating_forms = forms.MultipleChoiceField(
        label=_("Driftformer"),
        choices=FORM_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Kryssa inget för alla: privata, ideella och egen regi på lika villkor."),
    )
    selection = forms.ModelChoiceField(
        Selection.objects.none(),
        label=_("Urval"),
        required=False,
        help_text=_("Bara när enkäten går till de utvalda i ett fryst urval."),
    )
    concerns_from = forms.DateField(label=_("Frågorna gäller från"))
    concerns_to = forms.DateField(label=_("Frågorna gäller till"))
    opens_on = forms.DateField(label=_("Skickas tidigast"))
    due_on = forms.DateField(label=_("Svar senast"))
    reminder_days = forms.CharField(
        label=_("Påminnelser"),
        max_length=60,
        required=False,
        help_text=_(
            "Dagar före (minus) och efter sista dagen, som −7, −1, 3. Bara de som inte har lämnat "
            "in påminns. Tomt betyder inga påminnelser."
        ),
    )
    prefilled_from = forms.ModelChoiceField(
        SurveyRound.objects.none(),
        label=_("För över svar från"),
        required=False,
        empty_label=_("Inga svar förs över"),
        help_text=_(
            "Svaren visas som ”Från” det året och räknas som obesvarade tills de bekräftas."
        ),
    )
    intro = forms.CharField(
        label=_("Inledning till den som svarar"),
        widget=forms.Textarea,
        required=False,
        help_text=_("Står i inbjudan: varför ni frågar och vad svaren används till."),
    )
    contact = forms.CharField(
        label=_("Kontakt för frågor"),
        max_length=200,
        help_text=_("Namn eller funktion, telefon och e-post. Visas för den som svarar."),
    )
    ground_sol = forms.CharField(
        label=_("Rättslig grund, insatser enligt SoL"),
        max_length=300,
        help_text=_("Skrivs ut på varje inbjudan till en verksamhet enligt SoL."),
    )
    ground_lss = forms.CharField(
        label=_("Rättslig grund, insatser enligt LSS"),
        max_length=300,
        help_text=_("LSS har ingen egen uppgiftsskyldighet. Där gäller avtalets villkor."),
    )

    def __init__(
        self, access: Access, survey_round: SurveyRound | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        boards = boards_that_ask(access)
        if survey_round is not None:
            boards = frozenset({survey_round.authority_id})
        owners = Authority.objects.select_related("municipality").filter(pk__in=boards)
        offer(self, "authority", owners)
        offer(self, "template_version", sendable_versions(access))
        offer(self, "selection", drawn_selections(access, list(boards)))
        earlier = earlier_rounds(access, list(boards))
        if survey_round is not None:
            earlier = earlier.exclude(pk=survey_round.pk)
        offer(self, "prefilled_from", earlier)
        if len(boards) == 1:
            self.fields["authority"].initial = next(iter(boards))
            self.fields["authority"].widget = forms.HiddenInput()

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the form's parts: a heading in Swedish, and its fields that are shown."""
        return [
            (heading, [self[name] for name in names if not self[name].is_hidden])
            for heading, names in GROUPS
        ]

    def clean_reminder_days(self) -> list[int]:
        """Return the days as numbers."""
        found = reminder_days_typed(self.cleaned_data["reminder_days"])
        if found is None:
            raise forms.ValidationError(
                __("Skriv påminnelserna som dagar med komma mellan, som −7, −1, 3.")
            )
        return found


def beginning(activity: PlannedActivity | None, *, today: date) -> dict[str, Any]:
    """Return what a new round starts with: the usual grounds, and what the plan says."""
    sol, lss = usual_grounds(today)
    start: dict[str, Any] = {
        "ground_sol": sol,
        "ground_lss": lss,
        "opens_on": today,
        "concerns_from": date(today.year, 1, 1),
        "concerns_to": date(today.year, 12, 31),
        "reminder_days": reminder_days_shown(USUAL_REMINDERS),
    }
    return start if activity is None else start | _of_activity(activity)


def _of_activity(activity: PlannedActivity) -> dict[str, Any]:
    period = activity.periods.all().first()
    told: dict[str, Any] = {
        "title": activity.title[:150], "authority": activity.responsible_authority_id,
    }  # fmt: skip
    if period is not None:
        year = period.starts_on.year
        told |= {"opens_on": period.starts_on, "due_on": period.ends_on,
                 "concerns_from": date(year, 1, 1), "concerns_to": date(year, 12, 31)}  # fmt: skip
    if activity.scope == Scope.SERVICE_AREA and activity.service_area_id:
        told["service_areas"] = [activity.service_area_id]
    return told


def newest_version(access: Access, template_id: int) -> int | None:
    """Return the key of the template's newest version that can be sent."""
    rows = sendable_versions(access).filter(template=template_id).order_by("-number")
    return rows.values_list("pk", flat=True).first()


def values_of(survey_round: SurveyRound) -> dict[str, Any]:
    """Return what the form of a round starts with."""
    names = (
        "version", "title", "template_version", "scope", "operating_forms", "selection",
        "concerns_from", "concerns_to", "opens_on", "due_on", "prefilled_from", "intro",
        "contact", "ground_sol", "ground_lss", "authority",
    )  # fmt: skip
    return {
        **{name: getattr(survey_round, name) for name in names},
        "service_areas": list(survey_round.service_areas.all()),
        "reminder_days": reminder_days_shown(survey_round.reminder_days),
    }


class SureForm(VersionedForm):
    """Ask for nothing but a press on the button, on the version that was read."""


class AddQuestionForm(VersionedForm):
    """Ask which question is added to a running round, and why."""

    question = forms.ModelChoiceField(
        Question.objects.none(), label=_("Fråga"), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(
        label=_("Varför läggs frågan till?"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("Skälet står i mejlet till alla mottagare och i spåret."),
    )
    is_sure = forms.BooleanField(
        label=_("Alla mottagare får ett mejl om den nya frågan. Jag vill lägga till den."),
    )

    def __init__(
        self, access: Access, survey_round: SurveyRound, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "question", addable_questions(access, survey_round))
