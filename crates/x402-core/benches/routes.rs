//! What a route table costs for paths that are meant to cost the most.
//!
//! `cargo xtask bench` runs this and prints the ratios: twice the path costs about twice as much,
//! and 200 routes cost little more than one.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark")]

use core::{hint::black_box, time::Duration};

use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use x402_core::server::routes::{RouteCharge, RouteMatch, RouteRequest, RouteTable};

/// The longest path that is not refused, in characters, and half of it.
const LENGTHS: [usize; 2] = [1024, 2048];

/// Routes on which a backtracking matcher takes the square or the cube of the path's length, with
/// the path: its beginning, what is repeated, and its end.
const HOSTILE: &[(&str, &str, [&str; 3])] = &[
    (
        "three in a segment",
        "/tiles/{z}-{x}-{y}.png",
        ["/tiles/", "-", ""],
    ),
    (
        "three numbers",
        "/tiles/<int:z>-<int:x>-<int:y>.png",
        ["/tiles/", "1-", "x"],
    ),
    (
        "two paths",
        "/{a:path}/tree/{b:path}/raw",
        ["/a", "/tree", "/z"],
    ),
    (
        "three paths",
        "/{a:path}/a/{b:path}/a/{c:path}/raw",
        ["/a", "/a", "/z"],
    ),
    (
        "charged, with values",
        "/{a:path}/tree/{b:path}",
        ["/a", "/tree", "/z"],
    ),
    // As many distinct readings as possible.
    (
        "many readings",
        "/{a:path}/tree/{b:path}/raw",
        ["x:", "%41\u{a0}/.;x//A\\../b?", ""],
    ),
    (
        "tiles, many readings",
        "/tiles/{z}-{x}-{y}.png",
        ["x:/tiles/%2541;//A\\../", "-\u{a0}", "?"],
    ),
];

fn hostile(c: &mut Criterion) {
    let mut group = group(c);
    for (name, route, parts) in HOSTILE {
        let table = table([(*route).to_owned()]);
        for length in LENGTHS {
            let path = path(*parts, length);
            assert_ne!(status(&table, &path), Some("path_too_long"));
            group.bench_function(format!("{name}, {length}"), |b| {
                b.iter(|| table.find(&RouteRequest::new("GET", black_box(&path))));
            });
        }
    }
    group.finish();
}

/// Tables of one route and of 200, on the same path.
fn many(c: &mut Criterion) {
    let mut group = group(c);
    let path = path(["x:/api/", "%41\u{a0};x//A.b?/", ""], 2048);
    let all: Vec<_> = (0..200).map(|n| format!("/r{n}")).collect();
    let all = all.concat();
    for (name, route, path) in [
        ("literals", "GET /api/v1/resource#", "/api/v1/resource0"),
        ("parameters", "/api/{a}/r#/{b}/x/{c}", "/api/7/r0/8/x/9"),
        (
            "parameters, hostile",
            "/api/{a}/r#/{b}/x/{c}",
            path.as_str(),
        ),
        (
            "paths",
            "/repo#/{p:path}/blob/{q:path}",
            "/repo0/a/b/blob/c/d",
        ),
        // No target: the path is on its way to 200 routes at once, and each of them costs.
        ("all reached", "/{a:path}/r#/{b:path}/x", all.as_str()),
    ] {
        for count in [1, 200] {
            let routes = (0..count).map(|n| route.replace('#', &n.to_string()));
            let table = table(routes);
            group.bench_function(format!("{name}, {count}"), |b| {
                b.iter(|| table.find(&RouteRequest::new("GET", black_box(path))));
            });
        }
    }
    group.finish();
}

/// Growth is read to a tenth, not to a hundredth: less time than usual is enough.
fn group(c: &mut Criterion) -> BenchmarkGroup<'_, WallTime> {
    let mut group = c.benchmark_group("routes");
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(1));
    group.sample_size(30);
    group
}

fn table(routes: impl IntoIterator<Item = String>) -> RouteTable {
    let routes = routes.into_iter();
    RouteTable::new(routes.map(|text| (text, RouteCharge::Charged))).expect("routes")
}

fn path([begin, repeated, end]: [&str; 3], length: usize) -> String {
    let given = begin.chars().count() + end.chars().count();
    let middle = repeated.chars().cycle().take(length - given);
    begin.chars().chain(middle).chain(end.chars()).collect()
}

fn status(table: &RouteTable, path: &str) -> Option<&'static str> {
    match table.find(&RouteRequest::new("GET", path)) {
        RouteMatch::Refused(refused) => Some(refused.reason().as_str()),
        _ => None,
    }
}

criterion_group!(benches, hostile, many);
criterion_main!(benches);
