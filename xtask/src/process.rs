//! Running other programs: line by line, never with a keyboard, never for ever.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A browser left behind may hold our end of the pipe open: this long after the program ended, nothing more is expected.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Runs a program to its end and hands over each line of both its outputs.
///
/// # Errors
/// When it cannot be started, or when it takes longer than `limit`: then it is stopped, and what it started too.
pub(crate) fn lines(
    command: &mut Command,
    limit: Duration,
    mut line: impl FnMut(&str),
) -> Result<ExitStatus> {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("`{name}` could not be started"))?;
    let (sender, receiver) = channel();
    if let Some(output) = child.stdout.take() {
        forward(output, sender.clone());
    }
    if let Some(output) = child.stderr.take() {
        forward(output, sender.clone());
    }
    drop(sender);
    let deadline = Instant::now() + limit;
    let status = loop {
        match receiver.recv_timeout(Duration::from_millis(200)) {
            Ok(text) => {
                line(&text);
                continue;
            }
            // Both outputs are closed, so it is about to end; there is nothing to wait for in between.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(Duration::from_millis(20)),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > deadline {
            stop(&mut child);
            bail!(
                "`{name}` was stopped: it took longer than {} minutes",
                limit.as_secs() / 60
            );
        }
    };
    rest(&receiver, &mut line);
    Ok(status)
}

/// Like [`lines`], with everything printed as it comes.
pub(crate) fn show(command: &mut Command, limit: Duration) -> Result<bool> {
    Ok(lines(command, limit, |line| println!("{line}"))?.success())
}

/// The whole standard output of a program that is quick, or nothing if it failed or is not there.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn forward(output: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(read) if read > 0) {
            let text = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            if to.send(text).is_err() {
                break;
            }
        }
    });
}

fn rest(receiver: &Receiver<String>, line: &mut impl FnMut(&str)) {
    let until = Instant::now() + LAST_WORDS;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        match receiver.recv_timeout(left) {
            Ok(text) => line(&text),
            Err(_) => break,
        }
    }
}

/// Stops a program and what it started: a hung test is a grandchild of cargo, and would go on for ever.
fn stop(child: &mut Child) {
    let mut family = vec![child.id()];
    let parents = parents();
    let mut at = 0;
    while let Some(&parent) = family.get(at) {
        family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| *id));
        at += 1;
    }
    if cfg!(unix) {
        let ids: Vec<String> = family.iter().map(u32::to_string).collect();
        // The shell's own `kill`, since the program of that name is not installed everywhere.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -9 {}", ids.join(" "))])
            .status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Every process with its parent, where the system tells (Linux does, in files).
fn parents() -> Vec<(u32, u32)> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            // `id (name) state parent ...`, where the name may hold blanks and brackets.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn both_outputs_are_read() -> Result<()> {
        let mut seen = Vec::new();
        let status = lines(
            &mut sh("echo one; echo two >&2; printf three; exit 3"),
            LAST_WORDS * 10,
            |line| {
                seen.push(line.to_owned());
            },
        )?;
        seen.sort();
        assert_eq!(
            (seen.join(" "), status.code()),
            ("one three two".to_owned(), Some(3))
        );
        Ok(())
    }

    #[test]
    fn what_hangs_is_stopped_with_its_children() {
        let began = Instant::now();
        let mut grandchild = None;
        let result = lines(
            &mut sh("sh -c 'echo $$; sleep 60; true'; true"),
            Duration::from_millis(500),
            |line| {
                grandchild = line.parse::<u32>().ok();
            },
        );
        assert!(result.is_err_and(|error| error.to_string().contains("took longer")));
        assert!(began.elapsed() < Duration::from_secs(30));
        if let (true, Some(id)) = (cfg!(target_os = "linux"), grandchild) {
            thread::sleep(Duration::from_millis(100));
            // What was killed may stay in the list as a zombie until somebody asks for its status.
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            assert!(stat.is_empty() || stat.contains(") Z "), "still there: {stat}");
        }
    }
}
