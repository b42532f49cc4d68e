//! The instructions that the scheme allows, in their order.

use alloc::{format, string::ToString, vec::Vec};

use super::{payload::Transfer, rules};
use crate::{
    asset::TokenProgram,
    scheme::{
        context::Context,
        fault::Fault,
        judge::{Judge, Stop},
        svm::accounts::Accounts,
    },
    svm::{
        Address, Transaction,
        instruction::{
            SetComputeUnitLimit, SetComputeUnitPrice, TransferAccounts, TransferChecked,
        },
        program,
        transaction::Instruction,
    },
};

/// What a well-laid-out transaction does.
pub(super) struct Layout<'a> {
    units: u32,
    micro_lamports: u64,
    signature_count: u8,
    pub(super) second_signer: Option<Address>,
    pub(super) transfer: Transfer,
    /// Each memo's bytes, with its instruction's index.
    pub(super) memos: Vec<(usize, &'a [u8])>,
}

impl<'a> Layout<'a> {
    /// Applies the layout rules: limit, price, transfer, then Lighthouse and Memo only.
    pub(super) fn read(
        judge: &mut impl Judge,
        transaction: &Transaction<'a>,
        accounts: &Accounts<'_>,
        context: &Context<'_>,
    ) -> Result<Self, Stop> {
        let count = transaction.instructions().len();
        judge.check(&rules::INSTRUCTION_COUNT, (3..=7).contains(&count), || {
            Fault::new("3 to 7 instructions", format!("{count}"))
        })?;
        let guards_first = context.policy.lighthouse_guards;
        let mut required = transaction
            .instructions()
            .enumerate()
            .filter(|(_, instruction)| {
                !(guards_first && instruction.program() == program::LIGHTHOUSE)
            });

        let limit = budget(required.next(), SetComputeUnitLimit::from_data, LIMIT);
        let SetComputeUnitLimit { units } = judge.need(&rules::COMPUTE_LIMIT, limit)?;
        let highest = context.policy.max_compute_unit_limit;
        judge.check(&rules::COMPUTE_LIMIT_TOO_HIGH, units <= highest, || {
            Fault::new(format!("at most {highest} units"), format!("{units}"))
        })?;
        let price = budget(required.next(), SetComputeUnitPrice::from_data, PRICE);
        let SetComputeUnitPrice { micro_lamports } = judge.need(&rules::COMPUTE_PRICE, price)?;
        let highest = context.policy.max_compute_unit_price;
        judge.check(
            &rules::COMPUTE_PRICE_TOO_HIGH,
            micro_lamports <= highest,
            || {
                let expected = format!("at most {highest} micro-lamports");
                Fault::new(expected, format!("{micro_lamports}"))
            },
        )?;
        let transfer = Transfer::read(required.next(), accounts);
        let transfer = judge.need(&rules::TRANSFER, transfer)?;

        let mut memos = Vec::new();
        let mut unknown = None;
        for (index, instruction) in required {
            let called = instruction.program();
            if called == program::MEMO {
                memos.push((index, instruction.data()));
            } else if called != program::LIGHTHOUSE {
                unknown = unknown.or(Some((index, called)));
            }
        }
        judge.check(&rules::UNKNOWN_INSTRUCTION, unknown.is_none(), || {
            let (index, called) = unknown.unwrap_or((0, program::MEMO));
            Fault::new("Lighthouse or Memo", called.to_string()).in_instruction(index)
        })?;
        Ok(Self {
            units,
            micro_lamports,
            signature_count: transaction.header().num_required_signatures(),
            second_signer: transaction
                .account_key(1)
                .filter(|_| transaction.is_signer(1)),
            transfer,
            memos,
        })
    }

    /// The most that the sponsor can be charged, in lamports: 5,000 for each signature, and
    /// the whole limit at the price.
    pub(super) fn worst_fee(&self) -> u128 {
        let priority = u128::from(self.units) * u128::from(self.micro_lamports);
        u128::from(self.signature_count) * LAMPORTS_PER_SIGNATURE + priority.div_ceil(1_000_000)
    }
}

impl Transfer {
    fn read(
        instruction: Option<(usize, Instruction<'_>)>,
        accounts: &Accounts<'_>,
    ) -> Result<Self, Fault> {
        let Some((index, instruction)) = instruction else {
            return Err(Fault::new(TRANSFER, "no instruction"));
        };
        let wrong =
            |found: alloc::string::String| Fault::new(TRANSFER, found).in_instruction(index);
        let called = instruction.program();
        let token_program = if called == program::TOKEN {
            TokenProgram::Token
        } else if called == program::TOKEN_2022 {
            TokenProgram::Token2022
        } else {
            return Err(wrong(format!("a call of {called}")));
        };
        let data = instruction.data();
        let Some(TransferChecked { amount, .. }) = TransferChecked::from_data(data) else {
            let found = match data.first() {
                Some(kind) => format!("token instruction {kind} in {} bytes", data.len()),
                None => "a token instruction without data".to_string(),
            };
            return Err(wrong(found));
        };
        let indexes = instruction.account_indexes();
        let named = TransferAccounts::from_indexes(indexes).filter(|named| named.others.is_empty());
        let account = |index| accounts.get(index);
        let found = || wrong(format!("{} accounts", indexes.len()));
        let named = named.ok_or_else(found)?;
        let transfer = || {
            Some(Self {
                instruction: index,
                token_program,
                amount,
                source: account(named.source)?,
                mint: account(named.mint)?,
                destination: account(named.destination)?,
                authority: account(named.authority)?,
            })
        };
        transfer().ok_or_else(found)
    }
}

/// A Compute Budget instruction of one exact form.
fn budget<T>(
    instruction: Option<(usize, Instruction<'_>)>,
    read: impl FnOnce(&[u8]) -> Option<T>,
    expected: &'static str,
) -> Result<T, Fault> {
    let Some((index, instruction)) = instruction else {
        return Err(Fault::new(expected, "no instruction"));
    };
    let called = instruction.program();
    let value = read(instruction.data()).filter(|_| called == program::COMPUTE_BUDGET);
    value.ok_or_else(|| {
        let length = instruction.data().len();
        Fault::new(expected, format!("a call of {called} with {length} bytes"))
            .in_instruction(index)
    })
}

/// The token program's own address.
pub(super) fn address_of(token_program: TokenProgram) -> Address {
    match token_program {
        TokenProgram::Token => program::TOKEN,
        TokenProgram::Token2022 => program::TOKEN_2022,
    }
}

const LIMIT: &str = "ComputeBudget SetComputeUnitLimit in 5 bytes";
const PRICE: &str = "ComputeBudget SetComputeUnitPrice in 9 bytes";
const TRANSFER: &str = "TransferChecked of Token or Token-2022, 10 bytes and 4 accounts";
const LAMPORTS_PER_SIGNATURE: u128 = 5_000;
