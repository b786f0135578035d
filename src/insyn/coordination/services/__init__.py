"""What happens in coordination."""

from insyn.coordination.services.by_link import hand_in, save_draft
from insyn.coordination.services.contacts import end_contact, name_contact
from insyn.coordination.services.coordinations import (
    end_coordination,
    found_coordination,
    may_end,
)
from insyn.coordination.services.instructions import (
    InstructionFacts,
    change_instruction,
    copy_to_replace,
    publish_instruction,
    set_share,
    write_instruction,
)
from insyn.coordination.services.network import (
    NetworkFacts,
    NetworkHeld,
    agree_in_network,
    cancel_network,
    change_network,
    finish_point,
    hold_network,
    may_finish,
    plan_network,
)
from insyn.coordination.services.reporting import (
    MatterFacts,
    ReportFacts,
    report_in,
    tell_matter,
)
from insyn.coordination.services.responsibility import DutyFacts, remove_duty, save_duty
from insyn.coordination.services.sample import choose_units, draw_sample, remove_unit
from insyn.coordination.services.telling import remind_districts
from insyn.coordination.services.templates import check_template
from insyn.coordination.services.workbook import (
    WorkbookRead,
    read_reports,
    take_in_reports,
    workbook_of,
)

__all__ = [
    "DutyFacts",
    "InstructionFacts",
    "MatterFacts",
    "NetworkFacts",
    "NetworkHeld",
    "ReportFacts",
    "WorkbookRead",
    "agree_in_network",
    "cancel_network",
    "change_instruction",
    "change_network",
    "check_template",
    "choose_units",
    "copy_to_replace",
    "draw_sample",
    "end_contact",
    "end_coordination",
    "finish_point",
    "found_coordination",
    "hand_in",
    "hold_network",
    "may_end",
    "may_finish",
    "name_contact",
    "plan_network",
    "publish_instruction",
    "read_reports",
    "remind_districts",
    "remove_duty",
    "remove_unit",
    "report_in",
    "save_draft",
    "save_duty",
    "set_share",
    "take_in_reports",
    "tell_matter",
    "workbook_of",
    "write_instruction",
]
