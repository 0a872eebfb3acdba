//! Whatever order the room's words come in, and however often: no panic, ended is final, and the end is the same.

mod common;

use common::Bench;
use cti_core::Phase;
use cti_protocol::Id;
use proptest::prelude::*;
use serde_json::json;

/// A call's messages in their true order.
fn history(incoming: bool, answered: bool, failed: bool) -> Vec<&'static str> {
    let mut events = vec![if incoming {
        "incoming_call"
    } else {
        "outgoing_call"
    }];
    if answered {
        events.push("call_connected");
    }
    events.push("data_updated");
    events.push(if failed && !answered {
        "call_failed"
    } else {
        "call_disconnected"
    });
    events
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_order_with_duplicates_ends_the_same(
        incoming: bool, answered: bool, failed: bool,
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12),
        shuffle in Just(()).prop_perturb(|(), mut rng| rng.next_u64()),
    ) {
        let truth = history(incoming, answered, failed);
        let mut messages = truth.clone();
        messages.extend(order.iter().map(|index| *index.get(&truth)));
        let mut state = shuffle | 1;
        for index in (1..messages.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            messages.swap(index, usize::try_from(state % (index as u64 + 1)).unwrap());
        }
        let end = |messages: &[&str]| {
            let mut bench = Bench::live();
            let mut ended = false;
            for event in messages {
                bench.call(event, "c1", "101", json!({"number": "1", "variables": {"a": "b"}}));
                let phase = bench.phone.call(&Id::text("c1")).unwrap().phase;
                prop_assert!(!ended || phase == Phase::Ended, "came back to life: {messages:?}");
                ended = phase == Phase::Ended;
                bench.pass(100);
            }
            let seen = bench.see();
            prop_assert_eq!(seen.calls.len(), 1);
            let call = seen.calls[0].clone();
            prop_assert!(call.ended_at.unwrap() >= call.connected_at.unwrap_or(call.started_at));
            Ok((call.phase, call.outcome.clone(), call.direction, call.variables.clone()))
        };
        prop_assert_eq!(end(&messages)?, end(&truth)?);
    }
}
