"""Where the care is given: kinds of service, units, who runs them, and their permits."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Municipality
from insyn.registry.models.keys import SortKeyField
from insyn.registry.models.providers import Provider
from insyn.registry.rules import EndReason, Law, PermitKind, PermitStatus
from insyn.registry.rules.names import LONGEST_KEY


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


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions about many units."""

    def open(self, on: date) -> Self:
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on))


class Unit(models.Model):
    """The place or team that gives the care (verksamhet). Public facts, shared by all.

    ``provider`` is who runs it now; who ran it before stands in its operations. The unit
    outlives its operators and keeps its history.
    """

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
    manager_since = models.DateField("chefen tillträdde", null=True, blank=True)
    first_client_on = models.DateField("första placeringen", null=True, blank=True)
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


class UnitOperationQuerySet(models.QuerySet["UnitOperation"]):
    """Questions about who has run which unit."""

    def on(self, day: date) -> Self:
        """Keep those that ran their unit that day; an unknown start counts as long ago."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gte=day))


class UnitOperation(models.Model):
    """A time during which one provider ran a unit (drift). Both days are included."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="operations", verbose_name="verksamhet"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="operations", verbose_name="utförare"
    )
    starts_on = models.DateField("från", null=True, blank=True)
    ends_on = models.DateField("till", null=True, blank=True)
    end_reason = models.CharField(
        "skäl till slutet", max_length=20, choices=EndReason.choices(), blank=True
    )
    note = models.CharField("anteckning", max_length=300, blank=True)

    objects = UnitOperationQuerySet.as_manager()

    class Meta:
        verbose_name = "drift"
        verbose_name_plural = "drift"
        ordering = [F("starts_on").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(ends_on=None),
                name="one_operator_of_a_unit_now",
                violation_error_message="Verksamheten kan bara drivas av en utförare i taget.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="operation_ends_after_it_starts",
                violation_error_message="Driften kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(end_reason__in=["", *EndReason.codes()]),
                name="operation_end_reason_known",
            ),
            models.CheckConstraint(
                condition=~Q(ends_on=None) | Q(end_reason=""),
                name="operation_that_goes_on_has_no_end_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.unit}"


class Permit(models.Model):
    """What IVO allows a unit to do (tillstånd), or has been told of it (anmälan).

    Public facts, shared by all. ``places`` and ages are upper and lower bounds; an empty end is
    until further notice. ``holder`` is who was given it, and None when that is not known.
    Source: socialtjänstförordningen (2025:468) 15 kap. 6 §.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="permits", verbose_name="verksamhet"
    )
    holder = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="innehavare",
    )  # fmt: skip
    kind = models.CharField(
        "slag", max_length=15, choices=PermitKind.choices(), default=PermitKind.PERMIT
    )
    number = models.CharField("diarienummer hos IVO", max_length=60, blank=True)
    target_group = models.CharField("målgrupp", max_length=300, blank=True)
    age_from = models.PositiveSmallIntegerField("ålder från", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("ålder till", null=True, blank=True)
    places = models.PositiveIntegerField("högsta antal platser", null=True, blank=True)
    manager = models.CharField("föreståndare", max_length=150, blank=True)
    conditions = models.TextField("villkor", blank=True)
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till", null=True, blank=True)
    status = models.CharField(
        "läge", max_length=10, choices=PermitStatus.choices(), default=PermitStatus.VALID
    )
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "tillstånd"
        verbose_name_plural = "tillstånd"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"],
                condition=~Q(number=""),
                name="permit_number_unique_at_unit",
                violation_error_message="Verksamheten har redan ett tillstånd med det numret.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PermitKind.codes()), name="permit_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PermitStatus.codes()), name="permit_status_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="permit_ends_after_it_starts",
                violation_error_message="Tillståndet kan inte sluta innan det börjar.",
            ),
            models.CheckConstraint(
                condition=Q(age_to=None) | Q(age_from=None) | Q(age_to__gte=F("age_from")),
                name="permit_ages_in_order",
                violation_error_message="Den högsta åldern kan inte vara lägre än den lägsta.",
            ),
        ]
        indexes = [models.Index(fields=["valid_to", "id"], name="permit_by_end")]

    def __str__(self) -> str:
        return f"{PermitKind(self.kind).label} {self.number}".strip()
