"""Scales that areas and questions are assessed on."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.rules import Level, Tone
from insyn.platform.scoping import Scoped

TAG_COLORS: dict[str, str] = {
    Tone.GOOD: "success",
    Tone.FAIR: "warning",
    Tone.POOR: "brand3",
    Tone.BAD: "danger",
    Tone.INFO: "info",
    Tone.NEUTRAL: "neutral",
}
"""The theme's colour of each tone."""


class ScaleQuerySet(Scoped["Scale"]):
    """Scales are shared with the cooperation."""

    secrecy_path = ""
    cooperation_path = "cooperation"


class Scale(models.Model):
    """An authority's own levels, from best to worst (skala).

    A scale that a published template uses never changes.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    cooperation = models.ForeignKey(
        Cooperation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="samverkan",
    )  # fmt: skip
    name = models.CharField("namn", max_length=100)
    note = models.CharField("när den används", max_length=300, blank=True)
    retired_on = models.DateField("används inte längre från", null=True, blank=True)
    version = models.PositiveIntegerField("ändringar", default=1)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = "skala"
        verbose_name_plural = "skalor"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="scale_name_unique",
                violation_error_message="Nämnden har redan en skala med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScaleLevelQuerySet(Scoped["ScaleLevel"]):
    """Levels are as visible as their scale."""

    authority_path = "scale__authority"
    secrecy_path = ""
    cooperation_path = "scale__cooperation"


class ScaleLevel(models.Model):
    """One level of a scale (nivå).

    ``sign`` stands beside the colour, which never carries the meaning alone; ``counts_as`` is
    what the level means to everything that compares scales.
    """

    scale = models.ForeignKey(
        Scale, on_delete=models.CASCADE, related_name="levels", verbose_name="skala"
    )
    position = models.PositiveIntegerField("ordning")
    label = models.CharField("benämning", max_length=60)
    definition = models.CharField("betyder", max_length=300, blank=True)
    tone = models.CharField("färg", max_length=10, choices=Tone.choices(), default=Tone.NEUTRAL)
    sign = models.CharField("tecken", max_length=3)
    counts_as = models.CharField("räknas som", max_length=15, choices=Level.choices())

    objects = ScaleLevelQuerySet.as_manager()

    class Meta:
        verbose_name = "nivå"
        verbose_name_plural = "nivåer"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "position"], name="scale_level_position_unique"
            ),
            models.UniqueConstraint(
                fields=["scale", "label"],
                name="scale_level_label_unique",
                violation_error_message="Skalan har redan en nivå med den benämningen.",
            ),
            models.UniqueConstraint(
                fields=["scale", "sign"],
                name="scale_level_sign_unique",
                violation_error_message="Skalan har redan en nivå med det tecknet.",
            ),
            models.CheckConstraint(
                condition=Q(counts_as__in=Level.codes()), name="scale_level_counts_as_known"
            ),
            models.CheckConstraint(
                condition=Q(tone__in=Tone.codes()), name="scale_level_tone_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def tag_color(self) -> str:
        return TAG_COLORS[self.tone]
