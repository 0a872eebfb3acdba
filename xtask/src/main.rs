//! The project's own commands: `cargo xtask start | build | package | test | shots | fuzz | soak | setup`.
//!
//! Whoever has rustup and Node needs nothing else beforehand: each command sets up what it needs, in a cache folder of
//! the user's, and says what to install by hand where it cannot.

mod cli;
mod fuzz;
mod package;
mod process;
mod report;
mod setup;
mod shots;
mod size;
mod soak;
mod start;
mod test;
mod widget;
mod workspace;

use cli::Task;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let task = match cli::parse(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(mistake) => {
            eprintln!("error: {mistake}\n\n{}", cli::HELP);
            return ExitCode::from(2);
        }
    };
    match run(task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<ExitCode> {
    if matches!(task, Task::Help) {
        println!("{}", cli::HELP);
        return Ok(ExitCode::SUCCESS);
    }
    let workspace = Workspace::find()?;
    // Relative paths in configuration files mean the workspace, wherever the command was typed.
    std::env::set_current_dir(&workspace.root)?;
    match task {
        Task::Help => {}
        Task::Setup => {
            setup::prepare(&workspace, &setup::Part::ALL)?.require(&setup::Part::ALL)?;
        }
        Task::Build => {
            let ready = setup::prepare(&workspace, widget::NEEDS)?;
            widget::build(&workspace, &ready)?;
            println!("\n{}", size::measure(&workspace)?);
        }
        Task::Package => {
            let ready = setup::prepare(&workspace, widget::NEEDS)?;
            widget::build(&workspace, &ready)?;
            println!("\n{}", package::pack(&workspace, &ready)?);
        }
        Task::Start { port, sandbox } => return start::run(&workspace, port, &sandbox),
        Task::Fuzz { seconds, target } => return fuzz::run(&workspace, seconds, target.as_deref()),
        Task::Shots(shooting) => return shots::run(&workspace, &shooting),
        Task::Soak(soaking) => return soak::run(&workspace, &soaking),
        Task::Test { groups, playwright } => return test::run(&workspace, &groups, &playwright),
    }
    Ok(ExitCode::SUCCESS)
}
