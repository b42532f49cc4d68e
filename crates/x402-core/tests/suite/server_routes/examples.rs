//! Requests, and what they cost.

use x402_core::server::routes::{
    RouteMatch, RouteRefusal, RouteRefusalReason as Reason, RouteRequest, RouteTable,
};

use super::{find, shown, table};

fn shop() -> RouteTable {
    table(&[
        "GET /weather",
        "/items/{id}",
        "-/items/free",
        "POST /items/{id}",
        "/reports/*",
        "-/reports/open/*",
        "GET /files/{name}.json",
        "GET /deep/{rest:path}/end",
        "GET /slash/",
        "-WEBSOCKET /reports/feed",
    ])
}

#[test]
fn requests_for_a_shop() {
    let shop = shop();
    for (method, path, expected) in [
        ("GET", "/weather", "GET /weather"),
        ("HEAD", "/weather", "GET /weather"),
        ("get", "/weather", "GET /weather"),
        ("POST", "/weather", "405"),
        ("OPTIONS", "/weather", "405"),
        ("WEBSOCKET", "/weather", "403"),
        ("BREW", "/weather", "405"),
        ("GET", "/weathers", "free"),
        ("GET", "/", "free"),
        ("GET", "", "free"),
        ("GET", "/items/7", "/items/{id}"),
        ("PUT", "/items/7", "/items/{id}"),
        ("POST", "/items/7", "POST /items/{id}"),
        ("GET", "/items/free", "free"),
        ("GET", "/items/free/", "free"),
        // Paying is right for both readings.
        ("GET", "/items/FREE", "/items/{id}"),
        ("GET", "/items/", "free"),
        ("GET", "/items/7/8", "free"),
        ("GET", "/items/a b;c=%20?.", "/items/{id}"),
        ("GET", "/reports", "/reports/*"),
        ("GET", "/reports/", "/reports/*"),
        ("GET", "/reports/2026/11", "/reports/*"),
        ("GET", "/reports/open", "/reports/*"),
        ("GET", "/reports/open/", "/reports/*"),
        ("GET", "/reports/open/2026", "free"),
        ("GET", "/reports//open/2026", "/reports/*"),
        ("GET", "/reportsopen", "free"),
        ("WEBSOCKET", "/reports/feed", "free"),
        ("WEBSOCKET", "/reports/other", "403"),
        ("GET", "/files/a.json", "GET /files/{name}.json"),
        ("GET", "/files/a.xml", "free"),
        ("GET", "/deep/a/b/c/end", "GET /deep/{rest:path}/end"),
        ("GET", "/slash/", "GET /slash/"),
        ("GET", "/slash", "404"),
    ] {
        assert_eq!(find(&shop, method, path), expected, "{method} {path}");
    }
}

#[test]
fn what_a_lenient_reader_takes_for_a_route_is_not_free() {
    let shop = shop();
    for path in [
        "/weather/",
        "//weather",
        "/./weather",
        "/x/../weather",
        "/../weather",
        "/Weather",
        "/WEATHER/",
        "/weather;v=1",
        "/weather;",
        "/;/weather",
        "/weather?x",
        "/weather#x",
        "/weath%65r",
        "/weath%2565r",
        "/%2e/weather",
        "/x/%2e%2e/weather",
        "/x/..%2fweather",
        "\\weather",
        "/x\\..\\weather",
        "/weather\0",
        "/weather ",
        "/we\u{7f}ather",
        "/ｗeather",
        "／weather",
        "weather",
        "http://shop.test/weather",
        " x:/weather",
        "/weather%00",
        "/weather%250a",
        "/weather\u{2028}",
        "/reports/open/../closed",
        "/reports/open/..;/closed",
        "/reports/open/%2e%2e/closed",
        "/Reports/x",
        "/a/../reports/x",
    ] {
        assert_eq!(find(&shop, "GET", path), "404", "{path}");
    }
}

#[test]
fn limits_are_named() {
    let shop = shop();
    let encoded = |times: usize| format!("/x%{}41", "25".repeat(times));
    for (path, expected) in [
        (format!("/{}", "x".repeat(2047)), None),
        (format!("/{}", "x".repeat(2048)), Some(Reason::PathTooLong)),
        (format!("/{}", "é".repeat(2047)), None),
        // A reading of it begins with a slash.
        ("x".repeat(2048), None),
        // One character that normalizes to eighteen.
        (
            format!("/{}", "\u{fdfa}".repeat(2000)),
            Some(Reason::PathTooLong),
        ),
        (encoded(4), None),
        (encoded(5), Some(Reason::EncodedTooOften)),
        (
            format!("/%{}", "25".repeat(1000)),
            Some(Reason::EncodedTooOften),
        ),
        ("/x\u{85}".to_owned(), Some(Reason::ControlCharacter)),
        ("/x%252500".to_owned(), Some(Reason::ControlCharacter)),
    ] {
        let found = shop.find(&RouteRequest::new("GET", &path));
        assert_eq!(
            refusal(&found).map(RouteRefusal::reason),
            expected,
            "{path}"
        );
    }
    assert_eq!(find(&table(&["-/weather"]), "GET", "/x\0"), "free");
}

/// A free route must not hide a charged one from a reader who does not fold case.
#[test]
fn case_does_not_shadow_a_charged_route() {
    let files = table(&["GET /files/*", "-GET /files/public/*"]);
    for (path, expected) in [
        ("/files/public/a.pdf", "free"),
        ("/files/Public/a.pdf", "GET /files/*"),
        ("//files/Public/a.pdf", "404"),
        ("///files/PUBLIC/a.pdf", "404"),
        ("//files/public/a.pdf", "free"),
        ("/files/public//a.pdf", "GET /files/*"),
        ("/files/public", "GET /files/*"),
    ] {
        assert_eq!(find(&files, "GET", path), expected, "{path}");
    }
    let capitals = table(&["GET /Weather"]);
    assert_eq!(find(&capitals, "GET", "/Weather"), "GET /Weather");
    assert_eq!(find(&capitals, "GET", "/weather"), "404");
}

#[test]
fn a_last_slash_is_overlooked_unless_both_are_listed() {
    let both = table(&["/a/", "-/a", "/b/", "/b", "-/{c}", "/c/", "-/d/", "/d/*"]);
    for (path, expected) in [
        ("/a", "free"),
        ("/a/", "/a/"),
        ("/b", "/b"),
        ("/b/", "/b/"),
        ("//b", "404"),
        ("/c", "404"),
        ("/c/", "/c/"),
        ("/d", "/d/*"),
        ("/d/", "free"),
        ("/d/x/", "/d/*"),
    ] {
        assert_eq!(find(&both, "GET", path), expected, "{path}");
    }
    let shadow = table(&["-/a/", "/{x}"]);
    assert_eq!(find(&shadow, "GET", "/a"), "/{x}");
    assert_eq!(find(&shadow, "GET", "/a/"), "free");
    assert_eq!(find(&shadow, "GET", "//a"), "404");
    let below = table(&["-/*", "/a", "-/{x}/b", "/c/b/"]);
    assert_eq!(find(&below, "GET", "/a/"), "404");
    assert_eq!(find(&below, "GET", "/c/b"), "404");
}

#[test]
fn the_most_specific_route_counts() {
    let routes = table(&[
        "/{a:path}",
        "/{a:path}/raw",
        "/x/{b}",
        "/x/{b}.png",
        "/x/{b:int}",
        "-GET /x/y",
        "/x/y",
        "-/n/{i:int}",
        "/n/{s}",
        "-GET /m/{i:int}",
        "/m/{u:uuid}",
    ]);
    for (method, path, expected) in [
        ("GET", "/q/r", "/{a:path}"),
        ("GET", "/q/raw", "/{a:path}/raw"),
        ("GET", "/x/q", "/x/{b}"),
        ("GET", "/x/7.png", "/x/{b}.png"),
        ("GET", "/x/7", "/x/{b:int}"),
        ("GET", "/x/y", "free"),
        ("POST", "/x/y", "/x/y"),
        ("GET", "/n/7", "free"),
        ("GET", "/n/x", "/n/{s}"),
        ("GET", "/n/-7", "/n/{s}"),
        // As specific as each other: an application may try either first.
        ("GET", "/m/12345678123456781234567812345678", "/m/{u:uuid}"),
    ] {
        assert_eq!(find(&routes, method, path), expected, "{method} {path}");
    }
}

#[test]
fn a_preflight_never_reaches_a_charged_handler() {
    let shop = table(&[
        "GET /weather",
        "/rpc",
        "-OPTIONS /open",
        "/open",
        "OPTIONS /sold",
        "GET /sold",
    ]);
    let asking = |method, path| {
        RouteRequest::new(method, path)
            .with_header("Access-Control-Request-Method", "GET")
            .with_header("origin", "https://shop.example")
    };
    let preflight = |path| shop.find(&asking("options", path));
    for path in ["/weather", "/rpc"] {
        let found = preflight(path);
        let refused = refusal(&found).expect("refused");
        assert_eq!(
            (refused.status(), refused.reason()),
            (405, Reason::Preflight)
        );
    }
    assert_eq!(refusal(&preflight("/weather")).unwrap().allow(), ["GET"]);
    assert_eq!(preflight("/open"), RouteMatch::Free);
    assert_eq!(preflight("/other"), RouteMatch::Free);
    assert_eq!(shown(&shop, &preflight("/sold")), "OPTIONS /sold");
    assert_eq!(find(&shop, "OPTIONS", "/rpc"), "/rpc");
    let get = shop.find(&asking("GET", "/weather"));
    assert_eq!(shown(&shop, &get), "GET /weather");
    let half = RouteRequest::new("OPTIONS", "/rpc").with_header("Origin", "https://shop.example");
    assert_eq!(shown(&shop, &shop.find(&half)), "/rpc");
}

#[test]
fn headers_that_override_the_method() {
    let shop = table(&["POST /a", "DELETE /a"]);
    for (header, overrides) in [
        ("X-HTTP-Method-Override", true),
        ("x_http_method_override", true),
        ("X-HTTP-Method", true),
        ("HTTP-Method", true),
        ("X-Method-Override", true),
        ("X-Vendor-Method-Override", true),
        ("X-Method", false),
        ("Xhttp-Method", false),
        ("Access-Control-Request-Method", false),
        ("Origin", false),
    ] {
        let request = RouteRequest::new("POST", "/a").with_header(header, "DELETE");
        let expected = if overrides { "400" } else { "POST /a" };
        assert_eq!(shown(&shop, &shop.find(&request)), expected, "{header}");
    }
}

#[test]
fn a_refused_method_names_the_others() {
    let shop = table(&["GET /a", "-POST /a", "-WEBSOCKET /a", "/b"]);
    let found = shop.find(&RouteRequest::new("DELETE", "/a"));
    assert_eq!(refusal(&found).unwrap().allow(), ["GET", "POST"]);
    assert_eq!(
        refusal(&found).unwrap().detail(),
        r#""/a" has a price in other methods, and none in "DELETE""#
    );
    // A client can send the word as a method of HTTP.
    let found = shop.find(&RouteRequest::new("WEBSOCKET", "/a"));
    assert_eq!(refusal(&found).unwrap().status(), 405);
    assert_eq!(find(&shop, "WEBSOCKET", "/a"), "free");
    assert_eq!(find(&shop, "WEBSOCKET", "/b"), "403");
}

#[test]
fn an_overridden_method_must_lead_to_the_same_route() {
    let shop = table(&["POST /a", "DELETE /a", "-GET /a", "/rpc"]);
    for (method, path, value, expected) in [
        ("POST", "/a", "DELETE", "400"),
        ("POST", "/a", "post", "POST /a"),
        ("GET", "/a", "POST", "400"),
        ("GET", "/a", "HEAD", "free"),
        ("POST", "/a", "PATCH", "400"),
        ("POST", "/a", "", "400"),
        ("PATCH", "/a", "POST", "405"),
        ("POST", "/rpc", "DELETE", "/rpc"),
        ("POST", "/other", "DELETE", "free"),
    ] {
        let request = RouteRequest::new(method, path)
            .with_header("X-HTTP-Method", method)
            .with_header("X-HTTP-Method-Override", value);
        let found = shop.find(&request);
        assert_eq!(shown(&shop, &found), expected, "{method} {path} {value}");
        if expected == "400" {
            let detail = refusal(&found).unwrap().detail();
            assert!(detail.contains("X-HTTP-Method-Override"), "{detail}");
        }
    }
}

#[test]
fn paths_below_a_root() {
    let find = |table: &RouteTable, path: &str, other: &str| {
        shown(
            table,
            &table.find(&RouteRequest::new("GET", path).with_path(other)),
        )
    };
    let shop = table(&["GET /weather"]);
    assert_eq!(find(&shop, "/weather", "/api/weather"), "GET /weather");
    assert_eq!(find(&shop, "/free", "/api/free"), "free");
    assert_eq!(find(&shop, "/x//weather", "/weather/"), "404");
    let whole = table(&["GET /api/weather"]);
    assert_eq!(find(&whole, "/weather", "/api/weather"), "GET /api/weather");
    let two = table(&["GET /weather", "GET /api/weather"]);
    assert_eq!(find(&two, "/weather", "/api/weather"), "404");
}

#[test]
fn the_first_parameter_takes_the_most() {
    let shop = table(&[
        "/tiles/{z}-{x}-{y}.png",
        "/{a:path}/tree/{b:path}",
        "/n/{a}-{n:int}",
        "/of/<any(a,ab):k><r>",
        "/around/<l><any(a,ab,b):k><r>",
        "/all/*",
    ]);
    for (path, expected) in [
        (
            "/tiles/1-2-3-4.png",
            &[("z", "1-2"), ("x", "3"), ("y", "4")][..],
        ),
        ("/a/tree/b/tree/c", &[("a", "a/tree/b"), ("b", "c")]),
        ("/n/a-b-12", &[("a", "a-b"), ("n", "12")]),
        ("/n/é-1-2", &[("a", "é-1"), ("n", "2")]),
        ("/around/-ab-", &[("l", "-a"), ("k", "b"), ("r", "-")]),
        ("/of/abc", &[("k", "a"), ("r", "bc")]),
        ("/all/x/y", &[]),
    ] {
        let RouteMatch::Charged(found) = shop.find(&RouteRequest::new("GET", path)) else {
            panic!("{path} is not charged");
        };
        let params = found.params().iter();
        let params: Vec<_> = params.map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(params, expected, "{path}");
        assert_eq!(found.path(), path);
    }
}

fn refusal(found: &RouteMatch) -> Option<&RouteRefusal> {
    match found {
        RouteMatch::Refused(refused) => Some(refused),
        _ => None,
    }
}
