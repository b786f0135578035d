"""Storing what a list of one kind would change."""

from collections.abc import Sequence

from django.db.models import Model

from insyn.audit.services import Entry, Place, record_all
from insyn.exchange.queries.tables.plan import ChangedRows, Links, TablePlan, Told
from insyn.exchange.rules.changes import ChangeKind
from insyn.exchange.rules.preview import Preview, told
from insyn.exchange.services.mixed import BATCH, said_of
from insyn.kernel.access import Access


def write_table(access: Access, plan: TablePlan, seen: Preview, place: Place) -> None:
    """Store the plan's rows in a few statements, those that others need first."""
    _create(plan.needed)
    for model, changed in plan.changed.items():
        _change(model, changed)
    for rows in plan.new_rows:
        _create(rows)
    _create(plan.following)
    for links in plan.links:
        _tie(links)
    record_all(access, (_entry(one, seen) for one in plan.told), place=place)


def _create(rows: Sequence[Model]) -> None:
    """Store new rows, model by model in the order given."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, some in by_model.items():
        model._default_manager.bulk_create(some, batch_size=BATCH)


def _change(model: type[Model], changed: ChangedRows) -> None:
    """Store changed rows; the version of each goes up, and its sort key follows its name."""
    own = {field.name: field for field in model._meta.concrete_fields}
    fields = [own[name] for name in sorted(changed.fields | (FOLLOWING & own.keys()))]
    for row in changed.rows.values():
        if "version" in own:
            row.version += 1  # type: ignore[attr-defined]  # looked for just above
        for field in fields:
            field.pre_save(row, add=False)  # as a save of one row would
    if fields:
        names = [field.name for field in fields]
        rows = list(changed.rows.values())
        model._base_manager.bulk_update(rows, names, batch_size=BATCH)


FOLLOWING = frozenset({"version", "sort_key"})
"""Fields that follow when others change."""


def _tie(links: Links) -> None:
    """Add and take away rows of a link table."""
    manager = links.through._default_manager
    gone = [row.pk for row in links.removed]
    if gone:
        kept = {links.source: links.row.pk, f"{links.target}__in": gone}
        manager.filter(**kept).delete()
    manager.bulk_create(
        [
            links.through(**{f"{links.source}_id": links.row.pk, f"{links.target}_id": row.pk})
            for row in links.added
        ]
    )


def _entry(one: Told, seen: Preview) -> Entry:
    """Return the line of the trail: what is new says all of its row, what changed the changes."""
    if one.change.kind == ChangeKind.CREATED:
        said = {difference.label: difference.after for difference in told(seen, one.change)}
        return Entry(one.event, one.row, said)
    return Entry(one.event, one.row, said_of(one.change))
