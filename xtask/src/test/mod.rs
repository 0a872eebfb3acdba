//! Every check of the project in one run, ending in one count.

mod cargo;
mod node;
pub(crate) mod playwright;

use crate::report::{Counts, Progress, Summary};
use crate::setup::{self, Part, Ready};
use crate::workspace::Workspace;
use crate::{shots, size, soak, start, widget};
use anyhow::Result;
use std::process::ExitCode;
use std::time::Instant;

/// What can be chosen by `--only`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Formatting, clippy and the types of TypeScript.
    Lint,
    /// Unit, property and doc tests of everything that runs natively.
    Host,
    /// The widget's own tests, in a browser.
    Wasm,
    /// The weight of the built site.
    Size,
    /// The built site in a browser, against a real sandbox.
    E2e,
    /// The same for a minute, in a storm.
    Soak,
    /// The npm package, in pages that are built with it.
    Package,
}

impl Group {
    /// All of them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Lint,
        Self::Host,
        Self::Wasm,
        Self::Size,
        Self::E2e,
        Self::Soak,
        Self::Package,
    ];

    /// The group of that name on the command line.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "lint" => Self::Lint,
            "host" => Self::Host,
            "wasm" => Self::Wasm,
            "size" => Self::Size,
            "e2e" => Self::E2e,
            "soak" => Self::Soak,
            "package" => Self::Package,
            _ => return None,
        })
    }
}

/// What a step has at hand.
struct Context<'a> {
    workspace: &'a Workspace,
    ready: &'a Ready,
    playwright: &'a [String],
}

/// One step of the run.
struct Step {
    name: &'static str,
    /// It runs when one of these is asked for.
    groups: &'static [Group],
    needs: &'static [Part],
    /// A step without whose success this one makes no sense.
    after: Option<&'static str>,
    run: fn(&Context<'_>) -> Result<Counts>,
}

const WIDGET: &str = "build the widget";
const SANDBOX: &str = "build the sandbox";
const PAGES: &str = "build pages with the package";

/// In the order of how soon they tell something.
const STEPS: [Step; 15] = [
    Step {
        name: "formatting",
        groups: &[Group::Lint],
        needs: &[Part::Toolchain],
        after: None,
        run: |context| cargo::check(context.ready, &["fmt", "--all", "--check"]),
    },
    Step {
        name: "clippy, native",
        groups: &[Group::Lint],
        needs: &[Part::Toolchain, Part::Crates],
        after: None,
        run: |context| cargo::check(context.ready, &cargo::CLIPPY_HOST),
    },
    Step {
        name: "clippy, wasm32",
        groups: &[Group::Lint],
        needs: &[Part::Toolchain, Part::Crates],
        after: None,
        run: |context| cargo::check(context.ready, &cargo::CLIPPY_WASM),
    },
    Step {
        name: "types of the API and the specs",
        groups: &[Group::Lint],
        needs: &[Part::Packages],
        after: None,
        run: |context| node::types(context.workspace, context.ready),
    },
    Step {
        name: "unit, property and doc tests",
        groups: &[Group::Host],
        needs: &[Part::Crates],
        after: None,
        run: |context| cargo::test_host(context.ready),
    },
    Step {
        name: "doc tests of the widget",
        groups: &[Group::Host],
        needs: &[Part::Crates],
        after: None,
        run: |context| cargo::test_widget_docs(context.ready),
    },
    Step {
        name: WIDGET,
        groups: &[Group::Size, Group::E2e, Group::Soak, Group::Package],
        needs: widget::NEEDS,
        after: None,
        run: |context| widget::build(context.workspace, context.ready).map(|()| Counts::default()),
    },
    Step {
        name: "size budget",
        groups: &[Group::Size],
        needs: &[],
        after: Some(WIDGET),
        run: |context| {
            let sizes = size::measure(context.workspace)?;
            println!("{sizes}");
            Ok(Counts::one(sizes.within_budget()))
        },
    },
    Step {
        name: "widget tests in a browser",
        groups: &[Group::Wasm],
        needs: &[Part::Toolchain, Part::Crates, Part::Bindgen, Part::Browser],
        after: None,
        run: |context| cargo::test_wasm(context.workspace, context.ready),
    },
    Step {
        name: SANDBOX,
        groups: &[Group::E2e, Group::Soak, Group::Package],
        needs: &[Part::Crates],
        after: None,
        run: |context| start::build_sandbox(context.workspace, context.ready).map(|_| Counts::default()),
    },
    Step {
        name: "end to end",
        groups: &[Group::E2e],
        needs: &[Part::Packages, Part::Browser],
        // The sandbox is told by its own step; without it, every spec says so.
        after: Some(WIDGET),
        run: |context| playwright::test(context.workspace, context.ready, context.playwright),
    },
    Step {
        name: "every view, in all its widths",
        groups: &[Group::E2e],
        needs: &[Part::Packages, Part::Browser],
        after: Some(WIDGET),
        run: |context| shots::check(context.workspace, context.ready),
    },
    Step {
        name: PAGES,
        groups: &[Group::Package],
        needs: &[Part::Packages, Part::Examples],
        after: Some(WIDGET),
        run: |context| node::pages(context.workspace, context.ready),
    },
    Step {
        name: "pages with the npm package",
        groups: &[Group::Package],
        needs: &[Part::Packages, Part::Browser],
        after: Some(PAGES),
        run: |context| playwright::pages(context.workspace, context.ready),
    },
    Step {
        name: "soak, a short one",
        groups: &[Group::Soak],
        needs: &[Part::Packages, Part::Browser],
        after: Some(WIDGET),
        run: |context| soak::soak(context.workspace, context.ready, &soak::Soaking::SHORT),
    },
];

/// Runs the steps of these groups; a step that fails does not keep the others from running.
pub(crate) fn run(workspace: &Workspace, groups: &[Group], playwright: &[String]) -> Result<ExitCode> {
    let steps: Vec<&Step> = STEPS
        .iter()
        .filter(|step| step.groups.iter().any(|group| groups.contains(group)))
        .collect();
    let mut needs: Vec<Part> = steps.iter().flat_map(|step| step.needs).copied().collect();
    needs.sort();
    needs.dedup();

    let mut progress = Progress::new(steps.len() + 1);
    progress.step("set-up");
    let ready = setup::prepare(workspace, &needs)?;
    let context = Context {
        workspace,
        ready: &ready,
        playwright,
    };
    let mut summary = Summary::default();
    let mut broken: Vec<&str> = Vec::new();
    for step in steps {
        progress.step(step.name);
        let began = Instant::now();
        let blocked = step.after.filter(|name| broken.contains(name));
        let result = match blocked {
            Some(name) => Err(anyhow::anyhow!("not run, since this failed before: {name}")),
            None => ready.require(step.needs).and_then(|()| (step.run)(&context)),
        };
        let (counts, trouble) = match result {
            Ok(counts) => (counts, None),
            Err(error) => {
                let trouble = format!("{error:#}");
                println!("{trouble}");
                (Counts::one(false), Some(trouble))
            }
        };
        if counts.failed > 0 {
            broken.push(step.name);
        }
        summary.add(step.name, counts, began.elapsed(), trouble);
    }
    println!("\n{summary}");
    Ok(summary.total().code())
}
