"""Making two providers one, and undoing it: shared facts, in the trail of all who have rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Provider, ProviderMerge, ProviderName
from insyn.registry.queries.merges import (
    MergePlan,
    Move,
    Relation,
    every_row,
    merge_plan,
    move_of,
    relations,
)
from insyn.registry.rules import NameKind
from insyn.registry.services.changes import Said, authority_behind

NAME_MADE = "name"
"""Beside the kinds of rows: the key of the name form that the merge itself made."""
AT_A_TIME = 500
"""Rows moved in one statement."""


@transaction.atomic
def merge_providers(
    access: Access,
    kept: Provider,
    merged: Provider,
    *,
    kept_version: int | None = None,
    merged_version: int | None = None,
) -> ProviderMerge:
    """Let everything that belongs to one provider belong to another, and remember what moved.

    The merged provider stays as a row that leads to the kept one; its name becomes a name form.

    Raises:
        RuleViolation: either is merged already, or rows of the two cannot stand side by side.
        Outdated: somebody changed either of them after the page was read.
    """
    own = authority_behind(access, Permission.IMPORT_REGISTER)
    if kept.pk == merged.pk:
        raise RuleViolation(_("En utförare kan inte föras samman med sig själv."))
    versions = {kept.pk: kept_version, merged.pk: merged_version}
    rows = {pk: _locked(pk, versions[pk]) for pk in sorted(versions)}  # always in this order
    kept, merged = rows[kept.pk], rows[merged.pk]
    plan = merge_plan(access, kept=kept, merged=merged)
    if plan.obstacles:
        raise RuleViolation(" ".join(map(str, plan.obstacles)))
    merge = ProviderMerge.objects.create(
        kept=kept, merged=merged, done_at=clock.now(), done_by_id=access.user_id,
        moved=_moved(plan),
    )  # fmt: skip
    merged.merged_into = kept
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
    counts = {own: 0} | plan.authorities()
    _record(access, "provider.merged", merge, counts, shared=plan.shared)
    return merge


def _locked(pk: int, version: int | None) -> Provider:
    row = locked_row(Provider.objects.all(), pk=pk, version=version)
    if row.merged_into is not None:
        raise RuleViolation(
            _("%(name)s är redan sammanförd med %(kept)s. Ångra det först, eller välj %(kept)s.")
            % {"name": row, "kept": row.merged_into}
        )
    return row


def _moved(plan: MergePlan) -> dict[str, list[int]]:
    """Move the rows, note the former name, and return the keys of what was moved and made."""
    moved: dict[str, list[int]] = {}
    for move in plan.moves:
        _move(move.relation, move.keys, to=plan.kept)
        moved[move.relation.label] = list(move.keys)
    known = plan.kept.other_names.filter(name=plan.merged.name).exists()
    if not known and plan.merged.name != plan.kept.name:
        made = ProviderName.objects.create(
            provider=plan.kept,
            name=plan.merged.name,
            kind=NameKind.SPELLING,
            source=plan.merged.shown_number,
        )
        moved[NAME_MADE] = [made.pk]
    return moved


def _move(relation: Relation, keys: Sequence[int], *, to: Provider) -> None:
    """Let the rows point at another provider; their versions go up, so that an open form stops."""
    values: dict[str, object] = {relation.column: to}
    if "version" in {field.name for field in relation.model._meta.get_fields()}:
        values["version"] = F("version") + 1
    for start in range(0, len(keys), AT_A_TIME):
        every_row(relation.model).filter(pk__in=keys[start : start + AT_A_TIME]).update(**values)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows went back, and how many had changed hands or are gone.

    Of those that the asker may know of: what all share, and what their own authorities have.
    """

    back: int
    left: int


@transaction.atomic
def undo_merge(access: Access, merge: ProviderMerge) -> Undone:
    """Let two providers be two again: what was moved goes back, if it still stands where it was.

    What has come to the kept provider since stays with it.

    Raises:
        RuleViolation: it is undone already, or the kept provider has itself been merged.
    """
    own = authority_behind(access, Permission.IMPORT_REGISTER)
    row = locked_row(ProviderMerge.objects.all(), pk=merge.pk)
    if row.undone_at is not None:
        raise RuleViolation(_("Sammanföringen är redan ångrad."))
    both = {
        pk: locked_row(Provider.objects.all(), pk=pk) for pk in sorted((row.kept_id, row.merged_id))
    }
    kept, merged = both[row.kept_id], both[row.merged_id]
    _require_undoable(kept)
    back = [_moved_back(one, row.moved, kept, merged) for one in relations()]
    kept.other_names.filter(pk__in=row.moved.get(NAME_MADE, ())).delete()
    merged.merged_into = None
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
    row.undone_at, row.undone_by_id = clock.now(), access.user_id
    row.save(update_fields=["undone_at", "undone_by"])
    undone = MergePlan(kept, merged, back, ())
    counts = {own: 0} | undone.authorities()
    _record(access, "provider.merge_undone", row, counts, shared=undone.shared)
    return Undone(
        sum(move.told_to(access.authority_ids) for move in back),
        sum(_left(access, move, row.moved) for move in back),
    )


def _require_undoable(kept: Provider) -> None:
    if kept.merged_into is not None:
        raise RuleViolation(
            _("%(kept)s är i sin tur sammanförd med %(last)s. Ångra den sammanföringen först.")
            % {"kept": kept, "last": kept.merged_into}
        )


def _moved_back(
    relation: Relation, moved: Mapping[str, list[int]], kept: Provider, merged: Provider
) -> Move:
    """Let the rows of one kind that still stand where they were moved go back."""
    going = move_of(relation, relation.of(kept), set(moved.get(relation.label, ())))
    _move(relation, going.keys, to=merged)
    return going


def _left(access: Access, back: Move, moved: Mapping[str, list[int]]) -> int:
    """Return how many rows of the kind did not go back. Whose a row that is gone was, none says."""
    left = set(moved.get(back.relation.label, ())) - set(back.keys)
    if not left or not back.relation.authority_path:
        return len(left)
    rows = every_row(back.relation.model).filter(pk__in=left)
    return move_of(back.relation, rows).told_to(access.authority_ids)


def _record(
    access: Access, event: str, merge: ProviderMerge, counts: Mapping[int, int], *, shared: int
) -> None:
    """Tell each authority how many of its own rows moved, and how many with what all share."""
    facts: Said = {
        "name": merge.merged.name,
        "kept": merge.kept.name,
        "org_number": merge.merged.shown_number,
    }
    for authority_id in sorted(counts):
        count = counts[authority_id]
        said = {**facts, "total": shared + count, "count": count}
        record(access, event, merge, place=Place(authority_id), facts=said)
