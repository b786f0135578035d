"""Follow-ups and what is gathered before the visit."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import TemplateVersion
from insyn.documents.models import Document
from insyn.followups.models.forms import FollowupForm
from insyn.followups.rules import (
    ENDED,
    REPORTED,
    BasisKind,
    Event,
    Kind,
    Outcome,
    Reason,
    RequestState,
    State,
)
from insyn.followups.rules.forms import Depth, FactCheckUse, Stages, events_of, own_word
from insyn.kernel.access import Access, Secrecy
from insyn.plans.models import FormStage, PlannedActivity
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract, Lot, Unit


class FollowupQuerySet(Scoped["Followup"]):
    """Questions a caller may ask about many follow-ups."""

    reported_path = "reported_on"
    cooperation_path = "contract__agreement__cooperation"
    provider_path = "contract__provider"
    coordinated = True

    def for_list(self) -> Self:
        return self.select_related(
            "contract__provider",
            "contract__agreement",
            "lot",
            "unit",
            "authority__municipality",
            "form",
        )

    def late(self, today: date) -> Self:
        return self.filter(planned_for__lt=today, state__in=(State.PLANNED, State.PREPARED))

    def open(self) -> Self:
        return self.exclude(state__in=ENDED)

    def reported(self) -> Self:
        return self.filter(state__in=REPORTED)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep what has been sent to a provider that the asker answers for, and open it."""
        sent = {"reported_on__isnull": False, "secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**sent)


class Followup(models.Model):
    """One follow-up of one contract (uppföljning). Kommunallagen 10 kap. 8 §.

    One that was made from a plan remembers for which time of the ``activity``: the day it
    began, and its stage. So nothing is made twice, also when the day has been changed.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    number = models.CharField("nummer", max_length=20)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="followups", verbose_name="kontrakt"
    )
    provider_name = models.CharField(
        "utförarens namn vid uppföljningen", max_length=200, blank=True
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtalsområde",
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    form = models.ForeignKey(
        FollowupForm, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="form för uppföljning",
    )  # fmt: skip
    kind = models.CharField("form", max_length=10, choices=Kind.choices(), default=Kind.VISIT)
    depth = models.CharField("djup", max_length=10, choices=Depth.choices(), default=Depth.ORDINARY)
    comes_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="leads_to",
        verbose_name="föranledd av",
    )  # fmt: skip
    reason = models.CharField(
        "anledning", max_length=10, choices=Reason.choices(), default=Reason.DECISION
    )
    reason_note = models.CharField("närmare om anledningen", max_length=300, blank=True)
    activity = models.ForeignKey(
        PlannedActivity, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="aktivitet i planen",
    )  # fmt: skip
    activity_starts_on = models.DateField("aktivitetens period från", null=True, blank=True)
    activity_stage = models.ForeignKey(
        FormStage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="steg i planen",
    )  # fmt: skip
    template_version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, related_name="+", verbose_name="uppföljningsmall"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    state = models.CharField("läge", max_length=10, choices=State.choices(), default=State.PLANNED)
    planned_for = models.DateField("planerad till")
    carried_out_on = models.DateField("tidpunkt för uppföljning", null=True, blank=True)
    reported_on = models.DateField("rapporterad", null=True, blank=True)
    result_text = models.TextField("resultat av uppföljning", blank=True)
    overall_assessment = models.TextField("sammanfattande bedömning", blank=True)
    outcome = models.CharField("utfall", max_length=30, choices=Outcome.choices(), blank=True)
    cancelled_reason = models.CharField("skäl till att den ställdes in", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FollowupQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljning"
        verbose_name_plural = "uppföljningar"
        ordering = ["-planned_for", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="followup_number_unique_in_authority"
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.codes()), name="followup_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.codes()), name="followup_kind_known"),
            models.CheckConstraint(
                condition=Q(depth__in=Depth.codes()), name="followup_depth_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.codes()), name="followup_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.codes()),
                name="followup_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="followup_secrecy_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(cancelled_reason=""),
                name="cancelled_followup_has_reason",
                violation_error_message="Ange varför uppföljningen ställs in.",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "planned_for"], name="followup_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.contract.provider}"

    def is_late(self, today: date) -> bool:
        return self.state in {State.PLANNED, State.PREPARED} and self.planned_for < today

    @property
    def shown_state(self) -> State:
        return State(self.state)

    @property
    def shown_outcome(self) -> Outcome | None:
        return Outcome(self.outcome) if self.outcome else None

    @property
    def shown_kind(self) -> Kind:
        return Kind(self.kind)

    @property
    def shown_depth(self) -> Depth:
        return Depth(self.depth)

    @property
    def shown_reason(self) -> Reason:
        return Reason(self.reason)

    @property
    def own_state_label(self) -> str:
        """Return what the board calls the state in this form, else the usual word, translated."""
        return self.label_of(self.shown_state)

    def label_of(self, state: State) -> str:
        """Return what the board calls that state in this form, else the usual word."""
        word = own_word(self.form.own_words, state) if self.form else ""
        return word or _(state.label)

    @property
    def stages(self) -> Stages:
        """Return which stages it goes through, as its form says."""
        if self.form is None:
            return Stages()
        return Stages(self.form.uses_preparation, FactCheckUse(self.form.fact_check))

    def possible_events(self) -> list[Event]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return events_of(State(self.state), Kind(self.kind), self.stages)


class OfFollowup(Scoped[M_co]):
    """Rows that are exactly as visible as the follow-up they belong to."""

    authority_path = "followup__authority"
    secrecy_path = "followup__secrecy"
    reported_path = "followup__reported_on"
    cooperation_path = "followup__contract__agreement__cooperation"
    provider_path = "followup__contract__provider"


class ReportedResults(OfFollowup[M_co]):
    """Rows that say what a follow-up came to: a coordinator reads them once reported."""

    coordinated = True


class WorkingNotes(OfFollowup[M_co]):
    """Rows that the owner works with: a cooperation shares results, never the notes behind."""

    cooperation_path = ""


class ReviewerQuerySet(OfFollowup["Reviewer"]):
    """Reviewers are as visible as their follow-up."""

    def active(self) -> Self:
        """Keep those who have not left the follow-up and have told of no bias."""
        return self.filter(left_on=None, conflict="")

    def shown_to_provider(self, access: Access) -> Self:
        """Keep those who come to a provider that the asker answers for, and open them."""
        return self._of_contacts(access).active()


class Reviewer(models.Model):
    """A person who carries out a follow-up (uppföljare).

    ``conflict`` is the bias (jäv) they have told of; then they take no part in it. One who has
    left stays in the list of those who have made it. Source: förvaltningslagen 16–18 §§.
    """

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="reviewers", verbose_name="uppföljning"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="användare",
    )  # fmt: skip
    has_no_conflict = models.BooleanField("intygar att jäv inte finns", default=False)
    declared_on = models.DateField("intygat", null=True, blank=True)
    conflict = models.CharField("jäv som personen har anmält", max_length=300, blank=True)
    left_on = models.DateField("lämnade uppföljningen", null=True, blank=True)
    left_reason = models.CharField("skäl till att lämna", max_length=200, blank=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljare"
        verbose_name_plural = "uppföljare"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["followup", "user"],
                name="reviewer_once_per_followup",
                violation_error_message="Personen är redan uppföljare här.",
            ),
            models.CheckConstraint(
                condition=Q(has_no_conflict=False) | Q(conflict=""),
                name="reviewer_with_conflict_declares_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_active(self) -> bool:
        """Tell whether they take part now: have not left, and have told of no bias."""
        return self.left_on is None and not self.conflict


class BasisQuerySet(OfFollowup["Basis"]):
    """Bases are as visible as their follow-up."""


class Basis(models.Model):
    """Something the assessment stands on (underlag)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="bases", verbose_name="uppföljning"
    )
    kind = models.CharField("slag", max_length=20, choices=BasisKind.choices())
    dated_on = models.DateField("datum", null=True, blank=True)

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = "underlag"
        verbose_name_plural = "underlag"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["followup", "kind", "dated_on"], name="basis_noted_once_per_day"
            ),
            models.UniqueConstraint(
                fields=["followup", "kind"],
                condition=Q(dated_on=None),
                name="basis_without_day_noted_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=BasisKind.codes()), name="basis_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return BasisKind(self.kind).label


class DocumentRequestQuerySet(OfFollowup["DocumentRequest"]):
    """Requests have a level of their own: one for client documents never leaves its owner."""

    secrecy_path = "secrecy"

    def overdue(self, today: date) -> Self:
        return self.filter(state=RequestState.REQUESTED, due_on__lt=today)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the requests that a provider the asker answers for has been sent, and open them."""
        return self._of_contacts(access)


class DocumentRequest(models.Model):
    """A document the provider is asked to hand in (begärd handling)."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="document_requests",
        verbose_name="uppföljning",
    )  # fmt: skip
    title = models.CharField("handling", max_length=200)
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    is_supplement = models.BooleanField("komplettering efter besöket", default=False)
    legal_basis = models.CharField("rättslig grund", max_length=200, blank=True)
    asked_on = models.DateField("begärd")
    due_on = models.DateField("senast")
    received_on = models.DateField("mottagen", null=True, blank=True)
    reviewed_on = models.DateField("granskad", null=True, blank=True)
    judgement = models.CharField("bedömning", max_length=300, blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=RequestState.choices(), default=RequestState.REQUESTED
    )
    documents = models.ManyToManyField(Document, related_name="+", verbose_name="handlingar")

    objects = DocumentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begärd handling"
        verbose_name_plural = "begärda handlingar"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.codes()), name="document_request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="document_request_secrecy_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_state(self) -> RequestState:
        return RequestState(self.state)

    @property
    def is_about_clients(self) -> bool:
        return self.secrecy == Secrecy.CLIENT_DOCUMENT

    def is_overdue(self, today: date) -> bool:
        return self.state == RequestState.REQUESTED and self.due_on < today
