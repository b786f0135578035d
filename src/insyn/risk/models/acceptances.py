"""Warnings about a plan that somebody has accepted, with a reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.plans.models import OfPlan, Plan


class AcceptedWarningQuerySet(OfPlan["AcceptedWarning"]):
    """Accepted warnings are as visible as their plan."""


class AcceptedWarning(models.Model):
    """A warning of the plan checks that stands, and why (accepterad varning).

    ``code`` and ``key`` name the warning: what kind, and about what. A warning that no longer
    is found keeps its row.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="accepted_warnings", verbose_name="plan"
    )
    code = models.CharField("kod", max_length=40)
    key = models.CharField("vad den gäller", max_length=100)
    reason = models.TextField("skäl")
    shows_in_memo = models.BooleanField("visas i tjänsteskrivelsen", default=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="accepterad av",
    )  # fmt: skip
    accepted_at = models.DateTimeField("accepterad")

    objects = AcceptedWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "accepterad varning"
        verbose_name_plural = "accepterade varningar"
        ordering = ["code", "key"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code", "key"], name="warning_accepted_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="accepted_warning_has_reason",
                violation_error_message="Skriv varför varningen accepteras.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"
