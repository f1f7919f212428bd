//! What follows from a question (the filter and the words in the search
//! field): found at once where there are few events, else on a thread, while
//! the window goes on showing what was found before.
//!
//! *Invariant:* the newest question wins. One that is no longer asked is told
//! to stop, and its answer is not taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::store::{Filter, Findings, IsCancelled};

use super::behind::{self, Gate};
use super::document::Document;
use super::search::{self, Found};

/// A question about so many events is answered before the next frame is drawn.
pub(super) const AT_ONCE: usize = 20_000;

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// Grows with every question.
    pub(super) number: u64,
    pub(super) document: Arc<Document>,
    pub(super) filter: Filter,
    /// The words in the search field.
    pub(super) text: String,
    /// What was found in this document before.
    pub(super) before: Arc<Findings>,
}

/// What is shown for it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The number of its question.
    pub(super) number: u64,
    pub(super) findings: Arc<Findings>,
    /// The rows under the search field.
    pub(super) rows: Arc<[Found]>,
}

impl Answer {
    /// True when nothing better follows.
    pub(super) fn is_whole(&self) -> bool {
        self.findings.has_facets
    }
}

impl Question {
    /// True where the answer does not keep a frame waiting.
    pub(super) fn is_small(&self) -> bool {
        let is_known = self.filter == self.before.filter && self.text.trim().is_empty();
        is_known && self.before.has_facets || self.document.store.len() <= AT_ONCE
    }

    /// The answer but for the facets, which take longest; `None` when it is no
    /// longer wanted.
    pub(super) fn first_answer(&self, is_cancelled: IsCancelled<'_>) -> Option<Answer> {
        let document = &self.document;
        let findings = match self.filter == self.before.filter {
            true => Arc::clone(&self.before),
            false => Arc::new(Findings::shown(
                &document.dataset,
                &document.index,
                &document.store,
                &self.filter,
                Some(&self.before),
                is_cancelled,
            )?),
        };
        let rows = search::found(document, &findings, &self.text, is_cancelled)?;
        Some(Answer {
            number: self.number,
            findings,
            rows: rows.into(),
        })
    }

    /// An answer with its facets.
    pub(super) fn whole(&self, answer: Answer, is_cancelled: IsCancelled<'_>) -> Option<Answer> {
        if answer.is_whole() {
            return Some(answer);
        }
        let document = &self.document;
        let findings = Findings::clone(&answer.findings).with_facets(
            &document.dataset,
            &document.index,
            &document.store,
            is_cancelled,
        )?;
        Some(Answer {
            findings: Arc::new(findings),
            ..answer
        })
    }
}

/// A question on its way to an answer.
pub(super) struct Asking {
    /// The number of the question.
    pub(super) number: u64,
    answer: Receiver<Answer>,
    /// Set when nobody waits for the answer any more.
    is_unwanted: Arc<AtomicBool>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.is_unwanted.store(true, Ordering::Relaxed);
    }
}

impl Asking {
    /// Looks for the answer on a thread, between frames; `wake` is called when
    /// it is there.
    pub(super) fn start(
        question: Question,
        gate: Gate,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Asking, String> {
        let (send, answer) = channel();
        let is_unwanted = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_unwanted);
        let number = question.number;
        behind::start("filter-events", move || {
            let is_cancelled = || {
                gate.pass();
                stop.load(Ordering::Relaxed)
            };
            // Nobody listens to an answer that is no longer wanted.
            let give = |answer: &Answer| {
                let _ = send.send(answer.clone());
                wake();
            };
            let find = || {
                let answer = question.first_answer(&is_cancelled)?;
                give(&answer);
                if !answer.is_whole() {
                    give(&question.whole(answer, &is_cancelled)?);
                }
                Some(())
            };
            // A fault of ours, but no reason to lose the window: the
            // sender is dropped, which says so.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(find));
            drop(send);
            wake();
        })
        .map_err(|error| format!("No thread to filter on: {error}."))?;
        Ok(Asking {
            number,
            answer,
            is_unwanted,
        })
    }

    /// The answer, once there is one; a whole one may follow it.
    pub(super) fn poll(&self) -> Option<Result<Answer, String>> {
        match self.answer.try_recv() {
            Ok(answer) => Some(Ok(answer)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(
                "The filter could not be applied because of a fault in Tarikh; what you see is from before."
                    .to_owned(),
            )),
        }
    }
}
