"""What Redis is asked to do, in one step each.

A key of ours is a hash of Redis': its state `s`, who holds it `h`, until when it is leased `l` and
kept `u` by Redis' clock, until when it is kept by the payment `k`, its account `a` and record `r`.
An account of ours is a text of Redis': the key that was marked last for it. `unresolved` is a
sorted set of Redis': the keys that are unresolved, by when they expire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .._native.exchange import EarlierPayment, UnresolvedPayment
from .._native.server import LEASE_SECONDS
from ..errors import ReplayStoreError

if TYPE_CHECKING:
    from typing import Literal

    from ..literals import MarkAnswer, Reservation
    from ..ports import ReplayAnswer

PREFIX = "x402:replay:"
MARGIN = 300
LEASE = LEASE_SECONDS
MAX_UNRESOLVED = 125_000

# Longer than anything is kept by the second: some three hundred years mean for ever.
FOREVER = 10**10

_COMMON = """
local function clock() return tonumber(redis.call('TIME')[1]) end
local function keep(name, seconds)
    if seconds >= tonumber('%d') then
        redis.call('PERSIST', name)
    else
        redis.call('EXPIRE', name, string.format('%%d', math.max(seconds, 1)))
    end
end
""" % FOREVER

# A reserved key goes when its lease lapses; a settling one whose lease has lapsed is unresolved.
# The same request may ask again, for want of an answer, and gets the same one.
_RESERVE = (
    _COMMON
    + """
local holder, lease, window, last = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local prefix, account, now = ARGV[5], ARGV[6], tonumber(ARGV[7])
local function open(state, owner, leased)
    return state == 'unresolved'
        or state == 'settling' and (owner == holder or clock() > tonumber(leased))
end
local function take(name)
    local lapses = string.format('%d', clock() + lease)
    redis.call('HSET', name, 's', 'settling', 'h', holder, 'l', lapses)
    redis.call('ZREM', prefix .. 'unresolved', string.sub(name, #prefix + 1))
end
local v = redis.call('HMGET', KEYS[1], 's', 'h', 'l', 'r')
if v[1] == 'reserved' and v[2] == holder then return {'new'} end
if v[1] then
    if not open(v[1], v[2], v[3]) then return {'seen'} end
    take(KEYS[1])
    return {'unresolved', v[4] or ''}
end
local other = account ~= '' and redis.call('GET', prefix .. 'account:' .. account)
if other then
    local w = redis.call('HMGET', prefix .. other, 's', 'h', 'l', 'r', 'k', 'a')
    if w[6] == account and tonumber(w[5]) >= now and open(w[1], w[2], w[3]) then
        take(prefix .. other)
        return {'earlier', other, w[5], w[4] or ''}
    end
end
local kept = string.format('%d', clock() + window)
redis.call('HSET', KEYS[1], 's', 'reserved', 'h', holder, 'u', kept, 'k', last, 'a', '')
keep(KEYS[1], lease)
return {'new'}
"""
)

_MARK = (
    _COMMON
    + """
local holder, lease, window, last = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local prefix, account, key, record = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local v = redis.call('HMGET', KEYS[1], 's', 'h', 'a')
if v[2] ~= holder or (v[1] ~= 'reserved' and v[1] ~= 'settling') then return 'lost' end
if v[3] and v[3] ~= '' and v[3] ~= account then
    local name = prefix .. 'account:' .. v[3]
    if redis.call('GET', name) == key then redis.call('DEL', name) end
end
local t = clock()
redis.call('HSET', KEYS[1], 's', 'settling', 'l', string.format('%d', t + lease),
    'u', string.format('%d', t + window), 'k', last, 'a', account, 'r', record)
keep(KEYS[1], window)
if account ~= '' then
    local name = prefix .. 'account:' .. account
    redis.call('SET', name, key)
    keep(name, window)
end
return 'marked'
"""
)

_RENEW = (
    _COMMON
    + """
local holder, lease = ARGV[1], tonumber(ARGV[2])
local v = redis.call('HMGET', KEYS[1], 's', 'h')
if v[2] ~= holder then return end
if v[1] == 'reserved' then
    keep(KEYS[1], lease)
elseif v[1] == 'settling' then
    redis.call('HSET', KEYS[1], 'l', string.format('%d', clock() + lease))
end
"""
)

# `take back` undoes a reservation whose answer did not come. Of too many unresolved payments, those
# that expire first are forgotten: a payer can make them without money.
_CONCLUDE = (
    _COMMON
    + """
local holder, ending, prefix, key = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local most = tonumber(ARGV[5])
local set = prefix .. 'unresolved'
local function forget(other)
    local w = redis.call('HMGET', prefix .. other, 's', 'a')
    if w[1] ~= 'unresolved' then return end
    redis.call('DEL', prefix .. other)
    local name = prefix .. 'account:' .. (w[2] or '')
    if redis.call('GET', name) == other then redis.call('DEL', name) end
end
local v = redis.call('HMGET', KEYS[1], 's', 'h', 'u')
if v[2] ~= holder then return end
if ending == 'release' or (ending == 'take back' and v[1] == 'reserved') then
    redis.call('DEL', KEYS[1])
    return
end
local left = tonumber(v[3]) - clock()
if ending == 'keep' then
    redis.call('DEL', KEYS[1])
    redis.call('HSET', KEYS[1], 's', 'spent')
else
    redis.call('HSET', KEYS[1], 's', 'unresolved', 'h', '')
    redis.call('ZREMRANGEBYSCORE', set, '-inf', string.format('(%d', clock()))
    redis.call('ZADD', set, v[3], key)
    keep(set, math.max(redis.call('TTL', set), left))
end
keep(KEYS[1], left)
local over = math.min(redis.call('ZCARD', set) - most, 100)
if over > 0 then
    for _, other in ipairs(redis.call('ZRANGE', set, 0, over - 1)) do forget(other) end
    redis.call('ZREMRANGEBYRANK', set, 0, over - 1)
end
"""
)


@dataclass(frozen=True)
class Keys:
    """How keys are named and how long they are kept."""

    prefix: str
    margin: int
    lease: int
    most: int = MAX_UNRESOLVED

    def window(self, keep_until: int, now: int) -> str:
        """How long a key is kept, in seconds."""
        return str(min(max(keep_until - now, 0) + self.margin, FOREVER))

    def unavailable(self, error: Exception) -> ReplayStoreError:
        """What a server sees when Redis does not say."""
        return ReplayStoreError(
            f"Redis cannot say whether a payment is new: {type(error).__name__}: {error}; "
            "look at the server and its connection"
        )


class Reserve:
    """One attempt to reserve a key."""

    SCRIPT = _RESERVE

    def __init__(
        self, keys: Keys, key: str, keep_until: int, holder: str, *, now: int, account: str | None
    ) -> None:
        self._named, self._key = keys, key
        self.keys = [keys.prefix + key]
        window = keys.window(keep_until, now)
        self.args = [
            holder,
            str(keys.lease),
            window,
            str(keep_until),
            keys.prefix,
            account or "",
            str(now),
        ]

    def read(self, answer: Any) -> ReplayAnswer:
        """Reads the response of Redis."""
        parts = [part.decode() if isinstance(part, bytes) else str(part) for part in answer]
        match parts:
            case ["new"]:
                return "new"
            case ["seen"]:
                return "seen"
            case ["unresolved", record]:
                return UnresolvedPayment(record)
            case ["earlier", key, keep_until, record]:
                return EarlierPayment(key, int(keep_until), record)
        raise ReplayStoreError(f"Redis: expected an answer of the script, found {parts[:1]!r}")

    def take_back(self) -> Conclude:
        """Undoes this attempt, if it did anything, and no other's."""
        return Conclude(self._named, self._key, self.args[0], "take back")


class Mark:
    """A key's settlement is about to be asked for."""

    SCRIPT = _MARK

    def __init__(
        self,
        keys: Keys,
        key: str,
        keep_until: int,
        holder: str,
        record: str,
        *,
        now: int,
        account: str | None,
    ) -> None:
        self.keys = [keys.prefix + key]
        window = keys.window(keep_until, now)
        self.args = [
            holder,
            str(keys.lease),
            window,
            str(keep_until),
            keys.prefix,
            account or "",
            key,
            record,
        ]

    def read(self, answer: Any) -> MarkAnswer:
        """Reads the response of Redis."""
        return "marked" if answer in ("marked", b"marked") else "lost"


class Renew:
    """A request goes on."""

    SCRIPT = _RENEW

    def __init__(self, keys: Keys, key: str, holder: str) -> None:
        self.keys = [keys.prefix + key]
        self.args = [holder, str(keys.lease)]


class Conclude:
    """The end of a reservation."""

    SCRIPT = _CONCLUDE

    def __init__(
        self, keys: Keys, key: str, holder: str, reservation: Reservation | Literal["take back"]
    ) -> None:
        self.keys = [keys.prefix + key]
        self.args = [holder, reservation, keys.prefix, key, str(keys.most)]
