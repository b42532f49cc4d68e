//! `x402 verify`: a payment against the seller's terms.

mod facts;
mod report;
mod report_json;

use x402_core::{
    Error,
    header::{self, AnyPaymentPayload, PaymentHeader},
    json::{Json, Number},
    message::{PaymentPayload, PaymentRequirements, Submission, VerifyRequest},
    scheme::{Context, Offer, Policy, Refusal},
    timestamp::UnixTimestamp,
    v1,
    verify::{self, Report},
};

use crate::{
    cli::{PolicyArgs, PolicyName, VerifyArgs, Version},
    clock, decoded,
    error::Failure,
    input::Input,
    json,
    output::Reply,
    requirements::Requirements,
    status::Status,
};

/// Everything that a verdict is written from.
struct Judgement {
    /// The rules' outcomes, unless the payment could not be read.
    judged: Result<Judged, Error>,
    /// How many entries the terms had to choose from.
    entries: usize,
    terms: Terms,
    now: UnixTimestamp,
    is_now_given: bool,
    policy: PolicyName,
}

/// What the rules say of a payment under one entry of the terms.
struct Judged {
    /// The entry's place in `accepts`.
    entry: usize,
    offer: Offer,
    report: Report,
}

/// Whose word the terms are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Terms {
    /// `--requirements`.
    Given,
    /// The request to a facilitator had them.
    Request,
    /// The payer's own, by `--trust-accepted`.
    Accepted,
}

impl Judgement {
    fn refusal(&self) -> Option<Refusal> {
        match &self.judged {
            Ok(judged) => judged.report.verdict().err().cloned(),
            Err(error) => Some(Refusal::Malformed(error.clone())),
        }
    }
}

pub(super) fn run(args: &VerifyArgs) -> Result<Reply, Failure> {
    let now = args.now.map_or_else(clock::now, Ok)?;
    // A mistake of whoever asks comes before any verdict on the payment.
    let state = args.chain.as_deref().map(facts::read_state).transpose()?;
    let given = args
        .requirements
        .as_deref()
        .map(Requirements::read)
        .transpose()?;
    let input = Input::read(args.input.as_deref())?;
    let (payment, own) = read_payment(&input.text, args.version);
    let (requirements, terms) = match (given, own) {
        (Some(given), _) => (given, Terms::Given),
        (None, Some(own)) => (vec![own], Terms::Request),
        (None, None) if args.trust_accepted => {
            let accepted = payment.as_ref().ok().map(accepted).transpose()?.flatten();
            (Vec::from_iter(accepted), Terms::Accepted)
        }
        (None, None) => return Err(no_terms()),
    };
    let entries = requirements.len();
    let policy = policy(&args.policy);
    let judged = match payment {
        Err(error) => Err(error),
        Ok(payment) => Ok(best(&requirements, &payment, |offer| {
            let mut context = Context::new(now).policy(&policy);
            if !args.signers.is_empty() {
                context = context.signers(&args.signers);
            }
            let facts = facts::gather(state.as_ref(), &args.facts, &payment, offer)?;
            Ok(verify::examine(&payment, offer, &context.chain(&facts)))
        })?),
    };
    let judgement = Judgement {
        judged,
        entries,
        terms,
        now,
        is_now_given: args.now.is_some(),
        policy: args.policy.policy,
    };
    Ok(reply(args, &judgement))
}

fn reply(args: &VerifyArgs, judgement: &Judgement) -> Reply {
    let status = match judgement.refusal() {
        None => Status::Success,
        Some(_) => Status::Refused,
    };
    let result = if args.json {
        json::document(&report_json::document(judgement))
    } else if args.quiet {
        report::verdict_line(judgement)
    } else {
        report::text(judgement)
    };
    let mut reply = Reply::new(result).status(status);
    if judgement.terms == Terms::Accepted {
        reply = reply.remark(TRUSTED);
    }
    reply
}

/// The payment, and the requirements that came with it in a facilitator's request.
fn read_payment(
    text: &str,
    version: Option<Version>,
) -> (Result<AnyPaymentPayload, Error>, Option<Requirements>) {
    if !decoded::is_json(text) {
        return (read_header(text, version), None);
    }
    let is_request = Json::parse(text.as_bytes())
        .ok()
        .and_then(|json| Some(json.as_object()?.get("paymentPayload").is_some()))
        == Some(true);
    if is_request {
        return match VerifyRequest::parse(text).map(|request| request.submission) {
            Err(error) => (Err(error), None),
            Ok(Submission::V1 {
                payment_payload,
                payment_requirements,
            }) => (
                Ok(AnyPaymentPayload::V1(payment_payload)),
                Some(Requirements::V1(payment_requirements)),
            ),
            Ok(Submission::V2 {
                payment_payload,
                payment_requirements,
            }) => (
                Ok(AnyPaymentPayload::V2(payment_payload)),
                Some(Requirements::V2(payment_requirements)),
            ),
        };
    }
    let version = version.unwrap_or_else(|| stated_version(text.as_bytes()));
    let payment = match version {
        Version::V1 => v1::PaymentPayload::parse(text).map(AnyPaymentPayload::V1),
        Version::V2 => PaymentPayload::parse(text).map(AnyPaymentPayload::V2),
    };
    (payment, None)
}

fn read_header(text: &str, version: Option<Version>) -> Result<AnyPaymentPayload, Error> {
    if let Some(lines) = decoded::header_lines(text) {
        return PaymentHeader::require(lines)?.decode();
    }
    let version = version.unwrap_or_else(|| {
        let bytes = header::decode_base64(text, header::MAX_LENGTH).unwrap_or_default();
        stated_version(&bytes)
    });
    match version {
        Version::V1 => header::decode_x_payment(text).map(AnyPaymentPayload::V1),
        Version::V2 => header::decode_payment_signature(text).map(AnyPaymentPayload::V2),
    }
}

/// Version 1 if the message says so, else version 2, whose reader then says what is wrong.
fn stated_version(json: &[u8]) -> Version {
    let stated = Json::parse(json).ok().and_then(|json| {
        let version = json.as_object()?.get("x402Version")?;
        version.as_number().and_then(Number::to_u64)
    });
    match stated {
        Some(1) => Version::V1,
        _ => Version::V2,
    }
}

/// The terms that the payer says it accepted, which only version 2 has.
fn accepted(payment: &AnyPaymentPayload) -> Result<Option<Requirements>, Failure> {
    match payment {
        AnyPaymentPayload::V2(payment) => {
            let accepted = Json::Object(payment.accepted.clone());
            let requirements = PaymentRequirements::from_json(accepted).map_err(|error| {
                Failure::malformed("the payment's `accepted` holds no terms", &error).refused()
            })?;
            Ok(Some(Requirements::V2(requirements)))
        }
        AnyPaymentPayload::V1(_) => Err(Failure::new("a version 1 payment does not say its terms")
            .want("--requirements with the terms of the seller")
            .hint("save the body of the 402 and pass it with --requirements FILE")),
    }
}

/// Judges by the entry that the payment is most like; among equals by one that accepts it.
fn best(
    requirements: &[Requirements],
    payment: &AnyPaymentPayload,
    judge: impl Fn(&Offer) -> Result<Report, Failure>,
) -> Result<Judged, Failure> {
    let likeness = |entry: &Requirements| entry.likeness(payment);
    let highest = requirements.iter().map(likeness).max().unwrap_or(0);
    let mut first = None;
    let mut error = None;
    for (index, entry) in requirements.iter().enumerate() {
        if likeness(entry) != highest {
            continue;
        }
        match entry.offer() {
            Err(fault) => error = error.or(Some(fault)),
            Ok(offer) => {
                let report = judge(&offer)?;
                let is_valid = report.verdict().is_ok();
                let candidate = Judged {
                    entry: index,
                    offer,
                    report,
                };
                if is_valid {
                    return Ok(candidate);
                }
                first = first.or(Some(candidate));
            }
        }
    }
    match (first, error) {
        (Some(candidate), _) => Ok(candidate),
        (None, Some(error)) => Err(Failure::offer("nobody could pay these terms", &error)),
        (None, None) => Err(no_terms()),
    }
}

fn policy(args: &PolicyArgs) -> Policy {
    let mut policy = match args.policy {
        PolicyName::Strict => Policy::strict(),
        PolicyName::Interop => Policy::interop(),
    };
    policy.bad_checksum |= args.allow_bad_checksum;
    policy.compact |= args.allow_compact;
    policy.v_0_1 |= args.allow_v_0_1;
    policy.lighthouse_guards |= args.allow_lighthouse_guards;
    policy.permit2_signatures |= args.allow_permit2_signatures;
    policy.erc6492_factories.clone_from(&args.factories);
    if let Some(margin) = args.expiry_margin {
        policy.expiry_margin = margin;
    }
    if let Some(limit) = args.max_compute_unit_limit {
        policy.max_compute_unit_limit = limit;
    }
    if let Some(price) = args.max_compute_unit_price {
        policy.max_compute_unit_price = price;
    }
    if let Some(lamports) = args.max_worst_fee {
        policy.max_worst_fee = lamports;
    }
    if let Some(seconds) = args.max_window {
        policy.max_window = seconds;
    }
    policy
}

fn no_terms() -> Failure {
    Failure::new("there are no terms to check the payment against")
        .want("the seller's own requirements")
        .hint(
            "--requirements FILE; or --trust-accepted to see whether the payment is at least \
             consistent with itself",
        )
}

const TRUSTED: &str = "\
warning: these terms are the payer's own word. A payment of any amount to anybody
         passes so. Check it against the seller's terms: --requirements FILE";
