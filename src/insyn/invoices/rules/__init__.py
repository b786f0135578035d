"""What is true of invoices, samples of them and claims. Pure."""

from insyn.invoices.rules.states import (
    BatchSource,
    BatchState,
    ClaimState,
    DeviationCode,
    Drawn,
    Refusal,
    SampleState,
    Standing,
    Verdict,
    WhoErred,
)

__all__ = [
    "BatchSource",
    "BatchState",
    "ClaimState",
    "DeviationCode",
    "Drawn",
    "Refusal",
    "SampleState",
    "Standing",
    "Verdict",
    "WhoErred",
]
