//! How much memory an input takes, in addition to itself.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may fail, and shows what it measured"
)]

#[path = "data/samples.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod samples;

use x402_core::{
    chain::{BlockId, EvmQuery, LogFilter, NodeId, Read},
    evm::Address,
    header,
    rpc::{self, Response, Shape},
    verify::verify_header,
};

#[global_allocator]
static HEAP: dhat::Alloc = dhat::Alloc;

/// One test: the heap is the process's, and tests run side by side.
#[test]
fn memory_is_bounded_by_the_input() {
    headers();
    responses();
}

/// What a node's response takes.
fn responses() {
    let token = Address::new([0x33; 20]);
    let read = |read| EvmQuery::Read {
        read,
        at: BlockId::Latest,
    };
    let filter = LogFilter::new(token, vec![], 0, 999).expect("a filter");
    let queries = [
        read(Read::TokenName { token }),
        read(Read::Paused { token }),
        EvmQuery::Logs(filter),
    ];
    let log = format!(
        r#"{{"address":"{token}","topics":[],"data":"0x{}","blockNumber":"0x1","blockHash":"0x{}","transactionHash":"0x{}","logIndex":"0x1"}}"#,
        "00".repeat(64),
        "01".repeat(32),
        "02".repeat(32),
    );
    let reply =
        |id: u32, result: &str| format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
    let batch = |replies: &[String]| format!("[{}]", replies.join(","));
    let returned = format!(r#""0x{}""#, "00".repeat(500_000));
    // An array whose elements all point to the same 32 KiB.
    let word = |number: usize| format!("{number:064x}");
    let overlapping = format!(
        r#""0x{}{}{}{}{}{}{}""#,
        word(0x20),
        word(1000),
        word(1000 * 32).repeat(1000),
        word(1),
        word(0x40),
        word(32_768),
        "00".repeat(32_768),
    );
    for (name, body, most) in [
        (
            "logs",
            batch(&[reply(
                2,
                &format!("[{}{log}]", format!("{log},").repeat(3_000)),
            )]),
            6.0,
        ),
        ("one long result", batch(&[reply(1, &returned)]), 3.0),
        (
            "results that overlap",
            batch(&[reply(1, &overlapping)]),
            4.0,
        ),
        (
            "65,000 values",
            batch(&[reply(
                2,
                &format!("[{}1]", "1111111111111111,".repeat(65_000)),
            )]),
            16.0,
        ),
        (
            "too many values",
            batch(&[reply(2, &format!("[{}0]", "0,".repeat(500_000)))]),
            16.0,
        ),
        (
            "many replies",
            batch(&(0..12_000).map(|id| reply(id, "0")).collect::<Vec<_>>()),
            16.0,
        ),
        ("too long", " ".repeat(Response::MAX_BODY + 1), 0.1),
    ] {
        let profiler = dhat::Profiler::builder().testing().build();
        let response = Response::ok(body.as_bytes());
        let facts = rpc::evm::read(&queries, Shape::default(), &[response], NodeId(1));
        let peak = dhat::HeapStats::get().max_bytes;
        drop(profiler);
        assert_eq!(facts[2].answer.is_answered(), name == "logs", "{name}");
        check(name, peak, body.len(), most);
    }
}

/// What a header takes.
fn headers() {
    let sample = samples::specification();
    let (offer, context) = (sample.offer(), sample.context());
    let payment = header::encode_payment_signature(&sample.payment()).expect("within the limits");
    // The first call makes what is kept for all others.
    drop(verify_header(&payment, &offer, &context).expect(sample.name));

    let hostile = |json: String| header::encode_base64(json);
    for (name, header, most) in [
        ("a payment", payment, 4.0),
        (
            "64 KiB of text",
            hostile(format!("{{\"a\":\"{}\"}}", "x".repeat(48_000))),
            4.0,
        ),
        (
            "64 KiB of escapes",
            hostile(format!("{{\"a\":\"{}\"}}", "\\n".repeat(24_000))),
            4.0,
        ),
        (
            "4,096 values",
            hostile(format!("[{}0]", "0,".repeat(4_094))),
            48.0,
        ),
        (
            "too many values",
            hostile(format!("[{}0]", "0,".repeat(24_000))),
            16.0,
        ),
        ("too deep", hostile("[".repeat(48_000)), 4.0),
        ("no base64", "!".repeat(64 * 1024), 1.0),
        ("too long", "A".repeat(1024 * 1024), 1.0),
    ] {
        let profiler = dhat::Profiler::builder().testing().build();
        let verdict = verify_header(&header, &offer, &context);
        let peak = dhat::HeapStats::get().max_bytes;
        drop(profiler);
        assert_eq!(verdict.is_ok(), name == "a payment", "{name}");
        check(name, peak, header.len(), most);
    }
}

/// The peak is at most `most` times the length.
fn check(name: &str, peak: usize, length: usize, most: f64) {
    let bytes = u32::try_from(peak).expect(name);
    let length = u32::try_from(length).expect(name);
    let ratio = f64::from(bytes) / f64::from(length);
    println!("{name}: {peak} bytes for {length}, {ratio:.2} times");
    assert!(ratio <= most, "{name}: {ratio:.2} times the input");
}
