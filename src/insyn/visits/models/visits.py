"""Visits and observations."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question, Section
from insyn.followups.models import Followup, OfFollowup, WorkingNotes
from insyn.kernel.access import Access, Secrecy
from insyn.registry.models import Unit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState


class VisitQuerySet(OfFollowup["Visit"]):
    """Visits are as visible as their follow-up."""

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the announced ones that a provider the asker answers for has been told of.

        Never an unannounced one, nor one that nothing has been sent about: it can still become
        unannounced.
        """
        told = {"letters__kind": VisitLetterKind.ANNOUNCEMENT, "is_announced": True}
        rows = self._of_contacts(access).filter(followup__secrecy__lte=Secrecy.INTERNAL, **told)
        return rows.distinct()


class Visit(models.Model):
    """A visit to, or a meeting with, the provider (besök).

    ``revision`` counts the changes of its answers, so that a device can say which it has seen.
    """

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="visits", verbose_name="uppföljning"
    )
    kind = models.CharField("slag", max_length=10, choices=VisitKind.choices())
    is_announced = models.BooleanField("anmält i förväg", default=True)
    planned_on = models.DateField("bokat till")
    starts_at = models.TimeField("klockan", null=True, blank=True)
    ends_at = models.TimeField("till klockan", null=True, blank=True)
    place = models.CharField("plats", max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    purpose = models.TextField("syfte", blank=True)
    state = models.CharField(
        "läge", max_length=15, choices=VisitState.choices(), default=VisitState.BOOKED
    )
    cancelled_reason = models.CharField("skäl till att det ställdes in", max_length=300, blank=True)
    visited_on = models.DateField("genomfört", null=True, blank=True)
    participants = models.CharField(
        "deltagare från utföraren, efter roll", max_length=300, blank=True
    )
    note = models.TextField("anteckning", blank=True)
    revision = models.PositiveIntegerField("senaste ändring", default=0)
    version = models.PositiveIntegerField("version", default=1)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "besök"
        verbose_name_plural = "besök"
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=VisitKind.codes()), name="visit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=VisitState.codes()), name="visit_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.CARRIED_OUT) | Q(visited_on__isnull=False),
                name="carried_out_visit_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=VisitState.CANCELLED) | ~Q(cancelled_reason=""),
                name="cancelled_visit_has_reason",
                violation_error_message="Skriv varför besöket ställs in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{VisitKind(self.kind).label} {self.visited_on or self.planned_on}"

    @property
    def shown_state(self) -> VisitState:
        return VisitState(self.state)


class ObservationQuerySet(WorkingNotes["Observation"]):
    """Observations are as visible as their follow-up."""


class Observation(models.Model):
    """What was seen or heard, before it is assessed (iakttagelse).

    ``key`` is made on the device that it was written on, if it was written on one.
    """

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
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="observations",
        verbose_name="besök",
    )  # fmt: skip
    key = models.UUIDField("märke", null=True, blank=True, unique=True)
    revision = models.PositiveIntegerField("ändring", default=1)
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
