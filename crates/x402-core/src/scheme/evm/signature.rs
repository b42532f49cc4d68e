//! Who signed: the account itself by recovery, or a contract wallet by the chain's answer.

use alloc::{boxed::Box, format, string::ToString, vec::Vec};

use super::{onchain, queries, signed_transfer::SignedTransfer};
use crate::{
    chain::{Answer, ChainCheck, ChainChecks, Value},
    evm::{Signature, SignatureError, SignatureForms, erc6492, hex},
    scheme::{
        context::Context,
        evidence::{Proof, Unproven},
        fault::Fault,
        judge::{Judge, Stop},
        policy::Policy,
        proven_signature::ProvenSignature,
        rule::Rule,
    },
};

/// A signature over a digest, said to be the payer's.
pub(crate) struct Signed<'a, T> {
    pub(crate) transfer: &'a T,
    pub(crate) digest: [u8; 32],
}

/// The signature rules of one method.
#[derive(Debug)]
pub(crate) struct SignatureRules {
    pub(crate) wrapper: Rule,
    pub(crate) factory: Rule,
    pub(crate) contract: Rule,
    pub(crate) length: Rule,
    pub(crate) v: Rule,
    pub(crate) range: Rule,
    pub(crate) malleable: Rule,
    pub(crate) domain_name: Option<&'static Rule>,
    pub(crate) invalid: Rule,
    /// Whether the contract that checks the signature takes an s above n/2 and 64 bytes.
    pub(crate) is_contract_loose: bool,
}

impl SignatureRules {
    /// `base` says where to look and what goes on the wire, `invalid` what to do when somebody
    /// else signed.
    pub(crate) const fn of(
        base: &Rule,
        domain_name: Option<&'static Rule>,
        invalid: &'static str,
    ) -> Self {
        Self {
            wrapper: Rule {
                code: "signature.wrapper",
                demands: "an ERC-6492 wrapper is canonically encoded and not nested",
                hint: "encode (address, bytes, bytes) with an ABI library and append the magic suffix once",
                source: "ERC-6492",
                ..*base
            },
            factory: Rule {
                code: "signature.factory_not_allowed",
                wire_code: "eip6492_factory_not_allowed",
                demands: "the factory of a wallet that is not deployed is on the policy's list",
                hint: "deploy the wallet first, or have the facilitator allow its factory",
                source: "ERC-6492; the SDKs' factory allow-lists",
                ..*base
            },
            contract: Rule {
                code: "signature.contract",
                demands: "the payer's contract accepts the signature",
                hint: "sign with an owner of the wallet, in the form that the wallet checks",
                source: "ERC-1271",
                ..*base
            },
            length: Rule {
                code: "signature.length",
                demands: "an account's signature has 65 bytes",
                hint: "send r, s and v as 65 bytes",
                ..*base
            },
            v: Rule {
                code: "signature.v",
                demands: "v is 27 or 28",
                hint: "add 27 to a recovery id of 0 or 1",
                ..*base
            },
            range: Rule {
                code: "signature.range",
                demands: "r and s are at least 1 and below the order of the curve",
                hint: "sign with a maintained library",
                ..*base
            },
            malleable: Rule {
                code: "signature.malleable",
                demands: "s is at most half the order of the curve",
                hint: "replace s by n - s and swap v",
                source: "EIP-2; tokens revert on a high s",
                ..*base
            },
            domain_name,
            invalid: Rule {
                code: "signature.invalid",
                demands: "the signature recovers to `from`",
                hint: invalid,
                ..*base
            },
            is_contract_loose: false,
        }
    }

    /// The forms beside the canonical one that the policy lets an account sign in.
    fn forms(&self, policy: &Policy) -> Forms {
        let loose = self.is_contract_loose && policy.permit2_signatures;
        Forms {
            high_s: loose,
            encoding: SignatureForms {
                v_0_1: policy.v_0_1,
                compact: policy.compact || loose,
            },
        }
    }
}

/// The accepted forms of an account's signature.
struct Forms {
    high_s: bool,
    encoding: SignatureForms,
}

impl Forms {
    fn parse(&self, bytes: &[u8]) -> Result<Signature, SignatureError> {
        match Signature::parse(bytes, &self.encoding) {
            Err(SignatureError::HighS) if self.high_s => Signature::normalize(bytes),
            parsed => parsed,
        }
    }
}

/// Decides who signed. `elsewhere` looks for another domain under which the recovered
/// account would be the payer; it is asked only after recovery gave somebody else.
pub(crate) fn apply<T: SignedTransfer>(
    judge: &mut impl Judge,
    rules: &'static SignatureRules,
    signed: &Signed<'_, T>,
    context: &Context<'_>,
    elsewhere: impl FnOnce(&Signature) -> Option<Fault>,
) -> Result<Proof, Stop> {
    judge.note("digest", || hex::encode(&signed.digest));
    let mut has_code = onchain::has_code(context.chain, signed.transfer.payer());
    if has_code.is_none() && context.takes_payer_for_contract {
        judge.unchecked(ChainCheck::PayerCode);
        has_code = Some(true);
    }
    let sent = signed.transfer.signature();
    let is_account_form = match sent.len() {
        65 => true,
        64 => rules.forms(context.policy).encoding.compact,
        _ => false,
    };
    let wrapped = need_wrapper(judge, rules, signed)?;
    match (has_code, wrapped) {
        // Code at the payer, an EIP-7702 delegation included: only the contract decides.
        (Some(true), wrapped) => {
            let inner = wrapped.map_or(sent, |wrapped| wrapped.inner);
            contract(judge, rules, signed, inner, &[ChainCheck::Erc1271], context)
        }
        (Some(false), Some(wrapped)) => {
            let allowed = context.policy.erc6492_factories.contains(&wrapped.factory);
            judge.check(&rules.factory, allowed, || {
                let expected = "a factory that the policy allows";
                Fault::new(expected, wrapped.factory.to_string())
            })?;
            // The token itself asks the wallet, which the simulation deploys before.
            let needs = &[ChainCheck::Simulation];
            contract(judge, rules, signed, wrapped.inner, needs, context)
        }
        // A validator deploys the wallet to ask it, so that its answer proves nothing about the
        // code.
        (None, Some(wrapped)) => {
            let needs = &[ChainCheck::Erc1271, ChainCheck::PayerCode];
            contract(judge, rules, signed, wrapped.inner, needs, context)
        }
        // The contract's own answer implies that there is a contract.
        (None, None) if !is_account_form => {
            let needs: &[_] = if is_valid(signed, sent, context).is_some() {
                &[ChainCheck::Erc1271]
            } else {
                &[ChainCheck::Erc1271, ChainCheck::PayerCode]
            };
            contract(judge, rules, signed, sent, needs, context)
        }
        (None, None) if is_valid(signed, sent, context) == Some(true) => {
            contract(judge, rules, signed, sent, &[], context)
        }
        (None | Some(false), None) => {
            if has_code.is_none() {
                judge.unchecked(ChainCheck::PayerCode);
            }
            account(judge, rules, signed, context, elsewhere)
        }
    }
}

/// An ERC-6492 wrapper, if there is one, is whole.
fn need_wrapper<'a, T: SignedTransfer>(
    judge: &mut impl Judge,
    rules: &'static SignatureRules,
    signed: &Signed<'a, T>,
) -> Result<Option<erc6492::Wrapped<'a>>, Stop> {
    match erc6492::unwrap(signed.transfer.signature()) {
        Ok(None) => Ok(None),
        Ok(Some(wrapped)) => judge.need(&rules.wrapper, Ok(Some(wrapped))),
        Err(error) => {
            let expected = "abi.encode(address, bytes, bytes) and the ERC-6492 suffix";
            judge.need(&rules.wrapper, Err(Fault::new(expected, error.to_string())))
        }
    }
}

/// The payer's contract decides, and only the caller's facts say how (ERC-1271).
fn contract<T: SignedTransfer>(
    judge: &mut impl Judge,
    rules: &'static SignatureRules,
    signed: &Signed<'_, T>,
    signature: &[u8],
    needs: &[ChainCheck],
    context: &Context<'_>,
) -> Result<Proof, Stop> {
    let is_simulated = needs.contains(&ChainCheck::Simulation)
        && onchain::simulate(signed.transfer, || signature.to_vec(), context) == Some(Ok(()));
    let valid = is_valid(signed, signature, context).or(is_simulated.then_some(true));
    let unanswered: Vec<ChainCheck> = needs
        .iter()
        .copied()
        .filter(|check| match check {
            ChainCheck::Simulation => !is_simulated,
            ChainCheck::PayerCode => {
                onchain::has_code(context.chain, signed.transfer.payer()).is_none()
            }
            _ => valid.is_none(),
        })
        .collect();
    judge.chain(&rules.contract, ChainCheck::Erc1271, valid, || {
        let expected = "a signature that the payer's contract accepts (ERC-1271)";
        Fault::new(expected, "one that it refuses")
    })?;
    if unanswered.is_empty() {
        return Ok(Ok(ProvenSignature::by_contract(signature)));
    }
    Ok(Err(Unproven {
        needs: ChainChecks::of(&unanswered),
        signature: Box::from(signature),
    }))
}

/// Whether the payer's contract accepts the signature.
fn is_valid<T: SignedTransfer>(
    signed: &Signed<'_, T>,
    signature: &[u8],
    context: &Context<'_>,
) -> Option<bool> {
    let chain = context.chain;
    let payer = signed.transfer.payer();
    match chain.answer(|| queries::erc1271(payer, signed.digest, signature))? {
        Answer::Value(Value::Flag(valid)) => Some(valid),
        // A contract that cannot answer accepts nothing. An account without code answers in the
        // same way.
        Answer::Refused(_) if onchain::has_code(chain, payer) == Some(true) => Some(false),
        _ => None,
    }
}

/// The payer's own key decides: a canonical signature that recovers to the payer.
fn account<T: SignedTransfer>(
    judge: &mut impl Judge,
    rules: &'static SignatureRules,
    signed: &Signed<'_, T>,
    context: &Context<'_>,
    elsewhere: impl FnOnce(&Signature) -> Option<Fault>,
) -> Result<Proof, Stop> {
    let payer = signed.transfer.payer();
    let forms = rules.forms(context.policy);
    let parsed = forms.parse(signed.transfer.signature());
    let decisive = match &parsed {
        Err(error) => rule_of(rules, error),
        Ok(_) => &rules.malleable,
    };
    for rule in [&rules.length, &rules.v, &rules.range] {
        if rule == decisive {
            break;
        }
        judge.need(rule, Ok(()))?;
    }
    let signature = judge.need(decisive, parsed.map_err(|error| fault_of(&error)))?;

    let recovered = context.signer(payer, &signed.digest, &signature);
    judge.note("recovered", || {
        recovered.map_or_else(|| "nobody".to_string(), |address| address.to_string())
    });
    let proven = recovered == Some(payer);
    if let Some(rule) = rules.domain_name {
        let known = if proven { None } else { elsewhere(&signature) };
        judge.need(rule, known.map_or(Ok(()), Err))?;
    }
    let value = if proven {
        let payer = payer.into();
        Ok(Ok(ProvenSignature::by_key(payer, signed.digest, signature)))
    } else {
        let found = match recovered {
            Some(address) => format!("a signature of {address}"),
            None => "a signature that recovers to no key".to_string(),
        };
        let mut fault = Fault::new(format!("a signature of {payer}"), found);
        if onchain::has_code(context.chain, payer).is_none() {
            fault.0.found += " (a contract wallet's needs the chain: say that the payer has code)";
        }
        Err(fault)
    };
    judge.need(&rules.invalid, value)
}

fn rule_of(rules: &'static SignatureRules, error: &SignatureError) -> &'static Rule {
    match error {
        SignatureError::Length { .. } => &rules.length,
        SignatureError::RecoveryId { .. } => &rules.v,
        SignatureError::Range => &rules.range,
        SignatureError::HighS => &rules.malleable,
    }
}

fn fault_of(error: &SignatureError) -> Fault {
    match error {
        SignatureError::Length { found } => Fault::new("65 bytes", format!("{found} bytes")),
        SignatureError::RecoveryId { found } => Fault::new("v of 27 or 28", found.to_string()),
        SignatureError::Range => Fault::new("r and s from 1 to n-1", "one that is not"),
        SignatureError::HighS => Fault::new("s of at most n/2", "s above n/2"),
    }
}
