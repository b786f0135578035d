"""What an authority lets Insyn fetch by itself, and the answers."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.monitoring.rules import CheckResult, Gender
from insyn.platform.scoping import Scoped


class FetchChoiceQuerySet(Scoped["FetchChoice"]):
    """What is fetched is read by everybody in the authority."""

    secrecy_path = ""


class FetchChoice(models.Model):
    """What Insyn fetches by itself each night for an authority (hämtning)."""

    authority = models.OneToOneField(
        Authority, on_delete=models.CASCADE, related_name="+", verbose_name="nämnd"
    )
    asks_bolagsverket = models.BooleanField("frågar Bolagsverket varje natt", default=False)
    municipality_code = models.CharField("kommunkod", max_length=4, blank=True)
    kpis = models.JSONField("nyckeltal", default=list, blank=True)
    units = models.JSONField("enheter i Kolada", default=list, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FetchChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "hämtning"
        verbose_name_plural = "hämtningar"
        ordering = ["authority"]

    def __str__(self) -> str:
        return f"Hämtning, {self.authority}"


class RegisterAnswer(models.Model):
    """The latest answer about one organisation (svar ur register). Public facts, shared by all."""

    org_number = models.CharField("organisationsnummer", max_length=10)
    source = models.CharField("källa", max_length=100)
    fetched_at = models.DateTimeField("hämtat")
    result = models.CharField("resultat", max_length=10, choices=CheckResult.choices())
    remark = models.TextField("vad svaret visade", blank=True)
    details = models.JSONField("uppgifter", default=dict, blank=True)
    is_answered = models.BooleanField("besvarat", default=True)

    class Meta:
        verbose_name = "svar ur register"
        verbose_name_plural = "svar ur register"
        ordering = ["org_number", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["org_number", "source"], name="register_answer_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(result__in=CheckResult.codes()), name="register_answer_result_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.org_number}, {self.source}"


class KoladaFigure(models.Model):
    """One figure of Kolada (nyckeltal ur Kolada). Public, shared by all. Källa: Kolada."""

    kpi = models.CharField("nyckeltal", max_length=10)
    title = models.CharField("vad det visar", max_length=300, blank=True)
    place = models.CharField("kommun eller enhet", max_length=45)
    year = models.PositiveSmallIntegerField("år")
    gender = models.CharField("kön", max_length=1, choices=Gender.choices())
    value = models.FloatField("värde", null=True, blank=True)
    status = models.CharField("status", max_length=50, blank=True)
    fetched_at = models.DateTimeField("hämtat")

    class Meta:
        verbose_name = "nyckeltal ur Kolada"
        verbose_name_plural = "nyckeltal ur Kolada"
        ordering = ["kpi", "place", "-year", "gender"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "place", "year", "gender"], name="kolada_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(gender__in=Gender.codes()), name="kolada_figure_gender_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}, {self.place}, {self.year}"
