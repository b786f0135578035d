"""Meetings of those who follow up in the coordinated authorities."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.coordination.rules import NetworkState
from insyn.kernel.access import Access
from insyn.platform.scoping import M_co, Scoped


def _invited(access: Access, through: str) -> Q:
    """Return the filter on meetings that one of the asker's authorities is invited to."""
    places = NetworkPlace.objects.unscoped(reason="Var och en ser de möten som den är bjuden till.")
    mine = places.filter(authority__in=access.authority_ids)
    return Q((f"{through}pk__in", mine.values("meeting")))


class NetworkMeetingQuerySet(Scoped["NetworkMeeting"]):
    """Meetings are read by the coordinator and by those who are invited."""

    secrecy_path = ""

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter: one's own meetings, and those that one is invited to."""
        return super().visibility(access, through=through) | _invited(access, through)


class NetworkMeeting(models.Model):
    """A meeting of the coordinator and those who follow up (nätverksmöte)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="samordnande nämnd"
    )
    planned_on = models.DateField("dag")
    starts_at = models.TimeField("klockan", null=True, blank=True)
    ends_at = models.TimeField("till klockan", null=True, blank=True)
    place = models.CharField("plats eller länk", max_length=200, blank=True)
    agenda = models.TextField("dagordning")
    state = models.CharField(
        "läge", max_length=10, choices=NetworkState.choices(), default=NetworkState.PLANNED
    )
    held_on = models.DateField("genomfört", null=True, blank=True)
    notes = models.TextField("anteckningar", blank=True)
    cancelled_reason = models.CharField("skäl till att det ställdes in", max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ansvarig",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = NetworkMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "nätverksmöte"
        verbose_name_plural = "nätverksmöten"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NetworkState.codes()), name="network_meeting_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=NetworkState.HELD) | Q(held_on__isnull=False),
                name="held_network_meeting_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=NetworkState.CANCELLED) | ~Q(cancelled_reason=""),
                name="cancelled_network_meeting_has_reason",
                violation_error_message="Skriv varför mötet ställs in.",
            ),
        ]

    def __str__(self) -> str:
        return f"Nätverksmöte {self.planned_on}"

    @property
    def shown_state(self) -> NetworkState:
        return NetworkState(self.state)

    @property
    def items(self) -> list[str]:
        """Return the items of the agenda, one for each line."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]


class OfMeeting(Scoped[M_co]):
    """Rows that are as visible as their meeting."""

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter of the meeting, seen from one of its rows."""
        return NetworkMeetingQuerySet.visibility(access, through=f"{through}meeting__")


class NetworkPlaceQuerySet(OfMeeting["NetworkPlace"]):
    """Who are invited."""


class NetworkPlace(models.Model):
    """An authority that is invited, and who came from it by role (plats i nätverksmöte)."""

    meeting = models.ForeignKey(
        NetworkMeeting, on_delete=models.CASCADE, related_name="places",
        verbose_name="nätverksmöte",
    )  # fmt: skip
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    participants = models.CharField("deltagare, efter roll", max_length=300, blank=True)

    objects = NetworkPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "plats i nätverksmöte"
        verbose_name_plural = "platser i nätverksmöte"
        ordering = ["authority__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "authority"], name="authority_invited_once"),
        ]

    def __str__(self) -> str:
        return self.authority.name


class NetworkPointQuerySet(OfMeeting["NetworkPoint"]):
    """What was agreed at network meetings."""

    def open(self) -> Self:
        return self.filter(done_on=None)

    def late(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)


class NetworkPoint(models.Model):
    """What was agreed, which authority does it and by when (nätverkspunkt)."""

    meeting = models.ForeignKey(
        NetworkMeeting, on_delete=models.CASCADE, related_name="agreed",
        verbose_name="nätverksmöte",
    )  # fmt: skip
    text = models.CharField("vad", max_length=300)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="görs av"
    )
    due_on = models.DateField("klart senast")
    done_on = models.DateField("klart", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = NetworkPointQuerySet.as_manager()

    class Meta:
        verbose_name = "nätverkspunkt"
        verbose_name_plural = "nätverkspunkter"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today
