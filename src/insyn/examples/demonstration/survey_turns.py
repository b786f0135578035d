"""What happens on the way in a survey: a question more, a mail that is stopped, many accepted."""

from insyn.criteria.models import Section, TemplateVersion
from insyn.criteria.services import new_draft_of, publish_version, save_question
from insyn.examples.demonstration import surveyed
from insyn.examples.demonstration.town import EDITOR, Town
from insyn.kernel.access import Access
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, MailState
from insyn.mailing.services import cancel
from insyn.surveys.models import SurveyResponse, SurveyRound
from insyn.surveys.queries.clean import submitted_in, weighed
from insyn.surveys.services import add_question
from insyn.surveys.services.reviews import accept_many


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


def accept_clean(access: Access, survey_round: SurveyRound) -> int:
    """Accept at once all in which nothing deviates; return how many."""
    found = weighed(access, submitted_in(access, survey_round))
    versions = {one.response.pk: one.response.version for one in found if one.is_clean}
    return accept_many(access, survey_round, versions=versions)
