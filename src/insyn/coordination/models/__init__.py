"""Instructions, samples, what is reported in, network meetings, and who follows up what."""

from insyn.coordination.models.instructions import (
    DistrictShare,
    DistrictShareQuerySet,
    Instruction,
    InstructionQuerySet,
    LocalTemplate,
    LocalTemplateQuerySet,
    OfInstruction,
    SampledUnit,
    SampledUnitQuerySet,
)
from insyn.coordination.models.network import (
    NetworkMeeting,
    NetworkMeetingQuerySet,
    NetworkPlace,
    NetworkPlaceQuerySet,
    NetworkPoint,
    NetworkPointQuerySet,
)
from insyn.coordination.models.reporting import (
    BoardMatter,
    BoardMatterQuerySet,
    DistrictOutcome,
    DistrictOutcomeQuerySet,
    DistrictReport,
    DistrictReportQuerySet,
    ReportDraft,
    ReportDraftQuerySet,
)
from insyn.coordination.models.responsibility import ServiceDuty, ServiceDutyQuerySet

__all__ = [
    "BoardMatter",
    "BoardMatterQuerySet",
    "DistrictOutcome",
    "DistrictOutcomeQuerySet",
    "DistrictReport",
    "DistrictReportQuerySet",
    "DistrictShare",
    "DistrictShareQuerySet",
    "Instruction",
    "InstructionQuerySet",
    "LocalTemplate",
    "LocalTemplateQuerySet",
    "NetworkMeeting",
    "NetworkMeetingQuerySet",
    "NetworkPlace",
    "NetworkPlaceQuerySet",
    "NetworkPoint",
    "NetworkPointQuerySet",
    "OfInstruction",
    "ReportDraft",
    "ReportDraftQuerySet",
    "SampledUnit",
    "SampledUnitQuerySet",
    "ServiceDuty",
    "ServiceDutyQuerySet",
]
