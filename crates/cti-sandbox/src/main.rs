//! The program: reads the command line, starts a sandbox, says where it is, and waits to be stopped.

use cti_sandbox::{Options, Sandbox, Wanted};
use std::{io, io::Write, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args_os().skip(1)) {
        Ok(Wanted::Run(options)) => *options,
        Ok(Wanted::Print(text)) => {
            // A reader that is gone does not want the rest.
            _ = io::stdout().write_all(text.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(words) => {
            eprintln!("cti-sandbox: {words}");
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cti-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    if !options.dist.is_dir() {
        eprintln!(
            "cti-sandbox: there is no folder {}, so no page is served",
            options.dist.display()
        );
    }
    let (scenario, users) = (options.scenario, options.users);
    let sandbox = Sandbox::start(options).await?;
    let address = sandbox.address();
    // The first line is for programs that wait for it; it stays as it is.
    let text = format!(
        "listening on http://{address}\n\
         demo page    http://{address}/demo/\n\
         widget       http://{address}/\n\
         control API  http://{address}/sandbox/\n\
         {users} agents, scenario {scenario}; Ctrl-C stops\n"
    );
    io::stdout().write_all(text.as_bytes())?;
    io::stdout().flush()?;
    stopped().await?;
    sandbox.stop().await?;
    Ok(())
}

/// Waits for Ctrl-C, or for the signal with which other programs end this one.
async fn stopped() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = ended.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
