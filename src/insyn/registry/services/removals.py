"""Taking away what was entered by mistake and that nothing has been hung on since."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract
from insyn.registry.queries.merges import every_row


@transaction.atomic
def remove_contract(access: Access, contract: Contract) -> None:
    """Take away a contract that was entered by mistake.

    Raises:
        RuleViolation: something stands on it, such as a follow-up, a price or usage.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=contract.agreement.authority_id)
    row = locked_row(Contract.objects.visible_to(access), pk=contract.pk)
    if nouns := used_by(row):
        raise RuleViolation(
            _(
                "Kontraktet i ”%(agreement)s” går inte att ta bort: det används (%(nouns)s). "
                "Utförarna kan då inte föras samman. Anteckna namnet som namnform i stället."
            )
            % {"agreement": row.agreement, "nouns": ", ".join(nouns)}
        )
    said = {"provider": row.provider.name, "agreement": row.agreement.title}
    record(access, "contract.removed", row, place=Place(row.agreement.authority_id), facts=said)
    row.delete()


def used_by(contract: Contract) -> list[str]:
    """Return what the rows that stand on the contract are called; its own links aside."""
    own = {Contract.lots.through, Contract.units.through}
    found = set()
    for field in Contract._meta.get_fields(include_hidden=True):
        model: Any = field.related_model
        if not field.auto_created or field.many_to_many or model in {None, *own}:
            continue
        column = field.field.name  # type: ignore[union-attr]
        if every_row(model).filter(**{column: contract}).exists():
            found.add(_(str(model._meta.verbose_name_plural)))
    return sorted(found)
