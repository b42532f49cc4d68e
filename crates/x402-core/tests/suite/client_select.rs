//! Which way to pay is taken, and why the others are not.

use crate::accounts::{
    self, DEVNET, eip3009, evm_entry, key_a, on_mainnet, permit2, required, seed_1, solana, wallet,
};
use x402_core::{
    amount::Amount,
    asset::{Asset, AssetTable, TransferMethod},
    chain::{Commitment, EvmQuery, Query, Read, SvmQuery},
    client::{
        self, Account, Budget, NetworkKind, NetworkPattern, NoChoice, Reason, RefusedEntry,
        Spending, Wallet, select,
    },
    evm::{self, permit2::PERMIT2},
    json::Json,
    message::PaymentRequired,
    money::Money,
    network::Network,
    v1,
};

const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const EURC: &str = "0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42";

fn limited(spending: &Spending, maximum: &str) -> Spending {
    let spending = spending.clone();
    spending.with_max_per_payment(&money(maximum)).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().expect(text)
}

fn pattern(text: &str) -> NetworkPattern {
    text.parse().expect(text)
}

fn address(text: &str) -> evm::Address {
    text.parse().expect(text)
}

fn sepolia() -> Network {
    Network::eip155(84532)
}

/// The one reason why the only entry is refused.
fn refusal(entry: &str, wallet: &Wallet, spending: &Spending) -> (Reason, String) {
    let required = required(&[entry.to_owned()]);
    let no_choice: NoChoice = select(&required, wallet, spending).expect_err(entry);
    let [refused] = no_choice.refused() else {
        panic!("{no_choice}");
    };
    assert_eq!(refused.index(), 0);
    assert!(
        !refused.expected().is_empty() && !refused.found().is_empty(),
        "{refused}"
    );
    (refused.reason(), refused.to_string())
}

#[test]
fn entries_are_refused_for_a_reason() {
    let offer = |from: &str, to: &str| eip3009().replace(from, to);
    let on_solana = |from: &str, to: &str| solana("").replace(from, to);
    for (entry, reason, text) in [
        (
            offer("\"exact\"", "\"upto\""),
            Reason::Offer,
            "offer at /accepts/0/scheme: expected \"exact\", found \"upto\"",
        ),
        (
            offer("0x209693Bc", "0x209693bc"),
            Reason::Offer,
            "offer at /accepts/0/payTo: expected lower case throughout or the checksum of EIP-55, \
             found \"0x209693bc6afc0C5328bA36FaF03C514EF312287C\"",
        ),
        (
            offer(r#""name":"USDC","#, ""),
            Reason::Offer,
            "offer at /accepts/0/extra/name: expected a non-empty string, found nothing",
        ),
        (
            offer(r#"{"name""#, r#"{"paymentFlow":"barter","name""#),
            Reason::PaymentFlow,
            "payment_flow at /accepts/0/extra/paymentFlow: expected \"authorization\", \
             \"upfront\" or \"escrow\", found \"barter\"",
        ),
        (
            offer(r#"{"name""#, r#"{"paymentFlow":1,"name""#),
            Reason::PaymentFlow,
            "payment_flow at /accepts/0/extra/paymentFlow: expected \"authorization\", \
             \"upfront\" or \"escrow\", found the number 1",
        ),
        (
            evm_entry("10000", r#"{"assetTransferMethod":"erc7710"}"#),
            Reason::Method,
            "method at /accepts/0/extra/assetTransferMethod: expected a transfer method of the \
             wallet's, found \"erc7710\"",
        ),
        (
            // A look-alike: the last digit of the contract is another.
            offer(USDC, "0x036cbd53842c5426634e7929541ec2318f3dcf7f"),
            Reason::UnknownAsset,
            "unknown_asset at /accepts/0/asset: expected a token known on the network, found \
             0x036CbD53842c5426634e7929541EC2318f3dCF7F",
        ),
        (
            offer("\"10000\"", "\"1000001\""),
            Reason::TooExpensive,
            "too_expensive at /accepts/0/amount: expected at most 1 USDC, found 1.000001 USDC",
        ),
        (
            offer("Seconds\":60", "Seconds\":5"),
            Reason::Timeout,
            "timeout at /accepts/0/maxTimeoutSeconds: expected 6 to 86400 seconds, found 5",
        ),
        (
            offer("Seconds\":60", "Seconds\":86401"),
            Reason::Timeout,
            "timeout at /accepts/0/maxTimeoutSeconds: expected 6 to 86400 seconds, found 86401",
        ),
        (
            on_solana(
                "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu",
                accounts::SEED_1,
            ),
            Reason::OwnAccount,
            "own_account at /accepts/0/extra/feePayer: expected another account than the payer, \
             found AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9",
        ),
        (
            on_solana(
                "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
                accounts::SEED_1,
            ),
            Reason::OwnAccount,
            "own_account at /accepts/0/payTo: expected another account than the payer, \
             found AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9",
        ),
        (
            solana(r#","recentBlockhash":"latest""#),
            Reason::Offer,
            "offer at /accepts/0/extra/recentBlockhash: expected a blockhash of 32 bytes in \
             base58, not all zero, found \"latest\"",
        ),
    ] {
        let found = refusal(&entry, &wallet(), &Spending::default());
        assert_eq!(found, (reason, text.to_owned()));
    }
}

#[test]
fn the_policy_refuses_for_a_reason() {
    let only_solana = Wallet::new().with_account(Account::solana(seed_1()));
    let only_base = Account::evm(key_a()).only_on([pattern("eip155:8453")]);
    let only_permit2 = Account::evm(key_a()).only_by([TransferMethod::Permit2]);
    let spending = Spending::default;
    for (wallet, spending, reason) in [
        (Wallet::new(), spending(), Reason::Network),
        (only_solana, spending(), Reason::Network),
        (
            Wallet::new().with_account(only_base),
            spending(),
            Reason::Network,
        ),
        (
            Wallet::new().with_account(only_permit2),
            spending(),
            Reason::Method,
        ),
        (
            wallet(),
            spending().only_on([pattern("eip155:8453"), pattern("solana:*")]),
            Reason::NetworkNotAllowed,
        ),
        (wallet(), spending().only_on([]), Reason::NetworkNotAllowed),
        (
            wallet(),
            spending().with_network_kind(NetworkKind::Mainnet),
            Reason::NetworkNotAllowed,
        ),
        (
            wallet(),
            spending().with_known_assets(AssetTable::empty()),
            Reason::UnknownAsset,
        ),
        (
            wallet(),
            spending().only_in([(sepolia(), address(EURC).into())]),
            Reason::AssetNotAllowed,
        ),
        (
            wallet(),
            spending().only_in([(Network::eip155(8453), address(USDC).into())]),
            Reason::AssetNotAllowed,
        ),
        (
            wallet(),
            spending().only_to([key_a().into()]),
            Reason::PayeeNotAllowed,
        ),
        (
            wallet(),
            limited(&spending(), "$0.009999"),
            Reason::TooExpensive,
        ),
        (
            wallet(),
            limited(&spending(), "0.005 USDC"),
            Reason::TooExpensive,
        ),
        (
            wallet(),
            limited(&spending(), "0.005 usdc"),
            Reason::TooExpensive,
        ),
        (
            wallet(),
            limited(&spending(), "0.5 cents"),
            Reason::TooExpensive,
        ),
        (
            // A maximum in one dollar also holds for the others.
            wallet(),
            limited(&spending(), "0.005 MegaUSD"),
            Reason::TooExpensive,
        ),
        (
            wallet(),
            spending().with_limit(sepolia(), address(USDC), Amount::from(9_999_u64)),
            Reason::TooExpensive,
        ),
        (
            // A limit that the token cannot express limits nothing: it is refused, not rounded.
            wallet(),
            limited(&spending(), "$0.0100001"),
            Reason::NoLimit,
        ),
        (
            wallet(),
            spending().with_budget(Budget::dollars(&money("$0.009")).unwrap()),
            Reason::OverBudget,
        ),
        (
            wallet(),
            spending().with_max_timeout_seconds(59),
            Reason::Timeout,
        ),
    ] {
        assert_eq!(refusal(&eip3009(), &wallet, &spending).0, reason);
    }
}

#[test]
fn the_policy_allows() {
    let spending = Spending::default;
    let own = AssetTable::empty().with_asset(
        Asset::erc20(sepolia(), USDC, "OWN", 2)
            .and_then(|asset| asset.with_eip3009("USDC", "2"))
            .unwrap(),
    );
    for (spending, price) in [
        (spending(), "0.01 USDC"),
        (spending().only_on([pattern("eip155:84532")]), "0.01 USDC"),
        (
            spending().with_network_kind(NetworkKind::Testnet),
            "0.01 USDC",
        ),
        (
            spending().only_in([(sepolia(), address(USDC).into())]),
            "0.01 USDC",
        ),
        (limited(&spending(), "$0.01"), "0.01 USDC"),
        (
            // The symbol's own maximum wins over the dollar's.
            limited(&limited(&spending(), "$0.001"), "1 USDC"),
            "0.01 USDC",
        ),
        (
            limited(&spending(), "$0").with_limit(
                sepolia(),
                address(USDC),
                Amount::from(10_000_u64),
            ),
            "0.01 USDC",
        ),
        (
            spending()
                .with_known_assets(AssetTable::empty())
                .with_limit(sepolia(), address(USDC), Amount::MAX),
            "10000 atomic units of 0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        (
            // Unit confusion: what people read follows the table, not the server.
            spending().with_known_assets(own.clone()).without_maximum(),
            "100 OWN",
        ),
        (
            limited(&spending().with_known_assets(own), "100 OWN"),
            "100 OWN",
        ),
        (
            spending().with_budget(Budget::dollars(&money("$0.01")).unwrap()),
            "0.01 USDC",
        ),
    ] {
        let choice = select(&required(&[eip3009()]), &wallet(), &spending).unwrap();
        assert_eq!(choice.price(), price);
        assert_eq!(choice.payer(), key_a().into());
    }
}

#[test]
fn a_token_that_is_no_dollar_needs_a_limit_of_its_own() {
    let eurc = Asset::erc20(Network::eip155(8453), EURC, "EURC", 6)
        .and_then(|asset| asset.with_eip3009("EURC", "2"))
        .unwrap();
    let entry = eip3009()
        .replace(USDC, EURC)
        .replace("84532", "8453")
        .replace("USDC", "EURC");
    let spending = Spending::default().with_known_assets(AssetTable::default().with_asset(eurc));
    let (reason, text) = refusal(&entry, &wallet(), &spending);
    assert_eq!(reason, Reason::NoLimit, "{text}");
    let spending = limited(&spending, "0.01 EURC");
    let choice = select(&required(&[entry]), &wallet(), &spending).unwrap();
    assert_eq!(choice.price(), "0.01 EURC");
}

#[test]
fn a_maximum_in_an_unknown_unit_is_an_error() {
    let eurc = Asset::erc20(Network::eip155(8453), EURC, "EURC", 6).unwrap();
    let with_eurc = Spending::default().with_known_assets(AssetTable::default().with_asset(eurc));
    for text in ["0.05 EURC", "0.05 DAI", "5 OWN"] {
        let unknown = Spending::default().with_max_per_payment(&money(text));
        assert_eq!(unknown.unwrap_err().noun(), "limit", "{text}");
    }
    for text in ["0.05 EURC", "0.05 eurc", "0.05 usd", "5 cents", "0.05 USDC"] {
        assert!(
            with_eurc.clone().with_max_per_payment(&money(text)).is_ok(),
            "{text}"
        );
    }
    // Two in one unit contradict each other; the same one twice does not.
    for (first, second) in [("$5", "$6"), ("$5", "6 usd"), ("5 USDC", "6 usdc")] {
        let twice = limited(&Spending::default(), first).with_max_per_payment(&money(second));
        let error = twice.unwrap_err();
        assert_eq!(error.noun(), "limit");
        let expected = format!("one maximum in this unit, which is {first} already");
        assert_eq!(error.expected(), expected);
        limited(&limited(&Spending::default(), second), second);
    }
    // What the caller said about dollars is not lowered by what is said about one of them.
    let spending = limited(&limited(&Spending::default(), "0.001 MegaUSD"), "$0.01");
    for spending in [spending.clone(), limited(&spending, "0.001 MegaUSD")] {
        assert!(select(&required(&[eip3009()]), &wallet(), &spending).is_ok());
    }
}

#[test]
fn the_first_acceptable_entry_is_taken() {
    let upfront = eip3009().replace(r#"{"name""#, r#"{"paymentFlow":"upfront","name""#);
    let named = eip3009().replace(r#"{"name""#, r#"{"paymentFlow":"authorization","name""#);
    let expensive = evm_entry("2000000", r#"{"name":"USDC","version":"2"}"#);
    let cheap = evm_entry("1", r#"{"name":"USDC","version":"2"}"#);
    let unknown = eip3009().replace("\"exact\"", "\"later\"");
    let plain = Spending::default;
    let solana_first = || plain().with_preferred([pattern("solana:*")]);
    for (entries, spending, index, refused) in [
        (vec![eip3009(), permit2()], plain(), 0, vec![]),
        (vec![permit2(), eip3009()], plain(), 0, vec![]),
        // The server's order, not the price.
        (vec![eip3009(), cheap], plain(), 0, vec![]),
        (
            vec![unknown, expensive.clone(), solana("")],
            plain(),
            2,
            vec![Reason::Offer, Reason::TooExpensive],
        ),
        (
            vec![eip3009(), expensive],
            plain(),
            0,
            vec![Reason::TooExpensive],
        ),
        (vec![upfront.clone(), eip3009()], plain(), 1, vec![]),
        (vec![upfront.clone(), named], plain(), 1, vec![]),
        (vec![upfront.clone()], plain(), 0, vec![]),
        (vec![eip3009(), solana("")], solana_first(), 1, vec![]),
        // How it settles counts before where.
        (
            vec![eip3009(), solana(r#","paymentFlow":"escrow""#)],
            solana_first(),
            0,
            vec![],
        ),
        (vec![upfront, solana("")], plain(), 1, vec![]),
    ] {
        let choice = select(&required(&entries), &wallet(), &spending).unwrap();
        assert_eq!(choice.index(), index, "{entries:?}");
        let reasons: Vec<Reason> = choice.refused().iter().map(RefusedEntry::reason).collect();
        assert_eq!(reasons, refused, "{entries:?}");
    }
}

#[test]
fn every_refusal_is_told() {
    let entries = [
        eip3009().replace("\"exact\"", "\"later\""),
        solana(""),
        eip3009().replace("\"10000\"", "\"5000000\""),
    ];
    let wallet = Wallet::new().with_account(Account::evm(key_a()));
    let error = select(&required(&entries), &wallet, &Spending::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "none of the ways to pay is acceptable: \
             offer at /accepts/0/scheme: expected \"exact\", found \"later\"; \
             network at /accepts/1/network: expected a network of the wallet's, found {DEVNET}; \
             too_expensive at /accepts/2/amount: expected at most 1 USDC, found 5 USDC"
        )
    );
}

#[test]
fn the_chain_is_asked_only_what_nobody_knows() {
    let own_mint = solana("").replace(
        "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "So11111111111111111111111111111111111111112",
    );
    let mint: x402_core::svm::Address = "So11111111111111111111111111111111111111112"
        .parse()
        .unwrap();
    let spending = Spending::default().with_limit(Network::solana_devnet(), mint, Amount::MAX);
    let blockhash = r#","recentBlockhash":"4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi""#;
    let latest = || Query::from(SvmQuery::LatestBlockhash(Commitment::Confirmed));
    let account = Query::from(SvmQuery::AccountInfo {
        address: mint,
        commitment: Commitment::Confirmed,
    });
    for (entry, queries) in [
        (eip3009(), vec![]),
        // Its allowance is among what shows whether it can settle, and nothing is signed with it.
        (permit2(), vec![]),
        (solana(""), vec![latest()]),
        // Devnet's USDC is on testnet too: the server's blockhash could be of either.
        (solana(blockhash), vec![latest()]),
        (on_mainnet(&solana(blockhash)), vec![]),
        (on_mainnet(&solana("")), vec![latest()]),
        (
            own_mint.replace(
                "\"feePayer\"",
                "\"recentBlockhash\":\"4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi\",\"feePayer\"",
            ),
            vec![account.clone(), latest()],
        ),
        (own_mint, vec![account, latest()]),
    ] {
        let choice = select(&required(&[entry]), &wallet(), &spending).unwrap();
        assert_eq!(choice.queries(), queries);
    }
    let choice = select(&required(&[permit2()]), &wallet(), &spending).unwrap();
    let reads_allowance = |query: &Query| {
        let read = Read::Allowance {
            token: choice.offer().asset().as_evm().unwrap(),
            owner: key_a(),
            spender: PERMIT2,
        };
        matches!(query, Query::Evm(EvmQuery::Read { read: found, .. }) if *found == read)
    };
    assert!(choice.funding_queries().iter().any(reads_allowance));
}

#[test]
fn version_1_is_chosen_from_too() {
    let text = format!(
        r#"{{"x402Version":1,"error":"","accepts":[{},{}]}}"#,
        v1_entry("base-sepolia"),
        v1_entry("eip155:84532")
    );
    let required = v1::PaymentRequired::parse(&text).unwrap();
    let choice = select(&required, &wallet(), &Spending::default()).unwrap();
    assert_eq!((choice.index(), choice.price()), (0, "0.01 USDC".into()));
    assert_eq!(choice.extensions(), None);
    let [refused] = choice.refused() else {
        panic!("{:?}", choice.refused());
    };
    assert_eq!(
        (refused.index(), refused.pointer()),
        (1, "/accepts/1/network")
    );
    assert!(refused.to_string().contains(" at /accepts/1/network: "));
}

fn v1_entry(network: &str) -> String {
    eip3009()
        .replace("\"amount\"", "\"maxAmountRequired\"")
        .replace("eip155:84532", network)
        .replace(
            "\"scheme\"",
            "\"resource\":\"https://x\",\"description\":\"\",\"scheme\"",
        )
}

#[test]
fn extensions_are_extended_and_never_altered() {
    let text = format!(
        r#"{{"x402Version":2,"accepts":[{}],"extensions":{{
            "payment-identifier":{{"info":{{"required":true}},"schema":{{}}}}}}}}"#,
        eip3009()
    );
    let required = PaymentRequired::parse(&text).unwrap();
    let mut choice = select(&required, &wallet(), &Spending::default()).unwrap();
    assert_eq!(choice.extensions(), required.extensions.as_ref());
    let id = || Json::from("pay_0123456789abcdef");
    assert!(choice.extend("other", "id", id()).is_err());
    assert!(
        choice
            .extend("payment-identifier", "required", id())
            .is_err()
    );
    assert_eq!(choice.extensions(), required.extensions.as_ref());
    choice.extend("payment-identifier", "id", id()).unwrap();
    assert_eq!(
        Json::from(choice.extensions().unwrap().clone()).to_string(),
        r#"{"payment-identifier":{"info":{"required":true,"id":"pay_0123456789abcdef"},"schema":{}}}"#
    );
}

#[test]
fn an_entry_that_needs_another_authentication_is_skipped() {
    let hints = |requirements: &str| {
        let text = format!(
            r#"{{"x402Version":2,"resource":{{"url":"https://a.example"}},"accepts":[{one},{one}],"extensions":{{"auth-hints":{{"info":{{"authRequirements":[{requirements}]}}}}}}}}"#,
            one = eip3009()
        );
        PaymentRequired::parse(text).expect(requirements)
    };
    let chosen = |required: &PaymentRequired, spending: &Spending| {
        select(required, &wallet(), spending).map(|choice| choice.index())
    };
    let plain = Spending::default();
    let oauth = Spending::default().with_authentication(["oauth2"]);
    let both = Spending::default().with_authentication(["sign-in-with-x", "oauth2"]);
    let first = r#"{"acceptIndexes":[0],"methods":[{"type":"oauth2","tokenType":"Bearer"}]}"#;
    let either =
        r#"{"acceptIndexes":[0, 0],"methods":[{"type":"sign-in-with-x"},{"type":"oauth2"}]}"#;
    let login = r#"{"acceptIndexes":[0],"methods":[{"type":"sign-in-with-x"}]}"#;
    for (requirements, without, with_oauth, with_both) in [
        (first.to_owned(), 1, 0, 0),
        (either.to_owned(), 1, 0, 0),
        (format!("{first},{login}"), 1, 1, 0),
        // An unknown method, a list of none, and no list are still a need.
        (
            r#"{"acceptIndexes":[0],"methods":[{"type":"later"},{}]}"#.into(),
            1,
            1,
            1,
        ),
        (r#"{"acceptIndexes":[0],"methods":[]}"#.into(), 1, 1, 1),
        (r#"{"acceptIndexes":[0]}"#.into(), 1, 1, 1),
        // What no entry has, or what is not an index, names nothing.
        (
            r#"{"acceptIndexes":[2,-1,0.5,"0",null,1e30],"methods":[{"type":"oauth2"}]}"#.into(),
            0,
            0,
            0,
        ),
        (r#"{"methods":[{"type":"oauth2"}]}"#.into(), 0, 0, 0),
        (r#"5,null,[0],{"acceptIndexes":{}}"#.into(), 0, 0, 0),
    ] {
        let required = hints(&requirements);
        for (spending, index) in [(&plain, without), (&oauth, with_oauth), (&both, with_both)] {
            assert_eq!(chosen(&required, spending), Ok(index), "{requirements}");
        }
    }
    let all =
        hints(r#"{"acceptIndexes":[1,0],"methods":[{"type":"oauth2"},{"type":"sign-in-with-x"}]}"#);
    let refused = chosen(&all, &plain).unwrap_err();
    let reasons: Vec<_> = refused.refused().iter().map(RefusedEntry::reason).collect();
    assert_eq!(reasons, [Reason::Authentication; 2]);
    assert_eq!(
        refused.refused()[1].to_string(),
        "authentication at /accepts/1: expected no other authentication, unless the policy names one \
         of its methods, found \"oauth2\" or \"sign-in-with-x\""
    );
    // Its chain is not asked, either.
    let accounts = wallet();
    assert!(client::funding_queries(&all, &accounts, &plain).is_empty());
    assert!(!client::funding_queries(&hints(first), &accounts, &plain).is_empty());
}
