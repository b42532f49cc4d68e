//! `x402 verify`: a payment against the seller's terms.

mod facts;
mod report;
mod report_json;

use x402_core::{
    Error,
    any::{AnyPaymentPayload, AnyPaymentRequirements, VerifyRequest},
    chain::{DeclaredState, Quorum},
    header::{self, PaymentHeader},
    json::{Json, Object},
    message::PaymentRequirements,
    scheme::{Context, Offer, Policy, Refusal},
    timestamp::UnixTimestamp,
    verify::{self, Report},
};

use crate::{
    cli::{PolicyArgs, PolicyName, VerifyArgs, Version},
    clock, decoded,
    error::Failure,
    input::Input,
    json,
    output::Reply,
    requirements,
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
        .map(requirements::read)
        .transpose()?;
    let input = Input::read(args.input.as_deref())?;
    let (payment, own) = read_payment(&input.text, args.version);
    let (entries, terms) = match (given, own) {
        (Some(given), _) => (given, Terms::Given),
        (None, Some(own)) => (vec![own], Terms::Request),
        (None, None) if args.trust_accepted => {
            let accepted = payment.as_ref().ok().map(accepted).transpose()?.flatten();
            (Vec::from_iter(accepted), Terms::Accepted)
        }
        (None, None) => return Err(no_terms()),
    };
    let policy = policy(&args.policy);
    let judged = match payment {
        Err(error) => Err(error),
        Ok(payment) => {
            let mut context = Context::new(now).with_policy(&policy);
            if !args.signers.is_empty() {
                context = context.with_signers(&args.signers);
            }
            Ok(judge(args, state.as_ref(), &entries, &payment, &context)?)
        }
    };
    let judgement = Judgement {
        judged,
        entries: entries.len(),
        terms,
        now,
        is_now_given: args.now.is_some(),
        policy: args.policy.policy,
    };
    let reply = reply(args, &judgement);
    let missing = input.missing_file().filter(|_| judgement.judged.is_err());
    Ok(missing.into_iter().fold(reply, Reply::remark))
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
pub(super) fn read_payment(
    text: &str,
    version: Option<Version>,
) -> (
    Result<AnyPaymentPayload, Error>,
    Option<AnyPaymentRequirements>,
) {
    if !decoded::is_json(text) {
        return (read_header(text, version), None);
    }
    let json = match Json::parse(text.as_bytes()) {
        Ok(json) => json,
        Err(error) => return (Err(error), None),
    };
    let is_request = |object: &Object<'_>| object.get("paymentPayload").is_some();
    if json.as_object().is_some_and(is_request) {
        return match VerifyRequest::from_json(json) {
            Err(error) => (Err(error), None),
            Ok(request) => {
                let submission = request.submission;
                let requirements = submission.payment_requirements();
                (Ok(submission.payment_payload()), Some(requirements))
            }
        };
    }
    let payment = match version {
        Some(version) => AnyPaymentPayload::from_json_as(version.into(), json),
        None => AnyPaymentPayload::from_json(json),
    };
    (payment, None)
}

fn read_header(text: &str, version: Option<Version>) -> Result<AnyPaymentPayload, Error> {
    if let Some(lines) = decoded::header_lines(text) {
        return PaymentHeader::require(lines)?.decode();
    }
    let bytes = header::decode_base64(text, header::MAX_LENGTH)?;
    match version {
        Some(version) => AnyPaymentPayload::parse_as(version.into(), bytes),
        None => AnyPaymentPayload::parse(bytes),
    }
}

/// The terms that the payer says it accepted, which only version 2 has.
fn accepted(payment: &AnyPaymentPayload) -> Result<Option<AnyPaymentRequirements>, Failure> {
    match payment {
        AnyPaymentPayload::V2(payment) => {
            let accepted = Json::Object(payment.accepted.clone());
            let requirements = PaymentRequirements::from_json(accepted).map_err(|error| {
                Failure::malformed("the payment's `accepted` holds no terms", &error).refused()
            })?;
            Ok(Some(requirements.into()))
        }
        AnyPaymentPayload::V1(_) => Err(Failure::new("a version 1 payment does not say its terms")
            .want("--requirements with the terms of the seller")
            .hint("save the body of the 402 and pass it with --requirements FILE")),
    }
}

/// The entries that can be paid, each with its place; an error if there are none.
pub(super) fn read_offers(
    entries: &[AnyPaymentRequirements],
) -> Result<(Vec<usize>, Vec<Offer>), Failure> {
    let mut places = Vec::new();
    let mut offers = Vec::new();
    let mut first_error = None;
    for (place, entry) in entries.iter().enumerate() {
        match Offer::parse_any(entry) {
            Ok(offer) => {
                places.push(place);
                offers.push(offer);
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    match first_error {
        Some(error) if offers.is_empty() => {
            Err(Failure::offer("nobody could pay these terms", &error))
        }
        _ => Ok((places, offers)),
    }
}

/// Judges by the entry that the payment is for; its facts from the chain may depend on the entry.
fn judge(
    args: &VerifyArgs,
    state: Option<&DeclaredState>,
    entries: &[AnyPaymentRequirements],
    payment: &AnyPaymentPayload,
    context: &Context<'_>,
) -> Result<Judged, Failure> {
    let (places, offers) = read_offers(entries)?;
    let (index, _) = verify::examine_any(payment, &offers, context).ok_or_else(no_terms)?;
    let (Some(&entry), Some(offer)) = (places.get(index), offers.get(index)) else {
        return Err(no_terms());
    };
    let facts = facts::gather(state, &args.facts, payment, offer, context);
    let report = verify::examine(payment, offer, &context.with_chain(&facts, Quorum::of(1)));
    let offer = offer.clone();
    Ok(Judged {
        entry,
        offer,
        report,
    })
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
