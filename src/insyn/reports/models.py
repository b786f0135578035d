"""Reports."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.platform.scoping import Scoped
from insyn.registry.models import Agreement
from insyn.reports.rules import ReportState, ReportText
from insyn.risk.models import Selection


class ReportQuerySet(Scoped["Report"]):
    """Reports are shared with the cooperation once reviewed."""

    secrecy_path = ""
    reported_path = "reviewed_on"
    cooperation_path = "agreement__cooperation"


class Report(models.Model):
    """A joint report on the follow-up of one agreement (rapport)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", verbose_name="avtal"
    )
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="urval",
    )  # fmt: skip
    title = models.CharField("rubrik", max_length=200)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    starts_on = models.DateField("period från")
    ends_on = models.DateField("period till")
    state = models.CharField(
        "läge", max_length=10, choices=ReportState.choices(), default=ReportState.DRAFT
    )
    figures = models.JSONField("låsta siffror", default=dict, blank=True)
    locked_at = models.DateTimeField("siffrorna låsta", null=True, blank=True)
    reviewed_on = models.DateField("granskad", null=True, blank=True)
    decided_on = models.DateField("beslutad", null=True, blank=True)
    decision = models.CharField("beslutsparagraf", max_length=60, blank=True)
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="utfärdad Word",
    )  # fmt: skip
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="utfärdad PDF",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        ordering = ["-ends_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReportState.codes()), name="report_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="report_period_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportPassageQuerySet(Scoped["ReportPassage"]):
    """Passages are as visible as their report."""

    authority_path = "report__authority"
    secrecy_path = ""
    reported_path = "report__reviewed_on"
    cooperation_path = "report__agreement__cooperation"


class ReportPassage(models.Model):
    """One free text of a report (avsnitt)."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="passages", verbose_name="rapport"
    )
    place = models.CharField("plats", max_length=20, choices=ReportText.choices())
    text = models.TextField("text", blank=True)
    version = models.PositiveIntegerField("version", default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="skriven av",
    )  # fmt: skip
    written_at = models.DateTimeField("skriven", null=True, blank=True)

    objects = ReportPassageQuerySet.as_manager()

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="passage_once_per_place"),
            models.CheckConstraint(
                condition=Q(place__in=ReportText.codes()), name="report_passage_place_known"
            ),
        ]

    def __str__(self) -> str:
        return ReportText(self.place).label
