//! The instructions that the scheme allows, in their order.

use alloc::{format, string::ToString, vec::Vec};

use super::{
    guard::{self, is_guard},
    payload::Transfer,
    rules,
};
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
    /// The most that the sponsor can be charged, in lamports.
    pub(super) worst_fee: u128,
    pub(super) second_signer: Option<Address>,
    pub(super) transfer: Transfer,
    /// The decimals that the transfer states.
    pub(super) decimals: u8,
    /// Whether the message lets source and destination be written.
    pub(super) is_writable: [bool; 2],
    /// The memos, each with its place among the instructions.
    pub(super) memos: Vec<(usize, Instruction<'a>)>,
}

impl<'a> Layout<'a> {
    /// Applies the layout rules: limit, price, transfer, then Lighthouse and Memo only.
    pub(super) fn read(
        judge: &mut impl Judge,
        transaction: &Transaction<'a>,
        accounts: &Accounts<'_>,
        context: &Context<'_>,
    ) -> Result<Self, Stop> {
        let own = transaction.instructions();
        let count = own.filter(|instruction| !is_guard(instruction)).count();
        judge.check(&rules::INSTRUCTION_COUNT, (3..=7).contains(&count), || {
            let note = note(transaction);
            Fault::new(
                "3 to 7 instructions beside the guards",
                format!("{count}{note}"),
            )
        })?;
        let guards_first = context.policy.lighthouse_guards;
        let mut required = transaction
            .instructions()
            .enumerate()
            .filter(|(_, instruction)| !(guards_first && is_guard(instruction)));

        let limit = budget(required.next(), SetComputeUnitLimit::from_data, LIMIT);
        let SetComputeUnitLimit { units } = judge.need(&rules::COMPUTE_LIMIT, limit)?;
        judge.check(&rules::COMPUTE_LIMIT_TOO_LOW, units > BUDGET_UNITS, || {
            let expected = format!("more than {BUDGET_UNITS} units");
            Fault::new(expected, format!("{units}"))
        })?;
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
        let signature_count = transaction.header().num_required_signatures();
        let fee = worst_fee(units, micro_lamports, signature_count);
        let highest = context.policy.max_worst_fee;
        judge.check(&rules::FEE_TOO_HIGH, fee <= u128::from(highest), || {
            let expected = format!("at most {highest} lamports");
            Fault::new(expected, format!("{fee}"))
        })?;
        let moved = Moved::read(required.next(), transaction, accounts);
        let moved = judge.need(&rules::TRANSFER, moved)?;

        let mut memos = Vec::new();
        let mut unknown = None;
        for (index, instruction) in required {
            let called = instruction.program();
            if called == program::MEMO {
                memos.push((index, instruction));
            } else if called != program::LIGHTHOUSE {
                unknown = unknown.or(Some((index, called)));
            }
        }
        judge.check(&rules::UNKNOWN_INSTRUCTION, unknown.is_none(), || {
            let (index, called) = unknown.unwrap_or((0, program::MEMO));
            Fault::new("Lighthouse or Memo", called.to_string()).in_instruction(index)
        })?;
        guard::apply(judge, transaction, context)?;
        Ok(Self {
            worst_fee: fee,
            second_signer: transaction
                .account_key(1)
                .filter(|_| transaction.is_signer(1)),
            transfer: moved.transfer,
            decimals: moved.decimals,
            is_writable: moved.is_writable,
            memos,
        })
    }
}

/// The most that the sponsor can be charged, in lamports: 5,000 for each signature, and the
/// whole limit at the price.
pub(super) fn worst_fee(units: u32, micro_lamports: u64, signature_count: u8) -> u128 {
    let priority = u128::from(units) * u128::from(micro_lamports);
    u128::from(signature_count) * LAMPORTS_PER_SIGNATURE + priority.div_ceil(1_000_000)
}

/// The transfer, and what else its instruction says.
struct Moved {
    transfer: Transfer,
    decimals: u8,
    is_writable: [bool; 2],
}

impl Moved {
    fn read(
        instruction: Option<(usize, Instruction<'_>)>,
        transaction: &Transaction<'_>,
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
            let note = note(transaction);
            return Err(wrong(format!("a call of {called}{note}")));
        };
        let data = instruction.data();
        let Some(TransferChecked { amount, decimals }) = TransferChecked::from_data(data) else {
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
            Some(Transfer {
                instruction: index,
                token_program,
                amount,
                source: account(named.source)?,
                mint: account(named.mint)?,
                destination: account(named.destination)?,
                authority: account(named.authority)?,
            })
        };
        Ok(Self {
            transfer: transfer().ok_or_else(found)?,
            decimals,
            is_writable: [named.source, named.destination]
                .map(|index| transaction.is_writable(index)),
        })
    }
}

/// What to say of a transaction that no plain account's wallet makes: one that calls another
/// program, creates a token account or sets no budget. Facilitators that accept such payments
/// simulate them.
fn note(transaction: &Transaction<'_>) -> &'static str {
    let is_budget = |called| called == program::COMPUTE_BUDGET;
    let is_plain = |called| {
        let others = [
            program::LIGHTHOUSE,
            program::MEMO,
            program::TOKEN,
            program::TOKEN_2022,
        ];
        is_budget(called) || others.contains(&called)
    };
    let mut called = transaction.instructions().map(|call| call.program());
    let mut same = called.clone();
    if called.all(is_plain) && same.any(is_budget) {
        ""
    } else {
        "; it looks like a smart wallet's payment, which is not supported"
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

/// What the two budget instructions use up before the transfer is reached.
const BUDGET_UNITS: u32 = 300;
