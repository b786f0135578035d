"""What cannot be done where a batch, a sample, a line or a claim stands. Pure.

The pages ask before they show a form, the services once more when it is sent.
"""

from insyn.invoices.rules.states import BatchState, ClaimState, Refusal, SampleState, Verdict


def drawing_refusal(state: BatchState) -> Refusal | None:
    """Return why no sample can be drawn from a batch."""
    return None if state == BatchState.TAKEN_IN else Refusal.NOT_TAKEN_IN


def reviewing_refusal(state: SampleState) -> Refusal | None:
    """Return why the lines of a sample can neither be reviewed nor become more."""
    return None if state == SampleState.DRAWN else Refusal.CLOSED


def claiming_refusal(state: SampleState) -> Refusal | None:
    """Return why nothing of a sample can be claimed back."""
    return None if state == SampleState.CLOSED else Refusal.NOT_CLOSED


def finding_refusal(verdict: Verdict, *, has_finding: bool) -> Refusal | None:
    """Return why a line cannot become a finding."""
    if verdict != Verdict.WRONG:
        return Refusal.NOT_WRONG
    return Refusal.HAS_FINDING if has_finding else None


def settling_refusal(state: ClaimState) -> Refusal | None:
    """Return why a claim can be neither credited nor given up."""
    return None if state == ClaimState.CLAIMED else Refusal.CLAIM_OVER
