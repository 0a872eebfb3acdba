//! What time it is in the sandbox, and how fast things happen there.

use cti_protocol::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// The time of day, counted on from the start by tokio's clock, so that it stands still when that one does.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
    millis_at_start: i64,
    pace: f64,
}

impl Clock {
    /// A clock that starts now. `pace` stretches whatever takes its time by itself: 0.1 is ten times as fast.
    #[expect(clippy::disallowed_methods, reason = "here it is asked, once")]
    pub fn start(pace: f64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::starting_at(i64::try_from(now.as_millis()).unwrap_or(i64::MAX), pace)
    }

    /// A clock that shows this many milliseconds since 1970 now.
    pub fn starting_at(millis: i64, pace: f64) -> Self {
        Self {
            start: Instant::now(),
            millis_at_start: millis,
            pace,
        }
    }

    /// The time of day at an instant.
    pub fn at(&self, instant: Instant) -> Timestamp {
        let since = instant.saturating_duration_since(self.start).as_millis();
        Timestamp(
            self.millis_at_start
                .saturating_add(i64::try_from(since).unwrap_or(i64::MAX)),
        )
    }

    /// The time of day, in milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        self.at(Instant::now()).0
    }

    /// How long something takes in this sandbox that takes so long in life.
    pub fn paced(&self, life: Duration) -> Duration {
        life.mul_f64(self.pace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_follows_a_paused_clock() {
        let clock = Clock::starting_at(1_000, 0.5);
        tokio::time::sleep(clock.paced(Duration::from_secs(3))).await;
        assert_eq!(clock.millis(), 2_500);
    }
}
