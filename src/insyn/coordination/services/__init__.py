"""What happens in coordination."""

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

__all__ = [
    "DutyFacts",
    "InstructionFacts",
    "MatterFacts",
    "NetworkFacts",
    "NetworkHeld",
    "ReportFacts",
    "agree_in_network",
    "cancel_network",
    "change_instruction",
    "change_network",
    "check_template",
    "choose_units",
    "copy_to_replace",
    "draw_sample",
    "end_coordination",
    "finish_point",
    "found_coordination",
    "hold_network",
    "may_end",
    "may_finish",
    "plan_network",
    "publish_instruction",
    "remind_districts",
    "remove_duty",
    "remove_unit",
    "report_in",
    "save_duty",
    "set_share",
    "tell_matter",
    "write_instruction",
]
