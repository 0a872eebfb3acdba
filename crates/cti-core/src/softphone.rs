//! The whole core: a session and a model, behind inputs, outputs and pictures.

use crate::{
    hands::{self, Hands},
    intent::Intent,
    io::{Input, Output},
    keeper::{Around, BoxedKeeper, Event, Keeper, Recalled, Turn as KeeperTurn},
    model::{Effect, Input as ModelInput, Model, Told},
    session::{Session, Turn},
    snapshot::{Call, Connection, ConnectionState, IntentError, Snapshot},
    time::{Millis, Now},
    waiting::Waiting,
};
use cti_protocol::{Dialect, Id, Limits};
use std::{collections::VecDeque, rc::Rc};

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
    pub(crate) session: Session,
    pub(crate) model: Model,
    /// A stand-in, until there is one.
    pub(crate) keeper: Box<dyn Keeper>,
    hands: Hands,
    outputs: VecDeque<Output>,
    told: Connection,
    /// Set while another tab is connected: how its connection stands.
    pub(crate) followed: Option<Connection>,
    /// What the keeper's storage told; taken from here where tabs share this.
    pub(crate) recalled: Vec<Recalled>,
    pub(crate) shared: bool,
}

impl Softphone {
    /// A softphone that speaks for a user, or for nobody yet. The seed is all the randomness it uses.
    pub fn new(dialect: Dialect, limits: Limits, seed: u64, me: Option<Id>) -> Self {
        let mut phone = Self::early(dialect, limits, seed, me);
        phone.put_hands(hands::hands());
        phone
    }

    /// The same, but it connects and disconnects only: what else is asked for is refused as if there were no connection,
    /// until [`Softphone::put_hands`].
    pub fn early(dialect: Dialect, limits: Limits, seed: u64, me: Option<Id>) -> Self {
        let mut phone = Self {
            session: Session::new(dialect, limits, seed),
            model: Model::default(),
            keeper: Box::new(Waiting::default()),
            hands: hands::EARLY,
            outputs: VecDeque::new(),
            told: Connection::default(),
            followed: None,
            recalled: Vec::new(),
            shared: false,
        };
        phone.choose(Now::default(), me);
        phone
    }

    /// Sets after how long a silence, in milliseconds, a connection is replaced; `None` for never. Five minutes where
    /// this is not called.
    pub fn replace_after(&mut self, silence: Option<Millis>) {
        self.session.replace_after(silence);
    }

    /// Sets the dialect that is configured; to be done before it connects.
    pub fn speak(&mut self, dialect: Dialect) {
        self.session.speak(dialect);
    }

    /// Sets how names are spelt for the order of users; without this only ASCII letters lose their case. Outside has
    /// tables for all letters already, and a second copy here would weigh more than the rest of the roster.
    pub fn fold_names_with(&mut self, fold: fn(&str) -> String) {
        self.model.fold_names_with(fold);
    }

    /// Puts in what keeps notes, drafts and the history. Until then all that it needs is remembered, and it is told that
    /// first, so that it may come late. Another one after it is not taken.
    pub fn put_keeper(&mut self, now: Now, keeper: BoxedKeeper) {
        let Some(events) = self.keeper.hand_over() else {
            return;
        };
        self.keeper = keeper.0;
        for (at, event) in events {
            // What was refused was refused before.
            let _ = self.keep(at, event);
        }
        self.flush(now);
    }

    /// Puts in what carries out all that can be asked for.
    pub fn put_hands(&mut self, hands: Hands) {
        self.hands = hands;
    }

    /// How the connection stands: the own one, or that of the tab that has one.
    pub(crate) fn connection(&self) -> &Connection {
        self.followed.as_ref().unwrap_or(self.session.connection())
    }

    pub(crate) fn is_live(&self) -> bool {
        self.connection().state == ConnectionState::Live
    }

    pub(crate) fn keep(&mut self, now: Now, event: Event) -> Result<(), IntentError> {
        let mut around = Around {
            model: &mut self.model,
            outputs: &mut self.outputs,
            recalled: &mut self.recalled,
        };
        let result = self.keeper.take(now, event, &mut around);
        if !self.shared {
            for recalled in std::mem::take(&mut self.recalled) {
                let _ = self.keep(now, Event::Recalled(recalled));
            }
        }
        result
    }

    /// Tells the keeper where the model is.
    fn turn_keeper(&mut self, now: Now) {
        let turn = KeeperTurn {
            ended: self.model.take_ended(),
            gaps: self.model.gaps().clone(),
            live: self.is_live(),
        };
        let _ = self.keep(now, Event::Turn(turn));
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Now, input: Input<'_>) {
        let turn = match input {
            Input::Frame { socket, text } => {
                if let Some(read) = self.session.frame(now, socket, text) {
                    self.turned(now, read.turn);
                    let frame = &read.frame;
                    self.tell(now, ModelInput::Frame { frame, text });
                }
                None
            }
            Input::Unsent { command } => {
                self.tell(now, ModelInput::Unsent(command));
                None
            }
            Input::Tick => {
                self.tell(now, ModelInput::Tick);
                self.session_input(now, Input::Tick)
            }
            Input::Account(account) => {
                let _ = self.keep(now, Event::Account(account.to_owned()));
                None
            }
            Input::Archived { job, answer } => {
                let _ = self.keep(now, Event::Archived { job, answer });
                None
            }
            Input::Hidden => {
                self.hide(now);
                None
            }
            input => self.session_input(now, input),
        };
        self.turned(now, turn);
        self.flush(now);
    }

    /// Takes in what concerns the connection alone. What becomes of it.
    pub(crate) fn session_input(&mut self, now: Now, input: Input<'_>) -> Option<Turn> {
        match input {
            Input::Credentials { request, answer } => self.session.credentials(now, request, answer),
            Input::Asking { request } => {
                self.session.asking(request);
                None
            }
            Input::Opened { socket } => {
                self.session.opened(now, socket);
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
            Input::Offline => self.session.offline(now),
            Input::Woke { since } => self.session.woke(now, since),
            Input::Tick => self.session.tick(now),
            // Not of the connection.
            _ => None,
        }
    }

    /// Writes down at once what is to be kept.
    pub(crate) fn hide(&mut self, now: Now) {
        self.turn_keeper(now);
        let _ = self.keep(now, Event::Hidden);
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

    pub(crate) fn carry_out(&mut self, now: Now, intent: Intent) -> Result<Option<u64>, IntentError> {
        (self.hands.0)(self, now, intent)
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
            self.keeper.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(|at| at.max(now.mono))
    }

    /// Everything there is to see now.
    pub fn snapshot(&mut self, now: Now) -> Snapshot {
        let mut snapshot = Snapshot {
            connection: Rc::new(self.connection().clone()),
            gaps: self.model.gaps().clone(),
            dropped: self.session.dropped(),
            ..self.model.snapshot(now)
        };
        self.keeper.show(&mut snapshot);
        snapshot
    }

    /// A call by any of its ids, ended ones included as long as they are remembered.
    pub fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.model.call(id)
    }

    /// The agent's cards, in their order.
    pub fn cards(&self, now: Now) -> Vec<Rc<Call>> {
        self.model.cards(now)
    }

    pub(crate) fn choose(&mut self, now: Now, me: Option<Id>) {
        let _ = self.keep(now, Event::Me(me.clone()));
        self.tell(now, ModelInput::ChooseUser(me));
    }

    pub(crate) fn turned(&mut self, now: Now, turn: Option<Turn>) {
        match turn {
            Some(Turn::Joined) => {
                self.tell(now, ModelInput::Joined);
            }
            Some(Turn::Lost { reason, from }) => self.tell(now, ModelInput::Lost(reason, from)),
            Some(Turn::Missed(missed)) => self.tell(now, ModelInput::Missed(&missed)),
            None => {}
        }
    }

    pub(crate) fn tell(&mut self, now: Now, input: ModelInput<'_>) {
        for effect in self.model.apply(now, input) {
            match effect {
                Effect::Tell(told) => self.outputs.push_back(Output::Tell(told)),
                Effect::Settled { id, result } => {
                    // Nothing of an agent who was logged out stays on this device.
                    if result.is_ok() && self.model.is_own_logout(id) {
                        let _ = self.keep(now, Event::SignedOut);
                    }
                    self.outputs.push_back(Output::Settled { command: id, result });
                }
            }
        }
    }

    pub(crate) fn flush(&mut self, now: Now) {
        self.turn_keeper(now);
        if *self.connection() != self.told {
            self.told = self.connection().clone();
            self.outputs
                .push_back(Output::Tell(Told::Connection(self.told.clone())));
        }
        while let Some(output) = self.session.poll() {
            self.outputs.push_back(output);
        }
    }
}
