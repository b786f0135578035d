import hashlib
import uuid
from typing import Any

from insyn.criteria.rules import Respondent
from insyn.platform import clock
from insyn.surveys.models import (
    Addressee,
    Submission,
    SurveyAnswer,
    SurveyResponse,
)
from insyn.surveys.rules import AnswerState, ResponseState
from tests.doors import HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import (
    QuestionFactory,
    SectionFactory,
    SurveyResponseFactory,
    SurveyRoundFactory,
    UserFactory,
)
from tests.world import World

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}
EVERYBODY: dict[str, Any] = dict.fromkeys(
    ("anna", "bo", "cilla", "system_admin", "contact", "dag"), POST_ONLY
)
MOVED: dict[str, Any] = dict.fromkeys(
    ("anna", "bo", "cilla", "system_admin", "contact", "dag"), 301
)
TITLE = "Avtalsenkät med dörrar"
REASON = "The doors make and find their own rows."


def asked(world: World) -> SurveyResponse:
    """Return a response that the provider has begun, with a file, a colleague and a receipt."""
    rows = SurveyResponse.objects.unscoped(reason=REASON).filter(round__title=TITLE)
    return rows.first() or _made(world)


def _made(world: World) -> SurveyResponse:
    survey_round = SurveyRoundFactory.create(authority=world.authority, title=TITLE)
    section = SectionFactory.create(version=survey_round.template_version, name="Ledning")
    question = QuestionFactory.create(section=section, code="F1", respondent=Respondent.PROVIDER)
    response = SurveyResponseFactory.create(
        round=survey_round, contract=world.contract, unit=world.unit, state=ResponseState.SAVED,
        feedback_word=world.document, feedback_pdf=world.document,
    )  # fmt: skip
    answer = SurveyAnswer.objects.create(
        response=response, question=question, state=AnswerState.ANSWERED, value="yes"
    )
    answer.documents.add(world.document)
    person = UserFactory.create(username="dorrar@omsorg.se", email="dorrar@omsorg.se")
    colleague = Addressee.objects.create(
        response=response, user=person, is_delegate=True, given_at=clock.now()
    )
    colleague.sections.add(section)
    Submission.objects.create(
        response=response, number=1, key=uuid.uuid5(uuid.NAMESPACE_OID, TITLE),
        answers={str(question.pk): {"value": "yes", "comment": ""}},
        digest=hashlib.sha256(b"{}").hexdigest(), submitted_at=clock.now(), submitted_by=person,
    )  # fmt: skip
    return response


def of_response(world: World) -> dict[str, Any]:
    return {"pk": asked(world).pk}


def of_area(world: World) -> dict[str, Any]:
    return {"pk": asked(world).pk, "number": 1}


def answer(world: World) -> SurveyAnswer:
    return SurveyAnswer.objects.unscoped(reason=REASON).get(response=asked(world))


def of_question(world: World) -> dict[str, Any]:
    return {"pk": asked(world).pk, "question_pk": answer(world).question_id}


def of_file(world: World) -> dict[str, Any]:
    return {"pk": asked(world).pk, "document_pk": world.document.pk}


def of_colleague(world: World) -> dict[str, Any]:
    row = Addressee.objects.unscoped(reason=REASON).get(response=asked(world))
    return {"pk": row.response_id, "addressee_pk": row.pk}


DOORS = {
    "provider_portal:contact": Door(**MINE),
    "provider_portal:language": Door(**EVERYBODY, anonymous=POST_ONLY),
    "provider_portal:survey": Door(kwargs=of_response, **MINE),
    "provider_portal:survey_section": Door(kwargs=of_area, **MINE),
    "provider_portal:operations": Door(kwargs=of_response, **EVERYBODY, anonymous=POST_ONLY),
    "provider_portal:survey_review": Door(kwargs=of_response, **MINE),
    "provider_portal:survey_submit": Door(kwargs=of_response, **EVERYBODY),
    "provider_portal:survey_receipt": Door(kwargs=of_area, **MINE),
    "provider_portal:survey_receipt_pdf": Door(kwargs=of_area, **MINE),
    "provider_portal:survey_letter": Door(
        kwargs=lambda world: {"pk": asked(world).pk, "extension": "pdf"}, **MINE
    ),
    "provider_portal:survey_history": Door(kwargs=of_response, **MINE),
    "provider_portal:people": Door(kwargs=of_response, **MINE),
    "provider_portal:take_back": Door(kwargs=of_colleague, **EVERYBODY),
    "provider_portal:file_add": Door(kwargs=of_question, **MINE),
    "provider_portal:file": Door(kwargs=of_file, **MINE),
    "provider_portal:file_remove": Door(
        kwargs=lambda world: of_question(world) | of_file(world), **EVERYBODY
    ),
    "provider_portal:old_tasks": Door(**MOVED),
    "provider_portal:old_page": Door(kwargs=lambda _world: {"rest": "svar/1/"}, **MOVED),
}
