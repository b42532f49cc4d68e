//! Routes that cannot be used.

use x402_core::server::routes::{RouteCharge, RouteError, RouteTable};

use super::table;

fn mistake(routes: &[(&str, RouteCharge)]) -> RouteError {
    match RouteTable::new(routes.iter().copied()) {
        Ok(_) => panic!("taken: {routes:?}"),
        Err(error) => error,
    }
}

#[test]
fn no_route_is_guessed() {
    for text in [
        "",
        "weather",
        "get /weather",
        "GET weather",
        "GET  ",
        "GET,POST /weather",
        "GET\t/weather",
        "/items/:id",
        "/items/[id]",
        "/items/{id",
        "/items/{}",
        "/items/{7}",
        "/items/{a b}",
        "/items/{a}/{a}",
        "/items/<id",
        "/items/<int:>",
        "/items/<int(:id>",
        "/items/<int(x=1):id>",
        "/items/<any:id>",
        "/items/<any():id>",
        "/items/<string(length=x):id>",
        "/items/<string(\"a):id>",
        "/items/{id:integer}",
        "/items/{id:slug}",
        "/items/<decimal:id>",
        "/*/x",
        "/a*",
        "/a/../b",
        "/.",
        "/a?b",
        "/a%20b",
        "/a b",
        "/a\u{7}",
        "https://shop.test/weather",
        "WEBSOCKET /feed",
    ] {
        let error = mistake(&[("/first", RouteCharge::Free), (text, RouteCharge::Charged)]);
        assert_eq!((error.index(), error.route()), (1, text));
    }
    let long = format!("/{}", "x".repeat(2048));
    assert_eq!(mistake(&[(&long, RouteCharge::Charged)]).route(), long);
    let most = format!("GET /{}", "x".repeat(2047));
    table(&[&most]);
}

#[test]
fn a_mistake_is_explained() {
    for (text, charge, expected) in [
        (
            "/items/{id:integer}",
            RouteCharge::Charged,
            "not a valid route: \"/items/{id:integer}\": expected one of the types str, path, int, \
             float, uuid, decimal, date, datetime, time, timedelta; for a type of your own write \
             `{name}` or `{name:path}`, found \"integer\"",
        ),
        (
            "/items/<int(min=5):id>",
            RouteCharge::Free,
            "not a valid route: \"/items/<int(min=5):id>\": expected a free route without `min` \
             and `max`: only its digits are compared, found \"min or max\"",
        ),
        (
            "/items/<string(length=65):id>",
            RouteCharge::Free,
            "not a valid route: \"/items/<string(length=65):id>\": expected a length of at most 64, \
             found \"65\"",
        ),
        (
            "/a b",
            RouteCharge::Charged,
            "not a valid route: \"/a b\": expected a path such as `/weather`, `/items/{id}` or \
             `/reports/*`, with a method in capitals before it where only that one is meant, \
             found \" b\"",
        ),
    ] {
        assert_eq!(mistake(&[(text, charge)]).to_string(), expected);
    }
}

#[test]
fn no_two_routes_are_the_same() {
    for (one, other) in [
        ("GET /items/{id}", "GET /items/{name}"),
        ("GET /items/{id}", "GET /items/<string:id>"),
        ("GET /items/{id}", "GET  /items/{id}"),
        ("/items/{n:int}", "/items/<int:m>"),
        (
            "/items/<string(length=2):n>",
            "/items/<default(length=2):m>",
        ),
        ("/a/*", "/a/*"),
        ("/a/<any(x):k>", "/a/<any('x'):l>"),
    ] {
        for charge in [RouteCharge::Charged, RouteCharge::Free] {
            let error = mistake(&[(one, charge), (other, RouteCharge::Charged)]);
            assert_eq!(error.route(), other);
            assert_eq!(error.expected(), "no other route for the same requests");
            assert_eq!(error.found(), format!("{one:?}"));
        }
    }
    // Charged, both are for every number.
    for (one, other) in [
        ("/items/<int(min=1):n>", "/items/<int(max=0):n>"),
        ("/items/<int(min=1):n>", "/items/<int:n>"),
        ("/items/{n:float}", "/items/{n:decimal}"),
    ] {
        mistake(&[(one, RouteCharge::Charged), (other, RouteCharge::Charged)]);
    }
    table(&[
        "/items/<string(length=2):id>",
        "/items/{id}",
        "-GET /items/{id}",
        "-GET /items/{id}/",
        "-/items/{id:int}",
    ]);
}
