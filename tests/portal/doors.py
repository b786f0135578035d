from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, OPEN, Door

WITH_A_ROLE = Door(cilla=OPEN, system_admin=OPEN)
FOR_EVERYBODY = Door(cilla=OPEN, system_admin=OPEN, contact=OPEN, dag=OPEN, anonymous=OPEN)
DOORS = {
    "portal:start": Door(cilla=OPEN, system_admin=OPEN, contact=ELSEWHERE, dag=OPEN),
    "portal:turns": Door(anna=301, bo=301, cilla=301, system_admin=301, contact=301, dag=301),
    "portal:search": WITH_A_ROLE,
    "portal:deficiencies": WITH_A_ROLE,
    "portal:trail": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, dag=HIDDEN),
    "portal:help": FOR_EVERYBODY,
    "portal:accessibility": FOR_EVERYBODY,
    "portal:style": FOR_EVERYBODY,
}
