//! The whole core: a session and a model, behind inputs, outputs and pictures.

use crate::{
    intent::Intent,
    model::{CommandIntent, Confirmation, Effect, Input as ModelInput, Model, Told},
    session::{Session, SessionOutput, Turn},
    snapshot::{Call, Connection, IntentError, Reason, Snapshot},
    time::{Millis, Now},
};
use cti_protocol::{Dialect, Endpoint, Id, Limits, Secret};
use std::{collections::VecDeque, rc::Rc};

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
    /// Time passed: [`Softphone::deadline`] was reached.
    Tick,
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
    /// A command settled: what confirmed it, or why not.
    Settled {
        /// Its number, as given by [`Softphone::ask`].
        command: u64,
        /// What confirmed it, or why nothing did.
        result: Result<Confirmation, IntentError>,
    },
}

/// A softphone without a browser. After each input, poll the outputs until there are none, then look at the deadline.
///
/// ```
/// use cti_core::{Input, Intent, Now, Output, Softphone};
/// use cti_protocol::{Endpoint, Plaintext, Secret};
///
/// let now = Now::default();
/// let mut phone = Softphone::new(Default::default(), Default::default(), 42, None);
/// phone.ask(now, Intent::Connect).unwrap();
/// let Some(Output::AskCredentials { request }) = std::iter::from_fn(|| phone.poll())
///     .find(|output| matches!(output, Output::AskCredentials { .. })) else { panic!() };
/// let endpoint = Endpoint::new("cti.example.com", "acme", "1", &Secret::new("t"), Plaintext::LoopbackOnly).unwrap();
/// phone.handle(now, Input::Credentials { request, answer: Ok(endpoint) });
/// assert!(std::iter::from_fn(|| phone.poll()).any(|output| matches!(output, Output::Open { .. })));
/// ```
pub struct Softphone {
    session: Session,
    model: Model,
    outputs: VecDeque<Output>,
    told: Connection,
}

impl Softphone {
    /// A softphone that speaks for a user, or for nobody yet. The seed is all the randomness it uses.
    pub fn new(dialect: Dialect, limits: Limits, seed: u64, me: Option<Id>) -> Self {
        let mut model = Model::default();
        model.apply(Now::default(), ModelInput::ChooseUser(me));
        Self {
            session: Session::new(dialect, limits, seed),
            model,
            outputs: VecDeque::new(),
            told: Connection::default(),
        }
    }

    /// Sets after how long a silence, in milliseconds, a connection is replaced; `None` for never. Five minutes where
    /// this is not called.
    pub fn replace_after(&mut self, silence: Option<Millis>) {
        self.session.replace_after(silence);
    }

    /// Sets how names are spelt for the order of users; without this only ASCII letters lose their case. Outside has
    /// tables for all letters already, and a second copy here would weigh more than the rest of the roster.
    pub fn fold_names_with(&mut self, fold: fn(&str) -> String) {
        self.model.fold_names_with(fold);
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Now, input: Input<'_>) {
        let turn = match input {
            Input::Credentials { request, answer } => self.session.credentials(now, request, answer),
            Input::Asking { request } => {
                self.session.asking(request);
                None
            }
            Input::Opened { socket } => {
                self.session.opened(now, socket);
                None
            }
            Input::Frame { socket, text } => {
                if let Some(read) = self.session.frame(now, socket, text) {
                    self.turned(now, read.turn);
                    let frame = &read.frame;
                    self.tell(now, ModelInput::Frame { frame, text });
                }
                None
            }
            Input::Closed { socket, code } => self.session.closed(now, socket, code),
            Input::Online => {
                self.session.online(now);
                None
            }
            Input::Seen => {
                self.session.seen(now);
                None
            }
            Input::Unsent { command } => {
                self.tell(now, ModelInput::Unsent(command));
                None
            }
            Input::Offline => self.session.offline(now),
            Input::Woke { since } => self.session.woke(now, since),
            Input::Tick => {
                self.tell(now, ModelInput::Tick);
                self.session.tick(now)
            }
        };
        self.turned(now, turn);
        self.flush();
    }

    /// Carries out an intent, or says why not. A command gives its number; it settles by [`Output::Settled`].
    ///
    /// # Errors
    /// Any [`IntentError`] but `Timeout` and `Destroyed`. Nothing was sent then, and nothing is kept for later.
    pub fn ask(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        let result = self.carry_out(now, intent);
        self.flush();
        result
    }

    fn carry_out(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        let input = match intent {
            Intent::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            } => ModelInput::Command(CommandIntent::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            }),
            Intent::SetVariables { call, variables } => {
                ModelInput::Command(CommandIntent::SetVariables { call, variables })
            }
            Intent::Logout { user } => ModelInput::Command(CommandIntent::Logout { user }),
            Intent::ChooseUser(id) => ModelInput::ChooseUser(Some(id)),
            Intent::Dismiss(ref id) => return self.apply(now, ModelInput::Dismiss(id)),
            Intent::DismissNotice(id) => ModelInput::DismissNotice(id),
            Intent::Connect => {
                self.session.connect(now);
                return Ok(None);
            }
            Intent::Disconnect => {
                let turn = self.session.disconnect(now, Reason::Disconnected);
                self.turned(now, turn);
                return Ok(None);
            }
        };
        if matches!(input, ModelInput::Command(_)) && !self.session.is_live() {
            return Err(IntentError::NotConnected);
        }
        self.apply(now, input)
    }

    /// The next thing to do outside.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Tick`] is due, in milliseconds on the forward clock; never before now.
    pub fn deadline(&self, now: Now) -> Option<Millis> {
        [self.session.deadline(), self.model.deadline()]
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.max(now.mono))
    }

    /// Everything there is to see now.
    pub fn snapshot(&mut self, now: Now) -> Snapshot {
        Snapshot {
            connection: Rc::new(self.session.connection().clone()),
            dropped: self.session.dropped(),
            ..self.model.snapshot(now)
        }
    }

    /// A call by any of its ids, ended ones included as long as they are remembered.
    pub fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.model.call(id)
    }

    fn turned(&mut self, now: Now, turn: Option<Turn>) {
        match turn {
            Some(Turn::Joined) => {
                self.tell(now, ModelInput::Joined);
            }
            Some(Turn::Lost { reason, from }) => self.tell(now, ModelInput::Lost(reason, from)),
            Some(Turn::Missed(missed)) => self.tell(now, ModelInput::Missed(&missed)),
            None => {}
        }
    }

    /// For inputs that ask for nothing, so that nothing can be refused.
    fn tell(&mut self, now: Now, input: ModelInput<'_>) {
        let _ = self.apply(now, input);
    }

    fn apply(&mut self, now: Now, input: ModelInput<'_>) -> Result<Option<u64>, IntentError> {
        let mut result = Ok(None);
        for effect in self.model.apply(now, input) {
            match effect {
                Effect::Send(id, body) => {
                    result = if self.session.send(&body, Some(id)) {
                        Ok(Some(id))
                    } else {
                        Err(IntentError::NotConnected)
                    };
                }
                Effect::Refuse(error) => result = Err(error),
                Effect::Tell(told) => self.outputs.push_back(Output::Tell(told)),
                Effect::Settled { id, result } => {
                    self.outputs.push_back(Output::Settled { command: id, result });
                }
            }
        }
        result
    }

    fn flush(&mut self) {
        if *self.session.connection() != self.told {
            self.told = self.session.connection().clone();
            self.outputs
                .push_back(Output::Tell(Told::Connection(self.told.clone())));
        }
        while let Some(output) = self.session.poll() {
            self.outputs.push_back(match output {
                SessionOutput::AskCredentials { request } => Output::AskCredentials { request },
                SessionOutput::Open { socket, url } => Output::Open { socket, url },
                SessionOutput::Send {
                    socket,
                    text,
                    command,
                } => Output::Send {
                    socket,
                    text,
                    command,
                },
                SessionOutput::Close { socket } => Output::Close { socket },
            });
        }
    }
}
