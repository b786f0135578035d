"""The terms under which care is bought: agreements, their options, sanction steps and lots."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority, Cooperation
from insyn.platform.scoping import M_co, Scoped
from insyn.registry.models.keys import SortKeyField
from insyn.registry.models.units import ServiceArea
from insyn.registry.rules import AgreementForm, SanctionKind, is_in_force
from insyn.registry.rules.names import LONGEST_KEY, sort_key


class AgreementQuerySet(Scoped["Agreement"]):
    """Questions about many agreements. Shared with the cooperation; never a draft."""

    secrecy_path = ""
    cooperation_path = "cooperation"

    def in_force(self, on: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def coming(self, on: date) -> Self:
        return self.filter(starts_on__gt=on)

    def ended(self, on: date) -> Self:
        return self.filter(ends_on__lt=on)

    def matching(self, text: str) -> Self:
        """Keep those whose title or case number the text is a part of."""
        return self.filter(Q(sort_key__contains=sort_key(text)) | Q(case_number__icontains=text))


class Agreement(models.Model):
    """The terms under which care is bought or commissioned (avtal).

    When ``has_unknown_period``, ``starts_on`` is a day on which it is known to have been in
    force, and nobody knows how long it lasts.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    cooperation = models.ForeignKey(
        Cooperation, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="samverkan",
    )  # fmt: skip
    title = models.CharField("rubrik", max_length=200)
    sort_key = SortKeyField("sorteringsnamn", source="title", max_length=LONGEST_KEY)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    form = models.CharField(
        "avtalsform", max_length=20, choices=AgreementForm.choices(),
        default=AgreementForm.FRAMEWORK,
    )  # fmt: skip
    form_name = models.CharField("nämndens namn på formen", max_length=80, blank=True)
    starts_on = models.DateField("gäller från")
    ends_on = models.DateField("gäller till", null=True, blank=True)
    has_unknown_period = models.BooleanField("avtalstiden framgår inte", default=False)
    notice_months = models.PositiveSmallIntegerField(
        "uppsägningstid i månader", null=True, blank=True
    )
    has_insight_clause = models.BooleanField("har insynsklausul", default=False)
    insight_clause = models.TextField("insynsklausulens text", blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", verbose_name="avtalsansvarig",
    )  # fmt: skip
    version = models.PositiveIntegerField("version", default=1)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "avtal"
        verbose_name_plural = "avtal"
        ordering = ["sort_key", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "title", "starts_on"],
                name="agreement_title_and_start_unique",
                violation_error_message="Nämnden har redan ett avtal med den rubriken och starten.",
            ),
            models.CheckConstraint(
                condition=Q(form__in=AgreementForm.codes()), name="agreement_form_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message="Avtalet kan inte sluta innan det börjar.",
            ),
            models.CheckConstraint(
                condition=~Q(form=AgreementForm.OTHER) | ~Q(form_name=""),
                name="agreement_of_other_form_names_it",
                violation_error_message="Skriv vad formen kallas när du väljer ”Annan form”.",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "ends_on"], name="agreement_by_end"),
            models.Index(fields=["sort_key", "id"], name="agreement_by_sort_key"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        return is_in_force(self.starts_on, self.ends_on, on)


class OfAgreement(Scoped[M_co]):
    """Rows that are as visible as their agreement."""

    authority_path = "agreement__authority"
    secrecy_path = ""
    cooperation_path = "agreement__cooperation"


class AgreementOptionQuerySet(OfAgreement["AgreementOption"]):
    """Questions about many options."""

    def open(self) -> Self:
        return self.filter(called_on=None, declined_on=None)


class AgreementOption(models.Model):
    """A right to extend an agreement (option). ``call_by`` is the last day to use it."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="options", verbose_name="avtal"
    )
    number = models.PositiveSmallIntegerField("nummer")
    extends_to = models.DateField("förlänger till")
    call_by = models.DateField("sista dag att avropa")
    called_on = models.DateField("avropad", null=True, blank=True)
    declined_on = models.DateField("avstådd", null=True, blank=True)
    note = models.CharField("anteckning", max_length=300, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = AgreementOptionQuerySet.as_manager()

    class Meta:
        verbose_name = "option"
        verbose_name_plural = "optioner"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="option_number_unique_in_agreement",
                violation_error_message="Avtalet har redan en option med det numret.",
            ),
            models.CheckConstraint(
                condition=Q(extends_to__gt=F("call_by")),
                name="option_is_called_before_it_ends",
                violation_error_message=(
                    "Sista dag att avropa optionen ska vara före den dag som den förlänger till."
                ),
            ),
            models.CheckConstraint(
                condition=Q(called_on=None) | Q(declined_on=None),
                name="option_is_called_or_declined",
                violation_error_message="En option kan inte både avropas och avstås.",
            ),
        ]

    def __str__(self) -> str:
        return f"Option {self.number}: {self.agreement}"

    @property
    def is_open(self) -> bool:
        return self.called_on is None and self.declined_on is None


class SanctionStepQuerySet(OfAgreement["SanctionStep"]):
    """Questions about many steps."""


class SanctionStep(models.Model):
    """A step that the agreement lets the authority take, in its order (sanktionssteg).

    ``deadline_days`` is what the provider gets to put things right; ``decided_by`` is who may
    decide by the board's delegation, as a role.
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="sanction_steps", verbose_name="avtal"
    )
    number = models.PositiveSmallIntegerField("nummer")
    kind = models.CharField("slag", max_length=20, choices=SanctionKind.choices())
    clause = models.CharField("klausul", max_length=100, blank=True)
    deadline_days = models.PositiveSmallIntegerField("tidsfrist i dagar", null=True, blank=True)
    decided_by = models.CharField("får beslutas av", max_length=150, blank=True)
    note = models.TextField("villkor", blank=True)

    objects = SanctionStepQuerySet.as_manager()

    class Meta:
        verbose_name = "sanktionssteg"
        verbose_name_plural = "sanktionssteg"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="sanction_step_number_unique_in_agreement"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SanctionKind.codes()), name="sanction_step_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {SanctionKind(self.kind).label}"


class LotQuerySet(OfAgreement["Lot"]):
    """Lots are as visible as their agreement."""


class Lot(models.Model):
    """A part of an agreement (avtalsområde); may have parts of its own."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="lots", verbose_name="avtal"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts",
        verbose_name="ingår i",
    )  # fmt: skip
    name = models.CharField("namn", max_length=150)
    position = models.PositiveIntegerField("ordning", default=0)
    service_area = models.ForeignKey(
        ServiceArea, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhetsområde",
    )  # fmt: skip

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "avtalsområde"
        verbose_name_plural = "avtalsområden"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                condition=Q(parent=None),
                name="area_name_unique_in_agreement",
                violation_error_message="Avtalet har redan ett avtalsområde med det namnet.",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="part_name_unique_in_area",
                violation_error_message="Avtalsområdet har redan en del med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lots_around(self) -> list["Lot"]:
        """Return the lots that it is inside, the nearest first.

        Reads them: free for lots from ``queries.lots.in_order``.
        """
        return [self.parent, *self.parent.lots_around] if self.parent else []

    @property
    def full_name(self) -> str:
        """Return the name after those of the lots around it: ”Nord: Skogsby: Natt”."""
        return ": ".join(lot.name for lot in [*reversed(self.lots_around), self])
