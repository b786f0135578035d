"""Every page of a large round as its officials meet it: processor, queries and memory.

A survey is sent to that many units, most hand in, last year's round is accepted; then each page
is asked for over the whole stack, and each press that concerns everybody is made. Marks: a page
0.5 s of processor, a press or a file 15 s, half of what gunicorn waits for. Fails above a mark.

Run: ``python bench/survey_round.py`` with 500 responses, ``python bench/survey_round.py 5000`` for
the whole; with ``DATABASE_URL`` on that database, which must be empty, otherwise on a SQLite of
its own. PostgreSQL's own processor is counted in.
"""

import atexit
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import survey_load as load  # names the database
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from survey_results import cpu, submission, tidy

from insyn.accounts.models import Authority, Membership, User
from insyn.criteria.models import Question
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.surveys.models import ProposedFinding, Submission, SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState
from insyn.surveys.services.results import fold_round

PAGE, PRESS = 0.5, 15.0
"""Seconds of processor that a page and a press or a file may cost."""
LATE_OF, UNCLEAN_OF = 10, 5
"""One in ten has not handed in; one in five of the others deviates in something."""
BATCH = 1_000
PAGES = (
    "round", "preview", "recipients", "delivery", "late", "remind", "incoming", "accept_many",
    "feedback_many", "close",
)  # fmt: skip
COUNTED = ("results", "compare", "board_summary")
"""Pages asked for when the answers have been counted in, as ``insyn work`` does each minute."""
LISTS = ("recipients", "delivery", "late", "incoming")
"""Lists that are fetched whole as a file."""
WHY = "the bench owns the database"

atexit.register(shutil.rmtree, load.FOLDER, ignore_errors=True)


@dataclass
class Measured:
    """What has been measured, and what was above its mark."""

    client: Client
    survey_round: SurveyRound
    above: list[str] = field(default_factory=list)

    def page(self, name: str, said: str = "", *, mark: float = PAGE) -> None:
        address = reverse(f"surveys:{name}", args=[self.survey_round.pk]) + said
        self.note(f"{name}{said}", lambda: self.client.get(address), mark)

    def press(self, name: str, form: dict[str, Any]) -> None:
        address = reverse(f"surveys:{name}", args=[self.survey_round.pk])
        self.note(f"{name} (press)", lambda: self.client.post(address, form), PRESS)

    def note(self, name: str, act: Callable[[], Any], mark: float) -> None:
        """Do it, print what it cost, and remember it when that is above the mark."""
        asked, got = [0], []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            asked[0] += 1
            return execute(sql, *rest)

        low = highest_memory(anew=True)
        with connection.execute_wrapper(count):
            cost, wall = cpu(lambda: got.append(act()))
        grown = highest_memory() - low
        size, status = weight(got[0])
        print(f"{name:34} {1000 * cost:8.0f} ms {wall:6.1f} s {asked[0]:6} queries "
              f"{grown:5.0f} MB {size // 1024:6} kB  {status}", flush=True)  # fmt: skip
        if cost > mark or status not in {"200", "302", ""}:
            self.above.append(name)


def weight(answer: Any) -> tuple[int, str]:
    """Return the bytes and the status of an answer; nothing of what is none."""
    if not hasattr(answer, "status_code"):
        return 0, ""
    parts = answer.streaming_content if answer.streaming else (answer.content,)
    return sum(len(part) for part in parts), str(answer.status_code)


def highest_memory(*, anew: bool = False) -> float:
    """Return the most memory held since it was last asked for anew, in MB."""
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    said = next(line for line in lines if line.startswith("VmHWM"))
    return int(said.split()[1]) / 1024


def main() -> int:
    """Build, measure every page and press; fail when one is above its mark."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["testserver"], False
    measured = Measured(Client(), prepared(count))
    print(f"{connection.vendor}, {count} responses × {load.QUESTIONS} answers")
    survey_round = measured.survey_round
    access = Access.system("bench", mandates=(Mandate(survey_round.authority_id, Role.PLAN_OWNER),))
    measured.client.force_login(official(survey_round.authority))
    measured.client.get(reverse("surveys:list"))  # the first page reads all templates
    measured.page("send")
    measured.press("send", {"version": survey_round.version})
    hand_in(survey_round)
    tidy()
    for name in PAGES:
        measured.page(name)
    for name in LISTS:
        measured.page(name, "?fil=xlsx", mark=PRESS)
    measured.press("remind", {"version": newest(survey_round).version})
    measured.note("fold", lambda: fold_round(access, survey_round), PRESS)
    for name in COUNTED:
        measured.page(name)
    measured.page("results_xlsx", mark=PRESS)
    accept_all(measured)
    measured.page("incoming")
    measured.press("feedback_many", {"version": newest(survey_round).version})
    print(f"above the mark: {', '.join(measured.above) or 'nothing'}")
    return int(bool(measured.above))


def prepared(count: int) -> SurveyRound:
    """Return a round with that many recipients that waits to be sent."""
    load.build(count, is_sent=False)  # a press does that
    return SurveyRound.objects.unscoped(reason=WHY).get()


def official(authority: Authority) -> User:
    anna = User.objects.create_user(username="anna")
    Membership.objects.create(user=anna, authority=authority, role=Role.PLAN_OWNER)
    return anna


def newest(survey_round: SurveyRound) -> SurveyRound:
    return SurveyRound.objects.unscoped(reason=WHY).get(pk=survey_round.pk)


def hand_in(survey_round: SurveyRound) -> None:
    """Let most have handed in, a fifth of them with a finding proposed; the others are late."""
    rows = list(SurveyResponse.objects.unscoped(reason=WHY).filter(round=survey_round))
    if {row.state for row in rows} != {ResponseState.INVITED}:
        raise SystemExit("the round was not sent")
    questions = list(Question.objects.unscoped(reason=WHY).order_by("pk"))
    late, done = rows[::LATE_OF], [row for n, row in enumerate(rows) if n % LATE_OF]
    now, user = clock.now(), User.objects.get(username="anna")
    for row in done:
        row.state, row.submitted_at = ResponseState.SUBMITTED, now
    for row in late:
        row.due_on = clock.today() - timedelta(days=3)
    every = SurveyResponse.objects.unscoped(reason=WHY)
    every.bulk_update(rows, ["state", "submitted_at", "due_on"], 200)
    stored(Submission, (given(row, questions, user, n) for n, row in enumerate(done)))
    stored(ProposedFinding, (
        ProposedFinding(response=row, question=questions[0], submission_number=1,
                        kind="deficiency", severity="minor")
        for row in done[::UNCLEAN_OF]
    ))  # fmt: skip
    drafts = Followup.objects.unscoped(reason=WHY)
    drafts.filter(survey_response__in=done).update(state=State.DRAFT, carried_out_on=clock.today())


def given(row: SurveyResponse, questions: list[Question], user: User, n: int) -> Submission:
    """Return answers that propose nothing, so that they can be accepted together."""
    made = submission(row, [], user, n, 1)
    made.answers = {
        str(question.pk): {"value": ("yes", "yes", "partly")[(n + place) % 3], "comment": ""}
        for place, question in enumerate(questions)
    }
    made.submitted_at = clock.now()
    return made


def accept_all(measured: Measured) -> None:
    """Press until nothing clean is left, or it does not get fewer."""
    rows = SurveyResponse.objects.unscoped(reason=WHY).filter(state=ResponseState.ACCEPTED)
    before, now = -1, rows.count()
    while before < now:
        address = reverse("surveys:accept_many", args=[measured.survey_round.pk])
        shown = re.search(r'name="listed" value="([^"]*)"', measured.client.get(address).text)
        if shown is None:
            break
        measured.press("accept_many", {"listed": shown[1]})
        before, now = now, rows.count()
    print(f"accepted {now} of {Submission.objects.unscoped(reason=WHY).count()} handed in")


def stored(model: type[models.Model], rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch)


if __name__ == "__main__":
    raise SystemExit(main())
