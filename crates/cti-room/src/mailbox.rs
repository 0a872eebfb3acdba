//! What waits for one client, with a bound, and the word that it has to leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::tungstenite::{Utf8Bytes, protocol::frame::coding::CloseCode};

/// How a client's connection is ended from the server's side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// With a close frame.
    Close {
        /// The close code.
        code: u16,
        /// A few words.
        reason: String,
    },
    /// By a TCP reset, without a close frame. A browser reports 1006.
    Reset,
    /// Half-open: the socket stays, but nothing is read or written any more, as after a lost network.
    Freeze,
}

impl Cut {
    pub(crate) fn close(code: CloseCode, reason: &str) -> Self {
        Self::Close {
            code: code.into(),
            reason: reason.into(),
        }
    }
}

/// A new mailbox: the end to put messages in, and the end to take them out.
pub(crate) fn mailbox(max_messages: usize, max_bytes: usize) -> (Slot, Mailbox) {
    let (letters_in, letters) = mpsc::channel(max_messages);
    let (cut_in, cut) = watch::channel(None);
    let waiting = Arc::new(AtomicUsize::new(0));
    let slot = Slot {
        letters: letters_in,
        waiting: Arc::clone(&waiting),
        max_bytes,
        cut: cut_in,
    };
    (
        slot,
        Mailbox {
            letters,
            waiting,
            cut,
        },
    )
}

/// Where the room puts what a client is to get. Never waits.
pub(crate) struct Slot {
    letters: mpsc::Sender<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
    max_bytes: usize,
    cut: watch::Sender<Option<Cut>>,
}

impl Slot {
    /// Puts a message in. A client for which too much waits is not worth slowing the others down: it has to go.
    pub(crate) fn put(&self, text: Utf8Bytes) {
        if self.cut.borrow().is_some() {
            return;
        }
        let bytes = text.len();
        let before = self.waiting.fetch_add(bytes, Ordering::AcqRel);
        // One message alone always has room, however long: the frame limit has already spoken about it.
        if (before > 0 && before + bytes > self.max_bytes) || self.letters.try_send(text).is_err() {
            self.cut(Cut::close(
                CloseCode::Again,
                "too slow: messages for this client have piled up",
            ));
        }
    }

    /// Tells the client to leave. The first word counts.
    pub(crate) fn cut(&self, cut: Cut) {
        self.cut.send_if_modified(|slot| {
            let first = slot.is_none();
            if first {
                *slot = Some(cut);
            }
            first
        });
    }
}

/// Where a client's own task takes its messages from.
pub(crate) struct Mailbox {
    letters: mpsc::Receiver<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
    cut: watch::Receiver<Option<Cut>>,
}

impl Mailbox {
    /// Both ends of it apart, so that one can be waited for while the other is in use.
    pub(crate) fn split(self) -> (Letters, CutWord) {
        (
            Letters {
                letters: self.letters,
                waiting: self.waiting,
            },
            CutWord(self.cut),
        )
    }
}

/// The messages of a mailbox.
pub(crate) struct Letters {
    letters: mpsc::Receiver<Utf8Bytes>,
    waiting: Arc<AtomicUsize>,
}

impl Letters {
    /// Waits for messages and takes all that are there, up to `most`. `false` when there will be none any more.
    pub(crate) async fn take(&mut self, into: &mut Vec<Utf8Bytes>, most: usize) -> bool {
        let count = self.letters.recv_many(into, most).await;
        let bytes = into[into.len() - count..].iter().map(|text| text.len()).sum();
        self.waiting.fetch_sub(bytes, Ordering::AcqRel);
        count > 0
    }
}

/// The word that this client has to leave.
pub(crate) struct CutWord(watch::Receiver<Option<Cut>>);

impl CutWord {
    /// Waits for the word. For ever, if the room has forgotten this client.
    pub(crate) async fn wait(&mut self) -> Cut {
        let word = self
            .0
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|cut| cut.clone());
        match word {
            Some(cut) => cut,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(slot: &Slot) -> Option<Cut> {
        slot.cut.borrow().clone()
    }

    fn too_slow(cut: Option<&Cut>) -> bool {
        matches!(cut, Some(Cut::Close { code: 1013, .. }))
    }

    #[test]
    fn too_many_messages_cut() {
        let (slot, _mailbox) = mailbox(2, 1000);
        slot.put("a".into());
        slot.put("b".into());
        assert_eq!(told(&slot), None);
        slot.put("c".into());
        assert!(too_slow(told(&slot).as_ref()));
    }

    #[tokio::test]
    async fn too_many_bytes_cut_unless_they_were_taken() {
        let (slot, mailbox) = mailbox(100, 10);
        let (mut letters, _word) = mailbox.split();
        slot.put("a message longer than the limit goes through alone".into());
        assert_eq!(told(&slot), None);
        let mut taken = Vec::new();
        assert!(letters.take(&mut taken, 10).await);
        slot.put("12345".into());
        slot.put("12345".into());
        assert_eq!(told(&slot), None);
        slot.put("1".into());
        assert!(too_slow(told(&slot).as_ref()));
    }

    #[test]
    fn the_first_word_counts() {
        let (slot, _mailbox) = mailbox(1, 10);
        slot.cut(Cut::Reset);
        slot.cut(Cut::Freeze);
        assert_eq!(told(&slot), Some(Cut::Reset));
    }
}
