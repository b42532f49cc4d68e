"""Version 1's names of networks."""

from __future__ import annotations

import svm
from evm import SEPOLIA

MAINNET, TESTNET = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"

# The tables of the published SDKs, but for base, base-sepolia and the three of Solana.
CHAINS = (
    ("abstract", 2741), ("abstract-testnet", 11124), ("avalanche", 43114), ("avalanche-fuji", 43113), ("iotex", 4689), ("sei", 1329),
    ("sei-testnet", 1328), ("polygon", 137), ("polygon-amoy", 80002), ("peaq", 3338), ("megaeth", 4326), ("monad", 143), ("stable", 988),
    ("stable-testnet", 2201), ("celo", 42220),
)  # fmt: skip
DISPUTED = (
    ("ethereum", 1, "one published SDK registers no payments for it"), ("flare", 14, "one published SDK registers no payments for it"),
    ("sepolia", 11155111, "one published SDK has no such name"), ("monad-testnet", 10143, "one published SDK has no such name"),
    ("story", 1514, "one published SDK says 1513, the test network Iliad"), ("educhain", 41923, "one published SDK says 656476, the test network of EDU Chain"),
    ("skale-base-sepolia", 324705682, "one published SDK says 1444673419, the test network of SKALE Europa"),
)  # fmt: skip

# Every name, with its CAIP-2 form.
CAIP_2 = {
    "base": "eip155:8453",
    "base-sepolia": SEPOLIA,
    "solana": MAINNET,
    "solana-devnet": svm.DEVNET,
    "solana-testnet": TESTNET,
} | {name: f"eip155:{chain}" for name, chain, *_ in (*CHAINS, *DISPUTED)}
