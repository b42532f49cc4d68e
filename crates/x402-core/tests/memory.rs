//! How much memory a header takes beside itself.

#![allow(clippy::expect_used, reason = "tests")]

#[path = "data/samples.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod samples;

use x402_core::{header, verify::verify_header};

#[global_allocator]
static HEAP: dhat::Alloc = dhat::Alloc;

/// One test: the heap is the process's, and tests run side by side.
#[test]
fn memory_is_bounded_by_the_header() {
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
        let bytes = u32::try_from(peak).expect(name);
        let length = u32::try_from(header.len()).expect(name);
        let ratio = f64::from(bytes) / f64::from(length);
        println!("{name}: {peak} bytes for {length}, {ratio:.2} times");
        assert!(ratio <= most, "{name}: {ratio:.2} times the header");
    }
}
