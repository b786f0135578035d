from typing import Any

from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door


def everybody(status: int, *, anonymous: int = ELSEWHERE, **kwargs) -> Door:
    people: dict[str, Any] = dict.fromkeys(
        ("anna", "bo", "cilla", "system_admin", "contact", "dag"), status
    )
    return Door(**people, anonymous=anonymous, **kwargs)


ADMINS = Door(anna=FORBIDDEN, bo=FORBIDDEN, cilla=FORBIDDEN, system_admin=FORBIDDEN)
DOORS = {
    "accounts:login": everybody(ELSEWHERE, anonymous=OPEN),
    "accounts:logout": everybody(POST_ONLY),
    "accounts:language": everybody(POST_ONLY, anonymous=POST_ONLY),
    "accounts:color_mode": everybody(POST_ONLY, anonymous=POST_ONLY),
    "accounts:profile": everybody(OPEN),
    "accounts:password": everybody(OPEN),
    "accounts:kept": everybody(ELSEWHERE),
    "accounts:members": ADMINS,
    "accounts:member_add": ADMINS,
    "accounts:member": everybody(HIDDEN, kwargs=lambda world: {"pk": world.membership.pk}),
    "accounts:member_role": everybody(POST_ONLY, kwargs=lambda world: {"pk": world.membership.pk}),
    "accounts:member_end": everybody(POST_ONLY, kwargs=lambda world: {"pk": world.membership.pk}),
    "accounts:member_password": everybody(
        POST_ONLY, kwargs=lambda world: {"pk": world.membership.pk}
    ),
}
