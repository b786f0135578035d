"""Tells of two contracts that end: one whose provider left, one that the board has given notice."""

from dataclasses import replace

from insyn.examples.demonstration.consequences import propose
from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, Town
from insyn.kernel.access import Access
from insyn.measures.models import Termination, TerminationTask
from insyn.measures.rules.sanctions import Delivery
from insyn.measures.rules.terminations import TaskPart, TerminationKind
from insyn.measures.services.evidence_packages import make_package
from insyn.measures.services.sanction_moves import Ruling, decide_sanction
from insyn.measures.services.termination_moves import (
    EndNotice,
    close_termination,
    end_contract,
    give_notice,
    receive_notice,
)
from insyn.measures.services.termination_tasks import TaskDetails, change_task
from insyn.measures.services.terminations import TerminationFacts, start_termination
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.rules import SanctionKind

LEFT = ("home_care", "omtanke")
"""The provider that left; its contract ended on the last day of that month."""
LEFT_MONTH = -6
LEFT_REASON = "Utföraren lämnar valfrihetssystemet eftersom uppdragen är för få."
FILES = 9
HANDED_TO = "Äldrenämnden, arkivansvarig"

GIVEN_NOTICE = ("home_care", "norrsken")
DECIDED_DAY = -18
DECISION = "Äldrenämnden § 87"
NOTICE_REASON = (
    "Kvällarna har varit underbemannade sedan det oanmälda besöket, trots begäran om åtgärdsplan "
    "och intagsstopp."
)
PROOF = "Mottagningsbeviset är underskrivet av verksamhetschefen."
PLACED, LEFT_TO_MOVE = 21, 14
COUNTED = "Sju har valt en ny utförare. Handläggarna ringer resten i veckan."


def tell_left(town: Town) -> Story:
    """Let a provider leave: all move, the files are handed over, and what is known is packed."""
    last = town.calendar.last_of_month(LEFT_MONTH)
    until = (last - town.calendar.today).days
    yield until - 110
    access = town.access(EDITOR)
    contract = _as_it_stands(access, town.contracts[LEFT])
    facts = TerminationFacts(
        TerminationKind.BY_PROVIDER, LEFT_REASON, ends_on=last, placed=6,
        responsible=town.users[EDITOR],
    )  # fmt: skip
    row = start_termination(access, contract, facts=facts)
    notice = EndNotice(clock.today(), last, Delivery.EMAIL, "Kom med e-post från utföraren.")
    row = receive_notice(access, row, notice=notice).termination
    yield until - 40
    _finish(access, row, {TaskPart.INFORMATION, TaskPart.STAFF})
    yield until - 3
    _finish(access, row, {TaskPart.PLACED})
    yield until + 3
    row = end_contract(access, row)
    make_package(access, row)
    yield until + 20
    _finish(access, row, {TaskPart.FILES, TaskPart.ECONOMY})
    close_termination(access, row)


def _as_it_stands(access: Access, contract: Contract) -> Contract:
    """Return the contract with what its agreement says today, such as the notice period."""
    rows = Contract.objects.visible_to(access).select_related("agreement", "provider")
    return rows.get(pk=contract.pk)


def _finish(access: Access, row: Termination, parts: set[TaskPart]) -> None:
    """Do all the tasks of the parts; nobody and nothing is left."""
    for task in _tasks(access, row):
        if TaskPart(task.part) in parts:
            facts = replace(_said(task), done_on=clock.today())
            if task.count_all is not None:
                facts = replace(facts, count_left=0)
            if task.part == TaskPart.FILES:
                facts = replace(facts, count_all=FILES, count_left=0, handed_to=HANDED_TO)
            change_task(access, task, facts=facts)


def _tasks(access: Access, row: Termination) -> list[TerminationTask]:
    rows = TerminationTask.objects.visible_to(access).filter(termination=row)
    return list(rows.select_related("termination"))


def _said(task: TerminationTask) -> TaskDetails:
    """Return the task as it stands."""
    said = {name: getattr(task, name) for name in TaskDetails.__slots__}
    return replace(TaskDetails(**said), part=TaskPart(task.part))


def tell_given_notice(town: Town) -> Story:
    """Let the board end a contract by the last step but one of the ladder, and be half way out."""
    yield DECIDED_DAY - 7
    access = town.access(EDITOR)
    contract = _as_it_stands(access, town.contracts[GIVEN_NOTICE])
    sanction = propose(town, contract, SanctionKind.TERMINATION, reasons=NOTICE_REASON)
    yield DECIDED_DAY
    ruling = Ruling({}, board_reference=f"{DECISION}, {clock.today()}", decided_on=clock.today())
    sanction = decide_sanction(town.access("beslutsfattare"), sanction, ruling=ruling)
    yield DECIDED_DAY + 2
    facts = TerminationFacts(
        TerminationKind.TERMINATION, NOTICE_REASON, placed=PLACED, responsible=town.users[EDITOR]
    )
    row = start_termination(access, contract, facts=facts, sanction=sanction)
    notice = EndNotice(clock.today(), delivery=Delivery.RECEIPT, delivery_note=PROOF)
    row = give_notice(access, row, notice=notice).termination
    yield DECIDED_DAY + 12
    _count_down(access, row)


def _count_down(access: Access, row: Termination) -> None:
    """Inform those who place, and let some have somewhere else to go."""
    _finish(access, row, {TaskPart.INFORMATION})
    counted = [task for task in _tasks(access, row) if task.count_all is not None]
    facts = replace(_said(counted[0]), count_left=LEFT_TO_MOVE, note=COUNTED)
    change_task(access, counted[0], facts=facts)
