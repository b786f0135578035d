"""Selections: a decision on whom to follow up, frozen so that anyone can repeat it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.kernel.access import RoleHeld, Secrecy
from insyn.plans.models import PlannedActivity
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Agreement, Contract, Lot
from insyn.risk.models.assessments import RiskAssessment
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Distribution, Ground, Origin, SelectionState


class OfSelection(Scoped[M_co]):
    """Rows that are exactly as visible as their selection.

    The cooperation plans together and sees a selection from the start: that of its agreement,
    or of several agreements that all are the cooperation's. A selection that stands on a
    board's own risk assessment never leaves the board.
    """

    authority_path = "selection__authority"
    secrecy_path = ""
    cooperation_path = "selection__agreement__cooperation"
    selection_path = "selection__"

    @classmethod
    def _cooperations(cls, held: RoleHeld) -> Iterable[frozenset[int]]:
        """Return those of each authority by themselves: every agreement must be of one of them."""
        return held.cooperations

    @classmethod
    def _shared(cls, through: str, cooperation_ids: frozenset[int], clearance: Secrecy) -> Q:
        of_one = super()._shared(through, cooperation_ids, clearance)
        named = Selection.agreements.through._default_manager
        theirs = Q(agreement__cooperation__in=cooperation_ids)
        place = f"{through}{cls.selection_path}"
        some = Q((f"{place}pk__in", named.filter(theirs).values("selection_id")))
        others = Q((f"{place}pk__in", named.exclude(theirs).values("selection_id")))
        return Q((f"{place}assessment", None)) & (of_one | (some & ~others))


class SelectionQuerySet(OfSelection["Selection"]):
    """Questions about many selections."""

    authority_path = "authority"
    cooperation_path = "agreement__cooperation"
    selection_path = ""


class Selection(models.Model):
    """Which contracts are followed up, by whom, and why (urval).

    Of one agreement, or of several: then ``agreement`` is empty and ``agreements`` names them.
    ``is_by_steps`` says which rule: ``steps`` in order, with ``capacity`` and ``distribution``,
    or that of a coordinated follow-up: used, wished, then the lottery, each board its
    ``quota``, with ``allots_lots``.
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
    is_by_steps = models.BooleanField("egen regel i steg", default=False)
    capacity = models.PositiveIntegerField("högst antal", null=True, blank=True)
    distribution = models.CharField(
        "fördelning", max_length=10, choices=Distribution.choices(), default=Distribution.TURNS
    )
    title = models.CharField("rubrik", max_length=150)
    year = models.PositiveIntegerField("år")
    origin = models.CharField("gjort", max_length=10, choices=Origin.choices(), default=Origin.HERE)
    seed = models.CharField("frö", max_length=60, blank=True)
    seed_fixed_at = models.DateTimeField("fröet bestämt", null=True, blank=True)
    quota = models.PositiveIntegerField("åtagande per nämnd", null=True, blank=True)
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
                condition=Q(distribution__in=Distribution.codes()),
                name="selection_distribution_known",
            ),
            models.CheckConstraint(
                condition=Q(is_by_steps=True)
                | (Q(quota__isnull=False) & Q(agreement__isnull=False)),
                name="coordinated_selection_has_agreement_and_quota",
                violation_error_message="Ett samordnat urval måste ha ett avtal och ett åtagande.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="selection_capacity_is_at_least_one",
                violation_error_message="Högsta antalet ska vara minst 1.",
            ),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(quota__gte=1),
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

    @property
    def risk(self) -> Decimal | None:
        """Return the risk that the rule read, in whole numbers and hundredths."""
        score = self.facts.get("score")
        return None if score is None else Decimal(score) / 100

    @property
    def risk_band(self) -> RiskBand | None:
        return RiskBand(self.facts["band"]) if self.facts.get("band") else None

    @property
    def last_on(self) -> date | None:
        return _day(self.facts.get("last_on"))

    @property
    def first_client_on(self) -> date | None:
        return _day(self.facts.get("first_client_on"))

    @property
    def is_control(self) -> bool:
        """Tell whether the candidate was drawn to the control share."""
        return self.ground == Ground.CONTROL_SHARE

    @property
    def shown_ground(self) -> Ground | None:
        return Ground(self.ground) if self.ground else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
