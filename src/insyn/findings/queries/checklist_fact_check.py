"""What is next in the fact check of a draft, and whose turn it is."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.findings.models import FactCheck
from insyn.findings.queries.fact_check import check_facts, comments_of, fact_check_of
from insyn.findings.rules.fact_check import Stage, stage_of
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_SENT, State
from insyn.followups.rules.checklist import CheckItem, Turn
from insyn.followups.rules.forms import FactCheckUse
from insyn.kernel.access import Access


def checklist_of(access: Access, followup: Followup, today: date) -> Iterator[CheckItem]:
    """Yield whether the draft is to be sent, and what waits once it has been."""
    state = State(followup.state)
    if state not in BEFORE_SENT:
        return
    url = reverse("findings:fact_check", args=[followup.pk])
    check = fact_check_of(access, followup)
    if check is not None:
        yield _under_way(access, check, url, today)
    elif state == State.DRAFT and followup.stages.fact_check != FactCheckUse.NEVER:
        is_must = followup.stages.fact_check == FactCheckUse.MUST
        text = (
            _("Skicka utkastet för faktagranskning")
            if is_must
            else _("Skicka utkastet för faktagranskning om det behövs")
        )
        yield CheckItem(text, False, Turn.REVIEWERS, url, code="fact_check_sent")  # noqa: FBT003


_TURNS: Mapping[Stage, Turn] = {
    Stage.WITH_PROVIDER: Turn.PROVIDER,
    Stage.DISPUTABLE: Turn.PROVIDER,
}


def _under_way(access: Access, check: FactCheck, url: str, today: date) -> CheckItem:
    is_answered = check.state == FactCheckState.ANSWERED
    comments = comments_of(access, check) if is_answered else []
    stage = stage_of(check_facts(check, comments), today)
    text = {
        Stage.WITH_PROVIDER: _("Faktagranska utkastet"),
        Stage.NO_ANSWER: _("Utföraren svarade inte i tid. Gå vidare eller ge längre tid."),
        Stage.TO_REPLY: _("Svara på utförarens synpunkter på utkastet"),
        Stage.DISPUTABLE: _("Läs svaren på synpunkterna"),
        Stage.DISPUTED: _("Avgör det bestridda svaret som andra läsare"),
        Stage.SETTLED: _("Faktagranskningen är avgjord"),
    }[stage]
    days = {Stage.WITH_PROVIDER: check.due_on, Stage.DISPUTABLE: check.disputable_until}
    is_done = stage in {Stage.SETTLED, Stage.NO_ANSWER}
    turn = _TURNS.get(stage, Turn.REVIEWERS)
    return CheckItem(text, is_done, turn, url, days.get(stage), "fact_check")
