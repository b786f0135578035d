"""Visits and observations."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question, Section
from insyn.followups.models import Followup, OfFollowup, WorkingNotes
from insyn.visits.rules import VisitKind


class VisitQuerySet(OfFollowup["Visit"]):
    """Visits are as visible as their follow-up."""


class Visit(models.Model):
    """A visit to, or a meeting with, the provider (besök)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="visits", verbose_name="uppföljning"
    )
    kind = models.CharField("slag", max_length=10, choices=VisitKind.choices())
    is_announced = models.BooleanField("anmält i förväg", default=True)
    planned_on = models.DateField("bokat till")
    starts_at = models.TimeField("klockan", null=True, blank=True)
    visited_on = models.DateField("genomfört", null=True, blank=True)
    participants = models.CharField(
        "deltagare från utföraren, efter roll", max_length=300, blank=True
    )
    note = models.TextField("anteckning", blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "besök"
        verbose_name_plural = "besök"
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=VisitKind.codes()), name="visit_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{VisitKind(self.kind).label} {self.visited_on or self.planned_on}"


class ObservationQuerySet(WorkingNotes["Observation"]):
    """Observations are as visible as their follow-up."""


class Observation(models.Model):
    """What was seen or heard, before it is assessed (iakttagelse)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="observations", verbose_name="uppföljning"
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="+", verbose_name="område"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="fråga",
    )  # fmt: skip
    text = models.TextField("iakttagelse")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="antecknad av",
    )  # fmt: skip
    noted_at = models.DateTimeField("antecknad")

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "iakttagelse"
        verbose_name_plural = "iakttagelser"
        ordering = ["section__number", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
