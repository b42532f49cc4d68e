//! The memos: the offered one, and what the Memo program takes.

use alloc::string::{String, ToString};

use super::{layout::Layout, rules, terms::SolanaTerms};
use crate::{
    evm::hex,
    scheme::{
        fault::Fault,
        judge::{Judge, Stop},
    },
    svm::{Transaction, transaction::Instruction},
    value_error::excerpt,
};

/// The memo is the offered one: bytes are compared, and taken from the offer alone.
pub(super) fn apply(
    judge: &mut impl Judge,
    transaction: &Transaction<'_>,
    layout: &Layout<'_>,
    terms: &SolanaTerms,
) -> Result<(), Stop> {
    let memos = &layout.memos;
    if let Some(wanted) = &terms.memo {
        judge.check(&rules::MEMO_COUNT, memos.len() == 1, || {
            Fault::new("1 memo", memos.len().to_string())
        })?;
        let mut all = memos.iter().map(|(index, memo)| (*index, memo.data()));
        let other = all.find(|(_, memo)| *memo != wanted.as_bytes());
        judge.check(&rules::MEMO, other.is_none(), || {
            let (index, memo) = other.unwrap_or_default();
            let found = core::str::from_utf8(memo).map_or_else(|_| hex::encode(memo), excerpt);
            Fault::new(excerpt(wanted), found).in_instruction(index)
        })?;
    }
    let is_text = |memo: &Instruction<'_>| core::str::from_utf8(memo.data()).is_ok();
    let bytes = memos.iter().find(|(_, memo)| !is_text(memo));
    judge.check(&rules::MEMO_UTF8, bytes.is_none(), || {
        let (index, found) = bytes.map_or((0, String::new()), |(index, memo)| {
            (*index, hex::encode(memo.data()))
        });
        Fault::new("UTF-8", excerpt(&found)).in_instruction(index)
    })?;
    let unsigned = memos.iter().find_map(|(index, memo)| {
        let mut accounts = memo.account_indexes().iter();
        let account = accounts.find(|account| !transaction.is_signer(**account))?;
        Some((*index, *account))
    });
    judge.check(&rules::MEMO_SIGNERS, unsigned.is_none(), || {
        let (index, account) = unsigned.unwrap_or_default();
        let found = transaction.account_key(account).map_or_else(
            || "an account of a table".to_string(),
            |key| key.to_string(),
        );
        Fault::new("accounts that sign", found).in_instruction(index)
    })?;
    judge.warn(&rules::MEMO_MISSING, !memos.is_empty(), || {
        Fault::new("a memo", "none")
    });
    Ok(())
}
