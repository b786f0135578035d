"""Who may change the requirements of an agreement or a pack, and what holds for all of them."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement
from insyn.requirements.models import (
    QualityArea,
    Requirement,
    RequirementPack,
    RequirementQuerySet,
    RequirementVersion,
    RequirementVersionQuerySet,
)
from insyn.requirements.rules.followability import listed
from insyn.requirements.rules.validity import Validity
from insyn.requirements.rules.weights import weight_problem
from insyn.requirements.services.facts import Home, WordingFacts

SHOWN_AT_MOST = 5


def require_editor(access: Access, authority_id: int) -> None:
    """Let only those go on who may change the authority's requirements."""
    access.require(Permission.EDIT_REQUIREMENTS, authority_id=authority_id)


def locked_home(access: Access, home: Home) -> Home:
    """Return the agreement or pack, locked: whoever changes its requirements waits here.

    Raises:
        Outdated: somebody took it away.
    """
    if isinstance(home, Agreement):
        return locked_row(Agreement.objects.visible_to(access), pk=home.pk)
    return locked_row(RequirementPack.objects.visible_to(access), pk=home.pk)


def locked_requirement(
    access: Access, requirement: Requirement, version: int | None
) -> Requirement:
    """Return the requirement, locked together with its agreement or pack."""
    locked_home(access, home_of(requirement))
    rows = Requirement.objects.visible_to(access).select_related("agreement", "pack")
    return locked_row(rows, pk=requirement.pk, version=version)


def home_of(requirement: Requirement) -> Home:
    """Return the agreement or pack that the requirement stands in."""
    home = requirement.agreement or requirement.pack
    assert home is not None  # the database sees to it
    return home


def siblings(access: Access, home: Home) -> RequirementQuerySet:
    """Return the requirements of the agreement or pack."""
    rows = Requirement.objects.visible_to(access)
    return rows.filter(agreement=home) if isinstance(home, Agreement) else rows.filter(pack=home)


def versions_in(access: Access, home: Home) -> RequirementVersionQuerySet:
    """Return all wordings of the agreement's or pack's requirements."""
    rows = RequirementVersion.objects.visible_to(access)
    if isinstance(home, Agreement):
        return rows.filter(requirement__agreement=home)
    return rows.filter(requirement__pack=home)


def require_sound(facts: WordingFacts, authority_id: int) -> None:
    """Refuse a weight outside its bounds and an area of another authority."""
    if problem := weight_problem(facts.weight):
        raise RuleViolation(problem)
    require_own_area(facts.area, authority_id)


def require_own_area(area: QualityArea | None, authority_id: int) -> None:
    """Refuse an area of another authority."""
    if area is not None and area.authority_id != authority_id:
        raise RuleViolation(_("Välj ett kvalitetsområde som nämnden själv har."))


def require_free_numbers(
    access: Access,
    home: Home,
    numbers: Iterable[str],
    during: Validity,
    *,
    besides: Requirement | None = None,
) -> None:
    """Refuse a number that another requirement has during the same time.

    Raises:
        RuleViolation: names the numbers that are taken, the first five at most.
    """
    rows = versions_in(access, home).filter(number__in=list(numbers))
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=during.valid_from))
    if during.valid_to is not None:
        rows = rows.filter(valid_from__lte=during.valid_to)
    if besides is not None:
        rows = rows.exclude(requirement=besides)
    taken = sorted(set(rows.values_list("number", flat=True)))
    if taken:
        raise RuleViolation(
            _("Numret %(numbers)s används redan av ett annat krav. Välj ett annat nummer.")
            % {"numbers": listed(taken[:SHOWN_AT_MOST])}
        )


def make_room(access: Access, home: Home, place: int) -> None:
    """Move the requirements from the place on one step down."""
    siblings(access, home).filter(position__gte=place).update(position=F("position") + 1)


def note(access: Access, event: str, row: RequirementVersion, facts: Facts) -> None:
    """Record what happened to a requirement, under its number and text."""
    place = Place(row.requirement.authority_id)
    record(access, event, row, place=place, facts=facts)


def bump(requirement: Requirement) -> None:
    """Count one more change, so that pages read before it are outdated."""
    requirement.version += 1
    requirement.save(update_fields=["version"])
