//! `cti-fuzz seeds TARGET FOLDER` writes inputs to begin with; `cti-fuzz run TARGET FILE...` repeats inputs.

use cti_fuzz::{Golden, Target, seeds};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

const USAGE: &str = "cti-fuzz seeds TARGET FOLDER    writes inputs to begin with
cti-fuzz run TARGET FILE...     repeats inputs and prints what happens; panics where one finds something
TARGET is frames, life or json";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (task, target) = (args.next(), args.next().as_deref().and_then(Target::named));
    let paths: Vec<PathBuf> = args.map(PathBuf::from).collect();
    let done = match (task.as_deref(), target, paths.as_slice()) {
        (Some("seeds"), Some(target), [folder]) => write_seeds(target, folder),
        (Some("run"), Some(target), [_, ..]) => run(target, &paths),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn write_seeds(target: Target, folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let all = seeds(target, &Golden::read_all()?);
    for (number, seed) in all.iter().enumerate() {
        fs::write(folder.join(format!("seed-{number:03}")), seed)?;
    }
    println!("{} inputs in {}", all.len(), folder.display());
    Ok(())
}

fn run(target: Target, files: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    for file in files {
        println!("{} {}", target.name(), file.display());
        target.tell(&fs::read(file)?);
    }
    println!("everything holds");
    Ok(())
}
