"""What a report gathers on its way: wordings, locked tables, steps, and the board's matter."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.board.models import BoardItem
from insyn.platform.scoping import M_co, Scoped
from insyn.reports.models.reports import Report, ReportPassage
from insyn.reports.rules import ReportEvent, ReportText


class OfReport(Scoped[M_co]):
    """Rows that are as visible as their report."""

    authority_path = "report__authority"
    secrecy_path = ""
    reported_path = "report__reviewed_on"
    cooperation_path = "report__agreement__cooperation"
    coordinated = True


class PassageVersionQuerySet(Scoped["PassageVersion"]):
    """Wordings are read in the authority that writes, never by those who read the reported."""

    authority_path = "passage__report__authority"
    secrecy_path = ""
    reported_path = "passage__report__reviewed_on"


class PassageVersion(models.Model):
    """What a passage said from a time on, and who wrote it (lydelse). Never changed."""

    passage = models.ForeignKey(
        ReportPassage, on_delete=models.CASCADE, related_name="wordings", verbose_name="avsnitt"
    )
    number = models.PositiveIntegerField("nummer")
    heading = models.CharField("rubrik", max_length=150, blank=True)
    text = models.TextField("text", blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="skriven av",
    )  # fmt: skip
    written_at = models.DateTimeField("skriven")

    objects = PassageVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "lydelse"
        verbose_name_plural = "lydelser"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "number"], name="wording_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.passage} {self.number}"


class LockedTableQuerySet(OfReport["LockedTable"]):
    """Locked tables are as visible as their report."""


class LockedTable(models.Model):
    """A table of figures as it was when it was locked, with the rows of each (låst tabell)."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="tables", verbose_name="rapport"
    )
    place = models.CharField("plats", max_length=20, choices=ReportText.choices())
    position = models.PositiveSmallIntegerField("ordning", default=0)
    key = models.CharField("nyckel", max_length=60)
    content = models.JSONField("innehåll")
    fingerprint = models.CharField("fingeravtryck", max_length=64)
    locked_at = models.DateTimeField("låst")

    objects = LockedTableQuerySet.as_manager()

    class Meta:
        verbose_name = "låst tabell"
        verbose_name_plural = "låsta tabeller"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="table_once_in_report"),
            models.CheckConstraint(
                condition=Q(place__in=ReportText.codes()), name="locked_table_place_known"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ReportStepQuerySet(OfReport["ReportStep"]):
    """Steps are as visible as their report."""


class ReportStep(models.Model):
    """What happened to a report, when and by whom (rapportsteg). Never changed."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="steps", verbose_name="rapport"
    )
    event = models.CharField("händelse", max_length=10, choices=ReportEvent.choices())
    happened_on = models.DateField("dag")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip
    note = models.CharField("anmärkning", max_length=300, blank=True)

    objects = ReportStepQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportsteg"
        verbose_name_plural = "rapportsteg"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=ReportEvent.codes()), name="report_step_event_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.happened_on}"


class ReportItemQuerySet(OfReport["ReportItem"]):
    """The link is as visible as the report; the matter says itself who sees it."""


class ReportItem(models.Model):
    """The matter by which a report is laid before the board (rapportens nämndärende)."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="items", verbose_name="rapport"
    )
    item = models.OneToOneField(
        BoardItem, on_delete=models.CASCADE, related_name="+", verbose_name="nämndärende"
    )

    objects = ReportItemQuerySet.as_manager()

    class Meta:
        verbose_name = "rapportens nämndärende"
        verbose_name_plural = "rapporternas nämndärenden"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.item)
