"""Risk assessments: when, by whom, and the score of each contract or agreement."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.plans.models import Plan
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Agreement, Contract
from insyn.risk.models.factors import RiskModelVersion
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, RiskBand


class RiskAssessmentQuerySet(Scoped["RiskAssessment"]):
    """Assessments are internal work: readers see them when frozen. They never leave the board."""

    secrecy_path = ""
    reported_path = "frozen_on"


class RiskAssessment(models.Model):
    """A judgement of risk over contracts or agreements on a day (riskbedömning).

    ``inputs`` says what it stands on, one thing a line. Frozen when used for a decision: then
    neither scores nor the figures behind them change.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments",
        verbose_name="plan",
    )  # fmt: skip
    model_version = models.ForeignKey(
        RiskModelVersion, on_delete=models.PROTECT, related_name="assessments",
        verbose_name="riskmodell",
    )  # fmt: skip
    title = models.CharField("rubrik", max_length=200)
    scope = models.CharField("omfattning", max_length=10, choices=AssessmentScope.choices())
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="+", verbose_name="avtal"
    )
    as_of = models.DateField("per den")
    inputs = models.TextField("underlag", blank=True)
    conclusion = models.TextField("slutsats", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=AssessmentState.choices(), default=AssessmentState.DRAFT
    )
    computed_at = models.DateTimeField("beräknad", null=True, blank=True)
    frozen_on = models.DateField("fryst", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RiskAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "riskbedömning"
        verbose_name_plural = "riskbedömningar"
        ordering = ["-as_of", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=AssessmentScope.codes()), name="risk_assessment_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AssessmentState.codes()), name="risk_assessment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.DRAFT) | Q(frozen_on__isnull=False),
                name="frozen_assessment_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == AssessmentState.DRAFT


class OfAssessment(Scoped[M_co]):
    """Rows that are as visible as their assessment."""

    authority_path = "assessment__authority"
    secrecy_path = ""
    reported_path = "assessment__frozen_on"


class AssessmentOccasionQuerySet(OfAssessment["AssessmentOccasion"]):
    """Occasions are as visible as their assessment."""


class AssessmentOccasion(models.Model):
    """A meeting at which risk was judged (tillfälle). ``said`` serves when the day is unknown."""

    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.CASCADE, related_name="occasions",
        verbose_name="riskbedömning",
    )  # fmt: skip
    held_on = models.DateField("dag", null=True, blank=True)
    said = models.CharField("tidpunkt i ord", max_length=150, blank=True)
    note = models.CharField("anteckning", max_length=300, blank=True)

    objects = AssessmentOccasionQuerySet.as_manager()

    class Meta:
        verbose_name = "tillfälle"
        verbose_name_plural = "tillfällen"
        ordering = ["held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=False) | ~Q(said=""),
                name="assessment_occasion_has_time",
                violation_error_message="Ange dagen, eller skriv tidpunkten i ord.",
            ),
        ]

    def __str__(self) -> str:
        return self.said or str(self.held_on)


class AssessmentParticipantQuerySet(OfAssessment["AssessmentParticipant"]):
    """Participants are as visible as their assessment."""


class AssessmentParticipant(models.Model):
    """Who took part, by role and number; no names (deltagare)."""

    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.CASCADE, related_name="participants",
        verbose_name="riskbedömning",
    )  # fmt: skip
    role = models.CharField("roll", max_length=150)
    number = models.PositiveSmallIntegerField("antal", null=True, blank=True)
    brings = models.CharField("bidrar med", max_length=300, blank=True)

    objects = AssessmentParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagare i riskbedömningen"
        verbose_name_plural = "deltagare i riskbedömningen"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.role


class RiskScoreQuerySet(OfAssessment["RiskScore"]):
    """Scores are as visible as their assessment."""


class RiskScore(models.Model):
    """What was found of one contract or agreement (riskvärde).

    ``measured`` holds the value of each factor, in the order of the model's factors; None
    where nothing is known. ``levels`` holds the level each value gave, one digit a factor. The
    reasons are worked out from the two and the model version. ``likelihood`` and
    ``consequence`` go from 1 to the size of the scale, in hundredths; ``score`` is their
    product, in hundredths. ``band`` is what counts: the override when there is one.
    """

    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.CASCADE, related_name="scores",
        verbose_name="riskbedömning",
    )  # fmt: skip
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", verbose_name="avtal"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    measured = models.JSONField("uppmätt", default=list)
    levels = models.CharField("nivåer", max_length=60, blank=True)
    notes = models.JSONField("motiv till bedömda nivåer", default=dict, blank=True)
    likelihood = models.PositiveIntegerField("sannolikhet i hundradelar", default=0)
    consequence = models.PositiveIntegerField("konsekvens i hundradelar", default=0)
    score = models.PositiveIntegerField("riskvärde i hundradelar", default=0)
    missing = models.PositiveSmallIntegerField("antal uppgifter som saknas", default=0)
    band = models.CharField("riskklass", max_length=10, choices=RiskBand.choices())
    override = models.CharField(
        "ändrad riskklass", max_length=10, choices=RiskBand.choices(), blank=True
    )
    override_reason = models.TextField("motiv till ändringen", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RiskScoreQuerySet.as_manager()

    class Meta:
        verbose_name = "riskvärde"
        verbose_name_plural = "riskvärden"
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "contract"], name="risk_score_once_per_contract"
            ),
            models.UniqueConstraint(
                fields=["assessment", "agreement"],
                condition=Q(contract=None),
                name="risk_score_once_per_agreement",
            ),
            models.CheckConstraint(
                condition=Q(band__in=RiskBand.codes()), name="risk_score_band_known"
            ),
            models.CheckConstraint(
                condition=Q(override="")
                | (Q(override__in=RiskBand.codes()) & ~Q(override_reason="")),
                name="risk_override_is_motivated",
                violation_error_message="Skriv varför riskklassen ändras.",
            ),
        ]
        indexes = [models.Index(fields=["assessment", "-score", "id"], name="risk_score_by_score")]

    def __str__(self) -> str:
        return str(self.contract or self.agreement)

    @property
    def standing_band(self) -> RiskBand:
        """Return what counts: the override when somebody has motivated one."""
        return RiskBand(self.override or self.band)
