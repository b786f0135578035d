"""Taking requirements into an agreement: from a pack, or from another agreement."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.registry.models import Agreement
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.requirements.queries.comparison import family
from insyn.requirements.queries.requirements import latest_of
from insyn.requirements.rules.followability import listed
from insyn.requirements.rules.matching import doubles
from insyn.requirements.rules.numbers import numbers_after
from insyn.requirements.rules.validity import Validity
from insyn.requirements.services.creating import NewRequirement, create_many
from insyn.requirements.services.facts import Taken, WordingFacts
from insyn.requirements.services.homes import (
    locked_home,
    require_editor,
    require_free_numbers,
    versions_in,
)
from insyn.requirements.services.packs import root_of


class Numbering(Choice):
    """Which numbers the requirements get in the agreement that takes them."""

    CONTINUED = "continued", "Fortsätt numreringen i avtalet"
    OWN = "own", "Behåll kravens egna nummer"


@transaction.atomic
def take_requirements(
    access: Access,
    agreement: Agreement,
    *,
    chosen: Sequence[Requirement],
    numbering: Numbering = Numbering.CONTINUED,
    valid_from: date | None = None,
) -> Taken:
    """Take requirements of the same authority into the agreement, marked as the same.

    One that is there already, in force or coming, is not taken again. Without a day they are
    valid from the agreement's start.

    Raises:
        RuleViolation: nothing is chosen, one belongs to another authority, or a number is used.
    """
    require_editor(access, agreement.authority_id)
    _require_own(chosen, agreement)
    locked_home(access, agreement)
    start = valid_from or agreement.starts_on
    wordings = latest_of(access, [row.pk for row in chosen])
    there = _families(access, agreement, start)
    new = [wordings[row.pk] for row in chosen if family(row) not in there and row.pk in wordings]
    numbers = _numbers(access, agreement, new, numbering)
    require_free_numbers(access, agreement, numbers, Validity(start))
    made = create_many(access, agreement, [
        NewRequirement(_renumbered(row, number), start, row.requirement.origin,
                       root_of(row.requirement))
        for row, number in zip(new, numbers, strict=True)
    ])  # fmt: skip
    if made:
        record(access, "requirement.taken", agreement, place=Place(agreement.authority_id),
               facts={"requirements": len(made), "numbers": "; ".join(numbers)})  # fmt: skip
    return Taken(len(made), len(chosen) - len(made))


def _require_own(chosen: Sequence[Requirement], agreement: Agreement) -> None:
    if not chosen:
        raise RuleViolation(_("Kryssa för minst ett krav att ta in i avtalet."))
    if any(row.authority_id != agreement.authority_id for row in chosen):
        raise RuleViolation(_("Krav kan bara tas in från nämndens egna kravpaket och avtal."))


def _families(access: Access, agreement: Agreement, start: date) -> set[object]:
    """Return what the agreement has on that day or later."""
    rows = versions_in(access, agreement).select_related("requirement").exclude(valid_to__lt=start)
    return {family(row.requirement) for row in rows}


def _numbers(
    access: Access, agreement: Agreement, new: Sequence[RequirementVersion], numbering: Numbering
) -> list[str]:
    if numbering == Numbering.CONTINUED:
        taken = versions_in(access, agreement).values_list("number", flat=True)
        return numbers_after(taken, len(new))
    own = [row.number for row in new]
    if twice := doubles(own):
        raise RuleViolation(
            _("Flera av kraven har numret %(numbers)s. Välj att fortsätta numreringen i avtalet.")
            % {"numbers": listed(twice)}
        )
    return own


def _renumbered(row: RequirementVersion, number: str) -> WordingFacts:
    values = {name: getattr(row, name) for name in WordingFacts.__slots__}
    return WordingFacts(**{**values, "number": number})
