"""Tables of the audit trail."""

from datetime import UTC, date
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from insyn.audit.rules import Link
from insyn.kernel.access import Secrecy
from insyn.platform.scoping import Scoped

SYSTEM_CHAIN = 0
"""The chain of events that belong to no authority, such as a failed log-in."""
NAME_LENGTH, ORIGIN_LENGTH, SUBJECT_LENGTH = 200, 100, 300


def subject_of(row: models.Model) -> str:
    """Return how the trail names a row: its model and key, as in ``followups.followup:12``."""
    return f"{row._meta.label_lower}:{row.pk or ''}"


class AuditEventQuerySet(Scoped["AuditEvent"]):
    """The trail as one asker may read it: of the own authority, up to the own clearance."""

    authority_path = "authority_id"

    def about(self, row: models.Model) -> Self:
        return self.filter(subject=subject_of(row))

    def of_kind(self, noun: str) -> Self:
        """Keep the events of one noun: ``followup`` keeps ``followup.planned``."""
        return self.filter(event__startswith=f"{noun}.")

    def mentioning(self, text: str) -> Self:
        """Keep the events whose subject, person or name has the text in it."""
        return self.filter(
            Q(subject_name__icontains=text)
            | Q(actor_name__icontains=text)
            | Q(event__icontains=text)
        )

    def between(self, first: date | None, last: date | None) -> Self:
        """Keep the events of the days, both included; an open end has no limit."""
        rows = self.filter(at__date__gte=first) if first else self
        return rows.filter(at__date__lte=last) if last else rows


class AuditEvent(models.Model):
    """One thing that happened (händelse). No foreign keys: it must outlive its object."""

    authority_id = models.BigIntegerField("nämnd", default=SYSTEM_CHAIN)
    number = models.PositiveBigIntegerField("löpnummer i kedjan")
    secrecy = models.PositiveSmallIntegerField("sekretess", default=Secrecy.INTERNAL)
    at = models.DateTimeField("tidpunkt")
    event = models.CharField("händelse", max_length=60)
    actor_id = models.BigIntegerField("användare", null=True)
    actor_name = models.CharField("användarens namn", max_length=NAME_LENGTH)
    origin = models.CharField("varifrån", max_length=ORIGIN_LENGTH, blank=True)
    subject = models.CharField("objekt", max_length=100)
    subject_name = models.CharField("objektets namn", max_length=SUBJECT_LENGTH, blank=True)
    facts = models.JSONField("uppgifter", default=dict)
    previous = models.CharField("föregående kontrollsumma", max_length=64)
    digest = models.CharField("kontrollsumma", max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority_id", "number"], name="audit_event_number_unique_in_chain"
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="audit_event_subject")]

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("En händelse i spåret ändras aldrig.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("En händelse i spåret tas aldrig bort.")

    def link(self) -> Link:
        """Return everything the digest seals: all that the row says but the digest itself."""
        return Link(
            chain=self.authority_id,
            number=self.number,
            at=self.at.astimezone(UTC).isoformat(),
            event=self.event,
            actor=f"{self.actor_id or ''}:{self.actor_name}",
            origin=self.origin,
            secrecy=self.secrecy,
            subject=self.subject,
            subject_name=self.subject_name,
            facts=self.facts,
            previous=self.previous,
        )


class ChainHead(models.Model):
    """The last link of an authority's chain (kedjans slut); locked while one is added."""

    authority_id = models.BigIntegerField("nämnd", unique=True)
    number = models.PositiveBigIntegerField("löpnummer", default=0)
    digest = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        verbose_name = "kedjans slut"
        verbose_name_plural = "kedjors slut"

    def __str__(self) -> str:
        return f"{self.authority_id}: {self.number}"
