use x402_core::{
    evm::{Signature, SignatureForms, recover},
    svm,
};

const EVERY_FORM: SignatureForms = SignatureForms {
    compact: true,
    v_0_1: true,
};

/// Reads the bytes as a digest and an ECDSA signature of it, and as the texts of Solana's
/// signature, address and blockhash.
///
/// # Panics
///
/// If a form is not canonical after reading, a lenient reader gives another signature than a
/// strict one, or the back ends disagree on who signed.
pub fn signature(data: &[u8]) {
    if let Some((digest, bytes)) = data.split_first_chunk() {
        ecdsa(digest, bytes);
    }
    if let Ok(text) = str::from_utf8(data) {
        if let Ok(signature) = text.parse::<svm::Signature>() {
            assert_eq!(signature.to_string(), text);
        }
        if let Ok(address) = text.parse::<svm::Address>() {
            assert_eq!(address.to_string(), text);
        }
        if let Ok(blockhash) = text.parse::<svm::Blockhash>() {
            assert_eq!(blockhash.to_string(), text);
        }
    }
}

fn ecdsa(digest: &[u8; 32], bytes: &[u8]) {
    let strict = Signature::parse(bytes, &SignatureForms::default());
    let lenient = Signature::parse(bytes, &EVERY_FORM);
    let normalized = Signature::normalize(bytes);

    // Each reader accepts what the stricter one does, and as the same signature.
    if strict.is_ok() {
        assert_eq!(lenient, strict);
    }
    if lenient.is_ok() {
        assert_eq!(normalized, lenient);
    }
    let Ok(signature) = normalized else {
        return;
    };

    let canonical = signature.to_bytes();
    assert_eq!(
        Signature::parse(&canonical, &SignatureForms::default()),
        Ok(signature)
    );
    assert_eq!(
        Signature::parse(&signature.to_compact(), &EVERY_FORM),
        Ok(signature)
    );
    assert_eq!(strict.is_ok(), bytes == canonical, "strict means canonical");

    let signer = signature.recover(digest);
    assert_eq!(recover::secp256k1::recover(digest, &signature), signer);
    assert_eq!(recover::k256::recover(digest, &signature), signer);
    assert_eq!(recover::x402_secp256k1::recover(digest, &signature), signer);
}
