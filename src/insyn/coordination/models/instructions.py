"""Instructions to coordinated authorities, their shares, and the units selected."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.coordination.rules import InstructionState, SampleWay
from insyn.criteria.models import TemplateVersion
from insyn.documents.models import Document
from insyn.kernel.access import Access
from insyn.kernel.lottery import SEED_LENGTH
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models import ServiceArea, Unit


class InstructionQuerySet(Scoped["Instruction"]):
    """Drafts are read by the coordinator; what is issued also by those whom it is issued to."""

    secrecy_path = ""
    reported_path = "published_on"

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter: the coordinator's own, and what is issued to the asker's."""
        seen = super().visibility(access, through=through)
        return seen | _issued_to(access, through)


def _issued_to(access: Access, through: str) -> Q:
    """Return the filter on instructions that are issued to one of the asker's authorities."""
    shares = DistrictShare.objects.unscoped(reason="Var och en ser vad som är utfärdat till den.")
    mine = shares.filter(authority__in=access.authority_ids)
    return Q(
        (f"{through}published_on__isnull", False),
        (f"{through}pk__in", mine.values("instruction")),
    )


class Instruction(models.Model):
    """What a coordinator asks of those it coordinates for a period (anvisning).

    Published it never changes; ``minimum`` is what the templates ask, as they read that day.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="samordnande nämnd"
    )
    title = models.CharField("rubrik", max_length=200)
    text = models.TextField("vad som gäller", blank=True)
    starts_on = models.DateField("period från")
    ends_on = models.DateField("period till")
    report_by = models.DateField("rapporteras senast")
    service_areas = models.ManyToManyField(
        ServiceArea, related_name="+", blank=True, verbose_name="insatser"
    )
    templates = models.ManyToManyField(
        TemplateVersion, related_name="+", blank=True, verbose_name="mallar som miniminivå"
    )
    minimum = models.JSONField("frågor som alltid ställs", default=list, blank=True)
    in_depth_text = models.TextField("när en fördjupad uppföljning görs", blank=True)
    in_depth_bound = models.PositiveSmallIntegerField(
        "fördjupad från så många brister", null=True, blank=True
    )
    seed = models.CharField("frö till lottningen", max_length=SEED_LENGTH, blank=True)
    state = models.CharField(
        "läge", max_length=10, choices=InstructionState.choices(), default=InstructionState.DRAFT
    )
    published_on = models.DateField("utfärdad", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by",
        verbose_name="ersätter",
    )  # fmt: skip
    word = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="information om ansvar som Word",
    )  # fmt: skip
    pdf = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="information om ansvar som PDF",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = "anvisning"
        verbose_name_plural = "anvisningar"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=InstructionState.codes()), name="instruction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="instruction_ends_after_it_starts",
                violation_error_message="Perioden kan inte sluta innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(state=InstructionState.DRAFT) | Q(published_on__isnull=False),
                name="issued_instruction_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_state(self) -> InstructionState:
        return InstructionState(self.state)

    @property
    def is_draft(self) -> bool:
        return self.state == InstructionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == InstructionState.PUBLISHED

    def is_late(self, today: date) -> bool:
        return self.is_published and today > self.report_by


class OfInstruction(Scoped[M_co]):
    """Rows of an instruction: read by the coordinator, and by the one they are about."""

    authority_path = "instruction__authority"
    secrecy_path = ""
    reported_path = "instruction__published_on"

    @classmethod
    def visibility(cls, access: Access, *, through: str = "") -> Q:
        """Return the filter: the coordinator's, and one's own part of what is issued."""
        own = Q(
            (f"{through}authority__in", access.authority_ids),
            (f"{through}instruction__published_on__isnull", False),
        )
        return super().visibility(access, through=through) | own


class DistrictShareQuerySet(OfInstruction["DistrictShare"]):
    """Shares of instructions."""

    def shown_to_contact(self, access: Access) -> Self:
        """Keep and open the shares in force that the asker in person reports in by a link.

        One who has come in with a role has come for that: roles and links never go together.
        """
        mine = self.filter(instruction__state=InstructionState.PUBLISHED)
        if access.mandates or access.user_id is None:
            return mine.none()._opened()
        return mine.filter(contact_user=access.user_id)._opened()


class DistrictShare(models.Model):
    """How many follow-ups a coordinated authority is to make (stadsdelens del)."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.CASCADE, related_name="shares", verbose_name="anvisning"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    wanted = models.PositiveSmallIntegerField("antal uppföljningar")
    contact = models.CharField("kontaktperson, efter roll", max_length=150, blank=True)
    contact_email = models.EmailField("kontaktpersonens e-post", blank=True)
    contact_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="rapporterar in med länk",
    )  # fmt: skip
    information = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nämndens exemplar av informationen om ansvar",
    )  # fmt: skip

    objects = DistrictShareQuerySet.as_manager()

    class Meta:
        verbose_name = "stadsdelens del"
        verbose_name_plural = "stadsdelarnas delar"
        ordering = ["authority__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "authority"], name="one_share_per_authority"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority.name}: {self.wanted}"


class SampledUnitQuerySet(OfInstruction["SampledUnit"]):
    """Units selected by instructions."""

    def shown_to_contact(self, access: Access) -> Self:
        """Keep and open the units of the shares that the asker reports in by a link."""
        shares = DistrictShare.objects.shown_to_contact(access)
        mine = self.filter(
            instruction__shares__in=shares, authority=F("instruction__shares__authority")
        )
        return mine._opened()


class SampledUnit(models.Model):
    """A unit that a coordinated authority is to follow up (verksamhet i urvalet)."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.CASCADE, related_name="sample", verbose_name="anvisning"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd som följer upp"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name="verksamhet"
    )
    way = models.CharField(
        "hur den valdes", max_length=10, choices=SampleWay.choices(), default=SampleWay.CHOSEN
    )

    objects = SampledUnitQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhet i urvalet"
        verbose_name_plural = "verksamheter i urvalet"
        ordering = ["authority__name", "unit__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "unit"],
                name="unit_in_sample_once",
                violation_error_message="Verksamheten finns redan i urvalet.",
            ),
            models.CheckConstraint(
                condition=Q(way__in=SampleWay.codes()), name="sampled_unit_way_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.authority.name}"

    @property
    def shown_way(self) -> SampleWay:
        return SampleWay(self.way)


class LocalTemplateQuerySet(OfInstruction["LocalTemplate"]):
    """Local templates that have been held against the minimum."""


class LocalTemplate(models.Model):
    """A coordinated authority's own template, held against the minimum (lokal mall)."""

    instruction = models.ForeignKey(
        Instruction, on_delete=models.CASCADE, related_name="local_templates",
        verbose_name="anvisning",
    )  # fmt: skip
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    template_version = models.ForeignKey(
        TemplateVersion, on_delete=models.PROTECT, related_name="+", verbose_name="mall"
    )
    name = models.CharField("mallens namn", max_length=200)
    missing = models.JSONField("frågor som saknas", default=list, blank=True)
    own_questions = models.PositiveSmallIntegerField("lokala frågor", default=0)
    checked_on = models.DateField("kontrollerad")

    objects = LocalTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "lokal mall"
        verbose_name_plural = "lokala mallar"
        ordering = ["authority__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "authority", "template_version"],
                name="local_template_checked_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
