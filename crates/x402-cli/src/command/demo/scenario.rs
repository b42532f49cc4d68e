//! Four payments, made and checked with the library's own three roles.

use core::fmt::Display;

use x402_core::{
    asset::{AssetTable, TransferMethod},
    chain::DeclaredState,
    client::{self, Account, AnySigningKey, Inputs, SignedPayment, Spending, ToSign, Wallet},
    evm, header,
    message::{PaymentRequired, ResourceInfo},
    money::Money,
    network::{Family, Network},
    scheme::Context,
    server::{Bill, PaymentOption},
    svm,
    timestamp::UnixTimestamp,
    verify::{self, Report},
};

use crate::error::Failure;

/// One payment from the offer to the verdict.
pub(super) struct Payment {
    pub(super) title: &'static str,
    /// What the server asks for.
    pub(super) bill: Bill,
    /// What the client read of it.
    pub(super) required: PaymentRequired,
    /// What the key signed, in words.
    pub(super) to_sign: String,
    /// What the client sends.
    pub(super) signed: SignedPayment,
    /// What the server makes of it.
    pub(super) report: Report,
}

/// How one payment differs from the others.
struct Plan {
    title: &'static str,
    network: Network,
    price: &'static str,
    pay_to: &'static str,
    method: Option<TransferMethod>,
    memo: Option<&'static str>,
}

pub(super) fn payments() -> Result<Vec<Payment>, Failure> {
    let plans = [
        Plan {
            title: "EIP-3009 on Base Sepolia",
            network: Network::eip155(84_532),
            price: "$0.01",
            pay_to: EVM_PAYEE,
            method: None,
            memo: None,
        },
        Plan {
            title: "Permit2 on Base Sepolia",
            network: Network::eip155(84_532),
            price: "$0.01",
            pay_to: EVM_PAYEE,
            method: Some(TransferMethod::Permit2),
            memo: None,
        },
        Plan {
            title: "SPL Token on Solana Devnet",
            network: Network::solana_devnet(),
            price: "$0.01",
            pay_to: SVM_PAYEE,
            method: None,
            memo: Some("order-42"),
        },
        Plan {
            title: "Token-2022 on Solana Devnet",
            network: Network::solana_devnet(),
            price: "0.01 PYUSD",
            pay_to: SVM_PAYEE,
            method: None,
            memo: None,
        },
    ];
    plans
        .into_iter()
        .zip(1..)
        .map(|(plan, number)| pay(&plan, number))
        .collect()
}

/// The way of one payment. `number` is its nonce: a real one is random.
fn pay(plan: &Plan, number: u8) -> Result<Payment, Failure> {
    // The server's side: a price becomes a bill.
    let price = Money::parse(plan.price).map_err(broken)?;
    let mut option =
        PaymentOption::new(plan.network.clone(), price, plan.pay_to).with_max_timeout_seconds(60);
    if plan.network.family() == Some(Family::Svm) {
        option = option.with_fee_payer(sponsor()?);
    }
    if let Some(memo) = plan.memo {
        option = option.with_memo(memo);
    }
    if let Some(method) = plan.method {
        option = option.with_transfer_method(method);
    }
    let resource = ResourceInfo::new(RESOURCE.parse().map_err(broken)?);
    let bill = Bill::from_options(&[option], resource, &AssetTable::default()).map_err(broken)?;

    // The client's side: from the header to a signed payment.
    let required = header::decode_payment_required(bill.header()).map_err(broken)?;
    let evm_key = evm::SigningKey::from_bytes(&[0x11; 32]).map_err(broken)?;
    let svm_key = svm::SigningKey::from_seed(&[1; 32]);
    let wallet = Wallet::new()
        .with_account(Account::evm(evm_key.address()))
        .with_account(Account::solana(svm_key.address()));
    let choice = client::select(&required, &wallet, &Spending::default()).map_err(broken)?;
    let state = DeclaredState::parse(&format!(
        r#"{{"{}":{{"latest_blockhash":"{}"}}}}"#,
        Network::solana_devnet(),
        svm::Blockhash::new([4; 32]),
    ));
    let inputs = Inputs::new(choice.payer(), [number; 32], now()?);
    let inputs = inputs.with_state(state.map_err(broken)?);
    let request = choice.signing_request(&inputs).map_err(broken)?;
    let (key, to_sign) = match request.to_sign() {
        ToSign::TypedData { digest, .. } => (
            AnySigningKey::from(&evm_key),
            format!("the EIP-712 digest {}", short_hex(&digest)),
        ),
        ToSign::Message(message) => (
            AnySigningKey::from(&svm_key),
            format!("a transaction message of {} bytes", message.len()),
        ),
    };
    let signed = request.sign_with(key).map_err(broken)?;

    // The server's side again.
    let report = examine(&bill, signed.header_text(), now()?);
    let report = report.ok_or_else(|| broken("a bill without offers"))?;
    Ok(Payment {
        title: plan.title,
        bill,
        required,
        to_sign,
        signed,
        report,
    })
}

/// Checks a header against the bill's one offer.
pub(super) fn examine(bill: &Bill, header: &str, now: UnixTimestamp) -> Option<Report> {
    let offer = bill.offers().first()?;
    Some(verify::examine_header(header, offer, &Context::new(now)))
}

pub(super) fn now() -> Result<UnixTimestamp, Failure> {
    UnixTimestamp::new(NOW).map_err(broken)
}

/// The facilitator's account, which pays Solana's fees.
pub(super) fn sponsor() -> Result<svm::Address, Failure> {
    SPONSOR.parse().map_err(broken)
}

/// The demonstration knows all its values: whatever fails is a defect of this program.
pub(super) fn broken(error: impl Display) -> Failure {
    Failure::new("the demonstration does not work")
        .got(error.to_string())
        .hint("please report this")
}

fn short_hex(bytes: &[u8]) -> String {
    crate::describe::shortened(&crate::describe::hex(bytes))
}

/// 2025-02-27T16:01:40Z.
pub(super) const NOW: u64 = 1_740_672_100;
const EVM_PAYEE: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const SVM_PAYEE: &str = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse";
const SPONSOR: &str = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu";
const RESOURCE: &str = "https://api.example.com/weather";
