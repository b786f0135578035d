"""Sanctions: the steps of an agreement's ladder that are taken, and their amounts."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.delegations.models import DelegationDecision
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access, RoleHeld, Secrecy
from insyn.measures.rules.sanctions import (
    SANCTION_HAPPENED,
    SANCTION_LETTERS,
    SANCTION_LIFECYCLE,
    Delivery,
    SanctionEvent,
    SanctionState,
)
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract, SanctionStep, Unit
from insyn.registry.rules import SanctionKind


class OfOwner(Scoped[M_co]):
    """Rows that stay with those in the authority who see its drafts."""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class SanctionQuerySet(OfOwner["Sanction"]):
    """Questions about many sanctions."""

    provider_path = "contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep those that a provider the asker answers for has been notified of; open them."""
        told = {"notified_on__isnull": False, "secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**told)


class Sanction(models.Model):
    """A step of the agreement's ladder taken against a provider (sanktion).

    Amounts stand on its lines, never here. What the ladder said when the step was taken is
    kept in ``clause`` and ``answer_due_on``.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    number = models.CharField("nummer", max_length=20)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="sanctions", verbose_name="kontrakt"
    )
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="sanctions",
        verbose_name="uppföljning",
    )  # fmt: skip
    step = models.ForeignKey(
        SanctionStep, on_delete=models.PROTECT, related_name="+", verbose_name="sanktionssteg"
    )
    kind = models.CharField("slag", max_length=20, choices=SanctionKind.choices())
    clause = models.CharField("klausul", max_length=100)
    reasons = models.TextField("skäl")
    proportionality = models.TextField("varför åtgärden är proportionerlig", blank=True)
    findings = models.ManyToManyField(
        Finding, related_name="sanctions", blank=True, verbose_name="grunder"
    )
    state = models.CharField(
        "läge", max_length=15, choices=SanctionState.choices(), default=SanctionState.PROPOSED
    )
    proposed_on = models.DateField("föreslagen")
    decision = models.ForeignKey(
        DelegationDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="beslut",
    )  # fmt: skip
    decided_on = models.DateField("beslutad", null=True, blank=True)
    answer_due_on = models.DateField("svar eller rättelse senast", null=True, blank=True)
    notified_on = models.DateField("delgiven", null=True, blank=True)
    delivery = models.CharField("delgivning", max_length=12, choices=Delivery.choices(), blank=True)
    delivery_note = models.CharField("om delgivningen", max_length=300, blank=True)
    proof = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bevis om delgivning",
    )  # fmt: skip
    contested_on = models.DateField("bestriden", null=True, blank=True)
    contest_text = models.TextField("bestridandet", blank=True)
    contest_file = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bestridandets handling",
    )  # fmt: skip
    settled_on = models.DateField("prövad efter bestridande", null=True, blank=True)
    settled_text = models.TextField("nämndens svar", blank=True)
    carried_out_on = models.DateField("verkställd", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = "sanktion"
        verbose_name_plural = "sanktioner"
        ordering = ["-proposed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], name="sanction_number_unique_in_authority"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="sanction_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SanctionKind.codes()), name="sanction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SanctionState.codes()), name="sanction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(delivery="") | Q(delivery__in=Delivery.codes()),
                name="sanction_delivery_known",
            ),
            models.CheckConstraint(
                condition=~Q(clause=""),
                name="sanction_has_clause",
                violation_error_message=(
                    "Sanktionssteget saknar klausul. Skriv in den i avtalets sanktionstrappa först."
                ),
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None) | ~Q(delivery=""),
                name="notified_sanction_says_how",
                violation_error_message="Ange hur utföraren delgavs.",
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None)
                | Q(answer_due_on=None)
                | Q(answer_due_on__gte=F("notified_on")),
                name="sanction_deadline_after_letter",
                violation_error_message="Tidsfristen kan inte gå ut före dagen för brevet.",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "id"], name="sanction_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {SanctionKind(self.kind).label}"

    @property
    def shown_state(self) -> SanctionState:
        return SanctionState(self.state)

    @property
    def shown_kind(self) -> SanctionKind:
        return SanctionKind(self.kind)

    def possible_events(self) -> list[SanctionEvent]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return SANCTION_LIFECYCLE.events_from(self.shown_state)


class OfSanction(OfOwner[M_co]):
    """Rows that are exactly as visible as their sanction."""

    authority_path = "sanction__authority"
    secrecy_path = "sanction__secrecy"
    provider_path = "sanction__contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the rows of sanctions that a provider has been notified of, and open them."""
        told = {"sanction__notified_on__isnull": False, "sanction__secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**told)


class SanctionLineQuerySet(OfSanction["SanctionLine"]):
    """Questions about many lines."""


class SanctionLine(models.Model):
    """An amount for one unit, ground and period (sanktionsrad). Sums come from these alone.

    ``settled`` is what it became after the provider contested it.
    """

    sanction = models.ForeignKey(
        Sanction, on_delete=models.CASCADE, related_name="lines", verbose_name="sanktion"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="resultat",
    )  # fmt: skip
    ground = models.CharField("grund", max_length=200)
    period_from = models.DateField("från")
    period_to = models.DateField("till")
    quantity = models.DecimalField("antal", max_digits=10, decimal_places=2, null=True, blank=True)
    rate = models.DecimalField(
        "kronor per styck", max_digits=12, decimal_places=2, null=True, blank=True
    )
    proposed = models.DecimalField("föreslaget belopp", max_digits=12, decimal_places=2)
    decided = models.DecimalField(
        "beslutat belopp", max_digits=12, decimal_places=2, null=True, blank=True
    )
    settled = models.DecimalField(
        "belopp efter bestridande", max_digits=12, decimal_places=2, null=True, blank=True
    )
    version = models.PositiveIntegerField("version", default=1)

    objects = SanctionLineQuerySet.as_manager()

    class Meta:
        verbose_name = "sanktionsrad"
        verbose_name_plural = "sanktionsrader"
        ordering = ["period_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="sanction_line_period_in_order",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(proposed__gte=0)
                & (Q(decided=None) | Q(decided__gte=0))
                & (Q(settled=None) | Q(settled__gte=0)),
                name="sanction_line_not_negative",
                violation_error_message="Beloppet kan inte vara lägre än noll.",
            ),
            models.CheckConstraint(
                condition=Q(settled=None) | Q(decided__isnull=False, settled__lte=F("decided")),
                name="sanction_line_is_not_raised",
                violation_error_message="Beloppet kan sättas ned efter bestridande, inte höjas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground}, {self.period_from}–{self.period_to}"


class SanctionMoveQuerySet(OfSanction["SanctionMove"]):
    """What happened, in order."""


class SanctionMove(models.Model):
    """One thing that happened to a sanction, in order (händelse i sanktion)."""

    sanction = models.ForeignKey(
        Sanction, on_delete=models.CASCADE, related_name="moves", verbose_name="sanktion"
    )
    event = models.CharField("händelse", max_length=12, choices=SanctionEvent.choices())
    happened_on = models.DateField("datum")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip
    by_name = models.CharField("av (namn)", max_length=200, blank=True)
    note = models.TextField("anteckning", blank=True)

    objects = SanctionMoveQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse i sanktion"
        verbose_name_plural = "händelser i sanktioner"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=SanctionEvent.codes()), name="sanction_move_event_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.told} {self.happened_on}"

    @property
    def told(self) -> str:
        return SANCTION_HAPPENED[SanctionEvent(self.event)]


class SanctionLetterQuerySet(OfSanction["SanctionLetter"]):
    """Letters of sanctions."""


class SanctionLetter(models.Model):
    """A letter about a sanction; what was issued is kept (brev om sanktion)."""

    sanction = models.ForeignKey(
        Sanction, on_delete=models.CASCADE, related_name="letters", verbose_name="sanktion"
    )
    event = models.CharField("med anledning av", max_length=12, choices=SanctionEvent.choices())
    issued_on = models.DateField("utfärdat")
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="Word"
    )
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="PDF"
    )

    objects = SanctionLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "brev om sanktion"
        verbose_name_plural = "brev om sanktioner"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=SanctionEvent.codes()), name="sanction_letter_event_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Brev {self.issued_on}"

    @property
    def told(self) -> str:
        return SANCTION_LETTERS[SanctionEvent(self.event)]
