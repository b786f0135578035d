"""Questions to clients: making a set, and taking in what one client answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import AuditEvent
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import ServiceArea, Unit
from insyn.registry.services.changes import write
from insyn.surveys.models import ClientQuestions, ClientReply
from insyn.surveys.queries.clients import asked_of_clients, units_asked_about
from insyn.surveys.rules.clients import (
    answers_to_keep,
    open_months,
    reply_refusal,
    template_refusal,
)

ENTERED = "client_reply.entered"


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What a set of client questions is. No areas mean all."""

    title: str
    template_version: TemplateVersion
    starts_on: date
    ends_on: date | None = None
    service_areas: Sequence[ServiceArea] = ()

    @property
    def values(self) -> dict[str, object]:
        names = ("title", "template_version", "starts_on", "ends_on")
        return {name: getattr(self, name) for name in names}


@transaction.atomic
def create_client_questions(
    access: Access, authority: Authority, *, facts: ClientFacts
) -> ClientQuestions:
    """Make a set of questions that case workers put to clients.

    Raises:
        NotAllowed: the asker may not send surveys for the board.
        RuleViolation: a question is not answered by a choice, the template is not published,
            the days are impossible, or the title is taken.
    """
    access.require(Permission.SEND_SURVEY, authority_id=authority.pk)
    _require_possible(access, facts)
    row = ClientQuestions(authority=authority)
    said = write(row, facts.values)
    row.service_areas.set(facts.service_areas)
    record(access, "client_questions.created", row, place=Place(authority.pk), facts=said)
    return row


@transaction.atomic
def change_client_questions(
    access: Access, questions: ClientQuestions, *, facts: ClientFacts, version: int | None = None
) -> ClientQuestions:
    """Change a set; its template only as long as nobody has answered.

    Raises:
        RuleViolation: as ``create_client_questions``, or replies would lose their questions.
        Outdated: somebody changed the set after the page was read.
    """
    access.require(Permission.SEND_SURVEY, authority_id=questions.authority_id)
    row = locked_row(ClientQuestions.objects.visible_to(access), pk=questions.pk, version=version)
    _require_possible(access, facts)
    replies = ClientReply.objects.visible_to(access).filter(questions=row)
    if facts.template_version.pk != row.template_version_id and replies.exists():
        raise RuleViolation(
            _("Det finns svar på frågorna. Gör en ny uppsättning för den nya mallen.")
        )
    said = write(row, facts.values)
    row.service_areas.set(facts.service_areas)
    record(access, "client_questions.updated", row, place=Place(row.authority_id), facts=said)
    return row


def _require_possible(access: Access, facts: ClientFacts) -> None:
    if facts.ends_on and facts.ends_on < facts.starts_on:
        raise RuleViolation(_("Frågorna slutar användas innan de börjar. Ändra någon av dagarna."))
    stored = TemplateVersion.objects.visible_to(access).filter(pk=facts.template_version.pk)
    if not stored.filter(state=TemplateState.PUBLISHED).exists():
        raise RuleViolation(
            _("Mallen är inte publicerad. Publicera den först eller välj en annan mall.")
        )
    asked = asked_of_clients(access, facts.template_version)
    if refusal := template_refusal([one.facts for one in asked]):
        raise RuleViolation(_(refusal))


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """What one client answered: the answers by the question's key. No name, no text.

    ``key`` is made when the page is shown: the same page sent twice is one reply. It says
    nothing of when the reply came.
    """

    key: UUID
    unit: Unit
    month: date
    answers: Mapping[int, str]


@transaction.atomic
def enter_reply(access: Access, questions: ClientQuestions, *, facts: ReplyFacts) -> None:
    """Keep what one client answered, with nothing that tells who or which day.

    The trail gets one line per person, set, month and day, however many replies were entered,
    so that it cannot be joined with the replies by their order.

    Raises:
        NotAllowed: the asker may not ask clients for the board.
        RuleViolation: the month is not open, the unit is not among those asked about, an
            answer is not one of the question's, or there is none.
    """
    access.require(Permission.ASK_CLIENTS, authority_id=questions.authority_id)
    row = locked_row(
        ClientQuestions.objects.visible_to(access).select_related("authority", "template_version"),
        pk=questions.pk,
    )
    today = clock.today()
    if facts.month not in open_months(today, starts_on=row.starts_on, ends_on=row.ends_on):
        raise RuleViolation(
            _("Svar tas emot för den här månaden, och för månaden före till och med den 10:e.")
        )
    if not units_asked_about(access, row, on=today).filter(pk=facts.unit.pk).exists():
        raise RuleViolation(_("Verksamheten är inte med bland dem som frågorna gäller."))
    answers = _checked(access, row, facts.answers)
    replies = ClientReply.objects.visible_to(access)
    if replies.filter(key=facts.key).exists():
        return
    ClientReply.objects.create(
        key=facts.key, questions=row, unit=facts.unit, month=facts.month, answers=answers
    )
    _note(access, row, facts.month, today)


def _checked(access: Access, row: ClientQuestions, given: Mapping[int, str]) -> dict[str, object]:
    asked = asked_of_clients(access, row.template_version)
    codes = {one.pk: one.facts.code for one in asked}
    by_code = {codes.get(key, ""): value for key, value in given.items()}
    questions = [one.facts for one in asked]
    if refusal := reply_refusal(questions, by_code):
        raise RuleViolation(_(refusal))
    kept = answers_to_keep(questions, by_code)
    return {str(one.pk): kept[one.facts.code] for one in asked if one.facts.code in kept}


def _note(access: Access, row: ClientQuestions, month: date, today: date) -> None:
    told = {"month": f"{month:%Y-%m}"}
    lines = AuditEvent.objects.visible_to(access).about(row).between(today, today)
    mine = lines.filter(event=ENTERED, actor_id=access.user_id, facts__month=told["month"])
    if not mine.exists():
        record(access, ENTERED, row, place=Place(row.authority_id), facts=told)
