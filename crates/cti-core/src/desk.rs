//! What the agent has: notes and drafts of calls, and the history of those that ended.

use crate::{
    drafts::{Drafts, Edit},
    history::{History, Keep, Matcher, archive::Answer},
    intent::Intent,
    io::Output,
    keeper::{Around, Event, Keeper, Kept, Recalled, Turn},
    model::Told,
    snapshot::{Call, Gap, IntentError, NoticeKind, Snapshot},
    time::{Millis, Now},
};
use cti_protocol::{Id, Pii};
use std::rc::Rc;

pub(crate) struct Desk {
    history: History,
    drafts: Drafts,
}

impl Desk {
    pub(crate) fn new(keep: Keep, find: fn(&str) -> Matcher) -> Self {
        Self {
            history: History::new(keep, find),
            drafts: Drafts::default(),
        }
    }

    fn asked(&mut self, now: Now, intent: Intent, call: Option<&Rc<Call>>) -> Result<(), IntentError> {
        match intent {
            Intent::Note {
                call: id,
                started_at,
                text,
            } => return self.note(now, &id, call, started_at, &text),
            Intent::Draft { call: id, edit } => return self.edit(now, &id, call, edit),
            Intent::Search(words) => self.history.search(&words),
            Intent::ShowEarlier => self.history.more(),
            Intent::ReadAll => self.history.read_all(),
            Intent::ForgetDevice => {
                self.drafts.clear();
                self.history.erase(true);
            }
            // No other is a keeper's.
            _ => {}
        }
        Ok(())
    }

    fn note(
        &mut self,
        now: Now,
        id: &Id,
        call: Option<&Rc<Call>>,
        started_at: i64,
        text: &str,
    ) -> Result<(), IntentError> {
        // A card's call may have learnt a better beginning since it was drawn; a row's has not.
        let call = self
            .history
            .call(id, started_at)
            .or(call)
            .or_else(|| self.drafts.call(id))
            .cloned()
            .ok_or(IntentError::UnknownCall)?;
        self.history.note(now, &call, text);
        if call.outcome.is_none() {
            self.drafts.watch(&call);
            self.keep(now, &call);
        }
        Ok(())
    }

    fn edit(&mut self, now: Now, id: &Id, call: Option<&Rc<Call>>, edit: Edit) -> Result<(), IntentError> {
        if !self.drafts.edit(id, call, edit) {
            return Err(IntentError::UnknownCall);
        }
        if let Some(call) = self.drafts.call(id).cloned() {
            self.keep(now, &call);
        }
        Ok(())
    }

    fn dismissed(&mut self, now: Now, id: &Id) -> Result<(), IntentError> {
        let held = self.drafts.call(id).cloned();
        self.drafts.forget(id);
        let call = held.ok_or(IntentError::UnknownCall)?;
        self.history.desk(now, &call, None);
        Ok(())
    }

    fn archived(&mut self, now: Now, job: u64, answer: &Answer, around: &mut Around<'_>) {
        let news = self.history.answer(now, job, answer);
        let desk = news.desk.into_iter();
        around
            .recalled
            .extend(desk.map(|(call, rows, heard)| Recalled::Call(Rc::new(call), rows, heard)));
        around.recalled.extend(news.gap.map(Recalled::Gap));
        around.recalled.extend(news.notice.map(Recalled::News));
    }

    fn recalled(&mut self, now: Now, recalled: Recalled, around: &mut Around<'_>) {
        match recalled {
            Recalled::Call(call, rows, heard) => {
                self.history.recall_note(&call, heard);
                let call = match call.outcome {
                    Some(_) => Some(call),
                    None => around.model.restore(now, &call, heard),
                };
                if let Some(call) = call {
                    self.drafts.restore(&call, rows);
                    self.keep(now, &call);
                }
            }
            Recalled::Gap(gap) => {
                self.history.learn_gap(now, gap.clone());
                around.outputs.push_back(Output::Tell(Told::Gap(gap)));
            }
            Recalled::News(news) => around.model.notice(now, NoticeKind::Archive(news)),
        }
    }

    /// Keeps what was put to a call, for as long as it is of use.
    fn keep(&mut self, now: Now, call: &Rc<Call>) {
        self.history.desk(now, call, self.drafts.unsent(&call.id));
        let over = call.outcome.is_some() || !self.history.has_note(call);
        if over && !self.drafts.has_draft(&call.id) {
            self.drafts.forget(&call.id);
        }
    }

    fn turn(&mut self, now: Now, turn: &Turn, around: &mut Around<'_>) {
        for call in &turn.ended {
            self.history.ended(now, call);
        }
        self.history.session_gaps(now, &turn.gaps);
        let gap = self.history.set_live(now, turn.live);
        around.recalled.extend(gap.map(Recalled::Gap));
        let model = &*around.model;
        let changed = self.drafts.follow(&|id| model.call(id));
        for call in changed {
            self.keep(now, &call);
        }
        self.history.turn(now);
        while let Some(job) = self.history.poll() {
            around.outputs.push_back(Output::Archive(job));
        }
    }
}

impl Keeper for Desk {
    fn take(&mut self, now: Now, event: Event, around: &mut Around<'_>) -> Result<(), IntentError> {
        match event {
            Event::Me(me) => {
                if self.history.set_me(now, me.as_ref()) {
                    self.drafts.clear();
                }
            }
            Event::Account(account) => self.history.set_account(now, &account),
            Event::Archived { job, answer } => self.archived(now, job, &answer, around),
            Event::Hidden => self.history.hide(now),
            Event::Asked(intent, call) => return self.asked(now, intent, call.as_ref()),
            Event::Dismissed(id) => return self.dismissed(now, &id),
            Event::SignedOut => {
                self.drafts.clear();
                self.history.erase(false);
            }
            Event::Recalled(recalled) => self.recalled(now, recalled, around),
            Event::Turn(turn) => self.turn(now, &turn, around),
        }
        Ok(())
    }

    fn show(&mut self, snapshot: &mut Snapshot) {
        snapshot.drafts = self.drafts.picture();
        self.drafts.hold(&mut snapshot.calls);
        self.history.show(snapshot);
    }

    fn deadline(&self) -> Option<Millis> {
        self.history.deadline()
    }

    fn hand_over(&mut self) -> Option<Vec<(Now, Event)>> {
        None
    }

    fn give(&self) -> Kept {
        Kept {
            drafts: self.drafts.give(),
            notes: self.history.notes().to_vec(),
            ended: self.history.latest(),
            absences: self.history.absences.clone(),
        }
    }

    fn take_over(&mut self, now: Now, kept: Kept, gaps: &[Gap]) {
        self.history.adopt_gaps(now, gaps, kept.absences);
        self.history.forget_other_notes(&kept.notes);
        for note in kept.notes {
            self.history.adopt(now, note);
        }
        for call in kept.ended {
            self.history.adopt_call(now, &call);
        }
        let before = self.drafts.take_over(kept.drafts);
        for call in before.iter().chain(&self.drafts.calls()) {
            self.history.desk(now, call, self.drafts.unsent(&call.id));
        }
        self.look_again();
    }

    fn whose(&self) -> (Option<String>, u32) {
        self.history.whose()
    }

    fn note_of(&self, call: &Call) -> Option<Pii> {
        self.history.note_of(call)
    }

    fn look_again(&mut self) {
        self.history.look_again();
    }

    fn shift(&mut self, by: i64) {
        self.history.shift(by);
    }
}
