"""Who knows which areas a follow-up in depth takes up; the pages of visits mark them."""

from collections.abc import Callable

from insyn.findings.queries.in_depth import areas_in_depth
from insyn.followups.models import Followup
from insyn.kernel.access import Access

AREAS_IN_DEPTH: Callable[[Access, Followup], frozenset[str]] = areas_in_depth
