"""A calendar of dates to watch, read by a calendar program without logging in."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class WatchFeed(models.Model):
    """One person's calendar address (kalenderflöde). Only a hash of its secret is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+",
        verbose_name="användare",
    )  # fmt: skip
    token_hash = models.CharField("nyckelns kontrollsumma", max_length=64, unique=True)
    created_at = models.DateTimeField("skapad")
    revoked_at = models.DateTimeField("återkallad", null=True, blank=True)
    last_read_on = models.DateField("senast läst", null=True, blank=True)

    class Meta:
        verbose_name = "kalenderflöde"
        verbose_name_plural = "kalenderflöden"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at=None),
                name="one_watch_feed_per_user",
                violation_error_message="Du har redan ett kalenderflöde.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.created_at:%Y-%m-%d}"
