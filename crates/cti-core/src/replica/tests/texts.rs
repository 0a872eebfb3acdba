//! Entries and intents, read as they were written; and the format itself.

use super::model;
use crate::{
    drafts::Edit,
    intent::Intent,
    replica::Entry,
    snapshot::{Connection, ConnectionState, Reason},
};
use cti_protocol::{Id, Pii, Variables};
use proptest::{collection::vec, option, prelude::*};

fn id() -> impl Strategy<Value = Id> {
    let written = ["-5", "1.5", "18446744073709551615", "1e400"];
    prop_oneof![
        ".*".prop_map(Id::text),
        any::<u64>().prop_map(Id::number),
        prop::sample::select(written.to_vec()).prop_map(|text| Id::number_as_written(text.to_owned())),
    ]
}

fn pii() -> impl Strategy<Value = Pii> {
    ".*".prop_map(Pii::from)
}

fn variables() -> impl Strategy<Value = Variables> {
    vec((".*", pii()), 0..5).prop_map(Variables::from_iter)
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        prop::sample::select(vec![Edit::Open, Edit::Close, Edit::Add, Edit::Discard]),
        (any::<u32>(), ".*").prop_map(|(row, name)| Edit::Name(row, name)),
        (any::<u32>(), pii()).prop_map(|(row, value)| Edit::Value(row, value)),
        any::<u32>().prop_map(Edit::Remove),
        any::<u32>().prop_map(Edit::KeepMine),
        any::<u32>().prop_map(Edit::TakeTheirs),
    ]
}

fn intent() -> impl Strategy<Value = Intent> {
    let plain = vec![
        Intent::ShowEarlier,
        Intent::ReadAll,
        Intent::ForgetDevice,
        Intent::Connect,
        Intent::Disconnect,
    ];
    prop_oneof![
        prop::sample::select(plain),
        (
            pii(),
            option::of(id()),
            option::of(pii()),
            variables(),
            any::<bool>()
        )
            .prop_map(|(number, user, caller_id, variables, again)| Intent::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            }),
        (id(), variables()).prop_map(|(call, variables)| Intent::SetVariables { call, variables }),
        option::of(id()).prop_map(|user| Intent::Logout { user }),
        id().prop_map(Intent::ChooseUser),
        (id(), any::<i64>(), pii()).prop_map(|(call, started_at, text)| Intent::Note {
            call,
            started_at,
            text,
        }),
        (id(), edit()).prop_map(|(call, edit)| Intent::Draft { call, edit }),
        pii().prop_map(Intent::Search),
        id().prop_map(Intent::Dismiss),
        (0..1_u64 << 53).prop_map(Intent::DismissNotice),
    ]
}

fn reason() -> impl Strategy<Value = Reason> {
    let plain = vec![
        Reason::Offline,
        Reason::Handshake,
        Reason::HandshakeRepeated,
        Reason::TimedOut,
        Reason::Disconnected,
        Reason::NotRunning,
        Reason::Slept,
        Reason::Silent,
        Reason::Flood,
    ];
    prop_oneof![
        prop::sample::select(plain),
        any::<u16>().prop_map(Reason::Closed),
        any::<u16>().prop_map(Reason::Refused),
        ".*".prop_map(Reason::Credentials),
        ".*".prop_map(Reason::Config),
    ]
}

fn connection() -> impl Strategy<Value = Connection> {
    let states = vec![
        ConnectionState::Idle,
        ConnectionState::Authorizing,
        ConnectionState::Connecting,
        ConnectionState::Accepting,
        ConnectionState::Live,
        ConnectionState::Waiting,
        ConnectionState::Stopped,
    ];
    let since = any::<i64>();
    (
        prop::sample::select(states),
        since,
        any::<Option<i64>>(),
        option::of(reason()),
    )
        .prop_map(|(state, since, retry_at, reason)| Connection {
            state,
            since,
            retry_at,
            reason,
        })
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        pii().prop_map(Entry::Frame),
        Just(Entry::Joined),
        (reason(), any::<i64>()).prop_map(|(reason, from)| Entry::Lost { reason, from }),
        (reason(), any::<i64>(), any::<i64>(), 0..1_u64 << 53).prop_map(
            |(reason, from, to, certain_after)| Entry::Missed {
                reason,
                from,
                to,
                certain_after,
            }
        ),
        intent().prop_map(Entry::Intent),
        (0..1_u64 << 53).prop_map(Entry::Unsent),
        Just(Entry::Tick),
        connection().prop_map(Entry::Connection),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn entries_are_read_as_they_were_written(entry in entry()) {
        let text = entry.to_text();
        let read = Entry::from_text(&text).unwrap();
        // The text tells what `==` does not: whether an id was a number.
        prop_assert_eq!(read.to_text(), text);
        prop_assert_eq!(read, entry);
    }

    #[test]
    fn any_text_is_read_or_not(text in ".*", cut in any::<prop::sample::Index>(), entry in entry()) {
        prop_assert_eq!(Entry::from_text(&text), None);
        let whole = entry.to_text();
        let cut: String = whole.chars().take(cut.index(whole.chars().count())).collect();
        prop_assert_eq!(Entry::from_text(&cut), None);
    }
}

#[test]
fn only_what_one_tab_shows_is_its_own() {
    assert!(!Intent::ShowEarlier.is_shared());
    assert!(!Intent::ReadAll.is_shared());
    assert!(!Intent::Search(Pii::new("Ana")).is_shared());
    for intent in [
        Intent::Connect,
        Intent::Disconnect,
        Intent::ForgetDevice,
        Intent::Dismiss(Id::text("c")),
        Intent::ChooseUser(Id::text("101")),
        Intent::Logout { user: None },
    ] {
        assert!(intent.is_shared(), "{intent:?}");
    }
}

/// If this fails, the format has changed: raise `VERSION`, so that a tab of another build reads nothing wrong.
#[test]
fn the_format_is_known() {
    let model = model().save();
    let empty =
        r#"[2,["101",["101",[],[0,[],[],null,null,0,0,[],[]]],[[],0],[0,[]],[],[[],0,[],0],[],false]]"#;
    assert_eq!(model.as_str(), empty);
    let user = Some(Id::number_as_written("-5".to_owned()));
    let entry = Entry::Intent(Intent::Logout { user }).to_text();
    assert_eq!(entry.as_str(), r#"[2,["Intent",["Logout",["-5"]]]]"#);
}

#[test]
fn a_state_prints_nothing_of_anybody() {
    let text = Entry::Frame(Pii::new("Ana")).to_text();
    assert_eq!(format!("{text:?} {:?}", model().save()), "Pii Pii");
    assert_eq!(format!("{:?}", Entry::from_text(&text).unwrap()), "Frame(Pii)");
}
