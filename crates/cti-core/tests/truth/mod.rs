//! What really happens in a room, written down without any help of the code that is tested: which calls there are, what
//! their phones say of them and in which order, and which of the agent's own calls live at each moment.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    reason = "each file of tests uses its own part"
)]

use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

/// The agent, and colleagues at whose phones a queue rings too.
pub const ME: &str = "101";
const USERS: [&str; 4] = [ME, "102", "103", "104"];

/// How a call goes.
#[derive(Clone, Debug)]
pub struct Plan {
    pub kind: Kind,
    /// The phones that it rings at, as places in `USERS`; one of a direct call.
    pub phones: Vec<usize>,
    /// Which of them answers.
    pub answered: Option<usize>,
    /// A variable is set so often, each time another one.
    pub updates: usize,
    /// Whether a failed call is also told to be disconnected.
    pub both_ends: bool,
    pub code: u16,
    /// Whether messages name the user. Only of a direct call may they not.
    pub names_user: bool,
    pub timed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Incoming,
    Outgoing,
    /// Legs share the call's id.
    SharedId,
    /// Legs share only the session.
    SharedSession,
}

/// One message as a phone says it.
#[derive(Clone, Debug)]
pub struct Message {
    /// The call's number.
    pub call: usize,
    pub event: &'static str,
    pub user: Option<&'static str>,
    pub data: Value,
    pub timed: bool,
    /// What it means for the agent's own phone.
    pub mine: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning {
    Nothing,
    /// From now on it rings, dials or talks there.
    Begins,
    /// From now on it does not.
    Ends,
}

impl Plan {
    fn is_queue(&self) -> bool {
        matches!(self.kind, Kind::SharedId | Kind::SharedSession)
    }

    /// The id under which a phone knows the call.
    pub fn id(&self, call: usize, phone: usize) -> String {
        match self.kind {
            Kind::SharedSession => format!("c{call}-{}", USERS[self.phones[phone]]),
            _ => format!("c{call}"),
        }
    }

    /// The agent's own phone among those, if it is one.
    pub fn my_phone(&self) -> Option<usize> {
        self.phones.iter().position(|phone| USERS[*phone] == ME)
    }

    /// Everything that is said of it, in the order in which it happens.
    pub fn script(&self, call: usize) -> Vec<Message> {
        let mut said = Vec::new();
        let mut updates = 0;
        let mut say = |phone: usize, event: &'static str, mut data: Value, mine: Meaning| {
            let user = USERS[self.phones[phone]];
            let fields = data.as_object_mut().unwrap();
            fields.insert("call_id".into(), json!(self.id(call, phone)));
            if self.is_queue() {
                fields.insert("session_id".into(), json!(format!("s{call}")));
                fields.insert("queue".into(), json!("Support"));
            }
            said.push(Message {
                call,
                event,
                user: self.names_user.then_some(user),
                data,
                timed: self.timed,
                mine,
            });
        };
        let is_mine = |phone: usize| !self.names_user || USERS[self.phones[phone]] == ME;
        let if_mine = |phone: usize, meaning| if is_mine(phone) { meaning } else { Meaning::Nothing };
        let mut update = |phone: usize, say: &mut dyn FnMut(usize, &'static str, Value, Meaning)| {
            if updates < self.updates {
                updates += 1;
                let key = format!("key{updates}");
                let variables = json!({ "variables": { key: updates.to_string() } });
                say(phone, "data_updated", variables, Meaning::Nothing);
            }
        };

        let start = if self.kind == Kind::Outgoing {
            "outgoing_call"
        } else {
            "incoming_call"
        };
        let number = json!({ "number": format!("+3460000{call:04}"), "name": format!("Caller {call}") });
        for phone in 0..self.phones.len() {
            say(phone, start, number.clone(), if_mine(phone, Meaning::Begins));
        }
        update(0, &mut say);
        let failure = json!({ "result_code": self.code });
        let Some(answered) = self.answered else {
            for phone in 0..self.phones.len() {
                say(
                    phone,
                    "call_failed",
                    failure.clone(),
                    if_mine(phone, Meaning::Ends),
                );
                if self.both_ends {
                    say(
                        phone,
                        "call_disconnected",
                        json!({}),
                        if_mine(phone, Meaning::Ends),
                    );
                }
            }
            return said;
        };
        // Who answers ends the ring of the others, before their phones say so themselves.
        let elsewhere = !is_mine(answered) && self.my_phone().is_some();
        say(
            answered,
            "call_connected",
            json!({}),
            if elsewhere {
                Meaning::Ends
            } else {
                Meaning::Nothing
            },
        );
        for phone in (0..self.phones.len()).filter(|phone| *phone != answered) {
            let mine = if_mine(phone, Meaning::Ends);
            if self.both_ends {
                say(phone, "call_failed", failure.clone(), mine);
            }
            say(phone, "call_disconnected", json!({}), mine);
        }
        update(answered, &mut say);
        update(answered, &mut say);
        say(
            answered,
            "call_disconnected",
            json!({}),
            if_mine(answered, Meaning::Ends),
        );
        said
    }
}

/// Any way a call may go.
pub fn plan() -> impl Strategy<Value = Plan> {
    let kinds = prop_oneof![
        3 => Just(Kind::Incoming),
        2 => Just(Kind::Outgoing),
        2 => Just(Kind::SharedId),
        2 => Just(Kind::SharedSession),
    ];
    let phones = Just((0..USERS.len()).collect::<Vec<_>>()).prop_shuffle();
    let code = prop::sample::select(vec![404_u16, 408, 480, 486, 487, 603]);
    (
        kinds,
        phones,
        2..=USERS.len(),
        any::<Option<Index>>(),
        0..=3_usize,
        any::<(bool, bool, bool)>(),
        code,
    )
        .prop_map(
            |(kind, mut phones, count, answered, updates, (both_ends, names_user, timed), code)| {
                let queue = matches!(kind, Kind::SharedId | Kind::SharedSession);
                phones.truncate(if queue { count } else { 1 });
                Plan {
                    kind,
                    answered: answered.map(|index| index.index(phones.len())),
                    phones,
                    updates,
                    both_ends,
                    code,
                    names_user: names_user || queue,
                    timed,
                }
            },
        )
}

/// Several calls at once, and all that is said of them in the order in which it happens.
pub fn room() -> impl Strategy<Value = (Vec<Plan>, Vec<Message>)> {
    (vec(plan(), 1..=4), vec(any::<Index>(), 64)).prop_map(|(plans, picks)| {
        let mut scripts: Vec<_> = plans
            .iter()
            .enumerate()
            .map(|(call, plan)| plan.script(call).into_iter().peekable())
            .collect();
        let mut said = Vec::new();
        for pick in picks.iter().cycle() {
            let mut open: Vec<_> = scripts
                .iter_mut()
                .filter_map(|script| script.peek().is_some().then_some(script))
                .collect();
            if open.is_empty() {
                break;
            }
            let chosen = pick.index(open.len());
            said.extend(open[chosen].next());
        }
        (plans, said)
    })
}

/// The same messages as a careless network brings them: some twice, in any order.
pub fn shaken(said: &[Message], order: &[Index], twice: &[Index]) -> Vec<Message> {
    if said.is_empty() {
        return Vec::new();
    }
    let mut messages = said.to_vec();
    messages.extend(twice.iter().map(|index| said[index.index(said.len())].clone()));
    for (place, index) in order.iter().take(messages.len()).enumerate() {
        let other = place + index.index(messages.len() - place);
        messages.swap(place, other);
    }
    messages
}

/// What truly lives at the agent's phone, given all that has been said so far.
#[derive(Clone, Debug)]
pub struct Mine(Vec<bool>);

impl Mine {
    pub fn new(calls: usize) -> Self {
        Self(vec![false; calls])
    }

    pub fn said(&mut self, message: &Message) {
        match message.mine {
            Meaning::Begins => self.0[message.call] = true,
            Meaning::Ends => self.0[message.call] = false,
            Meaning::Nothing => {}
        }
    }

    pub fn lives(&self, call: usize) -> bool {
        self.0[call]
    }
}
