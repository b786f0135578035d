"""What must be in place before anything else of the project runs."""

from enum import Enum

from django.apps import AppConfig
from django.db.migrations.serializer import BaseSerializer
from django.db.migrations.writer import MigrationWriter

from insyn.platform import lookups


class CodeSerializer(BaseSerializer):
    """Writes a member of a closed list as its plain code.

    A migration that named our enums would break the day one of them is moved or renamed.
    """

    def serialize(self) -> tuple[str, set[str]]:
        return repr(self.value.value), set()


class PlatformConfig(AppConfig):
    """Plumbing without domain."""

    name = "insyn.platform"

    def ready(self) -> None:
        MigrationWriter.register_serializer(Enum, CodeSerializer)
        lookups.register()
