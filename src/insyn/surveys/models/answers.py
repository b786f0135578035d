"""Answers as they stand, and every operation that made them so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question
from insyn.documents.models import Document
from insyn.kernel.access import Access
from insyn.surveys.models.responses import OfResponse, SurveyResponse
from insyn.surveys.rules import AnswerState, OperationKind, OperationOutcome


class SurveyAnswerQuerySet(OfResponse["SurveyAnswer"]):
    """Answers are read by the authority and written by the provider."""

    def shown_to_provider(self, access: Access) -> "SurveyAnswerQuerySet":
        return self._of_answerers(access)


class SurveyAnswer(models.Model):
    """The provider's answer to one question as it stands now (svar).

    ``value`` is written by ``criteria.rules.answers``. ``revision`` is the response's revision
    at the last change: whoever writes says which one they saw. ``prefilled_from`` is the year
    or round that a value was taken over from, in words.
    """

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="answers", verbose_name="enkätsvar"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    state = models.CharField("läge", max_length=10, choices=AnswerState.choices())
    value = models.JSONField("värde", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)
    prefilled_from = models.CharField("från", max_length=60, blank=True)
    returned_reason = models.CharField("varför den kom tillbaka", max_length=500, blank=True)
    returned_on = models.DateField("kom tillbaka", null=True, blank=True)
    revision = models.PositiveIntegerField("ändring", default=0)
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="besvarad av",
    )  # fmt: skip
    documents = models.ManyToManyField(
        Document, related_name="+", blank=True, verbose_name="bifogade handlingar"
    )

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ["question__section__number", "question__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"], name="question_answered_once_per_response"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AnswerState.codes()), name="survey_answer_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.ANSWERED) | Q(value__isnull=False),
                name="answered_question_has_value",
            ),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.RETURNED) | ~Q(returned_reason=""),
                name="returned_answer_says_why",
                violation_error_message="Skriv varför frågan skickas tillbaka.",
            ),
        ]

    def __str__(self) -> str:
        return f"Svar på {self.question}"

    @property
    def shown_state(self) -> AnswerState:
        return AnswerState(self.state)


class AnswerOperationQuerySet(OfResponse["AnswerOperation"]):
    """Operations are read by the authority that asks."""


class AnswerOperation(models.Model):
    """One thing that was done to an answer, from which device and when (svarshändelse).

    Append-only. ``key`` is made on the device, so that what is sent twice is done once.
    ``seen_revision`` is the answer's revision that the writer had before them.
    """

    key = models.UUIDField("märke", unique=True)
    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="operations",
        verbose_name="enkätsvar",
    )  # fmt: skip
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    kind = models.CharField("vad", max_length=10, choices=OperationKind.choices())
    value = models.JSONField("värde", null=True, blank=True)
    comment = models.TextField("kommentar", blank=True)
    seen_revision = models.PositiveIntegerField("såg ändring", default=0)
    revision = models.PositiveIntegerField("blev ändring", default=0)
    outcome = models.CharField("utfall", max_length=10, choices=OperationOutcome.choices())
    problem = models.CharField("varför inte", max_length=300, blank=True)
    made_at = models.DateTimeField("på enheten")
    stored_at = models.DateTimeField("sparad")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="av",
    )  # fmt: skip

    objects = AnswerOperationQuerySet.as_manager()

    class Meta:
        verbose_name = "svarshändelse"
        verbose_name_plural = "svarshändelser"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OperationKind.codes()), name="answer_operation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=OperationOutcome.codes()),
                name="answer_operation_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{OperationKind(self.kind).label}: {self.question}"
