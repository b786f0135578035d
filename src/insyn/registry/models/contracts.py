"""One provider's place in an agreement: contracts, their prices, and how much they are used."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models.agreements import Agreement, Lot, OfAgreement
from insyn.registry.models.keys import AgreementOfContract
from insyn.registry.models.providers import Provider
from insyn.registry.models.units import Unit
from insyn.registry.rules import ContractStatus, PriceUnit


class ContractQuerySet(OfAgreement["Contract"]):
    """Contracts are as visible as their agreement."""

    def usable(self) -> Self:
        return self.exclude(status=ContractStatus.ENDED)


class Contract(models.Model):
    """One provider's place in an agreement (kontrakt)."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="contracts", verbose_name="avtal",
        db_index=False,
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="contracts", verbose_name="utförare",
        db_index=False,
    )  # fmt: skip
    lots = models.ManyToManyField(
        Lot, related_name="contracts", verbose_name="avtalsområden", blank=True
    )
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="verksamheter", blank=True)
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till", null=True, blank=True)
    rank = models.PositiveIntegerField("rangordning", null=True, blank=True)
    status = models.CharField(
        "läge", max_length=20, choices=ContractStatus.choices(), default=ContractStatus.ACTIVE
    )
    status_reason = models.CharField("skäl till läget", max_length=300, blank=True)
    status_from = models.DateField("läget gäller från", null=True, blank=True)
    status_until = models.DateField("läget gäller till", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "kontrakt"
        verbose_name_plural = "kontrakt"
        ordering = ["provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "provider"],
                name="one_contract_per_provider_and_agreement",
                violation_error_message="Utföraren har redan ett kontrakt i avtalet.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=ContractStatus.codes()), name="contract_status_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
                violation_error_message="Kontraktet kan inte sluta innan det börjar.",
            ),
            models.CheckConstraint(
                condition=Q(status=ContractStatus.ACTIVE) | ~Q(status_reason=""),
                name="contract_status_other_than_active_has_reason",
                violation_error_message="Ange skälet när kontraktet inte är aktivt.",
            ),
            models.CheckConstraint(
                condition=Q(status_until=None)
                | Q(status_from=None)
                | Q(status_until__gte=F("status_from")),
                name="contract_status_ends_after_it_starts",
                violation_error_message="Läget kan inte sluta gälla innan det börjar.",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "agreement", "id"], name="contract_of_provider"),
            models.Index(fields=["status", "agreement", "id"], name="contract_by_status"),
            models.Index(fields=["rank", "id"], name="contract_by_rank"),
            models.Index(fields=["ends_on", "id"], name="contract_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} i {self.agreement}"


class OfContract(Scoped[M_co]):
    """Rows that are as visible as their contract's agreement."""

    authority_path = "contract__agreement__authority"
    secrecy_path = ""
    cooperation_path = "contract__agreement__cooperation"


class ContractPriceQuerySet(OfContract["ContractPrice"]):
    """Questions about many prices."""


class ContractPrice(models.Model):
    """What is paid for one thing during a time, in kronor without VAT (pris).

    At most one price of the same thing is valid on any day.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="prices", verbose_name="kontrakt"
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtalsområde",
    )  # fmt: skip
    item = models.CharField("vad priset gäller", max_length=150)
    unit = models.CharField(
        "per", max_length=15, choices=PriceUnit.choices(), default=PriceUnit.DAY
    )
    amount = models.DecimalField("pris i kronor", max_digits=12, decimal_places=2)
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ContractPriceQuerySet.as_manager()

    class Meta:
        verbose_name = "pris"
        verbose_name_plural = "priser"
        ordering = ["item", "unit", "-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "lot", "item", "unit", "valid_from"],
                name="price_of_item_in_lot_starts_once",
                violation_error_message="Det finns redan ett sådant pris från den dagen.",
            ),
            models.UniqueConstraint(
                fields=["contract", "item", "unit", "valid_from"],
                condition=Q(lot=None),
                name="price_of_item_starts_once",
                violation_error_message="Det finns redan ett sådant pris från den dagen.",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=PriceUnit.codes()), name="contract_price_unit_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="contract_price_not_negative",
                violation_error_message="Priset kan inte vara lägre än noll.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="contract_price_ends_after_it_starts",
                violation_error_message="Priset kan inte sluta gälla innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.amount} kr"


KNOWN_AMOUNT = Coalesce("amount", Value(Decimal(-1)))
KNOWN_CLIENTS = Coalesce("clients", Value(-1))
"""What usage is sorted by: that which is not known counts as less than nothing."""


class UsageQuerySet(OfAgreement["Usage"]):
    """Questions about usage."""


class Usage(models.Model):
    """How much a contract was used during a period: counts only, never persons (nyttjande)."""

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="usage", verbose_name="kontrakt",
        db_index=False,
    )  # fmt: skip
    agreement = AgreementOfContract(
        Agreement, on_delete=models.PROTECT, related_name="+", verbose_name="avtal",
        db_index=False,
    )  # fmt: skip
    period_start = models.DateField("från")
    period_end = models.DateField("till")
    call_offs = models.PositiveIntegerField("avrop", null=True, blank=True)
    clients = models.PositiveIntegerField("personer", null=True, blank=True)
    amount = models.DecimalField(
        "belopp i kronor", max_digits=14, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField("version", default=1)

    objects = UsageQuerySet.as_manager()

    class Meta:
        verbose_name = "nyttjande"
        verbose_name_plural = "nyttjande"
        ordering = ["-period_start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "period_start", "period_end"],
                name="usage_of_period_once",
                violation_error_message="Perioden är redan redovisad för kontraktet.",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="usage_period_in_order",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="usage_amount_not_negative",
                violation_error_message="Beloppet kan inte vara lägre än noll.",
            ),
            models.CheckConstraint(
                condition=~Q(call_offs=None, clients=None, amount=None),
                name="usage_says_something",
                violation_error_message="Fyll i avrop, personer eller belopp.",
            ),
        ]
        indexes = [
            models.Index(fields=["period_start", "id"], name="usage_by_period"),
            models.Index(fields=["contract", "agreement"], name="usage_of_contract"),
            models.Index(KNOWN_AMOUNT, "id", name="usage_by_amount"),
            models.Index(KNOWN_CLIENTS, "id", name="usage_by_clients"),
            models.Index(
                fields=["agreement", "period_start", "id"],
                include=["call_offs", "clients", "amount"],
                name="usage_of_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}, {self.period_start}–{self.period_end}"
