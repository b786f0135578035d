"""What is typed about follow-ups."""

from insyn.followups.forms.followups import (
    AgreementForm,
    CallingViewForm,
    CancelForm,
    DocumentsFilter,
    FollowupFilter,
    MoveForm,
    OfProviderFilter,
    PlanForm,
    ReceiveForm,
    RequestForm,
    RescheduleForm,
    ReviewerForm,
    ReviewForm,
)
from insyn.followups.forms.from_plan import Offered, ProgressFilter, StartForm

__all__ = [
    "AgreementForm",
    "CallingViewForm",
    "CancelForm",
    "DocumentsFilter",
    "FollowupFilter",
    "MoveForm",
    "OfProviderFilter",
    "Offered",
    "PlanForm",
    "ProgressFilter",
    "ReceiveForm",
    "RequestForm",
    "RescheduleForm",
    "ReviewForm",
    "ReviewerForm",
    "StartForm",
]
