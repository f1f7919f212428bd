//! The rows of the lanes, planned at once where there are few events, else on a
//! thread: hiding a lane or pulling at the window's edge must not hold it up.
//!
//! The rows of before stay until the new ones are there.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use crate::app::asking::AT_ONCE;
use crate::app::behind;
use crate::app::document::Document;
use crate::app::settings::CalendarChoice;
use crate::layout::{PlanRequest, RowPlan, Scope};
use crate::model::LaneIx;

/// What rows are planned for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlanKey {
    /// [`State::document_number`](crate::app::state::State::document_number).
    pub(super) document: u64,
    pub(super) hidden: BTreeSet<LaneIx>,
    pub(super) height: f32,
    pub(super) calendar: CalendarChoice,
}

impl PlanKey {
    fn plan(&self, document: &Document) -> RowPlan {
        RowPlan::new(&PlanRequest {
            store: &document.store,
            hidden: &self.hidden,
            height: self.height,
            has_eras: !document.dataset.eras.is_empty(),
            calendar: crate::app::calendar(self.calendar),
            scope: Scope::Everything(&document.everything.shown),
        })
    }
}

/// The plan in use, and the one on its way.
#[derive(Default)]
pub(super) struct Plans {
    plan: Option<(PlanKey, RowPlan)>,
    /// Only one at a time: while the window's edge is pulled every frame asks
    /// for another.
    on_its_way: Option<(PlanKey, Receiver<RowPlan>)>,
}

impl Plans {
    /// The plan in use, if there is one for the open document.
    pub(super) fn get(&self) -> Option<&RowPlan> {
        self.plan.as_ref().map(|(_, plan)| plan)
    }

    /// True while a better one is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.on_its_way.is_some()
    }

    /// Takes or asks for what the key needs; true when there is another plan
    /// than before. `wake` is called when one has come.
    pub(super) fn bring(
        &mut self,
        key: PlanKey,
        document: &Arc<Document>,
        wake: impl Fn() + Send + 'static,
    ) -> Result<bool, String> {
        self.plan
            .take_if(|(known, _)| known.document != key.document);
        self.on_its_way
            .take_if(|(asked, _)| asked.document != key.document);
        let has_come = self.take()?;
        if self.plan.as_ref().is_some_and(|(known, _)| *known == key) {
            return Ok(has_come);
        }
        let is_large = document.store.len() > AT_ONCE;
        if is_large && (self.on_its_way.is_some() || self.ask(&key, document, wake)) {
            return Ok(has_come);
        }
        let plan = key.plan(document);
        self.plan = Some((key, plan));
        Ok(true)
    }

    /// Takes what has come.
    fn take(&mut self) -> Result<bool, String> {
        let Some((key, answer)) = self.on_its_way.take() else {
            return Ok(false);
        };
        match answer.try_recv() {
            Err(TryRecvError::Empty) => {
                self.on_its_way = Some((key, answer));
                Ok(false)
            }
            Ok(plan) => {
                self.plan = Some((key, plan));
                Ok(true)
            }
            Err(TryRecvError::Disconnected) => {
                // Nothing, rather than the same fault again in every frame.
                self.plan = Some((key, RowPlan::default()));
                Err("The lanes cannot be shown because of a fault in Tarikh. Please report it with the file.".to_owned())
            }
        }
    }

    /// False where no thread can be had.
    fn ask(
        &mut self,
        key: &PlanKey,
        document: &Arc<Document>,
        wake: impl Fn() + Send + 'static,
    ) -> bool {
        let (send, answer) = channel();
        let (own, document) = (key.clone(), Arc::clone(document));
        let asked = behind::start("plan-rows", move || {
            let plan = AssertUnwindSafe(|| own.plan(&document));
            if let Ok(plan) = catch_unwind(plan) {
                // Nobody listens once the window is gone.
                let _ = send.send(plan);
            }
            drop(send);
            wake();
        });
        if asked.is_ok() {
            self.on_its_way = Some((key.clone(), answer));
        }
        asked.is_ok()
    }
}
