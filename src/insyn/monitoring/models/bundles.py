"""Which checks an authority makes at each stage."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.monitoring.rules import BundleStage, CheckKind
from insyn.platform.scoping import Scoped


class CheckBundleQuerySet(Scoped["CheckBundle"]):
    """Bundles are read by everybody in the authority."""

    secrecy_path = ""


class CheckBundle(models.Model):
    """The checks that are gone through together at one stage (kontrollpaket)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    stage = models.CharField("skede", max_length=10, choices=BundleStage.choices())
    used_from = models.DateField("används från")
    version = models.PositiveIntegerField("version", default=1)

    objects = CheckBundleQuerySet.as_manager()

    class Meta:
        verbose_name = "kontrollpaket"
        verbose_name_plural = "kontrollpaket"
        ordering = ["authority", "stage"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "stage"], name="check_bundle_once_per_stage"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=BundleStage.codes()), name="check_bundle_stage_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{BundleStage(self.stage).label}, {self.authority}"

    @property
    def shown_stage(self) -> BundleStage:
        return BundleStage(self.stage)


class BundledCheckQuerySet(Scoped["BundledCheck"]):
    """As visible as their bundle."""

    authority_path = "bundle__authority"
    secrecy_path = ""


class BundledCheck(models.Model):
    """One kind of check in a bundle, and how often (kontroll i paket)."""

    bundle = models.ForeignKey(
        CheckBundle, on_delete=models.CASCADE, related_name="checks", verbose_name="kontrollpaket"
    )
    kind = models.CharField("kontroll", max_length=10, choices=CheckKind.choices())
    months = models.PositiveSmallIntegerField("månader emellan", null=True, blank=True)

    objects = BundledCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "kontroll i paket"
        verbose_name_plural = "kontroller i paket"
        ordering = ["bundle", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "kind"], name="bundled_check_once"),
            models.CheckConstraint(
                condition=Q(kind__in=CheckKind.codes()), name="bundled_check_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return CheckKind(self.kind).label
