"""Municipalities, authorities, cooperations, coordinations, users and memberships."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from insyn.accounts.rules import is_current
from insyn.kernel.access import Role
from insyn.kernel.choices import Choice


class ColorMode(Choice):
    """Which colours a user wants."""

    AUTO = "auto", "Som enheten"
    LIGHT = "light", "Ljust"
    DARK = "dark", "Mörkt"


class Municipality(models.Model):
    """A municipality, city or region (kommun)."""

    name = models.CharField("namn", max_length=100, unique=True)
    org_number = models.CharField("organisationsnummer", max_length=10, blank=True)

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Authority(models.Model):
    """A board that is a public authority of its own (nämnd)."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="authorities", verbose_name="kommun"
    )
    name = models.CharField("namn", max_length=120)
    administration = models.CharField("förvaltning", max_length=120, blank=True)
    case_series = models.CharField("diarieserie", max_length=20, blank=True)
    valid_from = models.DateField("finns från", null=True, blank=True)
    valid_to = models.DateField("finns till", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="efterträdare",
    )  # fmt: skip

    class Meta:
        verbose_name = "nämnd"
        verbose_name_plural = "nämnder"
        ordering = ["municipality__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="authority_name_unique_in_municipality",
                violation_error_message="Kommunen har redan en nämnd med det namnet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.municipality.name}"


class Cooperation(models.Model):
    """Authorities that follow up shared agreements together (samverkan)."""

    name = models.CharField("namn", max_length=150, unique=True)
    lead = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="sammanhållande nämnd"
    )
    members = models.ManyToManyField(
        Authority, through="CooperationMember", related_name="cooperations",
        verbose_name="deltagande nämnder",
    )  # fmt: skip

    class Meta:
        verbose_name = "samverkan"
        verbose_name_plural = "samverkan"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CooperationMember(models.Model):
    """An authority's place in a cooperation (deltagare)."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="places")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField("från", null=True, blank=True)
    valid_to = models.DateField("till", null=True, blank=True)

    class Meta:
        verbose_name = "deltagare"
        verbose_name_plural = "deltagare"
        constraints = [
            models.UniqueConstraint(
                fields=["cooperation", "authority"], name="authority_takes_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} i {self.cooperation}"


class CoordinationQuerySet(models.QuerySet["Coordination"]):
    """Questions about many coordinations."""

    def current(self, today: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)

    def not_ended(self, today: date) -> Self:
        """Keep those in force on the day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=today))


class Coordination(models.Model):
    """One authority coordinates the follow-up of another in the same municipality (samordning).

    It then reads what the other has reported, and nothing else of it.
    """

    coordinator = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="coordinations",
        verbose_name="samordnande nämnd",
    )  # fmt: skip
    coordinated = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="coordinated_by",
        verbose_name="nämnd som samordnas",
    )  # fmt: skip
    valid_from = models.DateField("från")
    valid_to = models.DateField("till", null=True, blank=True)
    version = models.PositiveIntegerField("version", default=1)

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        verbose_name = "samordning"
        verbose_name_plural = "samordning"
        ordering = ["coordinator__name", "coordinated__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["coordinator", "coordinated"],
                name="coordination_once_per_authority",
                violation_error_message="Nämnden samordnas redan av den nämnden.",
            ),
            models.CheckConstraint(
                condition=~Q(coordinator=F("coordinated")),
                name="no_authority_coordinates_itself",
                violation_error_message="En nämnd kan inte samordna sig själv.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="coordination_ends_after_it_starts",
                violation_error_message="Samordningen kan inte sluta innan den börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coordinator} samordnar {self.coordinated.name}"

    def clean(self) -> None:
        """Refuse two authorities of different municipalities.

        Raises:
            ValidationError: they are not of one municipality.
        """
        if self.coordinator.municipality_id != self.coordinated.municipality_id:
            raise ValidationError(_("Nämnderna hör till olika kommuner. Använd en samverkan."))

    def is_current(self, today: date) -> bool:
        return is_current(self.valid_from, self.valid_to, today)


class User(AbstractUser):
    """A person who logs in (användare)."""

    language = models.CharField(
        "språk", max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    color_mode = models.CharField(
        "färgläge", max_length=5, choices=ColorMode.choices(), default=ColorMode.AUTO
    )

    must_change_password = models.BooleanField("ska byta lösenord", default=False)
    comes_by_link = models.BooleanField("kommer in med personlig länk", default=False)
    """The account was made for whoever reads its address; nobody else may give it a password."""

    class Meta(AbstractUser.Meta):
        verbose_name = "användare"
        verbose_name_plural = "användare"
        constraints = [
            models.CheckConstraint(
                condition=Q(color_mode__in=ColorMode.codes()), name="user_color_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()

    @property
    def has_come_in(self) -> bool:
        """Tell whether the user has logged in and has a password of their own choice."""
        return self.last_login is not None and not self.must_change_password


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about many memberships."""

    def current(self, today: date) -> Self:
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=today),
            Q(valid_to=None) | Q(valid_to__gte=today),
        )

    def not_ended(self, today: date) -> Self:
        """Keep those in force on the day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=today))

    def not_yet_in(self) -> Self:
        """Keep those whose person has never logged in, or still has a one-time password."""
        never = Q(user__last_login=None) | Q(user__must_change_password=True)
        return self.filter(never, user__is_active=True)

    def admins(self) -> Self:
        return self.filter(role=Role.AUTHORITY_ADMIN)


class Membership(models.Model):
    """A user's role in one authority (uppdrag)."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="användare"
    )
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="memberships", verbose_name="nämnd"
    )
    role = models.CharField("roll", max_length=20, choices=Role.choices())
    valid_from = models.DateField("från", null=True, blank=True)
    valid_to = models.DateField("till", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["authority__name", "user__last_name", "user__username", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority", "role"],
                condition=Q(valid_to=None),
                name="one_open_membership_per_role",
                violation_error_message="Personen har redan den rollen i nämnden.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.codes()), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_starts",
                violation_error_message="Uppdraget kan inte sluta innan det börjar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {Role(self.role).label}, {self.authority}"

    def is_current(self, today: date) -> bool:
        return is_current(self.valid_from, self.valid_to, today)
