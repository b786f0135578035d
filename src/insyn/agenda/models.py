"""What a person has chosen to be told of by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.agenda.rules import DigestRhythm


class DigestChoice(models.Model):
    """How often a person wants a mail about what waits (sammanfattning via e-post)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name="användare",
    )  # fmt: skip
    rhythm = models.CharField(
        "hur ofta", max_length=10, choices=DigestRhythm.choices(), default=DigestRhythm.NEVER
    )
    sent_on = models.DateField("senast skickad", null=True, blank=True)

    class Meta:
        verbose_name = "sammanfattning via e-post"
        verbose_name_plural = "sammanfattningar via e-post"
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=DigestRhythm.codes()), name="digest_rhythm_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {DigestRhythm(self.rhythm).label}"
