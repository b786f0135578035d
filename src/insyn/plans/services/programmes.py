"""What happens to a municipality's programme and its goals.

Source: kommunallagen 5 kap. 3 §.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from insyn.accounts.models import Municipality
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.plans.models import Programme, ProgrammeGoal
from insyn.plans.queries.programmes import editing_board
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import write


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What the council has decided for a mandate period."""

    municipality: Municipality
    title: str
    starts_on: date
    ends_on: date
    case_number: str = ""
    decided_on: date | None = None
    decision: str = ""
    followed_up_by: str = ""
    insight_by: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ProgrammeFacts.__slots__}


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal of the programme. Without a number it comes last."""

    text: str
    number: int | None = None


@transaction.atomic
def save_programme(
    access: Access,
    *,
    programme: Programme | None,
    facts: ProgrammeFacts,
    version: int | None = None,
) -> Programme:
    """Add a programme to a municipality, or change one.

    Raises:
        NotAllowed: the asker may edit plans for no board of the municipality.
        RuleViolation: it ends before it starts, has the title and start of another, or would be
            moved to another municipality.
        Outdated: somebody changed the programme after the page was read.
    """
    home = programme.municipality_id if programme else facts.municipality.pk
    place = _place(access, home)
    if facts.municipality.pk != home:
        raise RuleViolation(_("Ett program kan inte flyttas till en annan kommun."))
    row = _locked(programme, version) if programme else Programme()
    said = write(row, facts.values)
    if said:
        event = "programme.updated" if programme else "programme.created"
        record(access, event, row, place=place, facts=said)
    return row


def _place(access: Access, municipality_id: int) -> Place:
    """Return where the event is kept: with the board through which the asker may edit."""
    board = editing_board(access, municipality_id)
    if board is None:
        raise NotAllowed(Permission.EDIT_PLAN)
    return Place(board)


def _locked(programme: Programme, version: int | None) -> Programme:
    return locked_row(Programme.objects.all(), pk=programme.pk, version=version)


@transaction.atomic
def remove_programme(access: Access, programme: Programme) -> None:
    """Take a programme away with its goals.

    Raises:
        NotAllowed: the asker may edit plans for no board of the municipality.
        RuleViolation: some board has a plan tied to it.
    """
    place = _place(access, programme.municipality_id)
    row = _locked(programme, None)
    if row.plans.exists():
        raise RuleViolation(
            _("En nämnd har en plan som är knuten till programmet. Det kan inte tas bort.")
        )
    record(access, "programme.removed", row, place=place, facts={"title": row.title})
    row.delete()


@transaction.atomic
def save_goal(
    access: Access,
    *,
    programme: Programme,
    goal: ProgrammeGoal | None,
    facts: GoalFacts,
    version: int | None = None,
) -> ProgrammeGoal:
    """Add a goal to a programme, or change one.

    Raises:
        NotAllowed: the asker may edit plans for no board of the municipality.
        RuleViolation: another goal has the number, or reads the same.
        Outdated: somebody changed the goal after the page was read.
    """
    place = _place(access, programme.municipality_id)
    home = _locked(programme, None)
    rows = ProgrammeGoal.objects.filter(programme=home)
    row = locked_row(rows, pk=goal.pk, version=version) if goal else ProgrammeGoal()
    is_unnumbered = goal is None and facts.number is None
    if is_unnumbered and rows.filter(text=facts.text).exists():
        raise RuleViolation(_("Programmet har redan det målet. Ändra det i stället."))
    number = facts.number or (goal.number if goal else _next_number(home))
    said = write(row, {"programme": home, "number": number, "text": facts.text})
    if said:
        event = "programme_goal.updated" if goal else "programme_goal.created"
        record(access, event, row, place=place, facts=said)
    return row


def _next_number(programme: Programme) -> int:
    last = programme.goals.aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


@transaction.atomic
def remove_goal(access: Access, goal: ProgrammeGoal) -> None:
    """Take a goal away; activities that pointed at it point at none.

    Raises:
        NotAllowed: the asker may edit plans for no board of the municipality.
        Outdated: somebody took the goal away.
    """
    place = _place(access, goal.programme.municipality_id)
    row = locked_row(ProgrammeGoal.objects.all(), pk=goal.pk)
    record(access, "programme_goal.removed", row, place=place, facts={"text": row.text})
    row.delete()
