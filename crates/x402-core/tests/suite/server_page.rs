//! The page that a browser gets with a 402.

use x402_core::{
    asset::AssetTable,
    header::decode_payment_required,
    message::{NonEmpty, PaymentRequired, ResourceInfo},
    money::Money,
    network::Network,
    server::{
        Bill, PaymentOption, Route,
        page::{self, CONTENT_SECURITY_POLICY, MAX_BYTES, PageTemplate},
    },
};

use crate::seller::{self, bill_of_both, exchange, request, responded};

const EVM: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const SVM: &str = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse";
const GOLDEN: &str = include_str!("../data/page.html");

/// Every kind of entry: a main network, a test network, Solana with a memo, an unknown token.
fn offered() -> Bill {
    let price = Money::parse("$0.01").unwrap();
    let on_base = PaymentOption::new(Network::eip155(8453), price.clone(), EVM);
    let on_sepolia = PaymentOption::new(Network::eip155(84532), price.clone(), EVM);
    let on_solana = PaymentOption::new(Network::solana_devnet(), price, SVM)
        .with_fee_payer(
            "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
                .parse()
                .unwrap(),
        )
        .with_memo("order 42 & more");
    let mut resource = ResourceInfo::new("https://api.example.com/weather".parse().unwrap());
    resource.description = Some("The weather of today, hour by hour".into());
    let options = [on_base, on_sepolia, on_solana];
    let bill = Bill::from_options(&options, resource, &AssetTable::default()).unwrap();
    let unknown = r#"{"scheme":"exact","network":"eip155:8453","amount":"12345678901234567890",
        "asset":"0x1111111111111111111111111111111111111111",
        "payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,
        "extra":{"name":"Foo","version":"1"}}"#;
    let message = bill.required().to_string();
    let message = message.replace("\"accepts\":[", &format!("\"accepts\":[{unknown},"));
    Bill::from_message(PaymentRequired::parse(message).unwrap()).unwrap()
}

fn html(bill: &Bill, error: Option<&str>) -> String {
    page::html(
        bill,
        &AssetTable::default(),
        &PageTemplate::default(),
        error,
    )
}

/// The page as it is kept. After a change, look at it in a browser and copy it from the path that
/// the failure names.
#[test]
fn the_page_is_the_golden_file() {
    let page = html(&offered(), None);
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/page.html");
    if page != GOLDEN {
        write(path, &page);
        panic!("the page differs from tests/data/page.html: it was written to {path}");
    }
    assert!(page.len() <= MAX_BYTES, "{} bytes", page.len());
}

#[allow(
    clippy::disallowed_methods,
    reason = "for whoever looks at a page that has changed"
)]
fn write(path: &str, page: &str) {
    std::fs::write(path, page).unwrap();
}

#[test]
fn the_codes_read_back_as_transfers() {
    let found: Vec<String> = codes(&html(&offered(), None));
    assert_eq!(
        found,
        [
            "ethereum:0x1111111111111111111111111111111111111111@8453/transfer?address=0x209693Bc6afc0C5328bA36FaF03C514EF312287C&uint256=12345678901234567890",
            "ethereum:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913@8453/transfer?address=0x209693Bc6afc0C5328bA36FaF03C514EF312287C&uint256=10000",
            "ethereum:0x036CbD53842c5426634e7929541eC2318f3dCF7e@84532/transfer?address=0x209693Bc6afc0C5328bA36FaF03C514EF312287C&uint256=10000",
            "solana:GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse?amount=0.01&spl-token=4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU&memo=order%2042%20%26%20more",
        ]
    );
}

/// Solana Pay counts in whole tokens: without the decimals there is no amount to state.
#[test]
fn a_mint_of_unknown_decimals_has_no_code() {
    let message = offered().required().to_string();
    let unknown = message.replace("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", SVM);
    let bill = Bill::from_message(PaymentRequired::parse(unknown).unwrap()).unwrap();
    let page = html(&bill, None);
    assert_eq!(codes(&page).len(), 3);
    assert!(page.contains("<h2>10000 atomic units</h2>"));
}

#[test]
fn hostile_texts_stay_texts_and_the_page_stays_small() {
    let attack = "</title></style><script src=//evil></script><img src=x onerror=alert(1)>\
                  javascript:alert(1)\"'&{{options}}\u{202e}\u{0}"
        .repeat(40);
    let mut message = offered().required().clone();
    let mut resource = ResourceInfo::new(format!("javascript:alert(1)//{attack}").parse().unwrap());
    resource.description = Some(attack.clone());
    message.resource = Some(resource);
    let entry = message.accepts[2].clone();
    message.accepts = NonEmpty::new(vec![entry; 60]).unwrap();
    let bill = Bill::from_message(message).unwrap();
    let page = html(&bill, Some(&attack));
    let quiet = html(&offered(), None);
    for markup in [
        "<script",
        "<img",
        "<a ",
        "href=",
        "onerror=alert(1)>",
        "{{",
        "\u{202e}",
    ] {
        assert!(!page.contains(markup), "{markup}");
    }
    // Nothing but the frame's own elements.
    let count = |page: &str, element: &str| page.matches(element).count();
    for element in ["</title>", "</style>", "<h1", "<bdi>", "<p "] {
        assert_eq!(count(&page, element), count(&quiet, element), "{element}");
    }
    assert!(
        page.contains("javascript:alert(1)//&lt;/title&gt;"),
        "as a text"
    );
    assert_eq!(count(&page, "<article>"), 10);
    assert!(page.contains("50 more in the header PAYMENT-REQUIRED"));
    assert!(page.len() <= MAX_BYTES, "{} bytes", page.len());
}

#[test]
fn a_template_of_the_sellers_frames_the_same_fields() {
    let template = PageTemplate::parse("<h1>{{title}}</h1>{{options}}<i>{{error}}</i>").unwrap();
    let page = page::html(&offered(), &AssetTable::default(), &template, Some("<no>"));
    assert!(page.starts_with("<h1>api.example.com</h1><article>"));
    assert!(page.ends_with("</article>\n<i>&lt;no&gt;</i>"));
}

#[test]
fn the_answer_keeps_the_terms_in_its_header() {
    let mut exchange = exchange(Route::new(bill_of_both()));
    let (json, _, _) = responded(request(&mut exchange, &[("accept", "text/html")]));
    assert!(json.can_have_page());
    let kept = json.clone().with_page(None, CONTENT_SECURITY_POLICY);
    assert_eq!(kept.body, json.body);
    assert_eq!(kept.header("vary"), Some("Accept"));
    assert_eq!(kept.header("content-type"), Some("application/json"));
    assert_eq!(kept.header("content-security-policy"), None);

    let page = html(&seller::bill(&crate::samples::eip3009()), None);
    let answer = json.with_page(Some(page.clone()), CONTENT_SECURITY_POLICY);
    assert_eq!((answer.status, &answer.body), (402, &page));
    assert_eq!(answer.header("vary"), Some("Accept"));
    assert_eq!(
        answer.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(
        answer.header("content-security-policy"),
        Some(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        )
    );
    let required = answer.header("payment-required").unwrap();
    assert_eq!(decode_payment_required(required).unwrap().accepts.len(), 1);
}

#[test]
fn only_a_402_with_terms_can_have_a_page() {
    let mut exchange = exchange(Route::new(bill_of_both()));
    let headers = [("payment-signature", "bm90IGpzb24=")];
    let (malformed, _, _) = responded(request(&mut exchange, &headers));
    assert_eq!(malformed.status, 400);
    assert!(!malformed.can_have_page());
}

/// The texts of all QR codes of a page, read by another library from the drawn pictures.
fn codes(page: &str) -> Vec<String> {
    let pictures = page.split("<svg ").skip(1);
    pictures
        .map(|svg| {
            let side: usize = between(svg, "viewBox=\"0 0 ", " ").parse().unwrap();
            let pixels = drawn(between(svg, " d=\"", "\""), side);
            let mut reader = quircs::Quirc::new();
            let codes = reader.identify(side * SCALE, side * SCALE, &pixels);
            let codes: Vec<_> = codes.map(|code| code.unwrap().decode().unwrap()).collect();
            assert_eq!(codes.len(), 1);
            String::from_utf8(codes[0].payload.clone()).unwrap()
        })
        .collect()
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

const SCALE: usize = 4;

/// Draws a path of horizontal lines, one module wide, as SVG defines `M`, `m` and `h`.
fn drawn(path: &str, side: usize) -> Vec<u8> {
    let mut pixels = vec![255; side * SCALE * side * SCALE];
    let (mut x, mut y) = (0, 0);
    let path = path
        .replace('M', "\nM")
        .replace('m', "\nm")
        .replace('h', "\nh");
    for command in path.lines().skip(1) {
        let (name, numbers) = command.split_at(1);
        let numbers: Vec<&str> = numbers.split(' ').collect();
        match (name, numbers.as_slice()) {
            ("M", [to_x, to_y]) => {
                x = to_x.parse().unwrap();
                y = to_y.strip_suffix(".5").unwrap().parse().unwrap();
            }
            ("m", [by, "0"]) => x += by.parse::<usize>().unwrap(),
            ("h", [by]) => {
                let end = x + by.parse::<usize>().unwrap();
                for row in y * SCALE..(y + 1) * SCALE {
                    pixels[row * side * SCALE + x * SCALE..row * side * SCALE + end * SCALE]
                        .fill(0);
                }
                x = end;
            }
            other => panic!("{other:?}"),
        }
    }
    pixels
}
