//! Which request goes where.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, Response, StatusCode},
    routing::{get, post},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use x402_core::{SettleRequest, VerifyRequest, facilitator::SettlementKey};

use super::{
    Callers,
    callers::Known,
    ready,
    reply::{self, Refusal},
};
use crate::facilitator::Facilitator;

/// The limits of the endpoints.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct EndpointSettings {
    /// The longest body in bytes.
    pub longest_body: usize,
    /// The most requests to verify at once.
    pub most_verifying: usize,
    /// The most requests to settle at once; each may be held for 20 seconds.
    pub most_settling: usize,
}

impl Default for EndpointSettings {
    /// 256 KiB, 256 and 1,024.
    fn default() -> Self {
        Self {
            longest_body: 256 << 10,
            most_verifying: 256,
            most_settling: 1_024,
        }
    }
}

/// The endpoints of a facilitator. Clones are the same ones.
#[derive(Clone, Debug)]
pub struct Endpoints {
    facilitator: Facilitator,
    callers: Arc<RwLock<Arc<Callers>>>,
    longest_body: usize,
    verifying: Arc<Semaphore>,
    settling: Arc<Semaphore>,
    is_ending: Arc<AtomicBool>,
}

impl Endpoints {
    /// The endpoints of this facilitator.
    #[must_use]
    pub fn new(facilitator: Facilitator, settings: EndpointSettings) -> Self {
        Self {
            facilitator,
            callers: Arc::default(),
            longest_body: settings.longest_body,
            verifying: Arc::new(Semaphore::new(settings.most_verifying)),
            settling: Arc::new(Semaphore::new(settings.most_settling)),
            is_ending: Arc::default(),
        }
    }

    /// From now on new payments are not taken and `/ready` is 503; what was begun goes on.
    pub fn end(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
    }

    /// Changes who may ask, from the next request on; their limits begin anew.
    pub fn allow(&self, callers: Callers) {
        let mut known = self.callers.write().unwrap_or_else(PoisonError::into_inner);
        *known = Arc::new(callers);
    }

    /// The router.
    pub fn router(&self) -> Router {
        let help = || async { "POST a payment and its requirements as JSON to this path\n" };
        Router::new()
            .route("/verify", post(verify).get(help))
            .route("/settle", post(settle).get(help))
            .route("/supported", get(supported))
            .route("/settlements/{key}", get(settlement))
            .route("/live", get(|| async { "live\n" }))
            .route("/ready", get(is_ready))
            .route("/metrics", get(metrics))
            .with_state(self.clone())
    }

    /// Identifies and counts the caller of a request.
    fn call(&self, endpoint: &str, headers: &HeaderMap) -> Result<(), Refusal<'static>> {
        let callers = self.callers.read().unwrap_or_else(PoisonError::into_inner);
        let callers = Arc::clone(&callers);
        let known = callers.identify(headers);
        let counted = match &known {
            Ok(None) => return Ok(()),
            Ok(Some(known)) => known.count(),
            Err(_) => Err(Refusal::Unknown),
        };
        let name = known.ok().flatten().map(Known::name).unwrap_or_default();
        let result = counted.as_ref().map_or_else(Refusal::reason, |()| "taken");
        self.facilitator.count_call(name, endpoint, result);
        counted
    }

    fn permit(&self, of: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
        if self.is_ending.load(Ordering::Relaxed) {
            return None;
        }
        Arc::clone(of).try_acquire_owned().ok()
    }

    /// The body; a connection that breaks inside of it is answered as an empty one.
    async fn body(&self, request: Request) -> Result<Bytes, Refusal<'static>> {
        let too_long = || Refusal::TooLong(self.longest_body);
        let length = request.headers().get("content-length");
        let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > self.longest_body) {
            return Err(too_long());
        }
        let body = to_bytes(request.into_body(), self.longest_body).await;
        body.map_err(|_| too_long())
    }
}

async fn verify(State(endpoints): State<Endpoints>, request: Request) -> Response<Body> {
    if let Err(refusal) = endpoints.call("verify", request.headers()) {
        return refusal.of_verify();
    }
    let Some(_permit) = endpoints.permit(&endpoints.verifying) else {
        return Refusal::Busy.of_verify();
    };
    let body = match endpoints.body(request).await {
        Ok(body) => body,
        Err(refusal) => return refusal.of_verify(),
    };
    match VerifyRequest::parse(body) {
        Ok(request) => {
            let response = endpoints.facilitator.verify(request).await;
            reply::json(StatusCode::OK, response.to_string())
        }
        Err(error) => Refusal::Malformed(&error).of_verify(),
    }
}

async fn settle(State(endpoints): State<Endpoints>, request: Request) -> Response<Body> {
    if let Err(refusal) = endpoints.call("settle", request.headers()) {
        return refusal.of_settle();
    }
    let Some(_permit) = endpoints.permit(&endpoints.settling) else {
        return Refusal::Busy.of_settle();
    };
    let token = repeat_token(request.headers());
    let body = match endpoints.body(request).await {
        Ok(body) => body,
        Err(refusal) => return refusal.of_settle(),
    };
    match SettleRequest::parse(body) {
        Ok(request) => reply::settled(&endpoints.facilitator.settle(request, token).await),
        Err(error) => Refusal::Malformed(&error).of_settle(),
    }
}

/// The server's name for the settlement, if it gives one.
fn repeat_token(headers: &HeaderMap) -> Option<String> {
    let token = headers.get("idempotency-key")?.to_str().ok()?;
    (!token.is_empty() && token.len() <= 256).then(|| token.to_owned())
}

async fn supported(State(endpoints): State<Endpoints>) -> Response<Body> {
    let body = endpoints.facilitator.supported().to_string();
    reply::json(StatusCode::OK, body)
}

async fn settlement(
    State(endpoints): State<Endpoints>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    if let Err(refusal) = endpoints.call("settlements", &headers) {
        return refusal.of_settle();
    }
    let error = |status, text: &str| {
        let kind = "text/plain; charset=utf-8";
        reply::with_type(status, kind, format!("{text}\n"))
    };
    let key: SettlementKey = match key.parse() {
        Ok(key) => key,
        Err(wrong) => return error(StatusCode::BAD_REQUEST, &format!("{wrong}")),
    };
    match endpoints.facilitator.settlement(&key).await {
        Ok(Some((answer, _))) => reply::settled(&answer),
        Ok(None) => error(
            StatusCode::NOT_FOUND,
            "there is no settlement with this key",
        ),
        Err(_) => {
            let text = "the store did not answer: ask again";
            let mut response = error(StatusCode::SERVICE_UNAVAILABLE, text);
            reply::retry_after(&mut response, Some(1));
            response
        }
    }
}

async fn is_ready(State(endpoints): State<Endpoints>) -> Response<Body> {
    let health = endpoints.facilitator.health().await;
    let is_ending = endpoints.is_ending.load(Ordering::Relaxed);
    let status = if health.is_ready() && !is_ending {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    reply::json(status, ready::body(&health, is_ending))
}

async fn metrics(State(endpoints): State<Endpoints>) -> Response<Body> {
    let text = endpoints.facilitator.metrics();
    reply::with_type(StatusCode::OK, "text/plain; version=0.0.4", text)
}
