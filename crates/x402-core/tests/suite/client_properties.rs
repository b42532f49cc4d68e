//! Whatever the client makes, the verifier accepts.

use crate::accounts;
use alloy_primitives::keccak256;
use proptest::prelude::*;
use serde_json::Value;
use x402_core::{
    amount::Amount,
    client::{
        Account, AccountKind, AnySigningKey, AssembleError, Choice, Inputs, Spending, Wallet,
        select,
    },
    evm,
    message::PaymentRequired,
    network::{Family, Network},
    scheme::{Context, Policy},
    svm,
    timestamp::UnixTimestamp,
    v1,
    verify::verify_header,
};

/// An offer on an EVM chain with everything that a seller may choose.
#[derive(Clone, Debug)]
struct Terms {
    chain_id: u64,
    amount: u128,
    asset: [u8; 20],
    pay_to: [u8; 20],
    timeout: u64,
    name: String,
    is_permit2: bool,
}

fn terms() -> impl Strategy<Value = Terms> {
    let address = || any::<[u8; 20]>().prop_filter("zero", |bytes| *bytes != [0; 20]);
    (
        any::<u64>(),
        any::<u128>(),
        address(),
        address(),
        6_u64..=86_400,
        "\\PC{1,20}",
        any::<bool>(),
    )
        .prop_map(
            |(chain_id, amount, asset, pay_to, timeout, name, is_permit2)| Terms {
                chain_id,
                amount,
                asset,
                pay_to,
                timeout,
                name,
                is_permit2,
            },
        )
}

impl Terms {
    fn required(&self) -> PaymentRequired {
        let extra = if self.is_permit2 {
            r#"{"assetTransferMethod":"permit2"}"#.to_owned()
        } else {
            let name = Value::from(self.name.clone());
            format!(r#"{{"name":{name},"version":"1"}}"#)
        };
        PaymentRequired::parse(format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"eip155:{}",
                "amount":"{}","asset":"{}","payTo":"{}","maxTimeoutSeconds":{},"extra":{extra}}}]}}"#,
            self.chain_id,
            self.amount,
            evm::Address::new(self.asset),
            evm::Address::new(self.pay_to),
            self.timeout,
        ))
        .unwrap()
    }

    fn choose(&self, payer: evm::Address) -> Choice {
        let network = Network::eip155(self.chain_id);
        let asset = evm::Address::new(self.asset);
        let spending = Spending::default().with_limit(network, asset, Amount::MAX);
        let wallet = Wallet::new().with_account(Account::evm(payer));
        select(&self.required(), &wallet, &spending).unwrap()
    }
}

fn key() -> impl Strategy<Value = evm::SigningKey> {
    any::<[u8; 32]>().prop_filter_map("no key", |bytes| evm::SigningKey::from_bytes(&bytes).ok())
}

fn moment() -> impl Strategy<Value = UnixTimestamp> {
    (0_u64..=100_000_000_000).prop_map(|seconds| UnixTimestamp::new(seconds).unwrap())
}

fn entropy() -> impl Strategy<Value = [u8; 32]> {
    any::<[u8; 32]>().prop_filter("zero", |bytes| *bytes != [0; 32])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn evm_payments_verify(terms in terms(), key in key(), now in moment(), entropy in entropy()) {
        let choice = terms.choose(key.address());
        let request = choice
            .signing_request(&Inputs::new(key.address(), entropy, now))
            .unwrap();
        let typed_data = request.typed_data_json().unwrap();
        prop_assert_eq!(digest(&typed_data), request.digest().unwrap());

        let payment = request.sign_with(&key).unwrap();
        let verified = verify_header(payment.header_text(), choice.offer(), &Context::new(now));
        prop_assert_eq!(Some(&verified.unwrap()), payment.verified());
    }

    #[test]
    fn other_keys_are_refused(terms in terms(), key in key(), other in key(), entropy in entropy()) {
        prop_assume!(key.address() != other.address());
        let now = UnixTimestamp::new(1_740_672_094).unwrap();
        let request = terms
            .choose(key.address())
            .signing_request(&Inputs::new(key.address(), entropy, now))
            .unwrap();
        prop_assert_eq!(
            request.sign_with(&other),
            Err(AssembleError::WrongSigner {
                expected: key.address().into(),
                found: other.address().into(),
            })
        );
        let seed = svm::SigningKey::from_seed(&[1; 32]);
        prop_assert_eq!(
            request.sign_with(AnySigningKey::Svm(&seed)),
            Err(AssembleError::WrongNetwork {
                expected: Family::Svm
            })
        );
    }

    #[test]
    fn solana_payments_verify(
        seeds in any::<[[u8; 32]; 3]>(),
        mint: [u8; 32],
        is_token_2022: bool,
        amount: u64,
        decimals: u8,
        memo in proptest::option::of("\\PC{0,60}"),
        blockhash: [u8; 32],
        entropy in entropy(),
    ) {
        let [payer, sponsor, pay_to] = seeds.map(|seed| svm::SigningKey::from_seed(&seed));
        let memo = memo.map_or_else(String::new, |memo| format!(r#","memo":{}"#, Value::from(memo)));
        let mint = svm::Address::new(mint);
        let required = PaymentRequired::parse(format!(
            r#"{{"x402Version":2,"accepts":[{{"scheme":"exact","network":"{}","amount":"{amount}",
                "asset":"{mint}","payTo":"{}","maxTimeoutSeconds":60,
                "extra":{{"feePayer":"{}"{memo}}}}}]}}"#,
            accounts::DEVNET, pay_to.address(), sponsor.address(),
        )).unwrap();
        let spending = Spending::default().with_limit(Network::solana_devnet(), mint, Amount::MAX);
        let wallet = Wallet::new().with_account(Account::solana(payer.address()));
        let Ok(choice) = select(&required, &wallet, &spending) else {
            return Err(TestCaseError::reject("the same seed twice"));
        };
        let now = UnixTimestamp::new(1_740_672_094).unwrap();
        let owner = if is_token_2022 {
            svm::program::TOKEN_2022
        } else {
            svm::program::TOKEN
        };
        let blockhash = svm::Blockhash::new(blockhash);
        let mint = mint.to_string();
        let state = accounts::signing_state(Some(blockhash), Some((&mint, decimals, owner)));
        let request = choice
            .signing_request(&Inputs::new(payer.address(), entropy, now).with_state(state))
            .unwrap();
        let payment = request.sign_with(&payer).unwrap();
        let verified = verify_header(payment.header_text(), choice.offer(), &Context::new(now));
        prop_assert_eq!(Some(&verified.unwrap()), payment.verified());

        let signed = request.solana_transaction().unwrap();
        prop_assert!(request.assemble_transaction(&signed, &Policy::interop()).is_err());
    }

    #[test]
    fn version_1_payments_verify(key in key(), now in moment(), entropy in entropy()) {
        let entry = accounts::eip3009()
            .replace("\"amount\"", "\"maxAmountRequired\"")
            .replace("eip155:84532", "base-sepolia")
            .replace("\"scheme\"", "\"resource\":\"https://x\",\"description\":\"\",\"scheme\"");
        let text = format!(r#"{{"x402Version":1,"accepts":[{entry}]}}"#);
        let required = v1::PaymentRequired::parse(text).unwrap();
        let wallet = Wallet::new().with_account(Account::evm(key.address()));
        let choice = select(&required, &wallet, &Spending::default()).unwrap();
        let request = choice
            .signing_request(&Inputs::new(key.address(), entropy, now))
            .unwrap();
        let payment = request.sign_with(&key).unwrap();
        prop_assert_eq!(payment.header_name(), "X-PAYMENT");
        let verified = verify_header(payment.header_text(), choice.offer(), &Context::new(now));
        prop_assert_eq!(Some(&verified.unwrap()), payment.verified());
    }

    #[test]
    fn any_signature_is_refused_or_normalised(bytes in prop::collection::vec(any::<u8>(), 0..140)) {
        let now = UnixTimestamp::new(1_740_672_094).unwrap();
        let choice = select(
            &accounts::required(&[accounts::eip3009()]),
            &accounts::wallet(),
            &Spending::default(),
        )
        .unwrap();
        let request = choice
            .signing_request(&Inputs::new(accounts::key_a(), [7; 32], now))
            .unwrap();
        prop_assert!(request.assemble(&bytes).is_err());
        let inputs = Inputs::new(accounts::key_a(), [7; 32], now).with_account_kind(AccountKind::Contract);
        let request = choice.signing_request(&inputs).unwrap();
        if let Ok(payment) = request.assemble_contract(&bytes) {
            prop_assert_eq!(payment.verified(), None);
        }
    }
}

/// The message with a Lighthouse instruction before or after the others, as wallets add it.
fn guarded(message: &[u8], is_first: bool) -> Vec<u8> {
    let keys_end = 5 + 8 * 32;
    let instructions = keys_end + 32 + 1;
    let mut guarded = vec![0x80, 2, 1, 5, 9];
    guarded.extend(&message[5..keys_end]);
    guarded.extend(svm::program::LIGHTHOUSE.as_bytes());
    guarded.extend(&message[keys_end..instructions - 1]);
    guarded.push(5);
    // Program 8, the source account, and the bytes that Solflare sends.
    let guard = [8, 1, 2, 6, 0x06, 0x04, 0x01, 0x03, 0x00, 0x00];
    let own = &message[instructions..message.len() - 1];
    if is_first {
        guarded.extend(guard);
        guarded.extend(own);
    } else {
        guarded.extend(own);
        guarded.extend(guard);
    }
    guarded.push(0);
    guarded
}

#[test]
fn guards_that_a_wallet_adds_are_judged_by_the_policy() {
    let key = svm::SigningKey::from_seed(&[1; 32]);
    let choice = select(
        &accounts::required(&[accounts::solana("")]),
        &accounts::wallet(),
        &Spending::default(),
    )
    .unwrap();
    let now = UnixTimestamp::new(1_740_672_094).unwrap();
    let state = accounts::signing_state(Some(svm::Blockhash::new([1; 32])), None);
    let inputs = Inputs::new(accounts::seed_1(), [7; 32], now).with_state(state);
    let request = choice.signing_request(&inputs).unwrap();
    for (is_first, policy, accepted) in [
        (false, Policy::strict(), true),
        (false, Policy::interop(), true),
        (true, Policy::strict(), false),
        (true, Policy::interop(), true),
    ] {
        let message = guarded(request.solana_message().unwrap(), is_first);
        for sponsor in [svm::Signature::ZERO, svm::Signature::new([3; 64])] {
            let signatures = [sponsor, key.sign(&message)];
            let bytes = svm::transaction::wire_transaction(&message, &signatures).unwrap();
            let payment = request.assemble_transaction(&bytes, &policy);
            assert_eq!(
                payment.is_ok(),
                accepted,
                "{is_first} {policy:?} {payment:?}"
            );
        }
    }
}

/// The EIP-712 digest of typed data as a wallet gets it, computed from the JSON alone.
fn digest(typed_data: &str) -> [u8; 32] {
    let data: Value = serde_json::from_str(typed_data).unwrap();
    let types = &data["types"];
    let domain = hash_struct(types, "EIP712Domain", &data["domain"]);
    let primary = data["primaryType"].as_str().unwrap();
    let message = hash_struct(types, primary, &data["message"]);
    keccak256([&[0x19, 0x01][..], &domain, &message].concat()).0
}

fn hash_struct(types: &Value, name: &str, value: &Value) -> [u8; 32] {
    let mut others = Vec::new();
    referenced(types, name, &mut others);
    others.sort_unstable();
    let mut text = encode_type(types, name);
    for other in others {
        text.push_str(&encode_type(types, &other));
    }
    let mut encoded = keccak256(text).to_vec();
    for field in types[name].as_array().unwrap() {
        let (field, kind) = (
            field["name"].as_str().unwrap(),
            field["type"].as_str().unwrap(),
        );
        encoded.extend(encode_value(types, kind, &value[field]));
    }
    keccak256(encoded).0
}

fn referenced(types: &Value, name: &str, found: &mut Vec<String>) {
    for field in types[name].as_array().unwrap() {
        let kind = field["type"].as_str().unwrap();
        if types.get(kind).is_some() && !found.iter().any(|known| known == kind) {
            found.push(kind.to_owned());
            referenced(types, kind, found);
        }
    }
}

fn encode_type(types: &Value, name: &str) -> String {
    let fields = types[name].as_array().unwrap().iter();
    let fields = fields.map(|field| {
        let (kind, name) = (
            field["type"].as_str().unwrap(),
            field["name"].as_str().unwrap(),
        );
        format!("{kind} {name}")
    });
    format!("{name}({})", fields.collect::<Vec<_>>().join(","))
}

fn encode_value(types: &Value, kind: &str, value: &Value) -> [u8; 32] {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match kind {
        "string" => keccak256(text).0,
        "uint256" => {
            let digits = text.strip_prefix("0x");
            match digits {
                Some(_) => panic!("a number in hex"),
                None => text.parse::<Amount>().unwrap().to_be_bytes(),
            }
        }
        "address" => {
            let address: evm::Address = text.parse().unwrap();
            let mut word = [0; 32];
            word[12..].copy_from_slice(address.as_bytes());
            word
        }
        "bytes32" => {
            let mut word = [0; 32];
            let digits = text.strip_prefix("0x").unwrap().as_bytes();
            for (byte, pair) in word.iter_mut().zip(digits.chunks(2)) {
                *byte = u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap();
            }
            word
        }
        other => hash_struct(types, other, value),
    }
}
