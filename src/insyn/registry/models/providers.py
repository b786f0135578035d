"""Who gives the care: providers, their groups, names and contact persons."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.kernel import orgnr
from insyn.registry.models.keys import SortKeyField
from insyn.registry.rules import LegalForm, NameKind, OperatingForm, number_remark
from insyn.registry.rules.names import LONGEST_KEY, number_searched, sort_key


class ProviderGroup(models.Model):
    """Companies under one owner (koncern). Public facts, shared by all."""

    name = models.CharField(
        "namn", max_length=200, unique=True,
        error_messages={"unique": "Koncernen finns redan."},
    )  # fmt: skip
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)

    class Meta:
        verbose_name = "koncern"
        verbose_name_plural = "koncerner"
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name


class ProviderQuerySet(models.QuerySet["Provider"]):
    """Questions about many providers."""

    def standing(self) -> Self:
        """Leave out those that turned out to be another spelling of a provider that is kept."""
        return self.filter(merged_into=None)

    def matching(self, text: str) -> Self:
        """Keep those whose name, other name or number the text is a part of.

        The number of one that was merged leads to the one that is kept. A sole trader's number
        must be written whole: its last digits are masked on every page and must not be found
        out by trying.
        """
        key = sort_key(text)
        named = Q(sort_key__contains=key) | Q(
            pk__in=ProviderName.objects.filter(sort_key__contains=key).values("provider")
        )
        digits = number_searched(text)
        if not digits:
            return self.filter(named)
        numbered = Q(org_number=digits)
        if len(digits) < orgnr.LENGTH:
            numbered = Q(org_number__startswith=digits) & ~Q(org_number__regex=r"^..[01]")
        merged = Provider.objects.filter(numbered).exclude(merged_into=None)
        return self.filter(named | numbered | Q(pk__in=merged.values("merged_into")))


class Provider(models.Model):
    """A legal entity that carries out care (utförare). Public facts, shared by all."""

    name = models.CharField("namn", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)
    org_number = models.CharField("organisationsnummer", max_length=10, unique=True)
    operating_form = models.CharField(
        "driftform", max_length=20, choices=OperatingForm.choices(), default=OperatingForm.PRIVATE
    )
    legal_form = models.CharField(
        "juridisk form", max_length=25, choices=LegalForm.choices(), default=LegalForm.UNKNOWN
    )
    group = models.ForeignKey(
        ProviderGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="providers",
        verbose_name="koncern",
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="sammanförd med",
    )  # fmt: skip
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = "utförare"
        verbose_name_plural = "utförare"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operating_form__in=OperatingForm.codes()),
                name="provider_operating_form_known",
            ),
            models.CheckConstraint(
                condition=Q(legal_form__in=LegalForm.codes()), name="provider_legal_form_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="provider_is_not_merged_into_itself",
                violation_error_message="En utförare kan inte föras samman med sig själv.",
            ),
            models.CheckConstraint(
                condition=Q(org_number__regex=r"^[0-9]{10}$"),
                name="provider_org_number_has_ten_digits",
                violation_error_message="Organisationsnumret ska ha tio siffror.",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="provider_by_sort_key"),
            models.Index(
                fields=["operating_form", "sort_key", "id"], name="provider_by_form_and_key"
            ),
        ]

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
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)
    kind = models.CharField(
        "slag", max_length=10, choices=NameKind.choices(), default=NameKind.SPELLING
    )
    used_until = models.DateField("användes till", null=True, blank=True)
    source = models.CharField("var det står", max_length=200, blank=True)

    class Meta:
        verbose_name = "namnform"
        verbose_name_plural = "namnformer"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="spelling_noted_once"),
            models.CheckConstraint(
                condition=Q(kind__in=NameKind.codes()), name="provider_name_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderContactQuerySet(models.QuerySet["ProviderContact"]):
    """Questions about many contacts."""

    def current(self, today: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=today))


class ProviderContact(models.Model):
    """A user who answers for a provider towards one authority (kontaktperson)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="provider_contacts",
        verbose_name="användare",
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="contacts", verbose_name="utförare"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+",
        verbose_name="nämnd som har gett tillgången",
    )  # fmt: skip
    valid_to = models.DateField("till", null=True, blank=True)

    objects = ProviderContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontaktperson"
        verbose_name_plural = "kontaktpersoner"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider", "authority"], name="contact_once_per_authority"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.provider}"

    def is_current(self, today: date) -> bool:
        return self.valid_to is None or today <= self.valid_to


class ProviderMerge(models.Model):
    """Two providers that turned out to be one, with what is needed to undo it (sammanföring)."""

    kept = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="merges", verbose_name="behållen"
    )
    merged = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", verbose_name="sammanförd"
    )
    moved = models.JSONField("flyttade rader", default=dict)
    done_at = models.DateTimeField("gjord")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="gjord av",
    )  # fmt: skip
    undone_at = models.DateTimeField("ångrad", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ångrad av",
    )  # fmt: skip

    class Meta:
        verbose_name = "sammanföring"
        verbose_name_plural = "sammanföringar"
        ordering = ["-done_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("merged")),
                name="merge_is_of_two_providers",
                violation_error_message="En utförare kan inte föras samman med sig själv.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
