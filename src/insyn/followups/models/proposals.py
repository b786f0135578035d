"""Follow-ups that the system proposes by itself."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.followups.models.followups import Followup
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import Scoped
from insyn.registry.models import Contract, Unit


class FollowupProposalQuerySet(Scoped["FollowupProposal"]):
    """Proposals are read by those who see drafts: they lead to follow-ups that are not reported."""

    secrecy_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)

    def open(self) -> Self:
        return self.filter(state=ProposalState.PROPOSED)

    def late(self, today: date) -> Self:
        return self.open().filter(window_to__lt=today)


class FollowupProposal(models.Model):
    """A follow-up that ought to be made, and why (förslag om uppföljning).

    ``key`` says what gave rise to it, so that the same reason never gives two.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    key = models.CharField("märke", max_length=120, unique=True)
    ground = models.CharField("grund", max_length=15, choices=ProposalGround.choices())
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", verbose_name="kontrakt"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    reason = models.CharField("skäl", max_length=300)
    window_from = models.DateField("bör göras från")
    window_to = models.DateField("bör göras till")
    state = models.CharField(
        "läge", max_length=10, choices=ProposalState.choices(), default=ProposalState.PROPOSED
    )
    proposed_on = models.DateField("föreslagen")
    settled_on = models.DateField("avgjord", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="avgjord av",
    )  # fmt: skip
    declined_reason = models.CharField("skäl till att den avböjs", max_length=300, blank=True)
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljning",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = FollowupProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag om uppföljning"
        verbose_name_plural = "förslag om uppföljning"
        ordering = ["window_to", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=ProposalGround.codes()),
                name="followup_proposal_ground_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.codes()), name="followup_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(window_to__gte=F("window_from")), name="proposal_window_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.ACCEPTED) | Q(followup__isnull=False),
                name="accepted_proposal_has_followup",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(declined_reason=""),
                name="declined_proposal_says_why",
                violation_error_message="Skriv varför ni inte gör uppföljningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{ProposalGround(self.ground).label}: {self.contract}"
