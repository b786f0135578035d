"""Who follows up which service of the city."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.coordination.rules import DutyGround, DutyState, ServiceForm
from insyn.coordination.rules.responsibility import state_of
from insyn.kernel.access import Access
from insyn.platform.scoping import Scoped
from insyn.registry.models import ServiceArea


class ServiceDutyQuerySet(Scoped["ServiceDuty"]):
    """The list is the coordinator's; others read the lines that are about them."""

    secrecy_path = ""

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter: one's own list, and the lines that name one's authority."""
        seen = super().visibility(access, through=through)
        for name in ("run_by", "reviewer"):
            seen |= Q((f"{through}{name}__in", access.authority_ids))
        return seen


class ServiceDuty(models.Model):
    """A kind of service, who answers for it and who follows it up (uppföljningsansvar).

    Without ``run_by`` it is the whole city's; without ``reviewer`` nobody follows it up.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="samordnande nämnd"
    )
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    form = models.CharField("regiform", max_length=15, choices=ServiceForm.choices())
    run_by = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ansvarar för verksamheten",
    )  # fmt: skip
    reviewer = models.ForeignKey(
        Authority, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="följer upp",
    )  # fmt: skip
    ground = models.CharField(
        "bygger på", max_length=15, choices=DutyGround.choices(), default=DutyGround.NONE
    )
    note = models.CharField("anteckning", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = ServiceDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljningsansvar"
        verbose_name_plural = "uppföljningsansvar"
        ordering = ["service_area__name", "form", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "service_area", "form", "run_by"],
                name="service_duty_once",
                violation_error_message="Verksamheten står redan i listan.",
            ),
            models.UniqueConstraint(
                fields=["authority", "service_area", "form"],
                condition=Q(run_by=None),
                name="service_duty_of_all_once",
                violation_error_message="Verksamheten står redan i listan.",
            ),
            models.CheckConstraint(
                condition=Q(form__in=ServiceForm.codes()), name="service_duty_form_known"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=DutyGround.codes()), name="service_duty_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(ground=DutyGround.NONE),
                name="service_duty_with_reviewer_has_ground",
                violation_error_message="Ange vad ansvaret bygger på.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_area}, {self.shown_form.label}"

    @property
    def shown_form(self) -> ServiceForm:
        return ServiceForm(self.form)

    @property
    def shown_ground(self) -> DutyGround:
        return DutyGround(self.ground)

    @property
    def shown_state(self) -> DutyState:
        return state_of(self.reviewer_id, self.shown_ground)
