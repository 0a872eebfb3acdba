//! The command line.

use crate::scenario::Scenario;
use cti_protocol::{Dialect, Secret};
use lexopt::prelude::*;
use std::{ffi::OsString, fmt::Display, path::PathBuf, str::FromStr};

/// What `--help` prints.
pub const HELP: &str = "\
cti-sandbox: a CTI server to try things with: a room, simulated softphones and callers, and a control API

USAGE
    cti-sandbox [OPTIONS]

WHERE
    --port N             port to listen on; 0 takes a free one and prints it        [8080]
    --host ADDRESS       address to listen on; anything but a loopback address
                         shows the token to the network                             [127.0.0.1]
    --dist DIR           what is served at /, and its demo/ at /demo/               [dist]

THE ACCOUNT
    --domain NAME        name of the account                                        [acme]
    --token-id ID        identifier of the API token                                [1]
    --token TOKEN        the API token                                              [secret]

THE WIRE
    --dialect NAME|FILE  event-data, type-name-params, type-payload, flat, keyed-by-name, batch-array, batch-events,
                         payload-as-text, or a dialect file that ends in .json      [event-data]
    --echo               clients get their own messages back

WHAT GOES ON
    --scenario NAME      office, queue, storm or idle                               [office]
    --rate N             events a second in a storm                                 [50]
    --users N            simulated agents, 1 to 5000                                [8]
    --seed N             the same seed draws the same calls again                   [1]
    --pace X             stretches rings, talks and pauses; 0.1 is ten times as
                         fast                                                       [1]
    --no-roll-call       phones do not tell their status to clients that come later

    -h, --help           prints this
    -V, --version        prints the version
";

/// How the sandbox is to be run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// The address to listen on.
    pub host: String,
    /// The built site.
    pub dist: PathBuf,
    /// The account's name.
    pub domain: String,
    /// The identifier of the API token.
    pub token_id: String,
    /// The API token.
    pub token: Secret,
    /// How the server writes, and with it the phones, who mirror it.
    pub dialect: Dialect,
    /// Whether clients get their own messages back.
    pub echo: bool,
    /// What goes on by itself.
    pub scenario: Scenario,
    /// Events a second in a storm.
    pub rate: f64,
    /// How many agents.
    pub users: usize,
    /// What the dice start from.
    pub seed: u64,
    /// What rings, talks and pauses are multiplied with.
    pub pace: f64,
    /// Whether phones tell their status to clients that come later. Inferred behaviour: see
    /// [`Handset::new`](crate::phone::Handset::new).
    pub roll_call: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 8080,
            host: "127.0.0.1".into(),
            dist: "dist".into(),
            domain: "acme".into(),
            token_id: "1".into(),
            token: Secret::new("secret"),
            dialect: Dialect::default(),
            echo: false,
            scenario: Scenario::default(),
            rate: 50.0,
            users: 8,
            seed: 1,
            pace: 1.0,
            roll_call: true,
        }
    }
}

/// What the command line asks for.
#[derive(Debug)]
pub enum Wanted {
    /// To run.
    Run(Box<Options>),
    /// To print this text.
    Print(String),
}

impl Options {
    /// Reads a command line, without the name of the program.
    ///
    /// # Errors
    /// In words, with the option that is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Wanted, String> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut options = Self::default();
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Long("port") => options.port = read("--port", &mut parser)?,
                Long("host") => options.host = filled("--host", &mut parser)?,
                Long("dist") => options.dist = filled("--dist", &mut parser)?.into(),
                Long("domain") => options.domain = filled("--domain", &mut parser)?,
                Long("token-id") => options.token_id = filled("--token-id", &mut parser)?,
                Long("token") => options.token = Secret::new(filled("--token", &mut parser)?),
                Long("dialect") => options.dialect = dialect(&filled("--dialect", &mut parser)?)?,
                Long("echo") => options.echo = true,
                Long("scenario") => options.scenario = read("--scenario", &mut parser)?,
                Long("rate") => options.rate = number("--rate", &mut parser, 0.1, 100_000.0)?,
                Long("users") => options.users = number("--users", &mut parser, 1.0, 5_000.0)? as usize,
                Long("seed") => options.seed = read("--seed", &mut parser)?,
                Long("pace") => options.pace = number("--pace", &mut parser, 0.001, 100.0)?,
                Long("no-roll-call") => options.roll_call = false,
                Short('h') | Long("help") => return Ok(Wanted::Print(HELP.into())),
                Short('V') | Long("version") => {
                    return Ok(Wanted::Print(format!(
                        "cti-sandbox {}\n",
                        env!("CARGO_PKG_VERSION")
                    )));
                }
                other => return Err(format!("{}; --help lists what there is", other.unexpected())),
            }
        }
        Ok(Wanted::Run(Box::new(options)))
    }
}

fn filled(name: &str, values: &mut lexopt::Parser) -> Result<String, String> {
    let value = values.value().map_err(|_| format!("{name} needs a value"))?;
    let text = value
        .into_string()
        .map_err(|_| format!("{name}: the value is not UTF-8"))?;
    if text.is_empty() {
        Err(format!("{name} must not be empty"))
    } else {
        Ok(text)
    }
}

fn read<T: FromStr<Err: Display>>(name: &str, values: &mut lexopt::Parser) -> Result<T, String> {
    let text = filled(name, values)?;
    text.parse().map_err(|error| format!("{name} {text}: {error}"))
}

fn number(name: &str, values: &mut lexopt::Parser, least: f64, most: f64) -> Result<f64, String> {
    let number: f64 = read(name, values)?;
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(format!("{name} {number}: must be from {least} to {most}"))
    }
}

fn dialect(text: &str) -> Result<Dialect, String> {
    if text.ends_with(".json") {
        let json = std::fs::read_to_string(text).map_err(|error| format!("--dialect {text}: {error}"))?;
        return Dialect::from_json(&json).map_err(|error| format!("--dialect {text}: {error}"));
    }
    let names = || Dialect::NAMES.join(", ");
    Dialect::builtin(text).ok_or_else(|| format!("--dialect {text}: use one of {} or a .json file", names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(line: &str) -> Options {
        match Options::parse(line.split_whitespace()) {
            Ok(Wanted::Run(options)) => *options,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn refused(line: &str, expected: &str) {
        let error = Options::parse(line.split_whitespace()).unwrap_err();
        assert!(error.contains(expected), "{line}: {error}");
    }

    #[test]
    fn everything_can_be_set() {
        let options = run(
            "--port 0 --host ::1 --dist out --domain umbrella --token-id 7 --token t --dialect flat --echo \
                           --scenario storm --rate 2.5 --users 5000 --seed 9 --pace 0.1 --no-roll-call",
        );
        assert_eq!(
            (options.port, options.host.as_str(), options.users, options.seed),
            (0, "::1", 5000, 9)
        );
        assert_eq!(
            (options.domain.as_str(), options.token_id.as_str()),
            ("umbrella", "7")
        );
        assert_eq!(
            (options.token.expose(), options.dist.to_str()),
            ("t", Some("out"))
        );
        assert_eq!(options.dialect, Dialect::builtin("flat").unwrap());
        assert_eq!(
            (options.scenario, options.rate, options.pace),
            (Scenario::Storm, 2.5, 0.1)
        );
        assert!(options.echo && !options.roll_call);
    }

    #[test]
    fn nothing_has_to_be_set() {
        let options = run("");
        assert_eq!(
            (options.port, options.users, options.scenario),
            (8080, 8, Scenario::Office)
        );
    }

    #[test]
    fn every_dialect_has_its_name_in_the_help() {
        for name in Dialect::NAMES {
            assert!(HELP.contains(name), "{name}");
            run(&format!("--dialect {name}"));
        }
    }

    #[test]
    fn mistakes_are_named() {
        refused("--port many", "--port many");
        refused("--port", "--port needs a value");
        refused("--users 0", "--users 0: must be from 1 to 5000");
        refused("--rate NaN", "--rate NaN");
        refused("--scenario calm", "no scenario \"calm\"");
        refused("--dialect latin", "event-data");
        refused("--dialect missing.json", "missing.json");
        refused("--colour red", "--colour");
        refused("--domain=", "--domain must not be empty");
    }
}
