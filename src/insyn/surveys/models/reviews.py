"""What the authority makes of the answers. No provider ever reads these rows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.criteria.models import Question
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import M_co
from insyn.surveys.models.responses import OfResponse, SurveyResponse
from insyn.surveys.rules import ProposalState


class OwnWork(OfResponse[M_co]):
    """Rows that the authority works with: for those who see drafts, and nobody else ever."""

    provider_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class AnswerReviewQuerySet(OwnWork["AnswerReview"]):
    """Reviews are the authority's own."""


class AnswerReview(models.Model):
    """The reviewer's own answer to a question, beside the provider's (egen bedömning)."""

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="reviews", verbose_name="enkätsvar"
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    value = models.JSONField("egen bedömning", null=True, blank=True)
    note = models.TextField("anteckning", blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+",
        verbose_name="bedömd av",
    )  # fmt: skip
    made_at = models.DateTimeField("bedömd")
    version = models.PositiveIntegerField("version", default=1)

    objects = AnswerReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "egen bedömning"
        verbose_name_plural = "egna bedömningar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"], name="question_reviewed_once_per_response"
            ),
        ]

    def __str__(self) -> str:
        return f"Egen bedömning av {self.question}"


class ProposedFindingQuerySet(OwnWork["ProposedFinding"]):
    """Proposals are the authority's own."""


class ProposedFinding(models.Model):
    """A finding that an answer proposes by the template's rules (föreslaget resultat).

    It becomes a finding only when a person accepts it; both acceptance and refusal are kept.
    ``submission_number`` says on which submission it stands.
    """

    response = models.ForeignKey(
        SurveyResponse, on_delete=models.CASCADE, related_name="proposals",
        verbose_name="enkätsvar",
    )  # fmt: skip
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="+", verbose_name="fråga"
    )
    submission_number = models.PositiveIntegerField("inlämning")
    kind = models.CharField("slag", max_length=30, choices=FindingKind.choices())
    severity = models.CharField("allvar", max_length=10, choices=Severity.choices(), blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=ProposalState.choices(), default=ProposalState.PROPOSED
    )
    reason = models.CharField("skäl", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="avgjord av",
    )  # fmt: skip
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="resultat",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = ProposedFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "föreslaget resultat"
        verbose_name_plural = "föreslagna resultat"
        ordering = ["question__section__number", "question__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "submission_number", "kind", "severity"],
                name="finding_proposed_once_per_submission",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.codes()), name="proposed_finding_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FindingKind.codes()), name="proposed_finding_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(severity="") | Q(severity__in=Severity.codes()),
                name="proposed_finding_severity_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.REJECTED) | ~Q(reason=""),
                name="rejected_proposal_says_why",
                violation_error_message="Skriv varför förslaget avvisas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{FindingKind(self.kind).label}: {self.question}"

    @property
    def shown_state(self) -> ProposalState:
        return ProposalState(self.state)

    @property
    def shown_kind(self) -> FindingKind:
        return FindingKind(self.kind)

    @property
    def shown_severity(self) -> Severity | None:
        return Severity(self.severity) if self.severity else None
