"""The forms of follow-up that a plan uses: what the board calls them, and their process cards."""

from django.db import models
from django.db.models import Q

from insyn.plans.models.plans import OfPlan, Plan
from insyn.plans.rules import FormKind, StageKind


class PlanFormQuerySet(OfPlan["PlanForm"]):
    """Forms are as visible as their plan."""


class PlanForm(models.Model):
    """A form of follow-up with its process card (uppföljningsform, processkort).

    ``checks`` and ``triggers`` hold one thing a line: what is looked at, and what sets the
    form going. ``is_outside`` marks what others do and only gives signals.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="forms", verbose_name="plan"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    kind = models.CharField("slag", max_length=15, choices=FormKind.choices())
    name = models.CharField("namn", max_length=150)
    purpose = models.TextField("syfte", blank=True)
    goal = models.TextField("mål", blank=True)
    method = models.TextField("metod", blank=True)
    receivers = models.TextField("mottagare", blank=True)
    reporting = models.TextField("redovisning", blank=True)
    feedback = models.TextField("återkoppling", blank=True)
    limits = models.TextField("avgränsning", blank=True)
    consequences = models.TextField("kan leda till", blank=True)
    checks = models.TextField("vad som granskas", blank=True)
    triggers = models.TextField("vad som utlöser", blank=True)
    is_outside = models.BooleanField("görs av andra", default=False)
    version = models.PositiveIntegerField("version", default=1)

    objects = PlanFormQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljningsform"
        verbose_name_plural = "uppföljningsformer"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FormKind.codes()), name="plan_form_kind_known"
            ),
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="plan_form_name_unique",
                violation_error_message="Planen har redan en uppföljningsform med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormStageQuerySet(OfPlan["FormStage"]):
    """Stages are as visible as their plan."""

    authority_path = "form__plan__authority"
    plan_path = "form__plan"


class FormStage(models.Model):
    """A step of a form: overview, then a decision, then in depth (steg)."""

    form = models.ForeignKey(
        PlanForm, on_delete=models.CASCADE, related_name="stages", verbose_name="form"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    kind = models.CharField(
        "slag", max_length=10, choices=StageKind.choices(), default=StageKind.OTHER
    )
    name = models.CharField("namn", max_length=150)
    methods = models.TextField("hur det görs", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FormStageQuerySet.as_manager()

    class Meta:
        verbose_name = "steg"
        verbose_name_plural = "steg"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StageKind.codes()), name="form_stage_kind_known"
            ),
            models.UniqueConstraint(
                fields=["form", "name"],
                name="form_stage_name_unique",
                violation_error_message="Formen har redan ett steg med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
