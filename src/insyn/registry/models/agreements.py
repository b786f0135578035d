"""The terms under which care is bought: agreements, their lots, and who has a contract."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from insyn.accounts.models import Authority, Cooperation
from insyn.platform.scoping import Scoped
from insyn.registry.models.keys import SortKeyField
from insyn.registry.models.providers import Provider, ServiceArea, Unit
from insyn.registry.rules import AgreementForm, ContractStatus, is_in_force
from insyn.registry.rules.names import LONGEST_KEY, sort_key


class AgreementQuerySet(Scoped["Agreement"]):
    """Questions about many agreements. Shared with the cooperation; never a draft."""

    secrecy_path = ""
    cooperation_path = "cooperation"

    def in_force(self, on: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def coming(self, on: date) -> Self:
        return self.filter(starts_on__gt=on)

    def ended(self, on: date) -> Self:
        return self.filter(ends_on__lt=on)

    def matching(self, text: str) -> Self:
        """Keep those whose title or case number the text is a part of."""
        return self.filter(Q(sort_key__contains=sort_key(text)) | Q(case_number__icontains=text))


class Agreement(models.Model):
    """The terms under which care is bought or commissioned (avtal)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    cooperation = models.ForeignKey(
        Cooperation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="samverkan",
    )  # fmt: skip
    title = models.CharField("rubrik", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="title", max_length=LONGEST_KEY)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    form = models.CharField(
        "avtalsform", max_length=20, choices=AgreementForm.choices(),
        default=AgreementForm.FRAMEWORK,
    )  # fmt: skip
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till", null=True, blank=True)
    has_insight_clause = models.BooleanField("har insynsklausul", default=False)
    version = models.PositiveIntegerField("version", default=1)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "avtal"
        verbose_name_plural = "avtal"
        ordering = ["sort_key", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "title", "starts_on"],
                name="agreement_title_and_start_unique",
                violation_error_message="Nämnden har redan ett avtal med den rubriken och starten.",
            ),
            models.CheckConstraint(
                condition=Q(form__in=AgreementForm.codes()), name="agreement_form_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message="Avtalet kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        return is_in_force(self.starts_on, self.ends_on, on)


class LotQuerySet(Scoped["Lot"]):
    """Lots are as visible as their agreement."""

    authority_path = "agreement__authority"
    secrecy_path = ""
    cooperation_path = "agreement__cooperation"

    def in_tree_order(self) -> Self:
        """Order the areas by place, each followed by its parts."""
        return self.select_related("parent").order_by(
            Coalesce("parent__position", "position"),
            Coalesce("parent_id", "pk"),
            F("parent_id").asc(nulls_first=True),
            "position",
            "pk",
        )


class Lot(models.Model):
    """A part of an agreement (avtalsområde); may have parts of its own."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="lots", verbose_name="avtal"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts",
        verbose_name="ingår i",
    )  # fmt: skip
    name = models.CharField("namn", max_length=150)
    position = models.PositiveIntegerField("ordning", default=0)
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "avtalsområde"
        verbose_name_plural = "avtalsområden"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                condition=Q(parent=None),
                name="area_name_unique_in_agreement",
                violation_error_message="Avtalet har redan ett avtalsområde med det namnet.",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="part_name_unique_in_area",
                violation_error_message="Avtalsområdet har redan en del med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Return the name after that of the lot around it: ”Nord: Skogsby”. Reads the parent."""
        return f"{self.parent}: {self.name}" if self.parent else self.name


class ContractQuerySet(Scoped["Contract"]):
    """Contracts are as visible as their agreement."""

    authority_path = "agreement__authority"
    secrecy_path = ""
    cooperation_path = "agreement__cooperation"

    def usable(self) -> Self:
        return self.exclude(status=ContractStatus.ENDED)


class Contract(models.Model):
    """One provider's place in an agreement (kontrakt)."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="contracts", verbose_name="avtal"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="contracts", verbose_name="utförare"
    )
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
        ]

    def __str__(self) -> str:
        return f"{self.provider} i {self.agreement}"
