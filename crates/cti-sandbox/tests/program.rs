//! The program as it is started from a shell.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests may")]

mod common;

use common::{get, within};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cti-sandbox"));
    command
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test]
async fn it_prints_where_it_is_first_and_everybody_is_there() {
    let mut running = program()
        .args(["--port", "0", "--scenario", "idle", "--users", "3"])
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let first = within(lines.next_line()).await.unwrap().unwrap();
    let address = first
        .strip_prefix("listening on http://")
        .unwrap()
        .parse()
        .unwrap();
    let state = get(address, "/sandbox/state").await.json();
    assert_eq!(state["users"].as_array().unwrap().len(), 3);
    let second = within(lines.next_line()).await.unwrap().unwrap();
    assert!(second.ends_with(&format!("http://{address}/demo/")), "{second}");
    #[cfg(unix)]
    {
        // The end that other programs bring it is an orderly one.
        let kill = Command::new("kill")
            .arg(running.id().unwrap().to_string())
            .status()
            .await
            .unwrap();
        assert!(kill.success() && within(running.wait()).await.unwrap().success());
    }
}

async fn check(arguments: &[&str], code: i32, words: &str) {
    let output = within(program().args(arguments).output()).await.unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(
        output.status.code() == Some(code) && text.contains(words),
        "{arguments:?}: {} {text}",
        output.status
    );
}

#[tokio::test]
async fn what_it_cannot_do_it_says() {
    check(&["--help"], 0, "--scenario").await;
    check(&["--version"], 0, env!("CARGO_PKG_VERSION")).await;
    check(&["--users", "many"], 2, "--users many").await;
    check(&["--colour"], 2, "--colour").await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    check(&["--port", &port], 1, &port).await;
    check(&["--port", "0", "--token", "a b"], 1, "token").await;
}
