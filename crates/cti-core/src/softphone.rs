//! The whole core: a session and a model, behind inputs, outputs and pictures.

use crate::{
    drafts::{Drafts, Edit},
    history::{
        History, Keep, Matcher,
        archive::{Answer, Job},
    },
    intent::Intent,
    model::{CommandIntent, Confirmation, Effect, Input as ModelInput, Model, Told},
    session::{Session, SessionOutput, Turn},
    snapshot::{Call, Connection, IntentError, NoticeKind, Reason, Snapshot},
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
    history: History,
    drafts: Drafts,
    /// The command that logs the agent out: once it is confirmed, nothing of the agent stays on this device.
    signing_out: Option<u64>,
    outputs: VecDeque<Output>,
    told: Connection,
}

impl Softphone {
    /// A softphone that speaks for a user, or for nobody yet. The seed is all the randomness it uses.
    pub fn new(dialect: Dialect, limits: Limits, seed: u64, me: Option<Id>) -> Self {
        let mut model = Model::default();
        let mut history = History::default();
        history.set_me(Now::default(), me.as_ref());
        model.apply(Now::default(), ModelInput::ChooseUser(me));
        Self {
            session: Session::new(dialect, limits, seed),
            model,
            history,
            drafts: Drafts::default(),
            signing_out: None,
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

    /// Sets how much is stored. To be said before [`Input::Account`].
    pub fn keep(&mut self, keep: Keep) {
        self.history.keep(keep);
    }

    /// Sets how what was typed is searched for in the history: the words for outcomes are outside. Without this nothing
    /// is found.
    pub fn search_with(&mut self, make: fn(&str) -> Matcher) {
        self.history.search_with(make);
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
            Input::Account(account) => {
                self.history.set_account(now, account);
                None
            }
            Input::Archived { job, answer } => {
                self.archived(now, job, &answer);
                None
            }
            Input::Hidden => {
                self.keep_history(now);
                self.history.hide(now);
                None
            }
        };
        self.turned(now, turn);
        self.flush(now);
    }

    /// Carries out an intent, or says why not. A command gives its number; it settles by [`Output::Settled`].
    ///
    /// # Errors
    /// Any [`IntentError`] but `Timeout` and `Destroyed`. Nothing was sent then, and nothing is kept for later.
    pub fn ask(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        let result = self.carry_out(now, intent);
        self.flush(now);
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
            Intent::Logout { user } => return self.log_out(now, user),
            Intent::ChooseUser(id) => {
                if self.history.set_me(now, Some(&id)) {
                    self.drafts.clear();
                }
                ModelInput::ChooseUser(Some(id))
            }
            Intent::Dismiss(ref id) => return self.dismiss(now, id),
            Intent::Note {
                call,
                started_at,
                text,
            } => return self.note(now, &call, started_at, &text),
            Intent::Draft { call, edit } => return self.edit(now, &call, edit),
            Intent::Search(words) => {
                self.history.search(&words);
                return Ok(None);
            }
            Intent::ShowEarlier => {
                self.history.more();
                return Ok(None);
            }
            Intent::ForgetDevice => {
                self.drafts.clear();
                self.history.erase(true);
                return Ok(None);
            }
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
        [
            self.session.deadline(),
            self.model.deadline(),
            self.history.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(|at| at.max(now.mono))
    }

    /// Everything there is to see now.
    pub fn snapshot(&mut self, now: Now) -> Snapshot {
        let mut snapshot = Snapshot {
            connection: Rc::new(self.session.connection().clone()),
            drafts: self.drafts.picture(),
            dropped: self.session.dropped(),
            ..self.model.snapshot(now)
        };
        self.drafts.hold(&mut snapshot.calls);
        self.history.show(&mut snapshot);
        snapshot
    }

    /// A call by any of its ids, ended ones included as long as they are remembered.
    pub fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.model.call(id)
    }

    // What the agent keeps: notes, drafts, the history.

    fn log_out(&mut self, now: Now, user: Option<Id>) -> Result<Option<u64>, IntentError> {
        if !self.session.is_live() {
            return Err(IntentError::NotConnected);
        }
        let myself = user.is_none() || user.as_ref() == self.history.me();
        let result = self.apply(now, ModelInput::Command(CommandIntent::Logout { user }));
        if myself && let Ok(command) = result {
            self.signing_out = command;
        }
        result
    }

    fn dismiss(&mut self, now: Now, id: &Id) -> Result<Option<u64>, IntentError> {
        let held = self.drafts.call(id).cloned();
        self.drafts.forget(id);
        if let Some(call) = &held {
            self.history.desk(now, call, None);
        }
        match self.apply(now, ModelInput::Dismiss(id)) {
            // The model has forgotten it; only what was typed kept the card.
            Err(IntentError::UnknownCall) if held.is_some() => Ok(None),
            result => result,
        }
    }

    fn note(&mut self, now: Now, id: &Id, started_at: i64, text: &str) -> Result<Option<u64>, IntentError> {
        // A card's call may have learnt a better beginning since it was drawn; a row's has not.
        let call = self
            .history
            .call(id, started_at)
            .or_else(|| self.model.call(id))
            .or_else(|| self.drafts.call(id))
            .cloned()
            .ok_or(IntentError::UnknownCall)?;
        self.history.note(now, &call, text);
        if call.outcome.is_none() {
            self.drafts.watch(&call);
            self.keep_desk(now, &call);
        }
        Ok(None)
    }

    fn edit(&mut self, now: Now, id: &Id, edit: Edit) -> Result<Option<u64>, IntentError> {
        if !self.drafts.edit(id, self.model.call(id), edit) {
            return Err(IntentError::UnknownCall);
        }
        if let Some(call) = self.drafts.call(id).cloned() {
            self.keep_desk(now, &call);
        }
        Ok(None)
    }

    fn archived(&mut self, now: Now, job: u64, answer: &Answer) {
        let news = self.history.answer(now, job, answer);
        for (call, rows, heard) in news.desk {
            let call = if call.outcome.is_none() {
                self.model.restore(now, &call, heard)
            } else {
                Some(Rc::new(call))
            };
            if let Some(call) = call {
                self.drafts.restore(&call, rows);
                self.keep_desk(now, &call);
            }
        }
        if let Some(gap) = news.gap {
            self.outputs.push_back(Output::Tell(Told::Gap(gap)));
        }
        if let Some(news) = news.notice {
            self.model.notice(now, NoticeKind::Archive(news));
        }
    }

    /// Keeps what was put to a call, for as long as it is of use.
    fn keep_desk(&mut self, now: Now, call: &Rc<Call>) {
        self.history.desk(now, call, self.drafts.unsent(&call.id));
        let over = call.outcome.is_some() || !self.history.has_note(call);
        if over && !self.drafts.has_draft(&call.id) {
            self.drafts.forget(&call.id);
        }
    }

    /// Hands the history what the model has for it.
    fn keep_history(&mut self, now: Now) {
        for call in self.model.take_ended() {
            self.history.ended(now, &call);
        }
        self.history.session_gaps(now, self.model.gaps());
        if let Some(gap) = self.history.set_live(now, self.session.is_live()) {
            self.outputs.push_back(Output::Tell(Told::Gap(gap)));
        }
        for call in self.drafts.follow(|id| self.model.call(id)) {
            self.keep_desk(now, &call);
        }
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
                    if self.signing_out == Some(id) {
                        self.signing_out = None;
                        if result.is_ok() {
                            self.drafts.clear();
                            self.history.erase(false);
                        }
                    }
                    self.outputs.push_back(Output::Settled { command: id, result });
                }
            }
        }
        result
    }

    fn flush(&mut self, now: Now) {
        self.keep_history(now);
        self.history.turn(now);
        while let Some(job) = self.history.poll() {
            self.outputs.push_back(Output::Archive(job));
        }
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
