"""How a list of one kind is held against the database, row by row."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

from django.db.models import CharField, Model, QuerySet, TextField

from insyn.exchange.queries.scope import Scope
from insyn.exchange.queries.tables.plan import TablePlan, Told
from insyn.exchange.queries.tables.references import Refused
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.preview import Preview
from insyn.exchange.rules.saying import said, sayer
from insyn.papers.sheets.cells import Unfit
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.sheets.columns import ColumnSpec, Parser, parser_of
from insyn.papers.sheets.values import join_list
from insyn.papers.text import tidy

UNTOUCHED = object()
"""What ``put`` answers when nothing on the thing is changed."""

M = TypeVar("M", bound=Model)
N = TypeVar("N", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[M]):
    """The thing that a row is about: what tells it from others, and its row if it is stored."""

    key: Hashable
    stored: M | None


class ListPlanner(ABC):
    """A list of one kind, the database as it stands, read once, and the plan that grows."""

    def __init__(self, scope: Scope, seen: Preview) -> None:
        self.scope, self.seen = scope, seen
        self.plan = TablePlan()
        self.say = sayer(self.plan.problems, seen.table, seen.mapping, seen.cells)
        fixed = {*seen.table.keys, *seen.table.help_columns}
        self.columns = [column for column in seen.columns if column.key not in fixed]
        self._parsers: dict[str, Parser] = {
            column.key: parser_of(column) for column in self.columns
        }
        self.read()

    @abstractmethod
    def read(self) -> None:
        """Read what the rows may point at, a few hundred keys in a query."""

    @abstractmethod
    def planned(self) -> TablePlan:
        """Return the whole plan, its problems in the order of the rows."""

    def attempt(self, row: CheckedRow, act: Callable[[], T]) -> T | None:
        """Return what the act returns, or None when it was refused, having said why."""
        try:
            return act()
        except Refused as no:
            self.refuse(row, no.key, no.sentence)
            return None

    def refuse(self, row: CheckedRow, key: str, sentence: str) -> None:
        """Say what is wrong with a row, which stops the import."""
        self.say(row.number, key, sentence, Severity.ERROR)

    def held(self, rows: QuerySet[N]) -> QuerySet[N]:
        """Return the rows, locked when the plan is about to be carried out."""
        return rows.select_for_update(of=("self",)) if self.scope.is_locking else rows

    def _canonical(self, column: ColumnSpec, old: object) -> object:
        """Return a stored text as a file can hold it, so that oddities are no differences."""
        if isinstance(old, tuple):
            old = join_list(old, column.separator)
        if not isinstance(old, str):
            return old
        try:
            return self._parsers[column.key](tidy(old))
        except Unfit:
            return None if not old.strip() else old


class TablePlanner(ListPlanner, Generic[M]):
    """A list whose rows are one thing each.

    Each kind says how its rows are read (``read``), found, made, written and checked; what is
    new, changed or the same, and what is told of it, is worked out here.
    """

    noun: ClassVar[str]
    """What the trail calls the thing."""
    model: ClassVar[type[Model]]
    tells_new: ClassVar[bool] = True
    """Whether each new row gets a line of its own in the trail."""

    def __init__(self, scope: Scope, seen: Preview) -> None:
        self._texts = {
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, CharField | TextField)
        }
        self._first_rows: dict[Hashable, int] = {}
        self._new: list[M] = []
        super().__init__(scope, seen)

    # What each kind fills in.

    @abstractmethod
    def find(self, row: CheckedRow) -> Found[M] | None:
        """Return what the row is about; None when it is left out.

        Raises:
            Refused: the row points at nothing, or at several things.
        """

    @abstractmethod
    def new(self, row: CheckedRow) -> M:
        """Return a new thing with what its key says, not stored."""

    @abstractmethod
    def cells(self, stored: M) -> Mapping[str, object]:
        """Return what a list that is given out says of a stored thing."""

    def put(self, target: M, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        """Write a value on the thing, not stored, and return it as its cell will say it.

        ``UNTOUCHED`` when it stays as it was, or was said to be wrong.
        """
        return self.set(target, column.key, value)

    def set(self, target: M, name: str, value: object) -> object:
        """Write a field of the thing, an empty text for nothing where the field wants a text."""
        setattr(target, name, "" if value is None and name in self._texts else value)
        if target.pk is not None:
            self.plan.note(target, name)
        return value

    def check(self, target: M, row: CheckedRow) -> None:
        """Say what is wrong with a new thing, or with one as it would become."""

    def finish(self) -> None:
        """Say what is wrong between the things, when all rows are taken."""

    def named(self, target: M, row: CheckedRow) -> tuple[str, str]:
        """Return the name of the thing, and what tells it from namesakes, for the reader."""
        return str(target), ""

    # What is the same for all.

    def planned(self) -> TablePlan:
        """Return the whole plan, its problems in the order of the rows."""
        for row in self.seen.rows:
            found = self.attempt(row, partial(self.find, row))
            if found is not None and self._is_first(found, row):
                self._take(found, row)
        self.plan.new_rows = self.in_layers(self._new)
        self.finish()
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def in_layers(self, rows: list[M]) -> list[list[Model]]:
        """Return the new rows in the order they can be stored."""
        return [list(rows)]

    def _is_first(self, found: Found[M], row: CheckedRow) -> bool:
        first = self._first_rows.setdefault(found.key, row.number)
        if first != row.number:
            sentence = f"Rad {first} gäller redan samma sak. Ta bort den ena raden."
            self.refuse(row, self.seen.table.keys[-1], sentence)
        return first == row.number

    def _take(self, found: Found[M], row: CheckedRow) -> None:
        is_new = found.stored is None or found.stored.pk is None
        target = found.stored or self.new(row)
        kind = ChangeKind.CREATED if is_new else ChangeKind.UNCHANGED
        name, note = self.named(target, row)
        change = Change(kind, name, note, (row.number,), key=repr(found.key))
        if is_new:
            change.values = row.values
            self._fill(target, row)
            self._new.append(target)
        else:
            self._compare(target, row, change)
        if change.kind != ChangeKind.UNCHANGED:
            self.check(target, row)
        self.plan.changes.append(change)
        self._tell(target, change)

    def _fill(self, target: M, row: CheckedRow) -> None:
        for column in self.columns:
            value = row.values[column.key]
            if value is not None:
                self.put(target, column, value, row)

    def _compare(self, target: M, row: CheckedRow, change: Change) -> None:
        before = self.cells(target)
        for column in self.columns:
            value, old = row.values[column.key], before.get(column.key)
            if value == old or (value is None and column.key in self.seen.table.kept):
                continue
            if self._canonical(column, old) == value:
                continue
            after = self.put(target, column, value, row)
            if after is not UNTOUCHED:
                change.add(column.heading, said(column, old), said(column, after))

    def _tell(self, target: M, change: Change) -> None:
        if change.kind == ChangeKind.UPDATED:
            self.plan.told.append(Told(f"{self.noun}.updated", target, change))
        elif change.kind == ChangeKind.CREATED and self.tells_new:
            self.plan.told.append(Told(f"{self.noun}.created", target, change))
