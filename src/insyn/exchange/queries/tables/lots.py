"""The list of lots, held against the trees of the agreements."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from insyn.exchange.queries.tables.agreements import of_agreement
from insyn.exchange.queries.tables.engine import UNTOUCHED, Found, TablePlanner
from insyn.exchange.queries.tables.references import Agreements, Lots, Refused, text_at
from insyn.papers.sheets.checking import CheckedRow
from insyn.papers.sheets.columns import ColumnSpec
from insyn.registry.models import Agreement, Lot, ServiceArea
from insyn.registry.rules import spelling_key
from insyn.registry.rules.lots import DEEPEST, SENTENCES, depth_of, loop_in

SIGN = ": "
"""What stands between the names of a lot and of the lots around it."""


def lot_cells(row: Lot) -> Mapping[str, object]:
    """Return what a list says of a lot. Reads the lots around it."""
    return {
        **of_agreement(row.agreement),
        "name": row.name,
        "parent": row.parent.full_name if row.parent else None,
        "service_area": row.service_area.name if row.service_area else None,
    }


@dataclass(slots=True)
class _Place:
    """A row of the list: its lot, stored or new, and what it says the lot is inside."""

    row: CheckedRow
    agreement: Agreement
    lot: Lot

    @property
    def path(self) -> str:
        around = self.row.values["parent"]
        name = str(self.row.values["name"])
        return spelling_key(f"{around}{SIGN}{name}" if around else name)


class LotsPlanner(TablePlanner[Lot]):
    """Lots by their agreement and full name. A name that only one lot has is enough to move it."""

    noun = "lot"
    model = Lot

    def read(self) -> None:
        self._agreements = Agreements(self.scope, self.seen.rows)
        self._named = self._agreements.named_by(self.seen.rows)
        self._lots = Lots(self.scope, self._named)
        areas = ServiceArea.objects.all()
        self._areas = {spelling_key(area.name): area for area in areas}
        self._areas |= {area.code: area for area in areas}
        for lot in self._lots.in_order:
            lot.agreement = self._named[lot.agreement_id]
            lot.service_area = next((a for a in areas if a.pk == lot.service_area_id), None)
        self._places: dict[int, _Place] = {}
        self._by_path: dict[tuple[int, str], _Place] = {}
        self._by_name: dict[tuple[int, str], list[_Place]] = {}
        self._settle()
        self._parents: dict[int, int | None] = {}
        self._by_key: dict[int, Lot] = {}
        self._hang()

    def _settle(self) -> None:
        """Say for each row which lot it is about, a new one where the tree has none."""
        last: dict[int, int] = {}
        for lot in self._lots.in_order:
            last[lot.agreement_id] = max(last.get(lot.agreement_id, 0), lot.position)
        for row in self.seen.rows:
            try:
                agreement = self._agreements.of(row)
            except Refused:
                continue
            place = _Place(row, agreement, Lot(agreement=agreement, name=text_at(row, "name")))
            place.lot.position = last[agreement.pk] = last.get(agreement.pk, -1) + 1
            self._places[row.number] = place
            self._by_path.setdefault((agreement.pk, place.path), place)
            at = agreement.pk, spelling_key(place.lot.name)
            self._by_name.setdefault(at, []).append(place)
        for place in self._places.values():
            place.lot = self._stored(place) or place.lot

    def _stored(self, place: _Place) -> Lot | None:
        """Return the stored lot of that full name, or the only one of that name."""
        name = spelling_key(str(place.row.values["name"]))
        found = self._lots.find(place.agreement, name)
        exact = [lot for lot in found if spelling_key(lot.full_name) == place.path]
        if exact:
            return exact[0]
        inside = self._lots.find(place.agreement, place.path)
        if inside and spelling_key(inside[0].full_name) == place.path:
            return inside[0]
        is_only = len(found) == 1 and len(self._by_name[place.agreement.pk, name]) == 1
        is_named = is_only and spelling_key(found[0].name) == name
        return found[0] if is_named else None

    def _hang(self) -> None:
        """Draw the trees as they would become: what each lot, stored or new, is inside."""
        self._parents = {lot.pk: lot.parent_id for lot in self._lots.in_order}
        self._by_key = {lot.pk: lot for lot in self._lots.in_order}
        self._refused: dict[int, Refused] = {}
        for number, place in self._places.items():
            self._by_key[_key(place.lot)] = place.lot
            try:
                around = self._around(place)
            except Refused as no:
                self._refused[number] = no
            else:
                self._parents[_key(place.lot)] = _key(around) if around else None
        looped = set(loop_in(self._parents))
        for number, place in self._places.items():
            if _key(place.lot) in looped:
                self._refused[number] = Refused("parent", SENTENCES["loop"])
            elif not looped and depth_of(_key(place.lot), self._parents) > DEEPEST:
                self._refused[number] = Refused("parent", SENTENCES["deep"])

    def _around(self, place: _Place) -> Lot | None:
        """Return the lot that the row says its lot is inside, of the file or stored."""
        name = place.row.values["parent"]
        if name is None:
            is_stored = not place.lot._state.adding and "parent" not in self.seen.mapping
            return place.lot.parent if is_stored else None
        at = place.agreement.pk, spelling_key(str(name))
        if at in self._by_path:
            return self._by_path[at].lot
        stored = self._lots.find(place.agreement, name)
        named = self._by_name.get(at, [])
        if len(named) == 1 and not (stored and spelling_key(stored[0].full_name) == at[1]):
            return named[0].lot
        return self._lots.of(place.agreement, name, "parent")

    def find(self, row: CheckedRow) -> Found[Lot]:
        agreement = self._agreements.of(row)
        if row.number in self._refused:
            raise self._refused[row.number]
        lot = self._places[row.number].lot
        key = agreement.pk, self._parents[_key(lot)], spelling_key(lot.name)
        return Found(key, lot)

    def new(self, row: CheckedRow) -> Lot:
        return self._places[row.number].lot

    def cells(self, stored: Lot) -> Mapping[str, object]:
        return lot_cells(stored)

    def named(self, target: Lot, row: CheckedRow) -> tuple[str, str]:
        around = row.values["parent"]
        name = f"{around}{SIGN}{target.name}" if around else target.name
        return name, str(target.agreement)

    def put(self, target: Lot, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        if column.key == "parent":
            around = self._parents[_key(target)]
            if target.pk and around == target.parent_id:
                return UNTOUCHED
            self.set(target, "parent", self._by_key[around] if around else None)
            return value
        area = self._areas.get(spelling_key(str(value))) if value else None
        if value and area is None:
            sentence = f"Det finns inget verksamhetsområde som heter ”{value}”."
            self.refuse(row, "service_area", sentence)
            return UNTOUCHED
        if target.pk and area == target.service_area:
            return UNTOUCHED
        self.set(target, "service_area", area)
        return area.name if area else None

    def in_layers(self, rows: list[Lot]) -> list[list[Model]]:
        """Return the new lots level by level: each is stored after what it is inside."""
        if not self.plan.is_fit:
            return []
        layers: list[list[Model]] = [[] for _level in range(DEEPEST)]
        for lot in rows:
            layers[depth_of(_key(lot), self._parents) - 1].append(lot)
        return layers


def _key(lot: Lot) -> int:
    """Return what tells a lot from others also before it is stored."""
    return lot.pk or -id(lot)
