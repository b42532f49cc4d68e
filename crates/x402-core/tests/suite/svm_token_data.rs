//! Mints and token accounts as the token programs themselves write them, and every way to spoil one.

use alloy_primitives::hex;
use proptest::prelude::*;
use serde_json::{Value, json};
use x402_core::svm::{
    AccountExtensions, AccountState, Address, Mint, MintExtensions, TokenAccount, TokenDataError,
    TokenDataErrorKind as Kind, TransferFee, TransferFeeConfig, program,
};

const DOCUMENT: &str = include_str!("../data/solana/token_accounts.json");

fn document() -> Value {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    assert_eq!(document["source"]["litesvm"], "1.5.0");
    assert_eq!(document["source"]["@solana-program/token-2022"], "0.11.0");
    document
}

#[test]
fn as_the_programs_write_and_the_official_client_reads() {
    let document = document();
    let (mut mints, mut accounts) = (0, 0);
    for case in list(&document["accounts"]) {
        let name = text(&case["name"]);
        let program = address(&case["program"]);
        let data = hex::decode(text(&case["data"])).unwrap();
        let found = if case["kind"] == "mint" {
            mints += 1;
            assert!(TokenAccount::parse(&data, &program).is_err(), "{name}");
            mint_json(&Mint::parse(&data, &program).unwrap_or_else(|e| panic!("{name}: {e}")))
        } else {
            accounts += 1;
            assert!(Mint::parse(&data, &program).is_err(), "{name}");
            let account = TokenAccount::parse(&data, &program);
            account_json(&account.unwrap_or_else(|e| panic!("{name}: {e}")))
        };
        assert_eq!(found, expected(&case["decoded"]), "{name}");
    }
    assert!(
        mints >= 35 && accounts >= 45,
        "{mints} mints, {accounts} accounts"
    );
}

/// What was decoded: extensions that are not typed here by number only, and without what is off.
fn expected(decoded: &Value) -> Value {
    let mut decoded = decoded.clone();
    let extensions = decoded["extensions"].take();
    let mut typed = serde_json::Map::new();
    let mut others = Vec::new();
    for extension in extensions.as_array().into_iter().flatten() {
        let mut extension = extension.as_object().unwrap().clone();
        let kind = extension.shift_remove("__kind").unwrap();
        match text(&kind) {
            "Uninitialized" => {} // room that is not used
            "MemoTransfer" | "CpiGuard" if extension.values().all(|on| on == false) => {}
            "MintCloseAuthority" => others.push(3),
            "ConfidentialTransferFee" => others.push(16),
            "MetadataPointer" => others.push(18),
            "TokenMetadata" => others.push(19),
            "ConfidentialTransferAccount" => {
                extension.retain(|name, _| name == "approved" || name.starts_with("allow"));
                typed.insert(kind.as_str().unwrap().to_owned(), extension.into());
            }
            name => {
                typed.insert(name.to_owned(), extension.into());
            }
        }
    }
    decoded["extensions"] = typed.into();
    decoded["others"] = others.into();
    decoded
}

fn mint_json(mint: &Mint) -> Value {
    let MintExtensions {
        confidential_transfer_mint,
        default_account_state,
        interest_bearing_config,
        non_transferable,
        pausable_config,
        permanent_delegate,
        scaled_ui_amount_config,
        transfer_fee_config,
        transfer_hook,
        others,
        ..
    } = &mint.extensions;
    let mut typed = json!({});
    if let Some(config) = transfer_fee_config {
        let fee = |fee: &TransferFee| {
            json!({
                "epoch": fee.epoch.to_string(),
                "maximumFee": fee.maximum_fee.to_string(),
                "transferFeeBasisPoints": fee.basis_points.to_string(),
            })
        };
        typed["TransferFeeConfig"] = json!({
            "transferFeeConfigAuthority": or_zero(config.transfer_fee_config_authority),
            "withdrawWithheldAuthority": or_zero(config.withdraw_withheld_authority),
            "withheldAmount": config.withheld_amount.to_string(),
            "olderTransferFee": fee(&config.older_transfer_fee),
            "newerTransferFee": fee(&config.newer_transfer_fee),
        });
    }
    if let Some(mint) = confidential_transfer_mint {
        typed["ConfidentialTransferMint"] = json!({
            "authority": or_null(mint.authority),
            "autoApproveNewAccounts": mint.auto_approve_new_accounts,
            "auditorElgamalPubkey": or_null(mint.auditor_elgamal_pubkey.map(Address::new)),
        });
    }
    if let Some(state) = default_account_state {
        typed["DefaultAccountState"] = json!({ "state": number_of(*state) });
    }
    if *non_transferable {
        typed["NonTransferable"] = json!({});
    }
    if let Some(config) = interest_bearing_config {
        typed["InterestBearingConfig"] = json!({
            "rateAuthority": or_zero(config.rate_authority),
            "initializationTimestamp": config.initialization_timestamp.to_string(),
            "preUpdateAverageRate": config.pre_update_average_rate.to_string(),
            "lastUpdateTimestamp": config.last_update_timestamp.to_string(),
            "currentRate": config.current_rate.to_string(),
        });
    }
    if let Some(delegate) = permanent_delegate {
        typed["PermanentDelegate"] = json!({ "delegate": delegate.to_string() });
    }
    if let Some(hook) = transfer_hook {
        typed["TransferHook"] = json!({
            "authority": or_zero(hook.authority),
            "programId": or_zero(hook.program_id),
        });
    }
    if let Some(config) = scaled_ui_amount_config {
        typed["ScaledUiAmountConfig"] = json!({
            "authority": or_zero(config.authority),
            "multiplier": format!("{:016x}", config.multiplier_bits),
            "newMultiplierEffectiveTimestamp": config.new_multiplier_effective_timestamp.to_string(),
            "newMultiplier": format!("{:016x}", config.new_multiplier().to_bits()),
        });
    }
    if let Some(config) = pausable_config {
        typed["PausableConfig"] = json!({
            "authority": or_null(config.authority),
            "paused": config.paused,
        });
    }
    json!({
        "mintAuthority": or_null(mint.mint_authority),
        "supply": mint.supply.to_string(),
        "decimals": mint.decimals.to_string(),
        "isInitialized": true,
        "freezeAuthority": or_null(mint.freeze_authority),
        "extensions": typed,
        "others": others,
    })
}

fn account_json(account: &TokenAccount) -> Value {
    let AccountExtensions {
        confidential_transfer_account,
        cpi_guard,
        immutable_owner,
        memo_required,
        non_transferable,
        pausable,
        transfer_fee_amount,
        transfer_hook,
        others,
        ..
    } = &account.extensions;
    let mut typed = json!({});
    if let Some(amount) = transfer_fee_amount {
        typed["TransferFeeAmount"] = json!({ "withheldAmount": amount.to_string() });
    }
    if let Some(account) = confidential_transfer_account {
        typed["ConfidentialTransferAccount"] = json!({
            "approved": account.approved,
            "allowConfidentialCredits": account.allow_confidential_credits,
            "allowNonConfidentialCredits": account.allow_non_confidential_credits,
        });
    }
    for (name, there) in [
        ("ImmutableOwner", immutable_owner),
        ("NonTransferableAccount", non_transferable),
        ("PausableAccount", pausable),
    ] {
        if *there {
            typed[name] = json!({});
        }
    }
    if *transfer_hook {
        typed["TransferHookAccount"] = json!({ "transferring": false });
    }
    if *memo_required {
        typed["MemoTransfer"] = json!({ "requireIncomingTransferMemos": true });
    }
    if *cpi_guard {
        typed["CpiGuard"] = json!({ "lockCpi": true });
    }
    json!({
        "mint": account.mint.to_string(),
        "owner": account.owner.to_string(),
        "amount": account.amount.to_string(),
        "delegate": or_null(account.delegate),
        "state": number_of(account.state),
        "isNative": account.is_native.map(|reserve| reserve.to_string()),
        "delegatedAmount": account.delegated_amount.to_string(),
        "closeAuthority": or_null(account.close_authority),
        "extensions": typed,
        "others": others,
    })
}

fn or_null(address: Option<Address>) -> Value {
    address.map_or(Value::Null, |address| address.to_string().into())
}

/// The official client reads an absent address of some extensions as that of the System program.
fn or_zero(address: Option<Address>) -> Value {
    address.unwrap_or(program::SYSTEM).to_string().into()
}

fn number_of(state: AccountState) -> &'static str {
    if state.is_frozen() { "2" } else { "1" }
}

#[test]
fn the_fee_is_what_the_program_withholds() {
    let document = document();
    let fees = list(&document["fees"]);
    assert!(fees.len() >= 40, "{} fees", fees.len());
    for case in fees {
        let fee = TransferFee {
            epoch: 0,
            maximum_fee: number(&case["maximumFee"]),
            basis_points: u16::try_from(case["basisPoints"].as_u64().unwrap()).unwrap(),
        };
        assert_eq!(
            fee.of(number(&case["amount"])),
            number(&case["fee"]),
            "{case}"
        );
    }
    let changing = TransferFeeConfig {
        transfer_fee_config_authority: None,
        withdraw_withheld_authority: None,
        withheld_amount: 0,
        older_transfer_fee: TransferFee {
            epoch: 700,
            maximum_fee: 1_000_000,
            basis_points: 100,
        },
        newer_transfer_fee: TransferFee {
            epoch: 702,
            maximum_fee: 1_000_000,
            basis_points: 250,
        },
    };
    let epochs = list(&document["epochs"]);
    assert_eq!(epochs.len(), 4);
    for case in epochs {
        let fee = changing.fee(number(&case["amount"]), number(&case["epoch"]));
        assert_eq!(fee, number(&case["fee"]), "{case}");
    }
    // Before the older fee's epoch, and beyond what any transfer can be.
    assert_eq!(changing.fee(10_000, 0), 100);
    let most = TransferFee {
        epoch: 0,
        maximum_fee: u64::MAX,
        basis_points: 10_000,
    };
    assert_eq!(most.of(u64::MAX), u64::MAX);
    // No mint has such a fee; a value that a program builds is limited all the same.
    let more = TransferFee {
        basis_points: u16::MAX,
        ..most
    };
    assert_eq!(more.of(u64::MAX), u64::MAX);
}

#[test]
fn multisignature_accounts_are_refused() {
    let document = document();
    let refused = list(&document["refused"]);
    assert_eq!(refused.len(), 2);
    for case in refused {
        let program = address(&case["program"]);
        let data = hex::decode(text(&case["data"])).unwrap();
        for error in both(&data, &program) {
            assert_eq!(error.kind(), Kind::Multisig, "{error}");
            assert_eq!(error.found(), "355, the size of a multisignature account");
        }
    }
}

/// The errors of both readers, for data that is neither.
fn both(data: &[u8], program: &Address) -> [TokenDataError; 2] {
    [
        Mint::parse(data, program).expect_err("not a mint"),
        TokenAccount::parse(data, program).expect_err("not a token account"),
    ]
}

fn plain_account() -> Vec<u8> {
    let mut data = vec![0; 165];
    data[..64].fill(7);
    data[108] = 1;
    data
}

fn plain_mint() -> Vec<u8> {
    let mut data = vec![0; 82];
    data[44] = 6;
    data[45] = 1;
    data
}

/// An account's data with extensions, whatever is in them.
fn extended(base: &[u8], account_type: u8, extensions: &[u8]) -> Vec<u8> {
    let mut data = base.to_vec();
    data.resize(165, 0);
    data.push(account_type);
    data.extend(extensions);
    data
}

#[test]
fn only_sizes_of_the_program_are_read() {
    for size in 0..=600 {
        let data = vec![0; size];
        for program in [program::TOKEN, program::TOKEN_2022] {
            let errors = both(&data, &program);
            for (error, (own, other)) in errors.iter().zip([(82, 165), (165, 82)]) {
                let kind = match size {
                    355 => Kind::Multisig,
                    _ if size == own => Kind::Uninitialized,
                    _ if size > 165 && program == program::TOKEN_2022 => Kind::Uninitialized,
                    _ => Kind::Size,
                };
                assert_eq!(error.kind(), kind, "{size} {error}");
                if size == other {
                    assert!(error.found().contains("the size of a "), "{error}");
                }
            }
        }
    }
}

#[test]
fn other_programs_own_no_tokens() {
    for error in both(&plain_account(), &program::SYSTEM) {
        assert_eq!((error.kind(), error.offset()), (Kind::Program, 0));
        assert_eq!(error.expected(), "an account of Token or Token-2022");
        assert_eq!(error.found(), "one of 11111111111111111111111111111111");
    }
    // What Token would not write.
    let data = extended(&plain_account(), 2, &[]);
    assert!(TokenAccount::parse(&data, &program::TOKEN_2022).is_ok());
    let error = TokenAccount::parse(&data, &program::TOKEN).unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a token account: byte 165: expected 165 bytes, found 166"
    );
}

#[test]
fn fields_have_the_values_that_the_program_writes() {
    #[rustfmt::skip]
    let cases = [
        (plain_account(), 72, 2, Kind::Value, "a delegate behind the tag 0 or 1", "2"),
        (plain_account(), 75, 1, Kind::Value, "a delegate behind the tag 0 or 1", "16777216"),
        (plain_account(), 108, 0, Kind::Uninitialized, "an initialized token account", "state 0"),
        (plain_account(), 108, 3, Kind::Value, "a state of 0, 1 or 2", "3"),
        (plain_account(), 109, 7, Kind::Value, "a native reserve behind the tag 0 or 1", "7"),
        (plain_account(), 129, 2, Kind::Value, "a close authority behind the tag 0 or 1", "2"),
        (plain_mint(), 0, 2, Kind::Value, "a mint authority behind the tag 0 or 1", "2"),
        (plain_mint(), 45, 0, Kind::Uninitialized, "an initialized mint", "0"),
        (plain_mint(), 45, 2, Kind::Value, "an initialization of 0 or 1", "2"),
        (plain_mint(), 46, 2, Kind::Value, "a freeze authority behind the tag 0 or 1", "2"),
    ];
    for (base, at, byte, kind, expected, found) in cases {
        let is_mint = base.len() == 82;
        let mut data = base;
        data[at] = byte;
        for program in [program::TOKEN, program::TOKEN_2022] {
            let error = if is_mint {
                Mint::parse(&data, &program).unwrap_err()
            } else {
                TokenAccount::parse(&data, &program).unwrap_err()
            };
            assert_eq!(error.kind(), kind, "{error}");
            assert_eq!((error.expected(), error.found()), (expected, found));
            assert_eq!(error.offset(), if at == 75 { 72 } else { at });
        }
    }
}

#[test]
fn extensions_have_one_form() {
    use Kind::{AccountType, Extension, Uninitialized, Value};
    let mint = |account_type, extensions: &[u8]| {
        let data = extended(&plain_mint(), account_type, extensions);
        Mint::parse(&data, &program::TOKEN_2022).map(drop)
    };
    let account = |account_type, extensions: &[u8]| {
        let data = extended(&plain_account(), account_type, extensions);
        TokenAccount::parse(&data, &program::TOKEN_2022).map(drop)
    };
    let mut fee = vec![1, 0, 108, 0];
    fee.resize(4 + 108, 0);
    let mut too_much = fee.clone();
    too_much[4 + 72 + 16..4 + 72 + 18].copy_from_slice(&10_001_u16.to_le_bytes());
    #[rustfmt::skip]
    let cases = [
        (mint(0, &[]), Uninitialized, 165, "an initialized mint", "account type 0"),
        (mint(2, &[]), AccountType, 165, "account type 1", "2, a token account"),
        (mint(3, &[]), AccountType, 165, "account type 1", "3"),
        (account(1, &[]), AccountType, 165, "account type 2", "1, a mint"),
        (account(0, &[]), Uninitialized, 165, "an initialized token account", "account type 0"),
        (account(2, &[7, 0]), Extension, 168, "2 more bytes of an extension", "0"),
        (account(2, &[7, 0, 0]), Extension, 168, "2 more bytes of an extension", "1"),
        (account(2, &[8, 0, 1, 0]), Extension, 170, "1 more bytes of an extension", "0"),
        (account(2, &[99, 0, 255, 255, 1]), Extension, 170, "65535 more bytes of an extension", "1"),
        (account(2, &[7, 0, 1, 0, 0]), Extension, 170, "the 0 bytes of ImmutableOwner", "1 bytes"),
        (account(2, &[8, 0, 0, 0]), Extension, 170, "the 1 bytes of MemoTransfer", "0 bytes"),
        (account(2, &[8, 0, 1, 0, 2]), Value, 170, "a memo requirement of 0 or 1", "2"),
        (account(2, &[11, 0, 1, 0, 2]), Value, 170, "a CPI guard of 0 or 1", "2"),
        (account(2, &[15, 0, 1, 0, 2]), Value, 170, "a running transfer of 0 or 1", "2"),
        (account(2, &[7, 0, 0, 0, 7, 0, 0, 0]), Extension, 174, "an extension that did not occur before", "number 7 again"),
        (account(2, &[63, 0, 0, 0, 63, 0, 0, 0]), Extension, 174, "an extension that did not occur before", "number 63 again"),
        (account(2, &[9, 0, 0, 0]), Extension, 170, "an extension of a token account", "NonTransferable"),
        (mint(1, &[7, 0, 0, 0]), Extension, 170, "an extension of a mint", "ImmutableOwner"),
        (mint(1, &[6, 0, 1, 0, 0]), Uninitialized, 170, "an initialized mint", "state 0"),
        (mint(1, &[6, 0, 1, 0, 3]), Value, 170, "a state of 0, 1 or 2", "3"),
        (mint(1, &fee[..111]), Extension, 170, "108 more bytes of an extension", "107"),
        (mint(1, &too_much), Value, 258, "at most 10000 basis points", "10001"),
    ];
    for (result, kind, offset, expected, found) in cases {
        let error = result.expect_err(expected);

        let seen = (
            error.kind(),
            error.offset(),
            error.expected(),
            error.found(),
        );
        assert_eq!(seen, (kind, offset, expected, found));
        let place = format!(": byte {offset}: expected {expected}, found {found}");
        assert!(error.to_string().ends_with(&place), "{error}");
    }
    // Between a mint and its type.
    for at in 82..165 {
        let mut data = extended(&plain_mint(), 1, &[]);
        data[at] = 1;
        let error = Mint::parse(&data, &program::TOKEN_2022).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (Value, at));
    }
}

#[test]
fn what_the_program_ignores_is_ignored() {
    let read = |extensions: &[u8]| {
        let data = extended(&plain_account(), 2, extensions);
        TokenAccount::parse(&data, &program::TOKEN_2022)
            .unwrap()
            .extensions
    };
    let owner = AccountExtensions::default();
    for nothing in [&[][..], &[0], &[7], &[0, 0], &[0, 0, 1, 0, 9], &[0; 200]] {
        assert_eq!(read(nothing), owner, "{nothing:?}");
    }
    let found = read(&[
        99, 0, 2, 0, 1, 2, 7, 0, 0, 0, 17, 0, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0, 5,
    ]);
    assert!(found.immutable_owner);
    assert_eq!(found.others, [99, 17, 0xffff, 0xffff]);
}

#[test]
fn every_cut_of_an_account_is_refused_or_shorter() {
    for case in list(&document()["accounts"]) {
        let program = address(&case["program"]);
        let data = hex::decode(text(&case["data"])).unwrap();
        for end in 0..data.len() {
            let cut = &data[..end];
            if let Ok(mint) = Mint::parse(cut, &program) {
                assert!(end == 82 || end > 165, "{end}");
                assert_eq!(mint.decimals, cut[44]);
            }
            if let Ok(account) = TokenAccount::parse(cut, &program) {
                assert!(end >= 165, "{end}");
                assert_eq!(account.amount.to_le_bytes(), cut[64..72]);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(
        head in prop::collection::vec(any::<u8>(), 165),
        account_type in 0_u8..4,
        extensions in prop::collection::vec(prop_oneof![Just(0), 0..30_u8, any::<u8>()], 0..200),
        sound: bool,
    ) {
        let base = if sound { plain_account() } else { head };
        let data = extended(&base, account_type, &extensions);
        for end in [82, 165, data.len()] {
            for program in [program::TOKEN, program::TOKEN_2022] {
                let mint = Mint::parse(&data[..end], &program).map(drop);
                let account = TokenAccount::parse(&data[..end], &program).map(drop);
                for error in [mint, account].into_iter().filter_map(Result::err) {
                    prop_assert!(error.offset() <= end, "{}", error);
                }
            }
        }
    }

    #[test]
    fn a_fee_is_within_its_bounds(amount: u64, maximum_fee: u64, basis_points in 0..=10_000_u16) {
        let fee = TransferFee { epoch: 0, maximum_fee, basis_points }.of(amount);
        prop_assert!(fee <= amount && fee <= maximum_fee);
        // The smallest whole number that is not below the share.
        let share = u128::from(amount) * u128::from(basis_points);
        if fee < maximum_fee {
            prop_assert!(u128::from(fee) * 10_000 >= share);
            prop_assert!(fee == 0 || u128::from(fee - 1) * 10_000 < share);
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    text(value).parse().expect("a number")
}

fn address(value: &Value) -> Address {
    text(value).parse().expect("an address")
}
