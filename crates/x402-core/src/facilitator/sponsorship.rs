//! On which terms a facilitator pays for the gas of a network.

use crate::{amount::Amount, chain::Level};

/// The terms on which a facilitator pays for the gas of one network.
///
/// Solana has no gas: there the payer signs the fee, and the limits are in lamports. See
/// [`on_solana`](Self::on_solana), which leaves out what is about gas.
///
/// ```
/// use x402_core::facilitator::Sponsorship;
///
/// let terms = Sponsorship::new(5_000_000_000);
/// assert_eq!(terms.worst_fee(None).to_string(), "1500000000000000");
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Sponsorship {
    /// The most that is ever paid for a unit of gas, in wei.
    pub fee_cap: u128,
    /// The least that is offered to a block's builder for a unit of gas, in wei.
    pub least_tip: u128,
    /// The most gas that the settlement of one payment may use.
    pub gas_limit: u64,
    /// How much gas a payment is given above what the nodes estimate, within the limit: an
    /// account of the payee that has become empty meanwhile takes 17,100 more.
    pub gas_margin: u64,
    /// For how many milliseconds a reserved transaction waits for further payments before it is
    /// signed; 0 if each payment has a transaction of its own.
    ///
    /// Payments by EIP-3009 of payers without code then go together, through Multicall3. What
    /// fails inside of a batch goes again alone.
    pub batch_within: u64,
    /// The most gas that a batch of payments may use.
    pub max_batch_gas: u64,
    /// Whether posting to L1 costs a fee of its own: on an OP stack rollup.
    pub has_l1_fee: bool,
    /// After how many seconds the first transaction of a lane is sent again with higher fees.
    pub bump_after: u64,
    /// After how many seconds a free nonce is filled with a transaction that does nothing, if
    /// later ones wait for it.
    pub fill_after: u64,
    /// For how many milliseconds a transaction that has not landed is left alone.
    pub poll_millis: u64,
    /// For how many milliseconds a transaction that has landed is left alone.
    pub final_poll_millis: u64,
    /// For how many seconds a request to settle waits for its level.
    pub answer_within: u64,
    /// How many seconds before the end of its window a payment is not signed for any more.
    pub sign_before: u64,
    /// The level at which a settlement is answered as paid.
    pub wait_until: Level,
    /// The most that one payment may cost, in wei or lamports.
    pub most_per_payment: Option<Amount>,
    /// The most that a signer pays in a day, in the same unit.
    pub most_per_signer: Option<Amount>,
    /// The most that is paid for one payer's payments in a day, in the same unit.
    pub most_per_payer: Option<Amount>,
    /// The most that is paid for the payments to one payee in a day, in the same unit.
    pub most_per_payee: Option<Amount>,
}

impl Sponsorship {
    /// Terms with a cap on the fee for a unit of gas, in wei, and no other limit.
    #[must_use]
    pub fn new(fee_cap: u128) -> Self {
        Self {
            fee_cap,
            least_tip: 1,
            gas_limit: 300_000,
            gas_margin: 30_000,
            batch_within: 0,
            max_batch_gas: 3_000_000,
            has_l1_fee: false,
            bump_after: 8,
            fill_after: 30,
            poll_millis: 500,
            final_poll_millis: 15_000,
            answer_within: 20,
            sign_before: 6,
            wait_until: Level::Included,
            most_per_payment: None,
            most_per_signer: None,
            most_per_payer: None,
            most_per_payee: None,
        }
    }

    /// Terms on Solana with a limit on the fee of one payment, in lamports, and no other limit: 5,000
    /// for each of the two signatures, and the compute units at the price that the payer signed.
    ///
    /// What is sent is sent again every two seconds, until it can land no more.
    ///
    /// ```
    /// use x402_core::facilitator::Sponsorship;
    ///
    /// let terms = Sponsorship::on_solana(50_000);
    /// assert_eq!(terms.most_per_payment, Some(50_000_u64.into()));
    /// ```
    #[must_use]
    pub fn on_solana(most_per_payment: u64) -> Self {
        Self {
            poll_millis: 2_000,
            final_poll_millis: 5_000,
            most_per_payment: Some(most_per_payment.into()),
            ..Self::new(0)
        }
    }

    /// What one payment can cost at most, in wei: all its gas at the cap, and the fee for L1.
    #[must_use]
    pub fn worst_fee(&self, l1_fee: Option<Amount>) -> Amount {
        self.worst_fee_of(self.gas_limit, l1_fee)
    }

    /// What this gas can cost at most, in wei.
    pub(super) fn worst_fee_of(&self, gas: u64, l1_fee: Option<Amount>) -> Amount {
        let gas = product(gas, self.fee_cap);
        let all = gas.checked_add(l1_fee.unwrap_or(Amount::ZERO));
        all.unwrap_or(Amount::MAX)
    }
}

/// A price for each unit of gas times a number of units.
pub(super) fn product(units: u64, price: u128) -> Amount {
    let (units, price) = (Amount::from(units), Amount::from(price));
    let product = units.to_u256().checked_mul(price.to_u256());
    product.map_or(Amount::MAX, Amount::from_u256)
}
