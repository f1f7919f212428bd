//! From events and a view to a [`Scene`]: pure functions, values in, values out.
//!
//! [`timeline`] lays out axis, eras, lanes, marks and titles; [`overview`] the
//! strip below; [`figure`] a whole picture for a report. Nothing here reads a
//! clock, a file or a window. Times stay exact ([`Time`](crate::dates::Time))
//! until the last subtraction; `f32` is for pixels only.
//!
//! *Invariant:* the same input gives the same scene on every platform.

mod axis;
mod band;
mod dense;
mod figure;
mod groups;
mod labels;
mod legend;
mod marks;
mod overview;
mod rows;
mod slots;
mod source_list;
mod timeline;
mod view;

pub use figure::{Figure, FigureRequest, MadeFrom, figure};
pub use legend::legend_scene;
pub use overview::{Overview, OverviewRequest, overview};
pub use rows::{Band, RowPlan, Scope};
pub use source_list::SourceList;
pub use timeline::{
    DenseBlock, DrawnMark, DrawnTitle, LANE_TITLE_HEIGHT, PlanRequest, Request, Timeline, timeline,
};
pub use view::{TimeScale, View};
