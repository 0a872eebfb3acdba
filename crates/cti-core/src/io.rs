//! What goes into a softphone, and what comes out.

use crate::{
    history::archive::{Answer, Job},
    model::{Confirmation, Told},
    snapshot::{IntentError, Reason},
    tabs::Presence,
};
use cti_protocol::{Endpoint, Secret};

/// What happens outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// The answer to [`Output::AskCredentials`].
    Credentials {
        /// Which asking this answers.
        request: u64,
        /// Where to connect, or why that is not known.
        answer: Result<Endpoint, Reason>,
    },
    /// A socket opened.
    Opened {
        /// Its number.
        socket: u64,
    },
    /// A text frame came.
    Frame {
        /// The socket's number.
        socket: u64,
        /// Its text.
        text: &'a str,
    },
    /// A socket closed or could not be opened.
    Closed {
        /// Its number.
        socket: u64,
        /// The close code; 1006 where there was none.
        code: u16,
    },
    /// A person is asked for credentials: the answer to [`Output::AskCredentials`] may take any time.
    Asking {
        /// Which asking this is about.
        request: u64,
    },
    /// [`Output::Send`] of a command could not be done: the socket is not open, or too much waits in it already.
    Unsent {
        /// The command's number.
        command: u64,
    },
    /// The browser says that there is a network again.
    Online,
    /// The page is seen again (`pageshow`, `resume`, visible), and there is a network as far as the browser knows.
    Seen,
    /// The browser says that there is no network.
    Offline,
    /// The machine slept, or the page was frozen.
    Woke {
        /// The last time before that at which it surely was awake, in milliseconds since 1970.
        since: i64,
    },
    /// Time passed: [`crate::Softphone::deadline`] was reached.
    Tick,
    /// Whose account it is, by host and name. Until this is said, nothing is stored.
    Account(&'a str),
    /// What became of an [`Output::Archive`].
    Archived {
        /// The job's number.
        job: u64,
        /// What was read, or why not.
        answer: Answer,
    },
    /// The page is no longer seen, and may be gone in a moment.
    Hidden,
    /// What the browser says of this tab and the others. Only for a softphone that is shared by [`crate::share`].
    Tabs(TabsInput),
}

/// What the browser says of this tab and the others.
#[derive(Debug)]
pub enum TabsInput {
    /// This page has the lock.
    Granted,
    /// It was taken away.
    Lost,
    /// There are no locks or no channel.
    Unavailable,
    /// The answer to [`TabsOutput::CheckLock`].
    Checked {
        /// Its number.
        number: u64,
        /// Whether this page holds the lock.
        held: bool,
        /// The numbers of the tabs that live.
        alive: Vec<u64>,
    },
    /// Another tab said this.
    Heard(String),
    /// What this tab is like now.
    Present(Presence),
    /// The page is frozen, or hidden for good.
    Leave,
    /// It is back.
    Resume,
    /// Something is to be done by one tab, and this one would: answered by [`TabsOutput::Claimed`] if it is the first.
    Claim(String),
}

/// What the outside should do.
#[derive(Debug)]
pub enum Output {
    /// Find credentials and answer with [`Input::Credentials`].
    AskCredentials {
        /// To be given back with the answer.
        request: u64,
    },
    /// Open a websocket and number it.
    Open {
        /// The number.
        socket: u64,
        /// Where. Holds the token.
        url: Secret,
    },
    /// Send a text frame.
    Send {
        /// The socket's number.
        socket: u64,
        /// The text.
        text: String,
        /// The command that it is, if it is one.
        command: Option<u64>,
    },
    /// Close a socket; nothing that it still says is heard.
    Close {
        /// Its number.
        socket: u64,
    },
    /// Tell the page.
    Tell(Told),
    /// Change and read what is stored; answer with [`Input::Archived`].
    Archive(Job),
    /// A command settled: what confirmed it, or why not.
    Settled {
        /// Its number, as given by [`crate::Softphone::ask`].
        command: u64,
        /// What confirmed it, or why nothing did.
        result: Result<Confirmation, IntentError>,
    },
    /// What is wanted of the browser so that tabs can share a connection.
    Tabs(TabsOutput),
}

/// What is wanted of the browser so that tabs can share a connection.
#[derive(Debug)]
pub enum TabsOutput {
    /// Ask for the lock.
    RequestLock {
        /// By force.
        steal: bool,
    },
    /// Give it back, or withdraw the request.
    ReleaseLock,
    /// Look who has which lock.
    CheckLock {
        /// To be given back with the answer.
        number: u64,
    },
    /// Say this to the other tabs.
    Post(String),
    /// This tab is now `leading`, `following`, `waiting` or `alone`.
    Role(&'static str),
    /// There are other tabs, or they are otherwise.
    Presence,
    /// This tab was the first with this claim: it is to do what it claimed.
    Claimed(String),
}
