//! What an EVM chain is asked about a signed transfer, all of it in one round.

use alloc::vec::Vec;

use super::signed_transfer::SignedTransfer;
use crate::{
    amount::Amount,
    chain::{Answer, BlockId, Call, ChainCheck, Code, EvmQuery, Fact, Facts, NodeId, Read, Value},
    evm::{
        Address,
        abi::{MULTICALL3, call_after},
        erc6492,
        permit2::PERMIT2,
    },
    scheme::{evidence::Signing, funding::Need, policy::Policy},
};

/// The block at which everything is asked.
const AT: BlockId = BlockId::Latest;

pub(crate) fn read(read: Read) -> EvmQuery {
    EvmQuery::Read { read, at: AT }
}

pub(super) fn code(account: Address) -> EvmQuery {
    EvmQuery::Code { account, at: AT }
}

/// The fact that there is a contract at an address, as its owner states it.
pub(crate) fn contract_at(account: Address) -> Facts {
    let fact = Fact {
        query: code(account).into(),
        answer: Answer::Value(Value::Code(Code::Contract { hash: [0; 32] })),
        at: None,
        from: NodeId(0),
    };
    [fact].into_iter().collect()
}

pub(super) fn erc1271(account: Address, digest: [u8; 32], signature: &[u8]) -> EvmQuery {
    EvmQuery::Erc1271 {
        account,
        digest,
        signature: signature.to_vec().into(),
        at: AT,
    }
}

/// Whether the settlement is simulated behind the call that deploys the payer's wallet: an
/// ERC-6492 wrapper names a factory that the policy allows.
///
/// It does not depend on whether the wallet is deployed: the call may fail, so that the query is
/// the same one before and after that is known.
pub(super) fn is_deployed_first(transfer: &impl SignedTransfer, policy: &Policy) -> bool {
    let wrapped = erc6492::unwrap(transfer.signature()).ok().flatten();
    wrapped.is_some_and(|wrapped| policy.erc6492_factories.contains(&wrapped.factory))
}

/// The settlement, as any account can call it.
pub(crate) fn simulation(
    transfer: &(impl SignedTransfer + ?Sized),
    signature: &[u8],
    is_deployed_first: bool,
) -> EvmQuery {
    let (to, data) = transfer.settlement(signature);
    let wrapped = erc6492::unwrap(transfer.signature()).ok().flatten();
    let (to, data) = match wrapped {
        Some(wrapped) if is_deployed_first => {
            let deployment = (wrapped.factory, wrapped.calldata);
            (MULTICALL3, call_after(deployment, (to, &data)))
        }
        _ => (to, data),
    };
    EvmQuery::Simulate(Call {
        from: None,
        to,
        data: data.into(),
        at: AT,
    })
}

/// What is asked to make one check.
pub(crate) fn of(
    check: ChainCheck,
    transfer: &impl SignedTransfer,
    signing: &Signing,
    signature: &[u8],
    token: Address,
    pay_to: Address,
) -> Vec<EvmQuery> {
    let payer = transfer.payer();
    // As it was sent: only an account's own signature has another form to settle with.
    let sent = transfer.signature();
    let wrapped = erc6492::unwrap(sent).ok().flatten();
    let inner = wrapped.map_or(sent, |wrapped| wrapped.inner);
    let by_contract = || erc1271(payer, signing.digest, inner);
    let mut queries = Vec::new();
    match check {
        ChainCheck::AssetCode => queries.push(code(token)),
        // If there is code, only its answer counts: it is asked in the same round.
        ChainCheck::PayerCode => queries.extend([code(payer), by_contract()]),
        ChainCheck::Erc1271 => queries.push(by_contract()),
        ChainCheck::Nonce => queries.push(read(transfer.nonce_read())),
        ChainCheck::Allowance => queries.push(read(allowance(token, payer))),
        ChainCheck::Balance => queries.push(read(Read::Balance {
            token,
            owner: payer,
        })),
        ChainCheck::Simulation => {
            let reads = [
                Some(Read::Paused { token }),
                transfer.domain_read(),
                Some(is_blacklisted(token, payer)),
                Some(is_blacklisted(token, pay_to)),
            ];
            queries.extend(reads.into_iter().flatten().map(read));
            queries.push(simulation(transfer, signature, signing.is_deployed_first));
        }
        ChainCheck::Accounts
        | ChainCheck::Blockhash
        | ChainCheck::LookupTables
        | ChainCheck::MintExtensions => {}
    }
    queries
}

/// What a payer needs: the amount, and for Permit2 its approval.
pub(crate) fn needs(token: Address, owner: Address, amount: Amount, by_permit2: bool) -> Vec<Need> {
    let approval = by_permit2.then(|| allowance(token, owner));
    let reads = [Some(Read::Balance { token, owner }), approval];
    let reads = reads.into_iter().flatten();
    reads.map(|it| Need::amount(read(it), amount)).collect()
}

pub(super) fn allowance(token: Address, owner: Address) -> Read {
    Read::Allowance {
        token,
        owner,
        spender: PERMIT2,
    }
}

pub(super) fn is_blacklisted(token: Address, account: Address) -> Read {
    Read::IsBlacklisted { token, account }
}
