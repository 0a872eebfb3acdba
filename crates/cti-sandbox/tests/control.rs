//! Every route of the control API but those of calls, and what they refuse.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{Guest, get, idle, post, post_refused, request, start, until};
use cti_protocol::{Event, Id};
use serde_json::{Value, json};

#[tokio::test]
async fn statuses_are_set_by_hand() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    post(
        at,
        "/sandbox/users/105/status",
        json!({"status": "Lunch", "color": "#fa0"}),
    )
    .await;
    let Event::StatusChanged(changed) = guest.hear_event().await else {
        panic!("no status")
    };
    let status = changed.status.unwrap();
    assert_eq!(
        (status.name.as_str(), status.color.as_deref()),
        ("Lunch", Some("#fa0"))
    );
    post_refused(at, "/sandbox/users/105/status", r#"{"status":""}"#, 400, "empty").await;
    post_refused(
        at,
        "/sandbox/users/999/status",
        r#"{"status":"Ready"}"#,
        404,
        "no user 999",
    )
    .await;
    post_refused(
        at,
        "/sandbox/users/anna/status",
        r#"{"status":"Ready"}"#,
        404,
        "no user anna",
    )
    .await;
}

#[tokio::test]
async fn what_guests_say_is_written_down_with_its_sender() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    guest.say_text("good morning").await;
    guest.dial(Id::number(101), "+442079460486").await;
    let waiting = get(at, "/sandbox/messages?after=1&wait_ms=10000").await.json();
    let message = &waiting["messages"][0];
    assert_eq!(
        (&message["n"], &message["sender_id"]),
        (&json!(2), &json!(guest.sender.as_str()))
    );
    let sent: Value = serde_json::from_str(message["text"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&sent["event"], &sent["data"]["number"]),
        (&json!("make_call"), &json!("+442079460486"))
    );
    assert_eq!(
        (&sent["data"]["user_id"], &sent["sender_id"]),
        (&json!(101), &json!(guest.sender.as_str()))
    );
    assert!(message["refused"].is_null() && message["at"].as_i64() > Some(1_700_000_000_000));
    let all = get(at, "/sandbox/messages").await.json();
    assert_eq!(
        (&all["messages"][0]["refused"], &all["messages"][0]["text"]),
        (&json!("unreadable"), &json!("good morning"))
    );
    let state = get(at, "/sandbox/state").await.json();
    assert_eq!(
        (&state["last_message"], &state["clients"][0]["sender_id"]),
        (&json!(2), &json!(guest.sender.as_str()))
    );
    let refused = get(at, "/sandbox/messages?after=yesterday").await;
    assert!(refused.status == 400 && refused.json()["error"].is_string());
}

#[tokio::test]
async fn what_phones_say_is_written_down() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let last = get(at, "/sandbox/state").await.json()["last_event"]
        .as_u64()
        .unwrap();
    assert_eq!(last, 16, "eight are there, and eight have a status");
    post(at, "/sandbox/users/101/status", json!({"status": "DND"})).await;
    let events = get(at, &format!("/sandbox/events?after={last}&wait_ms=10000"))
        .await
        .json();
    let event = &events["events"][0];
    assert_eq!(
        (&event["n"], &event["user_id"], &event["name"]),
        (&json!(17), &json!("101"), &json!("status_changed"))
    );
    assert!(event["text"].as_str().unwrap().contains("DND"));
}

#[tokio::test]
async fn guests_are_cut_cleanly_by_reset_or_half_open() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    assert_eq!(post(at, "/sandbox/cut", json!({})).await["cut"], 1);
    assert_eq!(guest.closed().await, Some(1001));
    let mut guest = Guest::join(at).await;
    post(
        at,
        "/sandbox/cut",
        json!({"who": "others", "how": "clean", "code": 4401, "reason": "revoked"}),
    )
    .await;
    assert_eq!(guest.closed().await, Some(4401));
    let mut guest = Guest::join(at).await;
    post(at, "/sandbox/cut", json!({"how": "reset"})).await;
    assert_eq!(guest.closed().await, None);
    let mut guest = Guest::join(at).await;
    post(at, "/sandbox/cut", json!({"how": "freeze"})).await;
    until(at, |state| state["clients"] == json!([])).await;
    post(at, "/sandbox/users/101/status", json!({"status": "DND"})).await;
    guest.say_connected().await;
    let silence = tokio::time::timeout(std::time::Duration::from_millis(100), guest.hear_text()).await;
    assert!(silence.is_err(), "{silence:?}");
    post_refused(at, "/sandbox/cut", r#"{"code":1006}"#, 400, "1006").await;
    post_refused(at, "/sandbox/cut", r#"{"how":"gently"}"#, 400, "gently").await;
}

#[tokio::test]
async fn tokens_are_refused_and_accepted() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    post(at, "/sandbox/tokens", json!({"accept": false})).await;
    assert!(
        Guest::try_join(at)
            .await
            .is_err_and(|error| error.to_string().contains("401"))
    );
    assert_eq!(
        get(at, "/sandbox/tokens").await.json(),
        json!({"accept": false, "refused": 1})
    );
    // The phones come in all the same.
    post(at, "/sandbox/cut", json!({"who": "phones"})).await;
    until(at, |state| state["said"]["connected"] == 16).await;
    post(at, "/sandbox/tokens", json!({"accept": true})).await;
    Guest::join(at).await;
}

#[tokio::test]
async fn the_server_says_raw_text() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    assert_eq!(
        post(at, "/sandbox/raw", json!({"text": "{ not json"})).await["sent"],
        9
    );
    assert_eq!(guest.hear_text().await, "{ not json");
    assert_eq!(
        post(at, "/sandbox/raw", json!({"text": "", "who": "others"})).await["sent"],
        1
    );
    assert_eq!(guest.hear_text().await, "");
}

#[tokio::test]
async fn the_line_is_made_bad_and_good_again() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let mut guest = Guest::join(at).await;
    post(
        at,
        "/sandbox/faults",
        json!({"drop": 1, "only": ["status_changed"]}),
    )
    .await;
    post(at, "/sandbox/users/101/status", json!({"status": "lost"})).await;
    post(
        at,
        "/sandbox/calls",
        json!({"kind": "incoming", "user": "102", "answer_after_ms": null}),
    )
    .await;
    guest.hear_call("incoming_call").await;
    assert_eq!(
        get(at, "/sandbox/faults").await.json(),
        json!({"faults": true, "dropped": 1, "duplicated": 0, "delayed": 0, "reordered": 0, "waiting": 0})
    );
    post(
        at,
        "/sandbox/faults",
        json!({"duplicate": 1, "delay_ms": [1, 20], "toward": "all", "seed": 4}),
    )
    .await;
    post(at, "/sandbox/users/101/status", json!({"status": "twice"})).await;
    guest.hear_status("101", "twice").await;
    guest.hear_status("101", "twice").await;
    // What a guest says gets lost on its way to the phones, but was said.
    post(at, "/sandbox/faults", json!({"drop": 1, "toward": "phones"})).await;
    guest.log_out("103").await;
    get(at, "/sandbox/messages?wait_ms=10000").await;
    let cleared = request(at, "DELETE", "/sandbox/faults", &[], "").await;
    assert_eq!(cleared.status, 200);
    let told = get(at, "/sandbox/faults").await.json();
    assert_eq!((&told["faults"], &told["dropped"]), (&json!(false), &json!(8)));
    guest.log_out("104").await;
    guest.hear_status("104", "Offline").await;
    let state = get(at, "/sandbox/state").await.json();
    assert_eq!(state["users"][2]["status"], "Ready");
    post_refused(at, "/sandbox/faults", r#"{"drop":2}"#, 400, "drop").await;
    post_refused(at, "/sandbox/faults", r#"{"delay_ms":[5,1]}"#, 400, "least").await;
    post_refused(at, "/sandbox/faults", r#"{"delay_ms":"long"}"#, 400, "delay").await;
}

#[tokio::test]
async fn another_scenario_is_played() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    post(at, "/sandbox/scenario", json!({"name": "storm", "rate": 500})).await;
    let state = until(at, |state| state["last_event"].as_u64() > Some(100)).await;
    assert_eq!(
        (&state["scenario"], &state["rate"]),
        (&json!("storm"), &json!(500.0))
    );
    post(at, "/sandbox/scenario", json!({"name": "idle"})).await;
    until(at, |state| state["live"] == json!([])).await;
    post_refused(at, "/sandbox/scenario", r#"{"name":"party"}"#, 400, "party").await;
    post_refused(
        at,
        "/sandbox/scenario",
        r#"{"name":"storm","rate":0}"#,
        400,
        "rate",
    )
    .await;
}

#[tokio::test]
async fn a_reset_makes_a_new_morning() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    post(
        at,
        "/sandbox/calls",
        json!({"kind": "incoming", "user": "101", "answer_after_ms": null}),
    )
    .await;
    post(at, "/sandbox/users/101/status", json!({"status": "DND"})).await;
    post(at, "/sandbox/phones", json!({"obey": false})).await;
    post(at, "/sandbox/tokens", json!({"accept": false})).await;
    post(at, "/sandbox/faults", json!({"drop": 1})).await;
    until(at, |state| state["users"][0]["status"] == "DND").await;
    post(at, "/sandbox/reset", json!({})).await;
    let state = until(at, |state| state["users"][0]["status"] == "Ready").await;
    assert_eq!(
        (&state["live"], &state["ended"][0]["code"]),
        (&json!([]), &json!(4))
    );
    let mut guest = Guest::join(at).await;
    guest.dial(Id::text("101"), "+442079460486").await;
    guest.hear_call("outgoing_call").await;
}

#[tokio::test]
async fn credentials_and_config_are_for_pages_of_this_server() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let credentials = get(at, "/sandbox/credentials").await;
    assert_eq!(credentials.json(), json!({"token_id": "1", "token": "secret"}));
    assert_eq!(credentials.header("cache-control"), Some("no-store"));
    let host = format!("localhost:{}", at.port());
    let config = request(at, "GET", "/sandbox/config.json", &[("host", &host)], "")
        .await
        .json();
    let expected = json!({
        "host": format!("ws://{host}"), "domain": "acme", "credentialsUrl": "/sandbox/credentials", "user": "101",
    });
    assert_eq!(config, expected);
    let own = format!("http://{at}");
    assert_eq!(
        request(at, "GET", "/sandbox/credentials", &[("origin", &own)], "")
            .await
            .status,
        200
    );
    for headers in [
        [("origin", "https://crm.example")],
        [("host", "rebound.example")],
        [("sec-fetch-site", "cross-site")],
    ] {
        let answer = request(at, "GET", "/sandbox/credentials", &headers, "").await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(
            answer.json()["error"].is_string() && !answer.body.windows(6).any(|bytes| bytes == b"secret")
        );
    }
    let answer = request(
        at,
        "POST",
        "/sandbox/reset",
        &[("origin", "http://127.0.0.1:1")],
        "",
    )
    .await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn customers_and_routes_are_listed() {
    let sandbox = start(idle()).await;
    let at = sandbox.address();
    let customers = get(at, "/sandbox/customers").await.json();
    assert_eq!(customers["customers"][0]["name"], "Olivia Bennett");
    let routes = get(at, "/sandbox/").await.json();
    for route in routes["routes"].as_array().unwrap() {
        let (method, path) = route.as_str().unwrap().split_once(' ').unwrap();
        let path = path
            .split('?')
            .next()
            .unwrap()
            .replace("{call_id}", "x")
            .replace("{user_id}", "x");
        let answer = request(at, method, &path, &[], "").await;
        assert!(
            answer.status != 405 && !answer.body.windows(8).any(|bytes| bytes == b"no such "),
            "{route}"
        );
    }
    let unknown = get(at, "/sandbox/weather").await;
    assert!(unknown.status == 404 && unknown.json()["error"].is_string());
    let wrong = get(at, "/sandbox/reset").await;
    assert!(wrong.status == 405 && wrong.json()["error"].is_string());
}
