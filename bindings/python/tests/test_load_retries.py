"""Blind retries over a network that loses answers: `load/retries.py`, for a while."""

from __future__ import annotations

from collections import Counter

import pytest
from redis_server import RedisServer
from retries import Tally, judge, parse, sell


@pytest.mark.parametrize(("server", "responses"), [("uvicorn", "redis"), ("gunicorn", "sqlite")])
def test_every_order_is_paid_once_and_answered_once(
    server: str,
    responses: str,
    redis_server: RedisServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = ["--seconds", "2.5", "--workers", "2", "--buyers", "8"]
    given = parse([*options, "--server", server, "--responses", responses])
    tally, fates, settlements, found = sell(given)
    with capsys.disabled():
        print(f"\n{settlements} orders, {tally.requests.total()} requests, {dict(fates)}")
    assert found == []
    assert settlements == len(tally.bought) > 0
    assert fates["answer lost"] > 0 and tally.requests["ours"] > 0


@pytest.mark.parametrize(
    ("bought", "sold", "settlements", "fault"),
    [
        ({"a": {"1"}}, {"a": 1}, 1, None),
        ({"a": {"1"}}, {"a": 2}, 1, "a was sold 2 times"),
        ({"a": {"1", "2"}}, {"a": 1}, 1, "a has 2 answers"),
        ({"a": {"1"}}, {"a": 1}, 2, "2 payments were settled for 1 orders"),
        ({"a": {"1"}}, {"a": 1, "b": 1}, 2, "1 orders were answered, 2 were sold"),
        ({}, {}, 0, "no order was answered"),
    ],
)
def test_what_counts_as_a_fault(
    bought: dict[str, set[str]], sold: dict[str, int], settlements: int, fault: str | None
) -> None:
    found = judge(Tally(bought=bought), Counter(sold), settlements)
    assert (found == []) if fault is None else (fault in found)
