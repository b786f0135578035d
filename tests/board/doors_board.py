"""The addresses of matters for the board and of Word layouts."""

import datetime

from insyn.board.models import Appendix, BoardItem, ItemPassage, WordLayout
from insyn.board.rules import AppendixKind, LayoutKind, PassageKind
from insyn.plans.models import Plan
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import BoardItemFactory, PlanFactory
from tests.world import World

DAY = datetime.date(2026, 1, 20)


def the_plan(world: World) -> Plan:
    found = Plan.objects.unscoped(reason="tests").filter(title="Plan i dörrarna").first()
    return found or PlanFactory.create(
        authority=world.authority, title="Plan i dörrarna", proposed_on=DAY, state="proposed"
    )


def the_item(world: World) -> BoardItem:
    """Return an issued matter, which readers see."""
    found = BoardItem.objects.unscoped(reason="tests").filter(title="Ärende i dörrarna").first()
    if found is not None:
        return found
    item = BoardItemFactory.create(
        plan=the_plan(world), title="Ärende i dörrarna", state="issued", issued_on=DAY
    )
    ItemPassage.objects.create(item=item, heading="Ärendet", text="Text", kind=PassageKind.TEXT)
    Appendix.objects.create(item=item, number=1, kind=AppendixKind.PLAN, title="Planen")
    return item


def the_draft(world: World) -> BoardItem:
    """Return a matter that is still written, which readers do not see."""
    found = BoardItem.objects.unscoped(reason="tests").filter(title="Utkast i dörrarna").first()
    if found is not None:
        return found
    drafted = PlanFactory.create(
        authority=world.authority, title="Plan med utkast", proposed_on=DAY, state="proposed"
    )
    item = BoardItemFactory.create(plan=drafted, title="Utkast i dörrarna")
    ItemPassage.objects.create(item=item, heading="Ärendet", text="Text", kind=PassageKind.TEXT)
    return item


def plan(world: World) -> dict[str, int]:
    return {"pk": the_plan(world).pk}


def item(world: World) -> dict[str, int]:
    return {"pk": the_item(world).pk}


def draft(world: World) -> dict[str, int]:
    return {"pk": the_draft(world).pk}


def memo(world: World) -> dict[str, object]:
    return {**item(world), "paper": "memo"}


def word(world: World) -> dict[str, object]:
    return {**memo(world), "ending": "docx"}


def part(world: World) -> dict[str, object]:
    return {**draft(world), "part": "avsnitt"}


def row(world: World) -> dict[str, object]:
    found = ItemPassage.objects.unscoped(reason="tests").filter(item=the_draft(world)).first()
    assert found is not None
    return {**part(world), "row": found.pk}


def layout(world: World) -> dict[str, int]:
    rows = WordLayout.objects.unscoped(reason="tests")
    found = rows.filter(authority=world.authority).first()
    made = found or WordLayout.objects.create(
        authority=world.authority, kind=LayoutKind.MEMO, name="Mall", document=world.document
    )
    return {"pk": made.pk}


def everybody(kwargs=lambda world: {}) -> Door:
    return Door(cilla=OPEN, system_admin=OPEN, kwargs=kwargs)


def post_only(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


DOORS = {
    "board:items": everybody(),
    "board:of_plan": Door(kwargs=plan),
    "board:create": Door(bo=FORBIDDEN, kwargs=plan),
    "board:item": Door(kwargs=item),
    "board:edit": Door(bo=HIDDEN, kwargs=draft),
    "board:remove": post_only(item),
    "board:part_add": Door(bo=HIDDEN, kwargs=part),
    "board:part_edit": Door(bo=HIDDEN, kwargs=row),
    "board:part_move": post_only(lambda world: {**row(world), "way": "upp"}),
    "board:part_remove": post_only(row),
    "board:preview": Door(kwargs=memo),
    "board:download": Door(kwargs=word),
    "board:issue": Door(bo=HIDDEN, kwargs=draft),
    "board:withdraw": post_only(item),
    "board:decide": Door(bo=FORBIDDEN, kwargs=item),
    "board:layouts": everybody(),
    "board:layout_add": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "board:layout_sample": everybody(lambda world: {"paper": "memo"}),
    "board:layout": Door(kwargs=layout),
    "board:layout_version": Door(bo=FORBIDDEN, kwargs=layout),
    "board:layout_retire": post_only(layout),
}
