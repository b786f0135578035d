"""What a mixed list would change: the file held against the register."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from insyn.accounts.models import Authority
from insyn.exchange.queries.mixed.books import AgreementBook, LotKey, books_of
from insyn.exchange.queries.mixed.plan import MixedPlan
from insyn.exchange.queries.scope import Scope, batches
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.mixed.columns import PRICED_ITEM, price_unit
from insyn.exchange.rules.mixed.entries import PlaceEntry, ProviderEntry
from insyn.exchange.rules.preview import Preview
from insyn.exchange.rules.saying import LISTED, sayer
from insyn.kernel.access import Access
from insyn.papers.sheets.checking import Severity
from insyn.papers.wording import swedish_date
from insyn.registry.models import (
    Agreement,
    Contract,
    ContractPrice,
    Lot,
    Provider,
    ProviderGroup,
    ProviderName,
)
from insyn.registry.rules import ContractStatus, PriceUnit, spelling_key
from insyn.registry.rules.names import sort_key

M = TypeVar("M", bound=Model)

LONGEST_REASON = 300
_PER_WHAT = (
    "Rubriken säger inte vad priset är per och priset förs därför inte in. Döp kolumnen till "
    "”Pris per dygn”, ”Pris per timme” eller liknande."
)


def plan_mixed(scope: Scope, preview: Preview) -> MixedPlan:
    """Return what taking in a mixed list would change. To lock, call inside a transaction.

    Without an agreement, chosen or named in the file, or without an authority to own it, only
    providers are planned. The number of queries grows by three for every 500 providers.
    """
    return _Planner(scope, preview).planned()


class _Planner:
    """The register as it stands, read once, and the plan that grows."""

    def __init__(self, scope: Scope, preview: Preview) -> None:
        self.plan = MixedPlan()
        self._is_locking = scope.is_locking
        self._preview = preview
        self._say = sayer(self.plan.problems, preview.table, preview.mapping, preview.cells)
        self._authority = scope.authority
        self._chosen = scope.agreement
        self._known: dict[str, Provider] = {}
        self._spellings: dict[int, set[str]] = {}
        self._namesakes: dict[str, Provider] = {}
        self._books: dict[str, list[AgreementBook]] = {}
        self._groups: dict[str, ProviderGroup] = {}
        self._reason = f"Enligt importen av {preview.file_name}"[:LONGEST_REASON]
        self._read_providers()
        self._read_agreements(scope.access)

    def _read_providers(self) -> None:
        entries = self._preview.entries
        for numbers in batches(entry.org_number for entry in entries):
            found = self._held(
                Provider.objects.filter(org_number__in=numbers).select_related("group")
            )
            self._known |= {provider.org_number: provider for provider in found}
        self._follow_merges()
        for numbers in batches({row.org_number for row in self._known.values()}):
            for row in ProviderName.objects.filter(provider__org_number__in=numbers):
                self._spellings.setdefault(row.provider_id, set()).add(row.name)
        for keys in batches({sort_key(entry.name) for entry in entries}):
            for provider in Provider.objects.standing().filter(sort_key__in=keys):
                self._namesakes[provider.sort_key] = provider
        for keys in batches({sort_key(entry.group) for entry in entries if entry.group}):
            for group in ProviderGroup.objects.filter(sort_key__in=keys):
                self._groups[group.sort_key] = group

    def _follow_merges(self) -> None:
        """Let the number of a provider that was merged lead to the one that was kept."""
        while keys := {row.merged_into_id for row in self._known.values() if row.merged_into_id}:
            kept = {row.pk: row for row in self._held(Provider.objects.filter(pk__in=keys))}
            for number, row in self._known.items():
                if row.merged_into_id is not None:
                    self._known[number] = kept[row.merged_into_id]

    def _group_named(self, name: str) -> ProviderGroup | None:
        """Return the group of that name, stored or planned."""
        if not name:
            return None
        group = self._groups.get(sort_key(name))
        if group is None:
            group = self._groups[sort_key(name)] = ProviderGroup(name=name)
            self.plan.groups.append(group)
        return group

    def _read_agreements(self, access: Access) -> None:
        rows = self._held(Agreement.objects.visible_to(access))
        if self._chosen is not None:
            rows = rows.filter(pk=self._chosen.pk)
        else:
            rows = rows.filter(authority=self._authority, sort_key__in=self._titles())
        for book in books_of(access, rows, is_locking=self._is_locking):
            self._books.setdefault(book.agreement.sort_key, []).append(book)

    def _held(self, rows: QuerySet[M]) -> QuerySet[M]:
        return rows.select_for_update(of=("self",)) if self._is_locking else rows

    def _titles(self) -> set[str]:
        places = (place for entry in self._preview.entries for place in entry.places.values())
        return {sort_key(place.agreement) for place in places if place.agreement}

    def planned(self) -> MixedPlan:
        """Return the whole plan, its problems in the order of the rows."""
        for entry in self._preview.entries:
            self._take(entry)
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def _take(self, entry: ProviderEntry) -> None:
        provider = self._known.get(entry.org_number)
        if provider is None:
            provider, change = self._new_provider(entry)
        else:
            change = self._changed_provider(entry, provider)
        for place in entry.places.values():
            book = self._book_of(place)
            if book is not None:
                self._take_place(book, place, provider, change)

    def _new_provider(self, entry: ProviderEntry) -> tuple[Provider, Change]:
        group = self._group_named(entry.group)
        provider = Provider(name=entry.name, org_number=entry.org_number, group=group)
        self.plan.providers.append(provider)
        change = self.plan.open_change(ChangeKind.CREATED, provider, tuple(entry.rows))
        if entry.group:
            change.add("Koncern", "", entry.group)
        for spelling in entry.spellings:
            self._add_spelling(provider, spelling, change)
        namesake = self._namesakes.get(sort_key(entry.name))
        if namesake is not None:
            sentence = (
                f"I registret finns redan ”{namesake.name}” med organisationsnumret "
                f"{namesake.shown_number}. Kontrollera att det är två olika utförare."
            )
            self._say(entry.row, "org_number", sentence, Severity.WARNING)
        return provider, change

    def _changed_provider(self, entry: ProviderEntry, provider: Provider) -> Change:
        change = self.plan.open_change(ChangeKind.UNCHANGED, provider, tuple(entry.rows))
        noted = {provider.name} | self._spellings.get(provider.pk, set())
        for spelling, row in {entry.name: entry.row, **entry.spellings}.items():
            if spelling not in noted:
                self._add_spelling(provider, spelling, change)
                sentence = (
                    f"Utföraren heter ”{provider.name}” i registret. Namnet i filen sparas som "
                    "namnform."
                )
                self._say(row, "name", sentence, Severity.WARNING)
        group = self._group_named(entry.group)
        if group is not None and group != provider.group:
            change.add("Koncern", provider.group, group)
            provider.group = group
            self.plan.changed_providers.append(provider)
        return change

    def _add_spelling(self, provider: Provider, spelling: str, change: Change) -> None:
        change.add("Namnform", "", spelling)
        self.plan.names.append(ProviderName(provider=provider, name=spelling, source=LISTED))

    def _book_of(self, place: PlaceEntry) -> AgreementBook | None:
        """Return the agreement that the rows speak of, stored or planned; None if there is none."""
        if self._chosen is not None:
            return self._chosen_book(self._chosen, place)
        if self._authority is None or not place.agreement:
            return None
        books = self._books.setdefault(sort_key(place.agreement), [])
        alike = [book for book in books if _may_be(book.agreement, place)]
        if len(alike) > 1:
            sentence = (
                f"Nämnden har {len(alike)} avtal som heter ”{place.agreement}”. Välj vilket av dem "
                "filen gäller när du laddar upp den."
            )
            self._say(place.row, "agreement", sentence, Severity.ERROR)
            return None
        return alike[0] if alike else self._new_book(self._authority, place, books)

    def _chosen_book(self, chosen: Agreement, place: PlaceEntry) -> AgreementBook | None:
        if place.agreement and sort_key(place.agreement) != chosen.sort_key:
            sentence = (
                f"Raden gäller ”{place.agreement}”, men du har valt avtalet ”{chosen}”. Ladda upp "
                "filen utan att välja avtal, eller ta inte in kolumnen."
            )
            self._say(place.row, "agreement", sentence, Severity.ERROR)
            return None
        return self._books[chosen.sort_key][0]

    def _new_book(
        self, authority: Authority, place: PlaceEntry, books: list[AgreementBook]
    ) -> AgreementBook | None:
        starts_on, ends_on = place.starts_on, place.ends_on
        if starts_on is None:
            sentence = (
                f"Avtalet ”{place.agreement}” finns inte i registret och kan inte läggas upp utan "
                "startdatum. Fyll i startdatumet, eller lägg upp avtalet först."
            )
            self._say(place.row, "starts_on", sentence, Severity.ERROR)
            return None
        if any(book.agreement.starts_on == starts_on for book in books):
            sentence = (
                "Nämnden har redan ett avtal med samma rubrik och start men annat nummer. Rätta "
                "numret, eller ge avtalet en annan rubrik."
            )
            self._say(place.row, "case_number", sentence, Severity.ERROR)
            return None
        agreement = Agreement(
            authority=authority,
            title=place.agreement,
            case_number=place.case_number,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        self.plan.agreements.append(agreement)
        books.append(AgreementBook(agreement))
        return books[-1]

    def _take_place(
        self, book: AgreementBook, place: PlaceEntry, provider: Provider, change: Change
    ) -> None:
        number = provider.org_number
        _widen(book.agreement, place)
        if number in book.rows:
            sentence = (
                f"Rad {book.rows[number]} gäller redan samma utförare i samma avtal. Ta bort den "
                "ena raden."
            )
            self._say(place.row, "agreement", sentence, Severity.ERROR)
            return
        book.rows[number] = place.row
        contract = book.contracts.get(number)
        if contract is None:
            contract = self._new_contract(book, place, provider, change)
        else:
            self._change_contract(contract, place, change)
        if contract.ends_on is not None and contract.ends_on < contract.starts_on:
            begins = swedish_date(contract.starts_on)
            sentence = f"Kontraktet skulle sluta innan det börjar ({begins}). Rätta datumet."
            self._say(place.row, "ends_on", sentence, Severity.ERROR)
        self._hold_lots(book, place, contract, number, change)
        self._price(book, place, contract, change)

    def _new_contract(
        self, book: AgreementBook, place: PlaceEntry, provider: Provider, change: Change
    ) -> Contract:
        status = ContractStatus(place.status or ContractStatus.ACTIVE)
        contract = Contract(
            agreement=book.agreement,
            provider=provider,
            starts_on=place.starts_on or book.agreement.starts_on,
            ends_on=place.ends_on,
            rank=place.rank,
            status=status,
            status_reason="" if status == ContractStatus.ACTIVE else self._reason,
        )
        book.contracts[provider.org_number] = contract
        self.plan.contracts.append(contract)
        change.add("Kontrakt", "", book.agreement)
        return contract

    def _change_contract(self, contract: Contract, place: PlaceEntry, change: Change) -> None:
        labels = {"starts_on": "Gäller från", "ends_on": "Gäller till", "rank": "Rangordning"}
        before = len(change.differences)
        for name, label in labels.items():
            old, new = getattr(contract, name), getattr(place, name)
            if new is not None and new != old:
                change.add(label, old, new)
                setattr(contract, name, new)
        if place.status and place.status != contract.status:
            old_label = ContractStatus(contract.status).label
            change.add("Läge", old_label, ContractStatus(place.status).label)
            contract.status = place.status
            is_active = place.status == ContractStatus.ACTIVE
            contract.status_reason = "" if is_active else self._reason
        if len(change.differences) > before:
            self.plan.changed_contracts.append(contract)

    def _hold_lots(
        self,
        book: AgreementBook,
        place: PlaceEntry,
        contract: Contract,
        number: str,
        change: Change,
    ) -> None:
        held = book.held.setdefault(number, set())
        for area, parts in place.lots.items():
            top = self._lot(book, None, area, place.lot_rows[area])
            wanted = [(("", spelling_key(area)), top)]
            wanted += [
                ((spelling_key(area), spelling_key(part)), self._lot(book, top, part, row))
                for part, row in parts.items()
            ]
            for key, lot in wanted:
                if key not in held:
                    held.add(key)
                    self.plan.contract_lots.append((contract, lot))
                    change.add("Avtalsområde", "", lot.full_name)

    def _price(
        self, book: AgreementBook, place: PlaceEntry, contract: Contract, change: Change
    ) -> None:
        """Price the contract from its start; a price that stands there already is left alone."""
        if not place.prices:
            return
        unit = price_unit(self._preview.headings[self._preview.mapping["price"]])
        for area, (row, amount) in place.prices.items():
            if unit is None:
                self._say(row, "price", _PER_WHAT, Severity.WARNING)
                continue
            lot = book.lots.get(("", spelling_key(area))) if area else None
            known = _known_price(book, contract, lot, unit)
            if known is None:
                self.plan.prices.append(
                    ContractPrice(
                        contract=contract, lot=lot, item=PRICED_ITEM, unit=unit, amount=amount,
                        valid_from=contract.starts_on,
                    )
                )  # fmt: skip
                change.add("Pris", "", f"{amount:.2f} kr per {unit.label.casefold()}")
            elif known.amount != amount:
                sentence = (
                    f"Kontraktet har redan ett annat pris ({known.amount} kr från "
                    f"{known.valid_from}). Priset i filen förs inte in. Lägg in en ny prisnivå på "
                    "kontraktets sida."
                )
                self._say(row, "price", sentence, Severity.WARNING)

    def _lot(self, book: AgreementBook, parent: Lot | None, name: str, row: int) -> Lot:
        key: LotKey = (spelling_key(parent.name) if parent else "", spelling_key(name))
        # Numbered by the row: the stored order is then that of the file, after older lots.
        position = book.last_position + row
        lot = book.lots.get(key)
        if lot is None:
            lot = Lot(agreement=book.agreement, parent=parent, name=name, position=position)
            book.lots[key] = lot
            self.plan.lots.append(lot)
        elif lot._state.adding:
            lot.position = min(lot.position, position)
        return lot


def _known_price(
    book: AgreementBook, contract: Contract, lot: Lot | None, unit: PriceUnit
) -> ContractPrice | None:
    if lot is not None and lot._state.adding:
        return None
    return book.prices.get((contract.provider.org_number, lot.pk if lot else None, unit))


def _may_be(agreement: Agreement, place: PlaceEntry) -> bool:
    """Tell whether the numbers do not contradict that it is the same agreement."""
    numbers = {agreement.case_number, place.case_number} - {""}
    return len(numbers) <= 1


def _widen(agreement: Agreement, place: PlaceEntry) -> None:
    """Let an agreement that is about to be made cover all contracts that the file gives it."""
    if agreement._state.adding:
        agreement.starts_on = min(agreement.starts_on, place.starts_on or agreement.starts_on)
        if place.ends_on is None or agreement.ends_on is None:
            agreement.ends_on = None
        else:
            agreement.ends_on = max(agreement.ends_on, place.ends_on)
