//! What a step costs: time on the wall, and the processor's time of all that it started.

use std::{
    fmt,
    iter::Sum,
    time::{Duration, Instant},
};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};

/// Time on the wall, and of all processors together.
#[derive(Clone, Copy, Default)]
pub(crate) struct Cost {
    wall: Duration,
    cpu: Duration,
}

impl Cost {
    /// As two columns of a table.
    pub(crate) fn row(self) -> String {
        let seconds = |time: Duration| format!("{:.1} s", time.as_secs_f64());
        format!("{:>9} {:>9}", seconds(self.wall), seconds(self.cpu))
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = |time: Duration| time.as_secs_f64() / 60.0;
        let (wall, cpu) = (minutes(self.wall), minutes(self.cpu));
        write!(f, "{wall:.1} min, {cpu:.1} CPU-minutes")
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), |sum, cost| Self {
            wall: sum.wall + cost.wall,
            cpu: sum.cpu + cost.cpu,
        })
    }
}

/// Runs from the start of a step.
pub(crate) struct Meter {
    wall: Instant,
    cpu: Duration,
}

impl Meter {
    pub(crate) fn start() -> anyhow::Result<Self> {
        Ok(Self {
            wall: Instant::now(),
            cpu: cpu()?,
        })
    }

    pub(crate) fn stop(&self) -> anyhow::Result<Cost> {
        Ok(Cost {
            wall: self.wall.elapsed(),
            cpu: cpu()?.saturating_sub(self.cpu),
        })
    }
}

/// The processor's time of every process that was started here, has ended and was waited for.
fn cpu() -> anyhow::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = usage.user_time() + usage.system_time();
    Ok(Duration::from_micros(time.num_microseconds().try_into()?))
}
