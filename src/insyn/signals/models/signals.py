"""Signals, and those who left them in confidence."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.followups.models import Followup, FollowupProposal
from insyn.kernel.access import Access, Permission, RoleHeld, Secrecy
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract, Provider, Unit
from insyn.signals.models.imports import DeviationImport
from insyn.signals.models.lex_sarah import LexSarahNotice
from insyn.signals.rules import WAITING, Severity, SignalCategory, SignalSource, SignalState
from insyn.signals.rules.triage import TEXT_LENGTH


class OfDrafts(Scoped[M_co]):
    """Rows read by those who see drafts. No provider ever sees them."""

    secrecy_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


def without_suspicions(path: str, held: RoleHeld) -> Q:
    """Return the filter that leaves out guarded signals of invoices for those not told of them.

    A clearance is not enough: it takes a role that sees red flags, as for the invoice itself.
    """
    if held.sees_red_flags:
        return Q()
    others = [one for one in SignalSource.codes() if one != SignalSource.INVOICE_CHECK]
    return Q((f"{path}secrecy__lte", Secrecy.INTERNAL)) | Q((f"{path}source__in", others))


class SignalQuerySet(OfDrafts["Signal"]):
    """Signals are read by those who see drafts, and by whoever left them; never by a provider."""

    secrecy_path = "secrecy"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        return super()._own(through, held) & without_suspicions(through, held)

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter: the asker's own signals too, wherever the asker may report."""
        seen = super().visibility(access, through=through)
        places = access.authorities_where(Permission.REPORT_SIGNAL)
        if access.user_id is None or not places:
            return seen
        return seen | Q(
            (f"{through}reporter_id", access.user_id), (f"{through}authority__in", places)
        )

    def waiting(self) -> Self:
        """Keep those that nobody has looked at; what is closed where it came from needs no look."""
        return self.filter(state=SignalState.NEW, closed_on=None)

    def to_take_up(self, today: date) -> Self:
        """Keep the parked ones whose day has come."""
        return self.filter(state=SignalState.PARKED, review_on__lte=today)


class Signal(models.Model):
    """Something that somebody has seen or heard about a provider (signal)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", verbose_name="utförare"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    source = models.CharField("källa", max_length=20, choices=SignalSource.choices())
    category = models.CharField("vad det gäller", max_length=20, choices=SignalCategory.choices())
    severity = models.CharField("allvar", max_length=10, choices=Severity.choices())
    happened_on = models.DateField("hände")
    text = models.TextField("beskrivning", max_length=TEXT_LENGTH)
    noted_at = models.DateTimeField("inkom")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="lämnad av",
    )  # fmt: skip
    is_protected = models.BooleanField("uppgiftslämnaren är skyddad", default=False)
    key = models.CharField("märke", max_length=120, blank=True)
    system = models.CharField("avvikelsesystem", max_length=100, blank=True)
    external_id = models.CharField("nummer i avvikelsesystemet", max_length=100, blank=True)
    external_status = models.CharField("läge i avvikelsesystemet", max_length=100, blank=True)
    closed_on = models.DateField("avslutad i avvikelsesystemet", null=True, blank=True)
    imported_in = models.ForeignKey(
        DeviationImport, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avvikelseimport",
    )  # fmt: skip
    lex_sarah = models.OneToOneField(
        LexSarahNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="signal",
        verbose_name="lex Sarah-underrättelse",
    )  # fmt: skip
    state = models.CharField(
        "läge", max_length=10, choices=SignalState.choices(), default=SignalState.NEW
    )
    review_on = models.DateField("tas upp igen", null=True, blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="signals",
        verbose_name="uppföljning",
    )  # fmt: skip
    settled_on = models.DateField("bedömd", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="bedömd av",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal"
        verbose_name_plural = "signaler"
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=SignalSource.codes()), name="signal_source_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=SignalCategory.codes()), name="signal_category_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.codes()), name="signal_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SignalState.codes()), name="signal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="signal_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__gte=Secrecy.INTERNAL),
                name="signal_is_never_shown_to_provider",
            ),
            models.CheckConstraint(
                condition=~Q(is_protected=True) | Q(reporter=None),
                name="protected_reporter_stands_elsewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignalState.PARKED) | Q(review_on__isnull=False),
                name="parked_signal_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignalState.DISMISSED) | ~Q(reason=""),
                name="dismissed_signal_says_why",
                violation_error_message="Skriv varför signalen skrivs av.",
            ),
            models.CheckConstraint(
                condition=~Q(state=SignalState.LINKED) | Q(followup__isnull=False),
                name="linked_signal_has_followup",
            ),
            models.UniqueConstraint(
                fields=["authority", "key"], condition=~Q(key=""), name="signal_key_unique"
            ),
            models.UniqueConstraint(
                fields=["authority", "system", "external_id"],
                condition=~Q(system=""),
                name="signal_external_id_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state", "noted_at"], name="signal_by_state"),
            models.Index(fields=["authority", "provider", "happened_on"], name="signal_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.shown_category.label}, {self.provider}"

    @property
    def shown_source(self) -> SignalSource:
        return SignalSource(self.source)

    @property
    def shown_category(self) -> SignalCategory:
        return SignalCategory(self.category)

    @property
    def shown_severity(self) -> Severity:
        return Severity(self.severity)

    @property
    def shown_state(self) -> SignalState:
        return SignalState(self.state)

    @property
    def shown_secrecy(self) -> Secrecy:
        return Secrecy(self.secrecy)

    @property
    def waits(self) -> bool:
        """Tell whether somebody has still to decide what becomes of it."""
        return self.shown_state in WAITING


class ProtectedReporterQuerySet(Scoped["ProtectedReporter"]):
    """Who left a signal in confidence is read by those cleared for it, and by nobody else."""

    authority_path = "signal__authority"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class ProtectedReporter(models.Model):
    """Who left a signal and shall be known to few (skyddad uppgiftslämnare).

    Source: OSL 26 kap. 5 §.
    """

    signal = models.OneToOneField(
        Signal, on_delete=models.CASCADE, related_name="protected", verbose_name="signal"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.RESTRICTED
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="lämnad av",
    )  # fmt: skip
    contact = models.CharField("kontaktuppgift", max_length=200, blank=True)

    objects = ProtectedReporterQuerySet.as_manager()

    class Meta:
        verbose_name = "skyddad uppgiftslämnare"
        verbose_name_plural = "skyddade uppgiftslämnare"
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy__in=[Secrecy.RESTRICTED, Secrecy.CLIENT_DOCUMENT]),
                name="protected_reporter_is_restricted",
            ),
        ]

    def __str__(self) -> str:
        return "Skyddad uppgiftslämnare"


class SignalProposalQuerySet(Scoped["SignalProposal"]):
    """Reasons are as visible as their signal."""

    authority_path = "signal__authority"
    secrecy_path = "signal__secrecy"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        own = super()._own(through, held)
        return own & without_suspicions(f"{through}signal__", held)


class SignalProposal(models.Model):
    """A signal that is part of the reason for a proposal (signal bakom förslag)."""

    signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, related_name="proposals", verbose_name="signal"
    )
    proposal = models.ForeignKey(
        FollowupProposal, on_delete=models.PROTECT, related_name="signals",
        verbose_name="förslag om uppföljning",
    )  # fmt: skip

    objects = SignalProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal bakom förslag"
        verbose_name_plural = "signaler bakom förslag"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["signal", "proposal"], name="signal_once_per_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.signal}: {self.proposal}"
