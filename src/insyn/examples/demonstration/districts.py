"""Tells of two district boards that the social services board coordinates.

One reports in with a workbook; the other by a personal link, and does not get ready in time.
"""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password

from insyn.accounts.models import Authority, Membership, User
from insyn.coordination.letters import SheetFacts, reports_sheet
from insyn.coordination.models import DistrictShare, Instruction, SampledUnit
from insyn.coordination.rules import AreaLevel, DistrictMethod, DutyGround, ServiceForm
from insyn.coordination.rules.workbook import SHEET, mark, row_key
from insyn.coordination.services import (
    DutyFacts,
    InstructionFacts,
    MatterFacts,
    NetworkFacts,
    NetworkHeld,
    ReportFacts,
    agree_in_network,
    check_template,
    draw_sample,
    found_coordination,
    hand_in,
    hold_network,
    plan_network,
    publish_instruction,
    read_reports,
    remind_districts,
    save_draft,
    save_duty,
    set_share,
    take_in_reports,
    tell_matter,
    write_instruction,
)
from insyn.criteria.rules import QuestionFacts, SectionFacts
from insyn.criteria.services import create_template, publish_version
from insyn.examples.demonstration import PASSWORD
from insyn.examples.demonstration.cases import SUPPORT
from insyn.examples.demonstration.questions import DAILY_SUPPORT
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ORIGIN, SOCIAL, Town
from insyn.kernel.access import Access, Role
from insyn.papers.fill_in import FillInRow, Slot, write_fill_in
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.registry.queries import access_of

DISTRICTS = (("Stadsdelsnämnden Öster", "stadsdel1"), ("Stadsdelsnämnden Väster", "stadsdel2"))
SERVICES = ("boendestod", "daglig-verksamhet")
SCHOOL_SERVICE = "ktt"
FOUNDED, ISSUED, CHECKED, MET, REPORTED, TO_COME = -200, -120, -110, -100, -60, 20
REPORT_BY = -30
CONTACTS = ("", "enhetschef.vaster@exempelstad.example")
"""Who reports in by a link: nobody in the first board, which has its own people here."""
AREAS = tuple(section.name for section in DAILY_SUPPORT)
"""What is assessed in each unit of the sample: the areas of the template that is the least."""
OWN_QUESTION = QuestionFacts(
    "Får den som bor längst bort från centrum samma stöd på kvällen?",
    "Kvällsstödet är detsamma i hela stadsdelen.",
    "Schema och samtal",
)
TEMPLATES: Sequence[tuple[str, Sequence[SectionFacts]]] = (
    ("Stöd i vardagen, Öster", (*DAILY_SUPPORT, SectionFacts("Stadsdelen", "", (OWN_QUESTION,)))),
    ("Stöd i vardagen, Väster", DAILY_SUPPORT[:-1]),
)
"""The districts' own: one asks all that the instruction does and more, one has left some out."""
TEXT = (
    "Följ upp verksamheterna i urvalet på samma sätt oavsett vem som driver dem.\n\n"
    "Börja med det som förra året visade sig svårt: introduktion och genomförandeplaner."
)


def tell(town: Town) -> Story:
    """Begin to coordinate, issue an instruction, meet, and get some but not all reports in."""
    yield FOUNDED
    boards = _boards(town)
    _list_responsibility(town, boards)
    yield ISSUED
    instruction = _issue(town, boards)
    yield CHECKED
    _check_templates(town, boards, instruction)
    yield MET
    _meet(town, boards)
    yield REPORTED
    _report(town, boards, instruction)
    plan = NetworkFacts(
        town.day(TO_COME), "Det som återstår i årets urval\nErfarenheter av mallen", boards
    )
    plan_network(town.access(EDITOR), town.authorities[SOCIAL], facts=plan)
    yield REPORT_BY + 1
    remind_districts(Access.system(ORIGIN))


def _boards(town: Town) -> Sequence[Authority]:
    lead, password = town.authorities[SOCIAL], make_password(PASSWORD)
    boards = []
    for name, username in DISTRICTS:
        board = Authority.objects.create(
            municipality=lead.municipality, name=name, administration="Stadsdelsförvaltningen"
        )
        user = User.objects.create(
            username=username, first_name="Uppföljningsansvarig", last_name=name.split()[-1],
            email=f"{username}@exempelstad.example", password=password,
        )  # fmt: skip
        Membership.objects.create(user=user, authority=board, role=Role.PLAN_OWNER)
        found_coordination(Access.system(ORIGIN), coordinator=lead, coordinated=board)
        town.users[username], town.accesses[username] = user, access_of(user, origin=ORIGIN)
        boards.append(board)
    town.accesses[EDITOR] = access_of(town.users[EDITOR], origin=ORIGIN)
    return boards


def _list_responsibility(town: Town, boards: Sequence[Authority]) -> None:
    """Say who follows up what; the after-school service is nobody's."""
    access, lead = town.access(EDITOR), town.authorities[SOCIAL]
    for code in SERVICES:
        area = town.areas[code]
        save_duty(access, lead, facts=DutyFacts(
            area, ServiceForm.PRIVATE, None, lead, DutyGround.RULES))  # fmt: skip
        for board in boards:
            save_duty(access, lead, facts=DutyFacts(
                area, ServiceForm.IN_HOUSE, board, board, DutyGround.INSTRUCTION))  # fmt: skip
    school = DutyFacts(town.areas[SCHOOL_SERVICE], ServiceForm.SCHOOL, note="Utreds med skolan")
    save_duty(access, lead, facts=school)


def _issue(town: Town, boards: Sequence[Authority]) -> Instruction:
    access, lead = town.access(EDITOR), town.authorities[SOCIAL]
    areas = [town.areas[code] for code in SERVICES]
    year = clock.today().year
    facts = InstructionFacts(
        title=f"Likställd uppföljning {year}",
        starts_on=clock.today(),
        ends_on=town.day(60),
        report_by=town.day(REPORT_BY),
        text=TEXT,
        service_areas=areas,
        templates=[town.templates[SUPPORT]],
        in_depth_text="När personalen inte räcker till, eller när den som följer upp begär det.",
        in_depth_bound=3,
    )
    row = write_instruction(access, lead, facts=facts)
    pool = list(
        Unit.objects.open(clock.today())
        .filter(service_area__in=areas, municipality=lead.municipality_id)
        .order_by("pk")
    )
    for place, board in enumerate(boards):
        set_share(
            access, row, authority=board, wanted=2, contact="Uppföljningsansvarig",
            contact_email=CONTACTS[place],
        )  # fmt: skip
        draw_sample(
            access, row, authority=board, pool=pool[place :: len(boards)],
            seed=f"Likställd {year}",
        )  # fmt: skip
    row = Instruction.objects.visible_to(access).get(pk=row.pk)
    return publish_instruction(access, row, version=row.version)


def _check_templates(town: Town, boards: Sequence[Authority], instruction: Instruction) -> None:
    """Hold each district's own template against the instruction's."""
    for (_name, username), board, (name, sections) in zip(
        DISTRICTS, boards, TEMPLATES, strict=True
    ):
        access = town.access(username)
        draft = create_template(access, board, name=name, sections=sections)
        own = publish_version(access, draft)
        check_template(access, instruction, authority=board, template_version=own)


def _meet(town: Town, boards: Sequence[Authority]) -> None:
    access, lead = town.access(EDITOR), town.authorities[SOCIAL]
    plan = NetworkFacts(clock.today(), "Årets anvisning\nMallen och egna frågor", boards)
    meeting = plan_network(access, lead, facts=plan)
    came = {board.pk: "Uppföljningsansvarig" for board in boards}
    held = NetworkHeld(clock.today(), "Alla kommer igång i år. Egna frågor delas.", came)
    meeting = hold_network(access, meeting, facts=held, version=meeting.version)
    agree_in_network(
        access, meeting, text="Dela de egna frågorna med varandra", authority=boards[0],
        due_on=town.day(TO_COME),
    )  # fmt: skip


def _report(town: Town, boards: Sequence[Authority], instruction: Instruction) -> None:
    """Let the first board report all of its sample, and the other one unit of it."""
    access = town.access(DISTRICTS[0][1])
    _by_file(access, instruction, boards[0])
    _by_link(instruction, boards[1])
    told = MatterFacts(clock.today(), "Nämnden beslutade om fler platser under hösten.", "§ 58")
    tell_matter(access, instruction, authority=boards[0], facts=told)


def _by_file(access: Access, instruction: Instruction, board: Authority) -> None:
    """Report everything with a workbook, as it looks when somebody has filled it in."""
    shares = DistrictShare.objects.visible_to(access).select_related("instruction", "authority")
    share = shares.get(instruction=instruction, authority=board)
    rows = SampledUnit.objects.visible_to(access).filter(instruction=instruction, authority=board)
    sheet = SheetFacts(
        SHEET, mark(instruction.pk, board.pk), instruction.title, board.name, instruction.report_by
    )
    filled = [_row(one, _facts(number)) for number, one in enumerate(rows.select_related("unit"))]
    content = write_fill_in(reports_sheet(sheet, AREAS, filled))
    read = read_reports(access, share, content=content, file_name="urval.xlsx")
    take_in_reports(access, share, sealed=read.sealed)


def _row(sampled: SampledUnit, facts: ReportFacts) -> FillInRow:
    day = facts.carried_out_on.isoformat()
    levels = (Slot(level.label) for level in facts.outcomes.values())
    texts = (str(facts.deficiencies), "Nej", facts.text, day)
    return FillInRow(
        key=row_key(sampled.pk, 0),
        cells=(
            str(sampled.unit), "", "", "", Slot(day), Slot(facts.method.label), *levels,
            *(Slot(text) for text in texts),
        ),
    )  # fmt: skip


def _by_link(instruction: Instruction, board: Authority) -> None:
    """Hand one unit in by the link that was mailed, and leave the next as a draft."""
    user = User.objects.get(email=CONTACTS[1])
    access = access_of(user, origin=ORIGIN)
    rows = SampledUnit.objects.shown_to_contact(access).filter(
        instruction=instruction, authority=board
    )
    first, *others = rows.select_related("instruction", "authority", "unit")
    hand_in(access, first, facts=_facts(0), version=0)
    for one in others[:1]:
        answers: dict[str, object] = {
            "carried_out_on": clock.today().isoformat(),
            "text": "Besöket är gjort. Genomförandeplanerna är inte granskade än.",
        }
        save_draft(access, one, answers=answers, version=0)


def _facts(number: int) -> ReportFacts:
    levels = dict.fromkeys(AREAS, AreaLevel.MET)
    if number:
        levels[AREAS[0]] = AreaLevel.PARTLY
    return ReportFacts(
        carried_out_on=clock.today(),
        method=DistrictMethod.VISIT,
        outcomes=levels,
        deficiencies=number * 3,
        text="Verksamheten har en genomförandeplan för alla och en van personalgrupp.",
        told_board_on=clock.today(),
    )
