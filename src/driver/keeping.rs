//! Brings what keeps notes, drafts and the history, and does its jobs.

use super::Driver;
use crate::{
    edge::clock,
    part::{self, Part},
};
use cti_core::{Input, Job};

/// Milliseconds after which the part is asked for again.
const PART_AGAIN: u64 = 30_000;

impl Driver {
    /// Does a job of the keeper.
    pub(super) fn archive(&self, job: Job) {
        let (me, number) = (self.me.clone(), job.number);
        if let Some(run) = self.archive.get() {
            run(
                job,
                Box::new(move |answer| {
                    if let Some(driver) = me.upgrade() {
                        driver.input(Input::Archived { job: number, answer });
                    }
                }),
            );
        }
    }

    /// Brings what keeps notes, drafts and the history: it is in the part that the first view does not wait for. Where it
    /// cannot be fetched, that is tried again after a while; a view that wants the part may bring it before that.
    pub(super) fn want_part(&self) {
        if self.archive.get().is_some() {
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
                (Some(driver), None) => driver.go_alone(),
                (None, _) => {}
            }
        });
    }

    fn put_part(&self, part: &Part) {
        let stopped = self.clock.borrow().is_none();
        if stopped || self.archive.set((part.archive)()).is_err() {
            return;
        }
        let keep = self.config.as_ref().map(|config| config.keep).unwrap_or_default();
        self.phone
            .borrow_mut()
            .put_keeper(clock::now(), (part.keeper)(keep));
        self.share(part);
        self.drain();
    }
}
