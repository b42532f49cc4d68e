//! What holds for every route and every path.

use proptest::prelude::*;
use x402_core::server::routes::{RouteCharge, RouteMatch, RouteRequest, RouteTable};

use super::table;

const ROUTES: &[&str] = &[
    "GET /weather",
    "-/weather/open",
    "/items/{id}",
    "-/items/free",
    "/Files/{name}.json",
    "/reports/*",
    "-/reports/open/*",
    "/n/{n:int}/x",
    "/deep/{rest:path}/end",
    "-/deep/public/<path:p>",
];

/// Paths that are charged as they are written, but where a free route takes them.
fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("/weather".to_owned()),
        "/items/[A-Za-z0-9~_-]{1,5}",
        "/Files/[A-Za-z0-9~_-]{1,5}\\.json",
        "/reports(/[A-Za-z0-9~_-]{1,3}){0,3}",
        "/reports/open(/[A-Za-z0-9~_-]{1,3}){0,2}",
        "/n/[0-9]{1,5}/x",
        "/deep(/[A-Za-z0-9~_-]{1,3}){1,3}/end",
    ]
}

/// One way to write a path otherwise, at one place.
#[derive(Clone, Copy, Debug)]
enum Mutation {
    Dot,
    DotDot,
    DoubleSlash,
    Backslash,
    Parameter,
    LastSlash,
    Query,
    Fullwidth,
    Space,
    Case,
    Encode,
    EncodeTwice,
    Origin,
}

/// In the order in which readers undo them, last first.
const MUTATIONS: &[Mutation] = &[
    Mutation::Dot,
    Mutation::DotDot,
    Mutation::DoubleSlash,
    Mutation::Backslash,
    Mutation::Parameter,
    Mutation::LastSlash,
    Mutation::Query,
    Mutation::Fullwidth,
    Mutation::Space,
    Mutation::Case,
    Mutation::Encode,
    Mutation::EncodeTwice,
    Mutation::Origin,
];

impl Mutation {
    fn apply(self, path: &str, place: usize) -> String {
        let slashes: Vec<_> = path.match_indices('/').map(|(at, _)| at).collect();
        let slash = slashes.get(place % slashes.len().max(1)).copied();
        let at_slash = |text: &str| match slash {
            Some(at) => format!("{}{text}{}", &path[..at], &path[at + 1..]),
            None => path.to_owned(),
        };
        let letters: Vec<_> = path
            .char_indices()
            .filter(|(_, c)| c.is_ascii_graphic())
            .collect();
        let letter = letters.get(place % letters.len().max(1)).copied();
        let at_letter = |change: fn(char) -> String| match letter {
            Some((at, c)) => format!("{}{}{}", &path[..at], change(c), &path[at + 1..]),
            None => path.to_owned(),
        };
        let encode = |c: char| format!("%{:02x}", u32::from(c));
        match self {
            Self::Dot => at_slash("/./"),
            Self::DotDot => at_slash("/q/../"),
            Self::DoubleSlash => at_slash("//"),
            Self::Backslash => at_slash("\\"),
            Self::Parameter => at_slash(";v=1/"),
            Self::LastSlash => format!("{path}/"),
            Self::Query => format!("{path}?q#f"),
            Self::Fullwidth => at_letter(|c| {
                char::from_u32(u32::from(c) - 0x21 + 0xff01)
                    .unwrap()
                    .to_string()
            }),
            Self::Space => at_letter(|c| format!("{c} ")),
            Self::Case if path.is_ascii() => at_letter(|c| {
                if c.is_ascii_uppercase() {
                    c.to_ascii_lowercase()
                } else {
                    c.to_ascii_uppercase()
                }
                .to_string()
            }),
            Self::Encode => at_letter(|c| format!("%{:02x}", u32::from(c))),
            Self::EncodeTwice => path.replace('%', &encode('%')).replace('/', &encode('/')),
            // Another character than a slash would be one of the host's.
            Self::Origin if path.starts_with('/') => format!("http://shop.test{path}"),
            Self::Case | Self::Origin => path.to_owned(),
        }
    }
}

/// Which of the mutations are applied, and where.
fn mutations() -> impl Strategy<Value = Vec<(Mutation, usize)>> {
    let places = prop::collection::vec(0..20_usize, MUTATIONS.len());
    prop::sample::subsequence(MUTATIONS, 0..4)
        .prop_flat_map(move |chosen| (Just(chosen), places.clone()))
        .prop_map(|(chosen, places)| chosen.into_iter().zip(places).collect())
}

fn noise() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[/.;%2fFeE\\\\wW?# 5{}<>:()*a-]{0,24}",
        "(GET )?/[a-c{}<>:(),*=\"'/-]{0,16}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_spelling_makes_a_charged_path_free(path in path(), mutations in mutations()) {
        let table = table(ROUTES);
        let found = table.find(&RouteRequest::new("GET", &path));
        prop_assume!(matches!(found, RouteMatch::Charged(_)));
        let mut written = path.clone();
        for (mutation, place) in &mutations {
            written = mutation.apply(&written, *place);
        }
        match table.find(&RouteRequest::new("GET", &written)) {
            RouteMatch::Free => prop_assert!(false, "{written:?} is free, {path:?} is not"),
            RouteMatch::Charged(found) => prop_assert_eq!(found.path(), written),
            RouteMatch::Refused(_) => {}
        }
    }

    #[test]
    fn noise_around_a_route_never_makes_it_free(
        noise in "[/.;%2fFeE\\\\wW?#\0 5]{0,12}",
        before: bool,
    ) {
        let table = table(&["GET /weather", "-/weather/*"]);
        let path = if before { format!("{noise}/weather") } else { format!("/weather{noise}") };
        let found = table.find(&RouteRequest::new("GET", &path));
        if let RouteMatch::Charged(found) = &found {
            prop_assert_eq!(found.path(), "/weather");
        }
        if noise.chars().all(|c| "/\\ ".contains(c)) && !before {
            prop_assert!(!matches!(found, RouteMatch::Free), "{path:?}");
        }
    }

    #[test]
    fn any_text_has_an_answer(
        routes in prop::collection::vec((noise(), any::<bool>()), 0..4),
        path in noise(),
        method in noise(),
        value in noise(),
    ) {
        let charge = |free| if free { RouteCharge::Free } else { RouteCharge::Charged };
        let routes = routes.iter().map(|(text, free)| (text, charge(*free)));
        let valid: Vec<_> = routes.filter(|route| RouteTable::new([*route]).is_ok()).collect();
        let table = RouteTable::new(valid).unwrap_or_else(|error| {
            assert_eq!(error.expected(), "no other route for the same requests");
            table(ROUTES)
        });
        let request = RouteRequest::new(&method, &path).with_header("X-HTTP-Method", &value);
        if let RouteMatch::Charged(found) = table.find(&request) {
            prop_assert!(table.routes()[found.route()].charge() == RouteCharge::Charged);
        }
    }
}
