//! What the members of the messages mean.

use x402_core::{
    amount::Amount,
    asset::Asset,
    evm::{self, Checksum, erc6492, permit2},
    header::{MAX_LENGTH, decode_base64},
    json::{Json, Object},
    network::Network,
    server::BillWarning,
    svm::{self, Transaction},
    timestamp::UnixTimestamp,
};

use super::{
    extension,
    sheet::{Row, Sheet},
    transaction,
};
use crate::{
    cli::Kind,
    describe::{self, printable},
};

/// Adds every member of a message to the sheet.
pub(super) fn describe(
    sheet: &mut Sheet,
    message: &Json<'_>,
    kind: Kind,
    now: Option<UnixTimestamp>,
) {
    let scope = Scope {
        network: None,
        asset: None,
        now,
    };
    let parent = match kind {
        Kind::PaymentRequirements => "paymentRequirements",
        Kind::PaymentPayload => "paymentPayload",
        _ => "",
    };
    match message {
        Json::Object(object) => walk(sheet, object, "", parent, &scope),
        other => sheet.row(Row::new("value", describe::json(other))),
    }
}

/// What the members around a member say about it.
#[derive(Clone)]
struct Scope {
    network: Option<Network>,
    asset: Option<Asset>,
    now: Option<UnixTimestamp>,
}

impl Scope {
    /// The scope inside an object: its own network and token, else those around it.
    fn inside(&self, object: &Object<'_>) -> Self {
        let mut scope = self.clone();
        let members = ["accepted", "paymentRequirements"]
            .into_iter()
            .filter_map(|name| object.get(name)?.as_object());
        for object in members.chain([object]) {
            let text = |name: &str| object.get(name).and_then(Json::as_str);
            if let Some(network) = text("network").and_then(describe::message_network) {
                scope.network = Some(network);
            }
            if let (Some(network), Some(address)) =
                (&scope.network, text("asset").or(text("token")))
            {
                scope.asset = describe::asset(network, address);
            }
        }
        scope
    }
}

/// Adds an object's own members, then the objects in it.
fn walk(sheet: &mut Sheet, object: &Object<'_>, path: &str, parent: &str, scope: &Scope) {
    let scope = scope.inside(object);
    sheet.section(path);
    if object.is_empty() {
        sheet.row(Row::new("(empty)", ""));
    }
    let mut inner: Vec<(String, &str, &Object<'_>)> = Vec::new();
    let mut found = None;
    for (name, value) in object {
        let shown_name = printable(name);
        let inner_path = join(path, &shown_name);
        match value {
            Json::Object(member) if !member.is_empty() && !is_free(parent) => {
                inner.push((inner_path, name, member));
            }
            Json::Array(values) if values.iter().all(is_full_object) && !values.is_empty() => {
                for (index, member) in values.iter().filter_map(Json::as_object).enumerate() {
                    inner.push((format!("{inner_path}[{index}]"), name, member));
                }
            }
            _ => {
                let text = describe::json(value);
                let mut row = Row::new(shown_name, text.clone());
                if is_secret(name) {
                    row = row.shown(describe::shortened(&text));
                }
                if (parent, name) == ("payload", "transaction") {
                    row = row.shown(describe::shortened(&text));
                    found = Some(text);
                }
                sheet.row(row.meaning(meaning(parent, name, value, &scope)));
            }
        }
    }
    for (path, name, member) in inner {
        walk(sheet, member, &path, name, &scope);
    }
    if let Some(text) = found {
        append_transaction(sheet, &text, path);
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn is_full_object(value: &Json<'_>) -> bool {
    value.as_object().is_some_and(|object| !object.is_empty())
}

/// A signed payment can be settled by whoever holds it.
fn is_secret(name: &str) -> bool {
    name == "signature"
}

/// Objects whose members are for others to define.
fn is_free(parent: &str) -> bool {
    matches!(
        parent,
        "extensions" | "extensionResponses" | "outputSchema" | "signers"
    )
}

fn append_transaction(sheet: &mut Sheet, text: &str, path: &str) {
    let title = join(path, "transaction");
    let Ok(bytes) = decode_base64(text, MAX_LENGTH) else {
        sheet.section(title);
        sheet.row(Row::new("unreadable", "not padded standard base64"));
        return;
    };
    match Transaction::parse(&bytes) {
        Ok(transaction) => {
            sheet.section(title);
            sheet.row(Row::new("version", transaction::version(&transaction)));
            sheet.row(Row::new("size", format!("{} bytes", bytes.len())));
            sheet.append(transaction::describe(&transaction));
        }
        Err(error) => {
            sheet.section(title);
            sheet.row(Row::new("unreadable", error.to_string()));
        }
    }
}

/// What one member means to a person.
fn meaning(parent: &str, name: &str, value: &Json<'_>, scope: &Scope) -> Option<String> {
    if !is_known(parent, name) {
        return Some("not in the specification".to_owned());
    }
    match parent {
        "extensions" => return extension::meaning(name, value),
        "extensionResponses" => return Some(extension::response(name, value)),
        _ => {}
    }
    let number = value.as_number().and_then(x402_core::json::Number::to_u64);
    let text = value.as_str();
    match name {
        "scheme" => match text? {
            "exact" => Some("pays exactly the amount".to_owned()),
            "upto" => Some("pays at most the amount".to_owned()),
            _ => None,
        },
        "network" => {
            let network = scope.network.as_ref()?;
            match (network.name(), Network::named(network.as_str())) {
                (Some(name), _) => Some(name.to_owned()),
                (None, Err(error)) => Some(format!("not {}", error.expected())),
                (None, Ok(_)) => None,
            }
        }
        "asset" | "token" => match &scope.asset {
            Some(asset) => Some(asset.symbol().to_owned()),
            None => Some("no well-known token".to_owned()),
        },
        "amount" | "maxAmountRequired" | "value" => {
            let amount: Amount = text?.parse().ok()?;
            Some(describe::amount(amount, scope.asset.as_ref()))
        }
        "validAfter" | "validBefore" | "deadline" => {
            Some(describe::moment(text?.parse().ok()?, scope.now))
        }
        "maxTimeoutSeconds" => Some(match number? {
            0..120 => "seconds".to_owned(),
            seconds => describe::duration(seconds),
        }),
        "signature" => signature(text?),
        "nonce" => Some(match describe::unhex(text?) {
            Some(bytes) => format!("{} bytes", bytes.len()),
            None => "unordered".to_owned(),
        }),
        "spender" if text?.parse() == Ok(permit2::EXACT_PROXY) => {
            Some("the x402 proxy for `exact`".to_owned())
        }
        "spender" => Some("not the x402 proxy".to_owned()),
        "payTo" => address(text?).or_else(|| off_curve(text?)),
        "from" | "to" => address(text?),
        "feePayer" => Some("the sponsor, who pays the network's fee".to_owned()),
        "description" => {
            let (length, most) = (text?.chars().count(), BillWarning::MAX_DESCRIPTION);
            let note = format!("{length} characters: facilitators list no more than {most}");
            (length > most).then_some(note)
        }
        "memo" => Some("the transaction must carry it".to_owned()),
        "assetTransferMethod" => match text? {
            "eip3009" => Some("transferWithAuthorization".to_owned()),
            "permit2" => Some("through Uniswap's Permit2".to_owned()),
            "erc7710" => Some("by delegation".to_owned()),
            _ => None,
        },
        _ => None,
    }
}

fn address(text: &str) -> Option<String> {
    let (address, checksum) = evm::Address::parse_with_checksum(text).ok()?;
    match checksum {
        Checksum::Invalid => Some(format!("wrong EIP-55 checksum: {address} is right")),
        _ => None,
    }
}

/// A payee on Solana that cannot sign: a vault has such an address, and a token account too.
fn off_curve(text: &str) -> Option<String> {
    let address: svm::Address = text.parse().ok()?;
    let note = "a program's account, such as a vault or a token account";
    (!address.is_on_curve()).then(|| note.to_owned())
}

/// The form of an EVM signature.
fn signature(text: &str) -> Option<String> {
    let bytes = describe::unhex(text)?;
    if matches!(erc6492::unwrap(&bytes), Ok(Some(_)) | Err(_)) {
        return Some("wrapped for a wallet that is not deployed, ERC-6492".to_owned());
    }
    Some(match (bytes.len(), bytes.last()) {
        (65, Some(v)) => format!("65 bytes: r, s and v of {v}"),
        (64, _) => "64 bytes: r, s with the parity in it, EIP-2098".to_owned(),
        (length, _) => format!("{length} bytes: a contract wallet's, if anybody's"),
    })
}

/// Whether the specification or an official SDK knows the member.
fn is_known(parent: &str, name: &str) -> bool {
    let known: &[&str] = match parent {
        "paymentPayload" => &[
            "x402Version",
            "resource",
            "accepted",
            "payload",
            "extensions",
            "scheme",
            "network",
        ],
        "accepted" | "accepts" | "paymentRequirements" => &[
            "scheme",
            "network",
            "amount",
            "maxAmountRequired",
            "asset",
            "payTo",
            "resource",
            "description",
            "mimeType",
            "outputSchema",
            "maxTimeoutSeconds",
            "extra",
        ],
        "resource" => &[
            "url",
            "description",
            "mimeType",
            "serviceName",
            "tags",
            "iconUrl",
        ],
        "payload" => &[
            "signature",
            "authorization",
            "permit2Authorization",
            "transaction",
            "delegationManager",
            "permissionContext",
            "delegator",
        ],
        "authorization" => &["from", "to", "value", "validAfter", "validBefore", "nonce"],
        "permit2Authorization" => &[
            "from",
            "permitted",
            "spender",
            "nonce",
            "deadline",
            "witness",
        ],
        "permitted" => &["token", "amount"],
        "witness" => &["to", "validAfter", "facilitator", "extra"],
        "kinds" => &["x402Version", "scheme", "network", "extra"],
        "" => &[
            "x402Version",
            "error",
            "resource",
            "accepts",
            "extensions",
            "extensionResponses",
            "paymentPayload",
            "paymentRequirements",
            "isValid",
            "invalidReason",
            "invalidMessage",
            "payer",
            "extra",
            "success",
            "errorReason",
            "errorMessage",
            "transaction",
            "network",
            "amount",
            "kinds",
            "signers",
        ],
        _ => return true,
    };
    known.contains(&name)
}
