//! What other tabs say.

use super::{Body, Message, Output, Position, Stage, TabId, Tabs, Want};
use crate::time::{Millis, Now};

impl Tabs {
    /// Another tab said something.
    pub fn hear(&mut self, now: Now, message: Message) {
        let Message { from, term, body } = message;
        if from == self.me || matches!(self.stage, Stage::Alone | Stage::Away) {
            return;
        }
        self.wake(now);
        self.met = true;
        let leading = matches!(self.stage, Stage::Leading(_));
        if term > self.known {
            self.known = term;
            if leading {
                self.check_anew(now);
            } else {
                self.leader = None;
                self.log.forget_early();
            }
        }
        let current = term == self.known && !leading;
        // What is asked of an earlier leader is not asked of this one: it may be done already.
        let meant = leading && self.log.position.is_some_and(|position| position.term == term);
        match body {
            Body::Here { presence, have, want } => {
                let changed = self.table.hear(now, from, presence);
                self.presence_changed(changed);
                if changed || want > Want::Nothing {
                    self.say_that_i_lead(now);
                }
                if want == Want::State && leading {
                    self.give_state(now);
                }
                self.heard_of(now, from, have);
            }
            Body::Take { have } => {
                if leading {
                    self.check(now);
                }
                if self.log.position > have {
                    self.give_state(now);
                }
                self.say_here(now, Want::Nothing);
            }
            Body::Lead { at, base, seq, tabs } if current => {
                let new = self.follow(now, from, at);
                let (changed, listed) = self.table.hear_all(now, &tabs);
                self.presence_changed(changed);
                if !listed {
                    self.say_here(now, Want::Nothing);
                }
                if base.is_some() && self.log.position == base {
                    self.log.position = Some(Position { term, seq: 0 });
                    self.catch_up(now);
                    self.in_step(now);
                }
                self.check_gap(now, seq);
                self.followed(now, new);
            }
            Body::Entry {
                seq,
                at,
                wall,
                origin,
                payload,
            } if current => {
                let new = self.follow(now, from, at);
                self.hear_entry(now, seq, Now { mono: at, wall }, origin, payload);
                self.followed(now, new);
            }
            Body::State {
                position,
                at,
                seen,
                payload,
            } => {
                if self.leader == Some(from) {
                    self.hear_leader();
                }
                self.hear_state(now, position, at, seen, payload);
                self.heard_of(now, from, Some(position));
            }
            Body::Ask {
                number,
                expires,
                command,
                payload,
            } if meant => self.hear_ask(now, from, (number, expires, command), payload),
            Body::Keep {
                number,
                first,
                payload,
            } if meant => self.hear_keep(now, from, (number, first), payload),
            Body::Refused { to, term, number } if to == self.me => self.hear_refused(term, number),
            Body::Overdue if leading => {
                self.outputs.push_back(Output::Due);
                self.say_that_i_lead(now);
            }
            Body::Bye => {
                let changed = self.table.remove(from);
                self.presence_changed(changed);
                if self.leader == Some(from) {
                    self.leader = None;
                    self.hear_leader();
                }
                self.heard_of(now, from, None);
            }
            _ => {}
        }
    }

    /// The leader of the latest term said something. Whether it is another one than before.
    fn follow(&mut self, now: Now, leader: TabId, at: Millis) -> bool {
        let new = self.leader != Some(leader);
        self.leader = Some(leader);
        self.hear_leader();
        self.clock.learn(now, at, new);
        if new {
            // The one before may have been asked for the state; this one was not.
            self.log.behind = false;
        }
        new
    }

    fn followed(&mut self, now: Now, new: bool) {
        if new {
            self.hand_over(now);
        }
    }

    fn presence_changed(&mut self, changed: bool) {
        if changed {
            self.outputs.push_back(Output::Presence);
        }
    }
}
