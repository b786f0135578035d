"""What happens when a follow-up is assessed, concluded, sent and remedied."""

from insyn.findings.services.areas import AreaFacts, assess_area, assess_whole_area
from insyn.findings.services.assessing import (
    RequirementFacts,
    assess_requirement,
    assess_requirements,
)
from insyn.findings.services.comparing import settle_reading
from insyn.findings.services.depth import DepthFacts, DepthVerdict, decide_depth, propose_depth
from insyn.findings.services.examples import (
    AskedExample,
    ExampleAnswer,
    ExampleFacts,
    answer_example,
    ask_about_example,
    show_example,
)
from insyn.findings.services.findings import (
    AT_A_TIME,
    Settled,
    assess_followup,
    conclude_followup,
    send_followup,
    settle_followups,
    stand_on_registers,
    take_back_followup,
)
from insyn.findings.services.inspectorate import (
    InspectorateAnswer,
    Told,
    answer_inspectorate,
    tell_inspectorate,
)
from insyn.findings.services.remedies import remedy_finding, reopen_finding
from insyn.findings.services.second_readers import (
    finish_reading,
    name_second_reader,
    read_requirements,
    remove_second_reader,
)
from insyn.findings.services.wordings import check_wording
from insyn.findings.services.writing import (
    FindingFacts,
    add_finding,
    change_finding,
    remove_finding,
)

__all__ = [
    "AT_A_TIME",
    "AreaFacts",
    "AskedExample",
    "DepthFacts",
    "DepthVerdict",
    "ExampleAnswer",
    "ExampleFacts",
    "FindingFacts",
    "InspectorateAnswer",
    "RequirementFacts",
    "Settled",
    "Told",
    "add_finding",
    "answer_example",
    "answer_inspectorate",
    "ask_about_example",
    "assess_area",
    "assess_followup",
    "assess_requirement",
    "assess_requirements",
    "assess_whole_area",
    "change_finding",
    "check_wording",
    "conclude_followup",
    "decide_depth",
    "finish_reading",
    "name_second_reader",
    "propose_depth",
    "read_requirements",
    "remedy_finding",
    "remove_finding",
    "remove_second_reader",
    "reopen_finding",
    "send_followup",
    "settle_followups",
    "settle_reading",
    "show_example",
    "stand_on_registers",
    "take_back_followup",
    "tell_inspectorate",
]
