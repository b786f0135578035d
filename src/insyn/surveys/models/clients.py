"""Quality questions that case workers ask: answers without anybody's identity."""

from django.db import models

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.platform.scoping import Scoped
from insyn.registry.models import ServiceArea, Unit


class ClientQuestionsQuerySet(Scoped["ClientQuestions"]):
    """Sets of questions are read by everybody in the authority."""

    secrecy_path = ""


class ClientQuestions(models.Model):
    """Questions that are put to a client when a decision is followed up (klientfrågor)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    title = models.CharField("rubrik", max_length=150)
    template_version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, related_name="+", verbose_name="mallversion"
    )
    service_areas = models.ManyToManyField(
        ServiceArea, related_name="+", blank=True, verbose_name="verksamhetsområden"
    )
    starts_on = models.DateField("används från")
    ends_on = models.DateField("används till", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ClientQuestionsQuerySet.as_manager()

    class Meta:
        verbose_name = "klientfrågor"
        verbose_name_plural = "klientfrågor"
        ordering = ["-starts_on", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "title"],
                name="client_questions_title_unique",
                violation_error_message="Nämnden har redan klientfrågor med den rubriken.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ClientReplyQuerySet(Scoped["ClientReply"]):
    """Single replies are shown to nobody: pages count them, from five and up."""

    authority_path = "questions__authority"
    secrecy_path = ""


class ClientReply(models.Model):
    """What one client answered: unit, month and answers, and nothing else (klientsvar).

    No day, no writer, no free text, and a key that says nothing of the order in which replies
    came. ``answers`` maps the question's key, as text, to its value. Source: OSL 26 kap. 1 §.
    """

    key = models.UUIDField("nyckel", primary_key=True)
    questions = models.ForeignKey(
        ClientQuestions, on_delete=models.PROTECT, related_name="replies",
        verbose_name="klientfrågor",
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="verksamhet"
    )
    month = models.DateField("månad")
    answers = models.JSONField("svar")

    objects = ClientReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "klientsvar"
        verbose_name_plural = "klientsvar"
        ordering = ["month", "key"]
        indexes = [models.Index(fields=["questions", "unit", "month"], name="client_reply_of_unit")]

    def __str__(self) -> str:
        return "Klientsvar"
