//! The protocol `x402-testee/1`: one request line in, one response line out.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

/// Answers until standard input closes. A panic is the package's finding, not the end.
pub fn serve(answer: impl Fn(&Value) -> Value) {
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("UTF-8")).unwrap_or_default();
        let answered = catch_unwind(AssertUnwindSafe(|| answer(&request)));
        let mut response = answered.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            let detail = format!("panic: {}", text.unwrap_or("no message"));
            json!({ "result": "error", "detail": detail })
        });
        response["id"] = request["id"].clone();
        println!("{response}");
        std::io::stdout().flush().expect("standard output is open");
    }
}

/// The type and the protocol version of the message that a header carries.
pub fn message_in(header: &str) -> (&'static str, u64) {
    match header {
        "payment-required" => ("PaymentRequired", 2),
        "payment-signature" => ("PaymentPayload", 2),
        "x-payment" => ("PaymentPayload", 1),
        "payment-response" => ("SettleResponse", 2),
        _ => ("SettleResponse", 1),
    }
}

/// The version of a package that a lock file names.
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let entry = format!("name = \"{package}\"\nversion = \"");
    lock.split_once(&entry)?.1.split('"').next()
}
