"""Follow-ups, their forms, and what is gathered around them."""

from insyn.followups.models.calling_views import CallingUnitView, CallingUnitViewQuerySet
from insyn.followups.models.correspondence import (
    ContactNote,
    ContactNoteQuerySet,
    Correspondence,
    CorrespondenceQuerySet,
)
from insyn.followups.models.followups import (
    Basis,
    BasisQuerySet,
    DocumentRequest,
    DocumentRequestQuerySet,
    Followup,
    FollowupQuerySet,
    OfFollowup,
    ReportedResults,
    Reviewer,
    ReviewerQuerySet,
    WorkingNotes,
)
from insyn.followups.models.forms import (
    FollowupForm,
    FollowupFormQuerySet,
    FormDocument,
    FormDocumentQuerySet,
    NumberSeries,
    NumberSeriesQuerySet,
)
from insyn.followups.models.proposals import FollowupProposal, FollowupProposalQuerySet

__all__ = [
    "Basis",
    "BasisQuerySet",
    "CallingUnitView",
    "CallingUnitViewQuerySet",
    "ContactNote",
    "ContactNoteQuerySet",
    "Correspondence",
    "CorrespondenceQuerySet",
    "DocumentRequest",
    "DocumentRequestQuerySet",
    "Followup",
    "FollowupForm",
    "FollowupFormQuerySet",
    "FollowupProposal",
    "FollowupProposalQuerySet",
    "FollowupQuerySet",
    "FormDocument",
    "FormDocumentQuerySet",
    "NumberSeries",
    "NumberSeriesQuerySet",
    "OfFollowup",
    "ReportedResults",
    "Reviewer",
    "ReviewerQuerySet",
    "WorkingNotes",
]
