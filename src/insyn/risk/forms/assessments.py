"""What is typed about risk assessments and scores."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Permission
from insyn.plans.models import Plan
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
from insyn.risk.models import RiskAssessment, RiskModelVersion, RiskScore
from insyn.risk.queries.assessments import agreements_in
from insyn.risk.queries.risk_models import usable_versions
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, RiskBand
from insyn.risk.services.judging import Judgement


class AssessmentFilter(FilterForm):
    """Ask which assessments to list."""

    q = forms.CharField(label=_("Rubrik"), max_length=100)
    state = forms.ChoiceField(label=_("Läge"), choices=any_choice(AssessmentState.choices()))
    year = forms.IntegerField(label=_("År"), min_value=2000, max_value=2100)


class ScoreFilter(FilterForm):
    """Ask which scores to list."""

    q = forms.CharField(label=_("Utförare eller avtal"), max_length=100)
    band = forms.ChoiceField(label=_("Riskklass"), choices=any_choice(RiskBand.choices()))
    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Avtal"))
    lacks = forms.BooleanField(label=_("Uppgifter saknas"))
    changed = forms.BooleanField(label=_("Riskklassen är ändrad"))
    cell = forms.ChoiceField(label=_("Ruta i matrisen"))

    def __init__(
        self, access: Access, assessment: RiskAssessment, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agreement", agreements_in(access, assessment))
        levels = range(1, assessment.model_version.scale_size + 1)
        cell = self.fields["cell"]
        assert isinstance(cell, forms.ChoiceField)
        cell.choices = [("", _now("Alla")), *(
            (f"{likelihood}{consequence}", _now("Sannolikhet %(l)d, konsekvens %(k)d")
             % {"l": likelihood, "k": consequence})
            for likelihood in levels for consequence in levels
        )]  # fmt: skip


class AssessmentForm(InsynForm):
    """Ask what is assessed, with which model, and as of which day."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Rubrik"),
        max_length=200,
        help_text=_("Till exempel ”Riskbedömning inför planen 2027”."),
    )
    authority = forms.ModelChoiceField(Authority.objects.none(), label=_("Nämnd"))
    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        label=_("Plan"),
        required=False,
        help_text=_("Planen som bygger på bedömningen."),
    )
    model_version = forms.ModelChoiceField(RiskModelVersion.objects.none(), label=_("Riskmodell"))
    scope = forms.TypedChoiceField(
        label=_("Vad bedöms?"),
        choices=choices_of(AssessmentScope),
        coerce=AssessmentScope,
        widget=forms.RadioSelect,
        initial=AssessmentScope.CONTRACTS,
        help_text=_("Kontrakt ger ett riskvärde för varje utförare, avtal ett för varje avtal."),
    )
    agreements = SeveralField(Agreement.objects.none(), label=_("Avtal som bedöms"))
    as_of = forms.DateField(
        label=_("Per den"),
        help_text=_("Uppgifterna mäts som de var den dagen, så långt registret minns."),
    )
    inputs = forms.CharField(
        label=_("Underlag"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text=_(
            "Det som bedömningen bygger på, en sak per rad. Till exempel förra årets resultat."
        ),
    )
    conclusion = forms.CharField(
        label=_("Slutsats"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )  # fmt: skip

    def __init__(
        self, access: Access, assessment: RiskAssessment | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        boards = access.authorities_where(Permission.ASSESS_RISK)
        mine = Authority.objects.select_related("municipality").filter(pk__in=boards)
        offer(self, "authority", mine)
        offer(self, "plan", Plan.objects.visible_to(access).filter(parties__authority__in=boards))
        offer(self, "agreements", Agreement.objects.visible_to(access).order_by("sort_key", "pk"))
        versions = usable_versions(access)
        if assessment:
            own = {assessment.model_version_id, *versions.values_list("pk", flat=True)}
            versions = RiskModelVersion.objects.visible_to(access).filter(pk__in=own)
            versions = versions.select_related("model")
            del self.fields["authority"]
        offer(self, "model_version", versions)
        self.initial.setdefault("authority", mine.first())
        self.initial.setdefault("as_of", clock.today())
        self.initial.setdefault("model_version", versions.first())

    @staticmethod
    def initial_of(access: Access, assessment: RiskAssessment) -> dict[str, Any]:
        """Return what the form shows of an assessment."""
        names = ("version", "title", "scope", "as_of", "inputs", "conclusion")
        shown = {name: getattr(assessment, name) for name in names}
        chosen = list(agreements_in(access, assessment).values_list("pk", flat=True))
        keys = {"plan": assessment.plan_id, "model_version": assessment.model_version_id}
        return {**shown, **keys, "agreements": chosen}


class OccasionForm(InsynForm):
    """Ask when risk was judged."""

    held_on = forms.DateField(label=_("Dag"), required=False)
    said = forms.CharField(
        label=_("Tidpunkt i ord"),
        max_length=150,
        required=False,
        help_text=_("När dagen inte är känd, till exempel ”hösten 2025”."),
    )
    note_ = forms.CharField(label=_("Anteckning"), max_length=300, required=False)


class ParticipantForm(InsynForm):
    """Ask who took part, by role."""

    role = forms.CharField(
        label=_("Roll"),
        max_length=150,
        help_text=_("Rollen, aldrig namnet. Till exempel ”Samordnare”."),
    )
    number = forms.IntegerField(label=_("Antal"), min_value=1, max_value=999, required=False)
    brings = forms.CharField(
        label=_("Bidrar med"),
        max_length=300,
        required=False,
        help_text=_("Till exempel ”kunskap om avrop och direktupphandling”."),
    )


class OverrideForm(InsynForm):
    """Ask which class is to stand instead of the computed, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    band = forms.TypedChoiceField(
        label=_("Riskklass"),
        required=False,
        coerce=RiskBand,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motiv"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("Skriv vad ni vet som beräkningen inte fångar. Krävs när klassen ändras."),
    )

    def __init__(self, score: RiskScore, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["band"]
        assert isinstance(field, forms.ChoiceField)
        computed = _now("Som beräknad: %(band)s") % {"band": _now(RiskBand(score.band).label)}
        others = [pair for pair in choices_of(RiskBand) if pair[0] != score.band]
        field.choices = [("", computed), *others]


def level_choices(factor: FactorFacts, size: int) -> list[tuple[str, str]]:
    """Return the levels of a factor with what they mean."""
    return [
        (str(level), f"{level} – {factor.text_of(level)}" if factor.text_of(level) else str(level))
        for level in range(1, size + 1)
    ]


class JudgeForm(InsynForm):
    """Ask for the level of every judged factor of one score."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, model: ModelFacts, score: RiskScore, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factors = [factor for factor in model.factors if factor.measure is None]
        values = dict(zip((each.code for each in model.factors), score.measured, strict=True))
        for at, factor in enumerate(self.factors):
            level = values[factor.code]
            self.fields[f"level_{at}"] = forms.TypedChoiceField(
                label=factor.name,
                help_text=factor.explanation,
                choices=[("", _now("Inte bedömd")), *level_choices(factor, model.scale_size)],
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"note_{at}"] = forms.CharField(
                label=_now("Motiv: %(factor)s") % {"factor": factor.name},
                max_length=500,
                required=False,
            )
            self.initial.setdefault(f"level_{at}", "" if level is None else str(level))
            self.initial.setdefault(f"note_{at}", score.notes.get(factor.code, ""))

    def judgements(self) -> list[Judgement]:
        """Return the level and the note of every judged factor."""
        told = self.cleaned_data
        return [
            Judgement(factor.code, told[f"level_{at}"], told[f"note_{at}"])
            for at, factor in enumerate(self.factors)
        ]


class JudgeManyForm(InsynForm):
    """Ask for the level of one judged factor, for the ticked rows."""

    scores = SeveralField(RiskScore.objects.none(), label=_("Rader"), required=False)
    level = forms.TypedChoiceField(
        label=_("Nivå"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Motiv"),
        max_length=500,
        required=False,
        help_text=_("Gäller alla rader som du kryssar i."),
    )

    def __init__(
        self,
        factor: FactorFacts,
        size: int,
        scores: QuerySet[RiskScore],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [("", _now("Inte bedömd")), *level_choices(factor, size)]
        offer(self, "scores", scores)


class UnjudgedFilter(FilterForm):
    """Ask which rows to judge."""

    q = forms.CharField(label=_("Utförare eller avtal"), max_length=100)
    only_unjudged = forms.BooleanField(label=_("Bara rader som inte är bedömda"))
