//! One noun for one thing: the core's types have the same names in every language.
//!
//! A scan of the sources: the core's public types, the stubs of Python's native half with its
//! literals and exceptions, and what the crate for Kotlin and Swift exports. The rules:
//!
//! - Where a language has no modules, a type of `evm` or `svm` begins with `Evm` or `Svm`, and a
//!   message of `v1` ends with `V1`.
//! - A Python exception ends with `Error`, as Python's own do. Kotlin's generator turns an ending
//!   `Error` into `Exception`.
//!
//! What a language lacks, or has alone, is in the lists below with the reason.

#![allow(
    clippy::disallowed_methods,
    reason = "it reads the sources; the purity rules are for what ships"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use x402_core::{
    ErrorCode,
    asset::{TokenProgram, TransferMethod},
    chain::{Cause, ChainCheck, Nonsense, Sent},
    client::{AccountKind, NetworkKind, Reason, SessionState, SettlementClaim, SpendStatus},
    extension::{BodyType, HttpMethod, McpTransport},
    facilitator::VerificationStage,
    network::Family,
    receipt::{MovementKind, SearchResultKind, SettlementStatusKind},
    scheme::{Mechanism, ReasonClass},
    server::{
        BillWarningKind, ExchangeStage, ExtensionOutcome, FacilitatorFailure, FacilitatorVerify,
        MarkAnswer, PaymentFlow, ProblemKind, Reservation,
        endpoint::{EndpointSubject, FindingLevel, NoResponse, Probe, PublishedClient},
        routes::RouteRefusalReason,
    },
    verify::OutcomeKind,
};

/// Names with the reason that they share.
type Listed = &'static [(&'static str, &'static [&'static str])];

const PLAIN: &str = "a text, a number or bytes there";
const ERROR: &str = "its members are those of the error that carries it";
const REFUSAL: &str = "a variant of `Refusal`";
const RAW: &str = "for readers and writers of raw payments, in Rust alone";
const BORROWED: &str = "Rust's: it only borrows, or only names an argument's forms";
const INPUTS: &str = "keyword arguments there";
const SETTLING: &str = "of a facilitator's settlements: steps and rows, which cross as JSON";
const CHAIN: &str = "of the chain side: members, or what stays inside of queries and facts";

/// Of the core, in neither language.
const RUST_ALONE: Listed = &[
    (
        "arguments or a tuple there",
        &["AnswerStart", "FacilitatorRedirect"],
    ),
    ("an exchange and a session apply it", &["ReasonClass"]),
    (
        "JSON there: a report on an endpoint is one document",
        &[
            "ClientFinding",
            "EndpointFinding",
            "EndpointReport",
            "EndpointSubject",
            "FindingLevel",
            "NoResponse",
            "Probe",
            "ProbeRequest",
            "ProbeResponse",
            "PublishedClient",
        ],
    ),
    (
        "what the operator of a service decides",
        &["Admission", "PaymentStop"],
    ),
    (
        PLAIN,
        &[
            "Address",
            "Amount",
            "BillWarning",
            "BillWarningKind",
            "Entries",
            "EvmAddress",
            "EvmSignature",
            "Json",
            "NetworkNameV1",
            "NetworkPattern",
            "NonEmpty",
            "Number",
            "Object",
            "Origin",
            "PayerSignature",
            "SvmAddress",
            "SvmBlockhash",
            "SvmSignature",
            "Tags",
            "Utc",
            "X402Version",
        ],
    ),
    (ERROR, &["ErrorCode", "Position", "SigningKeyError"]),
    (REFUSAL, &["Error"]),
    (
        RAW,
        &[
            "EvmChecksum",
            "EvmDomain",
            "EvmPermitWitnessTransferFrom",
            "EvmSignatureError",
            "EvmSignatureForms",
            "EvmSignedPermit",
            "EvmTransferWithAuthorization",
            "EvmWrapped",
            "EvmWrapperError",
            "SvmInstruction",
            "SvmInstructions",
            "SvmLookedUpAccount",
            "SvmLookedUpAccounts",
            "SvmLookup",
            "SvmLookups",
            "SvmMessageHeader",
            "SvmPartiallySignedError",
            "SvmSetComputeUnitLimit",
            "SvmSetComputeUnitPrice",
            "SvmShortVecError",
            "SvmSignatureError",
            "SvmTransaction",
            "SvmTransactionError",
            "SvmTransactionErrorKind",
            "SvmTransferAccounts",
            "SvmTransferChecked",
            "SvmTransferMessage",
            "SvmVersion",
        ],
    ),
    (
        BORROWED,
        &[
            "AnySigningKey",
            "Members",
            "PaymentHeader",
            "PaymentRequiredRef",
            "RouteError",
            "RoutePattern",
            "RouteRequest",
        ],
    ),
    (INPUTS, &["AccountKind"]),
    (
        "of a feature that is off, and that no binding turns on",
        &["EvmPayerKey", "PayerCache"],
    ),
    (
        CHAIN,
        &[
            "Agreement",
            "Bound",
            "Call",
            "Event",
            "EvmAccessListItem",
            "EvmFees",
            "EvmTransactionError",
            "EvmTransactionErrorKind",
            "Inclusion",
            "KnownError",
            "Landing",
            "LogFilter",
            "Memcmp",
            "NodeId",
            "ProgramAccountFilter",
            "Quorum",
            "Read",
            "Response",
            "SignedBytes",
            "SvmAccountExtensions",
            "SvmAccountState",
            "SvmConfidentialTransferAccount",
            "SvmConfidentialTransferMint",
            "SvmInterestBearingConfig",
            "SvmMint",
            "SvmMintExtensions",
            "SvmPausableConfig",
            "SvmScaledUiAmountConfig",
            "SvmTokenAccount",
            "SvmTokenDataError",
            "SvmTokenDataErrorKind",
            "SvmTransferFee",
            "SvmTransferFeeConfig",
            "SvmTransferHook",
            "TransactionId",
            "UseStatus",
            "WritableAccounts",
        ],
    ),
    (
        SETTLING,
        &[
            "AttemptRow",
            "BroadcastEvent",
            "BroadcastOutOfTurn",
            "BroadcastStage",
            "BroadcastStep",
            "FoundRow",
            "FreeNonce",
            "LaneKey",
            "LaneRow",
            "Lease",
            "Phase",
            "ReconciliationEvent",
            "ReconciliationOutOfTurn",
            "ReconciliationStage",
            "ReconciliationStep",
            "RowId",
            "RowKeys",
            "RowKind",
            "Rows",
            "SettlementCall",
            "SettlementEvent",
            "SettlementKey",
            "SettlementProof",
            "SettlementRow",
            "SettlementStage",
            "SettlementState",
            "SettlementStep",
            "SpendKey",
            "SpendRow",
            "SpendScope",
            "StoreAnswer",
            "StoreCommand",
            "StoreRequest",
            "StoredRow",
            "TransactionBlock",
            "TransactionFees",
            "TransactionKey",
            "TransactionKind",
            "TransactionLifetime",
            "TransactionRow",
            "TransactionState",
        ],
    ),
    (
        "the registry of extensions; a payment's `extend` takes a name",
        &["Additive", "Extension"],
    ),
    (
        "the extension's JSON; a payment's id is a text",
        &[
            "AuthHints",
            "AuthRequirement",
            "PaymentId",
            "PaymentIdentifier",
        ],
    ),
    (
        "JSON and words there: an extension is declared and read as it is on the wire",
        &[
            "DiscoveredResource",
            "DiscoveryDeclaration",
            "DiscoveryInput",
            "DiscoveryOutput",
            "HttpInput",
            "McpInput",
            "RouteTemplate",
            "ServiceMetadata",
        ],
    ),
    (
        "a line of text there",
        &["ExtensionOutcome", "ExtensionResponse"],
    ),
    ("methods of `Exchange`", &["ExchangeEvent"]),
    ("methods of `Verification`", &["VerificationEvent"]),
    ("a message of either version, borrowed", &["Payment"]),
    ("a signed payment's `verified`, or none", &["Proof"]),
    ("either of two request messages", &["Submission"]),
    ("a pair: whether the route is charged", &["RouteCharge"]),
    ("a route, a refusal or nothing", &["RouteMatch"]),
];

/// Of the core, and missing in Python.
const NOT_IN_PYTHON: Listed = &[
    ("a tuple, or nothing", &["ResponseUpdate"]),
    (PLAIN, &["Price", "UnixTimestamp"]),
    (
        "a union of classes",
        &[
            "AnyPaymentPayload",
            "AnyPaymentRequired",
            "AnyPaymentRequirements",
            "ExchangeStep",
            "ReplayAnswer",
            "ResponseStoreAnswer",
            "SessionStep",
        ],
    ),
    (
        "either of `AskChain` and `VerifyResponse`",
        &["VerificationStep"],
    ),
    (
        "a class for each variant, or its word",
        &["Outcome", "ToSign"],
    ),
    ("the members of the `Serve` step", &["Accepted"]),
    (INPUTS, &["Context", "Inputs"]),
    ("plain values of `x402_core.receipt`", &["Level", "PaidBy"]),
    ("the members of the `Unknown` step", &["Unresolved"]),
    (
        "an alias: of words, or of classes",
        &["Answer", "BlockId", "Commitment"],
    ),
    (
        "`InvalidValueError`: Python has a `ValueError`",
        &["ValueError"],
    ),
];

/// Of the core, and missing in Kotlin and Swift.
const NOT_IN_APPS: Listed = &[
    (REFUSAL, &["Undecided"]),
    (
        "an app is not listed",
        &["Bazaar", "BodyType", "HttpMethod", "McpTransport"],
    ),
    (
        "a variant of `SessionStep`",
        &["PaymentRefused", "Unresolved"],
    ),
    (
        "the type of the value itself",
        &["OutcomeKind", "ProblemKind"],
    ),
    (
        "an app is not a router",
        &[
            "ChargedRoute",
            "RouteRefusal",
            "RouteRefusalReason",
            "RouteTable",
        ],
    ),
    ("an app sends no pages to browsers", &["PageTemplate"]),
    (
        "no phone holds a key that pays for gas",
        &[
            "Broadcast",
            "EvmSignedTransaction",
            "EvmTransaction",
            "Reconciliation",
            "Settlement",
            "SettlementAnswer",
            "SettlementOutOfTurn",
            "Sponsorship",
            "StoreOutcome",
            "SvmPartiallySignedTransaction",
        ],
    ),
    (
        "the type of the value itself, or inside of `ChainQueries`",
        &[
            "MovementKind",
            "SearchResultKind",
            "SettlementStatusKind",
            "Shape",
        ],
    ),
];

/// In Python alone.
const PYTHON_ALONE: Listed = &[
    (
        "a variant of `ExchangeStep`",
        &[
            "AskChain",
            "AskReplayStore",
            "AskResponseStore",
            "AskSettle",
            "AskVerify",
            "Deliver",
            "MarkSettling",
            "Repeat",
            "Respond",
            "Serve",
        ],
    ),
    (
        "a variant of `ReplayAnswer`",
        &["EarlierPayment", "UnresolvedPayment"],
    ),
    (
        "a variant of `SessionStep`",
        &[
            "Done",
            "Failed",
            "Follow",
            "Pay",
            "Unconfirmed",
            "Unknown",
            "Unpayable",
            "Unreadable",
        ],
    ),
    (
        "a variant of `SettlementStep` or of `BroadcastStep`",
        &[
            "FollowTransaction",
            "LoadRows",
            "PutRows",
            "SendTransaction",
            "SignMessage",
            "SignTransaction",
            "Wait",
        ],
    ),
    ("a list of `Query`", &["ChainQueries"]),
    ("a variant of `Value`", &["Simulated"]),
    (REFUSAL, &["MalformedError", "RejectedError"]),
    ("`ValueError`, which Python has", &["InvalidValueError"]),
    ("the base of all exceptions", &["X402Error"]),
    (
        "of the HTTP clients and servers, which only Python has",
        &[
            "FacilitatorError",
            "NotPaidError",
            "PaymentError",
            "PaymentStage",
            "PaymentUnknownError",
            "ReplayStoreError",
        ],
    ),
];

/// In Kotlin and Swift alone.
const APPS_ALONE: Listed = &[
    (
        "all properties of an object, in one call",
        &[
            "BillFacts",
            "ChoiceSummary",
            "ExpectedTransferFacts",
            "OfferTerms",
            "SessionFacts",
            "SignedPaymentFacts",
            "SigningRequestFacts",
            "VerifiedFacts",
        ],
    ),
    (
        "a tuple in Rust",
        &[
            "AssetLimit",
            "AssetName",
            "Eip712Name",
            "HttpHeader",
            "Match",
            "PricedAsset",
            "SupportedOptions",
        ],
    ),
    ("a `Result` in Rust", &["SettleAnswer", "VerifyAnswer"]),
    ("queries in a `Shape`, opaque", &["ChainQueries"]),
    ("a variant of `Value`", &["Simulated"]),
    (
        "Kotlin: what is read from the JSON of an answer",
        &["ChainJson"],
    ),
    (
        "`Response` of `rpc`, which needs its module in Rust",
        &["NodeResponse"],
    ),
    (
        "a `Failure` or `Nonsense` with its node, in words",
        &["NodeFailure"],
    ),
    (
        "`Json`: as text, and to read it",
        &["JsonText", "JsonValue"],
    ),
    (
        "written in Kotlin or Swift: what signs, and a result that is not an exception",
        &[
            "AsyncSigner",
            "Selection",
            "Signer",
            "SignerError",
            "SignerException",
            "Verdict",
        ],
    ),
    (
        "Swift: messages for `Codable`",
        &["JSONMessage", "JSONValue"],
    ),
];

#[test]
fn a_type_has_one_name_in_every_language() {
    let core = core_types();
    assert!(core.len() > 100, "{core:?}");
    let missing = |list: Listed| [names(RUST_ALONE), names(list)].concat();
    compare(
        "Python",
        &core,
        &python_types(&core),
        &missing(NOT_IN_PYTHON),
        PYTHON_ALONE,
    );
    compare(
        "Kotlin and Swift",
        &core,
        &app_types(),
        &missing(NOT_IN_APPS),
        APPS_ALONE,
    );
}

#[test]
fn a_word_is_the_same_in_python() {
    macro_rules! words {
        ($($name:ident),+ $(,)?) => {
            BTreeMap::from([$((
                stringify!($name),
                $name::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>(),
            )),+])
        };
    }
    let mut core = words![
        AccountKind,
        BillWarningKind,
        BodyType,
        Cause,
        EndpointSubject,
        ErrorCode,
        ExchangeStage,
        ExtensionOutcome,
        FacilitatorFailure,
        FacilitatorVerify,
        Family,
        FindingLevel,
        NoResponse,
        HttpMethod,
        McpTransport,
        Mechanism,
        MovementKind,
        NetworkKind,
        Nonsense,
        OutcomeKind,
        PaymentFlow,
        Probe,
        ProblemKind,
        PublishedClient,
        ChainCheck,
        Reason,
        MarkAnswer,
        ReasonClass,
        Reservation,
        RouteRefusalReason,
        SearchResultKind,
        Sent,
        SessionState,
        SettlementClaim,
        SettlementStatusKind,
        SpendStatus,
        TokenProgram,
        TransferMethod,
        VerificationStage,
    ];
    let declared: BTreeSet<String> = sources("crates/x402-core/src", "rs")
        .iter()
        .filter(|(path, _)| !path.ends_with("words.rs"))
        // Behind a feature, and texts in the rows' JSON alone: `SETTLING`.
        .filter(|(path, _)| {
            let mut parts = path.components();
            !parts.any(|part| part.as_os_str() == "rows" || part.as_os_str() == "stored")
        })
        .flat_map(|(_, text)| text.split("\nwords! {").skip(1).filter_map(enum_name))
        // Its words are in each family's folder.
        .chain(["Family".to_owned()])
        .collect();
    let listed: BTreeSet<String> = core.keys().map(ToString::to_string).collect();
    assert_eq!(
        declared, listed,
        "the list in this test has every enum of words"
    );

    core.retain(|name, _| !NOT_LITERALS.contains(name));
    let mut python = literals();
    // The core's `StoreOutcome` is not a word alone: two of its variants bring rows.
    python.retain(|name, _| !["PaymentStage", "StoreOutcome"].contains(&&**name));
    let python: BTreeMap<&str, Vec<&str>> = python
        .iter()
        .map(|(name, words)| (&**name, words.iter().map(|word| &**word).collect()))
        .collect();
    assert_eq!(
        python, core,
        "x402_core/literals.py has the core's words, in the core's order"
    );
}

/// `str` in Python, since a code may be a rule's too; a keyword argument; in Rust alone; a part of
/// the warning's text or of the report's JSON.
const NOT_LITERALS: [&str; 10] = [
    "ErrorCode",
    "AccountKind",
    "ReasonClass",
    "ExtensionOutcome",
    "BillWarningKind",
    "EndpointSubject",
    "FindingLevel",
    "NoResponse",
    "Probe",
    "PublishedClient",
];

fn compare(
    language: &str,
    core: &BTreeSet<String>,
    theirs: &BTreeSet<String>,
    missing: &[&str],
    alone: Listed,
) {
    let text =
        |names: BTreeSet<&String>| -> BTreeSet<String> { names.into_iter().cloned().collect() };
    let set =
        |names: &[&str]| -> BTreeSet<String> { names.iter().map(ToString::to_string).collect() };
    assert_eq!(
        text(core.difference(theirs).collect()),
        set(missing),
        "the core's types that {language} has not, and the list of them with its reasons"
    );
    assert_eq!(
        text(theirs.difference(core).collect()),
        set(&names(alone)),
        "the types that {language} has alone, and the list of them with its reasons"
    );
}

fn names(list: Listed) -> Vec<&'static str> {
    list.iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect()
}

/// Every public type, by its name in a language without modules.
///
/// `unreachable_pub` warns of a `pub` type that the crate does not export.
fn core_types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for (path, text) in sources("crates/x402-core/src", "rs") {
        let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
        let module = path.iter().next().unwrap_or_default().to_string_lossy();
        let module = module.trim_end_matches(".rs");
        for line in shipped.lines() {
            let declared = line.strip_prefix("    ").unwrap_or(line);
            let name = ["pub struct ", "pub enum "]
                .iter()
                .find_map(|start| declared.strip_prefix(start));
            if let Some(name) = name.map(word).filter(|name| !name.is_empty()) {
                types.insert(match module {
                    "evm" => format!("Evm{name}"),
                    "svm" => format!("Svm{name}"),
                    "v1" => format!("{name}V1"),
                    _ => name.to_owned(),
                });
            }
        }
        // A macro's argument, which begins a line.
        for start in ["\nrequest!", "\neither!"] {
            types.extend(shipped.split(start).skip(1).filter_map(|block| {
                let mut lines = block.lines().map(str::trim);
                let name = lines.find(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
                name.map(|name| word(name).to_owned())
            }));
        }
    }
    types
}

fn python_types(core: &BTreeSet<String>) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for (path, text) in sources("bindings/python/python/x402_core/_native", "pyi") {
        let end = if path.ends_with("v1.pyi") { "V1" } else { "" };
        let classes = after(&text, "\nclass ").filter(|name| !name.starts_with('_'));
        types.extend(classes.map(|name| format!("{name}{end}")));
    }
    for (path, text) in sources("bindings/python/python/x402_core/_chain", "py") {
        let is_public = ["answers.py", "query.py", "values.py"]
            .iter()
            .any(|name| path.ends_with(name));
        types.extend(after(&text, "\nclass ").filter(|_| is_public));
    }
    types.extend(literals().into_keys());
    let errors = read("bindings/python/python/x402_core/errors.py");
    for name in after(&errors, "\nclass ") {
        let noun = name.strip_suffix("Error").unwrap_or(&name);
        // `PaymentError` is an error of a payment, not the core's `Payment`.
        let known = name != "PaymentError" && !core.contains(&name) && core.contains(noun);
        types.insert(if known { noun.to_owned() } else { name });
    }
    types
}

/// What the generator for Kotlin and Swift reads: types with a derive, and those of our macros.
fn app_types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for (_, text) in sources("bindings/uniffi/src", "rs") {
        for start in ["\npub struct ", "\npub enum "] {
            types.extend(after(&text, start));
        }
        for (start, mark) in [("\nmirror! {", " = "), ("\nmessage! {", "(")] {
            for block in text.split(start).skip(1) {
                let line = block
                    .lines()
                    .map(str::trim)
                    .find(|line| !line.is_empty() && !line.starts_with(['/', '#']));
                let name = line.and_then(|line| line.split_once(mark));
                types.extend(name.map(|(name, _)| name.to_owned()));
            }
        }
        types.extend(after(&text, "custom_type!("));
    }
    for (folder, extension) in [
        ("bindings/kotlin/src/main/kotlin/x402core", "kt"),
        ("bindings/swift/Sources/X402Core", "swift"),
    ] {
        // What is generated may be of an earlier build; its names are read above.
        let written = sources(folder, extension)
            .into_iter()
            .filter(|(path, _)| !path.starts_with("Generated"));
        for (_, text) in written {
            for line in text.lines().filter(|line| line.starts_with("public ")) {
                let kinds = [
                    "class ",
                    "interface ",
                    "object ",
                    "struct ",
                    "enum ",
                    "protocol ",
                ];
                let kind = kinds.iter().find_map(|kind| line.split_once(kind));
                let (before, name) = kind.unwrap_or_default();
                let before = before.strip_suffix("fun ").unwrap_or(before);
                // An extension or a function only has such a word further on.
                if !name.is_empty() && before.split(' ').all(|word| !KEYWORDS.contains(&word)) {
                    types.insert(word(name).to_owned());
                }
            }
        }
    }
    types
}

const KEYWORDS: [&str; 5] = ["extension", "fun", "func", "val", "var"];

/// The words of each literal, in order.
fn literals() -> BTreeMap<String, Vec<String>> {
    let text = read("bindings/python/python/x402_core/literals.py");
    let mut found = BTreeMap::new();
    for block in text.split(" = Literal[").collect::<Vec<_>>().windows(2) {
        let [before, after] = block else { continue };
        let name = before.lines().last().unwrap_or_default().to_owned();
        let (words, _) = after.split_once(']').expect("a closed list");
        let words = words.split('"').skip(1).step_by(2).map(str::to_owned);
        found.insert(name, words.collect());
    }
    found
}

/// The name of the enum that a text declares first.
fn enum_name(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("enum ")?;
    Some(word(rest).to_owned())
}

/// The words that follow `start`.
fn after<'a>(text: &'a str, start: &'a str) -> impl Iterator<Item = String> + 'a {
    text.split(start).skip(1).filter_map(|rest| {
        let name = word(rest);
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// The name that a text begins with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// The files below a folder of the repository, by their paths in it.
fn sources(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let folder = root().join(folder);
    let mut found = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(current) = folders.pop() {
        for entry in fs::read_dir(&current).expect("a folder of the repository") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).expect("a text");
                let name = path.strip_prefix(&folder).expect("below the folder");
                found.push((name.to_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "{}", folder.display());
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("a file of the repository")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
