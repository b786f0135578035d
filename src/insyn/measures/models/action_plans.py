"""Action plans."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.followups.models import Followup, OfFollowup
from insyn.kernel.access import Access, Secrecy
from insyn.measures.rules import (
    HAPPENED,
    PLAN_LIFECYCLE,
    WAITS_FOR_PROVIDER,
    ItemFacts,
    ItemState,
    LetterKind,
    PlanEvent,
    PlanState,
)
from insyn.platform.scoping import M_co, Scoped


class ActionPlanQuerySet(OfFollowup["ActionPlan"]):
    """Questions about many action plans."""

    def awaited(self) -> Self:
        return self.filter(state__in=WAITS_FOR_PROVIDER)

    def late(self, today: date) -> Self:
        return self.awaited().filter(due_on__lt=today)

    def with_followup(self) -> Self:
        """Load what a plan is named after and what its pages and letters say."""
        return self.select_related(
            "followup__contract__provider",
            "followup__contract__agreement",
            "followup__authority__municipality",
            "followup__lot",
        )

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the plans asked of a provider that the asker answers for, and open them."""
        return self._of_contacts(access).filter(followup__secrecy__lte=Secrecy.INTERNAL)


class ActionPlan(models.Model):
    """The provider's plan to remedy the deficiencies of one follow-up (åtgärdsplan)."""

    followup = models.OneToOneField(
        Followup, on_delete=models.PROTECT, related_name="action_plan", verbose_name="uppföljning"
    )
    state = models.CharField(
        "läge", max_length=15, choices=PlanState.choices(), default=PlanState.REQUESTED
    )
    due_on = models.DateField("ska lämnas in senast")
    requested_on = models.DateField("begärd")
    submitted_on = models.DateField("inlämnad", null=True, blank=True)
    approved_on = models.DateField("godkänd", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "åtgärdsplan"
        verbose_name_plural = "åtgärdsplaner"
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.codes()), name="action_plan_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Åtgärdsplan, {self.followup}"

    @property
    def shown_state(self) -> PlanState:
        return PlanState(self.state)

    def is_late(self, today: date) -> bool:
        return self.state in WAITS_FOR_PROVIDER and self.due_on < today

    def possible_events(self) -> list[PlanEvent]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return PLAN_LIFECYCLE.events_from(PlanState(self.state))


class OfPlan(Scoped[M_co]):
    """Rows that are exactly as visible as the follow-up of their plan."""

    authority_path = "plan__followup__authority"
    secrecy_path = "plan__followup__secrecy"
    reported_path = "plan__followup__reported_on"
    cooperation_path = "plan__followup__contract__agreement__cooperation"
    provider_path = "plan__followup__contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the rows of plans asked of a provider that the asker answers for; open them."""
        return self._of_contacts(access).filter(plan__followup__secrecy__lte=Secrecy.INTERNAL)


class CorrectiveAction(models.Model):
    """The provider's answer to one finding (åtgärd)."""

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.CASCADE, related_name="actions", verbose_name="åtgärdsplan"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="actions", verbose_name="resultat"
    )
    affected = models.TextField("vilka som berörs", blank=True)
    others_at_risk = models.TextField("andra som kan beröras", blank=True)
    cause = models.TextField("orsak", blank=True)
    measure = models.TextField("åtgärd", blank=True)
    responsible = models.CharField("ansvarig", max_length=150, blank=True)
    done_by = models.DateField("klart senast", null=True, blank=True)
    effect_check = models.TextField("så kontrolleras effekten", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=ItemState.choices(), default=ItemState.AWAITED
    )
    comment = models.TextField("uppföljarens kommentar", blank=True)
    carried_out_on = models.DateField("genomförd", null=True, blank=True)
    carried_out_note = models.TextField("så genomfördes den", blank=True)
    documents = models.ManyToManyField(Document, related_name="+", verbose_name="handlingar")
    version = models.PositiveIntegerField("version", default=1)

    objects = OfPlan.as_manager()

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "finding"], name="finding_answered_once"),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.codes()), name="corrective_action_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Åtgärd för {self.finding}"

    @property
    def shown_state(self) -> ItemState:
        return ItemState(self.state)

    def facts(self) -> ItemFacts:
        return ItemFacts(
            finding=self.finding.text,
            measure=self.measure,
            responsible=self.responsible,
            done_by=self.done_by,
            state=ItemState(self.state),
        )


class OfAnswer(OfPlan[M_co]):
    """Rows that are exactly as visible as the plan of their measure."""

    authority_path = "action__plan__followup__authority"
    secrecy_path = "action__plan__followup__secrecy"
    reported_path = "action__plan__followup__reported_on"
    cooperation_path = "action__plan__followup__contract__agreement__cooperation"
    provider_path = "action__plan__followup__contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the rows of plans asked of a provider that the asker answers for; open them."""
        level = {"action__plan__followup__secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**level)


class EarlierAnswer(models.Model):
    """An answer as it stood when it came back to the provider (tidigare svar). Never changed."""

    action = models.ForeignKey(
        CorrectiveAction, on_delete=models.CASCADE, related_name="earlier",
        verbose_name="åtgärd",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("nummer")
    affected = models.TextField("vilka som berörs", blank=True)
    others_at_risk = models.TextField("andra som kan beröras", blank=True)
    cause = models.TextField("orsak", blank=True)
    measure = models.TextField("åtgärd", blank=True)
    responsible = models.CharField("ansvarig", max_length=150, blank=True)
    done_by = models.DateField("klart senast", null=True, blank=True)
    effect_check = models.TextField("så kontrolleras effekten", blank=True)
    comment = models.TextField("varför svaret inte räckte", blank=True)
    carried_out_on = models.DateField("genomförd", null=True, blank=True)
    carried_out_note = models.TextField("så genomfördes den", blank=True)
    returned_on = models.DateField("återsänt (tomt om det inte är känt)", null=True, blank=True)

    objects = OfAnswer.as_manager()

    class Meta:
        verbose_name = "tidigare svar"
        verbose_name_plural = "tidigare svar"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="earlier_answer_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.measure[:80]}"


class PlanStep(models.Model):
    """One thing that happened to a plan, in order (steg)."""

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.CASCADE, related_name="steps", verbose_name="åtgärdsplan"
    )
    event = models.CharField("händelse", max_length=15, choices=PlanEvent.choices())
    happened_on = models.DateField("datum (tomt om det inte är känt)", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip
    by_name = models.CharField("av (namn)", max_length=200, blank=True)
    note = models.TextField("anteckning", blank=True)
    key = models.CharField("nyckel för det som görs av sig självt", max_length=60, blank=True)

    objects = OfPlan.as_manager()

    class Meta:
        verbose_name = "steg"
        verbose_name_plural = "steg"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"], condition=~Q(key=""), name="plan_step_made_once_by_itself"
            ),
            models.CheckConstraint(
                condition=Q(event__in=PlanEvent.codes()), name="plan_step_event_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told} {self.happened_on or ''}".strip()

    @property
    def told(self) -> str:
        return HAPPENED[PlanEvent(self.event)]


class Letter(models.Model):
    """A letter to the provider about a plan; what was issued is kept (brev)."""

    plan = models.ForeignKey(
        ActionPlan, on_delete=models.CASCADE, related_name="letters", verbose_name="åtgärdsplan"
    )
    kind = models.CharField("slag", max_length=10, choices=LetterKind.choices())
    issued_on = models.DateField("utfärdat")
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="Word"
    )
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="PDF"
    )

    objects = OfPlan.as_manager()

    class Meta:
        verbose_name = "brev"
        verbose_name_plural = "brev"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.codes()), name="letter_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{LetterKind(self.kind).label} {self.issued_on}"
