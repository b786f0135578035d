"""The year as the source proposes it: built through the same services as the pages use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.board.models import BoardItem
from insyn.board.rules import Outcome
from insyn.board.services import Decision, issue_item, register_decision
from insyn.coordination.models import Instruction, NetworkMeeting, SampledUnit, ServiceDuty
from insyn.coordination.queries.progress import UnitProgress, sample_progress
from insyn.coordination.queries.responsibility import ShownDuty, shown_duties
from insyn.coordination.rules import AreaLevel, DutyGround, ServiceForm
from insyn.coordination.services import (
    DutyFacts,
    InstructionFacts,
    MatterFacts,
    NetworkFacts,
    NetworkHeld,
    ReportFacts,
    agree_in_network,
    choose_units,
    draw_sample,
    hold_network,
    plan_network,
    publish_instruction,
    report_in,
    save_duty,
    set_share,
    tell_matter,
    write_instruction,
)
from insyn.coordination.services.papers import responsibility_of
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import AnswerType, QuestionFacts, SectionFacts, TemplateKind
from insyn.criteria.services import TemplateFacts, create_template, publish_version
from insyn.examples.equal_terms_2021.city import City, register, settle
from insyn.examples.equal_terms_2021.facts import Facts, areas_of, instruction_text, methods_of
from insyn.kernel.access import Access
from insyn.papers.content import Document
from insyn.platform import clock
from insyn.registry.models import ServiceArea
from insyn.reports.models import Report
from insyn.reports.rules import ReportEvent, ReportKind
from insyn.reports.services import (
    ReportHead,
    create_period_report,
    lock_figures,
    move_report,
    propose_to_board,
)
from insyn.surveys.models import ClientQuestions
from insyn.surveys.services.clients import ClientFacts, create_client_questions

BEGINS, ISSUED, MET = date(2021, 4, 1), date(2021, 5, 3), date(2021, 5, 20)
REPORTED, REPORT_BY, LOOKED = date(2021, 10, 1), date(2021, 10, 15), date(2021, 11, 1)
ENDS, WRITTEN, DECIDED = date(2021, 12, 31), date(2022, 1, 20), date(2022, 2, 15)
SEED = "Likställd uppföljning 2021"
DISTRICT_SHARE, OWN_SHARE = 4, 6
BOUND = 3
"""How many deficiencies lead to a follow-up in depth: invented, as the source leaves it open."""
REPORT_TITLE = "Uppföljning av privata utförare, egen regi och skolor 2021"
TITLE = "Anvisningar för likställd uppföljning 2021"
AREAS = ("Ledning och rutiner", "Personal och kompetens", "Stöd och delaktighet")


@dataclass(frozen=True, slots=True)
class Built:
    """The rows that tell the year, and the list of responsibility before and after."""

    city: City
    access: Access
    instruction: Instruction
    meeting: NetworkMeeting
    client_questions: ClientQuestions
    before: list[ShownDuty]
    after: list[ShownDuty]
    progress: list[UnitProgress]
    before_paper: Document
    report: Report


@transaction.atomic
def build(facts: Facts, *, password: str = "") -> Built:
    """Build the year of the facts, all of it or nothing, and return its rows.

    Without a password nobody can log in as those who follow up.

    Raises:
        RuleViolation: the facts contradict a rule of the system; the sentence says which.
    """
    with clock.pretend(BEGINS, is_guessed=True):
        city = settle(facts, password)
        register(city)
        access = city.access(city.coordinator)
        duties = _responsibility(city, access)
        before = shown_duties(access, [city.coordinator])
    with clock.pretend(ISSUED, is_guessed=True):
        instruction = _draft(city, access)
        paper = _paper(access, instruction)
        for key, duty in duties.items():  # the agreement with the schools is made
            _agreed(city, access, key, duty)
        instruction = _issue(access, instruction)
        questions = _client_questions(city, access)
    with clock.pretend(MET, is_guessed=True):
        meeting = _meet(city, access)
    with clock.pretend(REPORTED, is_guessed=True):
        _report(city, access, instruction)
    with clock.pretend(WRITTEN, is_guessed=True):
        item = _write_yearly(city, access)
    with clock.pretend(DECIDED, is_guessed=True):
        report = _decide(city, access, item)
    with clock.pretend(LOOKED, is_guessed=True):
        return Built(
            city, access, instruction, meeting, questions, before,
            shown_duties(access, [city.coordinator]),
            sample_progress(access, [instruction], today=LOOKED), paper, report,
        )  # fmt: skip


def _responsibility(city: City, access: Access) -> Mapping[str, ServiceDuty]:
    """List who follows up what before: private and in-house have somebody, schools nobody."""
    areas = _areas(city)
    for area in areas.values():
        save_duty(access, city.coordinator, facts=DutyFacts(
            area, ServiceForm.PRIVATE, None, city.coordinator, DutyGround.RULES))  # fmt: skip
        for district in city.districts:
            save_duty(access, city.coordinator, facts=DutyFacts(
                area, ServiceForm.IN_HOUSE, district, district, DutyGround.RULES))  # fmt: skip
    known = {row.code: row for row in ServiceArea.objects.all()}
    return {
        service: save_duty(access, city.coordinator, facts=DutyFacts(
            known[service.casefold()], ServiceForm.SCHOOL, board, note=service))
        for service, board in city.schools.items()
    }  # fmt: skip


def _areas(city: City) -> dict[str, ServiceArea]:
    codes = {code for code, _branch in areas_of(city.facts)}
    return {row.code: row for row in ServiceArea.objects.filter(code__in=codes)}


def _agreed(city: City, access: Access, service: str, duty: ServiceDuty) -> None:
    facts = DutyFacts(
        duty.service_area, ServiceForm.SCHOOL, city.schools[service], city.coordinator,
        DutyGround.AGREEMENT, service,
    )  # fmt: skip
    save_duty(access, city.coordinator, facts=facts, duty=duty, version=duty.version)


def _draft(city: City, access: Access) -> Instruction:
    codes = {code for code, _branch in areas_of(city.facts)} | {
        service.casefold() for service in city.schools
    }
    facts = InstructionFacts(
        title=TITLE,
        starts_on=date(2021, 1, 1),
        ends_on=ENDS,
        report_by=REPORT_BY,
        text=instruction_text(city.facts),
        service_areas=list(ServiceArea.objects.filter(code__in=codes)),
        templates=[_template(city, access)],
        in_depth_text="Stadsdelen gör en fördjupad uppföljning vid behov.",
        in_depth_bound=BOUND,
    )
    row = write_instruction(access, city.coordinator, facts=facts)
    for name, district in zip(_names(city), city.districts, strict=True):
        set_share(access, row, authority=district, wanted=DISTRICT_SHARE)
        own = [
            unit for (kind, _code), units in city.units.items() if kind == name for unit in units
        ]
        draw_sample(access, row, authority=district, pool=own, seed=SEED)
    set_share(access, row, authority=city.coordinator, wanted=OWN_SHARE)
    schools = [
        unit for (kind, _code), units in city.units.items() if kind == "school" for unit in units
    ]
    choose_units(access, row, authority=city.coordinator, units=schools)
    private = [
        unit for (kind, _c), units in city.units.items() if kind == "private" for unit in units
    ]
    draw_sample(access, row, authority=city.coordinator, pool=private, seed=SEED)
    return row


def _names(city: City) -> list[str]:
    return [one.name.removesuffix("s stadsdelsnämnd") for one in city.districts]


def _template(city: City, access: Access) -> TemplateVersion:
    sections = tuple(
        SectionFacts(
            area, "", (QuestionFacts(f"Uppfyller verksamheten kraven på {area.lower()}?"),)
        )
        for area in AREAS
    )
    draft = create_template(
        access, city.coordinator, name="Mall för likställd uppföljning", sections=sections,
        facts=TemplateFacts(),
    )  # fmt: skip
    return publish_version(access, draft)


def _paper(access: Access, instruction: Instruction) -> Document:
    shares = instruction.shares.visible_to(access).select_related("authority")
    return responsibility_of(access, instruction, list(shares))


def _issue(access: Access, row: Instruction) -> Instruction:
    fresh = Instruction.objects.visible_to(access).get(pk=row.pk)
    return publish_instruction(access, fresh, version=fresh.version)


def _client_questions(city: City, access: Access) -> ClientQuestions:
    """Make the questions that case workers put to clients when a decision is followed up."""
    asked = SectionFacts(
        "Hur stödet fungerar",
        "Frågorna ställs när insatsen följs upp. Skriv aldrig något om vem som svarar.",
        (
            QuestionFacts("Får du det stöd som ni kom överens om?",
                          answer_type=AnswerType.YES_PARTLY_NO),
            QuestionFacts("Bemöter personalen dig väl?", answer_type=AnswerType.YES_PARTLY_NO),
            QuestionFacts("Kan du påverka hur stödet ges?", answer_type=AnswerType.YES_PARTLY_NO),
        ),
    )  # fmt: skip
    draft = create_template(
        access, city.coordinator, name="Kvalitetsfrågor till brukare", sections=(asked,),
        facts=TemplateFacts(kind=TemplateKind.INTERVIEW),
    )  # fmt: skip
    facts = ClientFacts(
        title="Kvalitetsfrågor till brukare 2021",
        template_version=publish_version(access, draft),
        starts_on=clock.today(),
        service_areas=list(_areas(city).values()),
    )
    return create_client_questions(access, city.coordinator, facts=facts)


def _meet(city: City, access: Access) -> NetworkMeeting:
    """Hold the first network meeting: its agenda is what is to be done each year."""
    plan = NetworkFacts(
        MET, "\n".join(city.facts["yearly_tasks"]), list(city.districts), time(13), time(15)
    )
    meeting = plan_network(access, city.coordinator, facts=plan)
    came = {one.pk: "Kontaktperson för uppföljning" for one in city.districts}
    held = NetworkHeld(MET, "Alla använder samma mall. Egna frågor får läggas till.", came)
    meeting = hold_network(access, meeting, facts=held, version=meeting.version)
    agree_in_network(
        access, meeting, text="Rapportera in enligt anvisningen", authority=city.districts[0],
        due_on=REPORT_BY,
    )  # fmt: skip
    return meeting


def _report(city: City, access: Access, instruction: Instruction) -> None:
    """Let everybody report; the last unit of each district is left, and will be late."""
    methods = methods_of(city.facts)
    told = 0
    for board in (city.coordinator, *city.districts):
        asker = city.access(board)
        rows = SampledUnit.objects.visible_to(asker).filter(
            instruction=instruction, authority=board
        )
        sample = list(rows.select_related("instruction", "authority", "unit"))
        for one in sample if board == city.coordinator else sample[:-1]:
            report_in(asker, one, facts=_reported(told, methods[told % len(methods)]))
            told += 1
    _matter(city, instruction, city.districts[0])


def _reported(number: int, method: object) -> ReportFacts:
    deficiencies = number % (BOUND + 1)
    levels = [AreaLevel.NOT_MET if place < deficiencies else AreaLevel.MET for place in range(3)]
    return ReportFacts(
        carried_out_on=date(2021, 9, 1),
        method=method,  # type: ignore[arg-type]
        outcomes=dict(zip(AREAS, levels, strict=True)),
        deficiencies=deficiencies,
        text="Påhittat resultat: källan berättar inte om någon uppföljning.",
        told_board_on=REPORTED,
    )


def _write_yearly(city: City, access: Access) -> BoardItem:
    """Write the report over private, in-house and school services, and lay it before the board."""
    head = ReportHead(REPORT_TITLE, "", date(2021, 1, 1), ENDS)
    report = create_period_report(
        access, authority=city.coordinator, kind=ReportKind.CITY, head=head
    )
    lock_figures(access, report)
    move_report(access, report, ReportEvent.REVIEW)
    return issue_item(access, propose_to_board(access, report))


def _decide(city: City, access: Access, item: BoardItem) -> Report:
    register_decision(access, item, facts=Decision(Outcome.APPROVED, DECIDED, "§ 1 (påhittad)"))
    return Report.objects.visible_to(access).get(authority=city.coordinator, kind=ReportKind.CITY)


def _matter(city: City, instruction: Instruction, district: Authority) -> None:
    asker = city.access(district)
    seen = Instruction.objects.visible_to(asker).get(pk=instruction.pk)
    text = "Påhittad: en enhet fick tillfälligt extra ledning efter uppföljningen."
    tell_matter(asker, seen, authority=district, facts=MatterFacts(REPORTED, text))
