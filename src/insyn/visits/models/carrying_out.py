"""Who took part in a visit, who was asked, what was sampled and counted. Never a name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.criteria.models import Question, Section
from insyn.documents.models import Document
from insyn.followups.models import WorkingNotes
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import M_co
from insyn.registry.models import Unit
from insyn.visits.models.visits import Visit
from insyn.visits.rules.carrying_out import InterviewGroup, Side, VisitLetterKind


class OfVisit(WorkingNotes[M_co]):
    """Rows that stay with those who work with the visit's follow-up."""

    authority_path = "visit__followup__authority"
    secrecy_path = "visit__followup__secrecy"
    reported_path = "visit__followup__reported_on"
    provider_path = "visit__followup__contract__provider"


class VisitParticipantQuerySet(OfVisit["VisitParticipant"]):
    """Participants, by role."""


class VisitParticipant(models.Model):
    """Those of one role who took part in a visit (deltagare i besök)."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="taking_part", verbose_name="besök"
    )
    side = models.CharField("för", max_length=10, choices=Side.choices())
    role = models.CharField("roll", max_length=100)
    count = models.PositiveSmallIntegerField("antal", default=1)

    objects = VisitParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagare i besök"
        verbose_name_plural = "deltagare i besök"
        ordering = ["side", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=Side.codes()), name="visit_participant_side_known"
            ),
            models.UniqueConstraint(
                fields=["visit", "side", "role"],
                name="visit_participant_role_once",
                violation_error_message="Rollen står redan bland deltagarna. Ändra antalet där.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.role}"


class InterviewQuerySet(OfVisit["Interview"]):
    """Interviews, by group and number."""


class Interview(models.Model):
    """Talks with some people of one group (intervju): how many, never who."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="interviews", verbose_name="besök"
    )
    group = models.CharField("grupp", max_length=10, choices=InterviewGroup.choices())
    count = models.PositiveSmallIntegerField("antal personer", default=1)
    is_in_private = models.BooleanField("enskilt", default=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = "intervju"
        verbose_name_plural = "intervjuer"
        ordering = ["group", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=InterviewGroup.codes()), name="interview_group_known"
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="interview_with_somebody",
                violation_error_message="Skriv hur många ni talade med, minst en.",
            ),
        ]

    def __str__(self) -> str:
        return f"{InterviewGroup(self.group).label}: {self.count}"


class InterviewThemeQuerySet(OfVisit["InterviewTheme"]):
    """What was said, by theme."""

    authority_path = "interview__visit__followup__authority"
    secrecy_path = "interview__visit__followup__secrecy"
    reported_path = "interview__visit__followup__reported_on"
    provider_path = "interview__visit__followup__contract__provider"


class InterviewTheme(models.Model):
    """What came up in interviews with a group, and how many said so (tema i intervju)."""

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="themes", verbose_name="intervju"
    )
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="område",
    )  # fmt: skip
    theme = models.CharField("tema", max_length=150)
    text = models.TextField("vad som sades", blank=True)
    said_by = models.PositiveSmallIntegerField("sagt av", null=True, blank=True)

    objects = InterviewThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "tema i intervju"
        verbose_name_plural = "teman i intervjuer"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.theme


class FileSampleQuerySet(OfVisit["FileSample"]):
    """Samples of files."""


class FileSample(models.Model):
    """How many of the files looked at were in order (aktstickprov): n of m, never whose."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="file_samples", verbose_name="besök"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="fråga",
    )  # fmt: skip
    looked_for = models.CharField("vad som kontrollerades", max_length=200)
    population = models.PositiveIntegerField("akter totalt", null=True, blank=True)
    sampled = models.PositiveIntegerField("granskade")
    passed = models.PositiveIntegerField("i ordning")
    deviations = models.TextField("vad som inte var i ordning", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FileSampleQuerySet.as_manager()

    class Meta:
        verbose_name = "aktstickprov"
        verbose_name_plural = "aktstickprov"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sampled__gte=1) & Q(passed__lte=F("sampled")),
                name="file_sample_within_bounds",
                violation_error_message=(
                    "Antalet i ordning kan inte vara större än antalet granskade, som är minst ett."
                ),
            ),
            models.CheckConstraint(
                condition=Q(population=None) | Q(sampled__lte=F("population")),
                name="file_sample_within_population",
                violation_error_message="Antalet granskade kan inte vara större än antalet akter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.looked_for}: {self.passed} av {self.sampled}"


class StaffingCheckQuerySet(OfVisit["StaffingCheck"]):
    """Staffing compared with the schedule."""


class StaffingCheck(models.Model):
    """The schedule against who was there, for one role at one hour (bemanningskontroll)."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="staffing", verbose_name="besök"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    counted_at = models.TimeField("klockan")
    role = models.CharField("roll", max_length=100)
    scheduled = models.PositiveSmallIntegerField("enligt schemat")
    present = models.PositiveSmallIntegerField("på plats")
    explanation = models.CharField("utförarens förklaring", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = StaffingCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "bemanningskontroll"
        verbose_name_plural = "bemanningskontroller"
        ordering = ["counted_at", "role", "pk"]

    def __str__(self) -> str:
        return f"{self.role}: {self.present} av {self.scheduled}"


class OfWorkingVisit(OfVisit[M_co]):
    """Rows that only those who work with drafts ever see."""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class PhotoQuerySet(OfWorkingVisit["Photo"]):
    """Photos of places, never of people."""


class Photo(models.Model):
    """A photo of a place or a paper (foto). ``key`` is made on the device that took it."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="photos", verbose_name="besök"
    )
    key = models.UUIDField("märke", unique=True)
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="område",
    )  # fmt: skip
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="fråga",
    )  # fmt: skip
    caption = models.CharField("vad bilden visar", max_length=200, blank=True)
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="bildfil"
    )
    taken_at = models.DateTimeField("tagen")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "foto"
        verbose_name_plural = "foton"
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return self.caption or "Foto"


class VisitLetterQuerySet(OfWorkingVisit["VisitLetter"]):
    """Letters of a visit."""


class VisitLetter(models.Model):
    """A letter about a visit; what was issued is kept (brev om besök)."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="letters", verbose_name="besök"
    )
    kind = models.CharField("slag", max_length=15, choices=VisitLetterKind.choices())
    issued_on = models.DateField("utfärdat")
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="Word"
    )
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="PDF"
    )

    objects = VisitLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "brev om besök"
        verbose_name_plural = "brev om besök"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=VisitLetterKind.codes()), name="visit_letter_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{VisitLetterKind(self.kind).label} {self.issued_on}"
