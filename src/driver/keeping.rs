//! Brings what keeps notes, drafts and the history, and does its jobs.

use super::Driver;
use crate::{
    edge::clock,
    part::{self, Part},
};
use cti_core::{Answer, Call, Input, Job, Keep};
use cti_protocol::Pii;

/// Frames that wait for the part.
const EARLY: usize = 16;

/// A frame: when, on which connection, whether it was sent, and its text.
pub(super) type Recorded = (i64, u64, bool, String);

/// Milliseconds after which the part is asked for again.
const PART_AGAIN: u64 = 30_000;

impl Driver {
    /// Does a job of the keeper.
    pub(super) fn archive(&self, job: Job) {
        let (me, number) = (self.me.clone(), job.number);
        self.do_job(job, move |answer| {
            if let Some(driver) = me.upgrade() {
                driver.input(Input::Archived { job: number, answer });
            }
        });
    }

    /// Does a job, also of somebody else in the late part, and tells what became of it.
    pub(crate) fn do_job(&self, job: Job, done: impl FnOnce(Answer) + 'static) {
        let run = self.archive.borrow().clone();
        if let Some(run) = run {
            run(job, Box::new(done));
        }
    }

    /// How much is stored on this device.
    pub(crate) fn keep(&self) -> Keep {
        self.config.keep
    }

    /// Whose notes and history it is, and how often everything was erased.
    pub(crate) fn whose(&self) -> (Option<String>, u32) {
        self.phone.borrow().whose()
    }

    /// What is noted about a call.
    pub(crate) fn note_of(&self, call: &Call) -> Option<Pii> {
        self.phone.borrow().note_of(call)
    }

    /// Brings what keeps notes, drafts and the history: it is in the part that the first view does not wait for. Where it
    /// cannot be fetched, that is tried again after a while; a view that wants the part may bring it before that.
    pub(super) fn want_part(&self) {
        if self.archive.borrow().is_some() {
            return;
        }
        if let Some(part) = part::here() {
            self.put_part(&part);
            return;
        }
        let now = clock::now().mono;
        if now < self.part_due.get() {
            return;
        }
        self.part_due.set(now + PART_AGAIN);
        let me = self.me.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let part = part::fetch().await;
            match (me.upgrade(), part) {
                (Some(driver), Some(part)) => driver.put_part(&part),
                (Some(driver), None) => {
                    driver.refuse_all();
                    driver.go_alone();
                }
                (None, _) => {}
            }
        });
    }

    /// Shows a frame to what keeps the last ones.
    pub(super) fn record(&self, connection: u64, out: bool, text: &str) {
        let at = clock::now().wall;
        if let Some(aide) = self.aide() {
            aide.frame(at, connection, out, text);
        } else if self.early.borrow().len() < EARLY {
            let frame = (at, connection, out, text.to_owned());
            self.early.borrow_mut().push(frame);
        }
    }

    /// Hands the part to the softphone, once.
    pub(super) fn put_part(&self, part: &Part) {
        if self.stopped.get() || self.archive.borrow().is_some() {
            return;
        }
        self.archive.replace(Some((part.archive)()));
        {
            let mut phone = self.phone.borrow_mut();
            phone.put_hands((part.hands)());
            phone.put_keeper(clock::now(), (part.keeper)(self.keep()));
        }
        self.judge(part);
        // The page may have heard of mistakes, and taken the widget down.
        if self.stopped.get() {
            return;
        }
        self.share(part);
        self.carry_out_asked(part);
        self.drain();
    }
}
