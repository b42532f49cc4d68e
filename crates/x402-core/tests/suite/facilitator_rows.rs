//! The rows of a facilitator's store: what is written reads back, and nothing unknown is lost.

use x402_core::{
    facilitator::{
        AttemptRow, LaneKey, LaneRow, Phase, SettlementKey, SettlementRow, SpendKey, SpendRow,
        TransactionKey, TransactionRow,
    },
    json::Json,
};

const SIGNER: &str = "0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf";
const HASH: &str = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";

pub(crate) fn settlement() -> String {
    let key = SettlementKey::of("eip155:8453/eip3009/0x33/0x11/0x07", Phase::Settle);
    let block = HASH.replace("89c9", "1111");
    format!(
        r#"{{"format":1,"key":"{key}","version":3,"replayKey":"eip155:8453/eip3009/0x33/0x11/0x07","phase":"settle","network":"eip155:8453","mechanism":"eip3009","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","authorization":{{"authorization":{{"nonce":"0x07"}}}},"call":{{"to":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","data":"0xe3ee160e"}},"validUntil":"115792089237316195423570985008687907853269984665640564039457584007913129639935","repeatToken":"00112233445566778899aabbccddeeff","waitUntil":"depth:3","worstFee":"21000","state":"paid","level":"included","proof":{{"transaction":"{HASH}","blockNumber":7,"blockHash":"{block}","logIndex":2}},"spends":["eip155:8453/signer/{SIGNER}/20146"],"transaction":"eip155:8453/{SIGNER}/7","unusedAt":7,"reported":true,"created":1740672100,"updated":1740672101}}"#
    )
}

pub(crate) fn transaction() -> String {
    format!(
        r#"{{"format":1,"key":"eip155:8453/{SIGNER}/7","version":2,"kind":"single","settlements":["{key}"],"state":"included","gasLimit":300000,"fees":{{"maxFee":"2000000000","maxTip":"1000000","proposed":1740672100}},"included":{{"hash":"{HASH}","blockNumber":7,"blockHash":"{HASH}"}}}}"#,
        key = SettlementKey::of("k", Phase::Refund)
    )
}

pub(crate) fn attempt() -> String {
    format!(
        r#"{{"format":1,"transaction":"eip155:8453/{SIGNER}/7","number":0,"hash":"{HASH}","raw":"0x02f8","maxFee":"2000000000","maxTip":"1000000","stored":1740672100}}"#
    )
}

pub(crate) fn lane() -> String {
    format!(
        r#"{{"format":1,"key":"eip155:8453/{SIGNER}","version":9,"nextNonce":8,"free":[{{"nonce":5,"since":1740672100}}],"stalledAt":6,"dry":false}}"#
    )
}

pub(crate) fn spend() -> String {
    format!(
        r#"{{"format":1,"key":"eip155:8453/signer/{SIGNER}/20146","version":1,"reserved":"5","spent":"0"}}"#
    )
}

/// The addresses without their checksums.
fn lower_case(text: &str) -> String {
    let mut text = text.to_owned();
    let mut from = 0;
    while let Some(place) = text[from..].find("0x") {
        from += place + 2;
        let digits = text[from..].bytes().take_while(u8::is_ascii_hexdigit);
        let end = from + digits.count();
        text[from..end].make_ascii_lowercase();
    }
    text
}

/// Reads the text, with a member that this version does not know and a newer format, and writes it.
macro_rules! keeps {
    ($row:ty, $text:expr) => {{
        let text = $text;
        // Rows of older versions have addresses with their checksums.
        let older = text;
        let text = lower_case(&older);
        let row = <$row>::parse(&older).unwrap_or_else(|error| panic!("{error}: {older}"));
        assert_eq!(row.to_string(), text);
        assert_eq!(<$row>::parse(&text).as_ref(), Ok(&row));
        assert!(text.starts_with(r#"{"format":"#));

        let newer = text.replacen(r#""format":1"#, r#""format":2"#, 1);
        let newer = format!(
            r#"{},"colour":{{"a":[1,null]}}}}"#,
            &newer[..newer.len() - 1]
        );
        let row = <$row>::parse(&newer).unwrap();
        assert_eq!(row.format, 2);
        assert_eq!(row.to_string(), newer);

        for (name, _) in Json::parse(text.as_bytes()).unwrap().as_object().unwrap() {
            let mut object = Json::parse(text.as_bytes()).unwrap();
            let Json::Object(members) = &mut object else {
                panic!()
            };
            members.insert(name.to_owned(), Json::Array(vec![Json::Bool(true)]));
            let error = <$row>::from_json(object).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }};
}

#[test]
fn a_row_reads_back_and_keeps_what_it_does_not_know() {
    keeps!(SettlementRow, settlement());
    keeps!(TransactionRow, transaction());
    keeps!(AttemptRow, attempt());
    keeps!(LaneRow, lane());
    keeps!(SpendRow, spend());
}

#[test]
fn a_row_for_people_shows_no_signed_bytes() {
    let row = AttemptRow::parse(attempt()).unwrap();
    assert!(!format!("{row:?}").contains("02f8"));
    let row = SettlementRow::parse(settlement()).unwrap();
    assert!(!format!("{row:?}").contains("e3ee160e"));
}

#[test]
fn the_phase_is_part_of_a_settlements_key() {
    let keys: Vec<_> = Phase::ALL
        .iter()
        .map(|phase| SettlementKey::of("eip155:8453/permit2/0x11/7", *phase))
        .collect();
    for (index, key) in keys.iter().enumerate() {
        assert_eq!(keys.iter().position(|other| other == key), Some(index));
        assert_eq!(key.to_string().parse(), Ok(*key));
        assert!(
            key.to_string()
                .to_uppercase()
                .parse::<SettlementKey>()
                .is_err()
        );
        assert!(format!("{key}0").parse::<SettlementKey>().is_err());
    }
    // Fixed for every version: stores are full of them.
    assert_eq!(
        SettlementKey::of("eip155:8453/permit2/0x11/7", Phase::Settle).to_string(),
        "a5a7f56fffa15b694e22e5ac5626380cbc213beaac12c4e416ce503e22d7de93"
    );
}

#[test]
fn a_key_is_read_from_its_text() {
    for text in [
        format!("eip155:8453/{SIGNER}"),
        format!(
            "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/{}",
            "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
        ),
    ] {
        assert_eq!(text.parse::<LaneKey>().unwrap().to_string(), text);
        for nonce in ["0", "18446744073709551615"] {
            let text = format!("{text}/{nonce}");
            assert_eq!(text.parse::<TransactionKey>().unwrap().to_string(), text);
        }
        for nonce in ["", "-1", "01", "+1", "18446744073709551616"] {
            assert!(
                format!("{text}/{nonce}").parse::<TransactionKey>().is_err(),
                "{nonce}"
            );
        }
    }
    let solana = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    let text = format!("{solana}/0x{}", "3f".repeat(32));
    let key: TransactionKey = text.parse().unwrap();
    let TransactionKey::Message { message_hash, .. } = &key else {
        panic!("{key}");
    };
    assert_eq!((*message_hash, key.to_string()), ([0x3f; 32], text));
    for hash in ["", "7", "0x3f", &"3f".repeat(32)] {
        let text = format!("{solana}/{hash}");
        assert!(text.parse::<TransactionKey>().is_err(), "{text}");
    }
    let text = format!("eip155:8453/payee/{SIGNER}/20146");
    assert_eq!(text.parse::<SpendKey>().unwrap().to_string(), text);
    for wrong in [
        "eip155:8453",
        "eip155:8453/payee",
        "",
        "/",
        "//",
        "a/b/c/d/e/f",
    ] {
        assert!(wrong.parse::<SpendKey>().is_err(), "{wrong}");
        assert!(wrong.parse::<LaneKey>().is_err(), "{wrong}");
        assert!(wrong.parse::<TransactionKey>().is_err(), "{wrong}");
    }
}
