"""The durable queue of mail out."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, RoleHeld, Secrecy
from insyn.mailing.rules import ON_THE_WAY, MailKind, MailState
from insyn.platform.scoping import Scoped

NOT_PERSONAL = [kind.value for kind in MailKind if kind is not MailKind.DIGEST]
"""Mail that others in the authority may read too."""


class OutgoingMailQuerySet(Scoped["OutgoingMail"]):
    """Mail is read by those who work with drafts in the authority that sent it; nobody else.

    A digest says what waits for one person, in every board where they work and up to their own
    clearance. It is read by that person alone.
    """

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter itself: the authority's mail, but of digests only the asker's own."""
        told = Q((f"{through}kind__in", NOT_PERSONAL))
        if access.user_id is not None:
            told |= Q((f"{through}user", access.user_id))
        return super().visibility(access, through=through) & told

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)

    def due(self, now: datetime) -> Self:
        """Keep what is to be sent now, the oldest first."""
        rows = self.filter(state=MailState.QUEUED, next_try_at__lte=now)
        return rows.order_by("next_try_at", "pk")

    def on_the_way(self) -> Self:
        return self.filter(state__in=ON_THE_WAY)

    def about(self, subject: str) -> Self:
        """Keep what concerns one row, ``noun:key`` as in the trail."""
        return self.filter(about=subject)


class OutgoingMail(models.Model):
    """A mail that is to leave, or has left (utskick).

    Written in the transaction that gave the reason for it, sent after it by ``insyn work``.
    ``key`` is what makes it the only one of its kind: the same reason never gives two. The
    personal link and the code are made when it leaves; here stands only their place.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    kind = models.CharField("slag", max_length=12, choices=MailKind.choices())
    key = models.CharField("nyckel", max_length=120, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="mottagare",
    )  # fmt: skip
    to_name = models.CharField("mottagarens namn", max_length=200, blank=True)
    to_address = models.EmailField("adress")
    subject = models.CharField("ämne", max_length=200)
    text = models.TextField("text")
    about = models.CharField("gäller", max_length=60)
    leads_to = models.CharField("länken leder till", max_length=200, blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=MailState.choices(), default=MailState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    queued_at = models.DateTimeField("i kö från")
    next_try_at = models.DateTimeField("nästa försök")
    claimed_at = models.DateTimeField("togs för att skickas", null=True, blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)
    message_id = models.CharField("meddelandets id", max_length=200, blank=True)
    problem = models.CharField("varför det inte gick", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MailKind.codes()), name="mail_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=MailState.codes()), name="mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="mail_secrecy_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="mail_by_turn"),
            models.Index(fields=["about"], name="mail_by_subject"),
            models.Index(fields=["authority", "-queued_at"], name="mail_of_authority"),
        ]

    def __str__(self) -> str:
        return f"{MailKind(self.kind).label} till {self.to_address}"

    @property
    def shown_state(self) -> MailState:
        return MailState(self.state)
