"""Survey rounds, and questions added while one runs."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, TemplateVersion
from insyn.plans.models import PlannedActivity
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import ServiceArea
from insyn.risk.models import Selection
from insyn.surveys.rules import ROUND_LIFECYCLE, RoundEvent, RoundState, ScopeKind


class OfRound(Scoped[M_co]):
    """Rows of a round: for those who work in its authority. A cooperation sees the results."""

    authority_path = "round__authority"
    secrecy_path = ""


class SurveyRoundQuerySet(OfRound["SurveyRound"]):
    """Questions about many rounds."""

    authority_path = "authority"

    def running(self) -> Self:
        return self.filter(state=RoundState.OPEN)


class SurveyRound(models.Model):
    """The same questions to many units at one time (enkätomgång).

    ``concerns_from`` and ``concerns_to`` are the time that the questions ask about.
    ``reminder_days`` are whole days before (negative) and after (positive) the last day.
    ``left_out`` and ``taken_in`` are the marks of places that somebody has taken away from, or
    added to, what the scope gives: so they stay when the list follows the register anew.
    ``operating_forms`` are codes of ``registry.rules.OperatingForm``; empty means all.
    ``ground_sol`` and ``ground_lss`` are the legal grounds as they are printed on each invitation.
    Source: SoL (2025:400) 15 kap. 9 §; for LSS the agreement's own terms.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    title = models.CharField("rubrik", max_length=150)
    template_version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, related_name="+", verbose_name="mallversion"
    )
    activity = models.ForeignKey(
        PlannedActivity, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="aktivitet i planen",
    )  # fmt: skip
    concerns_from = models.DateField("frågorna gäller från")
    concerns_to = models.DateField("frågorna gäller till")
    scope = models.CharField(
        "omfattning", max_length=10, choices=ScopeKind.choices(), default=ScopeKind.ALL
    )
    service_areas = models.ManyToManyField(
        ServiceArea, related_name="+", blank=True, verbose_name="verksamhetsområden"
    )
    operating_forms = models.JSONField("driftformer", default=list, blank=True)
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="urval",
    )  # fmt: skip
    left_out = models.JSONField("bortvalda verksamheter", default=list, blank=True)
    taken_in = models.JSONField("tillagda verksamheter", default=list, blank=True)
    prefilled_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="svar förs över från",
    )  # fmt: skip
    opens_on = models.DateField("skickas")
    due_on = models.DateField("svar senast")
    reminder_days = models.JSONField("påminnelser", default=list, blank=True)
    intro = models.TextField("inledning till den som svarar", blank=True)
    contact = models.CharField("kontakt för frågor", max_length=200)
    ground_sol = models.CharField("rättslig grund, SoL", max_length=300)
    ground_lss = models.CharField("rättslig grund, LSS", max_length=300)
    state = models.CharField(
        "läge", max_length=10, choices=RoundState.choices(), default=RoundState.DRAFT
    )
    sent_at = models.DateTimeField("skickad", null=True, blank=True)
    closed_on = models.DateField("stängd", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "enkätomgång"
        verbose_name_plural = "enkätomgångar"
        ordering = ["-opens_on", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "title"],
                name="survey_round_title_unique",
                violation_error_message="Nämnden har redan en enkätomgång med den rubriken.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RoundState.codes()), name="survey_round_state_known"
            ),
            models.CheckConstraint(
                condition=Q(scope__in=ScopeKind.codes()), name="survey_round_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(concerns_to__gte=F("concerns_from")),
                name="survey_round_concerns_a_time",
                violation_error_message="Tiden som frågorna gäller slutar innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("opens_on")),
                name="survey_round_due_after_it_opens",
                violation_error_message="Sista dagen att svara ska vara efter dagen för utskick.",
            ),
            models.CheckConstraint(
                condition=~Q(scope=ScopeKind.SELECTION) | Q(selection__isnull=False),
                name="survey_round_names_its_selection",
                violation_error_message="Välj vilket urval enkäten går till.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_state(self) -> RoundState:
        return RoundState(self.state)

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    def is_late(self, today: date) -> bool:
        return self.is_open and self.due_on < today

    def possible_events(self) -> list[RoundEvent]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return ROUND_LIFECYCLE.events_from(RoundState(self.state))


class AddedQuestionQuerySet(OfRound["AddedQuestion"]):
    """Added questions are as visible as their round."""


class AddedQuestion(models.Model):
    """A question that was added while the round ran (tillagd fråga).

    It belongs to a later published version of the same template.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="added_questions",
        verbose_name="enkätomgång",
    )  # fmt: skip
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    reason = models.CharField("skäl", max_length=300)
    added_at = models.DateTimeField("tillagd")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="tillagd av",
    )  # fmt: skip

    objects = AddedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "tillagd fråga"
        verbose_name_plural = "tillagda frågor"
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "question"],
                name="question_added_once_to_round",
                violation_error_message="Frågan finns redan i omgången.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="added_question_has_reason",
                violation_error_message="Skriv varför frågan läggs till.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.question)
