"""What the pages of the portal share: their lists as files."""

import itertools
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as __

from insyn.audit.models import AuditEvent
from insyn.documents.http import ListColumn, day, label
from insyn.papers.excel import ColumnKind
from insyn.portal.queries.trail import TrailLine, trail_lines
from insyn.portal.rules.timeline import LANE_OF

TRAIL_COLUMNS = (
    ListColumn(__("Nummer"), lambda line: line.event.number, ColumnKind.INTEGER, width=10),
    ListColumn(__("Tid"), lambda line: f"{timezone.localtime(line.event.at):%Y-%m-%d %H:%M:%S}"),
    ListColumn(__("Händelse"), lambda line: gettext(line.verb)),
    ListColumn(__("Sak"), lambda line: gettext(line.noun)),
    ListColumn(__("Gällde"), lambda line: line.event.subject_name, width=40),
    ListColumn(__("Person"), lambda line: line.event.actor_name),
    ListColumn(
        __("Uppgifter"),
        lambda line: "; ".join(f"{name}: {value}" for name, value in line.facts),
        width=60,
    ),
    ListColumn(__("Nämnd"), lambda line: line.authority),
)
"""The trail as a file."""

TIMELINE_COLUMNS = (
    day(__("Datum"), lambda row: row.on),
    ListColumn(__("Slag"), lambda row: label(LANE_OF[row.kind])),
    ListColumn(__("Händelse"), lambda row: label(row.kind)),
    ListColumn(__("Gällde"), lambda row: row.about, width=60),
)
"""The time line of a provider as a file."""


def trail_in_parts(events: QuerySet[AuditEvent]) -> Iterator[TrailLine]:
    """Give all lines of the trail, a few hundred events in memory at a time."""
    found = events.iterator(chunk_size=LINES_AT_A_TIME)
    while some := list(itertools.islice(found, LINES_AT_A_TIME)):
        yield from trail_lines(some)


LINES_AT_A_TIME = 500
