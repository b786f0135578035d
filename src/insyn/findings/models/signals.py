"""Signals that a finding stands on."""

from django.db import models
from django.db.models import Q

from insyn.findings.models.findings import Finding
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import Scoped
from insyn.signals.models import Signal, without_suspicions


class FindingSignalQuerySet(Scoped["FindingSignal"]):
    """Read by those who see both the signal and the follow-up; never outside the board."""

    authority_path = "signal__authority"
    secrecy_path = "signal__secrecy"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        readable = Q((f"{through}finding__followup__secrecy__lte", held.clearance))
        own = super()._own(through, held) & readable
        return own & without_suspicions(f"{through}signal__", held)


class FindingSignal(models.Model):
    """A signal that a finding stands on, as part of its evidence (signal bakom resultat)."""

    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, related_name="signals", verbose_name="resultat"
    )
    signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, related_name="findings", verbose_name="signal"
    )

    objects = FindingSignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal bakom resultat"
        verbose_name_plural = "signaler bakom resultat"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "signal"], name="signal_once_per_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.signal}: {self.finding}"
