//! The whole thing running on this machine: the widget, a simulated CTI server, agents and callers.

use crate::process;
use crate::report::Progress;
use crate::setup::{self, Ready};
use crate::widget;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// Where the sandbox listens unless told otherwise.
const PORT: u16 = 8080;

/// Compiling the sandbox from nothing takes two minutes on two cores.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// What the sandbox gets unless the user names the option.
const DEFAULTS: [(&str, &str); 4] = [
    ("--domain", "acme"),
    ("--token-id", "1"),
    ("--token", "secret"),
    ("--scenario", "office"),
];

/// Sets up, builds, and becomes the sandbox.
pub(crate) fn run(workspace: &Workspace, port: Option<u16>, extra: &[String]) -> Result<ExitCode> {
    let mut progress = Progress::new(4);
    progress.step("set-up");
    let ready = setup::prepare(workspace, widget::NEEDS)?;
    progress.step("building the widget");
    widget::build(workspace, &ready)?;
    progress.step("building the sandbox");
    let sandbox = build_sandbox(workspace, &ready)?;
    progress.step("starting the sandbox");
    let port = choose_port(port, extra)?;
    // It tells the addresses itself, once they answer.
    let mut command = ready.command(sandbox);
    command.args(arguments(workspace, port, extra));
    become_it(&mut command)
}

/// Compiles the sandbox and gives the path of the program.
pub(crate) fn build_sandbox(workspace: &Workspace, ready: &Ready) -> Result<PathBuf> {
    let mut cargo = ready.command("cargo");
    cargo
        .args(["build", "--package", "cti-sandbox"])
        .current_dir(&workspace.root);
    ensure!(process::show(&mut cargo, LIMIT)?, "the sandbox did not compile");
    Ok(workspace.binary("cti-sandbox"))
}

/// The port asked for, or else the usual one, or else, if somebody has that already, any that is free.
fn choose_port(asked: Option<u16>, extra: &[String]) -> Result<u16> {
    let asked = match option(extra, "--port") {
        Some(text) => Some(text.parse().with_context(|| format!("`{text}` is not a port"))?),
        None => asked,
    };
    match asked {
        Some(0) => free_port(),
        Some(port) => {
            ensure!(is_free(port), "port {port} is taken by another program");
            Ok(port)
        }
        None if is_free(PORT) => Ok(PORT),
        None => {
            let port = free_port()?;
            println!("Port {PORT} is taken by another program, so this uses port {port}.");
            Ok(port)
        }
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Our defaults, then what the user gave; nothing is given twice.
fn arguments(workspace: &Workspace, port: u16, extra: &[String]) -> Vec<String> {
    let mut all = vec!["--port".to_owned(), port.to_string()];
    if option(extra, "--dist").is_none() {
        all.extend([
            "--dist".to_owned(),
            workspace.dist().to_string_lossy().into_owned(),
        ]);
    }
    for (name, value) in DEFAULTS {
        if option(extra, name).is_none() {
            all.extend([name.to_owned(), value.to_owned()]);
        }
    }
    let mut extra = extra.iter();
    while let Some(arg) = extra.next() {
        if arg == "--port" {
            extra.next();
        } else if !arg.starts_with("--port=") {
            all.push(arg.clone());
        }
    }
    all
}

/// The value of `--name value` or `--name=value` among arguments.
fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter()
        .enumerate()
        .find_map(|(at, arg)| match arg.strip_prefix(name)? {
            "" => Some(args.get(at + 1).map_or("", String::as_str)),
            rest => rest.strip_prefix('='),
        })
}

/// Hands this process over, so that whatever stops the command stops the sandbox, and no port stays taken.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the sandbox could not be started")
}

/// Where a process cannot be handed over, it waits.
#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<ExitCode> {
    let status = command.status().context("the sandbox could not be started")?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_the_user_names_replaces_the_default() -> Result<()> {
        let workspace = Workspace::find()?;
        let all = arguments(
            &workspace,
            9000,
            &words("--scenario storm --port 1 --token=other --rate 50"),
        )
        .join(" ");
        assert!(all.starts_with("--port 9000 --dist "), "{all}");
        assert!(
            all.ends_with("--domain acme --token-id 1 --scenario storm --token=other --rate 50"),
            "{all}"
        );
        Ok(())
    }

    #[test]
    fn a_taken_port_is_avoided_or_told() -> Result<()> {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = taken.local_addr()?.port();
        assert!(choose_port(Some(port), &[]).is_err());
        assert!(choose_port(None, &words(&format!("--port {port}"))).is_err());
        assert_ne!(choose_port(Some(0), &[])?, port);
        Ok(())
    }
}
