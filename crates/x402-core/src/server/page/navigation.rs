//! Which requests are a person's.

/// Whether a request is a browser's navigation: a person follows a link or types an address.
///
/// It is if `Sec-Fetch-Mode` is `navigate`, or if `Accept` names `text/html` before
/// `application/json` and `*/*`, and does not weigh it less. Programs, scripts in browsers and
/// clients of version 1 send `*/*` or JSON. The headers are all of the request's, in any case.
///
/// ```
/// use x402_core::server::page::is_navigation;
///
/// assert!(is_navigation([("Accept", b"text/html,application/xml;q=0.9,*/*;q=0.8".as_slice())]));
/// assert!(is_navigation([("sec-fetch-mode", b"navigate".as_slice())]));
/// assert!(!is_navigation([("accept", b"*/*".as_slice())]));
/// assert!(!is_navigation([("accept", b"application/json, text/html".as_slice())]));
/// ```
#[must_use]
pub fn is_navigation<'a>(headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> bool {
    let mut html: Option<u16> = None;
    let mut is_beaten = false;
    for (name, value) in headers {
        // What is not UTF-8 names neither.
        let value = core::str::from_utf8(value).unwrap_or_default();
        if name.eq_ignore_ascii_case("sec-fetch-mode") && value.trim() == "navigate" {
            return true;
        }
        if !name.eq_ignore_ascii_case("accept") {
            continue;
        }
        for range in value.split(',') {
            let (media_type, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight(parameters);
            let is = |name: &str| media_type.trim().eq_ignore_ascii_case(name);
            if is("text/html") {
                html = html.or(Some(weight));
            } else if (is("application/json") || is("*/*")) && weight > 0 {
                is_beaten |= html.is_none_or(|html| html < weight);
            }
        }
    }
    html.is_some_and(|html| html > 0) && !is_beaten
}

/// The weight `q` of a media range in thousandths; one that cannot be read is 0.
fn weight(parameters: &str) -> u16 {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
    });
    let Some(value) = value else { return 1_000 };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_readable = matches!(whole, "0" | "1")
        && fraction.len() <= 3
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_readable {
        return 0;
    }
    let mut thousandths = u16::from(whole == "1");
    for place in 0..3 {
        let digit = fraction
            .as_bytes()
            .get(place)
            .map_or(0, |digit| digit - b'0');
        thousandths = thousandths * 10 + u16::from(digit);
    }
    thousandths.min(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(value: &str) -> bool {
        is_navigation([("accept", value.as_bytes())])
    }

    #[test]
    fn browsers_get_a_page() {
        for value in [
            // Chrome, Firefox, Safari.
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8,application/json;q=0.7",
            "text/html",
            "TEXT/HTML ; level=1, */*",
            "text/plain, text/html;q=0.9, */*;q=0.9",
            "application/json;q=0, text/html",
            "text/html;q=1.000, application/json",
        ] {
            assert!(accepts(value), "{value}");
        }
    }

    #[test]
    fn programs_keep_json() {
        for value in [
            "",
            "*/*",
            "*/*, text/html",
            "application/json",
            "application/json, text/plain, */*",
            "application/json, text/html",
            "application/json;q=0.1, text/html",
            "text/html;q=0.5, application/json",
            "text/html;q=0, */*;q=0",
            "text/html;q=0",
            "text/html;q=x",
            "text/html;q=2",
            "text/html;q=1.9999, */*;q=0.1",
            "text/htmlx, text/plain",
            "text/event-stream",
        ] {
            assert!(!accepts(value), "{value}");
        }
    }

    #[test]
    fn the_mode_counts_and_repeated_headers_are_one_list() {
        for (headers, expected) in [
            (
                [("SEC-FETCH-MODE", &b"navigate"[..]), ("accept", b"*/*")],
                true,
            ),
            (
                [("accept", b"*/*"), ("sec-fetch-mode", b" navigate ")],
                true,
            ),
            ([("sec-fetch-mode", b"cors"), ("accept", b"*/*")], false),
            (
                [("sec-fetch-mode", b"no-cors"), ("host", b"navigate")],
                false,
            ),
            (
                [("accept", b"text/html"), ("Accept", b"application/json")],
                true,
            ),
            (
                [("accept", b"application/json"), ("Accept", b"text/html")],
                false,
            ),
            (
                [("accept", b"text/html\xff"), ("host", b"text/html")],
                false,
            ),
        ] {
            assert_eq!(is_navigation(headers), expected, "{headers:?}");
        }
    }
}
