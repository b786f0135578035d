"""What belongs to single findings: the question about IVO, and examples that are shared."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.findings.models.findings import Finding
from insyn.findings.rules.lists import Consent
from insyn.followups.models import WorkingNotes
from insyn.kernel.access import Access, Secrecy
from insyn.platform.scoping import M_co
from insyn.registry.models import ServiceArea


class OfFinding(WorkingNotes[M_co]):
    """Rows that stay with those who work with the finding's follow-up."""

    authority_path = "finding__followup__authority"
    secrecy_path = "finding__followup__secrecy"
    reported_path = "finding__followup__reported_on"
    provider_path = "finding__followup__contract__provider"


class InspectorateQuestion(models.Model):
    """Whether IVO must be told of a serious deficiency, and why (fråga om anmälan till IVO).

    Source: SoL (2025:400) 27 kap. 7 §, LSS 15 §.
    """

    finding = models.OneToOneField(
        Finding, on_delete=models.CASCADE, related_name="inspectorate_question",
        verbose_name="resultat",
    )  # fmt: skip
    is_to_be_told = models.BooleanField("ska anmälas till IVO")
    reason = models.TextField("skäl")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name="besvarad av",
    )  # fmt: skip
    answered_on = models.DateField("besvarad")
    told_on = models.DateField("anmäld", null=True, blank=True)
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = OfFinding.as_manager()

    class Meta:
        verbose_name = "fråga om anmälan till IVO"
        verbose_name_plural = "frågor om anmälan till IVO"
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="inspectorate_question_has_reason",
                violation_error_message="Skriv varför.",
            ),
            models.CheckConstraint(
                condition=Q(told_on=None) | Q(is_to_be_told=True),
                name="only_what_is_to_be_told_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"IVO: {self.finding}"


class SharedExampleQuerySet(OfFinding["SharedExample"]):
    """Examples; the shared ones are read by every provider."""

    def shared(self) -> Self:
        """Keep those whose provider has said yes."""
        return self.filter(consent=Consent.GIVEN, shared_on__isnull=False)

    def shared_with_providers(self, access: Access) -> Self:
        """Keep the shared ones of authorities that have let the asker in, and open them.

        Only what was written to be shared, and the provider's name if it wants to be named, is
        for other providers to read: never the finding behind.
        """
        authorities = {contact.authority_id for contact in access.contacts}
        rows = self.shared().filter(
            finding__followup__authority__in=authorities,
            finding__followup__secrecy__lte=Secrecy.INTERNAL,
        )
        return rows._opened()

    def shown_to_provider(self, access: Access) -> Self:
        """Keep the own ones that a provider has been asked about, and open them."""
        return self._of_contacts(access).filter(finding__followup__secrecy__lte=Secrecy.INTERNAL)


class SharedExample(models.Model):
    """A good example that others may learn from, once its provider agrees (delat gott exempel).

    ``text`` is what others read. The provider is named only if it wants to be.
    """

    finding = models.OneToOneField(
        Finding, on_delete=models.CASCADE, related_name="shared_example", verbose_name="resultat"
    )
    title = models.CharField("rubrik", max_length=150)
    text = models.TextField("så som det delas")
    consent = models.CharField(
        "samtycke", max_length=10, choices=Consent.choices(), default=Consent.ASKED
    )
    names_provider = models.BooleanField("utföraren vill nämnas", default=False)
    asked_on = models.DateField("tillfrågad")
    answered_on = models.DateField("svar", null=True, blank=True)
    answered_by = models.CharField("svar av, efter roll", max_length=150, blank=True)
    shared_on = models.DateField("delat", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = SharedExampleQuerySet.as_manager()

    class Meta:
        verbose_name = "delat gott exempel"
        verbose_name_plural = "delade goda exempel"
        ordering = ["-shared_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent__in=Consent.codes()), name="shared_example_consent_known"
            ),
            models.CheckConstraint(
                condition=Q(shared_on=None) | Q(consent=Consent.GIVEN),
                name="example_is_shared_with_consent",
                violation_error_message="Ett gott exempel delas först när utföraren har sagt ja.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_consent(self) -> Consent:
        return Consent(self.consent)

    @property
    def is_shared(self) -> bool:
        return self.shared_on is not None and self.consent == Consent.GIVEN

    @property
    def service_area(self) -> ServiceArea | None:
        """Return the service area of the unit that was followed up, else of the lot."""
        followup = self.finding.followup
        place = followup.unit or followup.lot
        return place.service_area if place else None

    @property
    def told_name(self) -> str:
        """Return the provider's name if it wants to be named; else nothing."""
        if not self.names_provider:
            return ""
        followup = self.finding.followup
        return followup.provider_name or followup.contract.provider.name
