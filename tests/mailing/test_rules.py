import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.mailing.letters import html_of
from insyn.mailing.rules import (
    LinkState,
    MailState,
    link_state,
    masked_address,
    not_sent,
    quarter_of,
    read_bounce,
)

MOMENTS = st.integers(1_600_000_000, 2_200_000_000).map(
    lambda seconds: datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC)
)


@given(st.text(min_size=1), st.text(min_size=2))
def test_a_masked_address_never_tells_the_name(name: str, host: str) -> None:
    name, host = name.replace("@", ""), host.replace("@", "")
    shown = masked_address(f"{name}@{host}").partition("@")[0]

    assert shown in {f"{name[:1]}•••", "•••"}


@given(MOMENTS)
def test_a_quarter_holds_its_moment(now: datetime.datetime) -> None:
    start = quarter_of(now)

    assert start <= now < start + datetime.timedelta(minutes=15)
    assert start.minute % 15 == 0


@given(MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_link_that_was_used_revoked_or_is_old_never_opens(expires, used, revoked, now) -> None:
    state = link_state(expires_at=expires, used_at=used, revoked_at=revoked, now=now)

    assert (state == LinkState.OPEN) == (used is None and revoked is None and now < expires)


@given(st.text())
def test_words_never_become_tags_of_the_page(text: str) -> None:
    body = html_of(text, language="sv").partition("<body>")[2].rpartition("</body>")[0]
    rest = body
    for own in ("<p>", "</p>", "<br>", "</a>"):
        rest = rest.replace(own, "")

    assert "<" not in rest.replace('<a href="', "")


@given(st.binary(max_size=400))
def test_anything_can_be_sent_as_a_report_and_is_read_or_refused(raw: bytes) -> None:
    assert read_bounce(raw) is None


@pytest.mark.parametrize("error", [OSError(), ConnectionResetError("x"), TimeoutError()])
def test_silence_is_never_taken_for_a_no(error: OSError) -> None:
    assert not_sent(error).state == MailState.UNSURE
