//! What is found about a paid URL.

use x402_core::{
    header,
    json::Json,
    message::PaymentRequired,
    server::endpoint::{
        ClientFinding, EndpointReport, EndpointSubject, FindingLevel, NoResponse, Probe,
        ProbeResponse, PublishedClient,
    },
};

use crate::accounts::{eip3009, evm_entry, permit2};

const URL: &str = "https://api.example.com/weather";

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> ProbeResponse {
    let headers = headers.iter();
    let headers = headers.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    ProbeResponse {
        status,
        headers: headers.collect(),
        body: body.into(),
    }
}

/// The value of `PAYMENT-REQUIRED` with these entries and further members.
fn terms(entries: &[String], more: &str) -> String {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"{URL}","description":"The weather"}},"accepts":[{}]{more}}}"#,
        entries.join(",")
    );
    header::encode_payment_required(&PaymentRequired::parse(text).unwrap()).unwrap()
}

fn report(responses: &[(Probe, Option<ProbeResponse>)]) -> EndpointReport {
    let responses = responses.iter().map(|(probe, response)| {
        let response = response.clone();
        (*probe, response.ok_or(NoResponse::Connection))
    });
    EndpointReport::new(URL, &responses.collect::<Vec<_>>()).unwrap()
}

/// What was found about one subject.
fn found(report: &EndpointReport, subject: EndpointSubject) -> Vec<(FindingLevel, &str)> {
    let findings = report.findings().iter();
    findings
        .filter(|finding| finding.subject() == subject)
        .map(|finding| (finding.level(), finding.text()))
        .collect()
}

/// The report on a 402 with these terms.
fn unpaid(entries: &[String], more: &str) -> EndpointReport {
    let value = terms(entries, more);
    let unpaid = response(402, &[("Payment-Required", &value)], "{}");
    report(&[(Probe::Unpaid, Some(unpaid))])
}

const BAZAAR: &str = r#","extensions":{"bazaar":{"info":{"input":{"type":"http","method":"GET"}},"schema":{"type":"object"}}}"#;

#[test]
fn an_endpoint_without_a_fault() {
    let value = terms(&[eip3009()], BAZAAR);
    let cors = [
        ("payment-required", &*value),
        ("access-control-allow-origin", "*"),
        (
            "access-control-expose-headers",
            "PAYMENT-REQUIRED, PAYMENT-RESPONSE",
        ),
        ("cache-control", "no-store"),
    ];
    let preflight = [
        ("access-control-allow-origin", "https://app.example"),
        (
            "access-control-allow-headers",
            "Payment-Signature, Access-Control-Expose-Headers",
        ),
    ];
    let page = [
        ("payment-required", &*value),
        ("content-type", "text/html; charset=utf-8"),
        ("vary", "Origin, Accept"),
    ];
    let report = report(&[
        (Probe::Unpaid, Some(response(402, &cors, "{}"))),
        (Probe::Preflight, Some(response(204, &preflight, ""))),
        (Probe::Head, Some(response(402, &cors, ""))),
        (Probe::Page, Some(response(402, &page, "<p>"))),
        (
            Probe::Plain,
            Some(response(
                308,
                &[("location", "https://api.example.com/weather")],
                "",
            )),
        ),
    ]);
    let texts: Vec<String> = report
        .findings()
        .iter()
        .map(|it| format!("{} {}: {}", it.level(), it.subject(), it.text()))
        .collect();
    assert_eq!(
        texts,
        [
            "good terms: version 2, entry 0: 0.01 USDC on Base Sepolia to \
             0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
            "good flow: authorization: settled after the work",
            "good description: 11 characters",
            "good bazaar: can be listed: GET",
            "good cors: scripts on other sites can pay",
            "good head: 402 with the terms",
            "good page: a page for people",
            "good caching: no-store",
            "good https: plain http is redirected to https",
        ]
    );
    let payers = report.clients().iter();
    let payers = payers
        .filter(|it| it.entry() == Some(0))
        .map(ClientFinding::client);
    assert_eq!(
        payers.collect::<Vec<_>>(),
        [
            PublishedClient::X402Npm,
            PublishedClient::X402Pypi,
            PublishedClient::X402Go,
            PublishedClient::X402Rs,
            PublishedClient::Faremeter,
        ]
    );
}

#[test]
fn what_is_not_a_402_with_terms_is_a_problem() {
    let value = terms(&[eip3009()], "");
    let other = terms(&[permit2()], "");
    for (seen, text) in [
        (None, "expected 402, found no response"),
        (
            Some(response(200, &[], "sunny")),
            "expected 402, found 200: the resource is served without a payment",
        ),
        (
            Some(response(
                308,
                &[("Location", "https://www.example.com/")],
                "",
            )),
            "expected 402, found 308 to \"https://www.example.com/\": name that URL, as not every \
             client follows",
        ),
        (
            Some(response(405, &[], "")),
            "expected 402, found 405: name the method that is paid for",
        ),
        (Some(response(500, &[], "")), "expected 402, found 500"),
        (
            Some(response(402, &[], "{}")),
            "expected the header PAYMENT-REQUIRED (version 2) or a message of version 1 in the \
             body, found neither",
        ),
        (
            Some(response(402, &[("payment-required", "???")], "")),
            "the terms cannot be read: ",
        ),
        (
            Some(response(
                402,
                &[("payment-required", &value), ("payment-required", &other)],
                "",
            )),
            "the terms cannot be read: ",
        ),
        (
            Some(response(402, &[], r#"{"x402Version":1,"accepts":5}"#)),
            "the terms cannot be read: ",
        ),
        (Some(response(402, &[], "\u{feff}[")), "expected the header"),
    ] {
        let report = report(&[(Probe::Unpaid, seen)]);
        let terms = found(&report, EndpointSubject::Terms);
        assert!(terms[0].1.starts_with(text), "{terms:?}");
        assert_eq!(report.worst(), FindingLevel::Problem);
        assert!(report.clients().is_empty());
    }
    assert!(EndpointReport::new("ftp://a.example", &[]).is_err());
    assert_eq!(
        EndpointReport::new("http://a.example/x", &[])
            .unwrap()
            .findings()
            .last()
            .map(|it| (it.subject(), it.level())),
        Some((EndpointSubject::Https, FindingLevel::Problem))
    );
}

#[test]
fn entries_are_judged_one_by_one() {
    let none = evm_entry("10000", r#"{"name":"US Dollar","version":"2"}"#);
    let report = unpaid(&[none.clone(), eip3009()], "");
    let terms = found(&report, EndpointSubject::Terms);
    assert_eq!(terms[0].0, FindingLevel::Good);
    assert_eq!(terms[1].0, FindingLevel::Warning);
    assert!(terms[1].1.starts_with("version 2, entry 0: "), "{terms:?}");
    assert_eq!(unpaid(&[none], "").worst(), FindingLevel::Problem);
    let upfront = r#"{"name":"USDC","version":"2","paymentFlow":"upfront"}"#;
    let report = unpaid(&[evm_entry("10000", upfront)], "");
    assert_eq!(
        found(&report, EndpointSubject::Flow)[0].0,
        FindingLevel::Note
    );
    let later = r#"{"name":"USDC","version":"2","paymentFlow":"later"}"#;
    let report = unpaid(&[evm_entry("10000", later)], "");
    assert_eq!(
        found(&report, EndpointSubject::Flow)[0].0,
        FindingLevel::Warning
    );
    let bazaar = BAZAAR.replace("GET", "get");
    let report = unpaid(&[eip3009()], &bazaar);
    let [(FindingLevel::Warning, text)] = found(&report, EndpointSubject::Bazaar)[..] else {
        panic!("{report:?}");
    };
    assert!(text.starts_with("cannot be listed: "), "{text}");
    let long = terms_with_description(501);
    let long = response(402, &[("payment-required", &long)], "");
    let report = self::report(&[(Probe::Unpaid, Some(long))]);
    assert_eq!(
        found(&report, EndpointSubject::Description)[0].0,
        FindingLevel::Warning
    );
}

fn terms_with_description(length: usize) -> String {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"{URL}","description":"{}"}},"accepts":[{}]}}"#,
        "x".repeat(length),
        eip3009()
    );
    header::encode_payment_required(&PaymentRequired::parse(text).unwrap()).unwrap()
}

#[test]
fn published_clients_differ() {
    let pays = |report: &EndpointReport| -> Vec<Option<usize>> {
        report.clients().iter().map(ClientFinding::entry).collect()
    };
    let some = Some(0);
    assert_eq!(
        pays(&unpaid(&[permit2()], "")),
        [some, some, some, None, None, None]
    );
    assert_eq!(
        pays(&unpaid(&[permit2(), eip3009()], "")),
        [some, some, some, Some(1), Some(1), None]
    );
    let dear = evm_entry("1000001", r#"{"name":"USDC","version":"2"}"#);
    let report = unpaid(&[dear], "");
    assert_eq!(pays(&report), [None, None, some, some, some, None]);
    assert_eq!(
        report.clients()[0].text(),
        "by default it pays at most 1 USDC"
    );
    let body = r#"{"x402Version":1,"error":"","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","resource":"https://api.example.com/weather","description":"","mimeType":"","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","extra":{"name":"USDC","version":"2"}}]}"#;
    let old = report_of_body(body);
    assert_eq!(pays(&old), [some, some, None, None, some, some]);
    assert_eq!(found(&old, EndpointSubject::Bazaar), []);
}

fn report_of_body(body: &str) -> EndpointReport {
    report(&[(Probe::Unpaid, Some(response(402, &[], body)))])
}

/// A 402 with terms and these headers.
fn with(headers: &[(&str, &str)]) -> ProbeResponse {
    let value = terms(&[eip3009()], "");
    let mut all = vec![("payment-required", &*value)];
    all.extend(headers);
    response(402, &all, "")
}

#[test]
fn scripts_need_all_that_they_send_and_read() {
    let allowed = ("access-control-allow-origin", "*");
    let exposed = ("access-control-expose-headers", "*");
    let asked = ("access-control-allow-headers", "payment-signature");
    for (headers, preflight, level, text) in [
        (
            &[][..],
            Some(response(405, &[], "")),
            FindingLevel::Note,
            "no Access-Control-Allow-Origin",
        ),
        (
            &[allowed],
            Some(response(
                204,
                &[allowed, ("access-control-allow-headers", "*")],
                "",
            )),
            FindingLevel::Warning,
            "Access-Control-Expose-Headers lacks payment-required, payment-response",
        ),
        (
            &[allowed, exposed],
            Some(response(204, &[allowed, asked], "")),
            FindingLevel::Warning,
            "lacks access-control-expose-headers",
        ),
        (
            &[allowed, exposed],
            Some(response(402, &[allowed], "")),
            FindingLevel::Warning,
            "the preflight is refused with 402",
        ),
        (
            &[allowed, exposed],
            None,
            FindingLevel::Warning,
            "the preflight has no response",
        ),
        (
            &[exposed],
            Some(response(
                200,
                &[allowed, ("access-control-allow-headers", "*")],
                "",
            )),
            FindingLevel::Warning,
            "the 402 has no Access-Control-Allow-Origin",
        ),
    ] {
        let report = report(&[
            (Probe::Unpaid, Some(with(headers))),
            (Probe::Preflight, preflight),
        ]);
        let [(found, words)] = found(&report, EndpointSubject::Cors)[..] else {
            panic!("{report:?}");
        };
        assert!(found == level && words.ends_with(text), "{words}");
    }
}

#[test]
fn a_402_is_not_for_caches() {
    for (control, level) in [
        ("no-store", FindingLevel::Good),
        ("No-Cache, no-store, max-age=60", FindingLevel::Good),
        ("public, max-age=60", FindingLevel::Warning),
        ("s-maxage=\"60\"", FindingLevel::Warning),
        ("private, max-age=60", FindingLevel::Note),
        ("max-age=0", FindingLevel::Note),
        ("", FindingLevel::Note),
    ] {
        let report = report(&[(Probe::Unpaid, Some(with(&[("cache-control", control)])))]);
        let found = found(&report, EndpointSubject::Caching);
        assert_eq!(found[0].0, level, "{control}");
    }
}

#[test]
fn other_readers_see_a_402() {
    let html = ("content-type", "Text/HTML");
    for (probe, seen, subject, level) in [
        (
            Probe::Head,
            None,
            EndpointSubject::Head,
            FindingLevel::Warning,
        ),
        (
            Probe::Head,
            Some(response(402, &[], "")),
            EndpointSubject::Head,
            FindingLevel::Warning,
        ),
        (
            Probe::Head,
            Some(response(405, &[], "")),
            EndpointSubject::Head,
            FindingLevel::Note,
        ),
        (
            Probe::Head,
            Some(response(200, &[], "")),
            EndpointSubject::Head,
            FindingLevel::Note,
        ),
        (
            Probe::Page,
            Some(with(&[])),
            EndpointSubject::Page,
            FindingLevel::Note,
        ),
        (
            Probe::Page,
            Some(with(&[html])),
            EndpointSubject::Page,
            FindingLevel::Warning,
        ),
        (
            Probe::Page,
            Some(response(402, &[html, ("vary", "accept")], "")),
            EndpointSubject::Page,
            FindingLevel::Warning,
        ),
        (
            Probe::Page,
            Some(response(200, &[html], "")),
            EndpointSubject::Page,
            FindingLevel::Problem,
        ),
        (
            Probe::Plain,
            None,
            EndpointSubject::Https,
            FindingLevel::Good,
        ),
        (
            Probe::Plain,
            Some(with(&[])),
            EndpointSubject::Https,
            FindingLevel::Warning,
        ),
        (
            Probe::Plain,
            Some(response(200, &[], "")),
            EndpointSubject::Https,
            FindingLevel::Problem,
        ),
        (
            Probe::Plain,
            Some(response(301, &[("location", "http://b.example")], "")),
            EndpointSubject::Https,
            FindingLevel::Warning,
        ),
    ] {
        let seen = [(Probe::Unpaid, Some(with(&[]))), (probe, seen)];
        let report = report(&seen);
        assert_eq!(found(&report, subject)[0].0, level, "{seen:?}");
    }
}

#[test]
fn requests_stand_for_their_readers() {
    let requests = |url: &str| -> Vec<String> {
        let requests = Probe::ALL
            .iter()
            .filter_map(|it| it.request("POST", url).unwrap());
        requests
            .map(|it| format!("{} {}", it.method, it.url))
            .collect()
    };
    assert_eq!(
        requests("https://api.example.com:443/a?b=1"),
        [
            "POST https://api.example.com:443/a?b=1",
            "OPTIONS https://api.example.com:443/a?b=1",
            "HEAD https://api.example.com:443/a?b=1",
            "GET https://api.example.com:443/a?b=1",
            "GET http://api.example.com/a?b=1",
        ]
    );
    for url in [
        "http://127.0.0.1:8000/",
        "https://localhost/",
        "https://a.example:8443/",
    ] {
        assert_eq!(requests(url).len(), 4, "{url}");
    }
    assert!(Probe::Unpaid.request("GET", "/weather").is_err());
}

#[test]
fn a_report_is_one_document() {
    let Json::Object(document) = unpaid(&[eip3009()], "").to_json() else {
        panic!("an object");
    };
    let names: Vec<&str> = document.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["format", "url", "level", "findings", "clients"]);
    assert_eq!(document.get("level").and_then(Json::as_str), Some("note"));
}

#[test]
fn a_certificate_that_clients_refuse_is_a_problem_of_its_own() {
    for (reason, terms, https) in [
        (NoResponse::Connection, "no response", "https"),
        (NoResponse::Timeout, "no response in time", "https"),
        (
            NoResponse::CertificateTime,
            "no response: the certificate has expired, or is not valid yet",
            "clients end the connection: the certificate has expired, or is not valid yet; renew \
             it, and compare the clocks",
        ),
        (
            NoResponse::CertificateHost,
            "no response: the certificate is for another host",
            "clients end the connection: the certificate is for another host; name the host that \
             it is for, or get one for this host",
        ),
        (
            NoResponse::CertificateAuthority,
            "no response: the certificate is not of an authority that clients trust",
            "clients end the connection: the certificate is not of an authority that they trust; \
             send the whole chain of a public authority",
        ),
        (
            NoResponse::Tls,
            "no response: the TLS handshake failed",
            "clients end the connection: the TLS handshake failed; serve TLS 1.2 or 1.3 with a \
             certificate that is whole",
        ),
    ] {
        let report = EndpointReport::new(URL, &[(Probe::Unpaid, Err(reason))]).unwrap();
        let problem = FindingLevel::Problem;
        let terms = format!("expected 402, found {terms}");
        assert_eq!(found(&report, EndpointSubject::Terms), [(problem, &*terms)]);
        let level = if https == "https" {
            FindingLevel::Good
        } else {
            problem
        };
        assert_eq!(
            found(&report, EndpointSubject::Https),
            [(level, https)],
            "{reason}"
        );
    }
}

#[test]
fn what_lists_leave_out_of_the_service_is_told_beside_the_declaration() {
    let text = format!(
        r#"{{"x402Version":2,"resource":{{"url":"{URL}","description":"d","serviceName":"Café"}},"accepts":[{}]{BAZAAR}}}"#,
        eip3009()
    );
    let value = header::encode_payment_required(&PaymentRequired::parse(text).unwrap()).unwrap();
    let unpaid = response(402, &[("Payment-Required", &value)], "{}");
    let report = report(&[(Probe::Unpaid, Some(unpaid))]);
    assert_eq!(
        found(&report, EndpointSubject::Bazaar),
        [
            (FindingLevel::Good, "can be listed: GET"),
            (
                FindingLevel::Warning,
                "service_metadata at /resource/serviceName: expected 1 to 32 printable ASCII \
                 characters, as lists of resources leave out what is not, found the string \"Café\"",
            ),
        ]
    );
}
