use x402_core::network::Network;

/// Reads the bytes as a network's name and compares with the grammar, written down again here.
///
/// # Panics
///
/// If the reader and the grammar disagree, or if a network's parts are not its text.
pub fn caip2(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let read = text.parse::<Network>();
    assert_eq!(read.is_ok(), is_network(text), "{text:?}: {read:?}");
    match read {
        Ok(network) => {
            assert_eq!(network.to_string(), text);
            let parts = [network.namespace(), network.reference()];
            assert_eq!(parts.join(":"), text);
            let again = network.evm_chain_id().map(Network::eip155);
            assert_eq!(again.is_some(), network.is_evm(), "{text:?}");
            assert!(again.is_none_or(|again| again == network), "{text:?}");
            if let Some(name) = network.name() {
                assert_eq!(Network::by_name(name), Some(network), "{name:?}");
            }
        }
        // However long the text, a message about it is short: 80 characters, each escaped.
        Err(error) => assert!(error.found().len() <= 1000, "{text:?}"),
    }
}

/// CAIP-2: `[-a-z0-9]{3,8}` `:` `[-_a-zA-Z0-9]{1,32}`; an `eip155` reference is canonical decimal.
fn is_network(text: &str) -> bool {
    let mut parts = text.split(':');
    let (Some(namespace), Some(reference), None) = (parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let all = |part: &str, more: &str, upper: bool| {
        part.chars().all(|c| {
            c.is_ascii_lowercase()
                || c.is_ascii_digit()
                || upper && c.is_ascii_uppercase()
                || more.contains(c)
        })
    };
    let is_canonical = || {
        let number = reference.parse::<u64>();
        number.is_ok_and(|number| number.to_string() == reference)
    };
    (3..=8).contains(&namespace.len())
        && (1..=32).contains(&reference.len())
        && all(namespace, "-", false)
        && all(reference, "-_", true)
        && (namespace != "eip155" || is_canonical())
}
