"""Stored documents."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.documents.rules import Direction, extension_of
from insyn.kernel.access import RoleHeld, Secrecy
from insyn.platform.scoping import Scoped


def stored_name(instance: "Document", file_name: str) -> str:
    """Return a random name under the owner's folder; the given name is kept in the row."""
    return f"{instance.authority_id}/{secrets.token_hex(16)}.{extension_of(file_name)}"


class DocumentQuerySet(Scoped["Document"]):
    """Documents never travel with a cooperation: what is shared is the report.

    Those who read only what has been reported never see what a provider handed in, nor what
    those who carry out a follow-up keep to work with.
    """

    suspicion_path = "tells_of_suspicion"

    @classmethod
    def _own(cls, through: str, held: RoleHeld) -> Q:
        own = super()._own(through, held)
        if not held.sees_drafts:
            own &= ~Q((f"{through}direction__in", (Direction.INCOMING, Direction.WORKING)))
        return own


class Document(models.Model):
    """A stored document with its confidentiality (handling)."""

    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="+", verbose_name="nämnd"
    )
    secrecy = models.PositiveSmallIntegerField(
        "sekretess", choices=Secrecy.choices(), default=Secrecy.INTERNAL
    )
    tells_of_suspicion = models.BooleanField("rör misstanke", default=False)
    title = models.CharField("rubrik", max_length=200)
    direction = models.CharField(
        "riktning", max_length=10, choices=Direction.choices(), default=Direction.INTERNAL
    )
    case_number = models.CharField("diarienummer", max_length=60, blank=True)
    counterpart = models.CharField("avsändare eller mottagare", max_length=200, blank=True)
    dated_on = models.DateField("datum")
    retain_until = models.DateField("gallras", null=True, blank=True)
    file = models.FileField("fil", upload_to=stored_name, max_length=200)
    file_name = models.CharField("filnamn", max_length=200)
    content_type = models.CharField("filtyp", max_length=100)
    size = models.PositiveBigIntegerField("storlek i byte")
    sha256 = models.CharField("kontrollsumma", max_length=64)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+",
        verbose_name="sparad av",
    )  # fmt: skip
    stored_at = models.DateTimeField("sparad")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["-dated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy__in=Secrecy.codes()), name="document_secrecy_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.codes()), name="document_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(secrecy__lt=Secrecy.CLIENT_DOCUMENT) | Q(retain_until__isnull=False),
                name="client_document_has_retention_date",
                violation_error_message=(
                    "En handling om en enskild måste ha ett datum för gallring."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
