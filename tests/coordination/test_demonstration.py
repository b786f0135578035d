import importlib

import pytest

from insyn.coordination.models import LocalTemplate
from insyn.coordination.queries.progress import instructions_in_force, sample_progress
from insyn.coordination.queries.responsibility import shown_duties
from insyn.coordination.rules import Progress, ReportedBy
from insyn.criteria.services import create_template, publish_version
from insyn.examples.demonstration import districts, register
from insyn.examples.demonstration.cases import SUPPORT
from insyn.examples.demonstration.people import settle
from insyn.examples.demonstration.questions import DAILY_SUPPORT
from insyn.examples.demonstration.timeline import Calendar, play
from insyn.examples.demonstration.town import EDITOR, SOCIAL, START, Town
from insyn.platform import clock
from insyn.registry.models import ServiceArea

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SHIPPED = importlib.import_module("insyn.registry.migrations.0003_shipped_service_areas").SHIPPED


def test_the_districts_of_the_demonstration_have_reported_some_and_not_all() -> None:
    for code, name, *_rest in SHIPPED:
        ServiceArea.objects.get_or_create(code=code, defaults={"name": name})
    town = Town(Calendar(clock.today()))
    settle(town)
    with clock.pretend(town.day(START)):
        draft = create_template(
            town.access(EDITOR), town.authorities[SOCIAL], name="Stöd", sections=DAILY_SUPPORT
        )
        town.templates[SUPPORT] = publish_version(town.access(EDITOR), draft)
    play([register.tell(town), districts.tell(town)], town.calendar)

    access = town.access(EDITOR)
    lines = sample_progress(access, instructions_in_force(access), today=clock.today())
    states = {line.state for line in lines}

    assert Progress.LATE in states
    assert Progress.DONE in states
    ways = {line.report.way for line in lines if line.report}
    assert ways == {ReportedBy.FILE, ReportedBy.LINK}
    alarms = [x for x in shown_duties(access, [town.authorities[SOCIAL]]) if x.is_alarm]
    assert any(x.area.code == districts.SCHOOL_SERVICE for x in alarms)
    own, lacking = LocalTemplate.objects.visible_to(access).order_by("pk")
    assert (own.missing, own.own_questions) == ([], 1)
    assert lacking.missing
