"""What Redis is asked to do, in one step each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ReplayStoreError

if TYPE_CHECKING:
    from ..literals import ReplayAnswer, Reservation

PREFIX = "x402:replay:"
MARGIN = 300
LEASE = 86_400

# Longer than anything is kept by the second: some three hundred years mean for ever.
FOREVER = 10**10

ANSWERS: tuple[ReplayAnswer, ...] = ("new", "seen", "unresolved")

# A key's value is `spent`, `unresolved`, or a reservation: how many seconds the key must be kept
# from then on, who reserved it, and what that request was answered.
_RESERVE = """
local value = redis.call('GET', KEYS[1])
local answer = 'new'
if value == 'unresolved' then
    answer = 'unresolved'
elseif value then
    local attempt, answered = string.match(value, '^reserved %d+ (%x+) (%a+)$')
    if attempt ~= ARGV[2] then return 'seen' end
    answer = answered -- the same request, sent again for want of an answer
end
local reservation = 'reserved ' .. ARGV[1] .. ' ' .. ARGV[2] .. ' ' .. answer
if ARGV[3] == '' then
    redis.call('SET', KEYS[1], reservation)
else
    redis.call('SET', KEYS[1], reservation, 'EX', ARGV[3])
end
return answer
"""

# An ending that is sent again, for want of an answer, finds that its reservation is gone, and must
# not end another's. The seconds are counted from here on: more than enough, since it is later than
# the reservation.
_CONCLUDE = """
local value = redis.call('GET', KEYS[1]) or ''
local seconds, attempt, answered = string.match(value, '^reserved (%d+) (%x+) (%a+)$')
local mine = seconds and (ARGV[2] == '' or ARGV[2] == attempt)
if ARGV[1] == 'release' or (mine and ARGV[1] == 'take back' and answered == 'new') then
    if mine then redis.call('DEL', KEYS[1]) end
    return
elseif ARGV[1] == 'take back' then
    if mine then redis.call('SET', KEYS[1], 'unresolved', 'KEEPTTL') end
    return
elseif ARGV[1] == 'unresolved' and value ~= '' and not mine then
    return
elseif value == 'spent' then
    return
end
local left = tonumber(seconds)
if not left then
    left = math.max(tonumber(ARGV[3]) - tonumber(redis.call('TIME')[1]), 0) + tonumber(ARGV[4])
end
if left >= tonumber(ARGV[5]) then
    redis.call('SET', KEYS[1], ARGV[1])
else
    redis.call('SET', KEYS[1], ARGV[1], 'EX', string.format('%d', math.max(left, 1)))
end
"""


@dataclass(frozen=True)
class Keys:
    """How keys are named and how long they are kept."""

    prefix: str
    margin: int
    lease: int

    def unavailable(self, error: Exception) -> ReplayStoreError:
        """What a server sees when Redis does not say."""
        return ReplayStoreError(
            f"Redis cannot say whether a payment is new: {type(error).__name__}: {error}; "
            "look at the server and its connection"
        )


class Reserve:
    """One attempt to reserve a key."""

    SCRIPT = _RESERVE

    def __init__(self, keys: Keys, key: str, window: int) -> None:
        self.keys = [keys.prefix + key]
        seconds = max(window, 0) + keys.margin
        held = max(seconds, keys.lease)
        self.attempt = secrets.token_hex(16)
        expiry = str(held) if held < FOREVER else ""
        self.args = [str(min(seconds, FOREVER)), self.attempt, expiry]

    def read(self, answer: Any) -> ReplayAnswer:
        """Reads what Redis says."""
        text = answer.decode() if isinstance(answer, bytes) else answer
        for known in ANSWERS:
            if text == known:
                return known
        raise ReplayStoreError(f"Redis: expected one of {', '.join(ANSWERS)}, found {text!r}")

    def take_back(self) -> Conclude:
        """Undoes this attempt, if it did anything, and no other's."""
        return Conclude._of(self.keys, ["take back", self.attempt])


class Conclude:
    """The end of a reservation."""

    SCRIPT = _CONCLUDE

    def __init__(
        self, keys: Keys, key: str, keep_until: int, reservation: Reservation, attempt: str
    ) -> None:
        self.keys = [keys.prefix + key]
        state = "spent" if reservation == "keep" else reservation
        self.args = [state, attempt, str(keep_until), str(keys.margin), str(FOREVER)]

    @classmethod
    def _of(cls, keys: list[str], args: list[str]) -> Conclude:
        made = cls.__new__(cls)
        made.keys, made.args = keys, args
        return made
