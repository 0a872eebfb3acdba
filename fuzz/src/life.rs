//! Bytes as a softphone's life.
//!
//! A byte chooses what happens, the bytes behind it how; see [`Life::step`]. Stories in these bytes, to begin with, are in
//! `seeds.rs`.

use crate::{
    bytes::Bytes,
    watched::{Watched, greeting},
};
use cti_core::{Input, Intent, Reason};
use cti_protocol::{Dialect, Id, Variables};
use serde_json::{Map, Value, json};

/// More happens in no life: an input of a thousand steps finds nothing that one of a hundred does not, only slower.
const STEPS: usize = 400;

/// What can happen, by the number that chooses it. Calls are told most, since they are what it is all about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Call,
    Status,
    Connected,
    Raw,
    Pass,
    Follow,
    Wall,
    Close,
    Offline,
    Online,
    Seen,
    Woke,
    Join,
    Asking,
    Unsent,
    Credentials,
    Opened,
    Stale,
    Dial,
    SetVariables,
    Logout,
    Choose,
    Dismiss,
    Notice,
    Connect,
    Disconnect,
    Error,
    Greet,
    Batch,
}

pub(crate) const OPS: &[Op] = &{
    use Op::*;
    [
        Call,
        Call,
        Call,
        Call,
        Call,
        Call,
        Call,
        Status,
        Connected,
        Raw,
        Pass,
        Follow,
        Wall,
        Close,
        Offline,
        Online,
        Seen,
        Woke,
        Join,
        Asking,
        Unsent,
        Credentials,
        Opened,
        Stale,
        Dial,
        SetVariables,
        Logout,
        Choose,
        Dismiss,
        Notice,
        Connect,
        Disconnect,
        Error,
        Greet,
        Batch,
    ]
};

pub(crate) const EVENTS: [&str; 6] = [
    "incoming_call",
    "outgoing_call",
    "call_connected",
    "call_failed",
    "call_disconnected",
    "data_updated",
];
const CALLS: [Option<&str>; 8] = [
    Some("c0"),
    Some("c1"),
    Some("c2"),
    Some("c3"),
    Some("c0#1"),
    Some("7"),
    Some(""),
    None,
];
const USERS: [Option<&str>; 5] = [Some("101"), Some("102"), Some("103"), Some(""), None];
const STATUSES: [&str; 6] = ["Ready", "offline", "In service", "DND", "Lunch", ""];
pub(crate) const NUMBERS: [&str; 6] = ["+34600123456", "600123456", "101", "*21#", "María", ""];
pub(crate) const UNITS: [u64; 8] = [1, 100, 1_000, 2_000, 10_000, 60_000, 600_000, 3_600_000];
const CODES: [u16; 8] = [1000, 1001, 1006, 1008, 1013, 4001, 4403, 4999];
const TIMES: [i64; 6] = [0, -1, 1_700_000_000, 1_700_000_000_123, i64::MAX, i64::MIN];

/// What a call event tells beside its call and user, bit by bit.
pub(crate) mod tells {
    pub(crate) const NUMBER: u8 = 1;
    pub(crate) const VARIABLES: u8 = 2;
    pub(crate) const TIME: u8 = 4;
    pub(crate) const SESSION: u8 = 8;
    pub(crate) const RESULT: u8 = 16;
    pub(crate) const DIRECTION: u8 = 32;
    pub(crate) const REMOVAL: u8 = 64;
    pub(crate) const MORE: u8 = 128;
}

struct Life {
    phone: Watched,
    /// Messages that will come as one frame.
    batch: Option<Vec<Value>>,
}

pub(crate) fn run(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let mut life = Life {
        phone: Watched::start(),
        batch: None,
    };
    for _ in 0..STEPS {
        if bytes.is_empty() {
            break;
        }
        life.step(&mut bytes);
    }
    life.flush();
    life.phone.finish();
}

impl Life {
    fn step(&mut self, bytes: &mut Bytes<'_>) {
        let op = bytes.pick(OPS);
        if !matches!(op, Op::Call | Op::Status | Op::Connected | Op::Batch) {
            self.flush();
        }
        let phone = &mut self.phone;
        match op {
            Op::Call => self.say(call_event(bytes)),
            Op::Status => {
                let (user, status) = (user(bytes), bytes.pick(&STATUSES));
                self.say(
                    json!({"event": "status_changed", "sender_id": "p", "data": {"user_id": user, "status": status}}),
                );
            }
            Op::Connected => {
                let user = user(bytes);
                self.say(json!({"event": "connected", "sender_id": "p", "data": {"user_id": user}}));
            }
            Op::Raw => phone.frame(&bytes.text()),
            Op::Pass => phone.pass(bytes.pick(&UNITS) * (1 + u64::from(bytes.next() % 16))),
            Op::Follow => phone.follow(usize::from(bytes.next() % 32)),
            Op::Wall => {
                let by = i64::try_from(bytes.pick(&UNITS)).unwrap_or_default();
                let by = if bytes.next().is_multiple_of(2) { -by } else { by };
                phone.now.wall += by;
            }
            Op::Close => {
                let (socket, code) = (phone.socket(), bytes.pick(&CODES));
                phone.input(Input::Closed { socket, code });
            }
            Op::Offline => phone.input(Input::Offline),
            Op::Online => phone.input(Input::Online),
            Op::Seen => phone.input(Input::Seen),
            Op::Woke => {
                let slept = i64::try_from(bytes.pick(&UNITS)).unwrap_or_default();
                let since = phone.now.wall - slept;
                phone.input(Input::Woke { since });
            }
            Op::Asking => {
                if let Some(request) = phone.request {
                    phone.input(Input::Asking { request });
                }
            }
            Op::Unsent => {
                // The edge tells of a command that it was told to send; of others it must not matter.
                let command = phone.pending().unwrap_or(u64::from(bytes.next()));
                phone.input(Input::Unsent { command });
            }
            Op::Join => phone.join(bytes.pick(Dialect::NAMES)),
            Op::Credentials => self.credentials(bytes),
            Op::Opened => phone.input(Input::Opened {
                socket: phone.socket(),
            }),
            Op::Stale => self.stale(bytes),
            Op::Dial => self.dial(bytes),
            Op::SetVariables => {
                let (call, variables) = (call(bytes), [("a".to_owned(), "1".into())]);
                let variables = Variables::from_iter(variables);
                self.ask(Intent::SetVariables { call, variables });
            }
            Op::Logout => {
                let user = bytes.pick(&USERS).map(Id::text);
                self.ask(Intent::Logout { user });
            }
            Op::Choose => {
                let user = Id::text(bytes.pick(&USERS).unwrap_or("104"));
                self.ask(Intent::ChooseUser(user));
            }
            Op::Dismiss => {
                let call = call(bytes);
                self.ask(Intent::Dismiss(call));
            }
            Op::Notice => {
                let notice = u64::from(bytes.next());
                self.ask(Intent::DismissNotice(notice));
            }
            Op::Connect => self.ask(Intent::Connect),
            Op::Disconnect => self.ask(Intent::Disconnect),
            Op::Error => {
                let command = bytes.pick(&["make_call", "set_variables", "logout", ""]);
                phone.frame(
                    &json!({"event": "error", "data": {"refused": command, "message": "no"}}).to_string(),
                );
            }
            Op::Greet => phone.frame(&greeting(bytes.pick(Dialect::NAMES))),
            Op::Batch => self.batch = Some(self.batch.take().unwrap_or_default()),
        }
    }

    /// A message comes, by itself or in the batch that is being filled.
    fn say(&mut self, message: Value) {
        match &mut self.batch {
            Some(batch) => batch.push(message),
            None => self.phone.frame(&message.to_string()),
        }
    }

    fn flush(&mut self) {
        if let Some(batch) = self.batch.take() {
            self.phone.frame(&Value::from(batch).to_string());
        }
    }

    fn ask(&mut self, intent: Intent) {
        self.phone.ask(intent);
    }

    fn credentials(&mut self, bytes: &mut Bytes<'_>) {
        let reason = match bytes.next() % 3 {
            0 => return self.phone.authorize(),
            1 => Reason::Credentials("no".to_owned()),
            _ => Reason::Config("wrong".to_owned()),
        };
        if let Some(request) = self.phone.request.take() {
            let answer = Err(reason);
            self.phone.input(Input::Credentials { request, answer });
        }
    }

    /// A socket that may be long gone still says something.
    fn stale(&mut self, bytes: &mut Bytes<'_>) {
        let socket = u64::from(bytes.next() % 32);
        match bytes.next() % 3 {
            0 => self.phone.input(Input::Opened { socket }),
            1 => {
                let code = bytes.pick(&CODES);
                self.phone.input(Input::Closed { socket, code });
            }
            _ => {
                let text = call_event(bytes).to_string();
                self.phone.input(Input::Frame { socket, text: &text });
            }
        }
    }

    fn dial(&mut self, bytes: &mut Bytes<'_>) {
        let (number, user) = (bytes.pick(&NUMBERS).into(), bytes.pick(&USERS).map(Id::text));
        self.ask(Intent::MakeCall {
            number,
            user,
            caller_id: None,
            variables: Variables::default(),
            again: bytes.next() % 2 == 1,
        });
    }
}

fn call(bytes: &mut Bytes<'_>) -> Id {
    Id::text(bytes.pick(&CALLS).unwrap_or("none"))
}

fn user(bytes: &mut Bytes<'_>) -> Value {
    match bytes.next() {
        // The same user, written as a number.
        255 => json!(101),
        byte => json!(USERS[usize::from(byte) % USERS.len()]),
    }
}

/// Which event, of which call, at whose phone, and what it tells.
fn call_event(bytes: &mut Bytes<'_>) -> Value {
    let name = bytes.pick(&EVENTS);
    let mut data = Map::new();
    if let Some(call) = bytes.pick(&CALLS) {
        data.insert("call_id".to_owned(), json!(call));
    }
    data.insert("user_id".to_owned(), user(bytes));
    let what = bytes.next();
    let mut tell = |bit: u8, key: &str, value: Value| {
        if what & bit != 0 {
            data.insert(key.to_owned(), value);
        }
    };
    if what & tells::NUMBER != 0 {
        tell(tells::NUMBER, "number", json!(bytes.pick(&NUMBERS)));
    }
    if what & tells::TIME != 0 {
        tell(tells::TIME, "timestamp", json!(bytes.pick(&TIMES)));
    }
    if what & tells::SESSION != 0 {
        tell(tells::SESSION, "session_id", json!(bytes.pick(&CALLS)));
    }
    if what & tells::RESULT != 0 {
        tell(tells::RESULT, "code", json!(bytes.pick(&[200, 408, 486, 487, 0])));
    }
    if what & tells::DIRECTION != 0 {
        tell(
            tells::DIRECTION,
            "direction",
            json!(bytes.pick(&["incoming", "outgoing"])),
        );
    }
    let value = if what & tells::REMOVAL != 0 { "" } else { "1" };
    tell(tells::VARIABLES, "variables", json!({"a": value, "b": "2"}));
    tell(tells::MORE, "name", json!("Ana"));
    json!({"event": name, "sender_id": "p", "data": data})
}
