"""The end of a contract, what must be done then, and what is kept for later tenders."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.delegations.models import DelegationDecision
from insyn.documents.models import Document
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models.sanctions import OfOwner, Sanction
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.rules.termination_tasks import Counted
from insyn.measures.rules.terminations import (
    TERMINATION_LETTERS,
    TERMINATION_LIFECYCLE,
    TaskPart,
    TerminationEvent,
    TerminationKind,
    TerminationState,
)
from insyn.platform.scoping import M_co
from insyn.registry.models import Contract


class TerminationQuerySet(OfOwner["Termination"]):
    """Questions about many terminations."""

    provider_path = "contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep those that a provider the asker answers for has got a letter about; open them."""
        told = {"notice_on__isnull": False, "secrecy__lte": Secrecy.INTERNAL}
        return self._of_contacts(access).filter(**told)


class Termination(models.Model):
    """How a contract is brought to its end (avslut av kontrakt)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="terminations", verbose_name="kontrakt"
    )
    sanction = models.OneToOneField(
        Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="termination",
        verbose_name="sanktion",
    )  # fmt: skip
    kind = models.CharField("slag", max_length=15, choices=TerminationKind.choices())
    state = models.CharField(
        "läge", max_length=10, choices=TerminationState.choices(),
        default=TerminationState.PREPARED,
    )  # fmt: skip
    reason = models.TextField("skäl")
    clause = models.CharField("klausul", max_length=100, blank=True)
    at_once = models.TextField("varför avtalet hävs", blank=True)
    decision = models.ForeignKey(
        DelegationDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="beslut",
    )  # fmt: skip
    prepared_on = models.DateField("påbörjad")
    notice_on = models.DateField("uppsagd", null=True, blank=True)
    ends_on = models.DateField("kontraktet upphör", null=True, blank=True)
    placed = models.PositiveIntegerField("antal placerade när arbetet började", default=0)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="ansvarig",
    )  # fmt: skip
    delivery = models.CharField("delgivning", max_length=12, choices=Delivery.choices(), blank=True)
    delivery_note = models.CharField("om delgivningen", max_length=300, blank=True)
    proof = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bevis om delgivning",
    )  # fmt: skip
    ended_on = models.DateField("upphörde", null=True, blank=True)
    closed_on = models.DateField("arbetet avslutat", null=True, blank=True)
    stopped_reason = models.CharField("varför den inte fullföljs", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = TerminationQuerySet.as_manager()

    class Meta:
        verbose_name = "avslut av kontrakt"
        verbose_name_plural = "avslut av kontrakt"
        ordering = ["-prepared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="termination_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=TerminationKind.codes()), name="termination_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=TerminationState.codes()), name="termination_state_known"
            ),
            models.CheckConstraint(
                condition=Q(delivery="") | Q(delivery__in=Delivery.codes()),
                name="termination_delivery_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(stopped_reason=""),
                name="stopped_termination_says_why",
                violation_error_message="Skriv varför avslutet inte fullföljs.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(notice_on=None) | Q(ends_on__gte=F("notice_on")),
                name="termination_ends_after_notice",
                violation_error_message="Kontraktet kan inte upphöra före dagen för uppsägningen.",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=~Q(state__in=["closed", "stopped"]),
                name="one_open_termination_of_a_contract",
                violation_error_message="Kontraktet håller redan på att avslutas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{TerminationKind(self.kind).label}: {self.contract}"

    @property
    def shown_state(self) -> TerminationState:
        return TerminationState(self.state)

    @property
    def shown_kind(self) -> TerminationKind:
        return TerminationKind(self.kind)

    def possible_events(self) -> list[TerminationEvent]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return TERMINATION_LIFECYCLE.events_from(self.shown_state)


class OfTermination(OfOwner[M_co]):
    """Rows that are exactly as visible as their termination."""

    authority_path = "termination__authority"
    secrecy_path = "termination__secrecy"


class TerminationTaskQuerySet(OfTermination["TerminationTask"]):
    """Tasks, by day."""


class TerminationTask(models.Model):
    """Something to be done before the contract has ended (uppgift vid avslut)."""

    termination = models.ForeignKey(
        Termination, on_delete=models.CASCADE, related_name="tasks",
        verbose_name="avslut av kontrakt",
    )  # fmt: skip
    part = models.CharField("gäller", max_length=15, choices=TaskPart.choices())
    title = models.CharField("uppgift", max_length=200)
    responsible = models.CharField("ansvarig", max_length=150, blank=True)
    due_on = models.DateField("klart senast", null=True, blank=True)
    done_on = models.DateField("klart", null=True, blank=True)
    count_all = models.PositiveIntegerField("antal", null=True, blank=True)
    count_left = models.PositiveIntegerField("antal kvar", null=True, blank=True)
    handed_to = models.CharField("lämnat till", max_length=200, blank=True)
    note = models.CharField("anteckning", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = TerminationTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "uppgift vid avslut"
        verbose_name_plural = "uppgifter vid avslut"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=TaskPart.codes()), name="termination_task_part_known"
            ),
            models.CheckConstraint(
                condition=Q(count_all=None)
                | Q(count_left=None)
                | Q(count_left__lte=F("count_all")),
                name="termination_task_has_no_more_left_than_all",
                violation_error_message="Det kan inte vara fler kvar än det är.",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(count_left=None) | Q(count_left=0),
                name="finished_termination_task_has_nothing_left",
                violation_error_message="Uppgiften är inte klar så länge något är kvar.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_part(self) -> TaskPart:
        return TaskPart(self.part)

    @property
    def handed_over(self) -> int | None:
        """Return how many have been dealt with; None where not both counts are known."""
        return Counted(self.count_all, self.count_left).handed_over


class TerminationLetterQuerySet(OfTermination["TerminationLetter"]):
    """Letters of terminations."""

    provider_path = "termination__contract__provider"

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the letters of terminations that the asker's providers know of; open ones."""
        told = {"termination__notice_on__isnull": False,
                "termination__secrecy__lte": Secrecy.INTERNAL}  # fmt: skip
        return self._of_contacts(access).filter(**told)


class TerminationLetter(models.Model):
    """A letter about the end of a contract; what was issued is kept (brev om avslut)."""

    termination = models.ForeignKey(
        Termination, on_delete=models.CASCADE, related_name="letters",
        verbose_name="avslut av kontrakt",
    )  # fmt: skip
    event = models.CharField("med anledning av", max_length=10, choices=TerminationEvent.choices())
    issued_on = models.DateField("utfärdat")
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="Word"
    )
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="PDF"
    )

    objects = TerminationLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "brev om avslut"
        verbose_name_plural = "brev om avslut"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=TerminationEvent.codes()),
                name="termination_letter_event_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Brev {self.issued_on}"

    @property
    def told(self) -> str:
        return TERMINATION_LETTERS[TerminationEvent(self.event)]


class EvidencePackageQuerySet(OfTermination["EvidencePackage"]):
    """Packages of evidence."""


class EvidencePackage(models.Model):
    """What shows a provider's shortcomings in a later tender (bevispaket). LOU 13 kap. 3 §.

    A zip file with a summary in Word, the rows in Excel and the papers themselves. Never a
    document about clients.
    """

    termination = models.ForeignKey(
        Termination, on_delete=models.CASCADE, related_name="packages",
        verbose_name="avslut av kontrakt",
    )  # fmt: skip
    made_on = models.DateField("sammanställt")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="sammanställt av",
    )  # fmt: skip
    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="paketet"
    )
    left_out = models.PositiveIntegerField("handlingar som inte är med", default=0)

    objects = EvidencePackageQuerySet.as_manager()

    class Meta:
        verbose_name = "bevispaket"
        verbose_name_plural = "bevispaket"
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"Bevispaket {self.made_on}"
