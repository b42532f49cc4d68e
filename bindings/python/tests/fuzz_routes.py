"""Fuzzes the route table against the frameworks for longer than the tests do.

python tests/fuzz_routes.py --paths 1000000 --seed 7
"""

from __future__ import annotations

import argparse
import logging
import sys
import time

from route_fuzz.judge import fuzz, shops


def main() -> int:
    """Prints the faults, and returns whether there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--paths", type=int, default=100_000, help="the number of paths")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the paths")
    parser.add_argument("--only", nargs="*", default=[], help="the catalogues, by name")
    arguments = parser.parse_args()
    began = time.process_time()
    tally = fuzz(shops(*arguments.only), arguments.paths, arguments.seed)
    seconds = time.process_time() - began
    counts = f"{arguments.paths} paths, {dict(tally.answers)}, {tally.runs} handlers ran"
    print(f"{counts}, {seconds:.0f} s of CPU")
    seen = set()
    for fault in sorted(tally.faults, key=lambda fault: len(fault.request)):
        if (fault.shop, fault.what) not in seen:
            seen.add((fault.shop, fault.what))
            print(fault)
    print(f"{len(tally.faults)} faults")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # frameworks log every 404
    sys.exit(main())
