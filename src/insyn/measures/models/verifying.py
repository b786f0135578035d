"""How the effect of a measure is checked."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.documents.models import Document
from insyn.followups.models import Followup
from insyn.measures.models.action_plans import CorrectiveAction, OfAnswer
from insyn.measures.rules.verifying import Effect, VerifiedBy


class OfAction(OfAnswer["Verification"]):
    """Checks stay with those who work with the plan, and with the provider."""

    cooperation_path = ""


class Verification(models.Model):
    """A check of whether a measure had effect: how, when, and what it showed (effektkontroll)."""

    action = models.ForeignKey(
        CorrectiveAction, on_delete=models.CASCADE, related_name="verifications",
        verbose_name="åtgärd",
    )  # fmt: skip
    answer_number = models.PositiveSmallIntegerField("svarets nummer", default=1)
    method = models.CharField("genom", max_length=10, choices=VerifiedBy.choices())
    due_on = models.DateField("kontrolleras senast")
    checked_on = models.DateField("kontrollerad", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="kontrollerad av",
    )  # fmt: skip
    effect = models.CharField(
        "effekt", max_length=10, choices=Effect.choices(), default=Effect.AWAITED
    )
    note = models.TextField("vad kontrollen visade", blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="handling",
    )  # fmt: skip
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljning där den kontrollerades",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = OfAction.as_manager()

    class Meta:
        verbose_name = "effektkontroll"
        verbose_name_plural = "effektkontroller"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=VerifiedBy.codes()), name="verification_method_known"
            ),
            models.CheckConstraint(
                condition=Q(effect__in=Effect.codes()), name="verification_effect_known"
            ),
            models.CheckConstraint(
                condition=Q(effect=Effect.AWAITED, checked_on=None)
                | (~Q(effect=Effect.AWAITED) & Q(checked_on__isnull=False) & ~Q(note="")),
                name="checked_effect_says_what",
                violation_error_message="Skriv vad kontrollen visade.",
            ),
        ]

    def __str__(self) -> str:
        return f"{VerifiedBy(self.method).label} {self.due_on}"

    @property
    def shown_effect(self) -> Effect:
        return Effect(self.effect)
