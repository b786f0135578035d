"""Publications, what was frozen in them, and what is noted about a provider."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from insyn.accounts.models import Authority
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import M_co, Scoped
from insyn.publication.rules import (
    ONCE_OUT,
    PUBLICATION_LIFECYCLE,
    Licence,
    PublicationEvent,
    PublicationState,
)
from insyn.publication.rules.suppression import ToldTable
from insyn.registry.models import Provider, ServiceArea
from insyn.registry.models.keys import SortKeyField
from insyn.registry.rules import OperatingForm
from insyn.registry.rules.names import LONGEST_KEY


class PublicationQuerySet(Scoped["Publication"]):
    """Publications are worked on by those who see drafts, and read by all once published."""

    secrecy_path = ""
    reported_path = "published_at"

    def of_everybody(self) -> Self:
        """Keep and open what has ever been published: that is no secret to anybody."""
        return self.filter(state__in=ONCE_OUT, published_at__isnull=False)._opened()

    def published(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def overlapping(self, other: "Publication") -> Self:
        """Keep those over some of the same days."""
        return self.filter(first_on__lte=other.last_on, last_on__gte=other.first_on)


class Publication(models.Model):
    """What a board tells the public of its follow-ups in a period (publicering).

    What is frozen is never changed: a correction is a new edition that says what changed.
    Source: kommunallagen (2017:725) 8 kap. 18 §.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    title = models.CharField("rubrik", max_length=150)
    title_en = models.CharField("rubrik på engelska", max_length=150, blank=True)
    text = models.TextField("inledning", blank=True)
    text_en = models.TextField("inledning på engelska", blank=True)
    first_on = models.DateField("från")
    last_on = models.DateField("till")
    service_areas = models.ManyToManyField(
        ServiceArea, related_name="+", blank=True, verbose_name="verksamhetsområden"
    )
    licence = models.CharField(
        "licens för öppna data", max_length=10, choices=Licence.choices(), default=Licence.CC0
    )
    email = models.EmailField("e-post för frågor", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=PublicationState.choices(), default=PublicationState.DRAFT
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="framtagen av",
    )  # fmt: skip
    makers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name="bearbetad av"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="lämnad av",
    )  # fmt: skip
    proposed_on = models.DateField("lämnad för godkännande", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="godkänd av",
    )  # fmt: skip
    approved_on = models.DateField("godkänd", null=True, blank=True)
    published_at = models.DateTimeField("publicerad", null=True, blank=True)
    withdrawn_on = models.DateField("indragen", null=True, blank=True)
    withdrawn_reason = models.CharField("skäl till att den drogs in", max_length=300, blank=True)
    withdrawn_reason_en = models.CharField(
        "skäl till att den drogs in, på engelska", max_length=300, blank=True
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction",
        verbose_name="rättar",
    )  # fmt: skip
    edition = models.PositiveSmallIntegerField("utgåva", default=1)
    change_note = models.CharField("vad som är rättat", max_length=300, blank=True)
    change_note_en = models.CharField("vad som är rättat, på engelska", max_length=300, blank=True)
    as_of = models.DateField("uppgifterna hämtade", null=True, blank=True)
    summary = models.JSONField("summor", default=list, blank=True)
    replies = models.JSONField("antal svar", default=list, blank=True)
    left_out = models.JSONField("utelämnade", default=list, blank=True)
    fingerprint = models.CharField("kontrollsumma", max_length=64, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        ordering = ["-last_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PublicationState.codes()), name="publication_state_known"
            ),
            models.CheckConstraint(
                condition=Q(licence__in=Licence.codes()), name="publication_licence_known"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="publication_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("prepared_by")) & ~Q(approved_by=F("proposed_by"))),
                name="publication_approved_by_another",
                violation_error_message="Den som har tagit fram publiceringen får inte godkänna.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in ONCE_OUT])
                | (
                    Q(published_at__isnull=False)
                    & Q(approved_on__isnull=False)
                    & ~Q(fingerprint="")
                ),
                name="published_is_approved_and_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.WITHDRAWN) | ~Q(withdrawn_reason=""),
                name="withdrawn_publication_has_reason",
                violation_error_message="Skriv varför publiceringen dras in.",
            ),
        ]
        indexes = [models.Index(fields=["state", "authority", "last_on"], name="publication_out")]

    def __str__(self) -> str:
        return self.title

    @property
    def published_on(self) -> date | None:
        """Return the day on which it came out, where it came out; None before that."""
        return timezone.localdate(self.published_at) if self.published_at else None

    @property
    def shown_state(self) -> PublicationState:
        return PublicationState(self.state)

    @property
    def is_draft(self) -> bool:
        return self.state == PublicationState.DRAFT

    def may(self, event: PublicationEvent) -> bool:
        return PUBLICATION_LIFECYCLE.allows(self.shown_state, event)

    @property
    def told(self) -> ToldTable:
        """Return the numbers of persons that it tells, for comparing with other publications."""
        told = {tuple(row["of"]): row["number"] for row in self.replies}
        return ToldTable(self.first_on, self.last_on, told)


class OfPublication(Scoped[M_co]):
    """Rows that are exactly as visible as their publication."""

    authority_path = "publication__authority"
    secrecy_path = ""
    reported_path = "publication__published_at"


class SnapshotQuerySet(OfPublication["Snapshot"]):
    """What is frozen of providers, one line per service area."""

    def of_everybody(self) -> Self:
        """Keep and open the lines of what is published now."""
        now = PublicationState.PUBLISHED
        return self.filter(publication__state=now)._opened()


class Snapshot(models.Model):
    """What a publication tells of one provider in one service area (ögonblicksbild).

    ``provider_key`` is the provider's key when it was frozen; the line stands on its own, also
    if the provider changes its name or is merged. A line of a published one is never changed.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="lines", verbose_name="publicering"
    )
    provider_key = models.PositiveBigIntegerField("utförarens nyckel")
    name = models.CharField("namn", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="name", max_length=LONGEST_KEY)
    operating_form = models.CharField("driftform", max_length=20, choices=OperatingForm.choices())
    area_code = models.SlugField("verksamhetsområdets kod", max_length=40)
    area_name = models.CharField("verksamhetsområde", max_length=100)
    followed_up_on = models.DateField("senast uppföljd", null=True, blank=True)
    content = models.JSONField("innehåll")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "ögonblicksbild"
        verbose_name_plural = "ögonblicksbilder"
        ordering = ["sort_key", "area_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "provider_key", "area_code"], name="snapshot_once"
            ),
            models.CheckConstraint(
                condition=Q(operating_form__in=OperatingForm.codes()),
                name="snapshot_operating_form_known",
            ),
        ]
        indexes = [
            models.Index(fields=["publication", "sort_key", "area_name"], name="snapshot_by_name")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.area_name}"

    @property
    def followups(self) -> list[dict[str, Any]]:
        """Return the follow-ups, the latest first."""
        return sorted(self.content["followups"], key=lambda one: one["date"], reverse=True)

    @property
    def shown_form(self) -> OperatingForm:
        return OperatingForm(self.operating_form)


class ProviderNoteQuerySet(OfPublication["ProviderNote"]):
    """Notes stay with those who see drafts: what of them is told stands in the snapshot."""

    reported_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class ProviderNote(models.Model):
    """That a provider is left out, or what the board says of it (publiceringsanteckning)."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="notes", verbose_name="publicering"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", verbose_name="utförare"
    )
    is_left_out = models.BooleanField("tas inte med", default=False)
    reason = models.CharField("skäl till undantaget", max_length=300, blank=True)
    sentence = models.CharField("nämndens mening", max_length=400, blank=True)
    sentence_en = models.CharField("nämndens mening på engelska", max_length=400, blank=True)

    objects = ProviderNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "publiceringsanteckning"
        verbose_name_plural = "publiceringsanteckningar"
        ordering = ["provider__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "provider"], name="provider_noted_once_in_a_publication"
            ),
            models.CheckConstraint(
                condition=Q(is_left_out=False) | ~Q(reason=""),
                name="left_out_provider_has_reason",
                violation_error_message="Skriv varför utföraren undantas.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.provider)
