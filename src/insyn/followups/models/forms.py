"""The forms of follow-up that a board uses, in its own words."""

from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.criteria.models import ReviewTemplate
from insyn.followups.rules.forms import Depth, FactCheckUse, Periodicity
from insyn.followups.rules.states import Kind
from insyn.platform.scoping import Scoped


class NumberSeriesQuerySet(Scoped["NumberSeries"]):
    """Series are read by everybody in the authority."""

    secrecy_path = ""


class NumberSeries(models.Model):
    """How a board numbers some of its follow-ups: ”HVB-2026-007” (nummerserie)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    prefix = models.CharField("inleds med", max_length=8)
    name = models.CharField("används till", max_length=100)
    digits = models.PositiveSmallIntegerField("siffror i löpnumret", default=3)
    retired_on = models.DateField("används inte längre från", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "nummerserie"
        verbose_name_plural = "nummerserier"
        ordering = ["prefix", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "prefix"],
                name="number_series_prefix_unique",
                violation_error_message="Nämnden har redan en nummerserie som inleds så.",
            ),
            models.CheckConstraint(
                condition=Q(digits__gte=2, digits__lte=6),
                name="number_series_digits_2_to_6",
                violation_error_message="Löpnumret ska ha mellan 2 och 6 siffror.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.name})"


class FollowupFormQuerySet(Scoped["FollowupForm"]):
    """Forms are read by everybody in the authority."""

    secrecy_path = ""


class FollowupForm(models.Model):
    """A form of follow-up with the board's own name and stages (form för uppföljning).

    ``own_words`` maps a state's code to what the board calls it. ``reviewers_needed`` is how
    many carry it out. A form without preparation begins at once.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    position = models.PositiveIntegerField("ordning", default=0)
    name = models.CharField("namn", max_length=100)
    kind = models.CharField("slag", max_length=10, choices=Kind.choices(), default=Kind.VISIT)
    depth = models.CharField("djup", max_length=10, choices=Depth.choices(), default=Depth.ORDINARY)
    purpose = models.TextField("syfte", blank=True)
    periodicity = models.CharField(
        "hur ofta", max_length=15, choices=Periodicity.choices(), default=Periodicity.YEARLY
    )
    reporting = models.CharField("hur den redovisas", max_length=300, blank=True)
    reviewers_needed = models.PositiveSmallIntegerField("antal uppföljare", default=1)
    uses_preparation = models.BooleanField("förbereds först", default=True)
    fact_check = models.CharField(
        "faktagranskning", max_length=5, choices=FactCheckUse.choices(), default=FactCheckUse.MAY
    )
    uses_second_reader = models.BooleanField("bedöms av två var för sig", default=False)
    own_words = models.JSONField("nämndens ord för lägena", default=dict, blank=True)
    series = models.ForeignKey(
        NumberSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="nummerserie",
    )  # fmt: skip
    template = models.ForeignKey(
        ReviewTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="uppföljningsmall",
    )  # fmt: skip
    retired_on = models.DateField("används inte längre från", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = FollowupFormQuerySet.as_manager()

    class Meta:
        verbose_name = "form för uppföljning"
        verbose_name_plural = "former för uppföljning"
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="followup_form_name_unique",
                violation_error_message="Nämnden har redan en form med det namnet.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.codes()), name="followup_form_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(depth__in=Depth.codes()), name="followup_form_depth_known"
            ),
            models.CheckConstraint(
                condition=Q(periodicity__in=Periodicity.codes()),
                name="followup_form_periodicity_known",
            ),
            models.CheckConstraint(
                condition=Q(fact_check__in=FactCheckUse.codes()),
                name="followup_form_fact_check_known",
            ),
            models.CheckConstraint(
                condition=Q(reviewers_needed__gte=1, reviewers_needed__lte=4),
                name="followup_form_reviewers_1_to_4",
                violation_error_message="En uppföljning görs av mellan 1 och 4 personer.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormDocumentQuerySet(Scoped["FormDocument"]):
    """The list of a form is read with the form."""

    authority_path = "form__authority"
    secrecy_path = ""


class FormDocument(models.Model):
    """A document that a form always asks for (handling i formens lista).

    ``valid_months`` is how long one that has come in is good enough; empty: asked for each time.
    """

    form = models.ForeignKey(
        FollowupForm, on_delete=models.CASCADE, related_name="documents",
        verbose_name="form för uppföljning",
    )  # fmt: skip
    position = models.PositiveIntegerField("ordning", default=0)
    title = models.CharField("handling", max_length=200)
    is_about_clients = models.BooleanField("handlar om enskilda", default=False)
    valid_months = models.PositiveSmallIntegerField("duger i månader", null=True, blank=True)

    objects = FormDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling i formens lista"
        verbose_name_plural = "handlingar i formens lista"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "title"],
                name="form_document_title_unique",
                violation_error_message="Handlingen står redan i formens lista.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
