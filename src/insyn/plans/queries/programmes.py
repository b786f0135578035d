"""Questions about programmes: which there are, and which boards have a plan tied to one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from insyn.accounts.models import Authority, Municipality
from insyn.kernel.access import Access, Permission
from insyn.plans.models import Plan, PlanParty, Programme
from insyn.plans.queries.plans import boards_beside
from insyn.plans.rules import PlanState

SORTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "-starts_on", "pk"),
    "-title": ("-title", "starts_on", "-pk"),
    "municipality": ("municipality__name", "-starts_on", "pk"),
    "-municipality": ("-municipality__name", "-starts_on", "pk"),
    "starts_on": ("starts_on", "title", "pk"),
    "-starts_on": ("-starts_on", "title", "pk"),
}


def listed_programmes(*, chosen: Mapping[str, Any], sort: str) -> QuerySet[Programme]:
    """Return the programmes that the filters keep, each with ``goal_count``. All are public."""
    rows = Programme.objects.select_related("municipality")
    if chosen["q"]:
        rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(case_number__icontains=chosen["q"]))
    if chosen["municipality"]:
        rows = rows.filter(municipality=chosen["municipality"])
    counted = rows.annotate(goal_count=Count("goals"))
    return counted.order_by(*SORTS.get(sort, SORTS["municipality"]))


def municipalities_with_programmes() -> QuerySet[Municipality]:
    """Return the municipalities that have a programme here."""
    return Municipality.objects.filter(pk__in=Programme.objects.values("municipality"))


def municipalities_to_edit(access: Access) -> QuerySet[Municipality]:
    """Return the municipalities whose programmes the asker may write."""
    boards = access.authorities_where(Permission.EDIT_PLAN)
    return Municipality.objects.filter(authorities__in=boards).distinct()


def editing_board(access: Access, municipality_id: int) -> int | None:
    """Return the board of the municipality in which the asker may edit plans; None for none."""
    boards = access.authorities_where(Permission.EDIT_PLAN)
    rows = Authority.objects.filter(pk__in=boards, municipality=municipality_id).order_by("pk")
    return rows.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A board of the municipality, and its plans tied to the programme.

    ``plans`` are those that the asker sees. ``has_adopted`` also knows of the others, and only
    that much: that a board has adopted a plan is public, what it works on is not.
    """

    board: Authority
    plans: list[Plan]
    has_adopted: bool


def board_lines(access: Access, programme: Programme, *, today: date) -> list[BoardLine]:
    """Return every board of the municipality, those with a plan first. Four queries."""
    boards = boards_beside([programme.municipality_id], today=today)
    parties = PlanParty.objects.filter(plan__programme=programme)
    pairs = list(parties.values_list("authority", "plan", "plan__state"))
    seen = {plan.pk: plan for plan in Plan.objects.visible_to(access).filter(programme=programme)}
    adopted = {board for board, _plan, state in pairs if state == PlanState.ADOPTED}
    lines = [
        BoardLine(
            board,
            [plan for key, plan in seen.items() if (board.pk, key) in {p[:2] for p in pairs}],
            board.pk in adopted,
        )
        for board in boards
    ]
    return sorted(lines, key=lambda line: not (line.plans or line.has_adopted))
