"""The lists of units, of who has run them, and of their permits, held against the register."""

from collections.abc import Mapping

from insyn.accounts.models import Municipality
from insyn.exchange.queries.scope import batches
from insyn.exchange.queries.tables.engine import UNTOUCHED, Found, TablePlanner
from insyn.exchange.queries.tables.plan import Told
from insyn.exchange.queries.tables.references import (
    Providers,
    Refused,
    Units,
    day_or_none,
    text_at,
    texts,
)
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.papers.sheets.checking import CheckedRow
from insyn.papers.sheets.columns import ColumnSpec
from insyn.registry.models import Permit, ServiceArea, Unit, UnitOperation
from insyn.registry.rules import OperatingForm, operations, spelling_key, units
from insyn.registry.rules.addresses import address_refusal, is_sheltered
from insyn.registry.rules.operations import Operation, overlap_of
from insyn.registry.rules.permits import permit_kind_for

_NO_AREA = (
    "En ny verksamhet behöver ett verksamhetsområde. Fyll i det så som det heter under "
    "Verksamhetsområden."
)


def of_unit(unit: Unit) -> dict[str, object]:
    """Return the cells that say which unit a row is about."""
    return {
        "unit": unit.name,
        "org_number": unit.provider.org_number,
        "provider": unit.provider.name,
    }


def unit_cells(row: Unit) -> Mapping[str, object]:
    """Return what a list says of a unit. Reads its operations."""
    running = next((one for one in row.operations.all() if one.ends_on is None), None)
    return {
        **of_unit(row),
        "service_area": row.service_area.name,
        "municipality": row.municipality.name if row.municipality else None,
        "places": row.places,
        "manager_since": row.manager_since,
        "first_client_on": row.first_client_on,
        "closed_on": row.closed_on,
        "operated_from": running.starts_on if running else None,
    }


class UnitsPlanner(TablePlanner[Unit]):
    """Units by the provider that runs them and their name."""

    noun = "unit"
    model = Unit

    def read(self) -> None:
        rows = self.seen.rows
        self._providers = Providers(texts(rows, "org_number"))
        stored = Unit.objects.prefetch_related("operations")
        self._units = Units(self._providers, self.held(stored))
        areas = ServiceArea.objects.all()
        self._areas = {spelling_key(area.name): area for area in areas}
        self._areas |= {area.code: area for area in areas}
        self._towns = {spelling_key(town.name): town for town in Municipality.objects.all()}
        self._sheltered: list[tuple[Unit, CheckedRow]] = []

    def find(self, row: CheckedRow) -> Found[Unit]:
        provider = self._providers.of(row.values["org_number"])
        stored = self._units.get(provider, row.values["unit"])
        if stored is None:
            self._area_of(row.values["service_area"] or "")
        return Found((provider.pk, spelling_key(str(row.values["unit"]))), stored)

    def new(self, row: CheckedRow) -> Unit:
        provider = self._providers.of(row.values["org_number"])
        area = self._area_of(row.values["service_area"])
        unit = Unit(name=text_at(row, "unit"), provider=provider, service_area=area)
        self.plan.following.append(
            UnitOperation(unit=unit, provider=provider, starts_on=day_or_none(row, "operated_from"))
        )
        return unit

    def cells(self, stored: Unit) -> Mapping[str, object]:
        return unit_cells(stored)

    def named(self, target: Unit, row: CheckedRow) -> tuple[str, str]:
        return target.name, str(target.provider)

    def put(self, target: Unit, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        match column.key:
            case "service_area":
                area = self.attempt(row, lambda: self._area_of(value))
                if area is None or (target.pk and area == target.service_area):
                    return UNTOUCHED
                self.set(target, "service_area", area)
                return area.name
            case "municipality":
                return self._put_town(target, value, row)
            case "operated_from":
                return self._put_start(target, value, row)
        return super().put(target, column, value, row)

    def _area_of(self, name: object) -> ServiceArea:
        area = self._areas.get(spelling_key(str(name)))
        if area is None:
            sentence = f"Det finns inget verksamhetsområde som heter ”{name}”."
            raise Refused("service_area", sentence if name else _NO_AREA)
        return area

    def _put_town(self, target: Unit, value: object, row: CheckedRow) -> object:
        town = self._towns.get(spelling_key(str(value))) if value else None
        if value and town is None:
            self.refuse(row, "municipality", f"Det finns ingen kommun som heter ”{value}”.")
            return UNTOUCHED
        if target.municipality == town:
            return UNTOUCHED
        self.set(target, "municipality", town)
        return town.name if town else None

    def _put_start(self, target: Unit, value: object, row: CheckedRow) -> object:
        """Correct since when the provider runs a stored unit. A new one has had it said."""
        del row
        running = None
        if target.pk:
            running = next((one for one in target.operations.all() if one.ends_on is None), None)
        if running is None:
            return UNTOUCHED
        setattr(running, "starts_on", value)  # noqa: B010  the cell has been read as a date
        self.plan.note(running, "starts_on")
        self.plan.note(target)
        return value

    def check(self, target: Unit, row: CheckedRow) -> None:
        since, first = target.manager_since, target.first_client_on
        refusal = units.date_refusal(
            manager_since=since, first_client_on=first, today=self.scope.today
        )
        if refusal:
            is_manager = refusal == units.SENTENCES["manager"]
            self.refuse(row, "manager_since" if is_manager else "first_client_on", refusal)
        begun = day_or_none(row, "operated_from")
        if begun is not None and begun > self.scope.today:
            self.refuse(row, "operated_from", operations.SENTENCES["future"])
        if target.pk:
            self._refuse_overlap(target, row)
        if is_sheltered(target.service_area.code):
            refuse_addresses(self, row, {"unit": target.name})
            if target.pk:
                self._sheltered.append((target, row))

    def _refuse_overlap(self, target: Unit, row: CheckedRow) -> None:
        spans = [Operation(one.starts_on, one.ends_on) for one in target.operations.all()]
        if overlap_of(spans):
            self.refuse(row, "operated_from", overlap_words(list(target.operations.all())))

    def finish(self) -> None:
        """See that a unit that becomes a sheltered home has no address in its other texts."""
        rows = {unit.pk: row for unit, row in self._sheltered}
        for some in batches(rows):
            notes = UnitOperation.objects.filter(unit__in=some).values_list("unit", "note")
            permits = Permit.objects.filter(unit__in=some)
            said = permits.values_list("unit", "number", "target_group", "manager", "conditions")
            for key, *written in [*notes, *said]:
                if any(address_refusal(str(text)) for text in written):
                    self.refuse(rows[int(key)], "service_area", _ADDRESS_ELSEWHERE)


_ADDRESS_ELSEWHERE = (
    "Verksamhetens drift eller tillstånd ser ut att innehålla en adress. Ta bort den först: "
    "adressen till ett skyddat boende lagras aldrig i Insyn."
)


def refuse_addresses(
    planner: TablePlanner[Unit] | TablePlanner[UnitOperation] | TablePlanner[Permit],
    row: CheckedRow,
    written: Mapping[str, str],
) -> None:
    """Say of each column whose text holds the address of a sheltered home that it is refused."""
    for key, text in written.items():
        if refusal := address_refusal(text):
            planner.refuse(row, key, refusal)


def overlap_words(rows: list[UnitOperation]) -> str:
    """Return the sentence about two providers that would run a unit on the same day."""
    spans = [Operation(row.starts_on, row.ends_on) for row in rows]
    found = overlap_of(spans)
    assert found is not None
    one, other = (f"{rows[at].provider} ({operations.in_words(spans[at])})" for at in found)
    return operations.SENTENCES["overlap"] % {"one": one, "other": other}


def operation_cells(row: UnitOperation) -> Mapping[str, object]:
    """Return what a list says of a time during which somebody ran a unit."""
    return {
        **of_unit(row.unit),
        "operator": row.provider.org_number,
        "operator_name": row.provider.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "end_reason": row.end_reason or None,
        "note": row.note or None,
    }


class OperationsPlanner(TablePlanner[UnitOperation]):
    """Who has run which unit when. Who runs it now is changed on the unit's page."""

    noun = "unit"
    model = UnitOperation

    def read(self) -> None:
        rows = self.seen.rows
        self._providers = Providers(texts(rows, "org_number", "operator"))
        self._units = Units(self._providers, self.held(Unit.objects.all()))
        self._of_unit: dict[int, list[UnitOperation]] = {}
        self._rows: dict[int, CheckedRow] = {}
        named = [unit for row in rows if (unit := self._unit_of(row)) is not None]
        by_pk = {unit.pk: unit for unit in named}
        stored = UnitOperation.objects.select_related("provider")
        for some in batches(sorted(by_pk)):
            for operation in self.held(stored.filter(unit__in=some)):
                operation.unit = by_pk[operation.unit_id]
                self._of_unit.setdefault(operation.unit_id, []).append(operation)

    def _unit_of(self, row: CheckedRow) -> Unit | None:
        try:
            return self._units.of(row)
        except Refused:
            return None

    def find(self, row: CheckedRow) -> Found[UnitOperation]:
        unit = self._units.of(row)
        operator = self._providers.of(row.values["operator"], "operator")
        starts_on = row.values["starts_on"]
        stored = next(
            (
                one
                for one in self._of_unit.get(unit.pk, [])
                if one.provider_id == operator.pk and one.starts_on == starts_on
            ),
            None,
        )
        self._rows[unit.pk] = row
        return Found((unit.pk, operator.pk, starts_on), stored)

    def new(self, row: CheckedRow) -> UnitOperation:
        unit = self._units.of(row)
        operator = self._providers.of(row.values["operator"], "operator")
        operation = UnitOperation(
            unit=unit, provider=operator, starts_on=day_or_none(row, "starts_on")
        )
        self._of_unit.setdefault(unit.pk, []).append(operation)
        return operation

    def cells(self, stored: UnitOperation) -> Mapping[str, object]:
        return operation_cells(stored)

    def named(self, target: UnitOperation, row: CheckedRow) -> tuple[str, str]:
        return str(row.values["unit"]), str(target.provider)

    def check(self, target: UnitOperation, row: CheckedRow) -> None:
        if target.starts_on is not None and target.starts_on > self.scope.today:
            self.refuse(row, "starts_on", operations.SENTENCES["future"])
        if target.end_reason and target.ends_on is None:
            self.refuse(row, "end_reason", "Skälet fylls i först när det finns ett slut.")
        if is_sheltered(self._units.of(row).service_area.code):
            refuse_addresses(self, row, {"note": target.note})
        self.plan.note(self._units.of(row))

    def finish(self) -> None:
        for key, row in self._rows.items():
            listed = self._of_unit.get(key, [])
            if overlap_of([Operation(one.starts_on, one.ends_on) for one in listed]):
                self.refuse(row, "starts_on", overlap_words(listed))
                continue
            running = [one.provider_id for one in listed if one.ends_on is None]
            if running != [self._units.of(row).provider_id]:
                self.refuse(row, "ends_on", _OTHER_OPERATOR)

    def _tell(self, target: UnitOperation, change: Change) -> None:
        events = {
            ChangeKind.CREATED: "unit.operation_added",
            ChangeKind.UPDATED: "unit.operation_changed",
        }
        if change.kind in events:
            self.plan.told.append(Told(events[change.kind], target.unit, change))


_OTHER_OPERATOR = (
    "Listan skulle ändra vem som driver verksamheten nu. Byt utförare på verksamhetens sida "
    "först, och läs in listan igen."
)


def permit_cells(row: Permit) -> Mapping[str, object]:
    """Return what a list says of a permit."""
    return {
        **of_unit(row.unit),
        "holder": row.holder.org_number if row.holder else None,
        "kind": row.kind,
        "number": row.number or None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "target_group": row.target_group or None,
        "age_from": row.age_from,
        "age_to": row.age_to,
        "places": row.places,
        "manager": row.manager or None,
        "conditions": row.conditions or None,
        "status": row.status,
    }


class PermitsPlanner(TablePlanner[Permit]):
    """Permits by their unit and number; one without a number by its kind and first day."""

    noun = "permit"
    model = Permit

    def read(self) -> None:
        rows = self.seen.rows
        self._providers = Providers(texts(rows, "org_number", "holder"))
        self._units = Units(self._providers, Unit.objects.all())
        self._stored: dict[tuple[object, ...], Permit] = {}
        named = [unit for row in rows if (unit := self._unit_of(row)) is not None]
        by_pk = {unit.pk: unit for unit in named}
        for some in batches(sorted(by_pk)):
            stored = Permit.objects.select_related("holder").filter(unit__in=some)
            for permit in self.held(stored):
                permit.unit = by_pk[permit.unit_id]
                key = permit.unit_id, permit.number, permit.kind, permit.valid_from
                self._stored[_key_of(*key)] = permit

    def _unit_of(self, row: CheckedRow) -> Unit | None:
        try:
            return self._units.of(row)
        except Refused:
            return None

    def find(self, row: CheckedRow) -> Found[Permit]:
        unit = self._units.of(row)
        kind = row.values["kind"] or permit_kind_for(OperatingForm(unit.provider.operating_form))
        number = str(row.values["number"] or "")
        key = _key_of(unit.pk, number, kind, row.values["valid_from"])
        return Found(key, self._stored.get(key))

    def new(self, row: CheckedRow) -> Permit:
        unit = self._units.of(row)
        return Permit(
            unit=unit,
            kind=permit_kind_for(OperatingForm(unit.provider.operating_form)),
            number=text_at(row, "number"),
        )

    def cells(self, stored: Permit) -> Mapping[str, object]:
        return permit_cells(stored)

    def put(self, target: Permit, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        if column.key != "holder" or value is None:
            return super().put(target, column, value, row)
        holder = self.attempt(row, lambda: self._providers.of(value, "holder"))
        if holder is None or holder == target.holder:
            return UNTOUCHED
        self.set(target, "holder", holder)
        return holder.org_number

    def named(self, target: Permit, row: CheckedRow) -> tuple[str, str]:
        return str(row.values["unit"]), str(row.values["number"] or row.values["valid_from"])

    def check(self, target: Permit, row: CheckedRow) -> None:
        if is_sheltered(self._units.of(row).service_area.code):
            names = ("number", "target_group", "manager", "conditions")
            refuse_addresses(self, row, {name: getattr(target, name) for name in names})


def _key_of(unit: int, number: str, kind: object, valid_from: object) -> tuple[object, ...]:
    return (unit, number) if number else (unit, "", str(kind), valid_from)
