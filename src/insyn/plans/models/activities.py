"""What will be done: activities, when, of whom, and how often."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from insyn.accounts.models import Authority
from insyn.criteria.models import ReviewTemplate
from insyn.kernel.access import Access
from insyn.plans.models.forms import FormStage, PlanForm
from insyn.plans.models.plans import OfPlan, Plan
from insyn.plans.models.programmes import ProgrammeGoal
from insyn.plans.rules import ActivityState, RhythmKind, Scope
from insyn.platform.scoping import Scoped
from insyn.registry.models import Agreement, Lot, Provider, ServiceArea, Unit


class RhythmQuerySet(Scoped["Rhythm"]):
    """Rhythms are read by everybody in the authority."""

    secrecy_path = ""


class Rhythm(models.Model):
    """How often something is done, in the board's own words (periodicitet).

    ``every`` counts months or years. ``from_month`` and ``to_month`` bound the part of the
    year, 1 to 12. ``after_months`` and ``before_months`` bound the time since the first client.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=100)
    kind = models.CharField("slag", max_length=20, choices=RhythmKind.choices())
    every = models.PositiveSmallIntegerField("antal månader eller år", null=True, blank=True)
    from_month = models.PositiveSmallIntegerField("från månad", null=True, blank=True)
    to_month = models.PositiveSmallIntegerField("till månad", null=True, blank=True)
    after_months = models.PositiveSmallIntegerField("tidigast månader efter", null=True, blank=True)
    before_months = models.PositiveSmallIntegerField("senast månader efter", null=True, blank=True)
    retired_on = models.DateField("används inte längre från", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RhythmQuerySet.as_manager()

    class Meta:
        verbose_name = "periodicitet"
        verbose_name_plural = "periodiciteter"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="rhythm_name_unique",
                violation_error_message="Nämnden har redan en periodicitet med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RhythmKind.codes()), name="rhythm_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(from_month=None) | Q(from_month__range=(1, 12)))
                & (Q(to_month=None) | Q(to_month__range=(1, 12))),
                name="rhythm_months_of_the_year",
                violation_error_message="Månaden ska vara mellan 1 och 12.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlannedActivityQuerySet(OfPlan["PlannedActivity"]):
    """Questions about many activities."""

    def for_views(self, access: Access) -> Self:
        """Load what the timetable and the matrices say of an activity, in three queries."""
        periods = ActivityPeriod.objects.visible_to(access).select_related("stage")
        targets = ActivityTarget.objects.visible_to(access).select_related("provider", "unit")
        return self.select_related(
            "form", "agreement", "lot__agreement", "service_area",
            "responsible_authority__municipality", "responsible", "rhythm", "template",
        ).prefetch_related(
            Prefetch("periods", queryset=periods), Prefetch("targets", queryset=targets)
        )  # fmt: skip


class PlannedActivity(models.Model):
    """Something that will be done according to the plan (aktivitet).

    Its scope says what it is about; ``targets`` names providers or units when they are chosen.
    ``hours`` is the work of one occasion and ``occasions`` how many there are over the plan.
    ``after`` is the activity that must come first. ``carried_over_from`` is the activity of
    the plan before that was not done; ``copied_from`` the one it comes from, done or not. An
    unannounced one tells no provider when.
    ``outlook_years`` are years outside the plan in which the same is done: shown, not decided.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="activities", verbose_name="plan"
    )
    form = models.ForeignKey(
        PlanForm, on_delete=models.PROTECT, related_name="activities", verbose_name="form"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    title = models.CharField("rubrik", max_length=200)
    scope = models.CharField("omfattning", max_length=15, choices=Scope.choices())
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtalsområde",
    )  # fmt: skip
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    theme = models.CharField("tema", max_length=300, blank=True)
    goal = models.ForeignKey(
        ProgrammeGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="mål i programmet",
    )  # fmt: skip
    responsible_authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="ansvarig nämnd"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ansvarig",
    )  # fmt: skip
    template = models.ForeignKey(
        ReviewTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljningsmall",
    )  # fmt: skip
    rhythm = models.ForeignKey(
        Rhythm, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="periodicitet",
    )  # fmt: skip
    methods = models.JSONField("metoder", default=list, blank=True)
    hours = models.DecimalField(
        "timmar per tillfälle", max_digits=7, decimal_places=1, null=True, blank=True
    )
    occasions = models.PositiveIntegerField("antal tillfällen", default=1)
    outlook_years = models.JSONField("utblick, år", default=list, blank=True)
    is_unannounced = models.BooleanField("oannonserad", default=False)
    after = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="efter",
    )  # fmt: skip
    carried_over_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_over_to",
        verbose_name="överförd från",
    )  # fmt: skip
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="kopierad från",
    )  # fmt: skip
    state = models.CharField(
        "läge", max_length=10, choices=ActivityState.choices(), default=ActivityState.PLANNED
    )
    state_reason = models.CharField("skäl", max_length=300, blank=True)
    note = models.TextField("anteckning", blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = PlannedActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ["form__position", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=Scope.codes()), name="planned_activity_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ActivityState.codes()), name="planned_activity_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ActivityState.POSTPONED, ActivityState.CANCELLED))
                | ~Q(state_reason=""),
                name="stopped_activity_has_reason",
                violation_error_message="Ange varför aktiviteten senareläggs eller ställs in.",
            ),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(after=F("pk")),
                name="activity_does_not_follow_itself",
            ),
        ]
        indexes = [models.Index(fields=["plan", "position", "id"], name="activity_by_place")]

    def __str__(self) -> str:
        return self.title


class OfActivity(OfPlan["ActivityPeriod"]):
    """Rows that are as visible as the plan of their activity."""

    authority_path = "activity__plan__authority"
    plan_path = "activity__plan"


class ActivityPeriod(models.Model):
    """When an activity is done, or a stage of it (period). Both days are included.

    ``label`` is what the plan prints instead of the days, such as ”Mars–maj”.
    """

    activity = models.ForeignKey(
        PlannedActivity, on_delete=models.CASCADE, related_name="periods", verbose_name="aktivitet"
    )
    stage = models.ForeignKey(
        FormStage, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="steg",
    )  # fmt: skip
    starts_on = models.DateField("från")
    ends_on = models.DateField("till")
    label = models.CharField("benämning", max_length=80, blank=True)

    objects = OfActivity.as_manager()

    class Meta:
        verbose_name = "period"
        verbose_name_plural = "perioder"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="activity_period_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.starts_on}–{self.ends_on}"


class ActivityTargetQuerySet(OfPlan["ActivityTarget"]):
    """Targets are as visible as the plan of their activity."""

    authority_path = "activity__plan__authority"
    plan_path = "activity__plan"


class ActivityTarget(models.Model):
    """A provider, or one of its units, that an activity is about.

    One that is not in the register has only the name that the plan gives it.
    """

    activity = models.ForeignKey(
        PlannedActivity, on_delete=models.CASCADE, related_name="targets", verbose_name="aktivitet"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="utförare",
    )  # fmt: skip
    listed_as = models.CharField("namn i planen", max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip

    objects = ActivityTargetQuerySet.as_manager()

    class Meta:
        verbose_name = "utförare i aktiviteten"
        verbose_name_plural = "utförare i aktiviteten"
        ordering = ["provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "provider", "unit"], name="activity_target_once"
            ),
            models.UniqueConstraint(
                fields=["activity", "provider"],
                condition=Q(unit=None),
                name="activity_target_provider_once",
            ),
            models.UniqueConstraint(
                fields=["activity", "listed_as"],
                condition=Q(provider=None),
                name="activity_target_name_once",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | (~Q(listed_as="") & Q(unit=None)),
                name="activity_target_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.provider or self.listed_as)
