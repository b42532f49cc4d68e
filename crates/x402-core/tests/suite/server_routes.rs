//! Which requests cost something: doubt never makes one free.

mod examples;
mod mistakes;
mod oracle;
mod properties;
mod types;

use x402_core::server::routes::{RouteCharge, RouteMatch, RouteRequest, RouteTable};

/// A table; a route that begins with `-` is free.
fn table(routes: &[&str]) -> RouteTable {
    let routes = routes.iter().map(|text| match text.strip_prefix('-') {
        Some(text) => (text, RouteCharge::Free),
        None => (*text, RouteCharge::Charged),
    });
    RouteTable::new(routes).expect("valid routes")
}

/// `free`, the text of the route, or the status.
fn shown(table: &RouteTable, found: &RouteMatch) -> String {
    match found {
        RouteMatch::Free => "free".to_owned(),
        RouteMatch::Charged(found) => table.routes()[found.route()].as_str().to_owned(),
        RouteMatch::Refused(refused) => refused.status().to_string(),
    }
}

fn find(table: &RouteTable, method: &str, path: &str) -> String {
    let request = match method {
        "WEBSOCKET" => RouteRequest::websocket(path),
        method => RouteRequest::new(method, path),
    };
    shown(table, &table.find(&request))
}
