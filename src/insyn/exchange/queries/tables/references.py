"""What rows point at: agreements, providers, contracts, units and lots, found by their names."""

from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from datetime import date

from django.db.models import QuerySet

from insyn.exchange.queries.scope import Scope, batches
from insyn.papers.sheets.checking import CheckedRow
from insyn.registry.models import Agreement, Contract, Lot, Provider, Unit
from insyn.registry.queries.lots import lots_in_order
from insyn.registry.rules import spelling_key
from insyn.registry.rules.names import sort_key


def texts(rows: Iterable[CheckedRow], *keys: str) -> set[str]:
    """Return the different texts that stand in these columns."""
    found = {row.values.get(key) for row in rows for key in keys}
    return {value for value in found if isinstance(value, str)}


def text_at(row: CheckedRow, key: str) -> str:
    """Return the text of a cell; empty when nothing stands there."""
    value = row.values[key]
    return "" if value is None else str(value)


def day_at(row: CheckedRow, key: str) -> date:
    """Return the day of a column that every row must have filled in."""
    value = row.values[key]
    assert isinstance(value, date)
    return value


def day_or_none(row: CheckedRow, key: str) -> date | None:
    """Return the day of a cell; None when nothing stands there."""
    value = row.values[key]
    return value if isinstance(value, date) else None


class Refused(Exception):
    """The row points at nothing, or at several things; says which column, and why."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


class Agreements:
    """The authority's agreements, found by title and start."""

    def __init__(self, scope: Scope, rows: Sequence[CheckedRow], key: str = "agreement") -> None:
        self._scope = scope
        self._answers: dict[Hashable, Agreement | Refused] = {}
        self._by_title: dict[str, list[Agreement]] = {}
        owned = Agreement.objects.visible_to(scope.access).filter(authority=scope.authority)
        for keys in batches({sort_key(title) for title in texts(rows, key)}):
            for agreement in owned.filter(sort_key__in=keys).select_related("authority"):
                self._by_title.setdefault(agreement.sort_key, []).append(agreement)

    def of(self, row: CheckedRow) -> Agreement:
        """Return the agreement that the row names, or the one chosen for the file.

        Raises:
            Refused: there is none, or more than one.
        """
        values = row.values
        asked = values["agreement"], values["agreement_starts_on"], values["authority"]
        answer = self._answers.get(asked)
        if answer is None:
            try:
                answer = self._answered(*asked)
            except Refused as no:
                answer = no
            self._answers[asked] = answer
        if isinstance(answer, Refused):
            raise answer
        return answer

    def named_by(self, rows: Iterable[CheckedRow]) -> dict[int, Agreement]:
        """Return the agreements that the rows name, by key. Rows that name none are passed over."""
        for row in rows:
            with suppress(Refused):
                self.of(row)
        found = self._answers.values()
        return {answer.pk: answer for answer in found if isinstance(answer, Agreement)}

    def _answered(self, title: object, starts_on: object, authority: object) -> Agreement:
        refuse_other_authority(self._scope, authority)
        chosen = self._scope.agreement
        if title is None:
            if chosen is None:
                raise Refused("agreement", _NOT_NAMED)
            return chosen
        named = self._named(str(title), starts_on)
        if chosen is not None and named != chosen:
            sentence = (
                f"Raden gäller ”{named}”, men du har valt avtalet ”{chosen}”. Ladda upp filen utan "
                "att välja avtal, eller ta inte in kolumnen."
            )
            raise Refused("agreement", sentence)
        return named

    def _named(self, title: str, starts_on: object) -> Agreement:
        alike = self._by_title.get(sort_key(title), [])
        exact = [row for row in alike if row.title == title] or alike
        if isinstance(starts_on, date):
            exact = [row for row in exact if row.starts_on == starts_on]
        if len(exact) > 1:
            sentence = (
                f"Nämnden har {len(exact)} avtal som heter ”{title}”. Fyll i ”Avtalet gäller "
                "från”, eller välj avtalet när du laddar upp filen."
            )
            raise Refused("agreement", sentence)
        if not exact:
            start = f" från {starts_on}" if isinstance(starts_on, date) else ""
            sentence = f"Nämnden har inget avtal som heter ”{title}”{start}. Läs in avtalen först."
            raise Refused("agreement", sentence)
        return exact[0]


_NOT_NAMED = (
    "Raden säger inte vilket avtal den gäller. Fyll i avtalet, eller välj det när du laddar upp "
    "filen."
)


def refuse_other_authority(scope: Scope, authority: object) -> None:
    """See that a row that names an authority names the one it is taken in for.

    Raises:
        Refused: it names another.
    """
    if authority is None or scope.authority is None:
        return
    names = {str(scope.authority).casefold(), scope.authority.name.casefold()}
    if str(authority).casefold() not in names:
        sentence = f"Raden hör till en annan nämnd. Du läser in för {scope.authority}."
        raise Refused("authority", sentence)


class Providers:
    """Providers by organisation number; a merged one's number leads to the one that was kept."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.by_number: dict[str, Provider] = {}
        for some in batches(sorted(set(numbers))):
            for provider in Provider.objects.filter(org_number__in=some):
                self.by_number[provider.org_number] = provider
        self._follow_merges()

    def _follow_merges(self) -> None:
        while keys := {row.merged_into_id for row in self.by_number.values() if row.merged_into_id}:
            kept = Provider.objects.in_bulk(keys)
            for number, row in self.by_number.items():
                if row.merged_into_id is not None:
                    self.by_number[number] = kept[row.merged_into_id]

    def of(self, number: object, key: str = "org_number") -> Provider:
        """Return the provider of that number.

        Raises:
            Refused: there is none.
        """
        provider = self.by_number.get(str(number))
        if provider is None:
            sentence = "Ingen utförare har det numret. Läs in eller lägg till utföraren först."
            raise Refused(key, sentence)
        return provider


class Units:
    """Units by the provider that runs them now, and their name."""

    def __init__(self, providers: Providers, rows: QuerySet[Unit]) -> None:
        self._providers = providers
        self._by_key: dict[tuple[int, str], Unit] = {}
        for some in batches({row.pk for row in providers.by_number.values()}):
            for unit in rows.filter(provider__in=some).select_related(
                "provider", "service_area", "municipality"
            ):
                self._by_key[unit.provider_id, spelling_key(unit.name)] = unit

    def get(self, provider: Provider, name: object) -> Unit | None:
        return self._by_key.get((provider.pk, spelling_key(str(name))))

    def of(self, row: CheckedRow) -> Unit:
        """Return the unit that the row names.

        Raises:
            Refused: the provider is not known, or runs no such unit.
        """
        provider = self._providers.of(row.values["org_number"])
        unit = self.get(provider, row.values["unit"])
        if unit is None:
            sentence = (
                f"{provider} driver ingen verksamhet som heter ”{row.values['unit']}”. Läs in "
                "verksamheterna först."
            )
            raise Refused("unit", sentence)
        return unit


class Contracts:
    """Contracts by their agreement and provider."""

    def __init__(self, scope: Scope, rows: Sequence[CheckedRow]) -> None:
        self._agreements = Agreements(scope, rows)
        self._providers = Providers(texts(rows, "org_number"))
        self._by_key: dict[tuple[int, int], Contract] = {}
        self.agreements = self._agreements.named_by(rows)
        wanted = set(self.agreements)
        seen = Contract.objects.visible_to(scope.access).filter(agreement__in=wanted)
        for some in batches({row.pk for row in self._providers.by_number.values()}):
            for contract in seen.filter(provider__in=some).select_related("agreement", "provider"):
                self._by_key[contract.agreement_id, contract.provider_id] = contract

    @property
    def found(self) -> list[Contract]:
        return list(self._by_key.values())

    def of(self, row: CheckedRow) -> Contract:
        """Return the contract that the row is about.

        Raises:
            Refused: the agreement or the provider is not known, or it has no contract there.
        """
        agreement = self._agreements.of(row)
        provider = self._providers.of(row.values["org_number"])
        contract = self._by_key.get((agreement.pk, provider.pk))
        if contract is None:
            sentence = f"{provider} har inget kontrakt i ”{agreement}”. Läs in kontrakten först."
            raise Refused("org_number", sentence)
        return contract


class Lots:
    """The lots of agreements, by their full name or, where only one has it, by their own name."""

    def __init__(self, scope: Scope, agreements: Iterable[int]) -> None:
        self.in_order: list[Lot] = []
        self._by_name: dict[tuple[int, str], list[Lot]] = {}
        self._by_full_name: dict[tuple[int, str], list[Lot]] = {}
        for some in batches(sorted(set(agreements))):
            self.in_order += lots_in_order(scope.access, some)
        for lot in self.in_order:
            at = lot.agreement_id
            self._by_full_name.setdefault((at, spelling_key(lot.full_name)), []).append(lot)
            self._by_name.setdefault((at, spelling_key(lot.name)), []).append(lot)

    def find(self, agreement: Agreement, name: object) -> list[Lot]:
        """Return the lots of that full name, otherwise those of that name."""
        at = agreement.pk, spelling_key(str(name))
        return self._by_full_name.get(at) or self._by_name.get(at) or []

    def of(self, agreement: Agreement, name: object, key: str) -> Lot:
        """Return the lot of that path or name.

        Raises:
            Refused: the agreement has no such lot, or several.
        """
        found = self.find(agreement, name)
        if len(found) > 1:
            sentence = (
                f"Avtalet har flera avtalsområden som heter ”{name}”. Skriv också vad det ingår i, "
                f"som ”{found[0].full_name}”."
            )
            raise Refused(key, sentence)
        if not found:
            sentence = f"Avtalet ”{agreement}” har inget avtalsområde som heter ”{name}”."
            raise Refused(key, sentence)
        return found[0]
