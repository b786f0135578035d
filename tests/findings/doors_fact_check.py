from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage
from insyn.findings.rules.lists import FactCheckState
from insyn.platform import clock
from tests.doors import FORBIDDEN, Door
from tests.factories import DAY
from tests.world import World


def of_followup(world: World) -> dict[str, int]:
    of_comment(world)
    return {"pk": world.followup.pk}


def of_comment(world: World) -> dict[str, int]:
    return {"pk": comment(world).pk}


def comment(world: World) -> FactCheckComment:
    """A comment that has been handed in, on the draft of the world's follow-up."""
    sent = {"sent_on": DAY, "due_on": DAY, "answered_on": DAY, "state": FactCheckState.ANSWERED}
    check, _made = FactCheck.objects.unscoped(reason="set-up").get_or_create(
        followup=world.followup, defaults=sent
    )
    passage, _made = FactCheckPassage.objects.unscoped(reason="set-up").get_or_create(
        fact_check=check, number=1, defaults={"heading": "Personal", "text": "Utdrag saknas"}
    )
    row, _made = FactCheckComment.objects.unscoped(reason="set-up").get_or_create(
        passage=passage, defaults={"text": "Det finns utdrag", "said_at": clock.now()}
    )
    return row


DOORS = {
    "findings:fact_check": Door(kwargs=of_followup),
    "findings:fact_check_send": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:fact_check_prolong": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:fact_check_type_in": Door(kwargs=of_followup, bo=FORBIDDEN),
    "findings:fact_check_pdf": Door(kwargs=of_followup),
    "findings:fact_check_reply": Door(kwargs=of_comment, bo=FORBIDDEN),
    "findings:fact_check_decide": Door(kwargs=of_comment, bo=FORBIDDEN),
}
