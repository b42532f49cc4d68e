use x402_core::svm::{Mint, TokenAccount, TokenDataError, program};

/// Reads the bytes as the data of a mint and of a token account, under both token programs.
///
/// # Panics
///
/// If something is both, Token accepts what Token-2022 does not or reads it otherwise, a field
/// is not where the programs have it, or the place of a defect is outside the bytes.
pub fn token_data(data: &[u8]) {
    let [mint, mint_2022] =
        [program::TOKEN, program::TOKEN_2022].map(|program| Mint::parse(data, &program));
    let [account, account_2022] =
        [program::TOKEN, program::TOKEN_2022].map(|program| TokenAccount::parse(data, &program));
    assert!(mint_2022.is_err() || account_2022.is_err(), "it is both");
    if mint.is_ok() {
        assert_eq!(mint, mint_2022);
        assert_eq!(data.len(), 82);
    }
    if account.is_ok() {
        assert_eq!(account, account_2022);
        assert_eq!(data.len(), 165);
    }

    match &mint_2022 {
        Ok(mint) => mint_is_in(mint, data),
        Err(error) => place_is_in(error, data),
    }
    match &account_2022 {
        Ok(account) => account_is_in(account, data),
        Err(error) => place_is_in(error, data),
    }
}

fn mint_is_in(mint: &Mint, data: &[u8]) {
    let authority = |tag: usize| (data[tag] == 1).then(|| &data[tag + 4..tag + 36]);
    assert_eq!(
        mint.mint_authority.as_ref().map(AsRef::as_ref),
        authority(0)
    );
    assert_eq!(mint.supply.to_le_bytes(), data[36..44]);
    assert_eq!([mint.decimals, 1], data[44..46]);
    assert_eq!(
        mint.freeze_authority.as_ref().map(AsRef::as_ref),
        authority(46)
    );
    let room = data.len().saturating_sub(166);
    assert!(mint.extensions.others.len() <= room / 4);
    if let Some(config) = mint.extensions.transfer_fee_config {
        let newer = config.newer_transfer_fee.epoch;
        for epoch in [0, newer.saturating_sub(1), newer, u64::MAX] {
            for amount in [0, 1, mint.supply, u64::MAX] {
                let fee = config.fee(amount, epoch);
                assert!(fee <= amount && fee <= config.transfer_fee(epoch).maximum_fee);
            }
        }
    }
}

fn account_is_in(account: &TokenAccount, data: &[u8]) {
    assert_eq!(account.mint.as_bytes()[..], data[..32]);
    assert_eq!(account.owner.as_bytes()[..], data[32..64]);
    assert_eq!(account.amount.to_le_bytes(), data[64..72]);
    assert_eq!(account.delegate.is_some(), data[72] == 1);
    assert_eq!(1 + u8::from(account.state.is_frozen()), data[108]);
    assert_eq!(account.is_native.is_some(), data[109] == 1);
    assert_eq!(account.delegated_amount.to_le_bytes(), data[121..129]);
    assert_eq!(account.close_authority.is_some(), data[129] == 1);
    let room = data.len().saturating_sub(166);
    assert!(account.extensions.others.len() <= room / 4);
}

fn place_is_in(error: &TokenDataError, data: &[u8]) {
    assert!(error.offset() <= data.len(), "{error}");
}
