"""What it would take to make two providers one: the rows that move, and what stands in the way.

Everything that points at a provider moves, also rows of apps on higher floors: they are found
through the model's own relations, so that a new kind of row moves without a word here.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet, UniqueConstraint
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.scoping import Scoped
from insyn.registry.models import (
    Contract,
    Provider,
    ProviderContact,
    ProviderMerge,
    ProviderName,
    Unit,
)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Relation:
    """One kind of row that points at a provider, through one of its columns."""

    model: type[Model]
    column: str

    @property
    def label(self) -> str:
        """Return how a merge remembers the kind: ``registry.unit.provider``."""
        return f"{self.model._meta.label_lower}.{self.column}"

    @property
    def noun(self) -> str:
        """Return what the rows are called, in the reader's language."""
        if self.model is Provider:
            return _("utförare som redan är sammanförda")
        return _(str(self.model._meta.verbose_name_plural))

    def of(self, provider: Provider) -> Rows:
        return every_row(self.model).filter(**{self.column: provider}).order_by("pk")

    @property
    def authority_path(self) -> str:
        """Return the way from the row to the authority that owns it; empty for shared facts."""
        rows = self.model._default_manager.all()
        if isinstance(rows, Scoped):
            return rows.authority_path
        names = {field.name for field in self.model._meta.get_fields()}
        return "authority" if "authority" in names else ""


def every_row(model: type[Model]) -> Rows:
    """Return the rows of a kind, of all authorities: a provider is the same to them all."""
    rows: Rows = model._default_manager.all()
    if isinstance(rows, Scoped):
        return rows.unscoped(reason="a merge moves the rows of all authorities, and shows none")
    return rows


def relations() -> list[Relation]:
    """Return every kind of row that points at a provider, but the merges themselves."""
    fields = Provider._meta.get_fields(include_hidden=True)
    found = [
        Relation(field.related_model, field.field.name)  # type: ignore[arg-type, union-attr]
        for field in fields
        if field.auto_created and (field.one_to_many or field.one_to_one)
    ]
    return sorted((r for r in found if r.model is not ProviderMerge), key=lambda r: r.label)


@dataclass(frozen=True, slots=True)
class Move:
    """The rows of one kind that move, and the keys of the authorities that own any of them."""

    relation: Relation
    keys: Sequence[int]
    authority_ids: Mapping[int, int]

    @property
    def noun(self) -> str:
        return self.relation.noun

    @property
    def shared(self) -> int:
        """Return how many of the rows no authority owns."""
        return len(self.keys) - sum(self.authority_ids.values())

    def told_to(self, authority_ids: Collection[int]) -> int:
        """Return how many rows those authorities may know of: their own, and what all share."""
        return self.shared + sum(self.authority_ids.get(pk, 0) for pk in authority_ids)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way: what it is, and what to do first.

    ``contract`` is one that the asker may take away, if it was entered by mistake.
    """

    what: str
    advice: str
    contract: Contract | None = None

    def __str__(self) -> str:
        return f"{self.what} {self.advice}"


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Two providers side by side, what moves from one to the other, and what is in the way.

    ``told`` is what the asker may know of: never how much another authority has.
    """

    kept: Provider
    merged: Provider
    moves: Sequence[Move]
    obstacles: Sequence[Obstacle]
    told: Sequence[tuple[str, int]] = ()

    @property
    def shared(self) -> int:
        """Return how many rows move that no authority owns."""
        return sum(move.shared for move in self.moves)

    def authorities(self) -> dict[int, int]:
        """Return how many rows move in each authority that owns any."""
        counts = Counter[int]()
        for move in self.moves:
            counts.update(move.authority_ids)
        return dict(counts)


def merge_plan(access: Access, *, kept: Provider, merged: Provider) -> MergePlan:
    """Return what merging would move and what stands in the way. Writes nothing."""
    moves = [_move(relation, kept, merged) for relation in relations()]
    return MergePlan(
        kept=kept,
        merged=merged,
        moves=[move for move in moves if move.keys],
        obstacles=[*_clashes(access, kept, merged), *_strangers(access, kept, merged)],
        told=[(move.noun, n) for move in moves if (n := move.told_to(access.authority_ids))],
    )


def _move(relation: Relation, kept: Provider, merged: Provider) -> Move:
    if relation.model in _STAYS:
        stays = _said_twice(relation.model, kept, merged)
        return move_of(relation, relation.of(merged).exclude(pk__in=stays))
    return move_of(relation, relation.of(merged))


def move_of(relation: Relation, rows: Rows, keys: Container[int] | None = None) -> Move:
    """Return the rows as a move, counted by owner; with ``keys``, only those among them."""
    owner = relation.authority_path
    pairs = list(rows.values_list("pk", owner)) if owner else [(pk, 0) for pk in _keys(rows)]
    moving = [(pk, authority) for pk, authority in pairs if keys is None or pk in keys]
    counts = Counter(authority for _pk, authority in moving if authority)
    return Move(relation, [pk for pk, _authority in moving], counts)


def _keys(rows: Rows) -> list[int]:
    return list(rows.values_list("pk", flat=True))


_STAYS: Mapping[type[Model], tuple[str, ...]] = {
    ProviderName: ("name",),
    ProviderContact: ("user", "authority"),
}
"""Kinds of which a row stays behind when the kept provider already has the same."""


def _said_twice(model: type[Model], kept: Provider, merged: Provider) -> list[int]:
    columns = _STAYS[model]
    known = set(every_row(model).filter(provider=kept).values_list(*columns))
    rows = every_row(model).filter(provider=merged).values_list("pk", *columns)
    return [pk for pk, *said in rows if tuple(said) in known]


def _clashes(access: Access, kept: Provider, merged: Provider) -> list[Obstacle]:
    """Return what would break a rule of the database, each with what to do about it."""
    found = [*_contract_clashes(access, kept, merged), *_unit_clashes(kept, merged)]
    found += _contact_clashes(access, kept, merged)
    named = {Contract, Unit, *_STAYS}
    for relation in relations():
        if relation.model not in named:
            found += _other_clashes(relation, kept, merged)
    return found


def _contract_clashes(access: Access, kept: Provider, merged: Provider) -> list[Obstacle]:
    held = every_row(Contract).filter(provider=kept).values("agreement")
    both = every_row(Contract).filter(provider=merged, agreement__in=held)
    named = both.select_related("agreement__authority__municipality", "provider")
    seen = set(Contract.objects.visible_to(access).filter(pk__in=both.values("pk")))
    # One for each authority whose contracts are not seen: not one for each of those.
    return list(dict.fromkeys(_of_contract(access, row, is_seen=row in seen) for row in named))


def _of_contract(access: Access, row: Contract, *, is_seen: bool) -> Obstacle:
    owner = row.agreement.authority
    if not is_seen:
        return Obstacle(
            _("Båda har kontrakt i samma avtal hos en annan nämnd: %(authority)s.")
            % {"authority": owner},
            _("Be den nämnden att ta bort det kontrakt som är upplagt av misstag."),
        )
    may_remove = access.may(Permission.EDIT_REGISTER, authority_id=owner.pk)
    return Obstacle(
        _("Båda har kontrakt i avtalet ”%(agreement)s”.") % {"agreement": row.agreement},
        _("Ta bort kontraktet hos %(merged)s om det är upplagt av misstag.")
        % {"merged": row.provider},
        row if may_remove else None,
    )


def _unit_clashes(kept: Provider, merged: Provider) -> list[Obstacle]:
    names = kept.units.order_by().values("name")
    both = merged.units.filter(name__in=names).values_list("name", flat=True)
    return [
        Obstacle(
            _("Båda har en verksamhet som heter ”%(unit)s”.") % {"unit": name},
            _("Byt namn på den ena, till exempel genom att lägga till orten."),
        )
        for name in both
    ]


def _contact_clashes(access: Access, kept: Provider, merged: Provider) -> list[Obstacle]:
    """Return the contacts who would lose the access that only the merged provider gives them."""
    today = clock.today()
    own = access.authorities_where(Permission.EDIT_REGISTER)
    ended = kept.contacts.exclude(pk__in=kept.contacts.current(today).values("pk"))
    gone = {(row.user_id, row.authority_id) for row in ended}
    current = merged.contacts.current(today).select_related("user", "authority__municipality")
    losing = [row for row in current if (row.user_id, row.authority_id) in gone]
    found = [_of_contact(row, kept, is_own=row.authority_id in own) for row in losing]
    return list(dict.fromkeys(found))


def _of_contact(row: ProviderContact, kept: Provider, *, is_own: bool) -> Obstacle:
    """Return what to do about the contact; whom another authority has let go is not told."""
    if not is_own:
        return Obstacle(
            _("%(authority)s har kontaktpersoner som skulle mista sin tillgång.")
            % {"authority": row.authority},
            _("Be den nämnden att föra samman utförarna."),
        )
    both = {"person": row.user, "merged": row.provider, "kept": kept}
    return Obstacle(
        _("%(person)s är kontaktperson för %(merged)s men har slutat hos %(kept)s.") % both,
        _("Avsluta uppdraget hos %(merged)s, eller lägg till personen hos %(kept)s igen.") % both,
    )


def _other_clashes(relation: Relation, kept: Provider, merged: Provider) -> list[Obstacle]:
    """Return the clashes of a kind that this module does not know by name."""
    count = sum(
        len(_held(relation, merged, unique) & _held(relation, kept, unique))
        for unique in _unique_sets(relation)
    )
    if not count:
        return []
    what = _("Båda har samma %(noun)s (%(count)d).") % {"noun": relation.noun, "count": count}
    return [Obstacle(what, _("Ta bort eller ändra det som finns två gånger."))]


@dataclass(frozen=True, slots=True)
class _Unique:
    """The columns beside the provider that no two rows may have alike, where a condition holds."""

    columns: Sequence[str]
    condition: Q


def _held(relation: Relation, provider: Provider, unique: _Unique) -> set[tuple[Any, ...]]:
    """Return what the provider's rows have in the columns; a row with nothing clashes with none."""
    rows = relation.of(provider).filter(unique.condition)
    said = rows.values_list("pk", *unique.columns)
    return {tuple(values) for _pk, *values in said if None not in values}


def _unique_sets(relation: Relation) -> Iterator[_Unique]:
    options, own = relation.model._meta, relation.column
    sets: list[tuple[Sequence[str], Q]] = [(columns, Q()) for columns in options.unique_together]
    sets += [
        (constraint.fields, constraint.condition or Q())
        for constraint in options.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    if getattr(options.get_field(own), "unique", False):
        sets.append(((own,), Q()))
    for columns, condition in sets:
        if own in columns:
            yield _Unique([name for name in columns if name != own], condition)


def _strangers(access: Access, kept: Provider, merged: Provider) -> list[Obstacle]:
    """Return the authorities whose contacts would read what they have not been let in to.

    Only an authority itself lets somebody in: if it has contacts for one of the two and
    agreements with the other, somebody who keeps its register does the merging.
    """
    own = access.authorities_where(Permission.IMPORT_REGISTER)
    found = _authorities_at_risk(kept, merged) | _authorities_at_risk(merged, kept)
    return [
        Obstacle(
            _("%(authority)s har kontaktpersoner hos den ena och avtal med den andra.")
            % {"authority": name},
            _(
                "Kontaktpersonerna skulle få läsa mer än nämnden har gett dem. Be den nämnden "
                "att föra samman utförarna."
            ),
        )
        for pk, name in sorted(found)
        if pk not in own
    ]


def _authorities_at_risk(answered: Provider, other: Provider) -> set[tuple[int, str]]:
    contacts = answered.contacts.current(clock.today()).select_related("authority__municipality")
    let_in = {row.authority_id: str(row.authority) for row in contacts}
    contracts = every_row(Contract).filter(provider=other).order_by()
    owners = set(contracts.values_list("agreement__authority", flat=True))
    owners |= set(contracts.values_list("agreement__cooperation__places__authority", flat=True))
    return {(pk, name) for pk, name in let_in.items() if pk in owners}
