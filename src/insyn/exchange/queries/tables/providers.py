"""The list of providers, held against the register."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from insyn.exchange.queries.scope import batches
from insyn.exchange.queries.tables.engine import UNTOUCHED, Found, TablePlanner
from insyn.exchange.queries.tables.references import text_at, texts
from insyn.exchange.rules.saying import LISTED
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.sheets.columns import ColumnSpec
from insyn.registry.models import Provider, ProviderGroup, ProviderName
from insyn.registry.rules import NameKind
from insyn.registry.rules.names import sort_key

FORMER = "tidigare namn i registret"


def provider_cells(row: Provider) -> Mapping[str, object]:
    """Return what a list says of a provider. Reads its group and its other names."""
    return {
        "org_number": row.org_number,
        "name": row.name,
        "operating_form": row.operating_form,
        "legal_form": row.legal_form,
        "group": row.group.name if row.group else None,
        "email": row.email or None,
        "phone": row.phone or None,
        "other_names": tuple(other.name for other in row.other_names.all()) or None,
    }


class ProvidersPlanner(TablePlanner[Provider]):
    """Providers by their number. A former name is kept, and other names are only added."""

    noun = "provider"
    model = Provider

    def read(self) -> None:
        self._known: dict[str, Provider] = {}
        self._groups: dict[str, ProviderGroup] = {}
        rows = Provider.objects.select_related("group", "merged_into")
        for numbers in batches(sorted(texts(self.seen.rows, "org_number"))):
            listed = rows.filter(org_number__in=numbers).prefetch_related("other_names")
            self._known |= {row.org_number: row for row in self.held(listed)}
        for keys in batches({sort_key(name) for name in texts(self.seen.rows, "group")}):
            for group in ProviderGroup.objects.filter(sort_key__in=keys):
                self._groups[group.sort_key] = group

    def find(self, row: CheckedRow) -> Found[Provider] | None:
        number = str(row.values["org_number"])
        stored = self._known.get(number)
        if stored is not None and stored.merged_into is not None:
            sentence = f"Numret är sammanfört med {stored.merged_into}. Raden lämnas utanför."
            self.say(row.number, "org_number", sentence, Severity.WARNING)
            return None
        return Found(number, stored)

    def new(self, row: CheckedRow) -> Provider:
        return Provider(org_number=text_at(row, "org_number"))

    def cells(self, stored: Provider) -> Mapping[str, object]:
        return provider_cells(stored)

    def named(self, target: Provider, row: CheckedRow) -> tuple[str, str]:
        return target.name or str(row.values["name"]), target.shown_number

    def put(self, target: Provider, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        match column.key:
            case "group":
                self.set(target, "group", self._group_named(value))
                return value
            case "other_names":
                return self._add_names(target, value)
            case "name" if target.pk is not None:
                self._keep_former(target)
        return super().put(target, column, value, row)

    def _group_named(self, name: object) -> ProviderGroup | None:
        """Return the group of that name, stored or planned."""
        if not isinstance(name, str):
            return None
        group = self._groups.get(sort_key(name))
        if group is None:
            group = self._groups[sort_key(name)] = ProviderGroup(name=name)
            self.plan.needed.append(group)
        return group

    def _noted(self, target: Provider) -> list[str]:
        stored = [row.name for row in target.other_names.all()] if target.pk else []
        planned = [
            row.name
            for row in self.plan.following
            if isinstance(row, ProviderName) and row.provider is target
        ]
        return stored + planned

    def _add_names(self, target: Provider, value: object) -> object:
        noted = self._noted(target)
        wanted = value if isinstance(value, tuple) else ()
        added = [name for name in wanted if name not in noted]
        self.plan.following += [
            ProviderName(provider=target, name=name, source=LISTED) for name in added
        ]
        return (*noted, *added) if added else UNTOUCHED

    def _keep_former(self, target: Provider) -> None:
        if target.name not in self._noted(target):
            former = ProviderName(
                provider=target,
                name=target.name,
                kind=NameKind.EARLIER,
                used_until=self.scope.today,
                source=FORMER,
            )
            self.plan.following.append(former)

    def check(self, target: Provider, row: CheckedRow) -> None:
        if target.email:
            try:
                validate_email(target.email)
            except ValidationError:
                sentence = "Det är inte en e-postadress. Skriv den som namn@exempel.se."
                self.refuse(row, "email", sentence)
