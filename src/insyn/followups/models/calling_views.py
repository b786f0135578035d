"""Views asked of the units that place clients."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.followups.models.followups import Followup, WorkingNotes
from insyn.kernel.access import Access


class CallingUnitViewQuerySet(WorkingNotes["CallingUnitView"]):
    """Views are as visible as their follow-up, and shown to the person who is asked."""

    def asked_of(self, access: Access) -> Self:
        """Keep those that the asker in person has been asked for, and open them."""
        mine = Q(asked_of=access.user_id) if access.user_id else Q(pk__in=())
        return self.filter(mine, followup__authority__in=access.authority_ids)._opened()

    def unanswered(self) -> Self:
        return self.filter(received_on=None)

    def late(self, today: date) -> Self:
        return self.unanswered().filter(due_on__lt=today)


class CallingUnitView(models.Model):
    """What a unit that places clients thinks of the provider (synpunkt från avropande enhet)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="calling_views", verbose_name="uppföljning"
    )
    unit_name = models.CharField("enhet", max_length=150)
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="person som tillfrågas",
    )  # fmt: skip
    due_on = models.DateField("svar senast", null=True, blank=True)
    asked_on = models.DateField("tillfrågad")
    received_on = models.DateField("svar kom", null=True, blank=True)
    question = models.TextField("fråga", blank=True)
    text = models.TextField("synpunkter", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = CallingUnitViewQuerySet.as_manager()

    class Meta:
        verbose_name = "synpunkt från avropande enhet"
        verbose_name_plural = "synpunkter från avropande enheter"
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return self.unit_name

    def is_late(self, today: date) -> bool:
        return self.received_on is None and self.due_on is not None and self.due_on < today
