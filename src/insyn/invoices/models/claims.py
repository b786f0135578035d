"""What is claimed back from a provider."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.invoices.models.keeping import OfControl
from insyn.invoices.models.samples import InvoiceSample
from insyn.invoices.rules import ClaimState
from insyn.kernel.access import GRANTS, Permission, RoleHeld, Secrecy
from insyn.registry.models import Provider


class InvoiceClaimQuerySet(OfControl["InvoiceClaim"]):
    """Questions about many claims; one that holds a line under suspicion is guarded as that is."""

    def open(self) -> Self:
        return self.filter(state=ClaimState.CLAIMED)

    def late(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    @classmethod
    def guarded(cls, through: str, held: RoleHeld) -> Q:
        if Permission.SEE_RED_FLAGS in GRANTS[held.role]:
            return Q()
        return Q((f"{through}secrecy__lte", Secrecy.INTERNAL))


class InvoiceClaim(models.Model):
    """Money that a provider is to credit, line by line (återkrav)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    sample = models.ForeignKey(
        InvoiceSample, on_delete=models.PROTECT, related_name="claims",
        verbose_name="fakturastickprov",
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", verbose_name="utförare"
    )
    amount = models.DecimalField("belopp", max_digits=14, decimal_places=2)
    claimed_on = models.DateField("krävt")
    due_on = models.DateField("senast")
    state = models.CharField(
        "läge", max_length=10, choices=ClaimState.choices(), default=ClaimState.CLAIMED
    )
    settled_on = models.DateField("avgjort", null=True, blank=True)
    credited = models.DecimalField(
        "krediterat", max_digits=14, decimal_places=2, null=True, blank=True
    )
    credit_note = models.CharField("kreditfakturans nummer", max_length=60, blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    letter = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="brev",
    )  # fmt: skip
    letter_word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="brev som Word",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = InvoiceClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "återkrav"
        verbose_name_plural = "återkrav"
        ordering = ["-claimed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.codes()), name="invoice_claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="invoice_claim_secrecy_known"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_claim_is_of_something"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("claimed_on")), name="invoice_claim_due_after_claimed"
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.CLAIMED) | Q(settled_on__isnull=False),
                name="settled_invoice_claim_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClaimState.WAIVED) | ~Q(reason=""),
                name="waived_invoice_claim_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="invoice_claim_by_due")]

    def __str__(self) -> str:
        return f"Återkrav {self.claimed_on}, {self.provider}"

    @property
    def shown_state(self) -> ClaimState:
        return ClaimState(self.state)

    @property
    def is_open(self) -> bool:
        return self.state == ClaimState.CLAIMED

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today
