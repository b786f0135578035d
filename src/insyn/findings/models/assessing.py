"""Assessments per requirement, and the second reader's own."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import ScaleLevel
from insyn.criteria.rules import Level
from insyn.followups.models import Followup, ReportedResults, WorkingNotes
from insyn.requirements.models import RequirementVersion


class RequirementAssessmentQuerySet(ReportedResults["RequirementAssessment"]):
    """Assessments of requirements."""


class RequirementAssessment(models.Model):
    """How one requirement was assessed, in the wording valid on the day (kravbedömning)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="requirement_assessments",
        verbose_name="uppföljning",
    )  # fmt: skip
    wording = models.ForeignKey(
        RequirementVersion, on_delete=models.PROTECT, related_name="+",
        verbose_name="kravets lydelse",
    )  # fmt: skip
    level = models.CharField(
        "bedömning", max_length=15, choices=Level.choices(), default=Level.NOT_ASSESSED
    )
    scale_level = models.ForeignKey(
        ScaleLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nivå på nämndens skala",
    )  # fmt: skip
    note = models.TextField("motivering", blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="bedömd av",
    )  # fmt: skip
    assessed_on = models.DateField("bedömd", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RequirementAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "kravbedömning"
        verbose_name_plural = "kravbedömningar"
        ordering = ["wording__requirement__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["followup", "wording"], name="requirement_assessed_once"
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.codes()), name="requirement_assessment_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording}: {Level(self.level).label}"

    @property
    def shown_level(self) -> Level:
        return Level(self.level)

    @property
    def own_word(self) -> str:
        """Return what the authority's own scale calls the level; empty without such a scale."""
        return self.scale_level.label if self.scale_level else ""


class SecondReader(models.Model):
    """Somebody who assesses the same requirements without seeing the first (andra bedömare)."""

    followup = models.OneToOneField(
        Followup, on_delete=models.CASCADE, related_name="second_reader",
        verbose_name="uppföljning",
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="användare",
    )  # fmt: skip
    asked_on = models.DateField("tillfrågad")
    done_on = models.DateField("klar", null=True, blank=True)
    compared_on = models.DateField("jämförd", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = WorkingNotes.as_manager()

    class Meta:
        verbose_name = "andra bedömare"
        verbose_name_plural = "andra bedömare"
        constraints = [
            models.CheckConstraint(
                condition=Q(compared_on=None) | Q(done_on__isnull=False),
                name="readings_are_compared_when_done",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class OfSecondReader(WorkingNotes["SecondReading"]):
    """Readings stay with those who work with the follow-up."""

    authority_path = "reader__followup__authority"
    secrecy_path = "reader__followup__secrecy"
    reported_path = "reader__followup__reported_on"
    provider_path = "reader__followup__contract__provider"


class SecondReading(models.Model):
    """What the second reader came to about one requirement (andra bedömning).

    ``first_level`` and ``first_scale_level`` are what the reviewers had come to when the two
    were compared: agreement is measured on them, whatever is settled afterwards.
    """

    reader = models.ForeignKey(
        SecondReader, on_delete=models.CASCADE, related_name="readings",
        verbose_name="andra bedömare",
    )  # fmt: skip
    wording = models.ForeignKey(
        RequirementVersion, on_delete=models.PROTECT, related_name="+",
        verbose_name="kravets lydelse",
    )  # fmt: skip
    level = models.CharField("bedömning", max_length=15, choices=Level.choices())
    scale_level = models.ForeignKey(
        ScaleLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nivå på nämndens skala",
    )  # fmt: skip
    note = models.TextField("motivering", blank=True)
    first_level = models.CharField(
        "uppföljarens bedömning vid jämförelsen", max_length=15, choices=Level.choices(), blank=True
    )
    first_scale_level = models.ForeignKey(
        ScaleLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljarens nivå vid jämförelsen",
    )  # fmt: skip
    settled_on = models.DateField("avgjord", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="avgjord av",
    )  # fmt: skip
    settled_reason = models.TextField("skäl till avgörandet", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = OfSecondReader.as_manager()

    class Meta:
        verbose_name = "andra bedömning"
        verbose_name_plural = "andra bedömningar"
        ordering = ["wording__requirement__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "wording"], name="requirement_read_once"),
            models.CheckConstraint(
                condition=Q(level__in=Level.codes()), name="second_reading_level_known"
            ),
            models.CheckConstraint(
                condition=Q(first_level="") | Q(first_level__in=Level.codes()),
                name="second_reading_first_level_known",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | ~Q(settled_reason=""),
                name="settled_difference_says_why",
                violation_error_message="Skriv varför ni väljer nivån.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording}: {Level(self.level).label}"

    @property
    def shown_level(self) -> Level:
        return Level(self.level)

    @property
    def own_word(self) -> str:
        """Return what the authority's own scale calls the level; empty without such a scale."""
        return self.scale_level.label if self.scale_level else ""

    @property
    def first_shown(self) -> Level | None:
        return Level(self.first_level) if self.first_level else None

    @property
    def first_word(self) -> str:
        return self.first_scale_level.label if self.first_scale_level else ""
