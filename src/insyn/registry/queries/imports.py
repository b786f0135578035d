"""What an import would change: the file held against the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Model, QuerySet

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.papers.sheets.checking import Problem, Severity
from insyn.papers.wording import swedish_date
from insyn.registry.models import (
    Agreement,
    Contract,
    ImportRun,
    Lot,
    Provider,
    ProviderGroup,
    ProviderName,
)
from insyn.registry.queries.books import AgreementBook, LotKey, books_of
from insyn.registry.queries.import_plan import Change, ChangeKind, ImportPlan
from insyn.registry.rules import ContractStatus, spelling_key
from insyn.registry.rules.entries import PlaceEntry, ProviderEntry, sayer
from insyn.registry.rules.imports import Preview
from insyn.registry.rules.names import sort_key

M = TypeVar("M", bound=Model)

AT_A_TIME = 500
"""Numbers or keys asked for in one query."""

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ShownImport:
    """A file and what it would change, for the page that asks whether to take it in."""

    preview: Preview
    plan: ImportPlan

    @property
    def problems(self) -> list[Problem]:
        """Return what is wrong in the file, and then what is wrong against the register."""
        found = [*self.preview.problems, *self.plan.problems]
        return sorted(found, key=lambda problem: problem.row)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @property
    def is_fit(self) -> bool:
        return not self.errors

    @property
    def changes(self) -> list[Change]:
        """Return what is new or changed; what stays as it is is only counted."""
        return [change for change in self.plan.changes if change.kind != ChangeKind.UNCHANGED]


def listed_imports(access: Access) -> QuerySet[ImportRun]:
    """Return the files that wait, then those taken in, the latest first; without their content."""
    runs = ImportRun.objects.visible_to(access).defer("content")
    seen = runs.select_related("authority__municipality", "agreement", "started_by")
    waiting_first = F("done_at").desc(nulls_first=True)
    return seen.order_by(waiting_first, "-started_at", "-pk")


def shown_import(access: Access, run: ImportRun, preview: Preview) -> ShownImport:
    """Return what a waiting file would change. Locks nothing, writes nothing."""
    authority, agreement = run.authority, run.agreement
    planner = _Planner(access, authority, agreement, preview, is_locking=False)
    return ShownImport(preview, planner.planned())


def planned_problems(
    access: Access, *, authority: Authority | None, agreement: Agreement | None, preview: Preview
) -> list[Problem]:
    """Return what is wrong against the register. Locks nothing, writes nothing."""
    planner = _Planner(access, authority, agreement, preview, is_locking=False)
    return planner.planned().problems


def plan_import(
    access: Access, *, authority: Authority | None, agreement: Agreement | None, preview: Preview
) -> ImportPlan:
    """Return what taking in the file would change. Call inside a transaction: it locks.

    Without an agreement, chosen or named in the file, or without an authority to own it, only
    providers are planned. The number of queries grows by three for every 500 providers.
    """
    return _Planner(access, authority, agreement, preview, is_locking=True).planned()


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    listed = list(values)
    for start in range(0, len(listed), AT_A_TIME):
        yield listed[start : start + AT_A_TIME]


class _Planner:
    """The register as it stands, read once, and the plan that grows."""

    def __init__(
        self,
        access: Access,
        authority: Authority | None,
        agreement: Agreement | None,
        preview: Preview,
        *,
        is_locking: bool,
    ) -> None:
        self.plan = ImportPlan()
        self._is_locking = is_locking
        self._preview = preview
        self._say = sayer(self.plan.problems, preview.mapping, preview.cells)
        self._authority = authority
        self._chosen = agreement
        self._known: dict[str, Provider] = {}
        self._spellings: dict[int, set[str]] = {}
        self._namesakes: dict[str, Provider] = {}
        self._books: dict[str, list[AgreementBook]] = {}
        self._groups: dict[str, ProviderGroup] = {}
        self._reason = f"Enligt importen av {preview.file_name}"[:LONGEST_REASON]
        self._read_providers()
        self._read_agreements(access)

    def _read_providers(self) -> None:
        entries = self._preview.entries
        for numbers in _batches(entry.org_number for entry in entries):
            found = self._held(
                Provider.objects.filter(org_number__in=numbers).select_related("group")
            )
            self._known |= {provider.org_number: provider for provider in found}
            for row in ProviderName.objects.filter(provider__org_number__in=numbers):
                self._spellings.setdefault(row.provider_id, set()).add(row.name)
        for keys in _batches({sort_key(entry.name) for entry in entries}):
            for provider in Provider.objects.filter(sort_key__in=keys):
                self._namesakes[provider.sort_key] = provider
        for keys in _batches({sort_key(entry.group) for entry in entries if entry.group}):
            for group in ProviderGroup.objects.filter(sort_key__in=keys):
                self._groups[group.sort_key] = group

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

    def planned(self) -> ImportPlan:
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
        self.plan.changes.append(change)
        for place in entry.places.values():
            book = self._book_of(place)
            if book is not None:
                self._take_place(book, place, provider, change)

    def _new_provider(self, entry: ProviderEntry) -> tuple[Provider, Change]:
        group = self._group_named(entry.group)
        provider = Provider(name=entry.name, org_number=entry.org_number, group=group)
        self.plan.providers.append(provider)
        change = Change(ChangeKind.CREATED, provider, tuple(entry.rows))
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
        change = Change(ChangeKind.UNCHANGED, provider, tuple(entry.rows))
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
        source = self._preview.file_name
        self.plan.names.append(ProviderName(provider=provider, name=spelling, source=source))

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
