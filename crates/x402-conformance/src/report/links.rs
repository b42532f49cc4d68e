//! Where what vectors and notes refer to can be read.

/// The page of a document: the protocol's own at a commit, or a well-known one.
///
/// Text after the document's name, such as a section, is ignored.
pub(super) fn spec_url(document: &str, commit: Option<&str>) -> Option<String> {
    let name = document.split([' ', ';', ',']).next()?;
    if name.starts_with("specs/") && name.strip_suffix(".md").is_some() {
        let commit = commit.unwrap_or("main");
        return Some(format!(
            "https://github.com/coinbase/x402/blob/{commit}/{name}"
        ));
    }
    let number = |prefix: &str| {
        let number = document.strip_prefix(prefix)?.split([' ', ';']).next()?;
        is_number(number).then_some(number)
    };
    if let Some(number) = number("EIP-").or_else(|| number("ERC-")) {
        return Some(format!("https://eips.ethereum.org/EIPS/eip-{number}"));
    }
    if let Some(number) = number("RFC ") {
        return Some(format!("https://www.rfc-editor.org/rfc/rfc{number}"));
    }
    number("CAIP-").map(|number| format!("https://chainagnostic.org/CAIPs/caip-{number}"))
}

/// The page of a note's link: an address, an advisory or an issue, such as `x402-rs/x402-rs#106`.
pub(super) fn note_url(link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return Some(link.to_owned());
    }
    if link.starts_with("GHSA-") {
        return Some(format!("https://github.com/advisories/{link}"));
    }
    let (repository, issue) = link.split_once('#')?;
    let known = repository.split('/').count() == 2 && is_number(issue);
    known.then(|| format!("https://github.com/{repository}/issues/{issue}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
