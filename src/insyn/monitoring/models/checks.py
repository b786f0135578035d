"""Register checks."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.kernel.access import Secrecy
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform.scoping import Scoped
from insyn.registry.models import Agreement, Provider


class RegisterCheckQuerySet(Scoped["RegisterCheck"]):
    """Checks made under a shared agreement are shared with the cooperation."""

    cooperation_path = "agreement__cooperation"


class RegisterCheck(models.Model):
    """A look into an outside register: by hand, from a list or asked by us (registerkontroll).

    ``key`` is what makes an answer that was read in the same however often it is read.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="avtal",
    )  # fmt: skip
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="register_checks", verbose_name="utförare"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    kind = models.CharField("kontroll", max_length=10, choices=CheckKind.choices())
    source = models.CharField("källa", max_length=100)
    checked_on = models.DateField("kontrollerad")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+", verbose_name="kontrollerad av",
    )  # fmt: skip
    result = models.CharField("resultat", max_length=10, choices=CheckResult.choices())
    remark = models.TextField("vad kontrollen visade", blank=True)
    judgement = models.TextField("bedömning", blank=True)
    valid_until = models.DateField("gäller till", null=True, blank=True)
    proof = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bevis",
    )  # fmt: skip

    details = models.JSONField("uppgifter", default=dict, blank=True)
    changes = models.JSONField("ändrat sedan förra kontrollen", default=list, blank=True)
    key = models.CharField("nyckel", max_length=64, null=True, blank=True, unique=True)

    objects = RegisterCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "registerkontroll"
        verbose_name_plural = "registerkontroller"
        ordering = ["-checked_on", "provider__name", "kind"]
        indexes = [
            models.Index(
                fields=["authority", "provider", "kind", "checked_on"],
                name="register_check_latest",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CheckKind.codes()), name="register_check_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="register_check_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(result__in=CheckResult.codes()), name="register_check_result_known"
            ),
            models.CheckConstraint(
                condition=Q(result=CheckResult.OK) | ~Q(remark=""),
                name="register_check_other_than_ok_says_what_it_showed",
                violation_error_message="Skriv vad kontrollen visade.",
            ),
        ]

    def __str__(self) -> str:
        return f"{CheckKind(self.kind).label}, {self.provider}"

    @property
    def shown_details(self) -> list[tuple[str, str]]:
        """Return the parts of the answer in order of their names."""
        return sorted(self.details.items())
