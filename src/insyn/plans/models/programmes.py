"""The council's programme for services carried out by private providers."""

from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Municipality


class Programme(models.Model):
    """What the council has decided for a mandate period (program). Public, shared by all.

    Says goals and guidelines, how they are followed up, and how the public gets insight.
    Source: kommunallagen 5 kap. 3 §.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="kommun"
    )
    title = models.CharField("rubrik", max_length=200)
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till")
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    decided_on = models.DateField("beslutat", null=True, blank=True)
    decision = models.CharField("beslutsparagraf", max_length=60, blank=True)
    followed_up_by = models.TextField("hur målen följs upp", blank=True)
    insight_by = models.TextField("hur allmänheten får insyn", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "program"
        verbose_name_plural = "program"
        ordering = ["municipality__name", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "title", "starts_on"],
                name="programme_title_and_start_unique",
                violation_error_message="Kommunen har redan ett program med rubriken och starten.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message="Programmet kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProgrammeGoal(models.Model):
    """One goal or guideline of a programme (mål)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="goals", verbose_name="program"
    )
    number = models.PositiveSmallIntegerField("nummer")
    text = models.TextField("mål")
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="programme_goal_number_unique",
                violation_error_message="Programmet har redan ett mål med det numret.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
