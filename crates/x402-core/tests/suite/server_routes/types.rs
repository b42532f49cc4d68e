//! The types of parameters: wide where a route is charged, narrow where it is free.

use super::{find, table};

/// A parameter, what a charged route and a free one accept, what only a charged one accepts, and
/// what neither does.
type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

const UUID: &str = "01234567-89ab-cdef-0123-456789abcdef";

/// 65 characters: a free route has no longer texts than 64.
const LONG: &str = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

const ROWS: &[Row<'_>] = &[
    ("{v}", &["a", "7", "é"], &[], &["a/b"]),
    ("{v:str}", &["a", ".x"], &[], &["a/b"]),
    ("<v>", &["a"], &[], &["a/b"]),
    ("<string:v>", &["a"], &[], &["a/b"]),
    ("<str:v>", &["a"], &[], &["a/b"]),
    ("<default:v>", &["a"], &[], &["a/b"]),
    (
        "<string(length=2):v>",
        &["ab", "é7"],
        &[],
        &["a", "abc", "a/"],
    ),
    ("<string(2):v>", &["ab", "abc"], &[], &["a"]),
    ("<string(1, 2):v>", &["a", "ab"], &[], &["abc"]),
    ("<string(maxlength=2):v>", &["a", "ab"], &[], &["abc"]),
    (
        "<string(minlength=2, maxlength=300):v>",
        &["ab", "abc"],
        &[LONG],
        &["a"],
    ),
    ("<string(minlength=0):v>", &["a"], &[""], &[]),
    (
        "<any(a,\"b+c\",'d/e'):v>",
        &["a", "b+c", "d/e"],
        &[],
        &["b", "ab", "c"],
    ),
    ("{v:path}", &["a", "a/b", "a/"], &["", "/a"], &[]),
    ("<path:v>", &["a", "a/b"], &[""], &[]),
    (
        "{v:int}",
        &["0", "007"],
        &["-7", "+7", "1_0", "٣", "７", " 7"],
        &["a", "7/8", "7.0"],
    ),
    ("<int:v>", &["0", "007"], &["-7"], &["a"]),
    (
        "<int(fixed_digits=2):v>",
        &["07"],
        &["-7", "٣٣"],
        &["7", "007", "ab"],
    ),
    ("<int(signed=True):v>", &["7"], &["-7"], &["a"]),
    (
        "{v:float}",
        &["1.5"],
        &["1", "-1.5", "1e5", "nan", "Infinity"],
        &["x", "1/2"],
    ),
    ("<float:v>", &["1.5"], &["-1.5"], &["x"]),
    ("{v:decimal}", &["1.5"], &["1", "sNaN"], &["x"]),
    (
        "{v:uuid}",
        &[UUID],
        &[
            "0123456789ABCDEF0123456789ABCDEF",
            "urn:uuid:01234567",
            "{01234567}",
        ],
        &["x", "0/1"],
    ),
    (
        "<uuid:v>",
        &[UUID],
        &["0123456789abcdef0123456789abcdef"],
        &["x"],
    ),
    ("<slug:v>", &["a-b_C9"], &[], &["a.b", "é"]),
    ("{v:date}", &["2026-11-29"], &["20261129"], &["a/b"]),
    (
        "{v:datetime}",
        &["2026-11-29T12:00:00"],
        &["2026-11-29", "0"],
        &["a/b"],
    ),
    ("{v:time}", &["12:00:00"], &["12:00"], &["a/b"]),
    ("{v:timedelta}", &["PT5S"], &["5", "P1D"], &["a/b"]),
];

#[test]
fn a_charged_route_reads_a_type_widely_and_a_free_one_narrowly() {
    for (parameter, both, charged_only, neither) in ROWS {
        // What follows shows that the parameter ends where it should.
        let route = format!("/x/{parameter}/y");
        let charged = table(&[&route]);
        let free = table(&["/x/{all:path}", &format!("-{route}")]);
        let case = |value: &str, is_charged: bool, is_free: bool| {
            let path = format!("/x/{value}/y");
            let found = find(&charged, "GET", &path);
            assert_eq!(
                found == route,
                is_charged,
                "{route} charged, {path}: {found}"
            );
            let found = find(&free, "GET", &path);
            assert_eq!(found == "free", is_free, "{route} free, {path}: {found}");
        };
        both.iter().for_each(|value| case(value, true, true));
        charged_only
            .iter()
            .for_each(|value| case(value, true, false));
        neither.iter().for_each(|value| case(value, false, false));
    }
}

#[test]
fn types_hold_in_lower_case_too() {
    let shop = table(&["/x/*", "-/x/{when:datetime}", "-/Y/<any(A,B):k>", "/y/*"]);
    for (path, expected) in [
        ("/x/2026-11-29T12:00:00", "free"),
        ("/x/2026-11-29t12:00:00", "/x/*"),
        ("/X/2026-11-29T12:00:00", "free"),
        ("/X/2026-11-29T12:00", "404"),
        ("/Y/A", "free"),
        ("/Y/C", "404"),
        ("/y/a", "/y/*"),
    ] {
        assert_eq!(find(&shop, "GET", path), expected, "{path}");
    }
}

#[test]
fn several_parameters_in_one_segment() {
    let shop = table(&[
        "/tiles/<int:z>-<int:x>-<int:y>.png",
        "/{lang}:{word}",
        "/v{major:int}.{minor:int}/{file}.{ending}",
    ]);
    for (path, expected) in [
        ("/tiles/1-2-3.png", "/tiles/<int:z>-<int:x>-<int:y>.png"),
        ("/tiles/1-2.png", "free"),
        ("/tiles/a-b-c.png", "free"),
        ("/en:word", "/{lang}:{word}"),
        ("/v1.2/a.b.c", "/v{major:int}.{minor:int}/{file}.{ending}"),
        ("/v1/a.b", "free"),
        ("/va.2/a.b", "free"),
    ] {
        assert_eq!(find(&shop, "GET", path), expected, "{path}");
    }
}
