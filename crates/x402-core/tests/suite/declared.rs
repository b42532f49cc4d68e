//! Facts about a sample's payment, declared by name.

use x402_core::{
    chain::{DeclaredState, Facts},
    message::PaymentPayload,
    scheme::Policy,
    verify::{examine, queries, wallet_queries},
};

use crate::samples::Sample;

/// What a state answers about the payment; `names` are such as `payer_code=yes balance=9999`.
pub(crate) fn facts(sample: &Sample, payment: &PaymentPayload, names: &str) -> Facts {
    facts_under(sample, payment, &Policy::strict(), names)
}

pub(crate) fn facts_under(
    sample: &Sample,
    payment: &PaymentPayload,
    policy: &Policy,
    names: &str,
) -> Facts {
    let text = format!(
        r#"{{"{}":{}}}"#,
        sample.offer().network(),
        state(sample, names)
    );
    let state = DeclaredState::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let (context, offer) = (sample.context().with_policy(policy), sample.offer());
    let mut asked = queries(payment, &offer, &context);
    if asked.is_empty() {
        asked = wallet_queries(payment, &offer, &context);
    }
    state.facts(offer.network(), &asked)
}

fn state(sample: &Sample, names: &str) -> String {
    let offer = sample.offer();
    let asset = offer.asset().to_string();
    if !asset.starts_with("0x") {
        return svm_state(sample, &asset, names);
    }
    let (mut payer, mut token, mut chain) = (Vec::new(), Vec::new(), Vec::new());
    for (name, value) in names
        .split_whitespace()
        .filter_map(|name| name.split_once('='))
    {
        let yes = value == "yes";
        let code = if yes { "0x6001" } else { "0x" };
        match name {
            "payer_code" => payer.push(format!(r#""code":"{code}""#)),
            "erc1271" => payer.push(format!(r#""erc1271":{yes}"#)),
            "balance" => payer.push(format!(r#""balances":{{"{asset}":"{value}"}}"#)),
            "allowance" => payer.push(format!(r#""allowances":{{"{asset}":"{value}"}}"#)),
            "payer_blacklisted" => payer.push(format!(r#""blacklisted":{{"{asset}":{yes}}}"#)),
            "asset_code" => token.push(format!(r#""code":"{code}""#)),
            "paused" => token.push(format!(r#""paused":{yes}"#)),
            "domain" => token.push(format!(r#""domain_separator":"{value}""#)),
            "simulation" => chain.push(format!(r#""simulation":{yes}"#)),
            "nonce_used" => chain.push(format!(
                r#""nonces_{}":[{{"token":"{asset}","from":"{}","nonce":"{}"}}]"#,
                if yes { "used" } else { "unused" },
                sample.payer,
                nonce(sample)
            )),
            "payee_blacklisted" => token.push(String::new()),
            other => panic!("{other}"),
        }
    }
    let mut accounts = [
        format!(r#""{}":{{{}}}"#, sample.payer, payer.join(",")),
        format!(r#""{asset}":{{{}}}"#, token.join(",")),
    ];
    if let Some(place) = token.iter().position(String::is_empty) {
        token.remove(place);
        accounts[1] = format!(
            r#""{}":{{"blacklisted":{{"{asset}":true}}}}"#,
            offer.pay_to()
        );
    }
    chain.push(format!(r#""accounts":{{{}}}"#, accounts.join(",")));
    format!("{{{}}}", chain.join(","))
}

fn svm_state(sample: &Sample, mint: &str, names: &str) -> String {
    let report = examine(&sample.payment(), &sample.offer(), &sample.context());
    let note = |name: &str| {
        let note = report.notes().iter().find(|note| note.name == name);
        note.map(|note| note.value.clone()).unwrap()
    };
    let held = |amount: &str, frozen: bool| {
        format!(r#"{{"token":{{"mint":"{mint}","amount":"{amount}","frozen":{frozen}}}}}"#)
    };
    let (mut chain, mut accounts) = (Vec::new(), Vec::new());
    for (name, value) in names
        .split_whitespace()
        .filter_map(|name| name.split_once('='))
    {
        let yes = value == "yes";
        let missing = r#"{"lamports":"0"}"#.to_owned();
        match name {
            "source" | "destination" => accounts.push((
                note(name),
                match value {
                    "missing" => missing,
                    "frozen" => held("10000", true),
                    amount => held(amount, false),
                },
            )),
            "mint" => accounts.push((
                mint.to_owned(),
                format!(
                    r#"{{"owner":"TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb","data":"{value}"}}"#
                ),
            )),
            "simulation" => chain.push(format!(r#""simulation":{yes}"#)),
            "blockhash" => chain.push(format!(r#""blockhash_valid":{yes}"#)),
            other => panic!("{other}"),
        }
    }
    let accounts: Vec<_> = accounts
        .iter()
        .map(|(address, account)| format!(r#""{address}":{account}"#))
        .collect();
    chain.push(format!(r#""accounts":{{{}}}"#, accounts.join(",")));
    format!("{{{}}}", chain.join(","))
}

/// As the payment writes it.
fn nonce(sample: &Sample) -> String {
    let payment = sample.payment();
    let member = |name: &str| {
        payment
            .payload
            .get(name)
            .and_then(|it| it.as_object().cloned())
    };
    let signed = member("authorization")
        .or_else(|| member("permit2Authorization"))
        .unwrap();
    signed
        .get("nonce")
        .and_then(|it| it.as_str())
        .unwrap()
        .to_owned()
}
