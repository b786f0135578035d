"""What the assessment leads to: the areas in focus, and why."""

from django.db import models
from django.db.models import Q

from insyn.plans.models import OfPlan, Plan
from insyn.registry.models import Agreement, ServiceArea
from insyn.risk.models.assessments import RiskAssessment


class FocusAreaQuerySet(OfPlan["FocusArea"]):
    """Focus areas are as visible as their plan."""


class FocusArea(models.Model):
    """What the plan puts in focus, and why (fokusområde). An agreement, an area or a theme."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="focus_areas", verbose_name="plan"
    )
    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="riskbedömning",
    )  # fmt: skip
    position = models.PositiveIntegerField("ordning", default=0)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    theme = models.CharField("tema", max_length=200, blank=True)
    motivation = models.TextField("motiv")
    source = models.CharField("källa", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "fokusområde"
        verbose_name_plural = "fokusområden"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False) | Q(service_area__isnull=False) | ~Q(theme=""),
                name="focus_area_is_about_something",
                violation_error_message="Välj ett avtal eller ett område, eller skriv ett tema.",
            ),
            models.CheckConstraint(
                condition=~Q(motivation=""),
                name="focus_area_is_motivated",
                violation_error_message="Skriv varför området är i fokus.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agreement or self.service_area or self.theme)
