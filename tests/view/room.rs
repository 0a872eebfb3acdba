//! Team, who I am, signing in, the connection.

use crate::{mounted::*, pictures::*};
use cti_core::{
    Ask, ConnectionState, Intent, IntentError, Notice, NoticeKind, Numbers, Phase, Reason, Sent, SentState,
    Snapshot, Status, Unread, UserCall,
};
use cti_protocol::{EndpointError, Pii};
use cti_softphone::store::{Picture, SignInAsk};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

#[wasm_bindgen_test]
async fn the_team_is_counted_filtered_and_searched() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    mounted.click("Team").await;
    let rows = || mounted.all("[data-cti=team-row]").len();
    assert_eq!(rows(), 8);
    assert_eq!(
        mounted.text("[data-user-id=u2] .row-sub"),
        "On call with +44 20 7946 0018"
    );
    assert_eq!(mounted.text("[data-user-id=u2] .row-time"), "4:12");
    assert_eq!(
        mounted.text("[data-cti=team-row][data-user-id=u7] .row-sub"),
        "Training"
    );
    mounted.click("3 ready").await;
    assert_eq!(rows(), 3);
    mounted.click("3 ready").await;
    mounted
        .type_into(&mounted.input("#panel-team input"), "OKA")
        .await;
    assert_eq!(rows(), 1);
}

#[wasm_bindgen_test]
async fn a_colleague_is_logged_out_only_after_a_confirmation() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    mounted.click("Team").await;
    mounted.click("Actions for Ben Okafor").await;
    mounted.click("Log out").await;
    assert_eq!(mounted.text(".confirm-ask"), "Log out Ben Okafor?");
    mounted.click("Cancel").await;
    assert!(mounted.asked().is_empty());
    assert!(mounted.find(".confirm").is_none());
    mounted.click("Actions for Ben Okafor").await;
    mounted.click("Log out").await;
    mounted.answer(Ok(Some(4)));
    mounted.click("Log out").await;
    assert_eq!(mounted.asked(), [Intent::Logout { user: Some(id("u2")) }]);
    assert_eq!(mounted.text("[data-user-id=u2] .row-sub"), "Logging out…");
    let ask = Ask::Logout { user: id("u2") };
    let sent = Sent {
        id: 4,
        ask,
        state: SentState::TimedOut,
        at: NOW,
    };
    mounted
        .put(picture(Snapshot {
            commands: vec![Rc::new(sent)],
            ..snapshot()
        }))
        .await;
    assert!(
        mounted
            .text("[data-user-id=u2] .person-told")
            .starts_with("No answer in 10 s.")
    );
}

#[wasm_bindgen_test]
async fn of_thousands_of_users_a_few_are_drawn_and_keys_reach_the_rest() {
    let users = (0..5_000)
        .map(|place| {
            user(
                &format!("{place}"),
                &format!("Agent {place:04}"),
                Status::Ready,
                MINUTE,
            )
        })
        .collect();
    let mounted = Mounted::new(
        picture(Snapshot {
            users: Rc::new(users),
            ..snapshot()
        }),
        360,
    )
    .await;
    mounted.click("Team").await;
    let rows = || mounted.all("[data-cti=team-row]").len();
    assert!((10..60).contains(&rows()), "{} rows", rows());
    let list = mounted.get("[aria-posinset=\"1\"]");
    assert_eq!(list.get_attribute("aria-setsize").as_deref(), Some("5000"));
    mounted.press(&list, "End").await;
    let last = mounted.get("[aria-posinset=\"5000\"]");
    assert!(last.contains(mounted.focused().as_deref()));
    mounted.press(&last, "ArrowUp").await;
    assert!(
        mounted
            .get("[aria-posinset=\"4999\"]")
            .contains(mounted.focused().as_deref())
    );
    assert!(rows() < 60, "{} rows", rows());
    mounted
        .type_into(&mounted.input("#panel-team input"), "agent 4321")
        .await;
    assert_eq!(rows(), 1);
    mounted.click("Actions for Agent 4321").await;
    mounted.click("Call").await;
}

#[wasm_bindgen_test]
async fn masked_numbers_are_not_in_the_page_but_for_ones_own() {
    let mut me = (*user("u1", "Anna Kim", Status::InService, MINUTE)).clone();
    me.call = Some(Rc::new(UserCall {
        id: id("c1"),
        name: Some(Pii::new("Own Customer")),
        number: Some(Pii::new("+34600123456")),
        phase: Phase::Connected,
        since: NOW,
    }));
    let mut ben = (*user("u2", "Ben Okafor", Status::InService, MINUTE)).clone();
    ben.call = Some(Rc::new(UserCall {
        id: id("c9"),
        name: Some(Pii::new("Lindqvist AB")),
        number: Some(Pii::new("+46812345678")),
        phase: Phase::Connected,
        since: NOW,
    }));
    let room = |mask| {
        Rc::new(Picture {
            numbers: Rc::new(Numbers {
                mask,
                ..Numbers::default()
            }),
            ..(*picture(Snapshot {
                users: Rc::new(vec![Rc::new(me.clone()), Rc::new(ben.clone())]),
                calls: Vec::new(),
                history: Rc::default(),
                ..snapshot()
            }))
            .clone()
        })
    };
    let open = Mounted::new(room(false), 360).await;
    open.click("Team").await;
    assert_eq!(
        open.text("[data-user-id=u2] .row-sub"),
        "On call with Lindqvist AB+46 8 123 456 78"
    );
    let masked = Mounted::new(room(true), 360).await;
    masked.click("Team").await;
    masked.click("Actions for Ben Okafor").await;
    assert_eq!(
        masked.text("[data-user-id=u2] .row-sub"),
        "On call with +46 ••• ••78"
    );
    assert!(masked.text("[data-user-id=u1] .row-sub").contains("Own Customer"));
    let page = masked.root.inner_html();
    assert!(
        !page.contains("Lindqvist") && !page.contains("456 78") && !page.contains("45678"),
        "{page}"
    );
}

#[wasm_bindgen_test]
async fn i_am_logged_out_from_the_menu_after_a_confirmation() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    mounted.click("Menu").await;
    mounted.click("Log out").await;
    assert!(mounted.asked().is_empty());
    mounted.click("Log out").await;
    assert_eq!(mounted.asked(), [Intent::Logout { user: None }]);
    mounted.press(&mounted.get("[data-cti=menu]"), "Escape").await;
    assert!(mounted.find("[data-cti=menu]").is_none());
}

#[wasm_bindgen_test]
async fn the_agent_is_picked_from_the_users_seen() {
    let mounted = Mounted::new(
        picture(Snapshot {
            me: None,
            ..snapshot()
        }),
        360,
    )
    .await;
    assert_eq!(mounted.text("[data-cti=me]"), "No agent chosen");
    mounted
        .type_into(&mounted.input("[data-cti=picker] input"), "chl")
        .await;
    mounted
        .get("[data-cti=picker-user]")
        .dyn_into::<HtmlElement>()
        .unwrap()
        .click();
    drawn().await;
    assert_eq!(mounted.asked(), [Intent::ChooseUser(id("u3"))]);
    mounted.put(picture(snapshot())).await;
    assert!(mounted.find("[data-cti=picker]").is_none());
    mounted.click("Menu").await;
    mounted.click("Who am I").await;
    assert_eq!(mounted.all("[data-cti=picker-user]").len(), 8);
    mounted.click("Close").await;
    assert!(mounted.find("[data-cti=picker]").is_none());
}

#[wasm_bindgen_test]
async fn signing_in_gives_what_was_typed_and_tells_what_did_not_do() {
    let ask = |error: Option<EndpointError>| {
        let sign_in = SignInAsk {
            host: "cti.example".into(),
            domain: String::new(),
            error,
        };
        Rc::new(Picture {
            snapshot: Rc::default(),
            sign_in: Some(Rc::new(sign_in)),
            ..Picture::default()
        })
    };
    let mounted = Mounted::new(ask(None), 360).await;
    assert_eq!(mounted.text("[data-cti=connection]"), "Not signed in");
    assert!(
        mounted
            .all("[data-cti=sign-in] input")
            .iter()
            .all(|input| { input.get_attribute("autocomplete").as_deref() == Some("off") })
    );
    let field = |place: usize| {
        mounted
            .all("[data-cti=sign-in] input")
            .remove(place)
            .unchecked_into()
    };
    assert_eq!(mounted.all("[data-cti=sign-in] input[type=password]").len(), 1);
    mounted.click("Sign in").await;
    assert_eq!(mounted.text(".form-told"), "Fill in every field.");
    for (place, text) in [(1, "acme"), (2, "42"), (3, " s3cret ")] {
        mounted.type_into(&field(place), text).await;
    }
    mounted.press(&field(3), "Enter").await;
    let answer = mounted.desk.signed_in.borrow().first().cloned().unwrap();
    assert_eq!(
        (&*answer.host, &*answer.domain, &*answer.token_id),
        ("cti.example", "acme", "42")
    );
    assert_eq!(answer.token.expose(), "s3cret");
    mounted
        .put(ask(Some(EndpointError::TokenId("it is empty"))))
        .await;
    assert_eq!(
        mounted.text(".form-told"),
        "The token id is one word, without spaces."
    );
    assert_eq!(field(1).value(), "acme");
}

#[wasm_bindgen_test]
async fn a_connection_says_in_words_how_it_is() {
    let mounted = Mounted::new(picture(snapshot()), 360).await;
    use ConnectionState::*;
    for (state, reason, pill, banner) in [
        (Idle, None, "Offline", None),
        (
            Idle,
            Some(Reason::Disconnected),
            "Offline",
            Some("You are disconnected."),
        ),
        (Authorizing, None, "Connecting…", None),
        (Connecting, None, "Connecting…", None),
        (Accepting, None, "Connecting…", None),
        (Live, None, "Live", None),
        (
            Waiting,
            Some(Reason::Offline),
            "Offline",
            Some("This computer has no network."),
        ),
        (
            Waiting,
            Some(Reason::Closed(1012)),
            "Reconnecting in 3 sec",
            Some("Connection lost (1012)."),
        ),
        (
            Waiting,
            Some(Reason::TimedOut),
            "Reconnecting in 3 sec",
            Some("The server did not answer in time."),
        ),
        (
            Waiting,
            Some(Reason::Handshake),
            "Reconnecting in 3 sec",
            Some("The server did not let us in."),
        ),
        (
            Waiting,
            Some(Reason::HandshakeRepeated),
            "Reconnecting in 3 sec",
            Some("The server keeps refusing"),
        ),
        (
            Stopped,
            Some(Reason::Refused(4401)),
            "Stopped",
            Some("The server refused the token (4401)."),
        ),
        (
            Stopped,
            Some(Reason::Credentials("none given".into())),
            "Stopped",
            Some(
                "This page gives no credentials. Reload it or sign in to it again, or ask your administrator.",
            ),
        ),
        (
            Stopped,
            Some(Reason::Config("host: text".into())),
            "Stopped",
            Some("The configuration is wrong. Your administrator can mend it: host: text"),
        ),
    ] {
        let connection = Rc::new(connection(state, reason));
        mounted
            .put(picture(Snapshot {
                connection,
                ..snapshot()
            }))
            .await;
        assert_eq!(mounted.text("[data-cti=connection]"), pill);
        let shown = mounted
            .find("[data-cti=banner]")
            .map(|_| mounted.text(".banner-text"));
        match banner {
            Some(words) => assert!(
                shown.as_ref().is_some_and(|shown| shown.starts_with(words)),
                "{shown:?}"
            ),
            None => assert_eq!(shown, None),
        }
    }
    mounted.click("Try now").await;
    assert_eq!(mounted.asked(), [Intent::Connect]);
}

#[wasm_bindgen_test]
async fn notices_and_what_was_not_understood_are_shown_and_dismissed() {
    let notices = vec![
        Rc::new(Notice {
            id: 1,
            at: NOW,
            about: NoticeKind::RoomError(Pii::new("bad sender")),
        }),
        Rc::new(Notice {
            id: 2,
            at: NOW,
            about: NoticeKind::Failed {
                ask: cti_core::AskKind::SetVariables,
                error: IntentError::NotConnected,
            },
        }),
    ];
    let unread = Rc::new(vec![Unread {
        at: NOW,
        why: "not JSON".into(),
        text: Pii::new("hello"),
    }]);
    let mounted = Mounted::new(
        picture(Snapshot {
            notices,
            unread,
            unread_total: 9,
            ..snapshot()
        }),
        360,
    )
    .await;
    assert_eq!(
        mounted.text("[data-cti=notice]"),
        "The room reports an error: bad sender"
    );
    mounted.click("Dismiss").await;
    mounted.click("Menu").await;
    mounted.click("Inspector (not understood: 9)").await;
    mounted.click("Not understood (9)").await;
    assert!(mounted.text("[data-cti=unread-row]").starts_with("not JSON"));
    // What is no JSON may be anything, a name as well.
    assert!(mounted.text("[data-cti=unread-row]").ends_with("•••••"));
}
