from tests.doors import FORBIDDEN, OPEN, POST_ONLY, Door
from tests.visits.doors import visit

POST = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
POSTS = {**POST, "anonymous": POST_ONLY}

DOORS = {
    "visits:device": Door(bo=FORBIDDEN, kwargs=visit),
    "visits:device_package": Door(bo=FORBIDDEN, anonymous=401, kwargs=visit),
    "visits:device_operations": Door(**POSTS, kwargs=visit),
    "visits:device_photo": Door(**POSTS, kwargs=visit),
    "visits:device_worker": Door(anonymous=OPEN, cilla=OPEN, system_admin=OPEN),
}
