//! A facilitator's endpoints.
//!
//! | request | answer |
//! |---|---|
//! | `POST /verify`, `POST /settle` | 200 for every business answer, `settlement_pending` included |
//! | `GET /supported` | what is settled, and with which accounts |
//! | `GET /settlements/{key}` | what is known of a settlement, by the SHA-256 of its replay key and phase |
//! | `GET /live` | 200 while the process runs |
//! | `GET /ready` | 200 if every network can settle, else 503 with what is wrong |
//! | `GET /metrics` | counters for Prometheus |
//!
//! Where there are [`Callers`], `POST` and `/settlements` need a key: without one that is known the
//! answer is 401, and after too many requests 429 with `Retry-After`.
//!
//! A body that is not a request is answered with 400, one that is too long with 413. A process
//! that has too much to do, or ends, answers new requests with 503 and `Retry-After`: no row of
//! them exists. A 503 of `/settle` without that message proves nothing: an earlier request for the
//! payment may have reserved it.

mod callers;
mod ready;
mod reply;
mod router;

pub use self::{
    callers::{Caller, Callers},
    router::{EndpointSettings, Endpoints},
};
