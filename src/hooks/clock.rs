use crate::{
    store::Link,
    text::{T, duration, fill, when},
};
use yew::prelude::*;

/// What is drawn from the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tick {
    /// A stopwatch since then.
    Stopwatch(i64),
    /// A stopwatch since then, in the words for ringing.
    Ringing(i64),
    /// The largest unit since then.
    Coarse(i64),
    /// How long until then, in the words for reconnecting.
    Retry(i64),
}

impl Tick {
    fn words(self, now: i64) -> String {
        match self {
            Self::Stopwatch(since) => duration::stopwatch(now - since),
            Self::Ringing(since) => fill(T::RingingFor, &[("time", &duration::stopwatch(now - since))]),
            Self::Coarse(since) => duration::coarse(now - since),
            Self::Retry(at) if at <= now => T::RetryNow.say().into(),
            Self::Retry(at) => fill(T::RetryIn, &[("time", &duration::left(at - now))]),
        }
    }
}

/// What the clock makes of this; whoever uses it draws again only when the words change.
#[hook]
pub(crate) fn use_ticking(link: &Link, tick: Tick) -> AttrValue {
    use_clock(link, tick, |tick, now| AttrValue::from(tick.words(now)))
}

/// The number of the local day; whoever uses this draws again at midnight.
#[hook]
pub(crate) fn use_today(link: &Link) -> i64 {
    use_clock(link, (), |(), now| when::day(now))
}

/// What is read off the clock with an argument. Drawn again only when that changes, not with each tick.
#[hook]
fn use_clock<A, R>(link: &Link, argument: A, read: fn(A, i64) -> R) -> R
where
    A: Copy + PartialEq + 'static,
    R: Clone + PartialEq + 'static,
{
    let update = use_force_update();
    let drawn = use_mut_ref(|| None);
    let reading = read(argument, link.clock());
    drawn.replace(Some(reading.clone()));
    use_effect_with((link.clone(), argument), move |(link, argument)| {
        let argument = *argument;
        let subscription = link.on_tick(Callback::from(move |now| {
            if drawn.borrow().as_ref() != Some(&read(argument, now)) {
                update.force_update();
            }
        }));
        move || drop(subscription)
    });
    reading
}
