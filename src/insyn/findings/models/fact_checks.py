"""The provider reads the draft and points out what is wrong in it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate

from insyn.documents.models import Document
from insyn.findings.rules.fact_check import ARRIVED
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.followups.models import Followup, WorkingNotes
from insyn.followups.rules.correspondence import Medium
from insyn.kernel.access import Access, Secrecy
from insyn.platform.scoping import M_co


class FactCheckQuerySet(WorkingNotes["FactCheck"]):
    """A fact check is between those who work with the follow-up and the provider."""

    def shown_to_provider(self, access: Access) -> "FactCheckQuerySet":
        """Keep those sent to a provider that the asker answers for, and open them."""
        return self._of_contacts(access).filter(followup__secrecy__lte=Secrecy.INTERNAL)


class FactCheck(models.Model):
    """A draft sent to the provider to be read for errors, with a last day (faktagranskning).

    A draft that is changed after the provider has answered may be sent once more: each time is
    a round of its own, and all are kept.
    """

    followup = models.ForeignKey(
        Followup, on_delete=models.CASCADE, related_name="fact_checks", verbose_name="uppföljning"
    )
    number = models.PositiveSmallIntegerField("omgång", default=1)
    state = models.CharField(
        "läge", max_length=10, choices=FactCheckState.choices(), default=FactCheckState.OPEN
    )
    sent_on = models.DateField("skickad")
    due_on = models.DateField("svar senast")
    answered_on = models.DateField("besvarad", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="besvarad av",
    )  # fmt: skip
    came_by = models.CharField(
        "hur svaret kom in", max_length=10, choices=Medium.choices(), blank=True
    )
    written_by = models.CharField("vem som skrev svaret", max_length=150, blank=True)
    has_no_remarks = models.BooleanField("inget att anmärka", default=False)
    reminded_on = models.DateField("påmind", null=True, blank=True)
    replied_on = models.DateField("alla synpunkter besvarade", null=True, blank=True)
    disputable_until = models.DateField("svaren kan bestridas till och med", null=True, blank=True)
    settled_on = models.DateField("avgjord", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "faktagranskning"
        verbose_name_plural = "faktagranskningar"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=FactCheckState.codes()), name="fact_check_state_known"
            ),
            models.CheckConstraint(
                condition=Q(came_by="") | Q(came_by__in=Medium.codes()),
                name="fact_check_came_by_known",
            ),
            models.UniqueConstraint(
                fields=["followup", "number"], name="fact_check_round_once_per_followup"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("sent_on")),
                name="fact_check_due_after_sent",
                violation_error_message="Sista dagen ligger före dagen då utkastet skickas.",
            ),
        ]

    def __str__(self) -> str:
        return f"Faktagranskning {self.number}, {self.followup}"

    @property
    def shown_state(self) -> FactCheckState:
        return FactCheckState(self.state)

    @property
    def is_typed_in(self) -> bool:
        """Tell whether the answer came in another way and was typed in for the provider."""
        return self.came_by not in {"", Medium.PORTAL}

    @property
    def arrival(self) -> str:
        """Return how the answer came in when it was typed in, in Swedish; else nothing."""
        return ARRIVED[Medium(self.came_by)] if self.is_typed_in else ""

    @property
    def is_handed_in(self) -> bool:
        """Tell whether the provider has answered; what it only has begun to write is its own."""
        return self.answered_on is not None


class OfFactCheck(WorkingNotes[M_co]):
    """Rows that are exactly as visible as their fact check."""

    authority_path = "fact_check__followup__authority"
    secrecy_path = "fact_check__followup__secrecy"
    reported_path = "fact_check__followup__reported_on"
    provider_path = "fact_check__followup__contract__provider"

    def shown_to_provider(self, access: Access) -> "OfFactCheck[M_co]":
        """Keep the rows of a provider that the asker answers for, and open them."""
        return self._of_contacts(access).filter(fact_check__followup__secrecy__lte=Secrecy.INTERNAL)


class FactCheckPassage(models.Model):
    """A paragraph of the draft as it was sent (stycke i utkastet). Never changed."""

    fact_check = models.ForeignKey(
        FactCheck, on_delete=models.CASCADE, related_name="passages",
        verbose_name="faktagranskning",
    )  # fmt: skip
    number = models.PositiveSmallIntegerField("nummer")
    heading = models.CharField("rubrik", max_length=200, blank=True)
    text = models.TextField("text")
    about = models.CharField("gäller", max_length=80, blank=True)

    objects = OfFactCheck.as_manager()

    class Meta:
        verbose_name = "stycke i utkastet"
        verbose_name_plural = "stycken i utkastet"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact_check", "number"], name="fact_check_passage_number_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.heading or self.text[:60]}"


class OfPassage(OfFactCheck["FactCheckComment"]):
    """Comments are exactly as visible as their fact check."""

    authority_path = "passage__fact_check__followup__authority"
    secrecy_path = "passage__fact_check__followup__secrecy"
    reported_path = "passage__fact_check__followup__reported_on"
    provider_path = "passage__fact_check__followup__contract__provider"

    def shown_to_provider(self, access: Access) -> "OfPassage":
        """Keep the rows of a provider that the asker answers for, and open them."""
        level = {"passage__fact_check__followup__secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**level)


class FactCheckComment(models.Model):
    """What the provider says is wrong in a paragraph, and the answer (kommentar till sakuppgift).

    A provider that does not agree disputes the answer once; then a second reader decides.
    """

    passage = models.ForeignKey(
        FactCheckPassage, on_delete=models.CASCADE, related_name="comments",
        verbose_name="stycke i utkastet",
    )  # fmt: skip
    text = models.TextField("vad som är fel")
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="av",
    )  # fmt: skip
    said_at = models.DateTimeField("skriven")
    documents = models.ManyToManyField(Document, related_name="+", verbose_name="handlingar")
    reply = models.CharField("svar", max_length=10, choices=Reply.choices(), blank=True)
    reply_text = models.TextField("motivering", blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="besvarad av",
    )  # fmt: skip
    replied_on = models.DateField("besvarad", null=True, blank=True)
    dispute = models.TextField("varför utföraren inte håller med", blank=True)
    disputed_on = models.DateField("bestriden", null=True, blank=True)
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="andra läsare",
    )  # fmt: skip
    second_reply = models.CharField(
        "andra läsarens svar", max_length=10, choices=Reply.choices(), blank=True
    )
    second_text = models.TextField("andra läsarens motivering", blank=True)
    second_on = models.DateField("avgjord", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = OfPassage.as_manager()

    class Meta:
        verbose_name = "kommentar till sakuppgift"
        verbose_name_plural = "kommentarer till sakuppgifter"
        ordering = ["passage__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["passage"], name="passage_commented_once"),
            models.CheckConstraint(
                condition=Q(reply="") | Q(reply__in=Reply.codes()),
                name="fact_check_reply_known",
            ),
            models.CheckConstraint(
                condition=Q(second_reply="") | Q(second_reply__in=Reply.codes()),
                name="fact_check_second_reply_known",
            ),
            models.CheckConstraint(
                condition=Q(second_reader=None)
                | Q(replied_by=None)
                | ~Q(second_reader=F("replied_by")),
                name="second_reader_is_somebody_else",
                violation_error_message="Den som svarade kan inte också vara andra läsare.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def said_on(self) -> date:
        """Return the day the comment was made; of one that was typed in, the day it came in."""
        check = self.passage.fact_check
        came_in_on = check.answered_on if check.is_typed_in else None
        return came_in_on or localdate(self.said_at)

    @property
    def shown_reply(self) -> Reply | None:
        return Reply(self.reply) if self.reply else None

    @property
    def shown_second_reply(self) -> Reply | None:
        return Reply(self.second_reply) if self.second_reply else None
