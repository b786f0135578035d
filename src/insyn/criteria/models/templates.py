"""Review templates: versions, sections and questions."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority, Cooperation
from insyn.criteria.models.scales import Scale
from insyn.criteria.rules import AnswerType, Respondent, TemplateKind, TemplateState
from insyn.platform.scoping import Scoped
from insyn.registry.models import ServiceArea
from insyn.requirements.models import QualityArea, Requirement
from insyn.requirements.rules import HEAVIEST, LIGHTEST


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
    kind = models.CharField(
        "slag", max_length=20, choices=TemplateKind.choices(), default=TemplateKind.VISIT
    )
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip
    purpose = models.TextField("syfte", blank=True)
    copied_from = models.CharField("kopia av", max_length=200, blank=True)

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
            models.CheckConstraint(
                condition=Q(kind__in=TemplateKind.codes()), name="review_template_kind_known"
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
    retired_on = models.DateField("tagen ur bruk", null=True, blank=True)
    scale = models.ForeignKey(
        Scale, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bedömningsskala",
    )  # fmt: skip
    is_scored = models.BooleanField("räknar ut en andel", default=False)
    hides_score = models.BooleanField("döljer andelen för uppföljaren", default=False)
    change_note = models.CharField("vad som är nytt", max_length=300, blank=True)
    version = models.PositiveIntegerField("ändringar", default=1)

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
    area = models.ForeignKey(
        QualityArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="kvalitetsområde",
    )  # fmt: skip
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
    """One question of a section (fråga).

    ``code`` stays the same through the versions, so that answers can be compared over the
    years; conditions refer to it. ``choices`` are {"code", "label"} objects; ``condition`` and
    ``finding_rules`` are written by ``insyn.criteria.rules`` and read by it.
    """

    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="questions", verbose_name="område"
    )
    number = models.PositiveIntegerField("nummer")
    code = models.CharField("kod", max_length=20, blank=True)
    text = models.TextField("fråga")
    help = models.TextField("hjälp till den som svarar", blank=True)
    met_when = models.TextField("uppfyllt när", blank=True)
    evidence = models.CharField("verifieras genom", max_length=200, blank=True)
    answer_type = models.CharField(
        "svarstyp", max_length=15, choices=AnswerType.choices(), default=AnswerType.YES_PARTLY_NO
    )
    choices = models.JSONField("svarsalternativ", default=list, blank=True)
    scale = models.ForeignKey(
        Scale, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="skala",
    )  # fmt: skip
    measured_in = models.CharField("mäts i", max_length=40, blank=True)
    allows_not_applicable = models.BooleanField("får besvaras med inte tillämpligt", default=True)
    allows_comment = models.BooleanField("får kommenteras", default=True)
    is_required = models.BooleanField("måste besvaras", default=True)
    weight = models.PositiveSmallIntegerField("vikt", default=2)
    is_critical = models.BooleanField("kritisk", default=False)
    respondent = models.CharField(
        "besvaras av", max_length=15, choices=Respondent.choices(), default=Respondent.REVIEWER
    )
    role_tag = models.CharField("gäller rollen", max_length=40, blank=True)
    is_visible_in_advance = models.BooleanField("visas för utföraren i förväg", default=True)
    may_be_published = models.BooleanField("får publiceras", default=True)
    condition = models.JSONField("visas bara om", null=True, blank=True)
    finding_rules = models.JSONField("förslag till iakttagelser", default=list, blank=True)
    requirements = models.ManyToManyField(
        Requirement, related_name="questions", verbose_name="krav", blank=True
    )
    version = models.PositiveIntegerField("ändringar", default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="question_number_unique"),
            models.CheckConstraint(
                condition=Q(answer_type__in=AnswerType.codes()), name="question_answer_type_known"
            ),
            models.CheckConstraint(
                condition=Q(respondent__in=Respondent.codes()), name="question_respondent_known"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=LIGHTEST, weight__lte=HEAVIEST),
                name="question_weight_1_to_3",
                violation_error_message="Vikten ska vara 1, 2 eller 3.",
            ),
            models.CheckConstraint(
                condition=~Q(answer_type=AnswerType.SCALE) | Q(scale__isnull=False),
                name="question_with_scale_names_it",
                violation_error_message="Välj vilken skala frågan besvaras med.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
