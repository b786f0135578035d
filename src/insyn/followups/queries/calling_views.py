"""Who can be asked what a calling unit thinks, and what the asker has been asked."""

from django.db.models import F, QuerySet

from insyn.accounts.models import Membership, User
from insyn.followups.models import CallingUnitView, CallingUnitViewQuerySet, Followup
from insyn.followups.rules.calling_views import GIVES_VIEWS
from insyn.kernel.access import CLEARANCES, Access
from insyn.platform import clock


def possible_people(access: Access, followup: Followup) -> QuerySet[User]:
    """Return those in the authority who can be asked, and may know of the follow-up."""
    del access  # who works in the authority is known to all who do
    roles = [role for role in GIVES_VIEWS if CLEARANCES[role] >= followup.secrecy]
    members = Membership.objects.current(clock.today()).filter(
        authority=followup.authority_id, role__in=roles
    )
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return users.order_by("first_name", "last_name", "username")


def asked_views(access: Access) -> CallingUnitViewQuerySet:
    """Return what the asker in person has been asked: unanswered first, the nearest day first."""
    rows = CallingUnitView.objects.asked_of(access).select_related(
        "followup__contract__provider", "followup__contract__agreement", "followup__authority"
    )
    return rows.order_by(
        F("received_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )
