//! `x402 offer`: terms in plain words, as the 402 that a server sends.

use x402_core::{
    asset::AssetTable,
    message::{NonEmpty, PaymentRequired, ResourceInfo},
    network::Family,
    scheme::{Offer, OfferError, Policy},
    server::{Bill, BillWarning, PaymentOption},
    svm, v1,
};

use crate::{
    cli::{OfferArgs, Version, Words, table},
    describe,
    error::Failure,
    json, layout,
    output::Reply,
};

pub(super) fn run(args: &OfferArgs) -> Result<Reply, Failure> {
    let options: Vec<PaymentOption> = args
        .offers
        .iter()
        .map(|words| option(args, words))
        .collect();
    let table = table(&args.tokens);
    let reply = match args.version {
        Version::V1 => version_1(args, &options, &table),
        Version::V2 => version_2(args, &options, &table),
    }?;
    Ok(warnings(args).into_iter().fold(reply, Reply::remark))
}

/// What is allowed and yet refused by some: a short time, a long description, a payee without a key.
fn warnings(args: &OfferArgs) -> Vec<String> {
    let mut warnings = Vec::new();
    let margin = Policy::strict().expiry_margin;
    if args.timeout < margin {
        warnings.push(format!(
            "warning: verifiers want {margin} s between a payment and its expiry: --timeout is {} s",
            args.timeout
        ));
    }
    let length = args
        .description
        .as_deref()
        .unwrap_or_default()
        .chars()
        .count();
    let most = BillWarning::MAX_DESCRIPTION;
    if length > most {
        warnings.push(format!(
            "warning: some facilitators refuse a description above {most} characters: this has\n         {length}"
        ));
    }
    for words in &args.offers {
        let payee: Option<svm::Address> = words.payee.parse().ok();
        let is_off_curve = payee.is_some_and(|payee| !payee.is_on_curve());
        if words.network.is_svm() && is_off_curve {
            warnings.push(OFF_CURVE.to_owned());
        }
    }
    warnings
}

fn option(args: &OfferArgs, words: &Words) -> PaymentOption {
    let mut option = PaymentOption::new(words.network.clone(), words.price.clone(), &words.payee)
        .with_max_timeout_seconds(args.timeout);
    // A flag for one family of networks is for its offers only, if there are any.
    let is_for = |family: Family| {
        let is_on = |words: &Words| words.network.family() == Some(family);
        is_on(words) || !args.offers.iter().any(is_on)
    };
    if let Some(fee_payer) = args.fee_payer.filter(|_| is_for(Family::Svm)) {
        option = option.with_fee_payer(fee_payer);
    }
    if let Some(memo) = args.memo.as_deref().filter(|_| is_for(Family::Svm)) {
        option = option.with_memo(memo);
    }
    if let Some(method) = args.method.filter(|_| is_for(Family::Evm)) {
        option = option.with_transfer_method(method);
    }
    option
}

fn version_2(
    args: &OfferArgs,
    options: &[PaymentOption],
    table: &AssetTable,
) -> Result<Reply, Failure> {
    let mut accepts = Vec::new();
    for (option, words) in options.iter().zip(&args.offers) {
        accepts.push(
            option
                .to_requirements(table)
                .map_err(|error| refused(&error, words))?,
        );
    }
    let mut required = PaymentRequired::new(non_empty(accepts)?);
    required.resource = resource(args)?;
    let bill = Bill::from_message(required).map_err(|error| Failure::offer(CANNOT_PAY, &error))?;
    if args.header {
        return Ok(Reply::new(format!("{}\n", bill.header())));
    }
    if args.json {
        let document = json::value(&bill.required().to_json());
        return Ok(Reply::new(json::document(&document)));
    }
    let mut text = summary(bill.offers(), table, "version 2");
    text.push_str("\nPAYMENT-REQUIRED: ");
    text.push_str(bill.header());
    text.push('\n');
    Ok(Reply::new(text))
}

fn version_1(
    args: &OfferArgs,
    options: &[PaymentOption],
    table: &AssetTable,
) -> Result<Reply, Failure> {
    if args.header {
        return Err(Failure::new("version 1 has no header for terms")
            .want("the body of the 402")
            .hint("--json instead of --header"));
    }
    let resource = resource(args)?.ok_or_else(|| {
        Failure::new("version 1 names the resource in every offer").hint("add --resource URL")
    })?;
    let mut accepts = Vec::new();
    let mut offers = Vec::new();
    for (option, words) in options.iter().zip(&args.offers) {
        let entry = option
            .to_requirements_v1(table, &resource)
            .map_err(|error| refused(&error, words))?;
        offers.push(Offer::parse_v1(&entry).map_err(|error| refused(&error, words))?);
        accepts.push(entry);
    }
    let mut required = v1::PaymentRequired::new(non_empty(accepts)?);
    required.error = Some("Payment required".to_owned());
    let body = required.to_json();
    if args.json {
        return Ok(Reply::new(json::document(&json::value(&body))));
    }
    let text = summary(&offers, table, "version 1, in the body");
    Ok(Reply::new(format!("{text}\n{body}\n")))
}

fn non_empty<T>(entries: Vec<T>) -> Result<NonEmpty<T>, Failure> {
    NonEmpty::new(entries).map_err(|_| Failure::new("there is nothing to offer"))
}

fn resource(args: &OfferArgs) -> Result<Option<ResourceInfo>, Failure> {
    let Some(url) = &args.resource else {
        return Ok(None);
    };
    let url = url.parse().map_err(|_| {
        Failure::new("the resource has no URL").hint("--resource https://api.example.com/weather")
    })?;
    let mut resource = ResourceInfo::new(url);
    resource.description.clone_from(&args.description);
    Ok(Some(resource))
}

/// One line for each way to pay.
fn summary(offers: &[Offer], table: &AssetTable, version: &str) -> String {
    let mut text = format!("PaymentRequired, {version}\n");
    for offer in offers {
        let asset = table.by_address(offer.network(), &offer.asset().to_string());
        let price = describe::amount(offer.amount(), asset);
        let network = describe::network(offer.network());
        let timeout = offer.max_timeout_seconds();
        let line = format!("{price} on {network} within {timeout} s");
        layout::paragraph(&mut text, "  ", 2, &line);
        layout::row(&mut text, "to", 4, &offer.pay_to().to_string());
    }
    text
}

/// The mistake is in the arguments: say which, and what to write instead.
fn refused(error: &OfferError, words: &Words) -> Failure {
    let network = describe::network(&words.network);
    let failure = Failure::new(format!("this cannot be offered on {network}"))
        .at(error.pointer())
        .got(error.found())
        .want(error.expected());
    match error.pointer() {
        "/extra/feePayer" if words.network.family() == Some(Family::Svm) => {
            failure.hint("--fee-payer ADDRESS: one of your facilitator's own accounts")
        }
        "/extra/feePayer" | "/extra/memo" => failure.hint("leave out --fee-payer and --memo"),
        "/extra/assetTransferMethod" => failure.hint("another --method, or none"),
        "/amount" => failure.hint("x402 networks lists the known tokens; --token adds another"),
        "/payTo" => failure.hint("copy the payee's address again"),
        _ => failure,
    }
}

const OFF_CURVE: &str = "\
note: no key can sign for the payee: it is the account of a program, such as a
      vault or a token account. If it is a token account, name its owner instead";

const CANNOT_PAY: &str = "nobody could pay these terms";
