"""Notices under lex Sarah from providers to the board."""

from django.db import models
from django.db.models import F, Q

from insyn.accounts.models import Authority
from insyn.kernel.access import RoleHeld
from insyn.platform.scoping import Scoped
from insyn.registry.models import Provider, Unit
from insyn.signals.rules.lex_sarah import NoticeTimes


class LexSarahNoticeQuerySet(Scoped["LexSarahNotice"]):
    """Notices are read by those who see drafts."""

    secrecy_path = ""

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        if not held.sees_drafts:
            return Q((f"{through}pk__in", ()))
        return super()._own(through, held)


class LexSarahNotice(models.Model):
    """A provider's notice of a wrong, or a risk of one (lex Sarah-underrättelse).

    Source: socialtjänstlagen (2025:400) 27 kap. 1–7 §§.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="+", verbose_name="utförare"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="verksamhet",
    )  # fmt: skip
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    is_serious = models.BooleanField("allvarligt missförhållande", default=False)
    text = models.TextField("vad underrättelsen gäller", max_length=4000)
    happened_on = models.DateField("hände")
    reported_on = models.DateField("rapporterades hos utföraren")
    told_board_on = models.DateField("nämnden underrättades", null=True, blank=True)
    received_on = models.DateField("underrättelsen kom in")
    investigated_on = models.DateField("utredningen klar", null=True, blank=True)
    remedied_on = models.DateField("avhjälpt", null=True, blank=True)
    to_ivo_on = models.DateField("anmäld till IVO", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = LexSarahNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "lex Sarah-underrättelse"
        verbose_name_plural = "lex Sarah-underrättelser"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_on__gte=F("happened_on")),
                name="lex_sarah_is_reported_after_it_happened",
                violation_error_message="Händelsen kan inte ha rapporterats innan den inträffade.",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("reported_on")),
                name="lex_sarah_is_received_after_it_was_reported",
                violation_error_message="Underrättelsen kan inte ha kommit in före rapporten.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lex Sarah {self.received_on}, {self.provider}"

    @property
    def times(self) -> NoticeTimes:
        return NoticeTimes(
            happened_on=self.happened_on,
            reported_on=self.reported_on,
            received_on=self.received_on,
            told_board_on=self.told_board_on,
            investigated_on=self.investigated_on,
            remedied_on=self.remedied_on,
            to_ivo_on=self.to_ivo_on,
        )
