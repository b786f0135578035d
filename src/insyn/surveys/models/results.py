"""How many answered what: kept up to date, so that no page counts a million answers."""

from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question
from insyn.registry.models import ServiceArea
from insyn.registry.rules import OperatingForm
from insyn.surveys.models.rounds import OfRound, SurveyRound


class AnswerTallyQuerySet(OfRound["AnswerTally"]):
    """Tallies are as visible as their round."""


class AnswerTally(models.Model):
    """How many responses gave one answer to one question (räknat svar).

    Counts the newest submission of each response. ``answer`` is a code of the answer;
    ``total`` is the sum of the values for answers in numbers. A group of ``service_area`` and
    ``operating_form`` has one row per answer.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="tallies", verbose_name="enkätomgång"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    operating_form = models.CharField("driftform", max_length=20, choices=OperatingForm.choices())
    answer = models.CharField("svar", max_length=60)
    count = models.IntegerField("antal", default=0)
    total = models.DecimalField("summa", max_digits=24, decimal_places=4, default=0)

    objects = AnswerTallyQuerySet.as_manager()

    class Meta:
        verbose_name = "räknat svar"
        verbose_name_plural = "räknade svar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "question", "service_area", "operating_form", "answer"],
                name="answer_tallied_in_one_row",
            ),
            models.UniqueConstraint(
                fields=["round", "question", "operating_form", "answer"],
                condition=Q(service_area=None),
                name="answer_without_area_tallied_in_one_row",
            ),
            models.CheckConstraint(condition=Q(count__gte=0), name="answer_tally_not_negative"),
            models.CheckConstraint(
                condition=Q(operating_form__in=OperatingForm.codes()),
                name="answer_tally_operating_form_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer} {self.count}"
