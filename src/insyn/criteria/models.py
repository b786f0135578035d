"""Review templates."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.rules import TemplateState
from insyn.platform.scoping import Scoped


class ReviewTemplateQuerySet(Scoped["ReviewTemplate"]):
    """Templates are shared with the cooperation."""

    secrecy_path = ""
    cooperation_path = "cooperation"


class ReviewTemplate(models.Model):
    """A set of questions to follow up with (uppföljningsmall)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    cooperation = models.ForeignKey(
        Cooperation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="samverkan",
    )  # fmt: skip
    name = models.CharField("namn", max_length=150)

    objects = ReviewTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljningsmall"
        verbose_name_plural = "uppföljningsmallar"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="review_template_name_unique",
                violation_error_message="Nämnden har redan en mall med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersionQuerySet(Scoped["TemplateVersion"]):
    """Versions are as visible as their template."""

    authority_path = "template__authority"
    secrecy_path = ""
    cooperation_path = "template__cooperation"


class TemplateVersion(models.Model):
    """One version of a template; a published one never changes (mallversion)."""

    template = models.ForeignKey(
        ReviewTemplate, on_delete=models.CASCADE, related_name="versions", verbose_name="mall"
    )
    number = models.PositiveIntegerField("version")
    state = models.CharField(
        "läge", max_length=10, choices=TemplateState.choices(), default=TemplateState.DRAFT
    )
    published_on = models.DateField("publicerad", null=True, blank=True)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "mallversion"
        verbose_name_plural = "mallversioner"
        ordering = ["template__name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_unique"),
            models.CheckConstraint(
                condition=Q(state__in=TemplateState.codes()), name="template_version_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"

    @property
    def shown_state(self) -> TemplateState:
        return TemplateState(self.state)

    @property
    def is_draft(self) -> bool:
        return self.state == TemplateState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == TemplateState.PUBLISHED


class SectionQuerySet(Scoped["Section"]):
    """Sections are as visible as their template."""

    authority_path = "version__template__authority"
    secrecy_path = ""
    cooperation_path = "version__template__cooperation"


class Section(models.Model):
    """A quality area of a template (område)."""

    version = models.ForeignKey(
        TemplateVersion,
        on_delete=models.CASCADE,
        related_name="sections",
        verbose_name="mallversion",
    )
    number = models.PositiveIntegerField("nummer")
    name = models.CharField("namn", max_length=150)
    intro = models.TextField("inledning", blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = "område"
        verbose_name_plural = "områden"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="section_number_unique"),
            models.UniqueConstraint(fields=["version", "name"], name="section_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(Scoped["Question"]):
    """Questions are as visible as their template."""

    authority_path = "section__version__template__authority"
    secrecy_path = ""
    cooperation_path = "section__version__template__cooperation"


class Question(models.Model):
    """One question of a section (fråga)."""

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="questions", verbose_name="område"
    )
    number = models.PositiveIntegerField("nummer")
    text = models.TextField("fråga")
    met_when = models.TextField("uppfyllt när", blank=True)
    evidence = models.CharField("verifieras genom", max_length=200, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="question_number_unique"),
        ]

    def __str__(self) -> str:
        return self.text
