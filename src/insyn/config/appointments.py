"""What people are expected at, for their own calendars. Never anything that is unannounced."""

from collections.abc import Callable, Iterable
from datetime import date

from insyn.coordination.queries.appointments import appointments_of as of_coordination
from insyn.dialogues.queries.appointments import appointments_of as of_dialogues
from insyn.kernel.access import Access
from insyn.kernel.duties import Appointment
from insyn.visits.queries.appointments import appointments_of as of_visits

SOURCES: tuple[Callable[[Access, date], Iterable[Appointment]], ...] = (
    of_visits,
    of_dialogues,
    of_coordination,
)
