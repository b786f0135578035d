from insyn.criteria.models import Question
from insyn.surveys.models import ProposedFinding, SurveyResponse
from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, POST_ONLY, Door
from tests.surveys.doors_rounds import a_round, response_of

REVIEWS = {"bo": FORBIDDEN}
ONLY_POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}


def reviewed(world) -> SurveyResponse:
    """The response with the follow-up of the world, and a letter that was sent."""
    row = response_of(world)
    row.followup = world.followup
    row.feedback_pdf = world.document
    row.save()
    return row


def question_of(world) -> Question:
    rows = Question.objects.unscoped(reason="Dörren behöver en fråga.")
    return rows.filter(section__version=world.followup.template_version)[0]


def a_response(world):
    return {"pk": reviewed(world).pk}


def a_question(world):
    return {"pk": reviewed(world).pk, "question_pk": question_of(world).pk}


def a_letter(world):
    return {"pk": reviewed(world).pk, "extension": "pdf"}


def a_proposal(world):
    rows = ProposedFinding.objects.unscoped(reason="Dörren behöver ett förslag.")
    row, _made = rows.get_or_create(
        response=reviewed(world), question=question_of(world), submission_number=1,
        kind="deficiency", severity="minor",
    )  # fmt: skip
    return {"pk": row.pk}


DOORS = {
    "surveys:incoming": Door(**REVIEWS, kwargs=a_round),
    "surveys:accept_many": Door(**REVIEWS, kwargs=a_round),
    "surveys:feedback_many": Door(**REVIEWS, kwargs=a_round),
    "surveys:response": Door(**REVIEWS, kwargs=a_response),
    "surveys:assess": Door(**REVIEWS, kwargs=a_question),
    "surveys:return_questions": Door(anna=ELSEWHERE, **REVIEWS, kwargs=a_response),
    "surveys:withdraw_return": Door(**REVIEWS, kwargs=a_response),
    "surveys:accept": Door(**REVIEWS, kwargs=a_response),
    "surveys:reopen_response": Door(**REVIEWS, kwargs=a_response),
    "surveys:propose_ending": Door(**REVIEWS, kwargs=a_response),
    "surveys:feedback": Door(**REVIEWS, kwargs=a_response),
    "surveys:feedback_file": Door(**REVIEWS, kwargs=a_letter),
    "surveys:accept_proposal": Door(**ONLY_POST, kwargs=a_proposal),
    "surveys:reject_proposal": Door(bo=HIDDEN, kwargs=a_proposal),
    "surveys:undo_proposal": Door(**ONLY_POST, kwargs=a_proposal),
}
