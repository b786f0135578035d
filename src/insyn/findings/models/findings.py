"""Assessments and findings."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question, ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.rules import REMEDIABLE, DeficiencyFacts, FindingKind, Severity, missing_in
from insyn.findings.rules.inspectorate import needs_question
from insyn.followups.models import Followup, ReportedResults
from insyn.kernel.access import Access, Secrecy
from insyn.registry.models import Unit
from insyn.requirements.models import RequirementVersion


class AreaAssessmentQuerySet(ReportedResults["AreaAssessment"]):
    """Assessments of areas."""


class AreaAssessment(models.Model):
    """How one area of the template was assessed (områdesbedömning)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="area_assessments",
        verbose_name="uppföljning",
    )  # fmt: skip
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="+", verbose_name="område"
    )
    level = models.CharField(
        "bedömning", max_length=15, choices=Level.choices(), default=Level.NOT_ASSESSED
    )
    scale_level = models.ForeignKey(
        ScaleLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nivå på nämndens skala",
    )  # fmt: skip
    note = models.TextField("motivering", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = AreaAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "områdesbedömning"
        verbose_name_plural = "områdesbedömningar"
        ordering = ["section__number"]
        constraints = [
            models.UniqueConstraint(fields=["followup", "section"], name="area_assessed_once"),
            models.CheckConstraint(
                condition=Q(level__in=Level.codes()), name="area_assessment_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {Level(self.level).label}"

    @property
    def shown_level(self) -> Level:
        return Level(self.level)

    @property
    def own_word(self) -> str:
        """Return what the authority's own scale calls the level; empty without such a scale."""
        return self.scale_level.label if self.scale_level else ""


SHARED = [kind.value for kind in FindingKind if kind is not FindingKind.COMMISSIONER_SHORTCOMING]
"""The kinds that leave their authority: what an authority itself lacks is its own matter."""


class FindingQuerySet(ReportedResults["Finding"]):
    """Questions about many findings."""

    @classmethod
    def _shared(cls, through: str, cooperation_ids: frozenset[int], clearance: Secrecy) -> Q:
        shared = super()._shared(through, cooperation_ids, clearance)
        return shared & Q((f"{through}kind__in", SHARED))

    @classmethod
    def _reported_in(cls, through: str, coordinated_ids: frozenset[int], clearance: Secrecy) -> Q:
        reported = super()._reported_in(through, coordinated_ids, clearance)
        return reported & Q((f"{through}kind__in", SHARED))

    def deficiencies(self) -> Self:
        return self.filter(kind=FindingKind.DEFICIENCY)

    def unremedied(self) -> Self:
        return self.deficiencies().filter(remedied_on=None)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the findings sent to a provider that the asker answers for, and open them."""
        sent = {
            "followup__reported_on__isnull": False,
            "followup__secrecy__lte": Secrecy.INTERNAL,
        }
        rows = self._of_contacts(access).filter(**sent)
        return rows.exclude(kind=FindingKind.COMMISSIONER_SHORTCOMING)


class Finding(models.Model):
    """What the follow-up found in one matter (resultat)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="findings", verbose_name="uppföljning"
    )
    kind = models.CharField("slag", max_length=30, choices=FindingKind.choices())
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="område i mallen",
    )  # fmt: skip
    area = models.CharField("område", max_length=150)
    text = models.TextField("vad som sågs")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="fråga",
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    wording = models.ForeignKey(
        RequirementVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kravets lydelse",
    )  # fmt: skip
    requirement = models.CharField("krav", max_length=300, blank=True)
    evidence = models.TextField("vad det stöder sig på", blank=True)
    due_on = models.DateField("ska vara avhjälpt", null=True, blank=True)
    responsible = models.CharField("ansvarig hos nämnden", max_length=150, blank=True)
    required_result = models.TextField("resultat som krävs", blank=True)
    seen_on = models.DateField("sågs den", null=True, blank=True)
    severity = models.CharField(
        "allvar", max_length=10, choices=Severity.choices(), default=Severity.MINOR
    )
    remedied_on = models.DateField("avhjälpt den", null=True, blank=True)
    remedied_note = models.CharField("hur bristen avhjälptes", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "resultat"
        verbose_name_plural = "resultat"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["kind", "remedied_on", "due_on"], name="finding_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=FindingKind.codes()), name="finding_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.codes()), name="finding_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(remedied_on=None) | Q(kind__in=[kind.value for kind in REMEDIABLE]),
                name="only_a_deficiency_is_remedied",
                violation_error_message="Bara en brist kan avhjälpas.",
            ),
            models.CheckConstraint(
                condition=Q(remedied_on=None) | ~Q(remedied_note=""),
                name="remedied_finding_says_how",
                violation_error_message="Skriv hur bristen avhjälptes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{FindingKind(self.kind).label}: {self.text[:80]}"

    @property
    def shown_kind(self) -> FindingKind:
        return FindingKind(self.kind)

    @property
    def shown_severity(self) -> Severity:
        return Severity(self.severity)

    @property
    def needs_inspectorate_question(self) -> bool:
        """Tell whether it is so serious that somebody must say whether IVO is to be told."""
        return needs_question(self.shown_kind, self.shown_severity)

    @property
    def is_told(self) -> bool:
        """Tell whether the provider gets to read it; what the commissioner lacks stays inside."""
        return self.kind != FindingKind.COMMISSIONER_SHORTCOMING

    def lacks(self) -> list[str]:
        """Return what must be filled in before it may be sent; always empty unless a deficiency."""
        if self.kind != FindingKind.DEFICIENCY:
            return []
        return missing_in(
            DeficiencyFacts(
                text=self.text,
                requirement=self.requirement,
                evidence=self.evidence,
                required_result=self.required_result,
                seen_on=self.seen_on,
            )
        )

    def is_remedied(self, on: date) -> bool:
        return self.remedied_on is not None and self.remedied_on <= on
