import datetime

from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.reports.models import Report, ReportPassage
from insyn.reports.rules import ReportKind, ReportText
from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.factories import FollowupFactory

DAY = datetime.date(2026, 3, 2)


def of_report(world) -> dict:
    return {"pk": world.report.pk}


def the_yearly(world) -> Report:
    """Return a reviewed yearly report, which readers see."""
    found = Report.objects.unscoped(reason="tests").filter(title="Årsrapport i dörrarna").first()
    if found is not None:
        return found
    made = Report.objects.create(
        authority=world.authority,
        kind=ReportKind.YEARLY,
        title="Årsrapport i dörrarna",
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2025, 12, 31),
        reviewed_on=DAY,
    )
    ReportPassage.objects.create(report=made, place=ReportText.SUMMARY, text="Samtliga skall.")
    return made


def yearly(world) -> dict:
    return {"pk": the_yearly(world).pk}


def yearly_text(world) -> dict:
    return {**yearly(world), "place": "summary"}


def reported(world) -> dict:
    rows = Followup.objects.unscoped(reason="tests").filter(number="2026-D77")
    found = rows.first() or FollowupFactory.create(
        authority=world.authority,
        number="2026-D77",
        state=State.SENT,
        carried_out_on=DAY,
        reported_on=DAY,
    )
    return {"pk": found.pk}


def post_only(kwargs) -> Door:
    return Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=kwargs
    )


def to_make(kwargs=lambda world: {}) -> Door:
    return Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=kwargs)


DOORS = {
    "reports:list": Door(cilla=OPEN, system_admin=OPEN),
    "reports:begin": to_make(),
    "reports:create": to_make(),
    "reports:create_thematic": to_make(),
    "reports:create_period": to_make(lambda world: {"kind": "yearly"}),
    "reports:to_bring": to_make(),
    "reports:create_single": post_only(reported),
    "reports:detail": Door(kwargs=of_report),
    "reports:passage": Door(
        kwargs=lambda w: {"pk": w.report.pk, "place": w.passage.place}, bo=FORBIDDEN
    ),
    "reports:restore": post_only(yearly_text),
    "reports:lock": post_only(of_report),
    "reports:move": post_only(of_report),
    "reports:propose": post_only(yearly),
    "reports:preview": Door(kwargs=of_report),
    "reports:figure": Door(kwargs=lambda w: {"pk": w.report.pk, "key": "followups"}),
    "reports:download": Door(kwargs=lambda w: {**yearly(w), "ending": "xlsx"}),
}
