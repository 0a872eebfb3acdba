//! The room: sockets come in, are greeted and hear everything; the agent's phone obeys, refuses or is silent.

use super::{Event, World};
use serde_json::{Value, json};

/// How long anything takes through the network.
const WAY: u64 = 3;

/// What happens to a socket that knocks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Door {
    #[default]
    Open,
    /// Closed with this code.
    Closes(u16),
}

/// What the phone makes of commands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Manner {
    #[default]
    Obeys,
    Refuses,
    Silent,
}

#[derive(Default)]
pub struct Room {
    pub door: Door,
    pub manner: Manner,
    /// Pages and their sockets.
    pub members: Vec<(usize, u64)>,
    /// How often somebody knocked.
    pub knocks: usize,
    /// The most that were in at once.
    pub most: usize,
    /// All that was sent into it: when, from where, what.
    pub received: Vec<(u64, usize, Value)>,
    dialled: u64,
}

impl Room {
    /// Commands of this name that came.
    pub fn commands(&self, name: &str) -> Vec<&Value> {
        let received = self.received.iter().map(|(_, _, message)| message);
        received.filter(|message| message["event"] == name).collect()
    }

    /// How often this number was dialled.
    pub fn dials(&self, number: &str) -> usize {
        let dials = self.commands("make_call").into_iter();
        dials
            .filter(|message| message["data"]["number"] == number)
            .count()
    }
}

/// An event of a call at a user's phone.
pub fn call_event(event: &str, call: &str, user: &str, more: &Value) -> Value {
    let mut data = json!({"call_id": call, "user_id": user});
    let fields = data.as_object_mut().unwrap();
    fields.extend(more.as_object().cloned().unwrap_or_default());
    json!({"event": event, "sender_id": "phone", "data": data})
}

impl World {
    pub(super) fn knock(&mut self, tab: usize, socket: u64) {
        self.room.knocks += 1;
        self.pages[tab].sockets.push(socket);
        self.schedule(WAY, tab, Event::Knock { socket });
    }

    pub(super) fn let_in(&mut self, tab: usize, socket: u64) {
        if !self.pages[tab].sockets.contains(&socket) {
            return;
        }
        match self.room.door {
            Door::Closes(code) => self.schedule(WAY, tab, Event::Closed { socket, code }),
            Door::Open => {
                self.room.members.push((tab, socket));
                self.room.most = self.room.members.len().max(self.room.most);
                self.schedule(WAY, tab, Event::Opened { socket });
                let sender = format!("s{socket}");
                let greeting = json!({"event": "connection_accepted", "sender_id": sender, "data": {}});
                let text = greeting.to_string();
                self.schedule(WAY, tab, Event::Frame { socket, text });
            }
        }
    }

    pub(super) fn leave_room(&mut self, tab: usize, socket: u64) {
        self.pages[tab].sockets.retain(|known| *known != socket);
        self.room.members.retain(|member| *member != (tab, socket));
    }

    pub(super) fn send(&mut self, tab: usize, socket: u64, text: String) {
        assert!(
            self.pages[tab].sockets.contains(&socket),
            "sent on a closed socket"
        );
        self.schedule(WAY, tab, Event::Arrive { socket, text });
    }

    pub(super) fn arrive(&mut self, tab: usize, _socket: u64, text: &str) {
        let message: Value = serde_json::from_str(text).unwrap();
        self.room.received.push((self.now, tab, message.clone()));
        let name = message["event"].as_str().unwrap_or_default();
        if !matches!(name, "make_call" | "set_variables" | "logout") {
            return;
        }
        match self.room.manner {
            Manner::Silent => return,
            Manner::Refuses => {
                let data = json!({"command": name, "message": "no"});
                return self.say(&json!({"event": "error", "sender_id": "server", "data": data}));
            }
            Manner::Obeys => {}
        }
        let data = &message["data"];
        let user = data["user_id"].as_str().unwrap_or("101").to_owned();
        match name {
            "make_call" => {
                self.room.dialled += 1;
                let call = format!("d{}", self.room.dialled);
                self.call("outgoing_call", &call, &user, &json!({"number": data["number"]}));
            }
            "set_variables" => {
                let call = data["call_id"].as_str().unwrap_or_default().to_owned();
                let variables = json!({"variables": data["variables"]});
                self.call("data_updated", &call, &user, &variables);
            }
            _ => self.status(&user, "Offline"),
        }
    }

    /// Everybody in the room hears this.
    pub fn say(&mut self, message: &Value) {
        let text = message.to_string();
        for (tab, socket) in self.room.members.clone() {
            let text = text.clone();
            self.schedule(WAY, tab, Event::Frame { socket, text });
        }
    }

    /// An event of a call at a user's phone.
    pub fn call(&mut self, event: &str, call: &str, user: &str, more: &Value) {
        self.say(&call_event(event, call, user, more));
    }

    /// A call rings at the agent's phone.
    pub fn ring(&mut self, call: &str) {
        self.call("incoming_call", call, "101", &json!({"number": "+34600000001"}));
    }

    pub fn status(&mut self, user: &str, status: &str) {
        let user = json!({"id": user, "name": format!("User {user}")});
        let data = json!({"user": user, "status": status});
        self.say(&json!({"event": "status_changed", "sender_id": "p", "data": data}));
    }

    /// The server closes all sockets.
    pub fn cut(&mut self, code: u16) {
        for (tab, socket) in std::mem::take(&mut self.room.members) {
            self.schedule(WAY, tab, Event::Closed { socket, code });
        }
    }
}
