"""Selections: a decision on whom to follow up, frozen so that anyone can repeat it."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.plans.models import PlannedActivity
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Agreement, Contract, Lot
from insyn.risk.models.assessments import RiskAssessment
from insyn.risk.rules.states import Ground, Origin, SelectionState


class SelectionQuerySet(Scoped["Selection"]):
    """Selections are shared with the cooperation from the start: it plans together."""

    secrecy_path = ""
    cooperation_path = "agreement__cooperation"


class Selection(models.Model):
    """Which contracts are followed up, by whom, and why (urval).

    Of one agreement, or of several: then ``agreement`` is empty and ``agreements`` names them.
    ``steps`` is the rule, in order; empty means the rule of a coordinated follow-up: used,
    wished, then the lottery, each board its share.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="selections",
        verbose_name="avtal",
    )  # fmt: skip
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="+", verbose_name="avtal att välja ur"
    )
    activity = models.ForeignKey(
        PlannedActivity, on_delete=models.PROTECT, null=True, blank=True,
        related_name="selections", verbose_name="aktivitet i planen",
    )  # fmt: skip
    assessment = models.ForeignKey(
        RiskAssessment, on_delete=models.PROTECT, null=True, blank=True,
        related_name="selections", verbose_name="riskbedömning",
    )  # fmt: skip
    steps = models.JSONField("regel i steg", default=list, blank=True)
    capacity = models.PositiveIntegerField("högst antal", null=True, blank=True)
    title = models.CharField("rubrik", max_length=150)
    year = models.PositiveIntegerField("år")
    origin = models.CharField("gjort", max_length=10, choices=Origin.choices(), default=Origin.HERE)
    seed = models.CharField("frö", max_length=60, blank=True)
    seed_fixed_at = models.DateTimeField("fröet bestämt", null=True, blank=True)
    quota = models.PositiveIntegerField("åtagande per nämnd")
    allots_lots = models.BooleanField("avtalsområden lottas mellan nämnderna", default=True)
    elsewhere_note = models.TextField("hur lottningen gjordes", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=SelectionState.choices(), default=SelectionState.DRAFT
    )
    drawn_on = models.DateField("dagen då lottningen gjordes", null=True, blank=True)
    drawn_at = models.DateTimeField("fryst", null=True, blank=True)
    record = models.JSONField("fryst underlag och resultat", default=dict, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = "urval"
        verbose_name_plural = "urval"
        ordering = ["-year", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SelectionState.codes()), name="selection_state_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.codes()), name="selection_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(quota__gte=1),
                name="selection_quota_is_at_least_one",
                violation_error_message="Åtagandet per nämnd ska vara minst 1.",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="selection_year_is_of_our_time",
                violation_error_message="Året ska vara mellan 2000 och 2100.",
            ),
            models.CheckConstraint(
                condition=Q(seed="") | Q(seed_fixed_at__isnull=False),
                name="selection_seed_has_time",
                violation_error_message="Ett frö måste ha en tidpunkt då det bestämdes.",
            ),
            models.CheckConstraint(
                condition=Q(state=SelectionState.DRAFT) | Q(drawn_at__isnull=False),
                name="frozen_selection_has_time",
                violation_error_message="Ett fryst urval måste ha en tidpunkt.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def selection_state(self) -> SelectionState:
        return SelectionState(self.state)

    @property
    def is_draft(self) -> bool:
        return self.state == SelectionState.DRAFT

    @property
    def is_open(self) -> bool:
        """Tell whether candidates may still change: nobody can have seen a result."""
        return self.is_draft and not self.seed


class OfSelection(Scoped[M_co]):
    """Rows that are exactly as visible as their selection."""

    authority_path = "selection__authority"
    secrecy_path = ""
    cooperation_path = "selection__agreement__cooperation"


class ShareQuerySet(OfSelection["Share"]):
    """Undertakings."""


class CandidateQuerySet(OfSelection["Candidate"]):
    """Candidates."""


class Share(models.Model):
    """What one authority has taken on in a selection (åtagande)."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="shares", verbose_name="urval"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtalsområde",
    )  # fmt: skip
    promised = models.PositiveIntegerField("utlovade uppföljningar")
    shortfall_reason = models.CharField("skäl till avvikelse", max_length=300, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = "åtagande"
        verbose_name_plural = "åtaganden"
        ordering = ["authority__municipality__name"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "authority"], name="one_share_each"),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.promised}"


class Candidate(models.Model):
    """A contract that could be chosen, and what became of it (kandidat)."""

    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="candidates", verbose_name="urval"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", verbose_name="kontrakt"
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtalsområde",
    )  # fmt: skip
    listed_as = models.CharField("namn i förteckningen", max_length=200, blank=True)
    is_used = models.BooleanField("avropas", default=False)
    is_wished = models.BooleanField("önskad av avropande enhet", default=False)
    facts = models.JSONField("vad regeln läste", default=dict, blank=True)
    is_chosen = models.BooleanField("vald", default=False)
    ground = models.CharField("grund", max_length=15, choices=Ground.choices(), blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="följs upp av",
    )  # fmt: skip
    followup = models.OneToOneField(
        Followup, on_delete=models.SET_NULL, null=True, blank=True, related_name="candidate",
        verbose_name="uppföljning",
    )  # fmt: skip

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "kandidat"
        verbose_name_plural = "kandidater"
        ordering = ["lot__position", "contract__provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "contract", "lot"], name="candidate_once_per_lot"
            ),
            models.UniqueConstraint(
                fields=["selection", "contract"],
                condition=Q(lot=None),
                name="candidate_without_lot_once",
            ),
            models.CheckConstraint(
                condition=Q(ground="") | Q(ground__in=Ground.codes()), name="candidate_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(is_chosen=False) | (~Q(ground="") & Q(authority__isnull=False)),
                name="chosen_candidate_has_ground_and_authority",
                violation_error_message="En vald kandidat måste ha en grund och en nämnd.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contract.provider)
