//! Typed data against another implementation: eth-account 0.14.0 (Python) computed every value
//! in the tables below.

use x402_core::evm::{
    Address, Signature, SignatureForms,
    eip712::{Domain, signing_hash},
    eip3009::TransferWithAuthorization,
    permit2::{self, PermitWitnessTransferFrom},
};

/// What eth-account says.
struct Expected {
    signer: &'static str,
    separator: &'static str,
    struct_hash: &'static str,
    digest: &'static str,
    signature: &'static str,
}

impl Expected {
    fn check(&self, key: &str, domain: &Domain, struct_hash: [u8; 32]) {
        let case = self.digest;
        let separator = domain.separator();
        let digest = signing_hash(&separator, &struct_hash);
        assert_eq!(hex(separator), self.separator, "{case}");
        assert_eq!(hex(struct_hash), self.struct_hash, "{case}");
        assert_eq!(hex(digest), self.digest);

        let signer: Address = self.signer.parse().unwrap();
        let bytes = alloy_primitives::hex::decode(self.signature).unwrap();
        let signature = Signature::parse(&bytes, &SignatureForms::default()).unwrap();
        assert_eq!(signature.recover(&digest), Some(signer), "{case}");
        assert_eq!(signature.to_hex(), self.signature, "{case}");
        signs_the_same(key, signer, &digest, signature);
    }
}

#[cfg(feature = "signing")]
fn signs_the_same(key: &str, signer: Address, digest: &[u8; 32], signature: Signature) {
    let key = x402_core::evm::SigningKey::from_hex(key).unwrap();
    assert_eq!(key.address(), signer);
    assert_eq!(key.sign(digest), signature);
}

#[cfg(not(feature = "signing"))]
fn signs_the_same(_: &str, _: Address, _: &[u8; 32], _: Signature) {}

fn hex(bytes: [u8; 32]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

struct Transfer {
    key: &'static str,
    domain: (&'static str, Option<&'static str>, u64, &'static str),
    to: &'static str,
    value: &'static str,
    valid_after: &'static str,
    valid_before: &'static str,
    nonce: &'static str,
    expected: Expected,
}

#[test]
fn transfers_with_authorization() {
    for case in TRANSFERS {
        let (name, version, chain_id, contract) = case.domain;
        let domain = Domain {
            name: name.to_owned(),
            version: version.map(str::to_owned),
            chain_id,
            verifying_contract: contract.parse().unwrap(),
        };
        let transfer = TransferWithAuthorization {
            from: case.expected.signer.parse().unwrap(),
            to: case.to.parse().unwrap(),
            value: case.value.parse().unwrap(),
            valid_after: case.valid_after.parse().unwrap(),
            valid_before: case.valid_before.parse().unwrap(),
            nonce: alloy_primitives::hex::decode_to_array(case.nonce).unwrap(),
        };
        case.expected
            .check(case.key, &domain, transfer.struct_hash());
    }
}

struct Permit {
    key: &'static str,
    chain_id: u64,
    token: &'static str,
    amount: &'static str,
    spender: &'static str,
    nonce: &'static str,
    deadline: &'static str,
    to: &'static str,
    valid_after: &'static str,
    expected: Expected,
}

#[test]
fn permits() {
    for case in PERMITS {
        let permit = PermitWitnessTransferFrom {
            from: case.expected.signer.parse().unwrap(),
            token: case.token.parse().unwrap(),
            amount: case.amount.parse().unwrap(),
            spender: case.spender.parse().unwrap(),
            nonce: case.nonce.parse().unwrap(),
            deadline: case.deadline.parse().unwrap(),
            to: case.to.parse().unwrap(),
            valid_after: case.valid_after.parse().unwrap(),
        };
        let domain = permit2::domain(case.chain_id);
        case.expected.check(case.key, &domain, permit.struct_hash());
    }
}

/// Keys for tests, published and worthless.
const KEYS: [&str; 2] = [
    "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0x1111111111111111111111111111111111111111111111111111111111111111",
];

const TRANSFERS: &[Transfer] = &[
    Transfer {
        key: KEYS[0],
        domain: (
            "USDC",
            Some("2"),
            84_532,
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "10000",
        valid_after: "0",
        valid_before: "1740672154",
        nonce: "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818",
            struct_hash: "0xaa4648d6d1916c853c2a8e614c17d9dd6e0c36198684596b9bdf7cf616e4c4aa",
            digest: "0x3da299bc08b74c73910ff7cbddb6c7006ae4a182ef02533eaee117d6fc22f62a",
            signature: "0x07828fd039838f543685a17aa47ce289d2a8017e5577f4366c4d8436599e84a110f3bb67c5d6d33b4776abc1337d4ef70b0cbc343f6abea05f8db8b21d52c6e51b",
        },
    },
    Transfer {
        key: KEYS[1],
        domain: (
            "USD Coin",
            Some("2"),
            8_453,
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "1",
        valid_after: "1740672089",
        valid_before: "1740672154",
        nonce: "0x0000000000000000000000000000000000000000000000000000000000000000",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0x02fa7265e7c5d81118673727957699e4d68f74cd74b7db77da710fe8a2c7834f",
            struct_hash: "0x408986ac46e6fc6df10b0178c24797fd0ec801561189f1ebaf4905a2e63e2c69",
            digest: "0xd9a58a6381365ff5c8e42afea63c5cd7d80748ac28c477baa37fdca0b5762fb9",
            signature: "0x46ee39a7e2d8641810927b0e37bb94f21a0dce8ed740cb3b980969c6daf1215e5de71cce96193df462db639eeeb3c3c5e4b4002fb8b07932656b50d284b61f981c",
        },
    },
    Transfer {
        key: KEYS[0],
        domain: (
            "USD₮0",
            Some("1"),
            196,
            "0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "123456789",
        valid_after: "0",
        valid_before: "4102444800",
        nonce: "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0xd591d9baf744328d9400b923cb02c9474d367d591ca1ab24d8c4068be527599d",
            struct_hash: "0x83a4a63ecc27f463df974f74bc04525de346e360d79fa4261c5a6468498602d4",
            digest: "0xd09480c9071078e270c885213d00dceaaf7fa00833c0f17c430d02c900b8032c",
            signature: "0xed0c1b0247bc9fdb450f30629075a1b41c92c00e72ca18a92fd240569bc1e3ae2f64c513f9d523b3170b401c9d7d653f332d4b7ff6e26906d5537d1916c43cbc1b",
        },
    },
    Transfer {
        key: KEYS[1],
        domain: (
            "",
            Some(""),
            1,
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        ),
        to: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
        value: "0",
        valid_after: "0",
        valid_before: "0",
        nonce: "0x0000000000000000000000000000000000000000000000000000000000000001",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0xbb75dca125c8654aca861ca10c090418ccaa893f4f691dcd95149c026ab1ed3c",
            struct_hash: "0x716e2bc26804363bc2f48176bf7acc2582e2e1465530c964e5c14514b02bf743",
            digest: "0xf089ac9ebf0b96c91e20de105c7f038c0964343b834cd91fcbcbc875ab9704ee",
            signature: "0xc49865ab87cc9e4df5fcb2a83acc340ce9c44efb1b1353cc4cdefa60001f44497c880fcfff38349ad8157cd38f2da08329bc6ef7add2a95adaf0bef808c223071c",
        },
    },
    Transfer {
        key: KEYS[0],
        domain: (
            "Quote \" back \\ slash / tab \t nul \u{0} del \u{7f}",
            Some("1"),
            137,
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        valid_after: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        valid_before: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        nonce: "0xabababababababababababababababababababababababababababababababab",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0x8a6f7716a50808c940d21353a37b12ea3463ff845468d87d8676b9282ef049fc",
            struct_hash: "0xb3d296a41aabbd989f0311137b4bfda269a8baf670f157e7d94b00e0d2bbd7ab",
            digest: "0xbc8afbfe3bfbdb9a0b9520246f266134b99fdedeca78b4cfeeb4b23c9e57b305",
            signature: "0xde2c406574b4cac392768a72e6126221174852b7d8d0c798cfe07a85558afa9d02a650570181460aab6bfe5964a458b0f7ea441517fcf8007db8eff076ce0b541b",
        },
    },
    Transfer {
        key: KEYS[1],
        domain: (
            "x402 💸 é",
            Some("v2.0-β"),
            9_007_199_254_740_991,
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "340282366920938463463374607431768211456",
        valid_after: "1",
        valid_before: "2",
        nonce: "0x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0x5fed063ed1ecc5fa28a87e5a38593f7c1ebe4071723b479eca983357af6dcb4e",
            struct_hash: "0xe9a3f2724c96a885da2177b775adabf8e4f047ff792cf5b15baae4e06ce0f21f",
            digest: "0x49aeef04fe0f16e2a7312f47bbd5bf60cb0bcb5289fda95326b10df2125cf86f",
            signature: "0x93de3ae8884a11f05e5d7f0842a7f2d5493a1eae6bc732f9aeb14a7bf23572a55bf227f3fa39ca4c195e3101355b3ff1fd35dfeadfcc23ffaee91a34a7590d751b",
        },
    },
    Transfer {
        key: KEYS[0],
        domain: (
            "High",
            Some("2"),
            9_007_199_254_740_992,
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "10000",
        valid_after: "0",
        valid_before: "1740672154",
        nonce: "0x1111111111111111111111111111111111111111111111111111111111111111",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0xdb4e8ccb83dd450e5473e41236d74e319d044049b0239db0ecc8fa2372edc890",
            struct_hash: "0x339a440c17e920674cbe16fa5428d16826ba1f590142e48a374eb4396c3005e2",
            digest: "0x347c7aa351964d9558e496682a1acb3ff3bb25adfb9f08fac12f36e050077a6a",
            signature: "0x267d8d89fff4558a61d337f75e4713975e9d750f0607f3b3ca86652ae11ab60a30879d2e5e7e22c94eb5438c057d6a6388d063cd1f6103a2caf647e9348dc65d1c",
        },
    },
    Transfer {
        key: KEYS[1],
        domain: (
            "Highest",
            Some("2"),
            18_446_744_073_709_551_615,
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "10000",
        valid_after: "0",
        valid_before: "1740672154",
        nonce: "0x2222222222222222222222222222222222222222222222222222222222222222",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0x041ceb4666177a5aeba0d4cc8404ada6e76e524801d98f07923e57e608707e73",
            struct_hash: "0x7f8b762766d4ac801635cd9178afb70f8cb9716c1f9e84f0b565a3284a56c731",
            digest: "0x0f8df46b533659baf5f6dbee6d61fc0d8803bec1e012f0034d871b588843efe8",
            signature: "0x21846d64b5f4d661a000b693565a186be350386d1f8bde34809af9c49fa8e8071b95b609b9c091689dc5e1654609cdc7ce437ef68a7d915c66cbc6fd64a387241c",
        },
    },
    Transfer {
        key: KEYS[0],
        domain: (
            "NoVersion",
            None,
            10,
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        ),
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        value: "5",
        valid_after: "6",
        valid_before: "7",
        nonce: "0x3333333333333333333333333333333333333333333333333333333333333333",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0x8d2551f7a01e2b970dc303ed7bf18e1da4baf27d33efe5d066bf573262255170",
            struct_hash: "0xabf951adb8d3c3a83deb10d349becbb6d161c1cf1e96ae4c55c35e99320507b8",
            digest: "0x4986b7a7d4fb66d41a8f458a385ac19c797efcd4bee88c5b7c229853510c26f2",
            signature: "0x52e2a0e8eca6ea8c5b74c3b02675af14690ff9e8a4507b04fb85751f3c515f89696b0e2ed7f06bc256bbcd0b7f83d6fb198622b2d3888f6d4e3bdeb59e8f5d4e1c",
        },
    },
];

const PERMITS: &[Permit] = &[
    Permit {
        key: KEYS[0],
        chain_id: 84_532,
        token: "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        amount: "1000000",
        spender: "0x402085c248EeA27D92E8b30b2C58ed07f9E20001",
        nonce: "1",
        deadline: "9999999999",
        to: "0x9876543210987654321098765432109876543210",
        valid_after: "0",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0x010f27a92fb9a32622f44f001dc4d15706a85b33499cfc2ce9033113ab26592c",
            struct_hash: "0xa97a0255f1877b56ced10238aca70ad0692b7deb7bc3e81aca308da1e71fd2a5",
            digest: "0x93f7d7cc192fe78957fc114318393187c2fc5194c6d9ac26aba364559fac39d2",
            signature: "0x077c9950604122371196314b1ee6141a15eeecf3e05bf35766dea48cfb87a300150d374dfdbc1ff1e34d1d4245d579dea7e2bc2a789b5ea012957b0ca7cb89701b",
        },
    },
    Permit {
        key: KEYS[1],
        chain_id: 8_453,
        token: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
        amount: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        spender: "0x402085c248EeA27D92E8b30b2C58ed07f9E20001",
        nonce: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        deadline: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        valid_after: "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0x3b6f35e4fce979ef8eac3bcdc8c3fc38fe7911bb0c69c8fe72bf1fd1a17e6f07",
            struct_hash: "0x5e64d147b1598d820e51fdfd5fcd75662e9c8912c37935cec0c93abc63aafb02",
            digest: "0x5ba4863045366889eba8c2fabaa6b8dd228018e1dae280e0a882d23b704138d7",
            signature: "0xa712f6680368d7e0a0813d3bb2ede2dc4461c70599487de387dc112026c1620215a56bceb1404741e3771520d2bef3aeb4209bf59b17e166c298576b3a7ef7911b",
        },
    },
    Permit {
        key: KEYS[0],
        chain_id: 18_446_744_073_709_551_615,
        token: "0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
        amount: "0",
        spender: "0x402085c248EeA27D92E8b30b2C58ed07f9E20001",
        nonce: "0",
        deadline: "0",
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        valid_after: "0",
        expected: Expected {
            signer: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
            separator: "0x51018958677a1979b0f6805f6d81d4d061525ff33df2f389b6b47e9abaf55814",
            struct_hash: "0xfaa048751fb89ccbf2bb03436c7a6889a5373b9e40b557da896a53164cb99d2e",
            digest: "0x5c140b6b86003c6f7610677a03ebff27d6a08592520f47cb749c1efe217b80a5",
            signature: "0x7a42c2d4da471fdc58f68195fe0f4f6f36c71cbc68e867453a1902fd4ad9230d7a4fac050e0f2dae0bbc2cad329d9808808fdbe6120643218fc8faa9d04d14751b",
        },
    },
    Permit {
        key: KEYS[1],
        chain_id: 1,
        token: "0x779Ded0c9e1022225f8E0630b35a9b54bE713736",
        amount: "1000000000000000000",
        spender: "0xFCAd0B19bB29D4674531d6f115237E16AfCE377c",
        nonce: "57896044618658097711785492504343953926634992332820282019728792003956564819968",
        deadline: "1740672154",
        to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        valid_after: "1740672089",
        expected: Expected {
            signer: "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
            separator: "0x866a5aba21966af95d6c7ab78eb2b2fc913915c28be3b9aa07cc04ff903e3f28",
            struct_hash: "0x45f65e21ae68e146260594868595467e008f4bf20fda4157aa1574aaf5fe1979",
            digest: "0xd98d6dea7fe7cf2d2e3d53a9a57c158008c7f4b32006b07a542469662860ca40",
            signature: "0xee423f2fe961763025b02e903f0f4bd3973d45ba113b1cfaa19d37dfbc3de52f1732685c79d24ff05c0cd9a86b3426381f3bce195de7649f790ae66afd924bf01b",
        },
    },
];
