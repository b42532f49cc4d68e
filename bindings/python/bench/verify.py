"""What the way through Python adds to a verdict: header text in, proof out.

The core's own time is criterion's, measured in between on the same machine, so that whatever
else the machine does weighs on both. To be run by a Python that has the release wheel:

    python bindings/python/bench/verify.py
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import x402_core as x402
from x402_core import header

ROOT = Path(__file__).resolve().parents[3]
NAME = "verify/evm native, offer kept"
AT_MOST = 1.25
RUNS = 5
CALLS = 5_000
VECTOR = "evm.exact.eip3009.signature/golden-key-a"


def sample() -> tuple[str, x402.Offer, int]:
    """The header of an EIP-3009 payment, as the core's benchmark has one, with offer and moment."""
    group = json.loads((ROOT / f"spec-vectors/vectors/{VECTOR.split('/')[0]}.json").read_text())
    vector = next(vector for vector in group["vectors"] if vector["id"] == VECTOR)
    payment = x402.PaymentPayload.from_dict(vector["input"]["payload"])
    requirements = x402.PaymentRequirements.from_dict(vector["input"]["requirements"])
    now = vector.get("now", group["defaults"]["now"])
    return header.encode_payment_signature(payment), x402.Offer.parse(requirements), now


def python() -> float:
    """One call, in microseconds: of the slice that was least disturbed."""
    text, offer, now = sample()
    assert x402.verify_header(text, offer, now=now).amount == offer.amount
    slices = []
    for _ in range(100):
        start = time.perf_counter()
        for _ in range(CALLS // 100):
            x402.verify_header(text, offer, now=now)
        slices.append((time.perf_counter() - start) / (CALLS // 100))
    return min(slices) * 1e6


def rust() -> float:
    """The same in Rust: of criterion's sample that was least disturbed."""
    home = ROOT / "target/python/bench"
    subprocess.run(
        ["cargo", "bench", "--quiet", "--package", "x402-core", "--bench", "verify"]
        + ["--features", "k256,signing", "--", NAME, "--noplot", "--measurement-time", "3"],
        cwd=ROOT,
        env=os.environ | {"CRITERION_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    samples = json.loads((home / NAME / "new/sample.json").read_text())
    pairs = zip(samples["times"], samples["iters"], strict=True)
    return min(float(time) / float(calls) for time, calls in pairs) / 1e3


def main() -> int:
    """Prints each pair and the median ratio; 0 if it is small enough."""
    ratios = []
    for _ in range(RUNS):
        core, through = rust(), python()
        ratios.append(through / core)
        print(f"Rust {core:6.2f} µs   Python {through:6.2f} µs   {through / core:.2f} times")
    ratio = statistics.median(ratios)
    print(f"{ratio:.2f} times of at most {AT_MOST}")
    return 0 if ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
