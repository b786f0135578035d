"""Lists from deviation systems, and how their columns are read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import M_co, Scoped


class OfImports(Scoped[M_co]):
    """Read by those who see drafts: the lists say what has gone wrong at providers."""

    secrecy_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class DeviationProfileQuerySet(OfImports["DeviationProfile"]):
    """Profiles of the authority."""


class DeviationProfile(models.Model):
    """How the columns of one deviation system are called (avvikelseprofil)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    system = models.CharField("avvikelsesystem", max_length=100)
    mapping = models.JSONField("kolumner", default=dict)
    version = models.PositiveIntegerField("version", default=1)

    objects = DeviationProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "avvikelseprofil"
        verbose_name_plural = "avvikelseprofiler"
        ordering = ["system", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "system"],
                name="deviation_profile_once_per_system",
                violation_error_message="Nämnden har redan en profil för det systemet.",
            ),
        ]

    def __str__(self) -> str:
        return self.system


class DeviationImportQuerySet(OfImports["DeviationImport"]):
    """Imports of the authority."""


class DeviationImport(models.Model):
    """A list of deviations that is taken in, or waits to be (avvikelseimport)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    system = models.CharField("avvikelsesystem", max_length=100)
    file_name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll", null=True, blank=True)
    mapping = models.JSONField("kolumner", default=dict, blank=True)
    started_at = models.DateTimeField("påbörjad")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="påbörjad av",
    )  # fmt: skip
    done_at = models.DateTimeField("införd", null=True, blank=True)
    added = models.PositiveIntegerField("nya", default=0)
    changed = models.PositiveIntegerField("ändrade", default=0)
    same = models.PositiveIntegerField("oförändrade", default=0)
    version = models.PositiveIntegerField("version", default=1)

    objects = DeviationImportQuerySet.as_manager()

    class Meta:
        verbose_name = "avvikelseimport"
        verbose_name_plural = "avvikelseimporter"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(content=None),
                name="deviation_import_that_is_done_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
