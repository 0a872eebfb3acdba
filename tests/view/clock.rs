//! The one clock.

use crate::{mounted::*, pictures::*};
use cti_softphone::view::probe::drawn as times;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_tick_draws_durations_and_nothing_else() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    let parts = ["Calls", "CallCard", "Team", "History", "Editor"];
    let before = parts.map(times);
    let durations = times("Ticking");
    mounted.tick(NOW + SECOND).await;
    assert_eq!(parts.map(times), before);
    // The two stopwatches; "12 min" in the header is still what it was.
    assert_eq!(times("Ticking"), durations + 2);
    assert_eq!(
        mounted.text("[data-call-id=c1] [data-cti=call-time]"),
        "ringing 0:08"
    );
    assert_eq!(mounted.text("[data-call-id=c2] [data-cti=call-time]"), "2:42");
}

#[wasm_bindgen_test]
async fn a_picture_draws_only_the_card_that_changed() {
    let first = snapshot();
    let mounted = Mounted::new(picture(first.clone()), 360).await;
    let cards = times("CallCard");
    let mut second = first;
    second.calls[1] = std::rc::Rc::new(with(connected(), |call| call.queue = Some("Sales".into())));
    mounted.put(picture(second)).await;
    assert_eq!(times("CallCard"), cards + 1);
}

#[wasm_bindgen_test]
async fn the_time_to_the_next_try_is_counted_down() {
    use cti_core::{ConnectionState, Reason, Snapshot};
    let lost = connection(ConnectionState::Waiting, Some(Reason::Closed(1006)));
    let mounted = Mounted::new(
        picture(Snapshot {
            connection: std::rc::Rc::new(lost),
            ..snapshot()
        }),
        360,
    )
    .await;
    let pill = "[data-cti=connection]";
    assert_eq!(mounted.text(pill), "Reconnecting in 3 sec");
    mounted.tick(NOW + 2 * SECOND).await;
    assert_eq!(mounted.text(pill), "Reconnecting in 1 sec");
    mounted.tick(NOW + 3 * SECOND).await;
    assert_eq!(mounted.text(pill), "Reconnecting…");
    assert!(
        mounted
            .text("[data-cti=tell-polite]")
            .starts_with("Connection lost")
    );
}
