"""One of several processes that bring the same payments at once; prints what each was answered.

Arguments: the URL of Redis, how many threads, how many keys. It begins when it is told to.
"""

from __future__ import annotations

import json
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from x402_core.redis import RedisReplayStore
from x402_core.server import UnresolvedPayment

url, threads, keys = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
store = RedisReplayStore.from_url(url, timeout=60)
barrier = Barrier(threads)


def bring(_: int) -> list[str]:
    answers: list[str] = []
    for number in range(keys):
        barrier.wait()
        answer = store.reserve(f"key {number}", 160, secrets.token_hex(16), now=100)
        answers.append("unresolved" if isinstance(answer, UnresolvedPayment) else str(answer))
    return answers


print("ready", flush=True)
sys.stdin.readline()
with store, ThreadPoolExecutor(threads) as pool:
    print(json.dumps(list(pool.map(bring, range(threads)))))
