//! The rules that EIP-3009 and Permit2 payments share: each takes the method's own base, which
//! says where to look and what goes on the wire.

use crate::scheme::rule::Rule;

/// The address rules of one method.
#[derive(Debug)]
pub(crate) struct AddressRules {
    pub(crate) checksum: &'static Rule,
    pub(crate) zero: &'static Rule,
}

/// The signature rules of one method.
#[derive(Debug)]
pub(crate) struct SignatureRules {
    pub(crate) length: &'static Rule,
    pub(crate) v: &'static Rule,
    pub(crate) range: &'static Rule,
    pub(crate) malleable: &'static Rule,
    pub(crate) domain_name: Option<&'static Rule>,
    pub(crate) invalid: &'static Rule,
    pub(crate) wrapper: &'static Rule,
    pub(crate) factory: &'static Rule,
    pub(crate) contract: &'static Rule,
}

/// The rules of one method that only the chain can answer.
#[derive(Debug)]
pub(crate) struct ChainRules {
    pub(crate) asset_code: &'static Rule,
    pub(crate) nonce_used: &'static Rule,
    pub(crate) allowance: Option<&'static Rule>,
    pub(crate) funds: &'static Rule,
    pub(crate) simulation: &'static Rule,
}

pub(in crate::scheme::exact) const fn checksum(base: &Rule) -> Rule {
    Rule {
        code: "address.checksum",
        demands: "an address in mixed case has a right EIP-55 checksum",
        hint: "copy the address again, or write it in lower case if it is known to be right",
        source: "EIP-55",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn zero(base: &Rule) -> Rule {
    Rule {
        code: "address.zero",
        demands: "no address is zero",
        hint: "pay from a real account to the offered payee",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn amount_zero(base: &Rule) -> Rule {
    Rule {
        code: "amount.zero",
        demands: "the price is above zero",
        hint: "serve free resources without x402",
        source: "no specification: a settlement of nothing still costs a fee",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn window_too_long(base: &Rule) -> Rule {
    Rule {
        code: "time.window_too_long",
        demands: "the window is not longer than the offered `maxTimeoutSeconds`",
        hint: "sign a window of `maxTimeoutSeconds`: until its end the payment can be settled",
        source: "x402-specification-v2.md, 5.1.2, maxTimeoutSeconds",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn length(base: &Rule) -> Rule {
    Rule {
        code: "signature.length",
        demands: "an account's signature has 65 bytes",
        hint: "send r, s and v as 65 bytes",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn v(base: &Rule) -> Rule {
    Rule {
        code: "signature.v",
        demands: "v is 27 or 28",
        hint: "add 27 to a recovery id of 0 or 1",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn range(base: &Rule) -> Rule {
    Rule {
        code: "signature.range",
        demands: "r and s are at least 1 and below the order of the curve",
        hint: "sign with a maintained library",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn malleable(base: &Rule) -> Rule {
    Rule {
        code: "signature.malleable",
        demands: "s is at most half the order of the curve",
        hint: "replace s by n - s and swap v",
        source: "EIP-2; tokens revert on a high s",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn wrapper(base: &Rule) -> Rule {
    Rule {
        code: "signature.wrapper",
        demands: "an ERC-6492 wrapper is canonically encoded and not nested",
        hint: "encode (address, bytes, bytes) with an ABI library and append the magic suffix once",
        source: "ERC-6492",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn factory(base: &Rule) -> Rule {
    Rule {
        code: "signature.factory_not_allowed",
        wire_code: "eip6492_factory_not_allowed",
        demands: "the factory of a wallet that is not deployed is on the policy's list",
        hint: "deploy the wallet first, or have the facilitator allow its factory",
        source: "ERC-6492; the SDKs' factory allow-lists",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn contract(base: &Rule) -> Rule {
    Rule {
        code: "signature.contract",
        demands: "the payer's contract accepts the signature",
        hint: "sign with an owner of the wallet, in the form that the wallet checks",
        source: "ERC-1271",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn asset_code(base: &Rule) -> Rule {
    Rule {
        code: "asset.not_contract",
        pointer: "/accepted/asset",
        wire_code: "asset_not_deployed_contract",
        demands: "there is a contract at the asset's address",
        hint: "correct the offer's `asset`: calls to an account without code succeed and move nothing",
        ..*base
    }
}

pub(in crate::scheme::exact) const fn funds(base: &Rule) -> Rule {
    Rule {
        code: "funds.insufficient",
        wire_code: "insufficient_funds",
        demands: "the payer holds the amount",
        hint: "fund the payer's account",
        ..*base
    }
}
