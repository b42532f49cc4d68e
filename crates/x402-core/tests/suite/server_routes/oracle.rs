//! The matcher against a naive one that tries everything.

use proptest::prelude::*;
use x402_core::server::routes::{RouteCharge, RouteMatch, RouteRequest, RouteTable};

/// A part of a route, with the parameter's number where it is one.
#[derive(Clone, Copy, Debug)]
enum Part {
    Text(&'static str),
    Segment,
    Path,
    Slug,
    OneOf,
}

fn written(parts: &[Part]) -> String {
    let part = |(at, part): (usize, &Part)| match part {
        Part::Text(text) => (*text).to_owned(),
        Part::Segment => format!("{{p{at}}}"),
        Part::Path => format!("<path:p{at}>"),
        Part::Slug => format!("<slug:p{at}>"),
        Part::OneOf => format!("<any(a,ab,b):p{at}>"),
    };
    let parts: String = parts.iter().enumerate().map(part).collect();
    format!("/{parts}")
}

/// The values of the parameters, by backtracking; the first takes the most.
fn naive(parts: &[Part], path: &str) -> Option<Vec<String>> {
    let Some((part, others)) = parts.split_first() else {
        return path.is_empty().then(Vec::new);
    };
    if let Part::Text(text) = part {
        return naive(others, path.strip_prefix(text)?);
    }
    let fits = |value: &str| match part {
        Part::Segment => !value.is_empty() && !value.contains('/'),
        Part::Slug => {
            !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        }
        Part::OneOf => ["a", "ab", "b"].contains(&value),
        Part::Path | Part::Text(_) => true,
    };
    // A text of `any` is tried in the order of the list, anything else at its longest first.
    let lengths: Vec<_> = match part {
        Part::OneOf => vec![1, 2],
        _ => (0..=path.len()).rev().collect(),
    };
    lengths.into_iter().find_map(|length| {
        let (value, rest) = path.split_at_checked(length)?;
        let values = fits(value).then(|| naive(others, rest))??;
        Some([vec![value.to_owned()], values].concat())
    })
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "-", "/", "ab"]).prop_map(Part::Text),
        2 => Just(Part::Segment),
        1 => Just(Part::Path),
        1 => Just(Part::Slug),
        1 => Just(Part::OneOf),
    ];
    // A table takes at most 64 combinations of three texts each.
    let combines = |part: &&Part| matches!(part, Part::OneOf);
    prop::collection::vec(part, 0..6).prop_filter("too many combinations", move |parts| {
        parts.iter().filter(combines).count() <= 3
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_route_and_its_values(parts in parts(), path in "/[ab/-]{0,10}") {
        let route = written(&parts);
        let table = RouteTable::new([(&route, RouteCharge::Charged)]).unwrap();
        let expected = naive(&parts, &path[1..]);
        let found = match table.find(&RouteRequest::new("GET", &path)) {
            RouteMatch::Charged(found) => {
                Some(found.params().iter().map(|(_, value)| value.clone()).collect())
            }
            _ => None,
        };
        prop_assert_eq!(found, expected, "{} on {}", route, path);
    }

    #[test]
    fn many_routes_at_once(
        routes in prop::collection::vec(parts(), 1..8),
        path in "/[ab/-]{0,8}",
    ) {
        let mut texts: Vec<_> = routes.iter().map(|parts| written(parts)).collect();
        let Ok(table) = RouteTable::new(texts.iter().map(|text| (text, RouteCharge::Charged)))
        else {
            return Ok(());
        };
        texts.retain(|text| {
            let parts = routes.iter().find(|parts| written(parts) == *text).unwrap();
            naive(parts, &path[1..]).is_some()
        });
        match table.find(&RouteRequest::new("GET", &path)) {
            RouteMatch::Free => prop_assert!(texts.is_empty(), "{path} is {texts:?}"),
            RouteMatch::Charged(found) => {
                let text = table.routes()[found.route()].as_str();
                prop_assert!(texts.iter().any(|known| known == text), "{path} is not {text}");
            }
            RouteMatch::Refused(_) => {}
        }
    }
}
