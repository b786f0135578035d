"""The authority's own Word files, which memos and plans are written into."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.board.rules import LayoutKind
from insyn.documents.models import Document
from insyn.platform.scoping import Scoped


class WordLayoutQuerySet(Scoped["WordLayout"]):
    """Layouts are read by everybody in the authority."""

    secrecy_path = ""


class WordLayout(models.Model):
    """A Word file that the authority has uploaded (Wordmall). Versions are counted per name.

    ``found`` is what the check said when it was uploaded, shown on its page: ``placeholders``
    by name and ``remarks`` as sentences.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    kind = models.CharField("slag", max_length=10, choices=LayoutKind.choices())
    name = models.CharField("namn", max_length=150)
    number = models.PositiveIntegerField("version", default=1)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="fil"
    )
    found = models.JSONField("kontrollens besked", default=dict, blank=True)
    retired_on = models.DateField("tagen ur bruk", null=True, blank=True)
    version = models.PositiveIntegerField("ändringar", default=1)

    objects = WordLayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "Wordmall"
        verbose_name_plural = "Wordmallar"
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name", "number"], name="word_layout_version_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LayoutKind.codes()), name="word_layout_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"
