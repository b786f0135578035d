"""Risk models: versioned sets of factors, with the bounds that turn a measure into a level."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.platform.scoping import M_co, Scoped
from insyn.risk.rules.kinds import FactorPart, FactorSource, Measure, ModelState


class RiskModelQuerySet(Scoped["RiskModel"]):
    """Risk models are read by everybody in the authority."""

    secrecy_path = ""


class RiskModel(models.Model):
    """How an authority judges risk (riskmodell). What it says stands in its versions."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=150)
    copied_from = models.CharField("kopia av", max_length=150, blank=True)

    objects = RiskModelQuerySet.as_manager()

    class Meta:
        verbose_name = "riskmodell"
        verbose_name_plural = "riskmodeller"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="risk_model_name_unique",
                violation_error_message="Nämnden har redan en riskmodell med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfRiskModel(Scoped[M_co]):
    """Rows that are as visible as their risk model."""

    authority_path = "model__authority"
    secrecy_path = ""


class RiskModelVersionQuerySet(OfRiskModel["RiskModelVersion"]):
    """Questions about many versions."""


class RiskModelVersion(models.Model):
    """One version of a risk model; a published one never changes (modellversion).

    Levels go from 1 to ``scale_size``. ``bands`` are the lowest products of likelihood and
    consequence that count as yellow, orange and red, in that order.
    """

    model = models.ForeignKey(
        RiskModel, on_delete=models.CASCADE, related_name="versions", verbose_name="riskmodell"
    )
    number = models.PositiveIntegerField("version")
    state = models.CharField(
        "läge", max_length=10, choices=ModelState.choices(), default=ModelState.DRAFT
    )
    scale_size = models.PositiveSmallIntegerField("antal nivåer", default=4)
    bands = models.JSONField("gränser i matrisen", default=list)
    published_on = models.DateField("publicerad", null=True, blank=True)
    retired_on = models.DateField("tagen ur bruk", null=True, blank=True)
    change_note = models.CharField("vad som är nytt", max_length=300, blank=True)
    version = models.PositiveIntegerField("ändringar", default=1)

    objects = RiskModelVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version av riskmodell"
        verbose_name_plural = "versioner av riskmodeller"
        ordering = ["model__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="risk_model_version_unique"),
            models.CheckConstraint(
                condition=Q(state__in=ModelState.codes()), name="risk_model_version_state_known"
            ),
            models.CheckConstraint(
                condition=Q(scale_size__range=(3, 6)),
                name="risk_scale_has_three_to_six_levels",
                violation_error_message="Skalan ska ha mellan 3 och 6 nivåer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == ModelState.DRAFT


class RiskFactorQuerySet(OfRiskModel["RiskFactor"]):
    """Factors are as visible as their risk model."""

    authority_path = "version__model__authority"


class RiskFactor(models.Model):
    """One thing that makes a risk larger or smaller (faktor).

    ``measure`` names what is computed from the register and earlier results; a judged factor
    has none. ``bounds`` are the highest values of each level but the last, in the measure's
    unit, rising, or falling when a low value is the worse. ``level_texts`` says what each level
    means, from 1 up. ``missing_level`` is the level when nothing is known: never the lowest.
    """

    version = models.ForeignKey(
        RiskModelVersion, on_delete=models.CASCADE, related_name="factors", verbose_name="version"
    )
    position = models.PositiveSmallIntegerField("ordning", default=0)
    code = models.SlugField("kod", max_length=40)
    name = models.CharField("namn", max_length=150)
    part = models.CharField("del", max_length=15, choices=FactorPart.choices())
    source = models.CharField("källa", max_length=10, choices=FactorSource.choices())
    measure = models.CharField("mått", max_length=30, choices=Measure.choices(), blank=True)
    weight = models.PositiveSmallIntegerField("vikt", default=1)
    bounds = models.JSONField("gränser", default=list, blank=True)
    level_texts = models.JSONField("nivåernas betydelse", default=list, blank=True)
    missing_level = models.PositiveSmallIntegerField("nivå när uppgift saknas", default=3)
    explanation = models.TextField("förklaring", blank=True)

    objects = RiskFactorQuerySet.as_manager()

    class Meta:
        verbose_name = "faktor"
        verbose_name_plural = "faktorer"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="risk_factor_code_unique",
                violation_error_message="Modellen har redan en faktor med den koden.",
            ),
            models.CheckConstraint(
                condition=Q(part__in=FactorPart.codes()), name="risk_factor_part_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=FactorSource.codes()), name="risk_factor_source_known"
            ),
            models.CheckConstraint(
                condition=Q(measure="") | Q(measure__in=Measure.codes()),
                name="risk_factor_measure_known",
            ),
            models.CheckConstraint(
                condition=Q(source=FactorSource.JUDGED, measure="")
                | (Q(source=FactorSource.COMPUTED) & ~Q(measure="")),
                name="computed_factor_has_measure",
                violation_error_message="En beräknad faktor måste ha ett mått, en bedömd inget.",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 10)),
                name="risk_factor_weight_in_range",
                violation_error_message="Vikten ska vara mellan 1 och 10.",
            ),
            models.CheckConstraint(
                condition=Q(missing_level__gte=2),
                name="missing_data_never_looks_safe",
                violation_error_message="När uppgift saknas ska nivån vara minst 2.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
