"""Batches of invoice lines, and what the control found on them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.invoices.models.keeping import OfControl
from insyn.invoices.rules import BatchSource, BatchState, DeviationCode, Standing
from insyn.invoices.rules.lines import shown_unit
from insyn.invoices.rules.sampling import key_of
from insyn.kernel import orgnr
from insyn.kernel.access import Secrecy
from insyn.registry.models import Agreement, Contract, Provider


class InvoiceBatchQuerySet(OfControl["InvoiceBatch"]):
    """Questions about many batches."""

    def taken_in(self) -> Self:
        return self.filter(state=BatchState.TAKEN_IN)


class InvoiceBatch(models.Model):
    """Invoice lines that came in one file (fakturaunderlag)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    name = models.CharField("namn", max_length=150)
    source = models.CharField("källa", max_length=10, choices=BatchSource.choices())
    state = models.CharField(
        "läge", max_length=10, choices=BatchState.choices(), default=BatchState.WAITING
    )
    file_name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll", null=True, blank=True)
    columns = models.JSONField("kolumner", null=True, blank=True)
    uploaded_at = models.DateTimeField("uppladdat")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="uppladdat av",
    )  # fmt: skip
    taken_in_at = models.DateTimeField("inläst", null=True, blank=True)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="inläst av",
    )  # fmt: skip
    period_from = models.DateField("från", null=True, blank=True)
    period_to = models.DateField("till", null=True, blank=True)
    line_count = models.PositiveIntegerField("rader", default=0)
    known_count = models.PositiveIntegerField("rader som redan var inlästa", default=0)
    total = models.DecimalField("summa i kronor", max_digits=16, decimal_places=2, default=0)
    dropped = models.JSONField("borttaget", default=dict, blank=True)
    differences = models.JSONField("skillnader", default=list, blank=True)
    difference_count = models.PositiveIntegerField("antal skillnader", default=0)
    version = models.PositiveIntegerField("version", default=1)

    objects = InvoiceBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "fakturaunderlag"
        verbose_name_plural = "fakturaunderlag"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=BatchSource.codes()), name="invoice_batch_source_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BatchState.codes()), name="invoice_batch_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.WAITING) | Q(content=None),
                name="invoice_batch_taken_in_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_state(self) -> BatchState:
        return BatchState(self.state)

    @property
    def shown_source(self) -> BatchSource:
        return BatchSource(self.source)

    @property
    def is_waiting(self) -> bool:
        return self.state == BatchState.WAITING


class InvoiceLineQuerySet(OfControl["InvoiceLine"]):
    """Questions about many lines."""

    line_path = "self"

    def positive(self) -> Self:
        return self.filter(amount__gt=0)


class InvoiceLine(models.Model):
    """One line of an invoice, as it was when it was read; it never changes (fakturarad)."""

    batch = models.ForeignKey(
        InvoiceBatch, on_delete=models.CASCADE, related_name="lines",
        verbose_name="fakturaunderlag",
    )  # fmt: skip
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="utförare",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    supplier = models.CharField("organisationsnummer", max_length=10)
    invoice = models.CharField("fakturanummer", max_length=60)
    line_id = models.CharField("radnummer", max_length=60)
    invoice_date = models.DateField("fakturadatum")
    text = models.CharField("tjänst", max_length=150)
    quantity = models.DecimalField("antal", max_digits=18, decimal_places=6, null=True, blank=True)
    unit = models.CharField("enhet", max_length=15, blank=True)
    unit_price = models.DecimalField("pris", max_digits=18, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField("belopp", max_digits=12, decimal_places=2)
    vat = models.DecimalField("momssats", max_digits=12, decimal_places=2, null=True, blank=True)
    period_from = models.DateField("från", null=True, blank=True)
    period_to = models.DateField("till", null=True, blank=True)
    reference = models.CharField("beställarens referens", max_length=60, blank=True)
    place = models.CharField("verksamhet", max_length=60, blank=True)
    content_hash = models.CharField("kontrollsumma", max_length=64)
    standing = models.CharField("utfall", max_length=10, choices=Standing.choices())
    suspicion = models.CharField("varför raden är misstänkt", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = InvoiceLineQuerySet.as_manager()

    class Meta:
        verbose_name = "fakturarad"
        verbose_name_plural = "fakturarader"
        ordering = ["invoice_date", "supplier", "invoice", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "supplier", "invoice", "line_id"],
                name="invoice_line_read_once",
                violation_error_message="Fakturaraden är redan inläst.",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.codes()), name="invoice_line_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="invoice_line_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(suspicion="") | Q(secrecy__gte=Secrecy.RESTRICTED),
                name="suspected_invoice_line_is_restricted",
            ),
            models.CheckConstraint(
                condition=Q(period_to=None)
                | Q(period_from=None)
                | Q(period_to__gte=F("period_from")),
                name="invoice_line_period_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "standing", "amount"], name="invoice_line_by_standing"),
            models.Index(fields=["provider", "invoice_date"], name="invoice_line_of_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.text}"

    @property
    def key(self) -> str:
        """Return what the line is called in a draw; a sole trader's number is masked."""
        return key_of(self.supplier, self.invoice, self.line_id, self.pk)

    @property
    def shown_standing(self) -> Standing:
        return Standing(self.standing)

    @property
    def supplier_name(self) -> str:
        return str(self.provider) if self.provider else orgnr.show(self.supplier)

    @property
    def is_suspected(self) -> bool:
        return bool(self.suspicion)

    @property
    def shown_line_id(self) -> str:
        """Return the id that came with the file; empty when we made it."""
        return "" if self.line_id.startswith("~") else self.line_id

    @property
    def shown_unit(self) -> str:
        return shown_unit(self.unit)


class InvoiceDeviationQuerySet(OfControl["InvoiceDeviation"]):
    """Questions about what the control found."""

    authority_path = "batch__authority"
    line_path = "line"
    line_may_lack = True


class InvoiceDeviation(models.Model):
    """What the control found on a line, or on all lines of a contract (fakturaavvikelse)."""

    batch = models.ForeignKey(
        InvoiceBatch, on_delete=models.CASCADE, related_name="deviations",
        verbose_name="fakturaunderlag",
    )  # fmt: skip
    line = models.ForeignKey(
        InvoiceLine, on_delete=models.CASCADE, null=True, blank=True, related_name="deviations",
        verbose_name="fakturarad",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    code = models.CharField("vad", max_length=20, choices=DeviationCode.choices())
    expected = models.CharField("väntat", max_length=150, blank=True)
    found = models.CharField("fakturerat", max_length=150, blank=True)
    difference = models.DecimalField(
        "skillnad i kronor", max_digits=16, decimal_places=2, null=True, blank=True
    )

    objects = InvoiceDeviationQuerySet.as_manager()

    class Meta:
        verbose_name = "fakturaavvikelse"
        verbose_name_plural = "fakturaavvikelser"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=DeviationCode.codes()), name="invoice_deviation_code_known"
            ),
            models.CheckConstraint(
                condition=~Q(line=None) | ~Q(contract=None),
                name="invoice_deviation_is_of_something",
            ),
        ]
        indexes = [models.Index(fields=["batch", "code"], name="invoice_deviation_by_code")]

    def __str__(self) -> str:
        return DeviationCode(self.code).label

    @property
    def shown_code(self) -> DeviationCode:
        return DeviationCode(self.code)
