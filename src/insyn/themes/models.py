"""Thematic reviews: sources, sample, causes and recommendations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.followups.models import Followup
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract, ServiceArea
from insyn.themes.rules import Receiver, SourceKind, Strength, ThemeState


class ThematicReviewQuerySet(Scoped["ThematicReview"]):
    """Reviews are read by those who see drafts, and by all once the board has treated them."""

    secrecy_path = ""
    reported_path = "decided_on"


class ThematicReview(models.Model):
    """A question put to many services at once (tematisk granskning).

    Its report never judges a single service. Source: the plan for 2024, section on thematic
    quality reviews.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    title = models.CharField("rubrik", max_length=200)
    theme = models.CharField("tema", max_length=150)
    question = models.TextField("frågeställning")
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    starts_on = models.DateField("från")
    ends_on = models.DateField("till")
    method = models.TextField("metod", blank=True)
    sample_text = models.TextField("urval", blank=True)
    results = models.TextField("resultat", blank=True)
    discussion = models.TextField("analys", blank=True)
    limits = models.TextField("begränsningar", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=ThemeState.choices(), default=ThemeState.PLANNED
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ansvarig",
    )  # fmt: skip
    written_on = models.DateField("rapporten lämnad", null=True, blank=True)
    decided_on = models.DateField("behandlad av nämnden", null=True, blank=True)
    board_reference = models.CharField("nämndens beslut, datum och §", max_length=100, blank=True)
    cancelled_reason = models.CharField("skäl till att den ställdes in", max_length=300, blank=True)
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="rapporten i Word",
    )  # fmt: skip
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="rapporten i PDF",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = ThematicReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "tematisk granskning"
        verbose_name_plural = "tematiska granskningar"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ThemeState.codes()), name="thematic_review_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="thematic_review_ends_after_it_starts",
                violation_error_message="Granskningen kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ThemeState.CANCELLED) | ~Q(cancelled_reason=""),
                name="cancelled_review_has_reason",
                violation_error_message="Skriv varför granskningen ställs in.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ThemeState.DECIDED)
                | (Q(decided_on__isnull=False) & ~Q(board_reference="")),
                name="decided_review_says_where",
                violation_error_message="Ange nämndens beslut med datum och paragraf.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_state(self) -> ThemeState:
        return ThemeState(self.state)


class OfReview(Scoped[M_co]):
    """Rows that are exactly as visible as their review."""

    authority_path = "review__authority"
    secrecy_path = ""
    reported_path = "review__decided_on"


class ThemeSourceQuerySet(OfReview["ThemeSource"]):
    """Sources."""


class ThemeSource(models.Model):
    """Where the knowledge comes from (källa)."""

    review = models.ForeignKey(
        ThematicReview, on_delete=models.CASCADE, related_name="sources",
        verbose_name="tematisk granskning",
    )  # fmt: skip
    kind = models.CharField("slag", max_length=12, choices=SourceKind.choices())
    text = models.CharField("källa", max_length=300)
    amount = models.PositiveIntegerField("antal", null=True, blank=True)

    objects = ThemeSourceQuerySet.as_manager()

    class Meta:
        verbose_name = "källa"
        verbose_name_plural = "källor"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.codes()), name="theme_source_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class ThemeServiceQuerySet(OfReview["ThemeService"]):
    """Which services are in the sample stays with those who do the work."""

    reported_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class ThemeService(models.Model):
    """A service in the sample, and the follow-up that was made of it (verksamhet i urvalet)."""

    review = models.ForeignKey(
        ThematicReview, on_delete=models.CASCADE, related_name="services",
        verbose_name="tematisk granskning",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", verbose_name="kontrakt"
    )
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljning",
    )  # fmt: skip
    note = models.CharField("anteckning", max_length=300, blank=True)

    objects = ThemeServiceQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhet i urvalet"
        verbose_name_plural = "verksamheter i urvalet"
        ordering = ["contract__provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "contract"],
                name="contract_once_in_a_review",
                violation_error_message="Utföraren finns redan i urvalet.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contract)


class ThemeCauseQuerySet(OfReview["ThemeCause"]):
    """Causes."""


class ThemeCause(models.Model):
    """Why it is as it is, and how well founded that is (orsak)."""

    review = models.ForeignKey(
        ThematicReview, on_delete=models.CASCADE, related_name="causes",
        verbose_name="tematisk granskning",
    )  # fmt: skip
    position = models.PositiveIntegerField("ordning", default=0)
    text = models.CharField("orsak", max_length=300)
    strength = models.CharField("styrka", max_length=10, choices=Strength.choices())
    basis = models.TextField("vad den stöder sig på")
    sources = models.ManyToManyField(
        ThemeSource, related_name="+", blank=True, verbose_name="källor"
    )
    services = models.PositiveIntegerField("antal verksamheter där den sågs", null=True, blank=True)

    objects = ThemeCauseQuerySet.as_manager()

    class Meta:
        verbose_name = "orsak"
        verbose_name_plural = "orsaker"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__in=Strength.codes()), name="theme_cause_strength_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class RecommendationQuerySet(OfReview["Recommendation"]):
    """Recommendations."""


class Recommendation(models.Model):
    """What ought to be done, by whom (rekommendation)."""

    review = models.ForeignKey(
        ThematicReview, on_delete=models.CASCADE, related_name="recommendations",
        verbose_name="tematisk granskning",
    )  # fmt: skip
    position = models.PositiveIntegerField("ordning", default=0)
    text = models.TextField("rekommendation")
    receiver = models.CharField("riktas till", max_length=15, choices=Receiver.choices())
    cause = models.ForeignKey(
        ThemeCause, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="orsak",
    )  # fmt: skip
    due_on = models.DateField("följs upp", null=True, blank=True)
    done_on = models.DateField("genomförd", null=True, blank=True)
    done_note = models.CharField("vad som gjordes", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "rekommendation"
        verbose_name_plural = "rekommendationer"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(receiver__in=Receiver.codes()), name="recommendation_receiver_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
