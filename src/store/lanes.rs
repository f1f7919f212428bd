//! The lanes of a dataset in the order that they are drawn in.

use std::ops::Range;

use crate::model::{Dataset, Index, LaneIx};

/// A lane of the store: one of the dataset's, or the one for events that
/// name none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreLane {
    /// What it is called.
    pub title: String,
    /// Its colour as written in the file, if any.
    pub color: Option<String>,
    /// How many lanes it lies within, 0 for a lane of its own.
    pub depth: u8,
    /// The dataset's id, `None` for the lane of events that name no lane.
    pub id: Option<String>,
    /// The positions of its dated events.
    pub(super) positions: Range<usize>,
    /// The positions of its undated events.
    pub(super) undated: Range<usize>,
}

impl StoreLane {
    fn new(title: String, depth: u8) -> StoreLane {
        StoreLane {
            title,
            color: None,
            depth,
            id: None,
            positions: 0..0,
            undated: 0..0,
        }
    }

    /// The lane of events that name none; `is_only` where there is no other.
    pub(super) fn of_the_rest(is_only: bool) -> StoreLane {
        let title = if is_only { "Events" } else { "No lane" };
        StoreLane::new(title.to_owned(), 0)
    }
}

/// The lanes in the order they are drawn (a lane, then its children), and for
/// each lane of the dataset the one it is drawn as.
pub(super) fn lanes_in_order(dataset: &Dataset, index: &Index) -> (Vec<StoreLane>, Vec<LaneIx>) {
    let count = dataset.lanes.len();
    let parent: Vec<Option<usize>> = dataset
        .lanes
        .iter()
        .map(|lane| {
            let id = lane.parent.as_deref()?;
            index.lane(id).map(|parent| usize::from(parent.0))
        })
        .collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (ix, parent) in parent.iter().enumerate() {
        if let Some(parent) = *parent {
            children[parent].push(ix);
        }
    }
    let mut lanes = Vec::new();
    let mut shown_as = vec![LaneIx(0); count];
    let mut is_placed = vec![false; count];
    // A cycle has no root: its lanes are taken as roots in file order.
    let roots = (0..count).filter(|&ix| parent[ix].is_none());
    let order: Vec<usize> = roots.chain(0..count).collect();
    for root in order {
        let mut stack = vec![(root, 0_u8, None)];
        while let Some((ix, depth, drawn_as)) = stack.pop() {
            if std::mem::replace(&mut is_placed[ix], true) {
                continue;
            }
            let lane = &dataset.lanes[ix];
            let own = drawn_as.unwrap_or_else(|| {
                lanes.push(StoreLane {
                    color: lane.color.clone(),
                    id: Some(lane.id.clone()),
                    ..StoreLane::new(lane.title.clone(), depth)
                });
                LaneIx((lanes.len() - 1) as u16)
            });
            shown_as[ix] = own;
            let within = (drawn_as.is_some() || lane.collapsed).then_some(own);
            for &child in children[ix].iter().rev() {
                stack.push((child, depth.saturating_add(1), within));
            }
        }
    }
    (lanes, shown_as)
}
