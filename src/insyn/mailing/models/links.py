"""Personal links, the codes that go with them, and guesses at them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.mailing.models.mail import OutgoingMail
from insyn.mailing.rules import CODE_ATTEMPTS, LinkState, link_state
from insyn.platform import clock


class PersonalLink(models.Model):
    """The right to ask for a code and come in, sent to one person (personlig länk).

    Only a digest of the link is stored. It opens once; whoever has lost it asks for a new one.
    """

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name="användare",
    )  # fmt: skip
    mail = models.ForeignKey(
        OutgoingMail, on_delete=models.PROTECT, related_name="links", verbose_name="utskick"
    )
    digest = models.CharField("kontrollsumma", max_length=64, unique=True)
    leads_to = models.CharField("leder till", max_length=200, blank=True)
    made_at = models.DateTimeField("gjord")
    expires_at = models.DateTimeField("gäller till")
    opened_at = models.DateTimeField("öppnad", null=True, blank=True)
    used_at = models.DateTimeField("använd", null=True, blank=True)
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)

    class Meta:
        verbose_name = "personlig länk"
        verbose_name_plural = "personliga länkar"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Personlig länk till {self.user}"

    @property
    def state(self) -> LinkState:
        return link_state(
            expires_at=self.expires_at,
            used_at=self.used_at,
            revoked_at=self.revoked_at,
            now=clock.now(),
        )


class LoginCode(models.Model):
    """Six digits that prove who reads the address (engångskod). Only a seal of them is stored."""

    link = models.ForeignKey(
        PersonalLink, on_delete=models.CASCADE, related_name="codes", verbose_name="länk"
    )
    seal = models.CharField("försegling", max_length=64)
    made_at = models.DateTimeField("gjord")
    expires_at = models.DateTimeField("gäller till")
    attempts = models.PositiveSmallIntegerField("felaktiga försök", default=0)
    used_at = models.DateTimeField("använd", null=True, blank=True)

    class Meta:
        verbose_name = "engångskod"
        verbose_name_plural = "engångskoder"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(attempts__lte=CODE_ATTEMPTS), name="login_code_attempts_bounded"
            ),
        ]

    def __str__(self) -> str:
        return "Engångskod"


class LinkGuess(models.Model):
    """Somebody tried a link or an address that does not open (gissning). The sender is sealed."""

    sender = models.CharField("avsändare", max_length=64)
    at = models.DateTimeField("när")

    class Meta:
        verbose_name = "gissning"
        verbose_name_plural = "gissningar"
        ordering = ["-at"]
        indexes = [models.Index(fields=["sender", "at"], name="link_guess_by_sender")]

    def __str__(self) -> str:
        return "Gissning"
