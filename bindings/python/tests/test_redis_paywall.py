"""Several applications that share one Redis sell an answer once, and nothing without it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from conftest import NOW, PAY_TO
from flask import Flask
from redis_server import RedisServer
from werkzeug.test import TestResponse
from x402_core.redis import RedisReplayStore
from x402_core.testing import TestFacilitator, TestPayer, TimeOut
from x402_core.wsgi import PaymentMiddleware


def shop(facilitator: TestFacilitator, store: RedisReplayStore) -> Flask:
    app = Flask("shop")
    app.add_url_rule("/weather", view_func=lambda: "sunny")
    app.wsgi_app = PaymentMiddleware(  # type: ignore[method-assign]
        app.wsgi_app,
        routes={"GET /weather": "$0.01"},
        pay_to=PAY_TO,
        networks=["base-sepolia"],
        facilitator=facilitator,
        replay_store=store,
        clock=lambda: NOW,
        sleep=lambda _: None,
    )
    return app


def get(app: Flask, headers: dict[str, str] | None = None) -> TestResponse:
    return app.test_client().get("/weather", headers=headers)


def test_one_payment_buys_one_answer_of_all(redis_server: RedisServer) -> None:
    facilitator = TestFacilitator(now=lambda: NOW)
    stores = [RedisReplayStore.from_url(redis_server.url, timeout=60) for _ in range(4)]
    apps = [shop(facilitator, store) for store in stores]
    barrier = Barrier(8)

    def bring(number: int) -> list[int]:
        answers = []
        for headers in payments:
            barrier.wait()
            answers.append(get(apps[number % 4], headers).status_code)
        return answers

    unpaid = get(apps[0])
    payments = [TestPayer().pay(unpaid, now=NOW) for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(bring, range(8)))
    for brought in zip(*answers, strict=True):
        assert sorted(brought) == [200] + [402] * 7
    assert len(facilitator.settlements) == len(payments)
    for store in stores:
        store.close()


def test_nothing_is_sold_without_redis(redis_server: RedisServer) -> None:
    facilitator = TestFacilitator(now=lambda: NOW)
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        app = shop(facilitator, store)
        headers = TestPayer().pay(get(app), now=NOW)
        redis_server.stop()
        try:
            answer = get(app, headers)
        finally:
            redis_server.start()
        assert answer.status_code == 503 and "sunny" not in answer.text
        assert answer.headers["retry-after"] == "5" and facilitator.calls == []
        assert get(app, headers).text == "sunny"
        assert get(app, headers).status_code == 402


def test_a_settlement_of_unknown_outcome_is_asked_for_by_another(
    redis_server: RedisServer,
) -> None:
    facilitator = TestFacilitator(now=lambda: NOW)
    with (
        RedisReplayStore.from_url(redis_server.url, timeout=60) as store,
        RedisReplayStore.from_url(redis_server.url, timeout=60) as other,
    ):
        first, second = shop(facilitator, store), shop(facilitator, other)
        headers = TestPayer().pay(get(first), now=NOW)
        facilitator.next_settle(TimeOut(settles=True), TimeOut(), TimeOut())
        assert get(first, headers).status_code == 503
        assert get(second, headers).text == "sunny"
        assert get(first, headers).status_code == 402
        assert len(facilitator.settlements) == 1
