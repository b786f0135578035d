"""What the facts of a report contradict. Shown beside the draft; never a stop."""

from collections.abc import Iterator
from dataclasses import dataclass

from insyn.kernel import orgnr
from insyn.papers.wording import swedish_date
from insyn.registry.rules import number_remark, spelling_key
from insyn.reports.rules.facts import FollowupFacts, ReportFacts
from insyn.reports.rules.states import WarningCode
from insyn.visits.rules import dates_disagree


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One contradiction: its code, what it is about, and a Swedish sentence."""

    code: WarningCode
    subject: str
    sentence: str
    followup_id: int | None = None


def contradictions(facts: ReportFacts) -> list[Contradiction]:
    """Return the contradictions of the report in the order of its pages."""
    found = [*_per_number(facts)]
    for followup in facts.followups:
        found += [*_dates(followup), *_spellings(followup)]
    return [*found, *_shortfalls(facts)]


def _per_number(facts: ReportFacts) -> Iterator[Contradiction]:
    seen = set()
    for followup in facts.followups:
        if followup.org_number not in seen and number_remark(followup.org_number):
            yield Contradiction(
                WarningCode.CHECK_DIGIT,
                followup.provider,
                f"{followup.provider}: kontrollsiffran i organisationsnumret "
                f"{orgnr.show(followup.org_number)} stämmer inte.",
                followup.followup_id,
            )
        seen.add(followup.org_number)


def _dates(followup: FollowupFacts) -> Iterator[Contradiction]:
    dated_on = followup.carried_out_on
    if dated_on is not None and dates_disagree(dated_on, list(followup.visit_dates)):
        days = ", ".join(swedish_date(day) for day in followup.visit_dates)
        yield Contradiction(
            WarningCode.TWO_DATES,
            followup.provider,
            f"{followup.provider}: uppföljningen är daterad {swedish_date(dated_on)} "
            f"men besöket {days}.",
            followup.followup_id,
        )


def _spellings(followup: FollowupFacts) -> Iterator[Contradiction]:
    listed = followup.listed_as
    if listed and spelling_key(listed) != spelling_key(followup.provider):
        yield Contradiction(
            WarningCode.TWO_SPELLINGS,
            followup.provider,
            f"{followup.provider}: står som ”{listed}” i förteckningen.",
            followup.followup_id,
        )


def _shortfalls(facts: ReportFacts) -> Iterator[Contradiction]:
    promised = sum(share.promised for share in facts.shares)
    done = sum(share.done for share in facts.shares)
    if facts.shares and done < promised:
        why = "; ".join(
            f"{s.municipality} gjorde {s.done} av {s.promised}"
            + (f" ({s.reason[:1].lower()}{s.reason[1:]})" if s.reason else " utan angivet skäl")
            for s in facts.shares
            if s.done < s.promised
        )
        yield Contradiction(
            WarningCode.PROMISED_NOT_DONE,
            facts.agreement,
            f"{promised} uppföljningar utlovades, {done} gjordes: {why}.",
        )
