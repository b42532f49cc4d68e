//! What a client asks the chain before it signs, and which entry it prefers then.

use std::collections::BTreeMap;

use crate::accounts::{KEY_A, eip3009, permit2, required, seed_1, signing_state, solana, wallet};
use x402_core::{
    Amount, Network, UnixTimestamp,
    chain::{Answer, DeclaredState, Fact, Facts, Head, NodeId, Quorum, Value},
    client::{
        Choice, Inputs, SigningRequestError, Spending, funding_queries, select, select_funded,
    },
    message::PaymentRequired,
    svm::{self, Blockhash, associated_token::associated_token_address, program},
};

const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const DEVNET_USDC: &str = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
const OWN_MINT: &str = "So11111111111111111111111111111111111111112";

fn choose(bill: &PaymentRequired) -> Choice {
    let mint: svm::Address = OWN_MINT.parse().unwrap();
    let spending = Spending::default().with_limit(Network::solana_devnet(), mint, Amount::MAX);
    select(bill, &wallet(), &spending).unwrap()
}

fn token_account(owner: &str) -> String {
    let mint = DEVNET_USDC.parse().unwrap();
    let owner = owner.parse().unwrap();
    let (address, _) = associated_token_address(&owner, &program::TOKEN, &mint).unwrap();
    address.to_string()
}

/// A state of Base Sepolia and Solana's devnet, such as `evm=10000 svm=0`.
fn state(names: &str) -> DeclaredState {
    let destination = token_account("GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse");
    let source = token_account(&seed_1().to_string());
    let (mut evm, mut svm) = (Vec::new(), Vec::new());
    for (name, value) in names.split(' ').filter_map(|name| name.split_once('=')) {
        let held = match value {
            "missing" => r#"{"lamports":"0"}"#.to_owned(),
            amount => format!(r#"{{"token":{{"mint":"{DEVNET_USDC}","amount":"{amount}"}}}}"#),
        };
        match name {
            "evm" => evm.push(format!(r#""balances":{{"{USDC}":"{value}"}}"#)),
            "allowance" => evm.push(format!(r#""allowances":{{"{USDC}":"{value}"}}"#)),
            "svm" => svm.push(format!(r#""{source}":{held}"#)),
            "payee" => svm.push(format!(r#""{destination}":{held}"#)),
            other => panic!("{other}"),
        }
    }
    let (evm, svm) = (evm.join(","), svm.join(","));
    let devnet = Network::solana_devnet();
    let text = format!(
        r#"{{"eip155:84532":{{"accounts":{{"{KEY_A}":{{{evm}}}}}}},"{devnet}":{{"accounts":{{{svm}}}}}}}"#
    );
    DeclaredState::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn a_choice_is_funded_if_everything_that_it_needs_is_there() {
    for (entry, names, funded) in [
        (eip3009(), "evm=10000", Some(true)),
        (eip3009(), "evm=9999", Some(false)),
        (eip3009(), "", None),
        (permit2(), "evm=10000 allowance=10000", Some(true)),
        (permit2(), "evm=10000 allowance=9999", Some(false)),
        (permit2(), "evm=9999", Some(false)),
        (permit2(), "evm=10000", None),
        (solana(""), "svm=10000 payee=0", Some(true)),
        (solana(""), "svm=9999 payee=0", Some(false)),
        (solana(""), "svm=10000 payee=missing", Some(false)),
        (solana(""), "svm=missing", Some(false)),
        (solana(""), "svm=10000", None),
    ] {
        let choice = choose(&required(&[entry]));
        let queries = choice.funding_queries();
        let facts = state(names).facts(choice.offer().network(), &queries);
        assert_eq!(choice.is_funded(&facts, Quorum::of(1)), funded, "{names}");
        // One node of several proves nothing.
        assert_eq!(choice.is_funded(&facts, Quorum::of(2)), None, "{names}");
    }
}

#[test]
fn an_entry_that_the_wallet_cannot_pay_comes_last() {
    let bill = required(&[eip3009(), solana("")]);
    let spending = Spending::default();
    let queries = funding_queries(&bill, &wallet(), &spending);
    assert_eq!(queries.len(), 2);
    for (names, index) in [
        ("", 0),
        ("evm=10000 svm=10000 payee=0", 0),
        ("evm=0 svm=10000 payee=0", 1),
        ("evm=0", 1),
        ("evm=0 svm=0", 0),
        ("svm=10000 payee=0", 0),
    ] {
        let facts: BTreeMap<Network, Facts> = queries
            .iter()
            .map(|(network, queries)| (network.clone(), state(names).facts(network, queries)))
            .collect();
        let quorum = Quorum::of(1);
        let choice = select_funded(&bill, &wallet(), &spending, &facts, quorum).unwrap();
        assert_eq!(choice.index(), index, "{names}");
    }
    // The same entry twice is asked about once, and one that is refused not at all.
    let twice = required(&[eip3009(), eip3009()]);
    assert_eq!(
        funding_queries(&twice, &wallet(), &spending),
        funding_queries(&required(&[eip3009()]), &wallet(), &spending)
    );
    let strange = required(&[eip3009().replace("exact", "strange")]);
    assert!(funding_queries(&strange, &wallet(), &spending).is_empty());
}

fn fact(query: &x402_core::chain::Query, value: Value, node: u16) -> Fact {
    Fact {
        query: query.clone(),
        answer: Answer::Value(value),
        at: None,
        from: NodeId(node),
    }
}

#[test]
fn facts_sign_what_a_declared_state_signs() {
    let own_mint = solana("").replace(DEVNET_USDC, OWN_MINT);
    let choice = choose(&required(&[own_mint]));
    let [mint, latest] = &choice.queries()[..] else {
        panic!("{:?}", choice.queries());
    };
    let blockhash = Blockhash::new([1; 32]);
    let mut data = vec![0; 82];
    data[44] = 9; // decimals
    data[45] = 1; // initialised
    let account = x402_core::chain::AccountInfo {
        owner: program::TOKEN,
        lamports: 1,
        executable: false,
        data,
    };
    let account = Value::AccountInfo(Some(account));
    let hash = Value::Blockhash {
        blockhash,
        last_valid_block_height: 150,
    };
    let now = UnixTimestamp::new(1_740_672_094).unwrap();
    let inputs = || Inputs::new(seed_1(), [7; 32], now);
    let sign = |inputs: &Inputs| {
        let request = choice.signing_request(inputs)?;
        Ok(request.solana_message().map(<[u8]>::to_vec))
    };
    let stated = signing_state(Some(blockhash), Some((OWN_MINT, 9, program::TOKEN)));
    let wanted = sign(&inputs().with_state(stated.clone()));
    // A state answers the queries themselves, too.
    let answers = stated.facts(choice.offer().network(), &choice.queries());
    assert_eq!(sign(&inputs().with_facts(answers, Quorum::of(1))), wanted);
    let facts: Facts = [
        fact(mint, account.clone(), 1),
        fact(latest, hash.clone(), 1),
    ]
    .into_iter()
    .collect();
    let one = Quorum::of(1);
    assert!(wanted.is_ok());
    assert_eq!(sign(&inputs().with_facts(facts.clone(), one)), wanted);
    for (facts, missing) in [
        (Facts::new(), mint),
        ([fact(mint, account, 1)].into_iter().collect(), latest),
        ([fact(latest, hash, 1)].into_iter().collect(), mint),
    ] {
        let error = sign(&inputs().with_facts(facts, one)).unwrap_err();
        let SigningRequestError::MissingAnswer { query, .. } = error else {
            panic!("{error}");
        };
        assert_eq!(*query, *missing);
    }
    // Two nodes have to agree on a mint, where there are several.
    let error = sign(&inputs().with_facts(facts, Quorum::of(2))).unwrap_err();
    assert!(
        matches!(&error, SigningRequestError::MissingAnswer { query, .. } if **query == *mint),
        "{error}"
    );
}

/// No two nodes give the same blockhash, so that no quorum can be asked of it.
#[test]
fn the_newest_blockhash_is_signed() {
    let choice = choose(&required(&[solana("")]));
    let [latest] = &choice.queries()[..] else {
        panic!("{:?}", choice.queries());
    };
    let now = UnixTimestamp::new(1_740_672_094).unwrap();
    let given = |node: u16, slot| {
        let blockhash = Blockhash::new([node.to_be_bytes()[1]; 32]);
        let value = Value::Blockhash {
            blockhash,
            last_valid_block_height: 150,
        };
        Fact {
            at: Some(Head::Slot(slot)),
            ..fact(latest, value, node)
        }
    };
    for (slots, newest) in [([5, 6, 4], 2), ([7, 6, 4], 1), ([4, 4, 9], 3)] {
        let facts: Facts = [1, 2, 3]
            .into_iter()
            .zip(slots)
            .map(|(node, slot)| given(node, slot))
            .collect();
        let inputs = Inputs::new(seed_1(), [7; 32], now).with_facts(facts, Quorum::of(2));
        let request = choice.signing_request(&inputs).unwrap();
        let transaction = request.solana_transaction().unwrap();
        let transaction = svm::Transaction::parse(&transaction).unwrap();
        assert_eq!(transaction.recent_blockhash(), Blockhash::new([newest; 32]));
    }
}
