"""Tables of the audit trail."""

from typing import Any, NoReturn

from django.db import models

from insyn.kernel.access import Secrecy
from insyn.platform.scoping import Scoped

SYSTEM_CHAIN = 0
"""The chain of events that belong to no authority, such as a failed log-in."""


class AuditEventQuerySet(Scoped["AuditEvent"]):
    """The trail as one asker may read it: of the own authority, up to the own clearance."""

    authority_path = "authority_id"


class AuditEvent(models.Model):
    """One thing that happened (händelse). No foreign keys: it must outlive its object."""

    authority_id = models.BigIntegerField("nämnd", default=SYSTEM_CHAIN)
    number = models.PositiveBigIntegerField("löpnummer i kedjan")
    secrecy = models.PositiveSmallIntegerField("sekretess", default=Secrecy.INTERNAL)
    at = models.DateTimeField("tidpunkt")
    event = models.CharField("händelse", max_length=60)
    actor_id = models.BigIntegerField("användare", null=True)
    actor_name = models.CharField("användarens namn", max_length=200)
    origin = models.CharField("varifrån", max_length=100, blank=True)
    subject = models.CharField("objekt", max_length=100)
    subject_name = models.CharField("objektets namn", max_length=300, blank=True)
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
        if self.pk is not None:
            raise TypeError("En händelse i spåret ändras aldrig.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("En händelse i spåret tas aldrig bort.")


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
