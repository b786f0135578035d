"""Survey responses, who may answer them, and what was handed in."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from insyn.criteria.models import Section
from insyn.documents.models import Document
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import Contract, ServiceArea, Unit
from insyn.registry.rules import OperatingForm
from insyn.surveys.models.rounds import SurveyRound
from insyn.surveys.rules import (
    AWAITED,
    HANDED_IN,
    RESPONSE_LIFECYCLE,
    ResponseEvent,
    ResponseState,
)
from insyn.surveys.rules.recipient_lists import LONGEST_NAME


class SurveyResponseQuerySet(Scoped["SurveyResponse"]):
    """Responses belong to the authority of their round, and to the provider that answers."""

    authority_path = "round__authority"
    secrecy_path = ""
    provider_path = "contract__provider"

    def for_list(self) -> Self:
        return self.select_related(
            "round__authority__municipality", "contract__provider", "unit", "service_area"
        )

    def awaited(self) -> Self:
        return self.filter(state__in=AWAITED)

    def handed_in(self) -> Self:
        return self.filter(state__in=HANDED_IN)

    def unanswered(self) -> Self:
        """Keep what has been sent and never handed in."""
        return self.filter(state__in=AWAITED - HANDED_IN)

    def late(self, today: date) -> Self:
        return self.awaited().filter(due_on__lt=today)

    def shown_to_provider(self, access: Access) -> Self:
        """Keep what was sent to the asker's providers, or to the asker in person; open it."""
        seen = Q(pk__in=access.invitations)
        if access.contacts:
            seen |= self._contact(access) & ~Q(pk__in=taken_from(access))
        return self.filter(seen, ~Q(state=ResponseState.WAITING))._opened()


class SurveyResponse(models.Model):
    """One unit's answers in one round (enkätsvar).

    ``service_area`` and ``operating_form`` are as they were when the round was sent: results
    are compared by them. ``required_count`` and ``answered_count`` are kept up to date by the
    services. ``revision`` grows with every change of an answer. The feedback is the letter that
    was sent when the answers had been accepted, made once.
    """

    round = models.ForeignKey(
        SurveyRound, on_delete=models.CASCADE, related_name="responses", verbose_name="enkätomgång"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", verbose_name="kontrakt"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    followup = models.OneToOneField(
        Followup, on_delete=models.PROTECT, null=True, blank=True,
        related_name="survey_response", verbose_name="uppföljning",
    )  # fmt: skip
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    operating_form = models.CharField("driftform", max_length=20, choices=OperatingForm.choices())
    state = models.CharField(
        "läge", max_length=10, choices=ResponseState.choices(), default=ResponseState.WAITING
    )
    due_on = models.DateField("svar senast")
    extension_reason = models.CharField("skäl till ny sista dag", max_length=300, blank=True)
    required_count = models.PositiveIntegerField("frågor att besvara", default=0)
    answered_count = models.PositiveIntegerField("besvarade frågor", default=0)
    revision = models.PositiveIntegerField("ändringar av svar", default=0)
    opened_at = models.DateTimeField("öppnad", null=True, blank=True)
    started_at = models.DateTimeField("påbörjad", null=True, blank=True)
    submitted_at = models.DateTimeField("inlämnad", null=True, blank=True)
    returned_at = models.DateTimeField("skickad tillbaka", null=True, blank=True)
    accepted_at = models.DateTimeField("godtagen", null=True, blank=True)
    feedback_word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="återkoppling, Word",
    )  # fmt: skip
    feedback_pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="återkoppling, PDF",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = SurveyResponseQuerySet.as_manager()

    class Meta:
        verbose_name = "enkätsvar"
        verbose_name_plural = "enkätsvar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "contract", "unit"],
                name="unit_asked_once_per_round",
                violation_error_message="Verksamheten är redan med i omgången.",
            ),
            models.UniqueConstraint(
                fields=["round", "contract"],
                condition=Q(unit=None),
                name="contract_asked_once_per_round",
                violation_error_message="Avtalet är redan med i omgången.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ResponseState.codes()), name="survey_response_state_known"
            ),
            models.CheckConstraint(
                condition=Q(operating_form__in=OperatingForm.codes()),
                name="survey_response_operating_form_known",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "state", "due_on"], name="survey_response_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.unit or self.contract.provider}"

    @property
    def shown_state(self) -> ResponseState:
        return ResponseState(self.state)

    @property
    def shown_operating_form(self) -> OperatingForm:
        return OperatingForm(self.operating_form)

    @property
    def is_awaited(self) -> bool:
        return self.state in AWAITED

    def is_late(self, today: date) -> bool:
        return self.is_awaited and self.due_on < today

    def possible_events(self) -> list[ResponseEvent]:
        """Return what can happen next, for buttons. Permission is not considered here."""
        return RESPONSE_LIFECYCLE.events_from(ResponseState(self.state))


class OfResponse(Scoped[M_co]):
    """Rows of a response: for those who work in the authority of its round."""

    authority_path = "response__round__authority"
    secrecy_path = ""
    provider_path = "response__contract__provider"

    def _of_answerers(self, access: Access) -> Self:
        """Keep and open the rows of responses that the asker may answer."""
        seen = Q(response__in=access.invitations)
        if access.contacts:
            seen |= self._contact(access) & ~Q(response__in=taken_from(access))
        return self.filter(seen, ~Q(response__state=ResponseState.WAITING))._opened()


class AddresseeQuerySet(OfResponse["Addressee"]):
    """Addressees are known to the authority and to the others who answer."""

    def current(self) -> Self:
        return self.filter(ended_at=None)

    def shown_to_provider(self, access: Access) -> Self:
        return self._of_answerers(access)


class Addressee(models.Model):
    """A person who is asked to answer, or has been given a part of it (mottagare).

    The authority names the first; the provider's own people may delegate sections and take
    them back. ``sections`` is empty for one who answers the whole. ``name`` is as whoever named
    the person wrote it: what others have called the same address is not told.
    """

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="addressees",
        verbose_name="enkätsvar",
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="person",
    )  # fmt: skip
    name = models.CharField("namn som det skrevs", max_length=LONGEST_NAME, blank=True)
    is_delegate = models.BooleanField("svarar för en del", default=False)
    sections = models.ManyToManyField(Section, related_name="+", blank=True, verbose_name="områden")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="utsedd av",
    )  # fmt: skip
    given_at = models.DateTimeField("utsedd")
    ended_at = models.DateTimeField("återtagen", null=True, blank=True)

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        ordering = ["is_delegate", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "user"],
                condition=Q(ended_at=None),
                name="addressee_once_per_response",
                violation_error_message="Personen är redan mottagare av enkäten.",
            ),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        return (
            (self.user.email or self.user.username) if self.user.comes_by_link else str(self.user)
        )


def taken_from(access: Access) -> QuerySet[Addressee, int]:
    """Return the responses that the authority has asked the person to answer, and no longer does.

    A contact person sees their provider's surveys, but not one that was taken from them.
    """
    mine = Addressee.objects.unscoped(
        reason="What was taken away from somebody is hidden, whoever else they answer for."
    ).filter(user=access.user_id, is_delegate=False)
    again = mine.current().filter(response=OuterRef("response"))
    ended = mine.filter(ended_at__isnull=False).exclude(Exists(again))
    return ended.order_by().values_list("response", flat=True)


class SubmissionQuerySet(OfResponse["Submission"]):
    """Submissions are seen by the authority, and by the provider that handed them in."""

    def shown_to_provider(self, access: Access) -> Self:
        return self._of_answerers(access)

    def uncounted(self) -> Self:
        return self.filter(counted_at=None)


class Submission(models.Model):
    """What was handed in at one time, never changed (inlämning).

    ``answers`` maps the question's key, as text, to ``{"value": …, "comment": …}``.
    ``key`` is the sender's own mark, so that the same submission sent twice is one.
    ``counted_at`` says that the tallies of the round hold it.
    """

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="submissions",
        verbose_name="enkätsvar",
    )  # fmt: skip
    number = models.PositiveIntegerField("nummer")
    key = models.UUIDField("avsändarens märke")
    answers = models.JSONField("svar")
    digest = models.CharField("kontrollsumma", max_length=64)
    submitted_at = models.DateTimeField("inlämnad")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="inlämnad av",
    )  # fmt: skip
    counted_at = models.DateTimeField("inräknad", null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "inlämning"
        verbose_name_plural = "inlämningar"
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="submission_number_unique"),
            models.UniqueConstraint(fields=["response", "key"], name="submission_sent_once"),
        ]
        indexes = [
            models.Index(
                fields=["response"], name="submission_uncounted", condition=Q(counted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"Inlämning {self.number}, {self.response}"
