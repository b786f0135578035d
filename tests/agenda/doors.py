from tests.doors import Door

DOORS = {
    "agenda:list": Door(cilla=200, system_admin=200),
    "agenda:digest": Door(cilla=200),
}
