"""What coordinated authorities report in."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.coordination.models.instructions import Instruction, OfInstruction, SampledUnit
from insyn.coordination.rules import AreaLevel, DistrictMethod, ReportedBy
from insyn.kernel.access import Access
from insyn.platform.scoping import Scoped
from insyn.registry.models import Unit


class DistrictReportQuerySet(OfInstruction["DistrictReport"]):
    """Reports that have come in."""


class DistrictReport(models.Model):
    """A follow-up that a coordinated authority made elsewhere and reports in (inrapportering)."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="reports", verbose_name="anvisning"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd som följt upp"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="verksamhet"
    )
    carried_out_on = models.DateField("uppföljningen gjord")
    method = models.CharField("metod", max_length=15, choices=DistrictMethod.choices())
    deficiencies = models.PositiveSmallIntegerField("antal brister", default=0)
    needs_in_depth = models.BooleanField("fördjupad uppföljning behövs", default=False)
    text = models.TextField("sammanfattning", blank=True)
    told_board_on = models.DateField("rapporterad till egen nämnd", null=True, blank=True)
    way = models.CharField(
        "kom in", max_length=10, choices=ReportedBy.choices(), default=ReportedBy.PAGE
    )
    reported_on = models.DateField("inrapporterad")
    reported_at = models.DateTimeField("senast ändrad")
    reported_by = models.CharField("inrapporterad av", max_length=150)
    version = models.PositiveIntegerField("version", default=1)

    objects = DistrictReportQuerySet.as_manager()

    class Meta:
        verbose_name = "inrapportering"
        verbose_name_plural = "inrapporteringar"
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["instruction", "unit"], name="unit_reported_in_once"),
            models.CheckConstraint(
                condition=Q(method__in=DistrictMethod.codes()), name="district_report_method_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=ReportedBy.codes()), name="district_report_way_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.carried_out_on}"

    @property
    def shown_method(self) -> DistrictMethod:
        return DistrictMethod(self.method)

    @property
    def shown_way(self) -> ReportedBy:
        return ReportedBy(self.way)


class DistrictOutcomeQuerySet(Scoped["DistrictOutcome"]):
    """Outcomes are as visible as their report."""

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter of the report, seen from the outcome."""
        return DistrictReportQuerySet.visibility(access, through=f"{through}report__")


class DistrictOutcome(models.Model):
    """How one area was judged in a report that came in (utfall per område)."""

    report = models.ForeignKey(
        DistrictReport, on_delete=models.CASCADE, related_name="outcomes",
        verbose_name="inrapportering",
    )  # fmt: skip
    area = models.CharField("område", max_length=150)
    level = models.CharField("bedömning", max_length=15, choices=AreaLevel.choices())

    objects = DistrictOutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "utfall per område"
        verbose_name_plural = "utfall per område"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "area"], name="area_reported_in_once"),
            models.CheckConstraint(
                condition=Q(level__in=AreaLevel.codes()), name="district_outcome_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.shown_level.label}"

    @property
    def shown_level(self) -> AreaLevel:
        return AreaLevel(self.level)


class ReportDraftQuerySet(Scoped["ReportDraft"]):
    """A draft is read where it is written: never by the coordinator."""

    authority_path = "sampled__authority"
    secrecy_path = ""


class ReportDraft(models.Model):
    """What a contact person has saved and not handed in (utkast till inrapportering)."""

    sampled = models.OneToOneField(
        SampledUnit, on_delete=models.CASCADE, related_name="draft", verbose_name="verksamhet"
    )
    answers = models.JSONField("det som är ifyllt", default=dict)
    saved_at = models.DateTimeField("sparat")
    version = models.PositiveIntegerField("version", default=1)

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "utkast till inrapportering"
        verbose_name_plural = "utkast till inrapportering"

    def __str__(self) -> str:
        return f"Utkast, {self.sampled}"


class BoardMatterQuerySet(OfInstruction["BoardMatter"]):
    """Matters that districts told their own boards."""


class BoardMatter(models.Model):
    """Something of weight that came out in a report to one's own board (information av vikt)."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.PROTECT, related_name="matters", verbose_name="anvisning"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    told_on = models.DateField("nämnden fick veta det")
    reference = models.CharField("ärende eller paragraf", max_length=100, blank=True)
    text = models.TextField("vad som kom fram")
    version = models.PositiveIntegerField("version", default=1)

    objects = BoardMatterQuerySet.as_manager()

    class Meta:
        verbose_name = "information av vikt"
        verbose_name_plural = "information av vikt"
        ordering = ["-told_on", "-pk"]

    def __str__(self) -> str:
        return self.text[:80]
