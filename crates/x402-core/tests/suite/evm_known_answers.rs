//! Payments whose digests and signatures are published: the specification's own example, and
//! those on which the official TypeScript and Python packages agree.

use x402_core::evm::{
    Address, Signature, SignatureError, SignatureForms,
    eip712::{Domain, signing_hash},
    eip3009::TransferWithAuthorization,
    permit2::{self, PermitWitnessTransferFrom},
};

#[test]
fn example_of_the_specification() {
    let domain = usdc();
    let transfer = transfer("0x857b06519E91e3A54538791bDbb0E22373e36b66", 1_740_672_089);
    let digest = signing_hash(&domain.separator(), &transfer.struct_hash());
    assert_eq!(
        hex(&domain.separator()),
        "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
    );
    assert_eq!(
        hex(&digest),
        "0xf256992871671abcb27ff92885a7afa46218724e5fc0bac35d050115aa1d22e6"
    );
    let signature = signature(
        "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a12832597641736\
         08a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
    );
    assert_eq!(signature.recover(&digest), Some(transfer.from));
}

#[test]
fn transfer_with_authorization() {
    let transfer = transfer(KEY_ADDRESS, 0);
    let digest = signing_hash(&usdc().separator(), &transfer.struct_hash());
    assert_eq!(
        hex(&transfer.struct_hash()),
        "0xaa4648d6d1916c853c2a8e614c17d9dd6e0c36198684596b9bdf7cf616e4c4aa"
    );
    assert_eq!(
        hex(&digest),
        "0x3da299bc08b74c73910ff7cbddb6c7006ae4a182ef02533eaee117d6fc22f62a"
    );
    let signature = signature(
        "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a1\
         10f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e51b",
    );
    assert_eq!(signature.recover(&digest), Some(transfer.from));
    signs(&digest, signature);
}

#[test]
fn the_twin_with_high_s_is_the_same_signer_and_refused() {
    let twin = alloy_primitives::hex::decode(
        "07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a1\
         ef0c44983a292cc4b889543ecc82b107afa220b26fdde19b6044a5dab2e37a5c1c",
    )
    .unwrap();
    assert_eq!(
        Signature::parse(&twin, &SignatureForms::default()),
        Err(SignatureError::HighS)
    );
    let normal = Signature::normalize(&twin).unwrap();
    let digest = signing_hash(&usdc().separator(), &transfer(KEY_ADDRESS, 0).struct_hash());
    assert_eq!(normal.recover(&digest), Some(address(KEY_ADDRESS)));
    signs(&digest, normal);
}

#[test]
fn permit_for_exact() {
    let permit = permit();
    let digest = signing_hash(&permit2::domain(84532).separator(), &permit.struct_hash());
    assert_eq!(
        hex(&digest),
        "0x93f7d7cc192fe78957fc114318393187c2fc5194c6d9ac26aba364559fac39d2"
    );
    let signature = signature(
        "0x077c9950604122371196314b1ee6141a15eeecf3e05bf35766dea48cfb87a300\
         150d374dfdbc1ff1e34d1d4245d579dea7e2bc2a789b5ea012957b0ca7cb89701b",
    );
    assert_eq!(signature.recover(&digest), Some(permit.from));
    signs(&digest, signature);
}

#[test]
fn addresses_of_permit2() {
    for (constant, text) in [
        (
            permit2::PERMIT2,
            "0x000000000022D473030F116dDEE9F6B43aC78BA3",
        ),
        (
            permit2::EXACT_PROXY,
            "0x402085c248EeA27D92E8b30b2C58ed07f9E20001",
        ),
    ] {
        assert_eq!(constant.to_string(), text);
    }
}

#[test]
fn typed_data_as_a_wallet_reads_it() {
    assert_eq!(
        transfer(KEY_ADDRESS, 0).typed_data_json(&usdc()),
        r#"{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],"TransferWithAuthorization":[{"name":"from","type":"address"},{"name":"to","type":"address"},{"name":"value","type":"uint256"},{"name":"validAfter","type":"uint256"},{"name":"validBefore","type":"uint256"},{"name":"nonce","type":"bytes32"}]},"primaryType":"TransferWithAuthorization","domain":{"name":"USDC","version":"2","chainId":84532,"verifyingContract":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"},"message":{"from":"0xFCAd0B19bB29D4674531d6f115237E16AfCE377c","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"0","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}"#
    );
    assert_eq!(
        permit().typed_data_json(&permit2::domain(84532)),
        r#"{"types":{"EIP712Domain":[{"name":"name","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],"PermitWitnessTransferFrom":[{"name":"permitted","type":"TokenPermissions"},{"name":"spender","type":"address"},{"name":"nonce","type":"uint256"},{"name":"deadline","type":"uint256"},{"name":"witness","type":"Witness"}],"TokenPermissions":[{"name":"token","type":"address"},{"name":"amount","type":"uint256"}],"Witness":[{"name":"to","type":"address"},{"name":"validAfter","type":"uint256"}]},"primaryType":"PermitWitnessTransferFrom","domain":{"name":"Permit2","chainId":84532,"verifyingContract":"0x000000000022D473030F116dDEE9F6B43aC78BA3"},"message":{"permitted":{"token":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","amount":"1000000"},"spender":"0x402085c248EeA27D92E8b30b2C58ed07f9E20001","nonce":"1","deadline":"9999999999","witness":{"to":"0x9876543210987654321098765432109876543210","validAfter":"0"}}}"#
    );
}

fn usdc() -> Domain {
    Domain {
        name: "USDC".to_owned(),
        version: Some("2".to_owned()),
        chain_id: 84532,
        verifying_contract: address(USDC),
    }
}

fn transfer(from: &str, valid_after: u64) -> TransferWithAuthorization {
    TransferWithAuthorization {
        from: address(from),
        to: address("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"),
        value: 10_000_u64.into(),
        valid_after: valid_after.into(),
        valid_before: 1_740_672_154_u64.into(),
        nonce: alloy_primitives::hex!(
            "f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
        ),
    }
}

fn permit() -> PermitWitnessTransferFrom {
    PermitWitnessTransferFrom {
        from: address(KEY_ADDRESS),
        token: address(USDC),
        amount: 1_000_000_u64.into(),
        spender: permit2::EXACT_PROXY,
        nonce: 1_u64.into(),
        deadline: 9_999_999_999_u64.into(),
        to: address("0x9876543210987654321098765432109876543210"),
        valid_after: 0_u64.into(),
    }
}

#[cfg(feature = "signing")]
fn signs(digest: &[u8; 32], signature: Signature) {
    let key = x402_core::evm::SigningKey::from_hex(
        "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    )
    .unwrap();
    assert_eq!(key.address(), address(KEY_ADDRESS));
    assert_eq!(key.sign(digest), signature);
}

#[cfg(not(feature = "signing"))]
fn signs(_: &[u8; 32], _: Signature) {}

fn signature(text: &str) -> Signature {
    let bytes = alloy_primitives::hex::decode(text).unwrap();
    Signature::parse(&bytes, &SignatureForms::default()).unwrap()
}

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

/// The address of the private key 0x0123456789abcdef, four times.
const KEY_ADDRESS: &str = "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c";
const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
