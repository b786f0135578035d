"""The permits of the made-up units: most stand; what is odd about some is for the pages to say."""

from insyn.examples.demonstration.town import EDITOR, Town
from insyn.registry.models import Unit
from insyn.registry.rules import OperatingForm
from insyn.registry.rules.permits import needs_permit, permit_kind_for
from insyn.registry.services import PermitDetails, save_permit

MISSING = frozenset({"Nattugglans jourhem"})
"""Units whose permit nobody has found."""
ENDING = frozenset({"Humlan"})
"""Units whose permit ends within half a year."""
FEWER_PLACES = {"Rönnbäret": 36}
"""Units with more places than their permit."""

FIRST_NUMBER = 21000


def give_permit(town: Town, unit: Unit) -> None:
    """Note the permit of a unit that needs one, or that IVO has been told of it."""
    form = OperatingForm(unit.provider.operating_form)
    is_needed = needs_permit(area_needs=unit.service_area.needs_permit, operating_form=form)
    if not is_needed or unit.name in MISSING:
        return
    began = town.calendar.first_of_month(-40)
    facts = PermitDetails(
        kind=permit_kind_for(form),
        number=f"8.2.1-{FIRST_NUMBER + unit.pk}/{began.year}",
        valid_from=began,
        holder=unit.provider,
        valid_to=town.calendar.last_of_month(3) if unit.name in ENDING else None,
        places=FEWER_PLACES.get(unit.name, unit.places),
    )
    save_permit(town.access(EDITOR), unit, permit=None, facts=facts)
