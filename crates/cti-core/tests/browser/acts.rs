//! Random things that happen to pages, in the room and by the agent.

use super::{Door, Manner, Weather};
use proptest::{collection::vec, prelude::*};

#[derive(Clone, Copy, Debug)]
pub enum Act {
    Open,
    Close,
    Crash,
    Freeze,
    Resume,
    Hang(u64),
    Show(bool),
    /// The next thing that happens to a call of that number.
    Call(u8),
    Status,
    Noise,
    Manner(Manner),
    Door(Door),
    Cut(u16),
    Dial,
    Set,
    LogOut,
    Letter,
    Edit(u8),
    Dismiss,
    DismissNotice,
    Connect,
    Disconnect,
    Claim,
    Choke(bool),
}

fn act() -> impl Strategy<Value = Act> {
    let manner = prop_oneof![3 => Just(Manner::Obeys), 1 => Just(Manner::Refuses), 1 => Just(Manner::Silent)];
    let door =
        prop_oneof![3 => Just(Door::Open), 1 => Just(Door::Closes(1006)), 1 => Just(Door::Closes(4001))];
    let lives = prop_oneof![
        3 => Just(Act::Open),
        1 => Just(Act::Close),
        1 => Just(Act::Crash),
        1 => Just(Act::Freeze),
        2 => Just(Act::Resume),
        1 => (100_u64..9_000).prop_map(Act::Hang),
        2 => any::<bool>().prop_map(Act::Show),
    ];
    let room = prop_oneof![
        6 => (0_u8..4).prop_map(Act::Call),
        1 => Just(Act::Status),
        1 => Just(Act::Noise),
        1 => manner.prop_map(Act::Manner),
        1 => door.prop_map(Act::Door),
        1 => prop_oneof![3 => Just(1006_u16), 1 => Just(4001)].prop_map(Act::Cut),
    ];
    let agent = prop_oneof![
        4 => Just(Act::Dial),
        2 => Just(Act::Set),
        1 => Just(Act::LogOut),
        6 => Just(Act::Letter),
        4 => (0_u8..5).prop_map(Act::Edit),
        1 => Just(Act::Dismiss),
        1 => Just(Act::DismissNotice),
        2 => Just(Act::Connect),
        1 => Just(Act::Disconnect),
        2 => Just(Act::Claim),
        1 => any::<bool>().prop_map(Act::Choke),
    ];
    prop_oneof![3 => lives, 3 => room, 4 => agent]
}

/// Acts, each of which follows after some time; most at once, some after a while.
pub fn script() -> impl Strategy<Value = Vec<(u64, usize, Act)>> {
    let gap = prop_oneof![4 => 0_u64..100, 2 => 100_u64..1_500, 1 => 1_500_u64..7_000];
    vec((gap, 0_usize..12, act()), 1..40)
}

pub fn weather() -> impl Strategy<Value = Weather> {
    let delay = prop_oneof![3 => 0_u64..20, 1 => 20_u64..400, 1 => 400_u64..2_000];
    let locks = prop_oneof![4 => 0_u64..20, 1 => 20_u64..400, 1 => 400_u64..2_000];
    let loss = prop_oneof![3 => Just(0_u64), 1 => 0_u64..200];
    (loss, delay, locks).prop_map(|(loss, delay, locks)| Weather { loss, delay, locks })
}
