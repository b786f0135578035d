"""What the pages of action plans share: finding the row, and telling what a rule said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.measures.models import ActionPlan, CorrectiveAction, Sanction, Termination
from insyn.measures.queries.ending import may_move_termination
from insyn.measures.queries.ledger import LedgerGroup
from insyn.measures.rules.amounts import CENT
from insyn.measures.rules.ledger import Figure, Grouping
from insyn.measures.rules.sanction_checks import permission_for_sanction
from insyn.measures.rules.sanctions import SanctionEvent
from insyn.measures.rules.terminations import (
    TerminationEvent,
    TerminationKind,
    permission_for_termination,
    word_of,
)
from insyn.measures.services.sanctions import may_move
from insyn.papers.excel import ColumnKind
from insyn.platform.forms import InsynForm
from insyn.platform.sentences import said


def seen_plan(request: Request, pk: int) -> ActionPlan:
    """Return the plan with its follow-up, or answer 404."""
    return get_object_or_404(ActionPlan.objects.visible_to(request.access).with_followup(), pk=pk)


def measured_action(request: Request, pk: int) -> CorrectiveAction:
    """Return the answer to one who may request measures; else answer 404 or 403."""
    rows = CorrectiveAction.objects.visible_to(request.access)
    related = rows.select_related("finding", "plan__followup__contract__provider")
    action = get_object_or_404(related, pk=pk)
    authority_id = action.plan.followup.authority_id
    request.access.require(Permission.REQUEST_MEASURES, authority_id=authority_id)
    return action


def saved(form: InsynForm, act: Callable[[], object]) -> bool:
    """Tell whether the event of a valid form happened; else the form says why not."""
    try:
        act()
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


def press(
    request: Request, act: Callable[[], object], *, done: str, followup: Followup
) -> HttpResponse:
    """Let a button's event happen, tell how it went, and show the plan's page anew."""
    try:
        act()
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, done)
    return redirect("measures:followup", followup.pk)


PLAN_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda plan: plan.followup.number, width=14),
    ListColumn(__("Utförare"), lambda plan: str(plan.followup.contract.provider)),
    ListColumn(__("Läge"), lambda plan: label(plan.shown_state)),
    day(__("Senast"), lambda plan: plan.due_on),
    count(__("Besvarade brister"), lambda plan: plan.answer_count),
    count(__("Brister"), lambda plan: plan.finding_count),
    ListColumn(__("Avtal"), lambda plan: str(plan.followup.contract.agreement)),
    ListColumn(__("Nämnd"), lambda plan: str(plan.followup.authority)),
)
"""The list of action plans as a file."""

MEASURE_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda action: action.plan.followup.number, width=14),
    ListColumn(__("Nämnd"), lambda action: str(action.plan.followup.authority)),
    ListColumn(__("Brist"), lambda action: action.finding.text, width=60),
    ListColumn(__("Åtgärd"), lambda action: action.measure, width=60),
    ListColumn(__("Ansvarig"), lambda action: action.responsible),
    day(__("Klart senast"), lambda action: action.done_by),
    ListColumn(__("Svaret"), lambda action: label(action.shown_state)),
    ListColumn(__("Åtgärdsplanen"), lambda action: label(action.plan.shown_state)),
)
"""A provider's measures as a file."""


def seen_sanction(request: Request, pk: int) -> Sanction:
    """Return the sanction with what its page says of it, or answer 404."""
    rows = Sanction.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related(*SANCTION_ABOUT), pk=pk)


def moved_sanction(request: Request, pk: int, event: SanctionEvent) -> Sanction:
    """Return the sanction to one who may make the move; else answer 404 or 403."""
    row = seen_sanction(request, pk)
    if not may_move(request.access, row, event):
        raise NotAllowed(permission_for_sanction(event))
    return row


SANCTION_ABOUT = (
    "authority__municipality",
    "contract__provider",
    "contract__agreement__authority",
    "followup",
    "step",
    "decision__delegation",
    "proof",
    "contest_file",
)
"""What the pages of one sanction say of it."""


@dataclass(frozen=True, slots=True)
class SanctionButton:
    """A move of a sanction as its page offers it."""

    event: SanctionEvent
    is_first: bool

    @property
    def is_grave(self) -> bool:
        return self.event in {SanctionEvent.REJECT, SanctionEvent.WITHDRAW}

    @property
    def route(self) -> str:
        return f"measures:sanction_{self.event.value}"


def sanction_buttons(events: Sequence[SanctionEvent]) -> list[SanctionButton]:
    """Return the moves as buttons: the way on first, the grave ones last."""
    is_side = {SanctionEvent.CHANGE: 1, SanctionEvent.CONTEST: 1}
    grave = {SanctionEvent.REJECT: 2, SanctionEvent.WITHDRAW: 2}
    ordered = sorted(events, key=lambda event: (is_side | grave).get(event, 0))
    return [SanctionButton(event, place == 0) for place, event in enumerate(ordered)]


def kronor_column(heading: str | Promise, value: Callable[[Any], object]) -> ListColumn:
    """Return a column of kronor, in whole öre."""
    return ListColumn(heading, partial(_in_ore, value=value), ColumnKind.NUMBER, width=16)


def _in_ore(row: Any, value: Callable[[Any], Any]) -> object:
    amount = value(row)
    return None if amount is None else amount.quantize(CENT)


SANCTION_COLUMNS = (
    ListColumn(__("Nummer"), lambda row: row.number, width=14),
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider)),
    ListColumn(__("Avtal"), lambda row: str(row.contract.agreement)),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    ListColumn(__("Slag"), lambda row: label(row.shown_kind)),
    ListColumn(__("Klausul"), lambda row: row.clause),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    day(__("Föreslagen"), lambda row: row.proposed_on),
    day(__("Beslutad"), lambda row: row.decided_on),
    day(__("Delgiven"), lambda row: row.notified_on),
    day(__("Svar senast"), lambda row: row.answer_due_on),
    day(__("Bestridd"), lambda row: row.contested_on),
    day(__("Verkställd"), lambda row: row.carried_out_on),
    kronor_column(__("Föreslaget"), lambda row: row.proposed_sum),
    kronor_column(__("Beslutat"), lambda row: row.decided_sum),
    kronor_column(__("Gäller nu"), lambda row: row.holds_sum),
)
"""The list of sanctions as a file."""

LEDGER_COLUMNS = (
    ListColumn(__("Nummer"), lambda line: line.sanction.number, width=14),
    ListColumn(__("Utförare"), lambda line: str(line.sanction.contract.provider)),
    ListColumn(__("Avtal"), lambda line: str(line.sanction.contract.agreement)),
    ListColumn(__("Nämnd"), lambda line: str(line.sanction.authority)),
    ListColumn(__("Slag"), lambda line: label(line.sanction.shown_kind)),
    ListColumn(__("Läge"), lambda line: label(line.sanction.shown_state)),
    ListColumn(__("Verksamhet"), lambda line: str(line.unit or "")),
    ListColumn(__("Grund"), lambda line: line.ground, width=40),
    day(__("Från"), lambda line: line.period_from),
    day(__("Till och med"), lambda line: line.period_to),
    kronor_column(__("Antal"), lambda line: line.quantity),
    kronor_column(__("Kronor per styck"), lambda line: line.rate),
    kronor_column(__("Föreslaget"), lambda line: line.proposed),
    kronor_column(__("Beslutat"), lambda line: line.decided),
    kronor_column(__("Efter bestridande"), lambda line: line.settled),
    day(__("Bestridd"), lambda line: line.sanction.contested_on),
    day(__("Verkställd"), lambda line: line.sanction.carried_out_on),
)
"""The rows of the ledger as a file."""


def group_columns(by: Grouping) -> list[ListColumn]:
    """Return the sums of the ledger as a file."""
    return [
        ListColumn(_(by.label), lambda group: group.name),
        count(__("Rader"), lambda group: group.lines),
        *(kronor_column(_(figure.label), partial(_sum_of, figure=figure)) for figure in Figure),
    ]


def _sum_of(group: LedgerGroup, figure: Figure) -> object:
    return group.totals.sums[figure]


def grouping_of(asked: str) -> Grouping:
    """Return what the sums are for; one that does not exist is the first."""
    return Grouping(asked) if asked in Grouping.codes() else Grouping.PROVIDER


def figure_query(chosen: QueryDict, **more: str) -> str:
    """Return the tail of the address of the rows behind a figure, to end with its code."""
    query = chosen.copy()
    for name in ("page", "fil", "grupp", "sort", "figure", *more):
        query.pop(name, None)
    query.update(more)
    said = query.urlencode()
    return f"{said}&figure=" if said else "figure="


@dataclass(frozen=True, slots=True)
class LinkedGroup:
    """A group of the ledger, and the address's tail of the rows behind its figures."""

    group: LedgerGroup
    link: str


def linked(groups: Sequence[LedgerGroup], by: Grouping, chosen: QueryDict) -> list[LinkedGroup]:
    """Return the groups with the way to their rows."""
    return [
        LinkedGroup(group, figure_query(chosen, **({by.value: group.key} if group.key else _ALL)))
        for group in groups
    ]


_ALL = {"no_unit": "on"}
"""The filter of the lines that are about the whole contract and no unit."""


def grouping_tabs(chosen: QueryDict, by: Grouping) -> list[dict[str, object]]:
    """Return the ways to group, as tabs that keep what is filtered."""
    tabs: list[dict[str, object]] = []
    for one in Grouping:
        query = chosen.copy()
        query.pop("page", None)
        query["grupp"] = one.value
        tabs.append({"url": f"?{query.urlencode()}", "label": one, "current": one == by})
    return tabs


def seen_termination(request: Request, pk: int) -> Termination:
    """Return the termination with what its page says of it, or answer 404."""
    rows = Termination.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related(*TERMINATION_ABOUT), pk=pk)


def moved_termination(request: Request, pk: int, event: TerminationEvent) -> Termination:
    """Return the termination to one who may make the move; else answer 404 or 403."""
    row = seen_termination(request, pk)
    if not may_move_termination(request.access, row, event):
        raise NotAllowed(permission_for_termination(event, row.shown_state))
    return row


TERMINATION_ABOUT = (
    "authority__municipality",
    "contract__provider",
    "contract__agreement__authority",
    "sanction__decision",
    "decision__delegation",
    "proof",
    "responsible",
)
"""What the pages of one termination say of it."""


@dataclass(frozen=True, slots=True)
class TerminationButton:
    """A move of a termination as its page offers it."""

    event: TerminationEvent
    word: str
    is_first: bool

    @property
    def is_grave(self) -> bool:
        return self.event == TerminationEvent.STOP

    @property
    def route(self) -> str:
        return f"measures:termination_{self.event.value}"


def termination_buttons(
    events: Sequence[TerminationEvent], kind: TerminationKind
) -> list[TerminationButton]:
    """Return the moves as buttons: the way on first, the change and the grave one last."""
    late = {TerminationEvent.CHANGE: 1, TerminationEvent.STOP: 2}
    ordered = sorted(events, key=lambda event: late.get(event, 0))
    return [TerminationButton(event, word_of(event, kind), event not in late) for event in ordered]


TERMINATION_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.contract.provider)),
    ListColumn(__("Avtal"), lambda row: str(row.contract.agreement)),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
    ListColumn(__("Slag"), lambda row: label(row.shown_kind)),
    ListColumn(__("Läge"), lambda row: label(row.shown_state)),
    day(__("Påbörjat"), lambda row: row.prepared_on),
    day(__("Uppsagt"), lambda row: row.notice_on),
    day(__("Sista dag"), lambda row: row.ends_on),
    count(__("Placerade från början"), lambda row: row.placed),
    count(__("Placerade kvar"), lambda row: row.placed_left),
    count(__("Uppgifter"), lambda row: row.task_count),
    count(__("Uppgifter kvar"), lambda row: row.left_count),
    count(__("Försenade"), lambda row: row.late_count),
    ListColumn(__("Ansvarig"), lambda row: str(row.responsible or "")),
)
"""The list of terminations as a file."""
