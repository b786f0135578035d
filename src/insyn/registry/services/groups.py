"""Changes to groups of companies: shared facts, in the trail of the asker."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import ProviderGroup
from insyn.registry.rules.names import sort_key
from insyn.registry.services.changes import authority_behind, write


@transaction.atomic
def rename_group(access: Access, group: ProviderGroup, *, name: str, former: str) -> ProviderGroup:
    """Give a group another name; ``former`` is the name that the asker's page showed.

    Raises:
        RuleViolation: there is another group of that name; says how to make two groups one.
        Outdated: somebody renamed or removed the group after the page was read.
    """
    place = Place(authority_behind(access))
    row = locked_row(ProviderGroup.objects.all(), pk=group.pk)
    name = " ".join(name.split())
    if row.name != former:
        raise Outdated(
            _("Någon annan har döpt om koncernen till %(name)s. Läs in sidan igen.")
            % {"name": row.name}
        )
    _require_unused(row, name)
    said = write(row, {"name": name})
    if said:
        record(access, "provider_group.renamed", row, place=place, facts=said)
    return row


def _require_unused(row: ProviderGroup, name: str) -> None:
    other = ProviderGroup.objects.filter(sort_key=sort_key(name)).exclude(pk=row.pk).first()
    if other is not None:
        raise RuleViolation(
            _(
                "Det finns redan en koncern som heter ”%(other)s”. Ska de två bli en: skriv "
                "”%(other)s” som koncern hos var och en av utförarna i ”%(own)s” och ta sedan "
                "bort den tomma koncernen."
            )
            % {"other": other.name, "own": row.name}
        )


@transaction.atomic
def remove_group(access: Access, group: ProviderGroup) -> None:
    """Take away a group that no provider belongs to.

    Raises:
        RuleViolation: providers belong to it, perhaps only such as are merged into another.
    """
    place = Place(authority_behind(access))
    row = locked_row(ProviderGroup.objects.all(), pk=group.pk)
    first = row.providers.order_by("merged_into", "sort_key").first()
    if first is not None:
        raise RuleViolation(
            _(
                "Koncernen går inte att ta bort: %(provider)s hör till den. Även utförare som är "
                "sammanförda med en annan räknas."
            )
            % {"provider": first}
        )
    record(access, "provider_group.removed", row, place=place, facts={"name": row.name})
    row.delete()
