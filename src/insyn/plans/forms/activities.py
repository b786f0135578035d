"""What is filled in about activities."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority, User
from insyn.criteria.models import ReviewTemplate
from insyn.kernel.access import Access
from insyn.plans.forms.periods import EXAMPLES, PeriodsField, YearsField, facts_of
from insyn.plans.models import (
    ActivityPeriod,
    FormStage,
    Plan,
    PlanForm,
    PlannedActivity,
    ProgrammeGoal,
    Rhythm,
)
from insyn.plans.queries.activities import lots_to_choose
from insyn.plans.queries.activity_choices import (
    others_in_plan,
    parties_of,
    possible_responsible,
    usable_rhythms,
    usable_templates,
)
from insyn.plans.queries.rhythms import About, laid_out
from insyn.plans.rules import Method, PlanState, RhythmKind, Scope
from insyn.plans.rules.spans import all_words_of
from insyn.plans.services.activities import ActivityFacts, PeriodFacts
from insyn.platform.forms import InsynForm, choices_of, offer
from insyn.registry.forms.lots import LotField
from insyn.registry.models import Agreement, Lot, ServiceArea

REASON_LENGTH = 300
IN_AGREEMENT = frozenset({Scope.AGREEMENT, Scope.LOT})


class ActivityStartForm(InsynForm):
    """Ask in which form the activity is and what it is about; the first step."""

    form = forms.ModelChoiceField(PlanForm.objects.none(), label=_("Uppföljningsform"))
    scope = forms.TypedChoiceField(
        label=_("Omfattning"),
        choices=choices_of(Scope),
        coerce=Scope,
        widget=forms.RadioSelect,
        initial=Scope.AGREEMENT.value,
        help_text=_("Vad aktiviteten handlar om. Nästa steg frågar efter det som hör dit."),
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Avtal"),
        required=False,
        help_text=_("Behövs när omfattningen är ett avtal eller ett avtalsområde."),
    )
    needed_later = frozenset({"agreement"})

    def __init__(self, access: Access, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "form", PlanForm.objects.visible_to(access).filter(plan=plan))
        offer(self, "agreement", Agreement.objects.visible_to(access))

    def clean(self) -> dict[str, Any]:
        """Demand an agreement when the scope lies in one; leave it out for a service area."""
        said = super().clean() or {}
        scope = said.get("scope")
        if scope in IN_AGREEMENT and not said.get("agreement") and "agreement" not in self.errors:
            self.add_error("agreement", __("Välj vilket avtal aktiviteten gäller."))
        if scope == Scope.SERVICE_AREA:
            said["agreement"] = None
        return said


@dataclass(frozen=True, slots=True)
class Start:
    """What the first step came to: the form, the scope and the agreement, if any."""

    form: PlanForm
    scope: Scope
    agreement: Agreement | None = None

    @property
    def title(self) -> str:
        """Return what the activity can be called until somebody says otherwise."""
        about = self.agreement.title if self.agreement else ""
        return f"{self.form}: {about}"[:200] if about else ""


class ActivityForm(InsynForm):
    """Ask for everything else about an activity; the second step.

    Which fields there are follows from the scope, the stages of the form and the plan's boards.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Rubrik"), max_length=200)
    lot = LotField(Lot.objects.none(), label=_("Avtalsområde"))
    service_area = forms.ModelChoiceField(
        ServiceArea.objects.all(), label=_("Verksamhetsområde"), required=False
    )
    theme = forms.CharField(label=_("Tema"), max_length=300, required=False)
    goal = forms.ModelChoiceField(
        ProgrammeGoal.objects.none(), label=_("Mål i programmet"), required=False
    )
    rhythm = forms.ModelChoiceField(
        Rhythm.objects.none(),
        label=_("Periodicitet"),
        required=False,
        help_text=_(
            "Hur ofta det görs. Lämnar du perioderna tomma räknas de ut från periodiciteten."
        ),
    )
    responsible_authority = forms.ModelChoiceField(
        Authority.objects.none(), label=_("Ansvarig nämnd")
    )
    responsible = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Ansvarig person"),
        required=False,
        help_text=_("Uppföljare och uppföljningsansvariga i planens nämnder går att välja."),
    )
    template = forms.ModelChoiceField(
        ReviewTemplate.objects.none(),
        label=_("Uppföljningsmall"),
        required=False,
        help_text=_("Bara mallar med en publicerad version går att välja."),
    )
    methods = forms.MultipleChoiceField(
        label=_("Metoder"),
        choices=choices_of(Method),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hours = forms.DecimalField(
        label=_("Timmar per tillfälle"),
        max_digits=7,
        decimal_places=1,
        min_value=0,
        required=False,
    )
    occasions = forms.IntegerField(
        label=_("Antal tillfällen"),
        min_value=1,
        max_value=10_000,
        initial=1,
        help_text=_("Under hela planen. En utförare som besöks en gång är ett tillfälle."),
    )
    outlook_years = YearsField(
        label=_("Utblick, år utanför planen"),
        required=False,
        help_text=_(
            "År före eller efter planen då samma sak görs, till exempel 2025, 2028. De visas i "
            "planens matriser men beslutas inte med den."
        ),
    )
    after = forms.ModelChoiceField(
        PlannedActivity.objects.none(),
        label=_("Kommer efter"),
        required=False,
        help_text=_("Den aktivitet som ska vara gjord först, till exempel den översiktliga."),
    )
    is_unannounced = forms.BooleanField(
        label=_("Oannonserad"),
        required=False,
        help_text=_("Utföraren får inte veta när den görs."),
    )
    note = forms.CharField(
        label=_("Anteckning"),
        widget=forms.Textarea,
        required=False,
        help_text=_(
            "Till exempel vad som granskas, en sak per rad. Står i planens handling, om "
            "aktiviteten inte är oannonserad."
        ),
    )
    reason = forms.CharField(
        label=_("Varför planen ändras"),
        max_length=REASON_LENGTH,
        help_text=_("Nämnden har antagit planen. Skälet står bland planens ändringar."),
    )

    def __init__(
        self,
        access: Access,
        plan: Plan,
        start: Start,
        activity: PlannedActivity | None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.access, self.plan, self.start, self.activity = access, plan, start, activity
        self.stored = _stored_periods(access, activity)
        self._shape()
        self._offer_all()
        self._add_periods()
        self.initial = {**_known(activity, start), **(self.initial or {})}

    def _shape(self) -> None:
        """Leave out the fields that nothing is to be said in, demand those of the scope."""
        scope = self.start.scope
        gone = {
            "version": self.activity is None,
            "reason": self.plan.plan_state is not PlanState.ADOPTED,
            "lot": scope is not Scope.LOT,
            "service_area": scope in IN_AGREEMENT,
            "goal": self.plan.programme_id is None,
        }
        for name in (name for name, is_gone in gone.items() if is_gone):
            del self.fields[name]
        if scope is Scope.SERVICE_AREA:
            self.fields["service_area"].required = True
        self.fields["theme"].required = scope is Scope.THEME

    def _offer_all(self) -> None:
        access, plan, row = self.access, self.plan, self.activity
        parties = parties_of(plan)
        if len(parties) == 1:
            del self.fields["responsible_authority"]
        else:
            offer(self, "responsible_authority", parties)
        if "lot" in self.fields and self.start.agreement:
            offer(self, "lot", lots_to_choose(access, self.start.agreement))
        if "goal" in self.fields:
            offer(self, "goal", ProgrammeGoal.objects.filter(programme=plan.programme_id))
        offer(self, "responsible", _or_kept(possible_responsible(plan), row, "responsible_id"))
        rhythms = Rhythm.objects.visible_to(access)
        in_use = usable_rhythms(access, plan).order_by().values("pk")
        kept = Q(pk=row.rhythm_id if row else None)
        offer(self, "rhythm", rhythms.filter(Q(pk__in=in_use) | kept))
        templates = ReviewTemplate.objects.visible_to(access)
        usable = usable_templates(access).order_by().values("pk")
        used = Q(pk=row.template_id if row else None)
        offer(self, "template", templates.filter(Q(pk__in=usable) | used))
        offer(self, "after", others_in_plan(access, plan, row))
        self.fields["after"].label_from_instance = _in_its_form  # type: ignore[attr-defined]

    def _add_periods(self) -> None:
        """Add a field for the periods of the whole activity, and one for each stage."""
        stages = FormStage.objects.visible_to(self.access).filter(form=self.start.form)
        self.period_fields: dict[str, FormStage | None] = {"periods": None}
        self.period_fields |= {f"stage_{stage.pk}": stage for stage in stages}
        for name, stage in self.period_fields.items():
            label = __("Period för ”%s”") % stage if stage else __("Perioder")
            field = PeriodsField(self.plan, stage=stage, label=label, required=False)
            field.help_text = "" if stage else EXAMPLES
            mine = [p for p in self.stored if p.stage == stage]
            field.initial = all_words_of((p.starts_on, p.ends_on) for p in mine)
            self.fields[name] = field
        self.order_fields(list(_in_order(list(self.fields), list(self.period_fields))))

    def clean(self) -> dict[str, Any]:
        """Return the facts, the reason and the version, as the service wants them."""
        said = super().clean() or {}
        if self.errors:
            return said
        names = set(ActivityFacts.__slots__) - {"form", "scope", "agreement", "periods", "targets"}
        facts = ActivityFacts(
            form=self.start.form,
            scope=self.start.scope,
            agreement=self.start.agreement,
            periods=self._periods(said),
            **{name: said[name] for name in names & said.keys()},
        )
        rest: dict[str, Any] = {n: said[n] for n in ("reason", "version") if n in said}
        return {"facts": facts, **rest}

    def _periods(self, said: Mapping[str, Any]) -> list[PeriodFacts] | None:
        """Return the periods; None to leave them, computed from the rhythm when none is said.

        A field that was not touched keeps what its periods are called.
        """
        touched = set(self.changed_data) & self.period_fields.keys()
        if touched:
            typed = [p for name in touched for p in said[name]]
            left = {self.period_fields[name] for name in self.period_fields.keys() - touched}
            return [*typed, *(p for p in self.stored if p.stage in left)]
        rhythm: Rhythm | None = said.get("rhythm")
        about = About(agreement=self.start.agreement, service_area=said.get("service_area"))
        if self.stored or rhythm is None or _waits_for_targets(rhythm, about):
            return None
        return facts_of(laid_out(self.access, self.plan, rhythm, about))


def _waits_for_targets(rhythm: Rhythm, about: About) -> bool:
    """Tell whether the rhythm follows units that nobody has chosen yet."""
    is_free = about.agreement is None and about.service_area is None
    return is_free and rhythm.kind == RhythmKind.AFTER_FIRST_CLIENT


def _or_kept(rows: QuerySet[User], activity: PlannedActivity | None, column: str) -> QuerySet[Any]:
    """Return the people to choose, and the one who is chosen already."""
    kept = getattr(activity, column) if activity else None
    chosen = Q(pk__in=rows.order_by().values("pk")) | Q(pk=kept)
    return User.objects.filter(chosen).order_by("first_name", "last_name", "username")


def _in_its_form(activity: Model) -> str:
    assert isinstance(activity, PlannedActivity)
    return f"{activity.form}: {activity.title}"


def _in_order(names: Sequence[str], periods: Sequence[str]) -> Iterator[str]:
    """Yield the fields with the periods right after the rhythm."""
    for name in names:
        if name not in periods:
            yield name
        if name == "rhythm":
            yield from periods


def _stored_periods(access: Access, activity: PlannedActivity | None) -> list[PeriodFacts]:
    if activity is None:
        return []
    rows = ActivityPeriod.objects.visible_to(access).filter(activity=activity)
    return [
        PeriodFacts(row.starts_on, row.ends_on, row.label, row.stage)
        for row in rows.select_related("stage")
    ]


_COLUMNS = (
    "version", "title", "lot", "service_area", "theme", "goal", "rhythm", "responsible_authority",
    "responsible", "template", "methods", "hours", "occasions", "outlook_years", "after",
    "is_unannounced", "note",
)  # fmt: skip


def _known(activity: PlannedActivity | None, start: Start) -> dict[str, Any]:
    """Return what the fields say from the start."""
    if activity is None:
        return {"title": start.title, "responsible_authority": start.form.plan.authority_id}
    return {name: getattr(activity, name) for name in _COLUMNS}
