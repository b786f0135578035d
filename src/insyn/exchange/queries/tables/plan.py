"""What a list of one kind would write, before anything is written."""

from dataclasses import dataclass, field

from django.db.models import Model

from insyn.exchange.rules.changes import Change, Plan


@dataclass(frozen=True, slots=True)
class Told:
    """A line that the trail will hold: what happened to which row, and what changed."""

    event: str
    row: Model
    change: Change


@dataclass(slots=True)
class Links:
    """Which rows one row shall be tied to through a many-to-many table, and which no longer.

    ``through`` is that table; ``source`` and ``target`` are its two columns.
    """

    through: type[Model]
    source: str
    target: str
    row: Model
    added: list[Model]
    removed: list[Model]


@dataclass(slots=True)
class ChangedRows:
    """Rows of one model to write again, and the fields that differ in some of them."""

    rows: dict[int, Model] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)


@dataclass(slots=True)
class TablePlan(Plan):
    """Rows to write, none of them written, and what they change."""

    needed: list[Model] = field(default_factory=list)
    """New rows that the others point at."""
    new_rows: list[list[Model]] = field(default_factory=list)
    """New rows, those that others point at in an earlier list."""
    changed: dict[type[Model], ChangedRows] = field(default_factory=dict)
    """Stored rows that get other values, by their model."""
    following: list[Model] = field(default_factory=list)
    """New rows that belong to the others."""
    links: list[Links] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def note(self, row: Model, *names: str) -> None:
        """Note that a stored row gets other values in these fields; its version goes up."""
        changed = self.changed.setdefault(type(row), ChangedRows())
        changed.rows[row.pk] = row
        changed.fields.update(names)
