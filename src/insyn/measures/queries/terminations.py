"""Answers about the end of contracts: the list, and one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy

from insyn.delegations.queries import grant_of, who_may
from insyn.delegations.rules import described
from insyn.documents.models import Document
from insyn.kernel.access import Access, Permission
from insyn.measures.models import (
    EvidencePackage,
    Sanction,
    Termination,
    TerminationLetter,
    TerminationQuerySet,
    TerminationTask,
)
from insyn.measures.queries.ending import (
    ENDING,
    may_end_by,
    may_move_termination,
    terms_of,
)
from insyn.measures.rules.terminations import (
    IS_OVER,
    TaskPart,
    TerminationEvent,
    TerminationState,
    earliest_end,
    has_unknown_notice,
    kind_problem,
    matter_of_termination,
)
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.models import Contract, Provider

ABOUT = ("contract__provider", "contract__agreement", "authority__municipality", "responsible")
OF_PROVIDER_SHOWN = 10
_STATE = in_order_of("state", TerminationState)
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "provider": ("contract__provider__sort_key", "pk"),
    "-provider": ("-contract__provider__sort_key", "-pk"),
    "state": (_STATE.asc(), "-pk"),
    "-state": (_STATE.desc(), "-pk"),
    "ends": (F("ends_on").asc(nulls_last=True), "pk"),
    "-ends": (F("ends_on").desc(nulls_last=True), "-pk"),
}
"""What the list may be sorted by."""

_FILTERS: Mapping[str, str] = {
    "authority": "authority",
    "agreement": "contract__agreement",
    "contract": "contract",
    "kind": "kind",
    "state": "state",
}


def terminations(
    access: Access, chosen: Mapping[str, Any], *, sort: str = "", today: date
) -> TerminationQuerySet:
    """Return those that the asker sees, filtered, the nearest last day first unless sorted.

    Each has how many tasks it has, how many are left and late, and how many are still placed.
    """
    rows = Termination.objects.visible_to(access).select_related(*ABOUT)
    if said := chosen.get("q"):
        named = Provider.objects.matching(said).values("pk")
        rows = rows.filter(contract__provider__in=named)
    for name, path in _FILTERS.items():
        if chosen.get(name):
            rows = rows.filter(**{path: chosen[name]})
    if chosen.get("is_open"):
        rows = rows.exclude(state__in=IS_OVER)
    left = Q(tasks__done_on=None)
    counted = rows.annotate(
        task_count=Count("tasks"),
        left_count=Count("tasks", filter=left),
        late_count=Count("tasks", filter=left & Q(tasks__due_on__lt=today)),
        placed_left=Max("tasks__count_left", filter=Q(tasks__part=TaskPart.PLACED)),
    )
    first = (ranked(~Q(state__in=IS_OVER)), F("ends_on").asc(nulls_last=True), "pk")
    return counted.order_by(*SORTS.get(sort, first))


def terminations_of_provider(access: Access, provider: Provider) -> list[Termination]:
    """Return the latest terminations of a provider's contracts that the asker sees. One query."""
    rows = Termination.objects.visible_to(access).select_related(*ABOUT)
    return list(rows.filter(contract__provider=provider)[:OF_PROVIDER_SHOWN])


def running_termination(access: Access, contract: Contract) -> Termination | None:
    """Return the one that goes on for the contract, or None. One query."""
    rows = Termination.objects.visible_to(access).filter(contract=contract)
    return rows.exclude(state__in=IS_OVER).first()


@dataclass(frozen=True, slots=True)
class Ending:
    """What a sanction has led to, or that it can lead to the end of the contract."""

    termination: Termination | None
    may_start: bool


def ending_of_sanction(access: Access, sanction: Sanction) -> Ending | None:
    """Return the end of the contract that the sanction gives; None where it gives none."""
    if sanction.kind not in ENDING:
        return None
    found = Termination.objects.visible_to(access).filter(sanction=sanction).first()
    is_free = found is None and may_end_by(sanction)
    is_free = is_free and running_termination(access, sanction.contract) is None
    return Ending(found, is_free and may_start(access, sanction.contract))


def may_start(access: Access, contract: Contract) -> bool:
    """Tell whether the asker may begin to end the contract."""
    owner = contract.agreement.authority_id
    return access.may(Permission.REQUEST_MEASURES, authority_id=owner)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The tasks of one part."""

    part: TaskPart
    tasks: Sequence[TerminationTask]

    @property
    def done(self) -> int:
        return sum(1 for task in self.tasks if task.done_on is not None)


@dataclass(frozen=True, slots=True)
class EndLetter:
    """A letter, and whether the asker may open its papers."""

    letter: TerminationLetter
    may_open: bool


@dataclass(frozen=True, slots=True)
class TerminationPage:
    """Everything that the page of one termination shows."""

    groups: Sequence[TaskGroup]
    letters: Sequence[EndLetter]
    packages: Sequence[EvidencePackage]
    events: Sequence[TerminationEvent]
    deciders: Sequence[str]
    earliest: date | None
    may_work: bool
    is_over: bool
    is_taken_back: bool

    @property
    def may_change(self) -> bool:
        """Tell whether the asker may still change the tasks."""
        return self.may_work and not self.is_over

    @property
    def task_count(self) -> int:
        return sum(len(group.tasks) for group in self.groups)

    @property
    def done_count(self) -> int:
        return sum(group.done for group in self.groups)


def termination_page(access: Access, row: Termination, *, today: date) -> TerminationPage:
    """Return what the asker sees of a termination, and which moves are open to them."""
    may_work = access.may(Permission.REQUEST_MEASURES, authority_id=row.authority_id)
    is_over = row.state in IS_OVER
    return TerminationPage(
        groups=_groups(access, row),
        letters=_letters(access, row),
        packages=list(_packages(access, row)),
        events=_events(access, row, today),
        deciders=_deciders(access, row, today),
        earliest=_earliest(row, today),
        may_work=may_work,
        is_over=is_over,
        is_taken_back=not is_over and row.sanction is not None and not may_end_by(row.sanction),
    )


def _earliest(row: Termination, today: date) -> date | None:
    """Return the first last day of a notice today; None where the notice period is not known."""
    terms = terms_of(row.contract)
    if has_unknown_notice(row.shown_kind, terms):
        return None
    return earliest_end(row.shown_kind, today, terms)


def _groups(access: Access, row: Termination) -> list[TaskGroup]:
    tasks = list(TerminationTask.objects.visible_to(access).filter(termination=row))
    groups = [TaskGroup(part, [task for task in tasks if task.part == part]) for part in TaskPart]
    return [group for group in groups if group.tasks]


def _letters(access: Access, row: Termination) -> list[EndLetter]:
    opened = Document.objects.visible_to(access).filter(pk=OuterRef("pdf"))
    rows = TerminationLetter.objects.visible_to(access).filter(termination=row)
    found = rows.annotate(is_open=Exists(opened))
    return [EndLetter(one, getattr(one, "is_open")) for one in found]  # noqa: B009  annotated


def _packages(access: Access, row: Termination) -> QuerySet[EvidencePackage]:
    rows = EvidencePackage.objects.visible_to(access).filter(termination=row)
    return rows.select_related("document", "made_by")


def _events(access: Access, row: Termination, today: date) -> list[TerminationEvent]:
    """Return the moves that are possible now and open to the asker, in table order."""
    too_early = row.ends_on is not None and today < row.ends_on
    return [
        event
        for event in row.possible_events()
        if not kind_problem(event, row.shown_kind)
        and not (too_early and event == TerminationEvent.END)
        and may_move_termination(access, row, event)
    ]


def _deciders(access: Access, row: Termination, today: date) -> list[str]:
    if row.state != TerminationState.PREPARED:
        return []
    matter = matter_of_termination(row.shown_kind)
    return [described(grant_of(one)) for one in who_may(access, row.authority_id, matter, on=today)]
