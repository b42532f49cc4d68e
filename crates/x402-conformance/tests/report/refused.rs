//! What no report is made of, and what an empty one says.

use x402_conformance::{
    report::{Format, render},
    results::Status,
};

use crate::fixture::{SUITE, results};

#[test]
fn results_that_do_not_fit_the_set_are_refused() {
    let good = results("a", &[(Status::Pass, false), (Status::Fail, false)]);
    let mut other_set = good.clone();
    other_set.header.set = "1999.1.0".to_owned();
    let mut other_group = good.clone();
    other_group.records[0].group = "elsewhere".to_owned();
    let mut unknown = good.clone();
    unknown.records[1].id = "no/such".to_owned();
    let mut twice = good.clone();
    twice.records.push(good.records[0].clone());
    let cases = [
        (vec![], "found none"),
        (vec![other_set], "found 1999.1.0"),
        (vec![other_group], "found \"elsewhere\""),
        (vec![unknown], "no vector \"no/such\""),
        (vec![good, twice], "occurs twice"),
    ];
    for (results, problem) in cases {
        for format in Format::ALL {
            let error = render(format, &results, &SUITE).unwrap_err();
            assert!(error.to_string().contains(problem), "{format}: {error}");
        }
    }
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(format.as_str().parse(), Ok(format));
    }
    let error = "pdf".parse::<Format>().unwrap_err();
    assert!(error.to_string().contains("found \"pdf\""), "{error}");
}

#[test]
fn a_run_of_nothing_makes_a_report_that_says_so() {
    let nothing = [results("nobody", &[])];
    for format in Format::ALL {
        let report = render(format, &nothing, &SUITE).unwrap();
        let said = match format {
            Format::Junit => "tests=\"0\" failures=\"0\" errors=\"0\"",
            _ => "nobody",
        };
        assert!(report.contains(said), "{format}: {report}");
    }
}
