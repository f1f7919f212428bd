//! A file that is too large to be held, from bytes to the blocks of its events
//! and the rest of it.
//!
//! ```text
//! { "tarikh": 1, "sources": […], "events": [ {…}, {…}, {…} ], "views": […] }
//! └────────── skeleton ─────────────────────┘└─ blocks ────┘└── skeleton ──┘
//! ```
//!
//! The skeleton is the file's text without what stands in the list of its
//! events. It is read as a small file is. Blocks hold whole items and the
//! commas behind them. Every byte is checked for being UTF-8 on the way, and
//! handed on for the checksum.
//!
//! What is not JSON is not found here: it ends up in a block or in the
//! skeleton, and reading these tells what is wrong, and where.

use std::sync::Arc;

use super::parse;
use super::place::{At, Hole, Mended, moved};
use super::scan::{Nesting, is_all_blank, is_blank, is_named};
use crate::formats::stream::{MOST_BYTES, Stream};
use crate::formats::{ReadError, bytes};

/// No item is larger: it would have to be held several times over.
pub(super) const MOST_OF_ITEM: usize = 64 << 20;

/// Items of the list of events, each with the comma behind it.
pub(super) struct Items {
    pub(super) bytes: Vec<u8>,
    /// Where the block begins in the file.
    pub(super) at: At,
    /// Items before it.
    pub(super) first: u64,
    pub(super) end: End,
}

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a comma.
    Comma,
    /// Before the bracket that ends the list.
    List,
    /// In the middle of the list: the file ends, or is no JSON.
    Cut,
}

/// Where the walk stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the root.
    Start,
    /// Before a member's name, or the end of the root.
    Member,
    /// Before the bracket that ends the list of events.
    ListEnd,
    /// Behind a member's value.
    AfterValue,
    /// Nothing more is told apart.
    Rest,
}

pub(super) struct Walk<'s, 'i> {
    pub(super) stream: &'s mut Stream<'i>,
    also: &'s dyn Fn(&Arc<Vec<u8>>),
    /// Bytes that are read in one go, and of a block about.
    size: usize,
    /// What was read, from `at` on not yet taken.
    buffer: Vec<u8>,
    at: usize,
    /// The bytes of the buffer before this are UTF-8, and only these are looked
    /// at: behind them is at most the beginning of a character.
    checked: usize,
    is_all: bool,
    state: State,
    pub(super) skeleton: Vec<u8>,
    pub(super) holes: Vec<Hole>,
    list: List,
}

/// The list of events that the walk is in.
struct List {
    is_open: bool,
    /// Place in the file of the first byte not taken.
    at: At,
    nesting: Nesting,
    /// Bytes of the buffer that were followed.
    followed: usize,
    last_comma: Option<usize>,
    /// Items up to the last comma, and those given away.
    items: u64,
    given: u64,
}

impl<'s, 'i> Walk<'s, 'i> {
    pub(super) fn new(
        stream: &'s mut Stream<'i>,
        size: usize,
        also: &'s dyn Fn(&Arc<Vec<u8>>),
    ) -> Result<Walk<'s, 'i>, ReadError> {
        let mut walk = Walk {
            stream,
            also,
            size: size.max(1),
            buffer: Vec::new(),
            at: 0,
            checked: 0,
            is_all: false,
            state: State::Start,
            skeleton: Vec::new(),
            holes: Vec::new(),
            list: List {
                is_open: false,
                at: At::START,
                nesting: Nesting::default(),
                followed: 0,
                last_comma: None,
                items: 0,
                given: 0,
            },
        };
        while walk.buffer.len() < 3 && !walk.is_all {
            walk.more()?;
        }
        walk.at = walk.buffer.len() - bytes::strip_mark(&walk.buffer).len();
        Ok(walk)
    }

    /// Reads on.
    fn more(&mut self) -> Result<(), ReadError> {
        self.buffer.drain(..self.at);
        self.checked -= self.at;
        self.list.followed = self.list.followed.saturating_sub(self.at);
        self.list.last_comma = self.list.last_comma.map(|comma| comma - self.at);
        self.at = 0;
        let before = self.buffer.len();
        self.is_all = self.stream.fill(&mut self.buffer, self.size)?;
        self.stream.check()?;
        (self.also)(&Arc::new(self.buffer[before..].to_vec()));
        let Err(fault) = std::str::from_utf8(&self.buffer[self.checked..]) else {
            self.checked = self.buffer.len();
            return Ok(());
        };
        self.checked += fault.valid_up_to();
        if fault.error_len().is_none() && !self.is_all {
            return Ok(());
        }
        let at = self.here().after(&self.buffer[..self.checked]);
        Err(ReadError::NotUtf8 {
            line: at.line,
            column: at.column,
            byte: self.buffer[self.checked],
        })
    }

    /// Where in the file the first byte of the buffer is that was not taken.
    fn here(&self) -> At {
        if self.list.is_open {
            return self.list.at;
        }
        let end = At::START.after(&self.skeleton);
        Mended::new(&self.skeleton, &self.holes).place(end.line, end.column)
    }

    /// Reads to the end for the sake of the bytes that are no UTF-8: that is
    /// what is told first of a file, wherever they are.
    pub(super) fn drain(&mut self) -> Result<(), ReadError> {
        self.list.at = self.here();
        self.list.is_open = true;
        self.list.last_comma = None;
        while !self.is_all {
            // A line end stays in one piece.
            let mut end = self.checked;
            if end > self.at && self.buffer[end - 1] == b'\r' {
                end -= 1;
            }
            self.list.at = self.list.at.after(&self.buffer[self.at..end]);
            self.at = end;
            self.more()?;
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        while self.at == self.checked {
            if self.is_all {
                return Ok(None);
            }
            self.more()?;
        }
        Ok(Some(self.buffer[self.at]))
    }

    /// Moves bytes into the skeleton.
    fn take(&mut self, count: usize) -> Result<(), ReadError> {
        let end = self.at + count;
        self.skeleton.extend_from_slice(&self.buffer[self.at..end]);
        self.at = end;
        match self.skeleton.len() as u64 > MOST_BYTES {
            true => Err(ReadError::TooLarge),
            false => Ok(()),
        }
    }

    fn take_blank(&mut self) -> Result<Option<u8>, ReadError> {
        while let Some(byte) = self.peek()? {
            if !is_blank(byte) {
                return Ok(Some(byte));
            }
            self.take(1)?;
        }
        Ok(None)
    }

    /// Moves on to the next list of events: true where the walk stands behind
    /// its bracket, false at the end of the file.
    pub(super) fn next_list(&mut self) -> Result<bool, ReadError> {
        loop {
            let next = self.take_blank()?;
            match (self.state, next) {
                (_, None) => return Ok(false),
                (State::Start, Some(b'{')) => {
                    self.take(1)?;
                    self.state = State::Member;
                }
                (State::Member, Some(b'"')) => {
                    let start = self.skeleton.len();
                    self.take_text()?;
                    let is_events = is_named(&self.skeleton[start..], "events");
                    if self.take_blank()? != Some(b':') {
                        self.state = State::Rest;
                        continue;
                    }
                    self.take(1)?;
                    if self.take_blank()? == Some(b'[') && is_events {
                        self.take(1)?;
                        self.open_list();
                        self.state = State::ListEnd;
                        return Ok(true);
                    }
                    self.take_value()?;
                    self.state = State::AfterValue;
                }
                (State::ListEnd, Some(b']')) => {
                    self.take(1)?;
                    self.state = State::AfterValue;
                }
                (State::AfterValue, Some(b',')) => {
                    self.take(1)?;
                    self.state = State::Member;
                }
                (_, Some(_)) => {
                    self.state = State::Rest;
                    self.take(self.checked - self.at)?;
                }
            }
        }
    }

    fn take_text(&mut self) -> Result<(), ReadError> {
        self.take(1)?;
        let mut is_escaped = false;
        while let Some(byte) = self.peek()? {
            self.take(1)?;
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    fn take_value(&mut self) -> Result<(), ReadError> {
        match self.peek()? {
            Some(b'"') => self.take_text(),
            Some(b'{' | b'[') => {
                self.take(1)?;
                let mut nesting = Nesting::default();
                while self.peek()?.is_some() {
                    let rest = &self.buffer[self.at..self.checked];
                    match nesting.follow(rest, |_| {}) {
                        Some(end) => return self.take(end + 1),
                        None => self.take(rest.len())?,
                    }
                }
                Ok(())
            }
            _ => {
                while let Some(byte) = self.peek()? {
                    if is_blank(byte) || matches!(byte, b',' | b'}' | b']') {
                        break;
                    }
                    self.take(1)?;
                }
                Ok(())
            }
        }
    }

    fn open_list(&mut self) {
        self.list = List {
            is_open: false,
            at: self.here(),
            nesting: Nesting::default(),
            followed: self.at,
            last_comma: None,
            items: 0,
            given: 0,
        };
        self.list.is_open = true;
    }

    /// The next block of the list; `None` behind its last.
    pub(super) fn next_block(&mut self) -> Result<Option<Items>, ReadError> {
        if !self.list.is_open {
            return Ok(None);
        }
        loop {
            let (list, buffer) = (&mut self.list, &self.buffer[..self.checked]);
            let start = list.followed;
            let close = list.nesting.follow(&buffer[start..], |comma| {
                list.last_comma = Some(start + comma);
                list.items += 1;
            });
            if let Some(close) = close.map(|close| start + close) {
                return Ok(Some(match buffer[close] {
                    b']' => self.give(close, End::List),
                    _ => self.give(close + 1, End::Cut),
                }));
            }
            list.followed = buffer.len();
            let len = buffer.len() - self.at;
            match list.last_comma {
                Some(comma) if len >= self.size => {
                    return Ok(Some(self.give(comma + 1, End::Comma)));
                }
                _ if self.is_all => return Ok(Some(self.give(self.checked, End::Cut))),
                None if len > MOST_OF_ITEM => return Err(self.too_large()),
                _ => self.more()?,
            }
        }
    }

    fn give(&mut self, end: usize, how: End) -> Items {
        let bytes = self.buffer[self.at..end].to_vec();
        self.at = end;
        let list = &mut self.list;
        let items = Items {
            at: list.at,
            first: list.given,
            end: how,
            bytes,
        };
        list.at = list.at.after(&items.bytes);
        list.given = list.items;
        list.last_comma = None;
        list.followed = list.followed.max(end);
        if how != End::Comma {
            list.is_open = false;
            self.holes.push(Hole {
                offset: self.skeleton.len(),
                behind: self.list.at,
            });
        }
        items
    }

    /// An item that never ends: most likely a quote is missing.
    fn too_large(&self) -> ReadError {
        let items = Items {
            bytes: self.buffer[self.at..self.checked].to_vec(),
            at: self.list.at,
            first: self.list.given,
            end: End::Cut,
        };
        match syntax_error(&items, 0) {
            error @ (ReadError::Json { .. } | ReadError::TooDeep { .. }) => error,
            _ => ReadError::LargeItem {
                line: self.list.at.line,
                column: self.list.at.column,
            },
        }
    }
}

/// Why a block is no JSON, of which all before `start` is.
pub(super) fn syntax_error(items: &Items, start: usize) -> ReadError {
    let prefix = match items.first == 0 && start == 0 {
        true => "{\"events\":[",
        false => "{\"events\":[0,",
    };
    let mut text = prefix.as_bytes().to_vec();
    text.extend_from_slice(&items.bytes[start..]);
    if items.end == End::List {
        text.extend_from_slice(b"]}");
    }
    let at = items.at.after(&items.bytes[..start]);
    match parse::parse(&text) {
        Err(error) => moved(error, |line, column| at.shifted_past(prefix, line, column)),
        // It is JSON after all, which only a fault in here can bring about.
        Ok(_) => ReadError::Json {
            line: at.line,
            column: at.column,
            found: "something else".to_owned(),
            expected: "an event".to_owned(),
        },
    }
}

/// True where a list ends as it must: behind an item, or without any.
pub(super) fn is_good_end(items: &Items, start: usize) -> bool {
    items.first == 0 && start == 0 && is_all_blank(&items.bytes)
}
