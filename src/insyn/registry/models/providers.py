"""Who gives the care, and where."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority, Municipality
from insyn.kernel import orgnr
from insyn.registry.models.keys import SortKeyField
from insyn.registry.rules import Law, OperatingForm, number_remark
from insyn.registry.rules.names import LONGEST_KEY, number_searched, sort_key


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
            models.CheckConstraint(condition=Q(law__in=Law.codes()), name="service_area_law_known"),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderQuerySet(models.QuerySet["Provider"]):
    """Questions about many providers."""

    def matching(self, text: str) -> Self:
        """Keep those whose name, other name or number the text is a part of.

        A sole trader's number must be written whole: its last digits are masked on every page
        and must not be found out by trying.
        """
        key = sort_key(text)
        named = Q(sort_key__contains=key) | Q(
            pk__in=ProviderName.objects.filter(sort_key__contains=key).values("provider")
        )
        digits = number_searched(text)
        if len(digits) == orgnr.LENGTH:
            return self.filter(named | Q(org_number=digits))
        if digits:
            open_number = Q(org_number__startswith=digits) & ~Q(org_number__regex=r"^..[01]")
            return self.filter(named | open_number)
        return self.filter(named)


class Provider(models.Model):
    """A legal entity that carries out care (utförare). Public facts, shared by all."""

    name = models.CharField("namn", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)
    org_number = models.CharField("organisationsnummer", max_length=10, unique=True)
    operating_form = models.CharField(
        "driftform", max_length=20, choices=OperatingForm.choices(), default=OperatingForm.PRIVATE
    )
    group = models.CharField("koncern", max_length=200, blank=True)
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
    source = models.CharField("var det står", max_length=200, blank=True)

    class Meta:
        verbose_name = "namnform"
        verbose_name_plural = "namnformer"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "name"], name="spelling_noted_once"),
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


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions about many units."""

    def open(self, on: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))


class Unit(models.Model):
    """The place or team that gives the care (verksamhet). Public facts, shared by all."""

    name = models.CharField("namn", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)
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

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhet"
        verbose_name_plural = "verksamheter"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name"],
                name="unit_name_unique_at_provider",
                violation_error_message="Utföraren har redan en verksamhet med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, on: date) -> bool:
        return self.closed_on is None or self.closed_on > on
