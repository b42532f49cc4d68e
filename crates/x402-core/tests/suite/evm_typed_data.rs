//! Typed data against alloy, which derives every hash from the declarations below, and the JSON
//! for wallets against the types that are hashed.

use alloy_primitives::{U256, hex, keccak256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use proptest::prelude::*;
use serde_json::Value;
use x402_core::evm::{
    Address,
    eip712::{Domain, signing_hash},
    eip3009::TransferWithAuthorization,
    permit2::{self, PermitWitnessTransferFrom},
};

mod declared {
    alloy_sol_types::sol! {
        struct TransferWithAuthorization {
            address from;
            address to;
            uint256 value;
            uint256 validAfter;
            uint256 validBefore;
            bytes32 nonce;
        }

        struct TokenPermissions {
            address token;
            uint256 amount;
        }

        struct Witness {
            address to;
            uint256 validAfter;
        }

        struct PermitWitnessTransferFrom {
            TokenPermissions permitted;
            address spender;
            uint256 nonce;
            uint256 deadline;
            Witness witness;
        }
    }
}

fn address() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::from)
}

prop_compose! {
    fn domain()(
        name: String,
        version: Option<String>,
        chain_id: u64,
        verifying_contract in address(),
    ) -> Domain {
        Domain { name, version, chain_id, verifying_contract }
    }
}

prop_compose! {
    fn transfer()(
        from in address(),
        to in address(),
        numbers: [[u8; 32]; 3],
        nonce: [u8; 32],
    ) -> TransferWithAuthorization {
        let [value, valid_after, valid_before] = numbers.map(|bytes| U256::from_be_bytes(bytes).into());
        TransferWithAuthorization { from, to, value, valid_after, valid_before, nonce }
    }
}

prop_compose! {
    fn permit()(
        addresses in [address(), address(), address(), address()],
        numbers: [[u8; 32]; 4],
    ) -> PermitWitnessTransferFrom {
        let [from, token, spender, to] = addresses;
        let [amount, nonce, deadline, valid_after] =
            numbers.map(|bytes| U256::from_be_bytes(bytes).into());
        PermitWitnessTransferFrom { from, token, amount, spender, nonce, deadline, to, valid_after }
    }
}

proptest! {
    #[test]
    fn transfers_hash_as_declared(domain in domain(), transfer in transfer()) {
        let declared = declared::TransferWithAuthorization {
            from: alloy(transfer.from),
            to: alloy(transfer.to),
            value: transfer.value.into(),
            validAfter: transfer.valid_after.into(),
            validBefore: transfer.valid_before.into(),
            nonce: transfer.nonce.into(),
        };
        let digest = signing_hash(&domain.separator(), &transfer.struct_hash());
        prop_assert_eq!(digest, declared.eip712_signing_hash(&alloy_domain(&domain)));

        let json = transfer.typed_data_json(&domain);
        check_json(&json, &domain, &declared);
        let json: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&json["message"], &serde_json::json!({
            "from": transfer.from.to_string(),
            "to": transfer.to.to_string(),
            "value": transfer.value.to_string(),
            "validAfter": transfer.valid_after.to_string(),
            "validBefore": transfer.valid_before.to_string(),
            "nonce": hex::encode_prefixed(transfer.nonce),
        }));
    }

    #[test]
    fn permits_hash_as_declared(chain_id: u64, permit in permit()) {
        let domain = permit2::domain(chain_id);
        let declared = declared::PermitWitnessTransferFrom {
            permitted: declared::TokenPermissions {
                token: alloy(permit.token),
                amount: permit.amount.into(),
            },
            spender: alloy(permit.spender),
            nonce: permit.nonce.into(),
            deadline: permit.deadline.into(),
            witness: declared::Witness {
                to: alloy(permit.to),
                validAfter: permit.valid_after.into(),
            },
        };
        let digest = signing_hash(&domain.separator(), &permit.struct_hash());
        prop_assert_eq!(digest, declared.eip712_signing_hash(&alloy_domain(&domain)));

        let json = permit.typed_data_json(&domain);
        check_json(&json, &domain, &declared);
        let json: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&json["message"], &serde_json::json!({
            "permitted": {
                "token": permit.token.to_string(),
                "amount": permit.amount.to_string(),
            },
            "spender": permit.spender.to_string(),
            "nonce": permit.nonce.to_string(),
            "deadline": permit.deadline.to_string(),
            "witness": {
                "to": permit.to.to_string(),
                "validAfter": permit.valid_after.to_string(),
            },
        }));
    }
}

/// What is in the JSON beside the message: the domain, and the types as they are hashed.
fn check_json<T: SolStruct>(json: &str, domain: &Domain, declared: &T) {
    let json: Value = serde_json::from_str(json).unwrap();
    let primary_type = json["primaryType"].as_str().unwrap();
    assert_eq!(
        keccak256(encode_type(&json["types"], primary_type)),
        declared.eip712_type_hash()
    );
    assert_eq!(
        encode_type(&json["types"], "EIP712Domain"),
        alloy_domain(domain).encode_type()
    );
    let fields = &json["domain"];
    assert_eq!(fields["name"], domain.name);
    assert_eq!(
        fields.get("version").and_then(Value::as_str),
        domain.version.as_deref()
    );
    // JavaScript reads a number above 2^53 - 1 as another one.
    let exact = domain.chain_id < 1 << 53;
    assert_eq!(fields["chainId"].is_u64(), exact);
    let chain_id = fields["chainId"].as_str().map(str::to_owned);
    assert_eq!(
        chain_id.unwrap_or_else(|| fields["chainId"].to_string()),
        domain.chain_id.to_string()
    );
    assert_eq!(
        fields["verifyingContract"],
        domain.verifying_contract.to_string()
    );
}

/// `encodeType` of the EIP: the type, then those it refers to, in alphabetical order.
fn encode_type(types: &Value, primary_type: &str) -> String {
    let types = types.as_object().unwrap();
    let fields = types[primary_type].as_array().unwrap();
    let mut members = Vec::new();
    let mut referred = Vec::new();
    for field in fields {
        let [kind, name] = ["type", "name"].map(|key| field[key].as_str().unwrap());
        members.push(format!("{kind} {name}"));
        if types.contains_key(kind) {
            referred.push(encode_type(&types.clone().into(), kind));
        }
    }
    referred.sort();
    format!("{primary_type}({}){}", members.join(","), referred.concat())
}

fn alloy(address: Address) -> alloy_primitives::Address {
    <[u8; 20]>::from(address).into()
}

fn alloy_domain(domain: &Domain) -> Eip712Domain {
    Eip712Domain {
        name: Some(domain.name.clone().into()),
        version: domain.version.clone().map(Into::into),
        chain_id: Some(U256::from(domain.chain_id)),
        verifying_contract: Some(alloy(domain.verifying_contract)),
        salt: None,
    }
}

#[test]
fn the_chain_is_a_number_while_javascript_can_read_it() {
    for (chain_id, text) in [
        (1, "1"),
        (84_532, "84532"),
        (9_007_199_254_740_991, "9007199254740991"),
        (9_007_199_254_740_992, "\"9007199254740992\""),
        (u64::MAX, "\"18446744073709551615\""),
    ] {
        let json: Value = serde_json::from_str(&any_json(&permit2::domain(chain_id))).unwrap();
        assert_eq!(json["domain"]["chainId"].to_string(), text);
    }
}

#[test]
fn names_are_escaped() {
    for (name, text) in [
        ("USD₮0", r#""USD₮0""#),
        (r#"a"b\c/"#, r#""a\"b\\c/""#),
        ("\0\t\n\u{1f}\u{7f}", "\"\\u0000\\t\\n\\u001f\u{7f}\""),
    ] {
        let domain = Domain {
            name: name.to_owned(),
            version: Some(name.to_owned()),
            ..permit2::domain(1)
        };
        let json = any_json(&domain);
        assert!(
            json.contains(&format!(r#""domain":{{"name":{text},"version":{text},"#)),
            "{json}"
        );
    }
}

fn any_json(domain: &Domain) -> String {
    TransferWithAuthorization {
        from: Address::ZERO,
        to: Address::ZERO,
        value: 0_u64.into(),
        valid_after: 0_u64.into(),
        valid_before: 0_u64.into(),
        nonce: [0; 32],
    }
    .typed_data_json(domain)
}
