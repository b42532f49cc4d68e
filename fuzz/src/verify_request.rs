use std::sync::{Arc, LazyLock};

use x402_core::{
    Address, Network, UnixTimestamp, VerifyRequest,
    chain::{Facts, Quorum},
    facilitator::{Capabilities, Verification, VerificationEvent, VerificationStep},
};

/// Reads the bytes as the body of `POST /verify` and has a facilitator judge it, whose nodes
/// answer nothing.
///
/// # Panics
///
/// If the answer is not a function of the request, if a payment is valid of which the chain has
/// told nothing, or if a second round asks what was asked before.
pub fn verify_request(data: &[u8]) {
    let Ok(request) = VerifyRequest::parse(data) else {
        return;
    };
    let request = Box::new(request);
    let now = UnixTimestamp::new(1_740_672_100).expect("a time");
    let mut verification = Verification::new(Arc::clone(&CAPABILITIES));
    let event = VerificationEvent::Request { request, now };
    let mut again = verification.clone();
    let step = again.advance(event.clone()).expect("the first event");
    assert_eq!(verification.advance(event), Ok(step.clone()));
    assert_eq!(again, verification);
    let response = match step {
        VerificationStep::Answer(response) => response,
        VerificationStep::Ask { queries, .. } => {
            assert!(!queries.is_empty(), "a round without a query");
            let event = VerificationEvent::Answered {
                facts: Facts::new(),
                quorum: Quorum::of(1),
                now,
            };
            match verification.advance(event).expect("the answers") {
                VerificationStep::Answer(response) => response,
                step @ VerificationStep::Ask { .. } => panic!("asked again: {step:?}"),
            }
        }
    };
    assert!(!response.is_valid, "{response}");
    assert!(response.invalid_reason.is_some(), "{response}");
}

static CAPABILITIES: LazyLock<Arc<Capabilities>> = LazyLock::new(|| {
    let account = |text: &str| text.parse::<Address>().expect("an address");
    let evm = account("0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf");
    let svm = account("9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu");
    let capabilities = Capabilities::new()
        .with_network(Network::eip155(84532), [evm])
        .and_then(|it| it.with_network(Network::solana_devnet(), [svm]))
        .expect("two networks");
    Arc::new(capabilities.with_wallet_queries(true))
});
