"""Requirements: their quality areas, packs, versions, and what bids have promised."""

from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Greatest, Least

from insyn.accounts.models import Authority
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Agreement, Contract, ServiceArea
from insyn.requirements.models.keys import NumberKeyField
from insyn.requirements.rules import HEAVIEST, LIGHTEST, Strength
from insyn.requirements.rules.followability import Followability, Mark, Marks, followability
from insyn.requirements.rules.numbers import LONGEST_NUMBER
from insyn.requirements.rules.validity import Validity


class QualityAreaQuerySet(Scoped["QualityArea"]):
    """Quality areas are read by everybody in the authority."""

    secrecy_path = ""


class QualityArea(models.Model):
    """What a requirement or a question is about, in the authority's own words (område)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    code = models.CharField("kod", max_length=10, blank=True)
    name = models.CharField("namn", max_length=150)
    position = models.PositiveIntegerField("ordning", default=0)
    retired_on = models.DateField("används inte längre från", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = QualityAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "kvalitetsområde"
        verbose_name_plural = "kvalitetsområden"
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="quality_area_name_unique",
                violation_error_message="Nämnden har redan ett kvalitetsområde med det namnet.",
            ),
            models.UniqueConstraint(
                fields=["authority", "code"],
                condition=~Q(code=""),
                name="quality_area_code_unique",
                violation_error_message="Nämnden har redan ett kvalitetsområde med den koden.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RequirementPackQuerySet(Scoped["RequirementPack"]):
    """Packs are read by everybody in the authority."""

    secrecy_path = ""


class RequirementPack(models.Model):
    """Ready requirements that an authority takes into its agreements (kravpaket).

    Shipped packs are no rows: they are data of the product, and a copy of one is a row.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=150)
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    copied_from = models.CharField("kopia av", max_length=150, blank=True)
    note = models.TextField("anteckning", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RequirementPackQuerySet.as_manager()

    class Meta:
        verbose_name = "kravpaket"
        verbose_name_plural = "kravpaket"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="requirement_pack_name_unique",
                violation_error_message="Nämnden har redan ett kravpaket med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RequirementQuerySet(Scoped["Requirement"]):
    """A requirement of an agreement is as visible as the agreement; one of a pack stays home."""

    secrecy_path = ""
    cooperation_path = "agreement__cooperation"

    def in_force(self, on: date) -> Self:
        """Keep those that have a version valid that day."""
        valid = Q(versions__valid_to=None) | Q(versions__valid_to__gte=on)
        return self.filter(valid, versions__valid_from__lte=on).distinct()


class Requirement(models.Model):
    """One demand, through all its wordings (krav). Belongs to an agreement or to a pack.

    ``same_as`` names the requirement that this one was taken from, so that the same demand can
    be recognised in several agreements and in in-house assignments. ``origin`` is the code of
    a shipped requirement, such as ”HVB-03”.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="requirements",
        verbose_name="avtal",
    )  # fmt: skip
    pack = models.ForeignKey(
        RequirementPack, on_delete=models.CASCADE, null=True, blank=True,
        related_name="requirements", verbose_name="kravpaket",
    )  # fmt: skip
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_on",
        verbose_name="samma krav som",
    )  # fmt: skip
    origin = models.CharField("ursprung", max_length=20, blank=True)
    position = models.PositiveIntegerField("ordning", default=0)
    version = models.PositiveIntegerField("version", default=1)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = "krav"
        verbose_name_plural = "krav"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement=None, pack__isnull=False)
                | Q(agreement__isnull=False, pack=None),
                name="requirement_of_agreement_or_pack",
                violation_error_message="Ett krav hör till ett avtal eller till ett kravpaket.",
            ),
            models.CheckConstraint(
                condition=Q(same_as=None) | ~Q(same_as=F("pk")),
                name="requirement_is_not_taken_from_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement", "position", "id"], name="requirement_by_place")
        ]

    def __str__(self) -> str:
        return f"Krav {self.pk}"


class OfRequirement(Scoped[M_co]):
    """Rows that are as visible as their requirement."""

    authority_path = "requirement__authority"
    secrecy_path = ""
    cooperation_path = "requirement__agreement__cooperation"


FOLLOWABLE = reduce(and_, (Q((mark.value, True)) for mark in Mark))
NOT_FOLLOWABLE = reduce(or_, (Q((mark.value, False)) for mark in Mark))
TESTED = FOLLOWABLE | NOT_FOLLOWABLE
"""What ``followability`` says, as the database reads it: a test compares the two."""


class RequirementVersionQuerySet(OfRequirement["RequirementVersion"]):
    """Questions about many wordings."""

    def valid(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def as_shown(self, today: date) -> Self:
        """Keep those valid on the day that their agreement is shown for, see ``day_shown``."""
        agreement = "requirement__agreement__"
        last = Least(Value(today), Coalesce(F(f"{agreement}ends_on"), Value(today)))
        shown = self.annotate(shown_on=Greatest(F(f"{agreement}starts_on"), last))
        return shown.filter(
            Q(valid_to=None) | Q(valid_to__gte=F("shown_on")), valid_from__lte=F("shown_on")
        )

    def tested(self) -> Self:
        return self.filter(TESTED)

    def followable(self) -> Self:
        return self.filter(FOLLOWABLE)


class RequirementVersion(models.Model):
    """How a requirement reads during a time (kravversion).

    ``number`` is the requirement's own number in the agreement and may change with the version;
    ``revision`` counts the versions from 1. The four marks of followability are None until
    somebody has tested. At most one version is valid on any day.
    """

    requirement = models.ForeignKey(
        Requirement, on_delete=models.CASCADE, related_name="versions", verbose_name="krav"
    )
    revision = models.PositiveIntegerField("version")
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till", null=True, blank=True)
    number = models.CharField("nummer i avtalet", max_length=LONGEST_NUMBER)
    number_key = NumberKeyField("sorteringsnummer")
    text = models.TextField("kravtext")
    strength = models.CharField(
        "styrka", max_length=10, choices=Strength.choices(), default=Strength.SHALL
    )
    area = models.ForeignKey(
        QualityArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kvalitetsområde",
    )  # fmt: skip
    weight = models.PositiveSmallIntegerField("vikt", default=2)
    is_critical = models.BooleanField("kritiskt", default=False)
    legal_source = models.CharField("lagstöd", max_length=200, blank=True)
    evidence = models.CharField("verifieras genom", max_length=300, blank=True)
    is_measurable = models.BooleanField("mätbart", null=True, blank=True)
    has_evidence = models.BooleanField("underlag finns", null=True, blank=True)
    has_respondent = models.BooleanField("känt vem som svarar", null=True, blank=True)
    has_frequency = models.BooleanField("känt hur ofta", null=True, blank=True)
    followability_note = models.CharField("anteckning om uppföljbarhet", max_length=300, blank=True)
    tested_on = models.DateField("uppföljbarheten prövad", null=True, blank=True)
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="prövad av",
    )  # fmt: skip
    version = models.PositiveIntegerField("ändringar", default=1)

    objects = RequirementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "kravversion"
        verbose_name_plural = "kravversioner"
        ordering = ["requirement__position", "revision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "revision"], name="requirement_revision_unique"
            ),
            models.UniqueConstraint(
                fields=["requirement"],
                condition=Q(valid_to=None),
                name="one_wording_of_a_requirement_now",
                violation_error_message="Kravet kan bara ha en gällande version.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=LIGHTEST, weight__lte=HEAVIEST),
                name="requirement_weight_1_to_3",
                violation_error_message="Vikten ska vara 1, 2 eller 3.",
            ),
            models.CheckConstraint(
                condition=Q(strength__in=Strength.codes()), name="requirement_strength_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="requirement_ends_after_it_starts",
                violation_error_message="Kravet kan inte sluta gälla innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text[:80]}".strip()

    @property
    def validity(self) -> Validity:
        return Validity(self.valid_from, self.valid_to)

    @property
    def marks(self) -> Marks:
        return {mark: getattr(self, mark.value) for mark in Mark}

    @property
    def followability(self) -> Followability:
        return followability(self.marks)


class BidPromiseQuerySet(Scoped["BidPromise"]):
    """Promises are as visible as the contract's agreement."""

    authority_path = "contract__agreement__authority"
    secrecy_path = ""
    cooperation_path = "contract__agreement__cooperation"


class BidPromise(models.Model):
    """What a provider has promised in its bid, beyond or about a requirement (anbudslöfte)."""

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="promises", verbose_name="kontrakt"
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="promises", verbose_name="krav"
    )
    text = models.TextField("löfte")
    amount = models.DecimalField(
        "utlovad nivå", max_digits=10, decimal_places=2, null=True, blank=True
    )
    measured_in = models.CharField("mäts i", max_length=60, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = BidPromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "anbudslöfte"
        verbose_name_plural = "anbudslöften"
        ordering = ["requirement__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "requirement"],
                name="one_promise_per_contract_and_requirement",
                violation_error_message="Kontraktet har redan ett löfte om det kravet.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
