"""What the papers and mails about a fact check say."""

from datetime import date

from insyn.findings.models import FactCheck, FactCheckComment
from insyn.findings.queries.fact_check import (
    check_facts,
    comments_of,
    passages_of_check,
    rounds_of,
)
from insyn.findings.rules.fact_check import Stage, stage_of
from insyn.findings.rules.lists import Reply
from insyn.findings.rules.papers import CheckWords, SaidPassage, SaidRound
from insyn.followups.models import Followup
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission
from insyn.papers.wording import swedish_date


def words_of(access: Access, followup: Followup) -> CheckWords:
    """Return what the papers and mails about the fact check have in common."""
    authority, contract = followup.authority, followup.contract
    lot = f", {followup.lot.name}" if followup.lot else ""
    return CheckWords(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signer(access, authority.pk),
        provider=followup.provider_name or contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=f"{contract.agreement.title}{lot}",
        case_number=contract.agreement.case_number,
        followup=followup.number,
    )


def _signer(access: Access, authority_id: int) -> str:
    """Return the role that lets the asker carry out the follow-up."""
    roles = [
        mandate.role.label
        for mandate in access.mandates
        if mandate.authority_id == authority_id
        and Permission.CARRY_OUT_FOLLOWUP in GRANTS[mandate.role]
    ]
    return roles[0] if roles else access.name


def exchange_of(access: Access, check: FactCheck) -> list[SaidPassage]:
    """Return the draft with everything that has been said of it, for the file."""
    handed_in = comments_of(access, check) if check.is_handed_in else []
    said = {row.passage_id: row for row in handed_in}
    rows = passages_of_check(access, check)
    return [SaidPassage(row.number, row.heading, row.text, _said(said.get(row.pk))) for row in rows]


def said_rounds(access: Access, followup: Followup, *, today: date) -> list[SaidRound]:
    """Return every round of the fact check for the file, the first one first."""
    return [
        SaidRound(
            number=check.number,
            facts=told_facts(check, _stage(access, check, today)),
            passages=exchange_of(access, check),
        )
        for check in rounds_of(access, followup).order_by("number")
    ]


def _stage(access: Access, check: FactCheck, today: date) -> Stage:
    return stage_of(check_facts(check, comments_of(access, check)), today)


def _said(comment: FactCheckComment | None) -> list[tuple[str, str]]:
    if comment is None:
        return []
    said = [("Utföraren", comment.text, comment.said_on)]
    if comment.reply and comment.replied_on:
        label = Reply(comment.reply).label
        said.append((f"Nämnden: {label.lower()}", comment.reply_text, comment.replied_on))
    if comment.disputed_on:
        said.append(("Utföraren bestred svaret", comment.dispute, comment.disputed_on))
    if comment.second_reply and comment.second_on:
        label = Reply(comment.second_reply).label
        said.append((f"Andra läsaren: {label.lower()}", comment.second_text, comment.second_on))
    return [(f"{who} ({swedish_date(day)})", text) for who, text, day in said]


def told_facts(check: FactCheck, stage: Stage) -> list[tuple[str, str]]:
    """Return the days of the fact check, for the head of the paper."""
    no_answer = "Inget svar" if stage == Stage.NO_ANSWER else ""
    days = (
        ("Skickat", check.sent_on),
        ("Svar senast", check.due_on),
        ("Besvarat", check.answered_on),
        ("Synpunkterna besvarade", check.replied_on),
        ("Avgjort", check.settled_on),
    )
    facts = [(label, swedish_date(day)) for label, day in days if day]
    if check.is_typed_in:
        facts.append(("Så kom svaret", f"{check.arrival}, skrivet av {check.written_by}"))
    remark = "Inget att anmärka" if check.has_no_remarks else no_answer
    return facts + ([("Utförarens svar", remark)] if remark else [])
