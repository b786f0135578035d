"""The reviewers' answers on a visit, and every operation that made them so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question, Section
from insyn.visits.models.carrying_out import OfVisit
from insyn.visits.models.visits import Visit
from insyn.visits.rules.operations import VisitOperationKind, VisitOperationOutcome


class VisitAnswerQuerySet(OfVisit["VisitAnswer"]):
    """What the reviewers answered on a visit."""


class VisitAnswer(models.Model):
    """The reviewers' answer to one question as it stands now (svar vid besök).

    ``value`` is written by ``criteria.rules.answers``. ``revision`` is the visit's revision at
    the last change.
    """

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="answers", verbose_name="besök"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    value = models.JSONField("värde", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)
    revision = models.PositiveIntegerField("ändring", default=0)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)

    objects = VisitAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar vid besök"
        verbose_name_plural = "svar vid besök"
        ordering = ["question__section__number", "question__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "question"], name="question_answered_once_per_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"Svar på {self.question}"


class VisitOperationQuerySet(OfVisit["VisitOperation"]):
    """What was done, in order."""


class VisitOperation(models.Model):
    """One thing that was done to a visit on a device (besökshändelse).

    Append-only. ``key`` is made on the device, so that what is sent twice is done once.
    ``seen_revision`` is the answer's or the note's revision that the writer had before them.
    ``settles`` is the operation in conflict that this one chose about. ``target`` is the mark
    of the note or the photo that it is about.
    """

    key = models.UUIDField("märke", unique=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="operations", verbose_name="besök"
    )
    kind = models.CharField("vad", max_length=10, choices=VisitOperationKind.choices())
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="fråga",
    )  # fmt: skip
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="område",
    )  # fmt: skip
    target = models.UUIDField("gäller", null=True, blank=True)
    value = models.JSONField("värde", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)
    seen_revision = models.PositiveIntegerField("såg ändring", default=0)
    revision = models.PositiveIntegerField("blev ändring", default=0)
    outcome = models.CharField("utfall", max_length=10, choices=VisitOperationOutcome.choices())
    problem = models.CharField("varför inte", max_length=300, blank=True)
    settles = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="settled_by",
        verbose_name="avgör",
    )  # fmt: skip
    device = models.CharField("enhet", max_length=36, blank=True)
    made_at = models.DateTimeField("på enheten")
    stored_at = models.DateTimeField("sparad")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av"
    )

    objects = VisitOperationQuerySet.as_manager()

    class Meta:
        verbose_name = "besökshändelse"
        verbose_name_plural = "besökshändelser"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=VisitOperationKind.codes()), name="visit_operation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=VisitOperationOutcome.codes()),
                name="visit_operation_outcome_known",
            ),
        ]
        indexes = [
            models.Index(fields=["visit", "outcome", "id"], name="visit_operation_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{VisitOperationKind(self.kind).label} {self.pk}"
