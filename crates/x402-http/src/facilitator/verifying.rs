//! One `/verify` request.

use x402_core::{
    VerifyRequest, VerifyResponse,
    facilitator::{Verification, VerificationEvent, VerificationStep},
};

use super::world::World;

/// The answer; `None` if the machine does not wait for what it is given, which is a fault here.
pub(super) async fn verify(world: &World, request: VerifyRequest) -> Option<VerifyResponse> {
    let mut machine = Verification::new(world.capabilities());
    let mut event = VerificationEvent::Request {
        request: Box::new(request),
        now: world.now(),
    };
    loop {
        event = match machine.advance(event).ok()? {
            VerificationStep::Ask { network, queries } => VerificationEvent::Answered {
                facts: world.chain.ask(&network, &queries).await,
                quorum: world.chain.quorum(&network),
                now: world.now(),
            },
            VerificationStep::Answer(response) => return Some(*response),
        };
    }
}
