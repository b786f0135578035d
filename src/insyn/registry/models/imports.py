"""Lists that are taken in, and how their columns are read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.platform.scoping import Scoped
from insyn.registry.models.agreements import Agreement

CONTRACT_LIST = "contract-list"
"""The kind of a list that mixes providers, agreements, lots and contracts, one row per place."""


class ImportProfileQuerySet(Scoped["ImportProfile"]):
    """Profiles are read by everybody in the authority."""

    secrecy_path = ""


class ImportProfile(models.Model):
    """How the columns of one kind of list are read (importprofil)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="nämnd"
    )
    kind = models.SlugField("slag av lista", max_length=30, default=CONTRACT_LIST)
    name = models.CharField("namn", max_length=100)
    source_system = models.CharField("källsystem", max_length=100, blank=True)
    mapping = models.JSONField("kolumner")

    objects = ImportProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "importprofil"
        verbose_name_plural = "importprofiler"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "kind", "name"],
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
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nämnd",
    )  # fmt: skip
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    kind = models.SlugField("slag av lista", max_length=30, default=CONTRACT_LIST)
    file_name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll", null=True, blank=True)
    choices = models.JSONField("val", default=dict, blank=True)
    started_at = models.DateTimeField("påbörjad")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="påbörjad av",
    )  # fmt: skip
    done_at = models.DateTimeField("införd", null=True, blank=True)
    summary = models.JSONField("utfall", default=dict, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "importer"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(content=None),
                name="import_that_is_done_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
