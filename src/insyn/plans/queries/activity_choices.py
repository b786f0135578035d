"""What an activity can refer to."""

from django.db.models import QuerySet

from insyn.accounts.models import Authority, Membership, User
from insyn.criteria.models import ReviewTemplate, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import GRANTS, Access, Permission, Role
from insyn.plans.models import Plan, PlannedActivity, PlanParty, Rhythm
from insyn.platform import clock

FOLLOWS_UP = tuple(role for role in Role if Permission.CARRY_OUT_FOLLOWUP in GRANTS[role])
"""The roles that may answer for an activity."""


def party_ids(plan: Plan) -> frozenset[int]:
    """Return the boards of the plan; its owner is always one."""
    parties = PlanParty.objects.filter(plan=plan).values_list("authority", flat=True)
    return frozenset({plan.authority_id, *parties})


def parties_of(plan: Plan) -> QuerySet[Authority]:
    """Return the boards of the plan, by name."""
    return Authority.objects.select_related("municipality").filter(pk__in=party_ids(plan))


def possible_responsible(plan: Plan) -> QuerySet[User]:
    """Return those who carry out follow-ups in some board of the plan, by name."""
    members = Membership.objects.current(clock.today()).filter(
        authority__in=party_ids(plan), role__in=FOLLOWS_UP
    )
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return users.order_by("first_name", "last_name", "username")


def usable_templates(access: Access) -> QuerySet[ReviewTemplate]:
    """Return the templates with a published version, own and shared."""
    published = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
    rows = ReviewTemplate.objects.visible_to(access)
    return rows.filter(pk__in=published.order_by().values("template"))


def usable_rhythms(access: Access, plan: Plan) -> QuerySet[Rhythm]:
    """Return the rhythms of the plan's boards that are in use."""
    rows = Rhythm.objects.visible_to(access).filter(authority__in=party_ids(plan))
    return rows.filter(retired_on=None)


def others_in_plan(
    access: Access, plan: Plan, activity: PlannedActivity | None
) -> QuerySet[PlannedActivity]:
    """Return the activities of the plan that the activity can come after."""
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan).select_related("form")
    return rows.exclude(pk=activity.pk) if activity else rows
