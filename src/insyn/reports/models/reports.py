"""Reports."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.platform.scoping import Scoped
from insyn.registry.models import Agreement, ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.reports.rules import DONE, ReportKind, ReportState, ReportText
from insyn.risk.models import Selection
from insyn.themes.models import ThematicReview


class ReportQuerySet(Scoped["Report"]):
    """Reports are shared with the cooperation and the coordinator once reviewed."""

    secrecy_path = ""
    reported_path = "reviewed_on"
    cooperation_path = "agreement__cooperation"
    coordinated = True

    def decided_for_council(self, access: Access, council: "Report") -> Self:
        """Keep the decided yearly reports of all boards that the council's report tells of.

        Who works in the board that reports to the council reads the locked figures of reports
        that the other boards of the municipality have decided, and of nothing else: a decided
        report is a public document. Source: kommunallagen 6 kap. 1 §.
        """
        if council.kind != ReportKind.COUNCIL or not access.may(
            Permission.WRITE_REPORT, authority_id=council.authority_id
        ):
            return self.none()
        return self.filter(
            kind=ReportKind.YEARLY,
            state__in=DONE,
            authority__municipality=council.authority.municipality_id,
            starts_on__gte=council.starts_on,
            ends_on__lte=council.ends_on,
        )._opened()


class Report(models.Model):
    """What has been followed up, told to a board (rapport).

    A joint report is about one agreement, a single one about one follow-up, a thematic one
    points at a thematic review; the others are about a period of the board, perhaps of one
    service area or form of operation. The figures of a joint report are locked in ``figures``,
    those of the others in ``LockedTable``.
    """

    kind = models.CharField(
        "slag", max_length=10, choices=ReportKind.choices(), default=ReportKind.JOINT
    )

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="reports",
        verbose_name="uppföljning",
    )  # fmt: skip
    review = models.ForeignKey(
        ThematicReview, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="tematisk granskning",
    )  # fmt: skip
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    operating_form = models.CharField(
        "driftform", max_length=20, choices=OperatingForm.choices(), blank=True
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
    annex = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="utfärdad Excelbilaga",
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
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.codes()), name="report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(operating_form="") | Q(operating_form__in=OperatingForm.codes()),
                name="report_operating_form_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.JOINT, agreement__isnull=False)
                | ~Q(kind=ReportKind.JOINT) & Q(agreement=None, selection=None),
                name="joint_report_has_agreement",
                violation_error_message="En samordnad rapport handlar om ett avtal.",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.SINGLE, followup__isnull=False)
                | ~Q(kind=ReportKind.SINGLE) & Q(followup=None),
                name="single_report_has_followup",
                violation_error_message="Rapporten handlar om en uppföljning.",
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.THEMATIC, review__isnull=False)
                | ~Q(kind=ReportKind.THEMATIC) & Q(review=None),
                name="thematic_report_has_review",
                violation_error_message="Rapporten handlar om en tematisk granskning.",
            ),
            models.UniqueConstraint(
                fields=["followup"],
                name="followup_brought_to_board_once",
                violation_error_message="Uppföljningen har redan en rapport till nämnden.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_kind(self) -> ReportKind:
        return ReportKind(self.kind)

    @property
    def is_joint(self) -> bool:
        return self.kind == ReportKind.JOINT

    @property
    def is_draft(self) -> bool:
        return self.state == ReportState.DRAFT


class ReportPassageQuerySet(Scoped["ReportPassage"]):
    """Passages are as visible as their report."""

    authority_path = "report__authority"
    secrecy_path = ""
    reported_path = "report__reviewed_on"
    cooperation_path = "report__agreement__cooperation"


class ReportPassage(models.Model):
    """One free text of a report (avsnitt). Without a heading it is called as its place."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="passages", verbose_name="rapport"
    )
    place = models.CharField("plats", max_length=20, choices=ReportText.choices())
    position = models.PositiveSmallIntegerField("ordning", default=0)
    heading = models.CharField("rubrik", max_length=150, blank=True)
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
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "place"], name="passage_once_per_place"),
            models.CheckConstraint(
                condition=Q(place__in=ReportText.codes()), name="report_passage_place_known"
            ),
        ]

    def __str__(self) -> str:
        return self.heading or ReportText(self.place).label
