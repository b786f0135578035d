import datetime

from insyn.accounts.models import User
from insyn.plans.models import Plan, PlanForm, PlannedActivity, PlanParty
from insyn.plans.rules import FormKind, PlanState, Scope
from insyn.platform import clock
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.rules import RoundState
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door

WRITES = {"bo": FORBIDDEN}
ONLY_POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY}


def round_of(world) -> SurveyRound:
    """Ekby's running round, made once for each world."""
    rows = SurveyRound.objects.unscoped(reason="Dörren behöver en omgång.")
    row, _made = rows.get_or_create(
        authority=world.authority,
        title="Avtalsenkät 2026",
        defaults={
            "template_version": world.followup.template_version,
            "concerns_from": datetime.date(2025, 1, 1),
            "concerns_to": datetime.date(2025, 12, 31),
            "opens_on": datetime.date(2026, 3, 2),
            "due_on": datetime.date(2026, 3, 31),
            "contact": "Anna, 010-123 45 67",
            "ground_sol": "SoL 15 kap. 9 §",
            "ground_lss": "Avtalets villkor om insyn",
            "state": RoundState.OPEN,
            "sent_at": clock.now(),
        },
    )
    return row


def response_of(world) -> SurveyResponse:
    """The response of the provider that is followed up, never sent to it."""
    survey_round = round_of(world)
    rows = SurveyResponse.objects.unscoped(reason="Dörren behöver ett enkätsvar.")
    row, _made = rows.get_or_create(
        round=survey_round,
        contract=world.followup.contract,
        unit=None,
        defaults={"operating_form": "private", "due_on": survey_round.due_on},
    )
    return row


def a_round(world):
    return {"pk": round_of(world).pk}


def a_response(world):
    return {"pk": response_of(world).pk}


def an_addressee(world):
    rows = Addressee.objects.unscoped(reason="Dörren behöver en mottagare.")
    person = User.objects.filter(username="anna").first() or User.objects.earliest("pk")
    row, _made = rows.get_or_create(
        response=response_of(world), user=person, defaults={"given_at": clock.now()}
    )
    return {"pk": row.pk}


def an_activity(world):
    plan = Plan.objects.create(
        authority=world.authority,
        title="Plan med enkät",
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        state=PlanState.ADOPTED,
        proposed_on=datetime.date(2026, 1, 10),
        decided_on=datetime.date(2026, 1, 20),
    )
    PlanParty.objects.create(plan=plan, authority=world.authority)
    form = PlanForm.objects.create(plan=plan, kind=FormKind.SURVEY, name="Avtalsenkät")
    activity = PlannedActivity.objects.create(
        plan=plan,
        form=form,
        title="Avtalsenkät",
        scope=Scope.THEME,
        theme="Alla",
        responsible_authority=world.authority,
    )
    return {"pk": activity.pk}


DOORS = {
    "surveys:list": Door(cilla=OPEN, system_admin=OPEN),
    "surveys:create": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "surveys:scope_count": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "surveys:of_activity": Door(kwargs=an_activity),
    "surveys:round": Door(kwargs=a_round),
    "surveys:edit": Door(**WRITES, kwargs=a_round),
    "surveys:remove": Door(**WRITES, kwargs=a_round),
    "surveys:send": Door(**WRITES, kwargs=a_round),
    "surveys:close": Door(**WRITES, kwargs=a_round),
    "surveys:reopen": Door(**WRITES, kwargs=a_round),
    "surveys:preview": Door(kwargs=a_round),
    "surveys:add_question": Door(**WRITES, kwargs=a_round),
    "surveys:recipients": Door(kwargs=a_round),
    "surveys:recipients_import": Door(**WRITES, kwargs=a_round),
    "surveys:recipients_add": Door(**WRITES, kwargs=a_round),
    "surveys:recipients_fill": Door(**ONLY_POST, system_admin=POST_ONLY, kwargs=a_round),
    "surveys:recipients_refresh": Door(**ONLY_POST, system_admin=POST_ONLY, kwargs=a_round),
    "surveys:delivery": Door(kwargs=a_round),
    "surveys:late": Door(kwargs=a_round),
    "surveys:remind": Door(**WRITES, kwargs=a_round),
    "surveys:recipient": Door(**WRITES, kwargs=a_response),
    "surveys:addressee_add": Door(**WRITES, kwargs=a_response),
    "surveys:extend": Door(**WRITES, kwargs=a_response),
    "surveys:remind_one": Door(**ONLY_POST, system_admin=POST_ONLY, kwargs=a_response),
    "surveys:response_remove": Door(**ONLY_POST, system_admin=POST_ONLY, kwargs=a_response),
    "surveys:addressee_end": Door(**ONLY_POST, system_admin=POST_ONLY, kwargs=an_addressee),
}
