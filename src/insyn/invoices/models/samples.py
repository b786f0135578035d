"""Samples of invoice lines, and what the vouchers showed."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.findings.models import Finding
from insyn.invoices.models.batches import InvoiceBatch, InvoiceLine
from insyn.invoices.models.keeping import OfControl
from insyn.invoices.rules import Drawn, SampleState, Verdict
from insyn.kernel.lottery import SEED_LENGTH
from insyn.platform.scoping import Scoped


class InvoiceSampleQuerySet(Scoped["InvoiceSample"]):
    """Samples; those who read only what has been reported see closed ones."""

    secrecy_path = ""
    reported_path = "closed_on"


class InvoiceSample(models.Model):
    """Lines drawn by amount from a batch, and the outcome of the review (fakturastickprov)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    batch = models.ForeignKey(
        InvoiceBatch, on_delete=models.PROTECT, related_name="samples",
        verbose_name="fakturaunderlag",
    )  # fmt: skip
    seed = models.CharField("frö", max_length=SEED_LENGTH)
    interval = models.PositiveBigIntegerField("intervall i öre")
    start = models.PositiveBigIntegerField("start i öre")
    population_count = models.PositiveIntegerField("rader att dra ur")
    population_total = models.DecimalField("summa att dra ur", max_digits=16, decimal_places=2)
    left_out_count = models.PositiveIntegerField("rader utan positivt belopp", default=0)
    certain_total = models.DecimalField("summa alltid med", max_digits=16, decimal_places=2)
    fingerprint = models.CharField("fingeravtryck", max_length=64)
    state = models.CharField(
        "läge", max_length=10, choices=SampleState.choices(), default=SampleState.DRAWN
    )
    drawn_at = models.DateTimeField("draget")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="draget av",
    )  # fmt: skip
    finished_on = models.DateField("granskat", null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="granskat av",
    )  # fmt: skip
    closed_on = models.DateField("stängt", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="stängt av",
    )  # fmt: skip
    reviewed_total = models.DecimalField(
        "granskat belopp", max_digits=16, decimal_places=2, null=True, blank=True
    )
    wrong_total = models.DecimalField(
        "för mycket fakturerat", max_digits=16, decimal_places=2, null=True, blank=True
    )
    projected_total = models.DecimalField(
        "beräknat fel i hela underlaget", max_digits=16, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField("version", default=1)

    objects = InvoiceSampleQuerySet.as_manager()

    class Meta:
        verbose_name = "fakturastickprov"
        verbose_name_plural = "fakturastickprov"
        ordering = ["-drawn_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SampleState.codes()), name="invoice_sample_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=SampleState.CLOSED) | Q(closed_on__isnull=False),
                name="closed_invoice_sample_has_day",
            ),
            models.CheckConstraint(
                condition=Q(start__gte=1) & Q(start__lte=models.F("interval")),
                name="invoice_sample_starts_inside_interval",
            ),
        ]

    def __str__(self) -> str:
        return f"Stickprov ur {self.batch}"

    @property
    def shown_state(self) -> SampleState:
        return SampleState(self.state)

    @property
    def is_open(self) -> bool:
        return self.state == SampleState.DRAWN

    @property
    def interval_in_kronor(self) -> Decimal:
        return Decimal(self.interval) / 100

    @property
    def start_in_kronor(self) -> Decimal:
        return Decimal(self.start) / 100


class SampledLineQuerySet(OfControl["SampledLine"]):
    """Lines of samples."""

    authority_path = "sample__authority"
    line_path = "line"


class SampledLine(models.Model):
    """A line in a sample, and what the vouchers showed of it (stickprovsrad)."""

    sample = models.ForeignKey(
        InvoiceSample, on_delete=models.CASCADE, related_name="lines",
        verbose_name="fakturastickprov",
    )  # fmt: skip
    line = models.ForeignKey(
        InvoiceLine, on_delete=models.PROTECT, related_name="sampled", verbose_name="fakturarad"
    )
    why = models.CharField("varför", max_length=15, choices=Drawn.choices())
    hit = models.PositiveBigIntegerField("träff i öre", default=0)
    verdict = models.CharField(
        "granskning", max_length=15, choices=Verdict.choices(), default=Verdict.UNREAD
    )
    right_amount = models.DecimalField(
        "rätt belopp", max_digits=12, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("anteckning", max_length=500, blank=True)
    reviewed_on = models.DateField("granskad", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="granskad av",
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="resultat om utföraren",
    )  # fmt: skip
    own_finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="resultat om beställaren",
    )  # fmt: skip
    claim = models.ForeignKey(
        "invoices.InvoiceClaim", on_delete=models.PROTECT, null=True, blank=True,
        related_name="lines", verbose_name="återkrav",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = SampledLineQuerySet.as_manager()

    class Meta:
        verbose_name = "stickprovsrad"
        verbose_name_plural = "stickprovsrader"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "line"], name="line_in_sample_once"),
            models.CheckConstraint(
                condition=Q(why__in=Drawn.codes()), name="sampled_line_why_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.codes()), name="sampled_line_verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.WRONG) | Q(right_amount__isnull=False),
                name="wrong_sampled_line_has_right_amount",
            ),
        ]

    def __str__(self) -> str:
        return str(self.line)

    @property
    def shown_verdict(self) -> Verdict:
        return Verdict(self.verdict)

    @property
    def shown_why(self) -> Drawn:
        return Drawn(self.why)

    @property
    def too_much(self) -> Decimal | None:
        """Return what was charged too much, below zero too little; None until it is known."""
        if self.verdict == Verdict.CORRECT:
            return Decimal()
        return None if self.right_amount is None else self.line.amount - self.right_amount
