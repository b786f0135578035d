"""Files of checks on their way in, and how their columns are called."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.kernel.access import Secrecy
from insyn.monitoring.rules import ListSource
from insyn.platform.scoping import Scoped


class CheckProfileQuerySet(Scoped["CheckProfile"]):
    """Profiles are read by everybody in the authority."""

    secrecy_path = ""


class CheckProfile(models.Model):
    """How the columns are called in the lists of one source (kolumnval för registerlista)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="nämnd"
    )
    source = models.CharField("källa", max_length=20, choices=ListSource.choices())
    mapping = models.JSONField("kolumner", default=dict)

    objects = CheckProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "kolumnval för registerlista"
        verbose_name_plural = "kolumnval för registerlistor"
        ordering = ["source"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "source"], name="check_profile_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(source__in=ListSource.codes()), name="check_profile_source_known"
            ),
        ]

    def __str__(self) -> str:
        return ListSource(self.source).label


class CheckListQuerySet(Scoped["CheckList"]):
    """A file from a register may name people: only a restricted circle reads it."""


class CheckList(models.Model):
    """A file of checks that was taken in, or is about to be (registerlista).

    The file itself goes when it has been taken in; what it told stands in the checks.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.RESTRICTED
    )
    source = models.CharField("källa", max_length=20, choices=ListSource.choices())
    file_name = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField("kontrollsumma", max_length=64)
    content = models.BinaryField("innehåll", null=True, blank=True)
    told_on = models.DateField("uppgifterna gäller dagen")
    mapping = models.JSONField("kolumner", null=True, blank=True)
    started_at = models.DateTimeField("påbörjad")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="påbörjad av",
    )  # fmt: skip
    done_at = models.DateTimeField("införd", null=True, blank=True)
    noted = models.PositiveIntegerField("antecknade", default=0)
    known = models.PositiveIntegerField("fanns redan", default=0)
    left_out = models.PositiveIntegerField("utanför registret", default=0)
    changed = models.PositiveIntegerField("ändrade", default=0)

    objects = CheckListQuerySet.as_manager()

    class Meta:
        verbose_name = "registerlista"
        verbose_name_plural = "registerlistor"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=ListSource.codes()), name="check_list_source_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="check_list_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(content=None), name="check_list_done_keeps_no_file"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def shown_source(self) -> ListSource:
        return ListSource(self.source)
