"""What the owner of a calendar address is expected at."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from insyn.kernel.access import Access
from insyn.kernel.duties import Appointment


def appointments_of(access: Access, *, today: date) -> Iterator[Appointment]:
    """Yield meetings and announced visits; asked of what ``APPOINTMENT_SOURCES`` names."""
    for source in import_string(settings.APPOINTMENT_SOURCES):
        yield from source(access, today)
