//! Many verdicts at once, on several cores.

use std::thread;

use pyo3::{IntoPyObjectExt as _, prelude::*};
use x402_core::{
    scheme::{self, Refusal},
    verify as core,
};

use super::Verified;
use crate::{
    address::AnyAddress,
    error,
    int::Count,
    out::Tuple,
    scheme::{HeaderOrPayment, Offer, Policy, Terms},
    timestamp::Moment,
};

/// A payment as the threads see it, without Python.
enum Job<'a> {
    Header(&'a str, &'a scheme::Offer),
    Payment(scheme::Payment<'a>, &'a scheme::Offer),
}

/// Verifies many payments, each against its offer; gives for each the proof or the refusal.
#[pyfunction]
#[pyo3(signature = (payments, *, now, policy=None, signers=None, threads=None))]
pub(crate) fn verify_many<'py>(
    py: Python<'py>,
    payments: Vec<(HeaderOrPayment<'_>, Bound<'_, Offer>)>,
    now: Moment,
    policy: Option<&Bound<'_, Policy>>,
    signers: Option<Vec<AnyAddress>>,
    threads: Option<Count>,
) -> PyResult<Tuple<Bound<'py, PyAny>>> {
    let terms = Terms::new(now, policy, signers, None);
    let texts: Vec<_> = payments
        .iter()
        .map(|(payment, _)| match payment {
            HeaderOrPayment::Header(header) => header.text(),
            HeaderOrPayment::Payment(_) => "".into(),
        })
        .collect();
    let jobs: Vec<Job<'_>> = payments
        .iter()
        .zip(&texts)
        .map(|((payment, offer), text)| match payment {
            HeaderOrPayment::Header(_) => Job::Header(text, &offer.get().offer),
            HeaderOrPayment::Payment(payment) => {
                Job::Payment(payment.payment(), &offer.get().offer)
            }
        })
        .collect();
    let threads = match threads {
        None => thread::available_parallelism().map_or(1, usize::from),
        Some(threads) => threads.narrow::<usize>("a number of threads")?.max(1),
    };
    let verdicts = py.detach(|| share(&jobs, threads, &terms));
    verdicts
        .into_iter()
        .map(|verdict| match verdict {
            Ok(verified) => Verified(verified).into_bound_py_any(py),
            Err(refusal) => error::refusal(&refusal).into_bound_py_any(py),
        })
        .collect::<PyResult<_>>()
        .map(Tuple)
}

type Verdict = Result<core::Verified, Refusal>;

/// Gives each thread an equal run of the payments; the verdicts come back in their order.
fn share(jobs: &[Job<'_>], threads: usize, terms: &Terms<'_>) -> Vec<Verdict> {
    let share = jobs.len().div_ceil(threads).max(1);
    thread::scope(|scope| {
        let runs: Vec<_> = jobs
            .chunks(share)
            .map(|run| scope.spawn(|| run.iter().map(|job| judge(job, terms)).collect::<Vec<_>>()))
            .collect();
        let joined = runs.into_iter().zip(jobs.chunks(share));
        joined
            // The core does not panic; were it to, the run is judged here, where Python sees it.
            .flat_map(|(run, jobs)| {
                run.join()
                    .unwrap_or_else(|_| jobs.iter().map(|job| judge(job, terms)).collect())
            })
            .collect()
    })
}

fn judge(job: &Job<'_>, terms: &Terms<'_>) -> Verdict {
    match job {
        Job::Header(text, offer) => core::verify_header(text, offer, &terms.context()),
        Job::Payment(payment, offer) => core::verify(*payment, offer, &terms.context()),
    }
}
