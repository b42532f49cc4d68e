"""What `import x402_core` costs: the wall time of a process, against one that imports nothing.

To be run by a Python that has the release wheel; what else it has of the list is shown beside:

    python bindings/python/bench/import_time.py
"""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import sys
import time

AT_MOST = 60.0
RUNS = 21
BESIDE = ("x402_core.asgi", "x402_core.wsgi", "x402_core.httpx", "x402_core.requests", "x402")


def milliseconds(code: str) -> float:
    """The wall time of a process that runs this."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return (time.perf_counter() - start) * 1e3


def cost(module: str) -> float:
    """What the import adds: the median of pairs that were run one after the other."""
    milliseconds(f"import {module}")  # writes the byte code
    return statistics.median(
        milliseconds(f"import {module}") - milliseconds("pass") for _ in range(RUNS)
    )


def present(module: str) -> bool:
    """Whether there is such a module."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def main() -> int:
    """Prints what each import costs; 0 if the package's is small enough."""
    bare = statistics.median(milliseconds("pass") for _ in range(RUNS))
    ours = cost("x402_core")
    print(f"an interpreter alone {bare:6.1f} ms")
    ratio = f"{ours / bare:.2f} times the interpreter"
    print(f"import x402_core     {ours:6.1f} ms of at most {AT_MOST:.0f}, {ratio}")
    for module in filter(present, BESIDE):
        print(f"import {module:<19}{cost(module):5.1f} ms")
    return 0 if ours <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
