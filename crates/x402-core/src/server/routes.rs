//! The route matcher: which requests cost something.
//!
//! A [`RouteTable`] is a seller's list of routes, each with its charge. [`RouteTable::find`] tells
//! for a request whether it is free, charged by one of these routes, or refused.
//!
//! ```
//! use x402_core::server::routes::{RouteCharge, RouteMatch, RouteRequest, RouteTable};
//!
//! let table = RouteTable::new([
//!     ("GET /items/{id}", RouteCharge::Charged),
//!     ("GET /items/free", RouteCharge::Free),
//! ])?;
//! let RouteMatch::Charged(found) = table.find(&RouteRequest::new("GET", "/items/7")) else {
//!     panic!("the request has to be paid for");
//! };
//! assert_eq!((found.route(), found.param("id")), (0, Some("7")));
//!
//! let free = table.find(&RouteRequest::new("GET", "/items/free"));
//! assert_eq!(free, RouteMatch::Free);
//!
//! let RouteMatch::Refused(refused) = table.find(&RouteRequest::new("PUT", "/items/7")) else {
//!     panic!("the path has a price, and this method has none");
//! };
//! assert_eq!((refused.status(), refused.allow()), (405, &["GET".to_owned()][..]));
//! # Ok::<(), x402_core::server::routes::RouteError>(())
//! ```
//!
//! # Routes
//!
//! A route is a path, with a method in capitals before it if only that method is meant:
//! `GET /weather`, `/items/{id}`. `GET` includes `HEAD`. A last segment `*` is the rest of the
//! path. `WEBSOCKET /feed` is a WebSocket and must be free, since it cannot be paid for.
//!
//! Parameters are written as in the application:
//!
//! | framework | form | types |
//! |---|---|---|
//! | Starlette, `FastAPI` | `{id}`, `{id:int}` | `str` `path` `int` `float` `uuid` |
//! | Litestar | `{id:int}` | `str` `path` `int` `float` `uuid` `decimal` `date` `datetime` `time` `timedelta` |
//! | Flask | `<id>`, `<int:id>`, `<any(a,b):x>` | `string` `default` `any` `path` `int` `float` `uuid`, with arguments |
//! | Django | `<int:id>` | `str` `int` `slug` `uuid` `path` |
//!
//! Frameworks disagree about the texts that a type accepts. A charged route reads a type in its
//! widest sense and a free route in its narrowest, so that no difference makes a request free. For
//! the same reason a charged `/reports/*` includes `/reports` and `/reports/`, and a free one does
//! not.
//!
//! # Which route counts
//!
//! 1. Of the routes that match, the most specific one counts: literal before parameter before
//!    rest, segment by segment, and a typed parameter before one without type; then a route with a
//!    method before one without. Of two different routes that are as specific as each other, a
//!    charged one counts before a free one.
//! 2. A path that costs something in one method has no other methods: they are answered 405 until
//!    they are listed, since many handlers answer every method alike.
//! 3. The path must be written as the route is. If only a lenient reader of the path would take it
//!    for a charged route, it is answered 404. Lenient readers ignore case or a last slash, decode
//!    again, merge slashes, resolve dot segments, normalize Unicode, or cut at `?`, `#` or `;`.
//! 4. A path of more than 2,048 characters, with a control character in it, or encoded more than
//!    5 times over is answered 404, before anything else is looked at.
//! 5. A browser's preflight on a charged path is answered 405 unless an `OPTIONS` route is listed.
//!    CORS belongs outside of the paywall.
//! 6. A header that overrides the method must lead to the same result as the method, else the
//!    request is answered 400.
//!
//! If no route is charged, every request is free and none of this applies.
//!
//! # Time
//!
//! A match takes one pass over each reading of the path, without backtracking. It is linear in the
//! length of the path for every table. Routes share the work for the prefixes that they share: of
//! many routes only those cost something that the path still fits so far.

mod arguments;
mod atom;
mod charge;
mod class;
mod decision;
mod error;
mod outcome;
mod param_type;
mod parameter;
mod pattern;
mod rank;
mod ranking;
mod readings;
mod request;
mod sighting;
mod table;
mod trie;
mod values;
mod variants;

pub use self::{
    charge::RouteCharge,
    error::RouteError,
    outcome::{ChargedRoute, RouteMatch, RouteRefusal, RouteRefusalReason},
    pattern::RoutePattern,
    request::RouteRequest,
    table::RouteTable,
};

/// In characters. No route and no reading of a path is longer.
const LONGEST_PATH: usize = 2048;
