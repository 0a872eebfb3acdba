//! The one owner of calls, users and commands: everything that changes them comes through [`Model::apply`].

use crate::{
    calls::Calls,
    clocks::Clocks,
    commands::{Commands, Settled},
    number::dialable,
    replica::saved,
    reports::{Reports, texts_of},
    roster::Roster,
    session::Missed,
    snapshot::{Ask, Call, Gap, IntentError, NoticeKind, Reason, Sent, SentState, Snapshot, User},
    time::{Millis, Now},
};
use cti_protocol::{
    Body, CallFields, Command, Event, Frame, Id, Message, Pii, UserRef, Variables, command::*,
};
use std::rc::Rc;

const GAPS: usize = 200;
/// Characters of an error of the room that are shown.
const WORDS: usize = 500;

/// What the model is told.
pub(crate) enum Input<'a> {
    /// A frame of the room, decoded, and its text.
    Frame {
        frame: &'a Frame,
        text: &'a str,
    },
    /// The room is heard from now on.
    Joined,
    /// The room is no longer heard, since then by the wall clock.
    Lost(Reason, i64),
    /// It turned out that the room was not heard in a time that is over.
    Missed(&'a Missed),
    /// A command could not be handed to the network.
    Unsent(u64),
    ChooseUser(Option<Id>),
    Tick,
}

/// The intents that become commands.
pub(crate) enum CommandIntent {
    MakeCall {
        number: Pii,
        user: Option<Id>,
        caller_id: Option<Pii>,
        variables: Variables,
        again: bool,
    },
    SetVariables {
        call: Id,
        variables: Variables,
    },
    Logout {
        user: Option<Id>,
    },
}

/// What comes of an input.
#[derive(Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub(crate) enum Effect {
    /// Tell the page.
    Tell(Told),
    /// A command settled.
    Settled {
        id: u64,
        result: Result<Confirmation, IntentError>,
    },
}

/// What the page is told: a room event that brought news, or a gap.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// An event of a call, by its wire name.
    Call(&'static str, Rc<Call>),
    /// A user's status changed.
    User(Rc<User>),
    /// The room was not heard for a while; told when it is heard again.
    Gap(Gap),
    /// The room reports an error, in its words.
    Error(Pii),
    /// The connection changed.
    Connection(crate::snapshot::Connection),
}

/// What confirmed a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmation {
    /// The call that the event was about.
    Call(Rc<Call>),
    /// The user that the event was about.
    User(Rc<User>),
}

#[derive(Default)]
pub(crate) struct Model {
    me: Option<Id>,
    calls: Calls,
    roster: Roster,
    commands: Commands,
    gaps: Rc<Vec<Gap>>,
    reports: Reports,
    clocks: Clocks,
    joined_before: bool,
}

saved!(Model { me, calls, roster, commands, gaps, reports, clocks, joined_before } if |model| model.gaps.len() <= GAPS
    && model.calls.speaks_for(model.me.as_ref()));

impl Model {
    pub(crate) fn apply(&mut self, now: Now, input: Input<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Frame { frame, text } => self.frame(now, frame, text, &mut effects),
            Input::Joined => self.joined(now, &mut effects),
            Input::Lost(reason, from) => self.lost(now, reason, from),
            Input::Missed(missed) => self.missed(now, missed, &mut effects),
            Input::Unsent(id) => {
                if let Some(settled) = self.commands.unsent(now, id) {
                    self.settle(settled, None, &mut effects);
                }
            }
            Input::ChooseUser(me) => {
                self.me.clone_from(&me);
                self.calls.set_me(now, me);
            }
            Input::Tick => {
                let concerned = self.calls.expire(now);
                self.roster.show_calls(&concerned, &self.calls);
                for settled in self.commands.expire(now).0 {
                    self.settle(settled, None, &mut effects);
                }
            }
        }
        effects
    }

    /// When [`Input::Tick`] is due, on the forward clock.
    pub(crate) fn deadline(&self) -> Option<Millis> {
        [self.calls.deadline(), self.commands.deadline()]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn snapshot(&mut self, now: Now) -> Snapshot {
        Snapshot {
            me: self.me.as_ref().map(|me| self.roster.get_or_unseen(me, None)),
            calls: self.calls.cards(now),
            users: self.roster.sorted(),
            commands: self.commands.picture(),
            notices: self.reports.notices.clone(),
            unread: self.reports.unread.clone(),
            unread_total: self.reports.unread_total,
            crowded_out: self.calls.crowded_out() + self.roster.crowded_out(),
            ..Snapshot::default()
        }
    }

    pub(crate) fn cards(&self, now: Now) -> Vec<Rc<Call>> {
        self.calls.cards(now)
    }

    pub(crate) fn user(&self, id: &Id) -> Option<&Rc<User>> {
        self.roster.get(id)
    }

    pub(crate) fn commands(&self) -> Vec<Rc<Sent>> {
        self.commands.picture()
    }

    /// Whether a command logs the agent out.
    pub(crate) fn is_own_logout(&self, command: u64) -> bool {
        let is_it = |sent: &Rc<Sent>| {
            sent.id == command && matches!(&sent.ask, Ask::Logout { user } if Some(user) == self.me.as_ref())
        };
        self.commands.picture().iter().any(is_it)
    }

    pub(crate) fn fold_names_with(&mut self, fold: fn(&str) -> String) {
        self.roster.fold_names_with(fold);
    }

    pub(crate) fn call(&self, id: &Id) -> Option<&Rc<Call>> {
        self.calls.get(id)
    }

    /// Every call, whosever it is, in the order of arrival.
    pub(crate) fn all_calls(&self) -> Vec<Rc<Call>> {
        self.calls.all()
    }

    fn frame(&mut self, now: Now, frame: &Frame, text: &str, effects: &mut Vec<Effect>) {
        if let Some(problem) = &frame.problem {
            self.reports.frame_not_understood(now, &problem.to_string(), text);
        }
        for message in &frame.messages {
            self.message(now, message, effects);
        }
    }

    fn message(&mut self, now: Now, message: &Message, effects: &mut Vec<Effect>) {
        for oddity in &message.oddities {
            let why = format!("{}: {} expected", oddity.key, oddity.expected);
            self.reports.not_understood(now, &why, message);
        }
        match &message.body {
            Body::Event(Event::StatusChanged(event)) => {
                let at = self.clocks.correct(now, message.sender.as_ref(), event.time);
                if self.roster.status(event, at)
                    && let Some(user) = event.user.id.as_ref().and_then(|id| self.roster.get(id)).cloned()
                {
                    effects.push(Effect::Tell(Told::User(user.clone())));
                    if let Some(settled) = self.commands.status_event(now, &user.id, &user.status) {
                        self.settle(settled, Some(Confirmation::User(user)), effects);
                    }
                }
            }
            Body::Event(Event::Connected(event)) => self.meet(now, &event.user),
            Body::Event(event) => {
                if let Some(fields) = event.call() {
                    self.call_event(now, message, event, fields, effects);
                }
            }
            // Commands of others to others: their phones answer with events.
            Body::Command(_) => {}
            Body::Unknown(unknown) => {
                let name = unknown.name.as_deref().unwrap_or_default();
                if name.eq_ignore_ascii_case("error") {
                    self.room_error(now, message, effects);
                }
                let why = if name.is_empty() {
                    "no name".to_owned()
                } else {
                    format!("unknown name {name}")
                };
                self.reports.not_understood(now, &why, message);
            }
        }
    }

    fn call_event(
        &mut self,
        now: Now,
        message: &Message,
        event: &Event,
        fields: &CallFields,
        effects: &mut Vec<Effect>,
    ) {
        let at = self.clocks.correct(now, message.sender.as_ref(), fields.time);
        self.meet(now, &fields.user);
        let Some(applied) = self.calls.apply(now, at, event, fields, &message.details) else {
            self.reports
                .not_understood(now, &format!("{} without a call id", event.name()), message);
            return;
        };
        let mut users = self.calls.users_of(applied.key);
        users.extend(self.calls.take_let_go());
        self.roster.show_calls(&users, &self.calls);
        let Some(call) = self.calls.by_key(applied.key).cloned() else {
            return;
        };
        if applied.news {
            effects.push(Effect::Tell(Told::Call(event.name(), call.clone())));
        }
        // Even a repeated word confirms: what was set may already have been so.
        if let Some(settled) = self.commands.call_event(now, event, fields, &call.id) {
            self.settle(settled, Some(Confirmation::Call(call)), effects);
        }
    }

    fn meet(&mut self, now: Now, user: &UserRef) {
        self.roster.meet(user, now.wall);
    }

    /// An error of the room (its name and fields are inferred): shown, and taken as the answer to the one pending
    /// command that it names.
    fn room_error(&mut self, now: Now, message: &Message, effects: &mut Vec<Effect>) {
        let strings = texts_of(message);
        let words = ["message", "error", "reason", "text", "description"];
        let words = words
            .iter()
            .find_map(|key| strings.iter().find(|(k, _)| k == key))
            .map(|(_, text)| *text);
        let words: String = words.unwrap_or("error").chars().take(WORDS).collect();
        let named = Command::NAMES
            .iter()
            .find(|name| strings.iter().any(|(_, text)| text == *name));
        if let Some(settled) = named.and_then(|name| self.commands.refused(now, name, &words)) {
            self.settle(settled, None, effects);
        }
        self.reports
            .notice(now, NoticeKind::RoomError(Pii::new(words.clone())));
        effects.push(Effect::Tell(Told::Error(Pii::new(words))));
    }

    /// Takes a call off the cards. Whether there was one.
    pub(crate) fn dismiss(&mut self, now: Now, id: &Id) -> bool {
        self.calls.dismiss(now, id)
    }

    pub(crate) fn dismiss_notice(&mut self, id: u64) {
        self.reports.dismiss(id);
    }

    /// A command to be sent into the room, if it makes sense: the number under which it stands in the picture, and what it
    /// says.
    pub(crate) fn command(&mut self, now: Now, intent: CommandIntent) -> Result<(u64, Body), IntentError> {
        let (ask, command) = self.prepare(now, intent)?;
        let id = self.commands.sent(now, ask);
        self.roster.show_logouts(&self.commands.logging_out());
        Ok((id, command.into()))
    }

    /// What a command would be, if it makes sense.
    pub(crate) fn prepare(&self, now: Now, intent: CommandIntent) -> Result<(Ask, Command), IntentError> {
        Ok(match intent {
            CommandIntent::MakeCall {
                number,
                user,
                caller_id,
                variables,
                again,
            } => {
                let number = dialable(&number)?;
                let user = self.addressee(user)?;
                if !again && self.commands.just_dialled(now, &user, &number) {
                    return Err(IntentError::Duplicate);
                }
                let variables = (!variables.is_empty()).then_some(variables);
                let command = MakeCall {
                    user: Some(user.clone()),
                    number: Some(number.clone()),
                    caller_id,
                    variables,
                };
                (Ask::MakeCall { user, number }, Command::MakeCall(command))
            }
            CommandIntent::SetVariables { call, variables } => {
                let (id, user) = self.calls.address(&call).ok_or(IntentError::UnknownCall)?;
                let call = self.calls.get(&call).map_or(call, |known| known.id.clone());
                let user = user.or_else(|| self.me.clone());
                let command = SetVariables {
                    user,
                    call: Some(id),
                    variables: Some(variables),
                };
                (Ask::SetVariables { call }, Command::SetVariables(command))
            }
            CommandIntent::Logout { user } => {
                let user = self.addressee(user)?;
                (
                    Ask::Logout { user: user.clone() },
                    Command::Logout(Logout { user: Some(user) }),
                )
            }
        })
    }

    /// Whose phone a command goes to. The agent is taken at the configuration's word; anybody else must have been
    /// seen in the room, and is addressed in the room's own writing.
    fn addressee(&self, user: Option<Id>) -> Result<Id, IntentError> {
        let wanted = user.or_else(|| self.me.clone()).ok_or(IntentError::NoUser)?;
        match self.roster.get(&wanted) {
            Some(user) => Ok(user.id.clone()),
            None if self.me.as_ref() == Some(&wanted) => Ok(wanted),
            None => Err(IntentError::NoUser),
        }
    }

    fn settle(&mut self, settled: Settled, confirmation: Option<Confirmation>, effects: &mut Vec<Effect>) {
        let result = match (settled.state, confirmation) {
            (SentState::Refused(words), _) => Err(IntentError::Refused(words)),
            (SentState::Unsent, _) => Err(IntentError::NotConnected),
            (_, Some(confirmation)) => Ok(confirmation),
            (_, None) => Err(IntentError::Timeout),
        };
        if matches!(settled.ask, Ask::Logout { .. }) {
            self.roster.show_logouts(&self.commands.logging_out());
        }
        effects.push(Effect::Settled {
            id: settled.id,
            result,
        });
    }

    fn joined(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.calls.heard_again();
        if std::mem::replace(&mut self.joined_before, true)
            && let Some(gap) = Rc::make_mut(&mut self.gaps)
                .last_mut()
                .filter(|gap| gap.to.is_none())
        {
            gap.to = Some(now.wall.max(gap.from));
            effects.push(Effect::Tell(Told::Gap(gap.clone())));
        }
    }

    fn lost(&mut self, now: Now, reason: Reason, from: i64) {
        self.keep_gap(Gap {
            from,
            to: None,
            reason,
        });
        let given_up = self.calls.unheard(now, from);
        self.roster.show_calls(&given_up, &self.calls);
    }

    fn missed(&mut self, now: Now, missed: &Missed, effects: &mut Vec<Effect>) {
        let gap = Gap {
            from: missed.from,
            to: Some(missed.to),
            reason: missed.reason.clone(),
        };
        // A flood may end while the connection is lost: the gap that is open holds it.
        if self.gaps.last().is_some_and(|last| last.to.is_none()) {
            return;
        }
        self.keep_gap(gap.clone());
        let given_up = self.calls.unconfirm(now, missed.from, missed.certain_after);
        self.roster.show_calls(&given_up, &self.calls);
        effects.push(Effect::Tell(Told::Gap(gap)));
    }

    fn keep_gap(&mut self, gap: Gap) {
        let gaps = Rc::make_mut(&mut self.gaps);
        gaps.push(gap);
        if gaps.len() > GAPS {
            gaps.remove(0);
        }
    }

    /// My calls that ended, or of which more was learnt after they had, since this was last asked.
    pub(crate) fn take_ended(&mut self) -> Vec<Rc<Call>> {
        self.calls.take_finished()
    }

    pub(crate) fn me(&self) -> Option<&Id> {
        self.me.as_ref()
    }

    /// The gaps of this session, oldest first.
    pub(crate) fn gaps(&self) -> &Rc<Vec<Gap>> {
        &self.gaps
    }

    pub(crate) fn notice(&mut self, now: Now, about: NoticeKind) {
        self.reports.notice(now, about);
    }

    /// Goes on with another's state.
    pub(crate) fn become_like(&mut self, mut other: Self) {
        other.roster.spell_like(&self.roster);
        *self = other;
    }

    /// See [`Calls::restore`].
    pub(crate) fn restore(&mut self, now: Now, call: &Call, heard: i64) -> Option<Rc<Call>> {
        let restored = self.calls.restore(now, call, heard);
        self.roster.show_calls(call.user.as_ref(), &self.calls);
        restored
    }
}
