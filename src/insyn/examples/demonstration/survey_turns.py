"""What happens on the way in a survey: a question more, a mail that is stopped, many accepted."""

from collections.abc import Mapping, Sequence

from insyn.criteria.models import Section, TemplateVersion
from insyn.criteria.services import new_draft_of, publish_version, save_question
from insyn.examples.answering import responses_in
from insyn.examples.demonstration import surveyed
from insyn.examples.demonstration.town import EDITOR, Town
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, MailState
from insyn.mailing.services import cancel
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.clean import READ_BY_PEOPLE, submitted_in, weighed
from insyn.surveys.rules.questions import SectionOfRound, asked_in_round
from insyn.surveys.services import add_question
from insyn.surveys.services.reviews import accept_many, send_feedback


def ask_one_more(town: Town, version: TemplateVersion, now: SurveyRound) -> None:
    """Write a question into a new version of the template, and add it to the running round."""
    access = town.access(EDITOR)
    draft = new_draft_of(access, version)
    sections = Section.objects.visible_to(access).filter(version=draft)
    section = sections.get(name=surveyed.EXTRA.name)
    question = save_question(access, section, facts=surveyed.ONE_MORE)
    publish_version(access, draft)
    add_question(access, now, question, reason=surveyed.WHY_ONE_MORE)


def stop_reminder(town: Town, response: SurveyResponse) -> None:
    """Stop the reminder to somebody who has just called."""
    access = town.access(EDITOR)
    rows = OutgoingMail.objects.visible_to(access).about(f"surveys.surveyresponse:{response.pk}")
    for mail in rows.filter(kind=MailKind.REMINDER, state=MailState.QUEUED).order_by("-pk")[:1]:
        cancel(access, mail, reason=surveyed.STOPPED)


def without_words(
    sections: Sequence[SectionOfRound], values: Mapping[int, object]
) -> Mapping[int, object]:
    """Return the answers of one who writes nothing that a person must read."""
    asked = asked_in_round(sections)
    words = {one.pk for one in asked if one.facts.answer_type in READ_BY_PEOPLE}
    voluntary = {one.pk for one in asked if not one.is_required}
    return {key: value for key, value in values.items() if key not in words & voluntary}


def accept_clean(access: Access, survey_round: SurveyRound) -> int:
    """Accept at once all in which nothing deviates; return how many."""
    found = weighed(access, submitted_in(access, survey_round))
    versions = {one.response.pk: one.response.version for one in found if one.is_clean}
    return accept_many(access, survey_round, versions=versions)


def send_letters(access: Access, survey_round: SurveyRound) -> None:
    """Send feedback on all that has been accepted."""
    for response in responses_in(access, survey_round):
        if response.accepted_at:
            send_feedback(access, response)
