"""Dialogue meetings, their agenda and what was agreed."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.dialogues.rules import AgreedBy, MeetingMode, MeetingState
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.kernel.access import Access, RoleHeld
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract


def _is_told(through: str = "") -> Q:
    """Return the filter on meetings that the provider is invited to or has the minutes of."""
    return Q((f"{through}invited_on__isnull", False)) | Q(
        (f"{through}minutes_sent_on__isnull", False)
    )


class DialogueMeetingQuerySet(Scoped["DialogueMeeting"]):
    """Meetings are read by those who see drafts; a provider sees what it is invited to."""

    secrecy_path = ""
    provider_path = "contract__provider"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep those that a provider the asker answers for has been told of, and open them."""
        return self._of_contacts(access).filter(_is_told())


class DialogueMeeting(models.Model):
    """A meeting with a provider about how it goes (dialogmöte)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="dialogue_meetings",
        verbose_name="kontrakt",
    )  # fmt: skip
    planned_on = models.DateField("dag")
    starts_at = models.TimeField("klockan", null=True, blank=True)
    ends_at = models.TimeField("till klockan", null=True, blank=True)
    mode = models.CharField(
        "sätt", max_length=10, choices=MeetingMode.choices(), default=MeetingMode.ON_SITE
    )
    place = models.CharField("plats eller länk", max_length=200, blank=True)
    purpose = models.TextField("syfte", blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=MeetingState.choices(), default=MeetingState.PLANNED
    )
    invited_on = models.DateField("inbjudan skickad", null=True, blank=True)
    invitation = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="inbjudan",
    )  # fmt: skip
    invitation_word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="inbjudan som Word",
    )  # fmt: skip
    held_on = models.DateField("genomfört", null=True, blank=True)
    participants = models.CharField("deltagare, efter roll", max_length=300, blank=True)
    notes = models.TextField("anteckningar", blank=True)
    minutes_sent_on = models.DateField("minnesanteckningar skickade", null=True, blank=True)
    minutes = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="minnesanteckningar",
    )  # fmt: skip
    minutes_word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="minnesanteckningar som Word",
    )  # fmt: skip
    cancelled_reason = models.CharField("skäl till att det ställdes in", max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ansvarig",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = DialogueMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "dialogmöte"
        verbose_name_plural = "dialogmöten"
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.codes()), name="dialogue_meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=MeetingMode.codes()), name="dialogue_meeting_mode_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancelled_reason=""),
                name="cancelled_meeting_has_reason",
                violation_error_message="Skriv varför mötet ställs in.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | Q(held_on__isnull=False),
                name="held_meeting_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Dialogmöte {self.planned_on}, {self.contract}"

    @property
    def is_told(self) -> bool:
        """Tell whether the provider reads of it on its own pages."""
        return self.invited_on is not None or self.minutes_sent_on is not None

    @property
    def shown_mode(self) -> MeetingMode:
        return MeetingMode(self.mode)

    @property
    def shown_state(self) -> MeetingState:
        return MeetingState(self.state)


class OfMeeting(Scoped[M_co]):
    """Rows that are exactly as visible as their meeting."""

    authority_path = "meeting__authority"
    secrecy_path = ""
    provider_path = "meeting__contract__provider"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the rows of meetings that a provider has been told of, and open them."""
        return self._of_contacts(access).filter(_is_told("meeting__"))


class AgendaItemQuerySet(OfMeeting["AgendaItem"]):
    """Items of agendas."""


class AgendaItem(models.Model):
    """Something to talk about; may stand on an open finding (punkt på dagordning)."""

    meeting = models.ForeignKey(
        DialogueMeeting, on_delete=models.CASCADE, related_name="agenda",
        verbose_name="dialogmöte",
    )  # fmt: skip
    position = models.PositiveIntegerField("ordning", default=0)
    title = models.CharField("punkt", max_length=300)
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="resultat",
    )  # fmt: skip
    notes = models.TextField("vad som sades", blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt på dagordning"
        verbose_name_plural = "punkter på dagordning"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class AgreedPointQuerySet(OfMeeting["AgreedPoint"]):
    """What was agreed."""

    def open(self) -> Self:
        return self.filter(done_on=None)

    def late(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep what a provider has got the minutes of, and open it."""
        return self._of_contacts(access).filter(meeting__minutes_sent_on__isnull=False)


class AgreedPoint(models.Model):
    """What was agreed, who does it and by when (överenskommelse). Shown in the next follow-up."""

    meeting = models.ForeignKey(
        DialogueMeeting, on_delete=models.CASCADE, related_name="agreed",
        verbose_name="dialogmöte",
    )  # fmt: skip
    text = models.CharField("vad", max_length=300)
    done_by = models.CharField("görs av", max_length=10, choices=AgreedBy.choices())
    due_on = models.DateField("klart senast")
    done_on = models.DateField("klart", null=True, blank=True)
    note = models.CharField("hur det gick", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = AgreedPointQuerySet.as_manager()

    class Meta:
        verbose_name = "överenskommelse"
        verbose_name_plural = "överenskommelser"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__in=AgreedBy.codes()), name="agreed_point_by_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shown_done_by(self) -> AgreedBy:
        return AgreedBy(self.done_by)

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today
