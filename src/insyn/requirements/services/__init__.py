"""Everything that changes requirements, packs, quality areas and promises."""

from insyn.requirements.rules.taking import RequirementFacts
from insyn.requirements.services.areas import add_shipped_areas, move_area, retire_area, save_area
from insyn.requirements.services.facts import Home, Summary, Taken, WordingFacts
from insyn.requirements.services.followability import Tested, TestFacts, save_followability
from insyn.requirements.services.order import move_requirement, order_by_number
from insyn.requirements.services.packs import (
    PackFacts,
    copy_pack,
    copy_shipped_pack,
    remove_pack,
    save_pack,
)
from insyn.requirements.services.promises import PromiseFacts, remove_promise, save_promise
from insyn.requirements.services.requirements import (
    Change,
    add_requirement,
    change_requirement,
    correct_wording,
    end_requirement,
    remove_requirement,
)
from insyn.requirements.services.taking import Numbering, take_requirements
from insyn.requirements.services.taking_in import take_in
from insyn.requirements.services.weighing import Weighing, weigh

__all__ = [
    "Change",
    "Home",
    "Numbering",
    "PackFacts",
    "PromiseFacts",
    "RequirementFacts",
    "Summary",
    "Taken",
    "TestFacts",
    "Tested",
    "Weighing",
    "WordingFacts",
    "add_requirement",
    "add_shipped_areas",
    "change_requirement",
    "copy_pack",
    "copy_shipped_pack",
    "correct_wording",
    "end_requirement",
    "move_area",
    "move_requirement",
    "order_by_number",
    "remove_pack",
    "remove_promise",
    "remove_requirement",
    "retire_area",
    "save_area",
    "save_followability",
    "save_pack",
    "save_promise",
    "take_in",
    "take_requirements",
    "weigh",
]
