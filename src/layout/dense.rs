//! Where a lane is too full for marks: columns as high as their count, blocks
//! that say how many events they hold, and titles of the most important.

use super::band::Row;
use super::groups::{Group, Level, Member};
use super::rows::Band;
use super::slots::{COLUMN_WIDTH, Slots};
use super::timeline::{Canvas, DENSITY_HEIGHT, DenseBlock};
use crate::dates::{Time, TimeSpan};
use crate::model::LaneIx;
use crate::scene::style::TEXT_CONTRAST;
use crate::scene::{Color, Hit, Item, Point, Rect, Target};
use crate::store::Entry;
use crate::text::{Shaper, Weight, grouped};

/// Size of the number of a block.
const COUNT_SIZE: f32 = 10.5;
/// Room kept above the highest column for the numbers.
const COUNT_HEIGHT: f32 = 14.0;
/// Distance between a block's left edge and its number, and the least to the
/// next block.
const COUNT_PADDING: f32 = 4.0;
/// How far the plate behind a number reaches past it.
const COUNT_PLATE: f32 = 3.0;
/// Rows of a block whose most important event is looked up.
const TITLED_ROWS: usize = 2;

impl Canvas<'_> {
    /// Columns whose height grows with the count of the events that start in
    /// them; the exact count answers to the pointer. Where the lane is dense
    /// they reach up through its rows.
    pub(super) fn columns(
        &mut self,
        lane: LaneIx,
        slots: &Slots,
        (top, foot): (f32, f32),
        color: Color,
    ) {
        let most = slots.fullest_column();
        let mut low = Vec::new();
        let mut high = Vec::new();
        for (x, count, is_dense) in slots.columns() {
            // The root keeps single events visible beside crowds.
            let share = (count as f32 / most as f32).sqrt();
            let room = if is_dense {
                foot - top - COUNT_HEIGHT
            } else {
                DENSITY_HEIGHT - 1.0
            };
            let height = (room * share).max(0.2 * DENSITY_HEIGHT);
            let rects = if is_dense { &mut high } else { &mut low };
            rects.push(Rect::new(x, foot - height, x + COLUMN_WIDTH - 0.5, foot));
            let reach = if is_dense { foot - top } else { DENSITY_HEIGHT };
            self.hits.push(Hit {
                rect: Rect::new(x, foot - reach, x + COLUMN_WIDTH, foot),
                target: Target::Density {
                    lane: Some(lane),
                    count,
                },
            });
        }
        for (rects, share) in [(low, 0.45), (high, 0.36)] {
            if !rects.is_empty() {
                let fill = self.request.theme.canvas.mix(color, share);
                self.items.push(Item::Quads { rects, fill });
            }
        }
    }

    /// The dense blocks of a lane with what starts in each within the view.
    pub(super) fn dense_blocks(
        &self,
        lane: LaneIx,
        slots: &Slots,
        (top, foot): (f32, f32),
        shaper: &mut Shaper,
    ) -> Vec<DenseBlock> {
        let view = self.request.view.span();
        let mut blocks: Vec<DenseBlock> = Vec::new();
        for block in slots.dense() {
            let shown = TimeSpan::new(block.start.max(view.start), block.end.min(view.end));
            if block.end <= view.start || block.start >= view.end {
                continue;
            }
            let edges = [shown.start, shown.end];
            let count = self.request.store.counts(lane, &edges, self.request.shown)[0];
            let (x0, x1) = (
                self.scale.x_clamped(shown.start),
                self.scale.x_clamped(shown.end),
            );
            // One too narrow for its number joins the one before.
            let needs = shaper.number_width(&grouped(count.into()), COUNT_SIZE, Weight::Bold);
            let is_narrow = x1 - x0 < needs + 2.0 * COUNT_PADDING;
            match blocks
                .last_mut()
                .filter(|last| is_narrow && last.span.end == shown.start)
            {
                Some(last) => {
                    last.span.end = shown.end;
                    last.rect.x1 = x1;
                    last.count += count;
                }
                None => blocks.push(DenseBlock {
                    lane,
                    span: shown,
                    count,
                    rect: Rect::new(x0, top, x1, foot),
                }),
            }
        }
        blocks
    }

    /// Finds a place for the number of each block at its top, beside the narrow
    /// marks there, and takes it; the left ends.
    pub(super) fn place_counts(
        &self,
        blocks: &[DenseBlock],
        row: &mut Row,
        shaper: &mut Shaper,
    ) -> Vec<f32> {
        let mut lefts = Vec::new();
        for block in blocks {
            let width = count_width(block, shaper);
            let inset = COUNT_PADDING.min((block.rect.width() - width) / 2.0);
            let from = block.rect.x0 + inset;
            let plate = width + 2.0 * COUNT_PLATE;
            let free = row.taken.first_free_on_bars(from - COUNT_PLATE, plate) + COUNT_PLATE;
            let x = if free + width <= block.rect.x1 {
                free
            } else {
                from
            };
            // A title on the bar under it keeps its distance.
            let (x0, x1) = (x - COUNT_PLATE, x + width + COUNT_PLATE + COUNT_PADDING);
            row.taken.take_mark(x0, x1, Level::Narrow);
            lefts.push(x);
        }
        lefts
    }

    /// Writes the number of each block, on top of whatever runs through.
    pub(super) fn block_counts(
        &mut self,
        blocks: &[DenseBlock],
        lefts: &[f32],
        color: Color,
        shaper: &mut Shaper,
    ) {
        let canvas = self.request.theme.canvas;
        for (block, &x) in blocks.iter().zip(lefts) {
            let width = count_width(block, shaper);
            let y = block.rect.y0 + COUNT_HEIGHT - 3.5;
            self.items.push(Item::Rect {
                rect: Rect::new(
                    x - COUNT_PLATE,
                    y - COUNT_SIZE,
                    x + width + COUNT_PLATE,
                    y + 3.0,
                ),
                radius: 4.0,
                fill: Some(canvas),
                stroke: None,
            });
            self.items.push(Item::Text {
                at: Point { x, y },
                text: grouped(block.count.into()),
                size: COUNT_SIZE,
                weight: Weight::Bold,
                color: color.readable_on(canvas, TEXT_CONTRAST),
            });
        }
    }

    /// The most important events of each block, which may get titles.
    pub(super) fn candidates(&self, band: &Band, blocks: &[DenseBlock]) -> Vec<Entry> {
        let limit = band.row_count().min(TITLED_ROWS);
        let mut best = Vec::new();
        for block in blocks {
            let store = self.request.store;
            best.extend(store.best(band.lane, block.span, limit, self.request.shown));
        }
        best
    }

    /// A mark with its title over the columns, if both find room; the event is
    /// counted in its block either way.
    pub(super) fn candidate(
        &mut self,
        member: Member,
        row: &mut Row,
        color: Color,
        shaper: &mut Shaper,
    ) {
        let mark = member.mark;
        if row.taken.is_taken(mark.x0 - 3.0, mark.x1 + 3.0) {
            return;
        }
        let group = Group::of(member, Level::Narrow);
        let before = (row.taken.clone(), self.items.len(), self.hits.len());
        let titles = self.titles.len();
        let reach = self.reach(&group);
        row.taken
            .take_mark(group.x0 - reach, group.x1 + reach, group.level);
        self.group(&group, true, row.y, color, shaper);
        self.title(&group, (group.x0, group.x1), row, color, shaper);
        if self.titles.len() == titles {
            // No room for the title: as if it had not been tried.
            row.taken = before.0;
            self.items.truncate(before.1);
            self.hits.truncate(before.2);
            self.marks.pop();
            return;
        }
        if let Some(mark) = self.marks.last_mut() {
            mark.is_in_block = true;
        }
    }

    /// How many events run at the left edge and are not drawn as marks, in
    /// words behind the lane's title.
    pub(super) fn earlier(
        &mut self,
        lane: LaneIx,
        count: u32,
        (left, baseline): (f32, f32),
        shaper: &mut Shaper,
    ) {
        if count == 0 {
            return;
        }
        let text = format!("◂ {} began earlier", grouped(count.into()));
        let width = shaper.width(&text, COUNT_SIZE, Weight::Regular);
        self.items.push(Item::Text {
            at: Point {
                x: left,
                y: baseline,
            },
            text,
            size: COUNT_SIZE,
            weight: Weight::Regular,
            color: self.request.theme.text_weak,
        });
        self.hits.push(Hit {
            rect: Rect::new(left, baseline - COUNT_SIZE, left + width, baseline + 3.0),
            target: Target::Earlier { lane, count },
        });
        self.earlier.push((lane, count));
    }

    /// The events of a lane to draw as marks, in order of start: all that start
    /// in slots that are not dense, and those that run at the left edge as far
    /// as there is room for them. And how many that run there have no mark.
    pub(super) fn entries(&self, band: &Band, slots: &Slots<'_>, edge: Time) -> (Vec<Entry>, u32) {
        /// Events to a row that are drawn where they only run through.
        const MOST_RUNNING: usize = 12;
        let (store, shown) = (self.request.store, self.request.shown);
        let lane = band.lane;
        let most = MOST_RUNNING * band.row_count();
        let mut entries = Vec::with_capacity(slots.sparse_len() + most);
        for span in slots.sparse() {
            entries.extend(store.starting(lane, span, shown));
        }
        // Where so many run that only a few can be drawn, a few rows' worth.
        let running = store.running(lane, edge, shown) as usize;
        let limit = if running <= most {
            running
        } else {
            2 * band.row_count()
        };
        entries.extend(store.best_running(lane, edge, limit, shown));
        // Two runs that are nearly in order: a stable sort merges them.
        entries.sort_by_key(|entry| entry.nth);
        entries.dedup_by_key(|entry| entry.nth);
        let left = self.request.view.start;
        let is_running = |entry: &&Entry| entry.span.start < left && entry.span.end > left;
        let drawn = entries.iter().filter(is_running).count() as u32;
        let hidden = store.running(lane, left, shown).saturating_sub(drawn);
        (entries, hidden)
    }
}

fn count_width(block: &DenseBlock, shaper: &mut Shaper) -> f32 {
    shaper.number_width(&grouped(block.count.into()), COUNT_SIZE, Weight::Bold)
}
