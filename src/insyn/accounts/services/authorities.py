"""What happens to authorities and their cooperations: done by who runs the installation."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Municipality,
    User,
)
from insyn.accounts.rules import is_current, last_day_when_ended
from insyn.accounts.services.members import NewMember, give_role
from insyn.accounts.services.people import Person, create_account
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock


@transaction.atomic
def found_authority(
    access: Access, *, municipality: str, name: str, role: Role, person: Person
) -> NewMember:
    """Create a municipality and an authority that are missing, and somebody with a role there.

    For the one who runs the installation: only the system itself may ask.
    """
    _require_the_system(access)
    place, _created = Municipality.objects.get_or_create(name=municipality)
    authority, is_new = Authority.objects.get_or_create(municipality=place, name=name)
    if is_new:
        record(access, "authority.founded", authority, place=Place(authority.pk))
    user, password = User.objects.filter(username=person.username).first(), ""
    if user is None:
        new = create_account(access, authority.pk, person=person)
        user, password = new.user, new.one_time_password
    return NewMember(give_role(access, authority, user, role), password)


@transaction.atomic
def found_cooperation(access: Access, *, name: str, lead: Authority) -> Cooperation:
    """Create a cooperation in which the lead authority takes part from today.

    Raises:
        RuleViolation: another cooperation has the name.
    """
    _require_the_system(access)
    if Cooperation.objects.filter(name=name).exists():
        raise RuleViolation(
            _("Det finns redan en samverkan som heter ”%(name)s”.") % {"name": name}
        )
    cooperation = Cooperation.objects.create(name=name, lead=lead)
    CooperationMember.objects.create(
        cooperation=cooperation, authority=lead, valid_from=clock.today()
    )
    _record(access, "cooperation.created", cooperation, {"authority": str(lead)})
    return cooperation


@transaction.atomic
def choose_lead(access: Access, cooperation: Cooperation, *, lead: Authority) -> Cooperation:
    """Let another authority lead; the same one again changes nothing.

    Raises:
        RuleViolation: the authority does not take part, or is about to leave.
    """
    _require_the_system(access)
    row = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
    if row.lead_id == lead.pk:
        return row
    if not _places(row).filter(authority=lead, valid_to=None).exists():
        raise _no_part(row, lead)
    row.lead = lead
    row.save(update_fields=["lead"])
    _record(access, "cooperation.lead_chosen", row, {"authority": str(lead)})
    return row


@transaction.atomic
def join_cooperation(
    access: Access, cooperation: Cooperation, *, authority: Authority
) -> CooperationMember:
    """Let an authority take part from today; one that takes part already stays as it is.

    One that had left, or was to leave, takes part again without an end.
    """
    _require_the_system(access)
    today = clock.today()
    row = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
    place = CooperationMember.objects.filter(cooperation=row, authority=authority).first()
    if place and place.valid_to is None:
        return place
    if place is None:
        place = CooperationMember(cooperation=row, authority=authority, valid_from=today)
    elif not is_current(None, place.valid_to, today):
        place.valid_from = today
    place.valid_to = None
    place.save()
    _record(access, "cooperation.authority_joined", row, {"authority": str(authority)})
    return place


@transaction.atomic
def leave_cooperation(
    access: Access, cooperation: Cooperation, *, authority: Authority, last_day: date | None = None
) -> None:
    """End an authority's part at once, or after ``last_day``; the trail of all who shared says so.

    Raises:
        RuleViolation: it takes no part, it leads the cooperation, or the day has passed.
    """
    _require_the_system(access)
    today = clock.today()
    row = Cooperation.objects.select_for_update().get(pk=cooperation.pk)
    place = _places(row).filter(authority=authority).first()
    if place is None:
        raise _no_part(row, authority)
    if row.lead_id == authority.pk:
        raise RuleViolation(
            _("%(authority)s leder samverkan. Välj först en annan sammanhållande nämnd.")
            % {"authority": authority}
        )
    if last_day and last_day < today:
        raise RuleViolation(
            _("Sista dagen kan inte ha passerat. Ange ingen dag, så slutar nämnden genast.")
        )
    ends = last_day_when_ended(place.valid_from, today, last_day)
    facts: Facts = {"authority": str(authority), "last_day": ends.isoformat() if ends else None}
    _record(access, "cooperation.authority_left", row, facts)
    if ends is None:  # it took part no whole day; the trail keeps what happened
        place.delete()
    else:
        place.valid_to = ends
        place.save(update_fields=["valid_to"])


def _require_the_system(access: Access) -> None:
    if access.user_id is not None:
        raise NotAllowed


def _places(cooperation: Cooperation) -> QuerySet[CooperationMember]:
    """Return the places that have not ended."""
    open_end = Q(valid_to=None) | Q(valid_to__gte=clock.today())
    return CooperationMember.objects.filter(open_end, cooperation=cooperation)


def _no_part(cooperation: Cooperation, authority: Authority) -> RuleViolation:
    words = {"authority": authority, "cooperation": cooperation}
    return RuleViolation(_("%(authority)s deltar inte i ”%(cooperation)s”.") % words)


def _record(access: Access, event: str, cooperation: Cooperation, facts: Facts) -> None:
    """Write in the trail of every authority that takes part: what they share has changed."""
    for authority_id in (
        _places(cooperation).order_by("authority").values_list("authority", flat=True)
    ):
        record(access, event, cooperation, place=Place(authority_id), facts=facts)
