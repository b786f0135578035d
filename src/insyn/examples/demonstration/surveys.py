"""Tells how the contract survey goes: last year's from end to end, and the one that runs now."""

from collections.abc import Iterable
from datetime import timedelta

from insyn.criteria.models import TemplateVersion
from insyn.criteria.queries.shipped import shipped_template
from insyn.criteria.rules import TemplateKind
from insyn.criteria.services import TemplateFacts, create_template, publish_version
from insyn.examples.answering import (
    accept,
    answer_own,
    asker_of,
    fill_in,
    hand_in,
    proposals_of,
    responses_in,
    some_questions,
)
from insyn.examples.demonstration import surveyed
from insyn.examples.demonstration.survey_answering import answer, answer_rest, unit_of
from insyn.examples.demonstration.survey_turns import (
    accept_clean,
    ask_one_more,
    send_letters,
    stop_reminder,
)
from insyn.examples.demonstration.surveyed import COURSES, Course, Reached
from insyn.examples.demonstration.terms import CHILDREN
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, ORIGIN, SOCIAL, START, Town
from insyn.findings.models import Finding
from insyn.plans.models import PlannedActivity
from insyn.platform import clock
from insyn.registry.models import ServiceArea
from insyn.requirements.models import Requirement
from insyn.requirements.services import take_requirements
from insyn.surveys.models import Addressee, SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.queries.delegation import answers_whole
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import AnswerState
from insyn.surveys.rules.grounds import usual_grounds
from insyn.surveys.rules.questions import asked_now
from insyn.surveys.rules.rounds import USUAL_REMINDERS
from insyn.surveys.services import (
    Recipient,
    RoundFacts,
    add_addressee,
    close_round,
    create_round,
    end_addressee,
    extend_response,
    import_addressees,
    remind_round,
    send_round,
)
from insyn.surveys.services.delegation import NewDelegate, delegate
from insyn.surveys.services.opening import note_opened
from insyn.surveys.services.results import fold_round
from insyn.surveys.services.reviews import (
    accept_response,
    return_questions,
    send_feedback,
)

REVIEWER = "uppfoljare1"
YEAR = 12
"""Months between two rounds."""
DUE = -3
"""The last day to answer of the running round, counted from today: some are late by now."""


def tell(town: Town) -> Story:
    """Write the questions, and carry the survey of last year through to the letters."""
    yield START + 14
    version = _template(town)
    yield -336
    last = _round(town, version, months=-YEAR, due=-300)
    yield -330
    last = send_round(town.access(EDITOR), last)
    for day, part in ((-318, 0), (-309, 1), (-303, 2)):
        yield day
        _answer_last(town, last, part)
    yield -296
    back = _return_one(town, last, surveyed.LAST_YEAR_RETURNED)
    yield -290
    hand_in(asker_of(back, origin=ORIGIN), _answered_again(town, back), time=2)
    yield -284
    _accept_last(town, last)
    yield -270
    last = close_round(town.access(EDITOR), last)
    fold_round(town.access(EDITOR), last)
    yield -265
    send_letters(town.access(REVIEWER), last)
    yield from _tell_running(town, version, last)


def _template(town: Town) -> TemplateVersion:
    """Publish the board's own survey: the shipped basic questions and some of its own."""
    access, board = town.access(EDITOR), town.authorities[SOCIAL]
    rows = Requirement.objects.visible_to(access).filter(agreement=town.agreements[CHILDREN.key])
    basic = list(rows.filter(origin__startswith="ALL-"))
    for key in surveyed.AGREEMENTS:
        take_requirements(access, town.agreements[key], chosen=basic)
    shipped = shipped_template(surveyed.BASE)
    if shipped is None:
        raise LookupError(surveyed.BASE)
    facts = TemplateFacts(
        kind=TemplateKind.SURVEY, purpose=shipped.purpose, copied_from=shipped.name
    )
    sections = (*shipped.sections, surveyed.EXTRA)
    draft = create_template(access, board, name=surveyed.TEMPLATE, sections=sections, facts=facts)
    return publish_version(access, draft)


def _round(
    town: Town,
    version: TemplateVersion,
    *,
    months: int,
    due: int,
    earlier: SurveyRound | None = None,
) -> SurveyRound:
    """Prepare the survey about the twelve months before, to all in the board's areas."""
    calendar = town.calendar
    ends = calendar.last_of_month(months - 1)
    sol, lss = usual_grounds(clock.today())
    facts = RoundFacts(
        title=f"Avtalsenkät {ends.year}",
        template_version=version,
        concerns_from=calendar.first_of_month(months - YEAR),
        concerns_to=ends,
        opens_on=clock.today(),
        due_on=town.day(due),
        contact=surveyed.CONTACT,
        ground_sol=sol,
        ground_lss=lss,
        service_areas=[town.areas[code] for code in surveyed.AREAS],
        prefilled_from=earlier,
        reminder_days=USUAL_REMINDERS,
        intro=surveyed.INTRO,
    )
    access = town.access(EDITOR)
    made = create_round(access, town.authorities[SOCIAL], facts=facts)
    _name_recipients(town, made)
    return made


def _name_recipients(town: Town, made: SurveyRound) -> None:
    """Name who answers, where nobody is known."""
    access = town.access(EDITOR)
    rows = Addressee.objects.visible_to(access).current().filter(response__round=made)
    named = set(rows.values_list("response", flat=True))
    lacking = [row for row in responses_in(access, made) if row.pk not in named]
    if lacking:
        import_addressees(access, made, recipients=[_recipient(row) for row in lacking])


def _recipient(response: SurveyResponse) -> Recipient:
    provider = response.contract.provider
    address = provider.email or "kontakt@exempelstad.example"
    return Recipient(response, "Verksamhetens Chef", address)


def _key(town: Town, response: SurveyResponse) -> str:
    """Return the key of the provider that answers."""
    provider = response.contract.provider_id
    return next(key for key, row in town.providers.items() if row.pk == provider)


def _asked_of(town: Town, survey_round: SurveyRound, key: str) -> SurveyResponse:
    """Return the first response of the provider."""
    rows = responses_in(town.access(REVIEWER), survey_round)
    return next(row for row in rows if _key(town, row) == key)


def _course(town: Town, response: SurveyResponse) -> Course:
    return COURSES[_key(town, response)]


def _answer_last(town: Town, last: SurveyRound, part: int) -> None:
    """A third of the units hand in; one never does."""
    rows = responses_in(town.access(EDITOR), last)
    for response in rows[part::3]:
        if _key(town, response) != surveyed.LAST_YEAR_SILENT:
            hand_in(answer(response, _course(town, response), year=1), response)
    if part:
        remind_round(town.access(EDITOR), last)


def _return_one(town: Town, survey_round: SurveyRound, key: str) -> SurveyResponse:
    """Send one question back to the provider, with the reason."""
    access = town.access(REVIEWER)
    response = _asked_of(town, survey_round, key)
    given = SurveyAnswer.objects.visible_to(access).filter(response=response)
    answered = given.filter(question__answer_type="number")
    sections = questions_of(survey_round)
    asked = asked_now(sections, dict(given.values_list("question", "value")))
    keys = asked.intersection(answered.values_list("question", flat=True))
    question = some_questions(survey_round, keys, seed=key)
    due_on = clock.today() + timedelta(days=14)
    return return_questions(access, response, reasons={question: surveyed.RETURNED}, due_on=due_on)


def _answered_again(town: Town, response: SurveyResponse) -> SurveyResponse:
    """Let the provider answer what came back, and what that makes the survey ask."""
    access = asker_of(response, origin=ORIGIN)
    given = SurveyAnswer.objects.shown_to_provider(access).filter(response=response)
    back = given.filter(state=AnswerState.RETURNED)
    fill_in(access, response, {row.question_id: (row.value or 0) + 1 for row in back})
    answer_rest(access, response, _course(town, response), 1)
    return response


def _accept_last(town: Town, last: SurveyRound) -> None:
    """Decide what the answers proposed; those without anything are accepted at once."""
    access = town.access(REVIEWER)
    waiting = [row for row in responses_in(access, last) if row.submitted_at]
    clean = []
    for place, response in enumerate(waiting):
        if proposals_of(access, response):
            accept(access, response, seed=unit_of(response), rejected=place % 2)
        else:
            answer_own(access, response, seed=unit_of(response))
            clean.append(response)
    accept_clean(access, last)
    for response in clean:
        response.refresh_from_db()
        if response.accepted_at is None:
            accept_response(access, response)


def _tell_running(town: Town, version: TemplateVersion, last: SurveyRound) -> Story:
    """Send this year's survey, and let each come as far as its course says."""
    access = town.access(EDITOR)
    yield -38
    now = _round(town, version, months=0, due=DUE, earlier=last)
    _change_addresses(town, now)
    yield -31
    now = send_round(access, now)
    yield -20
    _extend(town, now)
    _open(town, now, {Reached.OPENED})
    yield -17
    _answer_now(town, now)
    yield -10
    remind_round(access, now)
    stop_reminder(town, _asked_of(town, now, surveyed.CALLED))
    yield -9
    ask_one_more(town, version, now)
    yield -8
    _review_now(town, now)
    yield -6
    _return_one(town, now, "fyrbaken")
    _delegate(town, now)
    yield -4
    _send_now(town, now)
    yield -1
    _draft_for_home_care(town)
    yield 0
    remind_round(access, now)


def _change_addresses(town: Town, now: SurveyRound) -> None:
    """Let two have a recipient whom no mail reaches."""
    access = town.access(EDITOR)
    for response in responses_in(access, now):
        course = _course(town, response)
        if course.address:
            rows = Addressee.objects.visible_to(access).current().filter(response=response)
            for before in rows:
                end_addressee(access, before)
            add_addressee(access, response, name="Nya Chefen", address=course.address)


def _extend(town: Town, now: SurveyRound) -> None:
    access = town.access(EDITOR)
    due_on = town.calendar.today + timedelta(days=11)
    for response in responses_in(access, now):
        if _course(town, response).is_extended:
            extend_response(access, response, due_on=due_on, reason=surveyed.EXTENDED)


def _open(town: Town, now: SurveyRound, reached: Iterable[Reached]) -> None:
    for response in responses_in(town.access(EDITOR), now):
        if _course(town, response).reached in reached:
            note_opened(asker_of(response, origin=ORIGIN), response)


def _answer_now(town: Town, now: SurveyRound) -> None:
    """Let each answer as far as its course says."""
    for response in responses_in(town.access(EDITOR), now):
        course = _course(town, response)
        if course.reached == Reached.STARTED:
            answer(response, course, year=2, left=8)
        elif course.reached not in {Reached.INVITED, Reached.OPENED}:
            hand_in(answer(response, course, year=2), response)


def _delegate(town: Town, now: SurveyRound) -> None:
    """Let the one who answers give the last area to a colleague."""
    name, address = surveyed.COLLEAGUE
    for response in responses_in(town.access(EDITOR), now):
        if _course(town, response).delegates:
            access = asker_of(response, origin=ORIGIN)
            area = questions_of(now)[-1]
            if answers_whole(access, response):
                delegate(access, response.pk, facts=NewDelegate(name, address, [area.pk]))


def _review_now(town: Town, now: SurveyRound) -> None:
    """Accept those that are to be accepted: some one by one, some in bulk."""
    access = town.access(REVIEWER)
    for response in responses_in(access, now):
        course = _course(town, response)
        if course.reached not in {Reached.ACCEPTED, Reached.FEEDBACK}:
            continue
        accept(access, response, seed=f"{unit_of(response)}:2")


def _send_now(town: Town, now: SurveyRound) -> None:
    """Send the letters that are ready; one asks for an action plan."""
    access = town.access(REVIEWER)
    for response in responses_in(access, now):
        course = _course(town, response)
        if course.reached == Reached.FEEDBACK:
            lacks = Finding.objects.visible_to(access).deficiencies()
            is_lacking = lacks.filter(followup=response.followup_id).exists()
            due_on = clock.today() + timedelta(days=30) if is_lacking else None
            send_feedback(access, response, plan_due_on=due_on)


def _draft_for_home_care(town: Town) -> None:
    """Leave a survey to the home care that is prepared and not sent."""
    access, board = town.access(EDITOR), town.authorities[ELDERLY]
    rows = TemplateVersion.objects.visible_to(access).filter(template__authority=board)
    version = rows.filter(template__name__startswith="Enkät: hemtjänst").first()
    if version is None:
        raise LookupError("enkat-hemtjanst")
    today = clock.today()
    sol, lss = usual_grounds(today)
    facts = RoundFacts(
        title=f"Hemtjänstenkät {today.year}",
        template_version=version,
        concerns_from=town.calendar.first_of_month(-YEAR),
        concerns_to=town.calendar.last_of_month(-1),
        opens_on=today + timedelta(days=14),
        due_on=today + timedelta(days=45),
        contact=surveyed.CONTACT,
        ground_sol=sol,
        ground_lss=lss,
        service_areas=list(ServiceArea.objects.filter(code="hemtjanst")),
        reminder_days=USUAL_REMINDERS,
    )
    activities = PlannedActivity.objects.visible_to(access).select_related("plan", "form")
    activity = activities.filter(title="Enkät till hemtjänsten", plan__state="adopted").first()
    create_round(access, board, facts=facts, activity=activity)
