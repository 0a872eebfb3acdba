//! What was typed after `cargo xtask`.

use crate::shots::Shooting;
use crate::soak::Soaking;
use crate::test::Group;

/// The help text.
pub(crate) const HELP: &str = "\
cargo xtask start [--port N] [-- SANDBOX OPTIONS]   build the widget and show it against a simulated CTI server
cargo xtask test [--only GROUPS] [-- PLAYWRIGHT OPTIONS]
                                                    run every check; GROUPS: lint,host,wasm,size,e2e,soak,
                                                    package
cargo xtask build                                   build the site into dist/ and print what it weighs
cargo xtask package                                 build, and make the npm package of it in target/package
cargo xtask shots [--into FOLDER] [--accept]        pictures of every view, in three widths, both themes and three
                                                    languages, into target/shots unless told otherwise; --accept makes
                                                    what is seen now the reference of the tests
cargo xtask fuzz [--seconds N] [--target frames|life|json]
                                                    feed the softphone what a fuzzer makes up; 60 seconds for all targets
                                                    together, unless told otherwise
cargo xtask soak [--minutes M] [--rate R] [--cut-every S]
                                                    the widget in a storm of 200 events a second, for 30 minutes, with the
                                                    connection cut every 20 seconds, unless told otherwise
cargo xtask setup                                   only install what the other commands need

Examples:
  cargo xtask start -- --scenario storm --rate 50
  cargo xtask test --only lint,host
  cargo xtask test --only e2e -- smoke.spec.ts";

/// One command with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// Print [`HELP`].
    Help,
    /// Install what the others need.
    Setup,
    /// Build `dist/` and print its size.
    Build,
    /// Build, and make the npm package.
    Package,
    /// Build, then run the sandbox. `port` is as asked for; `sandbox` is passed through.
    Start { port: Option<u16>, sandbox: Vec<String> },
    /// Fuzz this target, or all of them, for so long together.
    Fuzz { seconds: u32, target: Option<String> },
    /// Take pictures of every view.
    Shots(Shooting),
    /// Soak the widget.
    Soak(Soaking),
    /// Run the checks of these groups. `playwright` is passed through.
    Test {
        groups: Vec<Group>,
        playwright: Vec<String>,
    },
}

/// Reads the arguments, or tells the mistake in words.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Task, String> {
    let mut own: Vec<String> = args.collect();
    let passed_through = match own.iter().position(|arg| arg == "--") {
        Some(at) => {
            let rest = own.split_off(at + 1);
            own.pop();
            rest
        }
        None => Vec::new(),
    };
    let mut own = own.into_iter();
    let name = own.next().unwrap_or_else(|| "help".to_owned());
    let task = match name.as_str() {
        "help" | "--help" | "-h" => Task::Help,
        "setup" => Task::Setup,
        "build" => Task::Build,
        "package" => Task::Package,
        "start" => Task::Start {
            port: port(&mut own)?,
            sandbox: passed_through.clone(),
        },
        "fuzz" => fuzz(&mut own)?,
        "shots" => shots(&mut own)?,
        "soak" => soak(&mut own)?,
        "test" => Task::Test {
            groups: groups(&mut own)?,
            playwright: passed_through.clone(),
        },
        other => return Err(format!("there is no command `{other}`")),
    };
    if let Some(extra) = own.next() {
        return Err(format!("`{name}` does not know `{extra}`"));
    }
    if !passed_through.is_empty() && !matches!(task, Task::Start { .. } | Task::Test { .. }) {
        return Err(format!(
            "`{name}` passes nothing on, so `--` has no meaning there"
        ));
    }
    Ok(task)
}

/// The value of `--name value` or `--name=value`, if that is what comes next.
fn value(args: &mut impl Iterator<Item = String>, name: &str) -> Result<Option<String>, String> {
    let Some(arg) = args.next() else { return Ok(None) };
    if let Some(value) = arg.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
        return Ok(Some(value.to_owned()));
    }
    if arg != name {
        return Err(format!(
            "`{arg}` is not known here; options for the program behind go after `--`"
        ));
    }
    args.next()
        .map(Some)
        .ok_or_else(|| format!("`{name}` needs a value"))
}

/// The values of these options, in whatever order they come.
fn values<const N: usize>(
    args: &mut impl Iterator<Item = String>,
    names: [&str; N],
) -> Result<[Option<String>; N], String> {
    let mut found = [const { None }; N];
    while let Some(arg) = args.next() {
        let given = |name: &&str| {
            arg.strip_prefix(*name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        };
        let Some(at) = names.iter().position(given) else {
            return Err(format!("`{arg}` is not known here"));
        };
        found[at] = value(&mut [arg].into_iter().chain(&mut *args), names[at])?;
    }
    Ok(found)
}

/// A number above zero.
fn number(text: Option<&String>, usual: f64) -> Result<f64, String> {
    let Some(text) = text else { return Ok(usual) };
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite() && *number > 0.0)
        .ok_or_else(|| format!("`{text}` is not a number above zero"))
}

fn fuzz(args: &mut impl Iterator<Item = String>) -> Result<Task, String> {
    let [seconds, target] = values(args, ["--seconds", "--target"])?;
    if let Some(target) = target
        .as_ref()
        .filter(|name| !crate::fuzz::TARGETS.contains(&name.as_str()))
    {
        return Err(format!(
            "`{target}` is none of {}",
            crate::fuzz::TARGETS.join(", ")
        ));
    }
    let seconds = seconds.map_or(Ok(60), |text| {
        text.parse()
            .ok()
            .filter(|seconds| *seconds > 0)
            .ok_or_else(|| format!("`{text}` is not a number of seconds"))
    });
    Ok(Task::Fuzz {
        seconds: seconds?,
        target,
    })
}

fn shots(args: &mut impl Iterator<Item = String>) -> Result<Task, String> {
    let mut accept = false;
    let mut rest = args.filter(|arg| {
        let is = arg == "--accept";
        accept |= is;
        !is
    });
    let [into] = values(&mut rest, ["--into"])?;
    Ok(Task::Shots(Shooting { into, accept }))
}

fn soak(args: &mut impl Iterator<Item = String>) -> Result<Task, String> {
    let [minutes, rate, cut_every] = values(args, ["--minutes", "--rate", "--cut-every"])?;
    let usual = Soaking::default();
    Ok(Task::Soak(Soaking {
        minutes: number(minutes.as_ref(), usual.minutes)?,
        rate: number(rate.as_ref(), usual.rate)?,
        cut_every: number(cut_every.as_ref(), usual.cut_every)?,
    }))
}

fn port(args: &mut impl Iterator<Item = String>) -> Result<Option<u16>, String> {
    let Some(text) = value(args, "--port")? else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| format!("`{text}` is not a port, 0 to 65535"))
}

fn groups(args: &mut impl Iterator<Item = String>) -> Result<Vec<Group>, String> {
    let Some(text) = value(args, "--only")? else {
        return Ok(Group::ALL.to_vec());
    };
    text.split(',')
        .map(|name| {
            Group::named(name.trim())
                .ok_or_else(|| format!("`{name}` is none of lint, host, wasm, size, e2e, soak, package"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Result<Task, &str>) {
        let args = typed.split_whitespace().map(str::to_owned);
        assert_eq!(
            parse(args),
            expected.map_err(str::to_owned),
            "cargo xtask {typed}"
        );
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn commands() {
        check("", Ok(Task::Help));
        check("build", Ok(Task::Build));
        check("package", Ok(Task::Package));
        check(
            "start",
            Ok(Task::Start {
                port: None,
                sandbox: vec![],
            }),
        );
        check(
            "start --port 9000 -- --scenario storm",
            Ok(Task::Start {
                port: Some(9000),
                sandbox: words("--scenario storm"),
            }),
        );
        check(
            "start --port=0",
            Ok(Task::Start {
                port: Some(0),
                sandbox: vec![],
            }),
        );
        check(
            "test",
            Ok(Task::Test {
                groups: Group::ALL.to_vec(),
                playwright: vec![],
            }),
        );
        check(
            "test --only e2e,lint -- -g rings",
            Ok(Task::Test {
                groups: vec![Group::E2e, Group::Lint],
                playwright: words("-g rings"),
            }),
        );
    }

    #[test]
    fn options_come_in_any_order() {
        check(
            "fuzz",
            Ok(Task::Fuzz {
                seconds: 60,
                target: None,
            }),
        );
        check(
            "fuzz --target=life --seconds 5",
            Ok(Task::Fuzz {
                seconds: 5,
                target: Some("life".to_owned()),
            }),
        );
        check("soak", Ok(Task::Soak(Soaking::default())));
        check(
            "soak --cut-every 10 --minutes=0.5",
            Ok(Task::Soak(Soaking {
                minutes: 0.5,
                cut_every: 10.0,
                ..Soaking::default()
            })),
        );
    }

    #[test]
    fn pictures() {
        check("shots", Ok(Task::Shots(Shooting::default())));
        check(
            "shots --accept --into /tmp/seen",
            Ok(Task::Shots(Shooting {
                into: Some("/tmp/seen".to_owned()),
                accept: true,
            })),
        );
        check("shots --into", Err("`--into` needs a value"));
        check("shots --onto x", Err("`--onto` is not known here"));
    }

    #[test]
    fn mistakes_are_named() {
        check("fuzz --target all", Err("`all` is none of frames, life, json"));
        check("fuzz --seconds 0", Err("`0` is not a number of seconds"));
        check("fuzz --seconds", Err("`--seconds` needs a value"));
        check("soak --minutes -1", Err("`-1` is not a number above zero"));
        check("soak --hours 1", Err("`--hours` is not known here"));
        check("sing", Err("there is no command `sing`"));
        check("build loud", Err("`build` does not know `loud`"));
        check(
            "build -- --x",
            Err("`build` passes nothing on, so `--` has no meaning there"),
        );
        check("start --port", Err("`--port` needs a value"));
        check("start --port 70000", Err("`70000` is not a port, 0 to 65535"));
        check(
            "start --scenario storm",
            Err("`--scenario` is not known here; options for the program behind go after `--`"),
        );
        check(
            "test --only moon",
            Err("`moon` is none of lint, host, wasm, size, e2e, soak, package"),
        );
    }
}
