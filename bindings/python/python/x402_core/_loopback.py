"""Which hosts are this machine, where plain `http` is safe."""

from __future__ import annotations

import ipaddress


def is_loopback(host: str) -> bool:
    """Whether requests to this host do not leave the machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
