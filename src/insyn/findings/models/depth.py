"""From an overview to a follow-up in depth."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Section
from insyn.delegations.models import DelegationDecision
from insyn.findings.models.findings import Finding
from insyn.findings.rules.lists import DepthState
from insyn.followups.models import Followup, WorkingNotes
from insyn.requirements.models import Requirement


class DepthDecision(models.Model):
    """Whether an overview leads to a follow-up in depth, why, and of what (fördjupningsbeslut).

    The scope is designed from the findings: which areas, requirements and findings it takes up.
    """

    followup = models.OneToOneField(
        Followup, on_delete=models.PROTECT, related_name="depth_decision",
        verbose_name="översiktlig uppföljning",
    )  # fmt: skip
    state = models.CharField(
        "läge", max_length=10, choices=DepthState.choices(), default=DepthState.PROPOSED
    )
    reasons = models.TextField("skäl")
    sections = models.ManyToManyField(Section, related_name="+", blank=True, verbose_name="områden")
    requirements = models.ManyToManyField(
        Requirement, related_name="+", blank=True, verbose_name="krav"
    )
    findings = models.ManyToManyField(
        Finding, related_name="+", blank=True, verbose_name="resultat"
    )
    methods = models.TextField("hur den görs", blank=True)
    planned_for = models.DateField("görs senast", null=True, blank=True)
    proposed_on = models.DateField("föreslagen")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="föreslagen av",
    )  # fmt: skip
    decision = models.ForeignKey(
        DelegationDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="beslut",
    )  # fmt: skip
    decided_reasons = models.TextField("beslutets skäl", blank=True)
    in_depth = models.OneToOneField(
        Followup, on_delete=models.PROTECT, null=True, blank=True,
        related_name="decided_by_overview", verbose_name="fördjupad uppföljning",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = WorkingNotes.as_manager()

    class Meta:
        verbose_name = "fördjupningsbeslut"
        verbose_name_plural = "fördjupningsbeslut"
        ordering = ["-proposed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DepthState.codes()), name="depth_decision_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(reasons=""),
                name="depth_decision_has_reasons",
                violation_error_message="Skriv skälen.",
            ),
            models.CheckConstraint(
                condition=Q(state=DepthState.PROPOSED) | Q(decision__isnull=False),
                name="depth_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Fördjupning av {self.followup}"

    @property
    def shown_state(self) -> DepthState:
        return DepthState(self.state)
