//! A payment whose accounts are in a lookup table, and what nodes know about it.

use x402_core::{Network, chain::DeclaredState};

use crate::samples::{self, Sample};

pub(crate) const FEE_PAYER: &str = "HwV3d5wAYgeyzU12qCxAc3s5b4J2JsQrsC9Pmh6aCYaC";
const MINT: &str = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
const SOURCE: &str = "6nJ5r1EmCMZzujjGsXeGcbCNuoaqcExp5AASt7j32mNY";
const DESTINATION: &str = "25cLa8ByYEr3nMR41sLjfVbPNzEd3F7FFRgWg1BRNaeH";
const TABLE: &str = "FYHa1m3YPsfm5U6HRDBMGf3HDAUEcwjTvF1BThBwChR8";

/// The vector `svm.exact.chain/table-three`: source, mint and destination are in a lookup table.
const TRANSACTION: &str = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACfhZbk69ggMOaKj1++e6hBNhRJDQxDULM25fejhPcW85jWxu/818dQaqZ/ZzkfMXFc9RJDSTHjLfHstz5QiUkOgAIBAwX7sBC5jNoXTQfwvU9YyhcJw9RyfeuBeqKrWkNh3RDzybCerf9xlT5E/MZTQLT1tmtmsMMrtTvjUnE8cPJfdbENAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAFSlNamSkhBk0k6HFg2jh8fDW13bySu4HkH6hAQQVEjQbd9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCpC5gX95oiN6aBshPS3wabB99Q4vDYdp3cv2b9JeWpx+0EAgAFAiBOAAACAAkDAQAAAAAAAAAEBAYHBQEKDBAnAAAAAAAABgMAIDY2OWJkYTIwZTZhZDNlYzEyYjQwMDhjNjY1MTZhNWMwAdgHW11wvdwFvqysgHvoVanYELZ+O+pzAgHV1kCgvyFvAgIAAQE=";

/// The payment and its offer.
pub(crate) fn sample() -> Sample {
    let requirements = format!(
        r#"{{"scheme":"exact","network":"{}","amount":"10000","asset":"{MINT}","payTo":"CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J","maxTimeoutSeconds":60,"extra":{{"feePayer":"{FEE_PAYER}"}}}}"#,
        Network::solana_devnet()
    );
    Sample {
        name: "lookup table",
        payment: format!(
            r#"{{"x402Version":2,"accepted":{requirements},"payload":{{"transaction":"{TRANSACTION}"}}}}"#
        ),
        requirements,
        now: samples::solana().now,
        payer: "",
    }
}

/// A chain with the table and the accounts in it, on which the payment settles.
pub(crate) fn full() -> DeclaredState {
    holding(10_000)
}

/// As [`full`], with this much in the payer's token account.
pub(crate) fn holding(amount: u64) -> DeclaredState {
    let held = |amount: u64| format!(r#"{{"token":{{"mint":"{MINT}","amount":"{amount}"}}}}"#);
    chain(&format!(
        r#""lookup_tables":{{"{TABLE}":["{SOURCE}","{MINT}","{DESTINATION}"]}},"blockhash_valid":true,"simulation":true,"accounts":{{"{SOURCE}":{},"{DESTINATION}":{}}}"#,
        held(amount),
        held(0),
    ))
}

/// A chain whose table holds nothing.
pub(crate) fn empty() -> DeclaredState {
    chain(&format!(r#""lookup_tables":{{"{TABLE}":[]}}"#))
}

fn chain(parts: &str) -> DeclaredState {
    let network = Network::solana_devnet();
    DeclaredState::parse(&format!(r#"{{"{network}":{{{parts}}}}}"#)).unwrap()
}
