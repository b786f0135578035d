"""The contact log, and letters in and out, ready for the diary."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.followups.models.followups import Followup, WorkingNotes
from insyn.followups.rules.correspondence import Medium, Way
from insyn.kernel.access import RoleHeld, Secrecy
from insyn.platform.scoping import Scoped
from insyn.registry.models import Contract


class ContactNoteQuerySet(WorkingNotes["ContactNote"]):
    """The log stays with those who work with drafts, also when the follow-up is reported."""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class ContactNote(models.Model):
    """A talk or a message about a follow-up (kontaktanteckning). Never about a single client."""

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="contact_notes",
        verbose_name="uppföljning",
    )  # fmt: skip
    made_on = models.DateField("datum")
    medium = models.CharField("sätt", max_length=10, choices=Medium.choices())
    with_whom = models.CharField("med vem, efter roll", max_length=150)
    text = models.TextField("vad som sades")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="antecknad av",
    )  # fmt: skip
    noted_at = models.DateTimeField("antecknad")
    version = models.PositiveIntegerField("version", default=1)

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "kontaktanteckning"
        verbose_name_plural = "kontaktanteckningar"
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(medium__in=Medium.codes()), name="contact_note_medium_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_on} {self.with_whom}"


class CorrespondenceQuerySet(Scoped["Correspondence"]):
    """Letters stay with those who work with drafts in the authority that has them."""

    suspicion_path = "tells_of_suspicion"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)

    def unregistered(self) -> Self:
        """Keep those that nobody has noted in the diary."""
        return self.filter(registered_on=None)


class Correspondence(models.Model):
    """A letter in or out, with what the diary needs to know of it (post i ärendet).

    Date, sender or receiver and short content. Source: OSL 5 kap. 1–2 §§. ``about`` names the
    row that gave rise to it, as ``noun:key`` in the trail.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    tells_of_suspicion = models.BooleanField("rör misstanke", default=False)
    followup = models.ForeignKey(
        Followup, on_delete=models.PROTECT, null=True, blank=True, related_name="correspondence",
        verbose_name="uppföljning",
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kontrakt",
    )  # fmt: skip
    about = models.CharField("gäller", max_length=80, blank=True)
    way = models.CharField("riktning", max_length=10, choices=Way.choices())
    medium = models.CharField(
        "sätt", max_length=10, choices=Medium.choices(), default=Medium.LETTER
    )
    dated_on = models.DateField("datum")
    party = models.CharField("avsändare eller mottagare", max_length=200)
    summary = models.CharField("kort innehåll", max_length=300)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    registered_on = models.DateField("diarieförd", null=True, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="diarieförd av",
    )  # fmt: skip
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="handling",
    )  # fmt: skip
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="antecknad av",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        verbose_name = "post i ärendet"
        verbose_name_plural = "poster i ärendet"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="correspondence_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(way__in=Way.codes()), name="correspondence_way_known"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=Medium.codes()), name="correspondence_medium_known"
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(document__isnull=False),
                name="document_is_one_post",
            ),
            models.CheckConstraint(
                condition=Q(registered_on=None) | ~Q(case_number=""),
                name="registered_post_has_case_number",
                violation_error_message="Ange diarienumret som handlingen är diarieförd med.",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "registered_on", "dated_on"], name="post_by_diary"),
        ]

    def __str__(self) -> str:
        return f"{self.dated_on} {self.summary}"
