//! Tarikh opens datasets of dated events, draws them as a timeline, and shows
//! for every event how it is known.
//!
//! Reading order: [`dates`], [`model`], [`formats`], [`store`], [`text`],
//! [`scene`], [`layout`], [`render`], then the edges `cli` and `app`.
//! `ARCHITECTURE.md` has the map and the rules; `tests/architecture.rs` holds
//! the rules on imports as data.

pub mod app;
pub mod cite;
pub mod cli;
pub mod dates;
pub mod files;
pub mod formats;
pub mod layout;
pub mod model;
pub mod render;
pub mod scene;
pub mod store;
pub mod text;
