from tests.doors import HIDDEN, Door
from tests.provider_portal.doors_surveys import MINE, of_response

DOORS = {
    "provider_portal:survey_workbook": Door(kwargs=of_response, **MINE),
    "provider_portal:survey_workbook_in": Door(
        kwargs=of_response, anna=HIDDEN, bo=HIDDEN, contact=302
    ),
}
