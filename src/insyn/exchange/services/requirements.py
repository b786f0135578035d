"""Storing what a list of requirements would change."""

from collections.abc import Mapping
from typing import Any

from insyn.accounts.models import Authority
from insyn.audit.services import Entry, Place, record_all
from insyn.exchange.queries.tables.catalogues import CatalogueChange, Home, RequirementsPlan
from insyn.exchange.rules.tables.requirements import MARKS, TEST
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.models import Agreement
from insyn.registry.services.changes import plain
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.taking_in import present_in
from insyn.requirements.services import PackFacts, save_pack, take_in

BATCH = 500
WRITTEN = (*TEST, "valid_to", "tested_on", "tested_by", "version")


def write_requirements(access: Access, plan: RequirementsPlan, authority: Authority) -> None:
    """Take in each catalogue, then say of its requirements what the list says beside it."""
    for change in plan.catalogues:
        home = _home(access, change.home, authority)
        take_in(access, home, change.facts, changes_from=change.day)
        _complete(access, home, change)


def _home(access: Access, home: Home, authority: Authority) -> Home:
    if isinstance(home, Agreement) or not home._state.adding:
        return home
    facts = PackFacts(name=home.name)
    return save_pack(access, authority=authority, pack=None, facts=facts)


def _complete(access: Access, home: Home, change: CatalogueChange) -> None:
    """Write ends and answers about following up, where they differ. A few statements."""
    by_number = {row.number: row for row in present_in(access, home, change.day).values()}
    changed: list[RequirementVersion] = []
    entries: list[Entry] = []
    for number, values in change.afterwards.items():
        row = by_number[number]
        said = {name: value for name, value in values.items() if getattr(row, name) != value}
        if said:
            entries += _entries(row, said)
            _put(access, row, said)
            changed.append(row)
    versions = RequirementVersion.objects.visible_to(access)
    versions.bulk_update(changed, WRITTEN, batch_size=BATCH)
    requirements = Requirement.objects.visible_to(access)
    requirements.bulk_update(
        [row.requirement for row in changed], ["version"], batch_size=BATCH
    )  # fmt: skip
    record_all(access, entries, place=Place(home.authority_id))


def _put(access: Access, row: RequirementVersion, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    if said.keys() & set(TEST):
        is_tested = any(getattr(row, name) is not None for name in MARKS)
        row.tested_on = clock.today() if is_tested else None
        row.tested_by_id = access.user_id if is_tested else None
    row.version += 1
    row.requirement.version += 1


def _entries(row: RequirementVersion, said: Mapping[str, Any]) -> list[Entry]:
    """Return the lines of the trail, in the words of the services of requirements."""
    tested = {
        f"{name}_{when}": plain(value)
        for name in TEST
        if name in said
        for when, value in (("before", getattr(row, name)), ("after", said[name]))
    }
    entries = [Entry("requirement.tested", row, tested)] if tested else []
    if "valid_to" in said:
        event = "requirement.reopened" if said["valid_to"] is None else "requirement.ended"
        days = {"valid_to_before": plain(row.valid_to), "valid_to_after": plain(said["valid_to"])}
        entries.append(Entry(event, row, days))
    return entries
