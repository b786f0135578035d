"""What the page of one thematic review shows."""

from django.utils.translation import gettext_noop

from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.themes.models import ThematicReview
from insyn.themes.queries.patterns import assessed_in
from insyn.themes.queries.report import (
    found_patterns,
    requirement_patterns,
    shown_areas,
    split_patterns,
)
from insyn.themes.queries.reviews import causes_of, recommendations_of, sources_of
from insyn.themes.queries.sample import possible_count, sample_by_area, sample_rows
from insyn.themes.rules import OPEN_STATES, ThemeState
from insyn.themes.rules.guards import FOLLOWED_STATES
from insyn.themes.rules.patterns import ShownPattern
from insyn.themes.rules.report import FOUND, LEVELS, in_words

SAID_OF_FEW = gettext_noop("färre än fem")
"""How the report says a number that it holds back."""


def page_of(access: Access, review: ThematicReview) -> dict[str, object]:
    """Return what the page shows; the sample only to those who do the work."""
    state, board = review.shown_state, review.authority_id
    may_write = access.may(Permission.WRITE_REPORT, authority_id=board)
    may_plan = access.may(Permission.PLAN_FOLLOWUP, authority_id=board)
    sees_sample = any(
        mandate.sees_drafts for mandate in access.mandates if mandate.authority_id == board
    )
    context = {
        "review": review,
        "may_edit": may_write and state in OPEN_STATES,
        "may_write": may_write,
        "may_plan": may_plan and may_write and state is ThemeState.ONGOING,
        "may_follow": may_write and state in FOLLOWED_STATES,
        "may_decide": access.may(Permission.DECIDE_REPORT, authority_id=board),
        "sees_sample": sees_sample,
        "sources": list(sources_of(access, review)),
        "causes": [
            (cause, "" if cause.services is None else in_words(cause.services))
            for cause in causes_of(access, review)
        ],
        "recommendations": list(recommendations_of(access, review)),
    }
    return {**context, **_of_sample(access, review)} if sees_sample else context


def _of_sample(access: Access, review: ThematicReview) -> dict[str, object]:
    followups = assessed_in(access, review)
    services = list(sample_rows(access, review))
    linked = [row.followup_id for row in services if row.followup_id is not None]
    seen = Followup.objects.visible_to(access).filter(pk__in=linked).values_list("pk", flat=True)
    areas = shown_areas(sample_by_area(access, review))
    return {
        "services": services,
        "possible": max(possible_count(access, review), len(services)),
        "seen": set(seen),
        "unplanned": len(services) - len(linked),
        "areas": areas if len(areas) > 1 else [],
        "assessed": in_words(len(followups)),
        "patterns": _tables(access, followups),
    }


def _tables(access: Access, followups: dict[int, int]) -> list[dict[str, object]]:
    """Return the tables of patterns that show anything, as the report has them."""
    if not followups:
        return []
    levels = [(level.value, level.label) for level in LEVELS]
    found = [(kind.value, label) for kind, label in FOUND]
    tables = [
        (gettext_noop("Bedömningar efter område"), levels, split_patterns(access, followups)),
        (gettext_noop("Vad som sågs efter område"), found, found_patterns(access, followups)),
        (gettext_noop("Krav med brister"), found[:1], requirement_patterns(access, followups)),
    ]
    return [_table(name, columns, rows) for name, columns, rows in tables if rows]


def _table(
    name: str, columns: list[tuple[str, str]], rows: list[ShownPattern]
) -> dict[str, object]:
    lines = [(row.heading, [row.services, *(row.counts[code] for code, _l in columns)])
             for row in rows]  # fmt: skip
    return {"name": name, "columns": [label for _code, label in columns], "rows": lines}
