//! The database server is killed while a payment is settled.

use std::{thread, time::Duration};

use super::{
    super::evm::{EIP3009, Stage},
    STEPS,
    play::Play,
};
use crate::{
    Result,
    error::Error,
    host::{Host, Job},
    postgres::{Postgres, kill},
    random::Random,
    world::World,
};

/// How many steps a host goes on without its database.
const AWAY: usize = 12;

/// How long a settlement takes about, in microseconds.
const WHOLE: usize = 120_000;

/// How many of the kills came before the answer, and whether all that must hold does.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Killed {
    pub(in crate::scenario) before_the_answer: usize,
    pub(in crate::scenario) sent_before: usize,
    pub(in crate::scenario) is_right: bool,
}

/// Kills the server before each step of a settlement, and the given number of times at a moment
/// that the seed tells.
pub(in crate::scenario) fn kill_database(
    stage: &mut Stage<'_>,
    moments: usize,
    seed: u64,
) -> Result<Killed> {
    let mut server = Postgres::start()?;
    let mut all = Killed {
        before_the_answer: 0,
        sent_before: 0,
        is_right: true,
    };
    for step in 0..=STEPS {
        one(stage, &mut server, &mut all, |host, job, world, server| {
            for _ in 0..step {
                host.turn(job, world)?;
            }
            kill(server)
        })?;
    }
    let mut random = Random::new(seed);
    for _ in 0..moments {
        let micros = u64::try_from(random.below(WHOLE)).unwrap_or_default();
        one(stage, &mut server, &mut all, |host, job, world, server| {
            let killer = thread::spawn(move || {
                thread::sleep(Duration::from_micros(micros));
                kill(server)
            });
            while !killer.is_finished() && job.answer().is_none() {
                // A claim that is not answered ends a replica.
                if host.turn(job, world).is_err() {
                    break;
                }
            }
            let ended = killer.join();
            ended.map_err(|_| Error::new("the thread that kills has panicked"))?
        })?;
    }
    Ok(all)
}

/// One payment. The server is killed somewhere in it, comes back, and the payment comes again.
fn one(
    stage: &mut Stage<'_>,
    server: &mut Postgres,
    all: &mut Killed,
    until: impl FnOnce(&Host<'_>, &mut Job, &mut World<'_>, u32) -> Result<()>,
) -> Result<()> {
    let mut play = Play::new(stage, EIP3009)?;
    let url = server.database()?;
    // Its lease lapses at once: no run waits for the store's clock.
    let host = play.host_on(&url, "killed", 0)?;
    let mut job = play.begin(&host)?;
    until(&host, &mut job, &mut play.world, server.process())?;
    let had_answered = job.answer().is_some();
    all.before_the_answer += usize::from(!had_answered);
    all.sent_before += usize::from(!play.world.sent.is_empty());
    for _ in 0..AWAY {
        if job.answer().is_some() || host.turn(&mut job, &mut play.world).is_err() {
            break;
        }
    }
    if let Some(answer) = job.answer().filter(|_| !had_answered) {
        let status = answer.status;
        play.holds(&format!("no answer without rows: {status}"), status == 503);
    }
    let was_paid = job.answer().is_some_and(|answer| answer.response.success);
    drop((job, host));

    server.restart()?;
    let other = play.host_on(&url, "other", 60_000)?;
    play.is_all_stored(&other)?;
    let job = play.settle(&other)?;
    if was_paid {
        let reason = Play::response(&job).error_reason;
        play.holds("again", reason.as_deref() == Some("duplicate_settlement"));
    } else if Play::response(&job).error_reason.as_deref() != Some("duplicate_settlement") {
        // A success may be written down whose answer the kill has cut off.
        play.paid(&job, None)?;
    }
    play.holds("the same bytes", play.world.sent.len() == 1);
    play.is_all_stored(&other)?;
    all.is_right &= play.is_one_transfer(1)?;
    Ok(())
}
