"""Tells how case workers have put quality questions to clients, month by month."""

from collections.abc import Iterator

from insyn.criteria.rules import TemplateKind
from insyn.criteria.services import TemplateFacts, create_template, publish_version
from insyn.examples.answering import mark
from insyn.examples.demonstration import surveyed
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, SOCIAL, Town
from insyn.examples.made_up_answers import answer_to
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.surveys.models import ClientQuestions
from insyn.surveys.queries.clients import asked_of_clients
from insyn.surveys.services.clients import (
    ClientFacts,
    ReplyFacts,
    create_client_questions,
    enter_reply,
)

ASKER = "handlaggare"
GOOD = 82
MONTH = 30
"""Days."""


def tell(town: Town) -> Story:
    """Make a set of questions, and enter what clients answer for a year."""
    yield -surveyed.REPLY_MONTHS * MONTH - 12
    questions = _questions(town)
    for number in range(surveyed.REPLY_MONTHS):
        yield (number - surveyed.REPLY_MONTHS) * MONTH
        _enter(town, questions)


def _questions(town: Town) -> ClientQuestions:
    access, board = town.access(EDITOR), town.authorities[SOCIAL]
    draft = create_template(
        access,
        board,
        name=surveyed.CLIENT_TEMPLATE,
        sections=(surveyed.CLIENT_QUESTIONS,),
        facts=TemplateFacts(kind=TemplateKind.INTERVIEW),
    )
    facts = ClientFacts(
        title="När ett beslut följs upp",
        template_version=publish_version(access, draft),
        starts_on=clock.today(),
        service_areas=[town.areas[code] for code in ("boendestod", "daglig-verksamhet")],
    )
    return create_client_questions(access, board, facts=facts)


def _enter(town: Town, questions: ClientQuestions) -> None:
    for facts in _replies(town, questions):
        enter_reply(town.access(ASKER), questions, facts=facts)


def _replies(town: Town, questions: ClientQuestions) -> Iterator[ReplyFacts]:
    today = clock.today()
    asked = asked_of_clients(town.access(ASKER), questions.template_version)
    for name, number in surveyed.REPLIES.items():
        unit = Unit.objects.get(name=name)
        for place in range(number):
            seed = f"{name}:{today.isoformat()}:{place}"
            answers = {
                one.pk: answer_to(one.facts, seed=f"{seed}:{one.facts.code}", good=GOOD, day=today)
                for one in asked
            }
            yield ReplyFacts(
                key=mark(seed),
                unit=unit,
                month=today.replace(day=1),
                answers={key: str(value) for key, value in answers.items()},
            )
