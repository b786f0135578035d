"""The board's order of delegation, and the decisions made on it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.delegations.rules import DecidedHow, Matter
from insyn.documents.models import Document
from insyn.kernel.access import Role, RoleHeld, Secrecy
from insyn.platform.scoping import Scoped
from insyn.registry.models import Contract


class DelegationQuerySet(Scoped["Delegation"]):
    """The order of delegation is read by everybody in the authority."""

    secrecy_path = ""

    def valid(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class Delegation(models.Model):
    """A right to decide in the board's name (delegation). Kommunallagen 6 kap. 37 §.

    Given to a role or to a person, never to both. ``most`` is the largest amount in kronor.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    matter = models.CharField("ärendetyp", max_length=20, choices=Matter.choices())
    role = models.CharField("roll", max_length=20, choices=Role.choices(), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="person",
    )  # fmt: skip
    most = models.DecimalField(
        "högst belopp i kronor", max_digits=12, decimal_places=2, null=True, blank=True
    )
    clause = models.CharField("punkt i delegationsordningen", max_length=60)
    note = models.CharField("villkor", max_length=300, blank=True)
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "delegation"
        verbose_name_plural = "delegationer"
        ordering = ["matter", "clause", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__in=Matter.codes()), name="delegation_matter_known"
            ),
            models.CheckConstraint(
                condition=Q(role="") | Q(role__in=Role.codes()), name="delegation_role_known"
            ),
            models.CheckConstraint(
                condition=(Q(role="") & Q(user__isnull=False)) | (~Q(role="") & Q(user=None)),
                name="delegation_to_role_or_person",
                violation_error_message="Välj en roll eller en person, inte båda.",
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=0),
                name="delegation_amount_not_negative",
                violation_error_message="Beloppet kan inte vara lägre än noll.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="delegation_ends_after_it_starts",
                violation_error_message="Delegationen kan inte sluta gälla innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {Matter(self.matter).label}"


class DelegationReportQuerySet(Scoped["DelegationReport"]):
    """A report is as guarded as the most guarded of the decisions in it."""


class DelegationReport(models.Model):
    """A list of decisions that the board was told of (anmälan). Kommunallagen 6 kap. 40 §."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    reported_on = models.DateField("anmäld till nämnden")
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="som Word"
    )
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="som PDF"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="gjord av",
    )  # fmt: skip

    objects = DelegationReportQuerySet.as_manager()

    class Meta:
        verbose_name = "anmälan av delegationsbeslut"
        verbose_name_plural = "anmälningar av delegationsbeslut"
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="delegation_report_secrecy_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Delegationsbeslut anmälda {self.reported_on}"


class DelegationDecisionQuerySet(Scoped["DelegationDecision"]):
    """Decisions are read as the secrecy of their matter says.

    Those who read only what has been reported see one first when the board has been told of it,
    or has made it itself: it may stand on a draft, or not have reached the provider yet.
    """

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        own = super()._own(through, held)
        if held.sees_drafts:
            return own
        is_told = Q((f"{through}reported_on__isnull", False))
        return own & (is_told | Q((f"{through}how", DecidedHow.BOARD)))

    def unreported(self) -> Self:
        """Keep those made on delegation that the board has not been told of."""
        return self.filter(reported_on=None, how=DecidedHow.DELEGATION)


class DelegationDecision(models.Model):
    """A decision in the board's name (delegationsbeslut), to be reported to it.

    ``about`` names the row it settles, as ``noun:key`` in the trail, and ``leads_to`` is its
    page. Source: kommunallagen 6 kap. 40 §.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    number = models.CharField("nummer", max_length=20)
    how = models.CharField("beslutat", max_length=10, choices=DecidedHow.choices())
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="delegation",
    )  # fmt: skip
    board_reference = models.CharField("nämndens beslut, datum och §", max_length=100, blank=True)
    matter = models.CharField("ärendetyp", max_length=20, choices=Matter.choices())
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="beslutat av",
    )  # fmt: skip
    text = models.CharField("beslut", max_length=500)
    amount = models.DecimalField(
        "belopp i kronor", max_digits=12, decimal_places=2, null=True, blank=True
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    about = models.CharField("gäller", max_length=80)
    leads_to = models.CharField("sida", max_length=200, blank=True)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    reported_on = models.DateField("anmält till nämnden", null=True, blank=True)
    report = models.ForeignKey(
        DelegationReport, on_delete=models.PROTECT, null=True, blank=True,
        related_name="decisions", verbose_name="anmälan",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = DelegationDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "delegationsbeslut"
        verbose_name_plural = "delegationsbeslut"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="delegation_decision_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(matter__in=Matter.codes()), name="delegation_decision_matter_known"
            ),
            models.CheckConstraint(
                condition=Q(how__in=DecidedHow.codes()), name="delegation_decision_how_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="delegation_decision_secrecy_known"
            ),
            models.CheckConstraint(
                condition=(Q(how=DecidedHow.DELEGATION) & Q(delegation__isnull=False))
                | (Q(how=DecidedHow.BOARD) & ~Q(board_reference="")),
                name="decision_stands_on_something",
                violation_error_message=(
                    "Ange vilken delegation beslutet stöder sig på, eller nämndens beslut."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "reported_on"], name="decision_by_reported"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}"
