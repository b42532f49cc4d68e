//! The tokens that are well known.
//!
//! The first row of a network is its default, which a price in dollars means. The EIP-712 names
//! are what each contract says, not what the token is called: compare USDC on Base and Monad.

use alloc::borrow::Cow;

use super::{
    Asset,
    form::{Eip712, EvmForm, Form},
    token_program::TokenProgram::{self, Token, Token2022},
    transfer_method::TransferMethod,
};
use crate::network::Network;

/// The tokens of the official TypeScript and Python packages.
///
/// Columns: network, contract or mint, symbol, decimals; EIP-712 name and version or the token
/// program. The function says how the token is paid: by EIP-3009, by Permit2 with an allowance
/// that can be signed (EIP-2612), by Permit2 alone. A `bridged` token is paid by EIP-3009, and its
/// contract may be upgraded in place and renamed, as Circle's bridged USDC standard has it.
#[rustfmt::skip]
pub(super) static WELL_KNOWN: &[Asset] = &[
    eip3009("eip155:8453",     "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC",     6,  "USD Coin",            "2"),
    eip3009("eip155:84532",    "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:1",        "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC",     6,  "USD Coin",            "2"),
    eip3009("eip155:43114",    "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E", "USDC",     6,  "USD Coin",            "2"),
    eip2612("eip155:4326",     "0xFAfDdbb3FC7688494971a79cc65DCa3EF82079E7", "MegaUSD",  18, "MegaUSD",             "1"),
    eip3009("eip155:143",      "0x754704Bc059F8C67012fEd69BC8A327a5aafb603", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:988",      "0x779Ded0c9e1022225f8E0630b35a9b54bE713736", "USDT0",    6,  "USDT0",               "1"),
    eip3009("eip155:2201",     "0x78Cf24370174180738C5B8E352B6D14c83a6c9A9", "USDT0",    6,  "USDT0",               "1"),
    eip3009("eip155:137",      "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC",     6,  "USD Coin",            "2"),
    eip3009("eip155:42161",    "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC",     6,  "USD Coin",            "2"),
    eip3009("eip155:421614",   "0x75faf114eafb1BDbe2F0316DF893fd58CE46AA4d", "USDC",     6,  "USD Coin",            "2"),
    eip2612("eip155:31612",    "0xdD468A1DDc392dcdbEf6db6e34E89AA338F9F186", "mUSD",     18, "Mezo USD",            "1"),
    eip2612("eip155:31611",    "0x118917a40FAF1CD7a13dB0Ef56C86De7973Ac503", "mUSD",     18, "Mezo USD",            "1"),
    eip2612("eip155:723487",   "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC",      6,  "Stable Coin",         "1"),
    eip2612("eip155:72344",    "0x33ad9e4BD16B69B5BFdED37D8B5D9fF9aba014Fb", "SBC",      6,  "Stable Coin",         "1"),
    bridged("eip155:36900",    "0x9cb8142aEBBcdc60AF7c97Af897A67A8f3CA71C2", "USDC.e",   6,  "USDC.e",              "2"),
    bridged("eip155:190415",   "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e",   6,  "Bridged USDC",        "2"),
    bridged("eip155:181228",   "0x401eCb1D350407f13ba348573E5630B83638E30D", "USDC.e",   6,  "Bridged USDC",        "2"),
    eip3009("eip155:50",       "0xfA2958CB79b0491CC627c1557F441eF849Ca8eb1", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:51",       "0xb5AB69F7bBada22B28e79C8FFAECe55eF1c771D4", "USDC",     6,  "USDC",                "2"),
    permit2("eip155:38833",    "0xA5b8BF902b2844dA17d4506cc827F7F1681735E7", "USDC",     6,  "USDC",                "1"),
    eip3009("eip155:14",       "0xe7cd86e13AC4309349F30B3435a9d337750fC82D", "USDT0",    6,  "USD₮0",               "1"),
    eip3009("eip155:42220",    "0xcebA9300f2b948710d2653dD7B07f33A8B32118C", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:42220",    "0x48065fbBE25f71C9282ddf5e1cD6D6A887483D5e", "USDT",     6,  "Tether USD",          "1"),
    eip3009("eip155:42220",    "0xD2ab3C9A02DBBAB236BfEC45D1d755DF4267F771", "USAT",     6,  "Tether America USD",  "1"),
    eip3009("eip155:11142220", "0x01C5C0122039549AD1493B8220cABEdD739BC44E", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:1329",     "0xe15fC38F6D8c56aF07bbCBe3BAf5708A2Bf42392", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:1328",     "0x4fCF1784B31630811181f670Aea7A7bEF803eaED", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:10143",    "0x534b2f3A21130d7a60830c2Df862319e593943A3", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:5042",     "0x3600000000000000000000000000000000000000", "USDC",     6,  "USDC",                "2"),
    eip3009("eip155:5042002",  "0x3600000000000000000000000000000000000000", "USDC",     6,  "USDC",                "2"),
    spl(mainnet(),  "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC",  6, Token),
    spl(mainnet(),  "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", "USDT",  6, Token),
    spl(mainnet(),  "2u1tszSeqZ3qBWF3uNGPFc8TzMk2tdiwknnRMWGWjGWH", "USDG",  6, Token2022),
    spl(mainnet(),  "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", "PYUSD", 6, Token2022),
    spl(mainnet(),  "CASHx9KJUStyftLFWGvEVf59SGeG9sh5FfcnZMVPCASH", "CASH",  6, Token2022),
    spl(devnet(),   "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC",  6, Token),
    spl(devnet(),   "4F6PM96JJxngmHnZLBh9n58RH4aTVNWvDs2nuwrT5BP7", "USDG",  6, Token2022),
    spl(devnet(),   "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM", "PYUSD", 6, Token2022),
    spl(testnet(),  "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "USDC",  6, Token),
    spl(testnet(),  "4F6PM96JJxngmHnZLBh9n58RH4aTVNWvDs2nuwrT5BP7", "USDG",  6, Token2022),
    spl(testnet(),  "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM", "PYUSD", 6, Token2022),
];

const fn eip3009(
    network: &'static str,
    address: &'static str,
    symbol: &'static str,
    decimals: u8,
    name: &'static str,
    version: &'static str,
) -> Asset {
    let names = [name, version];
    evm(
        network,
        address,
        symbol,
        decimals,
        names,
        TransferMethod::Eip3009,
        false,
    )
}

const fn bridged(
    network: &'static str,
    address: &'static str,
    symbol: &'static str,
    decimals: u8,
    name: &'static str,
    version: &'static str,
) -> Asset {
    Asset {
        network: Network::listed(network),
        address: Cow::Borrowed(address),
        symbol: Cow::Borrowed(symbol),
        decimals,
        form: Form::Evm(EvmForm {
            eip712: Some(Eip712 {
                name: Cow::Borrowed(name),
                version: Cow::Borrowed(version),
                is_stable: false,
            }),
            transfer_method: TransferMethod::Eip3009,
            supports_eip2612: false,
        }),
    }
}

const fn eip2612(
    network: &'static str,
    address: &'static str,
    symbol: &'static str,
    decimals: u8,
    name: &'static str,
    version: &'static str,
) -> Asset {
    let names = [name, version];
    evm(
        network,
        address,
        symbol,
        decimals,
        names,
        TransferMethod::Permit2,
        true,
    )
}

const fn permit2(
    network: &'static str,
    address: &'static str,
    symbol: &'static str,
    decimals: u8,
    name: &'static str,
    version: &'static str,
) -> Asset {
    let names = [name, version];
    evm(
        network,
        address,
        symbol,
        decimals,
        names,
        TransferMethod::Permit2,
        false,
    )
}

const fn evm(
    network: &'static str,
    address: &'static str,
    symbol: &'static str,
    decimals: u8,
    [name, version]: [&'static str; 2],
    transfer_method: TransferMethod,
    supports_eip2612: bool,
) -> Asset {
    Asset {
        network: Network::listed(network),
        address: Cow::Borrowed(address),
        symbol: Cow::Borrowed(symbol),
        decimals,
        form: Form::Evm(EvmForm {
            eip712: Some(Eip712 {
                name: Cow::Borrowed(name),
                version: Cow::Borrowed(version),
                is_stable: true,
            }),
            transfer_method,
            supports_eip2612,
        }),
    }
}

const fn spl(
    network: Network,
    mint: &'static str,
    symbol: &'static str,
    decimals: u8,
    token_program: TokenProgram,
) -> Asset {
    Asset {
        network,
        address: Cow::Borrowed(mint),
        symbol: Cow::Borrowed(symbol),
        decimals,
        form: Form::Svm(token_program),
    }
}

const fn mainnet() -> Network {
    Network::solana_mainnet()
}

const fn devnet() -> Network {
    Network::solana_devnet()
}

const fn testnet() -> Network {
    Network::solana_testnet()
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use alloy_primitives::Address;

    use super::*;

    #[test]
    fn every_row_could_be_the_callers_own() {
        for row in WELL_KNOWN {
            let network: Network = row.network.as_str().parse().expect("CAIP-2");
            assert!(network.name().is_some(), "{network} has no name");
            let (address, symbol, decimals) = (row.address(), row.symbol(), row.decimals());
            let own = if let Some(program) = row.token_program() {
                Asset::spl(network, address, symbol, decimals, program)
            } else {
                let (name, version) = row.eip712().expect(address);
                let own = Asset::erc20(network, address, symbol, decimals);
                match row.transfer_method().expect(address) {
                    TransferMethod::Eip3009 => own.and_then(|own| own.with_eip3009(name, version)),
                    _ if row.supports_eip2612() => {
                        own.and_then(|own| own.with_eip2612(name, version))
                    }
                    // The names of Igra's USDC are known, though no payer signs under them.
                    _ => own.map(|own| Asset {
                        form: row.form.clone(),
                        ..own
                    }),
                }
            };
            // Whether a name stays is what the table knows more.
            let own = own.map(|own| match row.eip712() {
                Some(_) if !row.has_stable_eip712() => Asset {
                    form: row.form.clone(),
                    ..own
                },
                _ => own,
            });
            assert_eq!(own.as_ref(), Ok(row));
        }
    }

    #[test]
    fn addresses_have_their_checksum() {
        for row in WELL_KNOWN.iter().filter(|row| row.form.evm().is_some()) {
            assert!(
                Address::parse_checksummed(row.address(), None).is_ok(),
                "{row:?}"
            );
        }
    }

    #[test]
    fn mints_are_32_bytes() {
        for row in WELL_KNOWN
            .iter()
            .filter(|row| row.token_program().is_some())
        {
            let bytes = bs58::decode(row.address()).into_vec().expect("base58");
            assert_eq!(bytes.len(), 32, "{row:?}");
        }
    }

    #[test]
    fn no_address_and_no_symbol_stands_twice() {
        let mut addresses = BTreeSet::new();
        let mut symbols = BTreeSet::new();
        for row in WELL_KNOWN {
            assert!(
                addresses.insert((&row.network, row.address().to_lowercase())),
                "{row:?}"
            );
            assert!(symbols.insert((&row.network, row.symbol())), "{row:?}");
        }
    }
}
