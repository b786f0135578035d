"""Plans: the boards they are for, their texts, their decision and what was changed after it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.kernel.access import RoleHeld
from insyn.plans.models.programmes import Programme
from insyn.plans.rules import ChangeKind, PlanState
from insyn.platform.scoping import M_co, Scoped


class OfPlan(Scoped[M_co]):
    """Rows that every board of the plan sees; those who read only what is reported wait for it.

    ``plan_path`` leads to the plan and is empty for the plan itself. ``authority_path`` leads
    to the board that owns the plan; the other boards are found through its parties.
    """

    authority_path = "plan__authority"
    plan_path = "plan"
    secrecy_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        place = f"{through}{cls.plan_path}"
        plans = PlanParty.objects.filter(authority__in=held.authority_ids)
        if not held.sees_drafts:
            plans = plans.filter(plan__proposed_on__isnull=False)
        return Q((f"{place}__in" if cls.plan_path else f"{place}pk__in", plans.values("plan")))


class PlanQuerySet(OfPlan["Plan"]):
    """Questions about many plans."""

    authority_path = "authority"
    plan_path = ""

    def covering(self, day: date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Plan(models.Model):
    """What one or several boards will follow up during one or several years (uppföljningsplan).

    A rolling plan gets a new edition each year: it ``continues`` the one before, which is
    replaced when the board adopts the new one. ``dated_on`` is the date printed on the plan.
    ``new_decision_after`` is how many changes of activities after adoption the board leaves to
    the administration; none means no limit. ``capacity_hours`` counts hours of work a year.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="plans",
        verbose_name="program",
    )  # fmt: skip
    title = models.CharField("rubrik", max_length=200)
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till")
    edition = models.PositiveSmallIntegerField("utgåva", default=1)
    continues = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by",
        verbose_name="fortsätter",
    )  # fmt: skip
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    dated_on = models.DateField("planens datum", null=True, blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=PlanState.choices(), default=PlanState.DRAFT
    )
    capacity_hours = models.PositiveIntegerField("timmar per år", null=True, blank=True)
    new_decision_after = models.PositiveSmallIntegerField(
        "ändringar före nytt beslut", null=True, blank=True
    )
    proposed_on = models.DateField("föreslagen", null=True, blank=True)
    decided_on = models.DateField("beslutad", null=True, blank=True)
    decision = models.CharField("beslutsparagraf", max_length=60, blank=True)
    conditions = models.TextField("villkor i beslutet", blank=True)
    reservations = models.TextField("reservationer", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        verbose_name_plural = "planer"
        ordering = ["-starts_on", "-edition", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.codes()), name="plan_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="Planen kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.ADOPTED) | Q(decided_on__isnull=False),
                name="adopted_plan_has_day",
                violation_error_message="En antagen plan måste ha ett beslutsdatum.",
            ),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=F("pk")),
                name="plan_does_not_continue_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def plan_state(self) -> PlanState:
        return PlanState(self.state)

    @property
    def years(self) -> range:
        """Return the calendar years that the plan touches."""
        return range(self.starts_on.year, self.ends_on.year + 1)


class PlanParty(models.Model):
    """A board that a plan is for; the owner of the plan is always one (nämnd i planen)."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="parties", verbose_name="plan"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )

    class Meta:
        verbose_name = "nämnd i planen"
        verbose_name_plural = "nämnder i planen"
        ordering = ["authority__municipality__name", "authority__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "authority"], name="plan_party_once"),
        ]

    def __str__(self) -> str:
        return str(self.authority)


class PlanSectionQuerySet(OfPlan["PlanSection"]):
    """Sections are as visible as their plan."""


class PlanSection(models.Model):
    """A heading of the plan and what stands under it (avsnitt). Stands before the forms."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="sections", verbose_name="plan"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    heading = models.CharField("rubrik", max_length=200)
    text = models.TextField("text", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = PlanSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading


class PlanChangeQuerySet(OfPlan["PlanChange"]):
    """Changes are as visible as their plan."""


class PlanChange(models.Model):
    """What was changed after the board adopted the plan, and why (ändring). Never altered."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="changes", verbose_name="plan"
    )
    kind = models.CharField("slag", max_length=10, choices=ChangeKind.choices())
    subject = models.CharField("vad som ändrades", max_length=300)
    before = models.TextField("före", blank=True)
    after = models.TextField("efter", blank=True)
    reason = models.CharField("skäl", max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="ändrad av",
    )  # fmt: skip
    made_at = models.DateTimeField("ändrad")

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "ändring i planen"
        verbose_name_plural = "ändringar i planen"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChangeKind.codes()), name="plan_change_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
