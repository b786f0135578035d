"""Forms about selections by steps. They read and tidy; services decide."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.kernel.choices import Choice
from insyn.plans.models import PlannedActivity
from insyn.plans.rules import ActivityState, PlanState
from insyn.platform import clock
from insyn.platform.forms import (
    FilterForm,
    InsynForm,
    SeveralField,
    any_choice,
    choices_of,
    offer,
)
from insyn.registry.models import Agreement
from insyn.risk.forms.selections import VersionForm
from insyn.risk.models import RiskAssessment, Selection
from insyn.risk.queries import agreements_of
from insyn.risk.queries.results import CHOSEN, NOT_CHOSEN
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Distribution, Ground, StepKind
from insyn.risk.rules.steps import FIELDS, Step
from insyn.risk.services import StepSelectionFacts


class StartRule(Choice):
    """A rule to begin with; every step can be changed."""

    RISK = "risk", "De med högst risk, och en kontrollandel"
    ROTATION = "rotation", "De som inte har följts upp på tre år"
    NEW = "new", "Nya utförare, 6–8 månader efter första brukaren"
    EVERYBODY = "everybody", "Alla"
    JOINT = "joint", "De som avropas, sedan önskade, sedan lottning"
    OWN = "own", "Jag lägger in stegen själv"


START_STEPS: Mapping[StartRule, tuple[Step, ...]] = {
    StartRule.RISK: (
        Step(StepKind.TOP_RISK, count=10),
        Step(StepKind.CONTROL_SHARE, percent=10),
    ),
    StartRule.ROTATION: (Step(StepKind.COVERAGE, years=3),),
    StartRule.NEW: (Step(StepKind.NEW_PROVIDERS, from_months=6, to_months=8),),
    StartRule.EVERYBODY: (Step(StepKind.ALL),),
    StartRule.JOINT: (
        Step(StepKind.QUOTA, count=5),
        Step(StepKind.USED),
        Step(StepKind.WISHED),
        Step(StepKind.LOTTERY),
    ),
    StartRule.OWN: (),
}


class ActivityField(forms.ModelChoiceField):  # type: ignore[type-arg]  # only in stubs
    """An activity, told with its plan."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({obj.plan})"


class SelectionHeadForm(InsynForm):
    """Ask what a selection by steps is about and how it is shared."""

    title = forms.CharField(
        label=_("Rubrik"), max_length=150, help_text=_("Till exempel ”Fördjupad uppföljning 2026”.")
    )
    year = forms.IntegerField(
        label=_("År"),
        min_value=2000,
        max_value=2100,
        help_text=_("Det år då uppföljningarna görs. Stegen räknar från det."),
    )
    agreements = SeveralField(Agreement.objects.none(), label=_("Avtal att välja ur"))
    activity = ActivityField(
        PlannedActivity.objects.none(),
        label=_("Aktivitet i planen"),
        required=False,
        empty_label=_("Ingen aktivitet"),
        help_text=_("Uppföljningarna som skapas räknas då till aktiviteten."),
    )
    assessment = forms.ModelChoiceField(
        RiskAssessment.objects.none(),
        label=_("Riskbedömning"),
        required=False,
        empty_label=_("Ingen riskbedömning"),
        help_text=_("Behövs för att välja efter risk. Urvalet visas då bara för er nämnd."),
    )
    capacity = forms.IntegerField(
        label=_("Högst antal uppföljningar"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Så många hinner ni. Tomt betyder ingen gräns."),
    )
    distribution = forms.TypedChoiceField(
        label=_("Vem följer upp dem som väljs?"),
        choices=choices_of(Distribution),
        coerce=Distribution,
        widget=forms.RadioSelect,
        initial=Distribution.OWNER,
        help_text=_("Är bara er nämnd med följer ni upp alla, vad ni än väljer."),
    )

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = access.authorities_where(Permission.PLAN_SELECTION)
        offer(self, "agreements", Agreement.objects.visible_to(access).order_by("sort_key", "pk"))
        activities = PlannedActivity.objects.visible_to(access).select_related("plan")
        offer(
            self,
            "activity",
            activities.exclude(state=ActivityState.CANCELLED)
            .exclude(plan__state=PlanState.REPLACED)
            .filter(plan__parties__authority__in=mine)
            .distinct(),
        )
        offer(
            self,
            "assessment",
            RiskAssessment.objects.visible_to(access).filter(authority__in=mine),
        )

    def facts(self) -> StepSelectionFacts:
        """Return what the services ask for."""
        told = self.cleaned_data
        return StepSelectionFacts(
            title=told["title"],
            year=told["year"],
            agreements=list(told["agreements"]),
            distribution=told["distribution"],
            capacity=told["capacity"],
            assessment=told["assessment"],
            activity=told["activity"],
        )


class NewSelectionForm(SelectionHeadForm):
    """Ask also which board makes the selection, and which rule it begins with."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    start = forms.TypedChoiceField(
        label=_("Regel att börja med"),
        choices=choices_of(StartRule),
        coerce=StartRule,
        widget=forms.RadioSelect,
        initial=StartRule.RISK,
        help_text=_("I nästa steg kan du ändra, lägga till och ta bort."),
    )
    field_order = ("authority", "title", "year", "agreements", "start")

    def __init__(self, access: Access, *args: Any, **kwargs: Any) -> None:
        super().__init__(access, *args, **kwargs)
        mine = Authority.objects.select_related("municipality").filter(
            pk__in=access.authorities_where(Permission.PLAN_SELECTION)
        )
        offer(self, "authority", mine)
        self.initial.setdefault("authority", mine.first())
        self.initial.setdefault("year", clock.today().year)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the rule to begin with."""
        most = self.cleaned_data.get("capacity")
        return tuple(_at_most(step, most) for step in START_STEPS[self.cleaned_data["start"]])


class EditSelectionForm(SelectionHeadForm):
    """Change what a selection by steps is about."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CoordinatedForm(VersionForm):
    """Change the head of a selection by the rule of a coordinated follow-up."""

    title = forms.CharField(label=_("Rubrik"), max_length=150)
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)
    quota = forms.IntegerField(
        label=_("Åtagande per nämnd"),
        min_value=1,
        max_value=500,
        help_text=_("Så många utförare tar varje nämnd på sig att följa upp."),
    )
    allots_lots = forms.BooleanField(
        label=_("Lotta ut avtalsområdena mellan nämnderna"),
        required=False,
        help_text=_("Annars turas nämnderna om att ta från alla avtalsområden."),
    )


class StepForm(VersionForm):
    """Ask what a step of one kind needs to be told."""

    count = forms.IntegerField(label=_("Antal"), min_value=1, max_value=100_000)
    band = forms.TypedChoiceField(
        label=_("Lägsta riskklass"),
        choices=[("", _("Alla klasser")), *reversed(choices_of(RiskBand))],
        coerce=RiskBand,
        empty_value=None,
        required=False,
        help_text=_("Bara de som har den klassen eller en högre."),
    )
    years = forms.IntegerField(
        label=_("Antal år"),
        min_value=1,
        max_value=20,
        help_text=_("Den som senast följdes upp så många kalenderår innan, eller aldrig, väljs."),
    )
    from_months = forms.IntegerField(
        label=_("Tidigast, månader efter första brukaren"), min_value=0, max_value=60
    )
    to_months = forms.IntegerField(
        label=_("Senast, månader efter första brukaren"), min_value=0, max_value=60
    )
    percent = forms.IntegerField(
        label=_("Procent"),
        min_value=1,
        max_value=100,
        help_text=_(
            "Räknat på dem som de andra stegen väljer. 10 procent av 30 valda ger 3 till. "
            "Minst en väljs."
        ),
    )

    def __init__(self, kind: StepKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in set(self.fields) - {"version", *FIELDS.get(kind, ())}:
            del self.fields[name]
        if kind in {StepKind.LOTTERY, StepKind.TOP_RISK}:
            self.fields["count"].required = False
            self.fields["count"].help_text = (
                _("Tomt betyder så många som får plats.")
                if kind == StepKind.LOTTERY
                else _("Tomt betyder alla i riskklassen.")
            )

    @property
    def step(self) -> Step:
        """Return the step as it was told."""
        told = {name: self.cleaned_data[name] for name in FIELDS.get(self.kind, ())}
        return Step(kind=self.kind, **told)


class PoolFilter(FilterForm):
    """Find candidates in a long list."""

    q = forms.CharField(label=_("Utförare"), max_length=100, required=False)


class ResultFilter(PoolFilter):
    """Narrow the result of a selection down."""

    result = forms.ChoiceField(
        label=_("Resultat"),
        choices=any_choice([(CHOSEN, "Vald"), (NOT_CHOSEN, "Inte vald")]),
        required=False,
    )
    ground = forms.ChoiceField(
        label=_("Grund"), choices=any_choice(Ground.choices()), required=False
    )


class MarksForm(VersionForm):
    """Read the marks of the candidates that one page shows."""

    shown = forms.TypedMultipleChoiceField(coerce=int, required=False)
    used = forms.TypedMultipleChoiceField(coerce=int, required=False)
    wished = forms.TypedMultipleChoiceField(coerce=int, required=False)
    removed = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, keys: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shown", "used", "wished", "removed"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = [(key, str(key)) for key in keys]

    def facts(self) -> dict[str, Any]:
        """Return what ``mark_candidates`` asks for."""
        told = self.cleaned_data
        marks = {name: frozenset(told[name]) for name in ("shown", "used", "wished", "removed")}
        return {**marks, "version": told["version"]}


class MoveForm(VersionForm):
    """Read which way a step is moved."""

    way = forms.TypedChoiceField(
        choices=[("up", "up"), ("down", "down")], coerce={"up": -1, "down": 1}.__getitem__
    )


def head_of(access: Access, selection: Selection) -> dict[str, Any]:
    """Return what a selection by steps says now, for a page shown the first time."""
    return {
        "title": selection.title,
        "year": selection.year,
        "agreements": agreements_of(access, selection),
        "activity": selection.activity_id,
        "assessment": selection.assessment_id,
        "capacity": selection.capacity,
        "distribution": selection.distribution,
        "version": selection.version,
    }


def told_of(activity: PlannedActivity | None) -> dict[str, Any]:
    """Return what an activity already says of a selection made for it."""
    if activity is None:
        return {}
    told: dict[str, Any] = {
        "activity": activity.pk,
        "title": activity.title[:150],
        "year": activity.plan.starts_on.year,
    }
    return {**told, "agreements": [activity.agreement_id]} if activity.agreement_id else told


def _at_most(step: Step, most: int | None) -> Step:
    """Return the step, taking no more by risk than there is time for."""
    if step.kind is not StepKind.TOP_RISK or not most or not step.count:
        return step
    return replace(step, count=min(step.count, most))
