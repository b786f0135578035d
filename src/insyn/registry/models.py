"""The register: what is followed up, who provides it, and under which terms."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority, Cooperation, Municipality
from insyn.kernel import orgnr
from insyn.platform.scoping import Scoped
from insyn.registry.rules import (
    AgreementForm,
    ContractStatus,
    Law,
    OperatingForm,
    is_in_force,
    number_remark,
)


class ServiceArea(models.Model):
    """A kind of service (verksamhetsområde). Shared by all authorities."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=100, unique=True)
    law = models.CharField("lag", max_length=5, choices=Law.choices(), default=Law.SOL)
    needs_permit = models.BooleanField("kräver tillstånd av IVO", default=False)
    is_for_children = models.BooleanField("riktar sig till barn och unga", default=False)

    class Meta:
        verbose_name = "verksamhetsområde"
        verbose_name_plural = "verksamhetsområden"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(law__in=list(Law)), name="service_area_law_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Provider(models.Model):
    """A legal entity that carries out care (utförare). Public facts, shared by all."""

    name = models.CharField("namn", max_length=200)
    org_number = models.CharField("organisationsnummer", max_length=10, unique=True)
    operating_form = models.CharField(
        "driftform", max_length=20, choices=OperatingForm.choices(), default=OperatingForm.PRIVATE
    )
    group = models.CharField("koncern", max_length=200, blank=True)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "utförare"
        verbose_name_plural = "utförare"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operating_form__in=list(OperatingForm)),
                name="provider_operating_form_known",
            ),
            models.CheckConstraint(
                condition=Q(org_number__regex=r"^[0-9]{10}$"),
                name="provider_org_number_has_ten_digits",
                violation_error_message="Organisationsnumret ska ha tio siffror.",
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="provider_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_number(self) -> str:
        return orgnr.show(self.org_number)

    @property
    def number_remark(self) -> str:
        return number_remark(self.org_number)


class ProviderName(models.Model):
    """Another spelling or earlier name of a provider (namnform)."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField("namn", max_length=200)
    source = models.CharField("var det står", max_length=200, blank=True)

    class Meta:
        verbose_name = "namnform"
        verbose_name_plural = "namnformer"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="spelling_noted_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderContact(models.Model):
    """A user who answers for a provider (kontaktperson)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_contacts",
        verbose_name="användare",
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="contacts", verbose_name="utförare"
    )
    valid_to = models.DateField("till", null=True, blank=True)

    class Meta:
        verbose_name = "kontaktperson"
        verbose_name_plural = "kontaktpersoner"
        constraints = [
            models.UniqueConstraint(fields=["user", "provider"], name="contact_of_provider_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.provider}"


class Unit(models.Model):
    """The place or team that gives the care (verksamhet). Public facts, shared by all."""

    name = models.CharField("namn", max_length=200)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="units", verbose_name="utförare"
    )
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, related_name="+", verbose_name="verksamhetsområde"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kommun",
    )  # fmt: skip
    places = models.PositiveIntegerField("platser", null=True, blank=True)
    closed_on = models.DateField("avslutad", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "verksamhet"
        verbose_name_plural = "verksamheter"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"],
                name="unit_name_unique_at_provider",
                violation_error_message="Utföraren har redan en verksamhet med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(Scoped["Agreement"]):
    """Questions about many agreements. Shared with the cooperation; never a draft."""

    secrecy_path = ""
    cooperation_path = "cooperation"

    def in_force(self, on: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


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
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "title", "starts_on"],
                name="agreement_title_and_start_unique",
                violation_error_message="Nämnden har redan ett avtal med den rubriken och starten.",
            ),
            models.CheckConstraint(
                condition=Q(form__in=list(AgreementForm)), name="agreement_form_known"
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


class Lot(models.Model):
    """A part of an agreement (delområde); may have parts of its own."""

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
        verbose_name = "delområde"
        verbose_name_plural = "delområden"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "parent", "name"],
                name="lot_name_unique_among_siblings",
                nulls_distinct=False,
                violation_error_message="Avtalet har redan ett delområde med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
    lots = models.ManyToManyField(Lot, related_name="contracts", verbose_name="delområden", blank=True)
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
        ordering = ["provider__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "provider"],
                name="one_contract_per_provider_and_agreement",
                violation_error_message="Utföraren har redan ett kontrakt i avtalet.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(ContractStatus)), name="contract_status_known"
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


class ImportProfileQuerySet(Scoped["ImportProfile"]):
    """Profiles are read by everybody in the authority."""

    secrecy_path = ""


class ImportProfile(models.Model):
    """How the columns of one kind of list are read (importprofil)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=100)
    mapping = models.JSONField("kolumner")

    objects = ImportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "importprofil"
        verbose_name_plural = "importprofiler"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="import_profile_name_unique",
                violation_error_message="Nämnden har redan en importprofil med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(Scoped["ImportRun"]):
    """Imports are read by everybody in the authority."""

    secrecy_path = ""


class ImportRun(models.Model):
    """One list that was taken in, or is about to be (import)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    file_name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll", null=True)
    choices = models.JSONField("val", default=dict)
    started_at = models.DateTimeField("påbörjad")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="påbörjad av",
    )  # fmt: skip
    done_at = models.DateTimeField("införd", null=True, blank=True)
    summary = models.JSONField("utfall", default=dict)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "importer"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return self.file_name

