//! The text of a BibTeX file to entries with fields of raw TeX.
//!
//! `@string` macros are put in where they are named, as far as they were defined
//! before, so that none can name itself; what stands between entries is comment.
//! A fault costs its entry: reading goes on with the next line that begins with
//! `@`. Braces nested deeper than [`MOST_DEEP`], and values longer than
//! [`MOST_BYTES`] with their macros put in, are such faults.

use std::collections::HashMap;

/// Braces within braces. TeX that people write has three or four.
const MOST_DEEP: usize = 100;

/// Bytes of a value.
const MOST_BYTES: usize = 1 << 20;

/// Bytes that all macros of a file may put into it, so that a small file of
/// macros within macros does not fill the memory.
const MOST_PUT_IN: usize = 32 << 20;

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// `book`, in small letters.
    pub(super) kind: String,
    /// What it is cited by.
    pub(super) key: String,
    /// Names in small letters, and raw values; of a name that stands twice the
    /// first.
    pub(super) fields: Vec<(String, String)>,
    /// Line of its `@`, from 1.
    pub(super) line: u64,
}

impl Entry {
    /// The raw value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Something that is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) message: String,
    /// The entry is lost with it.
    pub(super) is_lost: bool,
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Scanned {
    pub(super) entries: Vec<Entry>,
    pub(super) faults: Vec<Fault>,
}

/// Reads a whole file.
pub(super) fn scan(text: &str) -> Scanned {
    let mut scanner = Scanner {
        text,
        at: 0,
        line: 1,
        counted: 0,
        macros: HashMap::new(),
        put_in: 0,
        out: Scanned::default(),
    };
    while let Some(start) = scanner.next_entry() {
        let line = scanner.line_of(start);
        scanner.at = start + 1;
        if let Err(message) = scanner.entry(line) {
            scanner.out.faults.push(Fault {
                line,
                message,
                is_lost: true,
            });
            scanner.at = next_line_with_at(text, start + 1);
        }
    }
    scanner.out
}

/// Where the next line begins whose first sign is `@`.
fn next_line_with_at(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\n', &bytes[from..])
        .map(|end| from + end + 1)
        .find(|start| {
            text[*start..]
                .trim_start_matches([' ', '\t'])
                .starts_with('@')
        })
        .unwrap_or(text.len())
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: u64,
    /// Line ends before this byte are in `line`.
    counted: usize,
    macros: HashMap<String, String>,
    /// Bytes that macros have put in.
    put_in: usize,
    out: Scanned,
}

type Done<T> = Result<T, String>;

impl<'t> Scanner<'t> {
    /// The next `@` that is not behind a `%` that begins its line.
    fn next_entry(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            let at = self.at + memchr::memchr(b'@', &bytes[self.at..])?;
            let line = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
            if !self.text[line..at].trim_start().starts_with('%') {
                return Some(at);
            }
            self.at = at + 1;
        }
    }

    fn line_of(&mut self, at: usize) -> u64 {
        if at > self.counted {
            let between = &self.text.as_bytes()[self.counted..at];
            self.line += memchr::memchr_iter(b'\n', between).count() as u64;
            self.counted = at;
        }
        self.line
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Past blanks and comments that go to the end of their line.
    fn skip(&mut self) {
        self.skip_blanks();
        while self.peek() == Some('%') {
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            self.skip_blanks();
        }
    }

    /// A word up to a sign that has a meaning.
    fn word(&mut self) -> &'t str {
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "@{}\"#'(),=%\\~".contains(c);
        let rest = self.rest();
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    /// Reads from behind an `@`. Text that is no entry, such as an address of
    /// mail, is passed over.
    fn entry(&mut self, line: u64) -> Done<()> {
        let kind = self.word().to_lowercase();
        self.skip_blanks();
        let close = match self.peek() {
            Some('{') if !kind.is_empty() => '}',
            Some('(') if !kind.is_empty() => ')',
            _ => return Ok(()),
        };
        match kind.as_str() {
            "comment" | "preamble" => {
                // A comment may hold anything; one without an end is one line.
                let open = self.at;
                if close == ')' || self.braced().is_err() {
                    self.at = open
                        + self.text[open..]
                            .find('\n')
                            .unwrap_or(self.text.len() - open);
                }
                return Ok(());
            }
            _ => self.at += 1,
        }
        if kind == "string" {
            for (name, value) in self.fields(close, line)? {
                self.macros.insert(name, value);
            }
            return Ok(());
        }
        let rest = self.rest();
        let end = rest.find([',', close, '\n']).unwrap_or(rest.len());
        let key = rest[..end].trim().to_owned();
        self.at += end;
        let fields = self.fields(close, line)?;
        self.out.entries.push(Entry {
            kind,
            key,
            fields,
            line,
        });
        Ok(())
    }

    /// Fields up to the sign that closes the entry, and past that.
    fn fields(&mut self, close: char, line: u64) -> Done<Vec<(String, String)>> {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut has_comma = true;
        loop {
            self.skip();
            match self.peek() {
                None => return Err("The entry does not end.".to_owned()),
                Some(c) if c == close => {
                    self.at += 1;
                    return Ok(fields);
                }
                Some(',') => {
                    self.at += 1;
                    has_comma = true;
                    continue;
                }
                Some(_) => {}
            }
            let name = self.word().to_lowercase();
            self.skip();
            if name.is_empty() || self.peek() != Some('=') {
                return Err(self.unexpected("the name of a field and “=”"));
            }
            if !std::mem::replace(&mut has_comma, false) {
                self.out.faults.push(Fault {
                    line,
                    message: format!(
                        "There is no comma before the field “{}”.",
                        crate::formats::shown(&name)
                    ),
                    is_lost: false,
                });
            }
            self.at += 1;
            let value = self.value()?;
            if !fields.iter().any(|(known, _)| *known == name) {
                fields.push((name, value));
            }
        }
    }

    /// Texts, numbers and macros with `#` between them.
    fn value(&mut self) -> Done<String> {
        let mut value = String::new();
        loop {
            self.skip();
            match self.peek() {
                Some('{') => value.push_str(self.braced()?),
                Some('"') => value.push_str(self.quoted()?),
                _ => {
                    let word = self.word();
                    if word.is_empty() {
                        return Err(self.unexpected("a value"));
                    }
                    match self.macros.get(&word.to_lowercase()) {
                        Some(text) => {
                            value.push_str(text);
                            self.put_in += text.len();
                        }
                        // A month, a number, or a macro of another file.
                        None => value.push_str(word),
                    }
                }
            }
            if self.put_in > MOST_PUT_IN {
                return Err("Macros put more than 32 MiB into the file.".to_owned());
            }
            if value.len() > MOST_BYTES {
                return Err("A value has more than 1 MiB.".to_owned());
            }
            self.skip();
            if self.peek() != Some('#') {
                return Ok(value);
            }
            self.at += 1;
        }
    }

    /// What stands between a brace and the one that closes it.
    fn braced(&mut self) -> Done<&'t str> {
        let start = self.at + 1;
        let mut depth = 1;
        let mut at = start;
        while let Some(found) = memchr::memchr3(b'{', b'}', b'\\', &self.text.as_bytes()[at..]) {
            let here = at + found;
            at = here + 1;
            match self.text.as_bytes()[here] {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                // The sign after it is no brace.
                _ => at += usize::from(matches!(self.text.as_bytes().get(at), Some(b'{' | b'}'))),
            }
            if depth > MOST_DEEP {
                return Err(format!("Braces are nested more than {MOST_DEEP} deep."));
            }
            if depth == 0 {
                self.at = at;
                return Ok(&self.text[start..here]);
            }
        }
        Err("A brace is opened and not closed.".to_owned())
    }

    /// What stands between quotes, outside braces.
    fn quoted(&mut self) -> Done<&'t str> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        for (here, byte) in (start..).zip(self.text.as_bytes()[start..].iter()) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth == 0 => return Err("A brace is closed and not opened.".to_owned()),
                b'}' => depth -= 1,
                b'"' if depth == 0 => {
                    self.at = here + 1;
                    return Ok(&self.text[start..here]);
                }
                _ => {}
            }
            if depth > MOST_DEEP {
                return Err(format!("Braces are nested more than {MOST_DEEP} deep."));
            }
        }
        Err("A quote is opened and not closed.".to_owned())
    }

    fn unexpected(&self, expected: &str) -> String {
        let rest: String = self.rest().chars().take(20).collect();
        match rest.trim() {
            "" => format!("Found the end of the file, expected {expected}."),
            rest => format!(
                "Found “{}”, expected {expected}.",
                crate::formats::shown(rest)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_with_their_fields_and_macros() {
        let scanned = scan(
            "prose me@example.org\n% @book{no,}\n@string{p = {Press}}\n@STRING(q = p # \" & Co\")\n\
             @Comment{jabref {x}}\n@Book{k1,\n Title = {A {B} \\{c},\n year = 1990, % why\n\
             month = jan # \"~1\", publisher = q\n}\n@article(k2, title=\"x{\"}y\")",
        );
        assert_eq!(scanned.faults, []);
        let [first, second] = &scanned.entries[..] else {
            panic!("{:?}", scanned.entries)
        };
        assert_eq!(
            (first.kind.as_str(), first.key.as_str(), first.line),
            ("book", "k1", 6)
        );
        assert_eq!(first.get("title"), Some("A {B} \\{c"));
        assert_eq!(first.get("month"), Some("jan~1"));
        assert_eq!(first.get("publisher"), Some("Press & Co"));
        assert_eq!(second.get("title"), Some("x{\"}y"));
    }

    #[test]
    fn a_fault_costs_its_entry_alone() {
        let scanned = scan(
            "@book{a, title = {never closed\n}\n@book{b, title {x}}\n@book{c, year = 1 title = 2}\n@string{s = s # s}\n@book{d,}",
        );
        let keys: Vec<&str> = scanned
            .entries
            .iter()
            .map(|entry| entry.key.as_str())
            .collect();
        assert_eq!(keys, ["c", "d"]);
        let lost: Vec<(u64, bool)> = scanned
            .faults
            .iter()
            .map(|fault| (fault.line, fault.is_lost))
            .collect();
        assert_eq!(lost, [(1, true), (3, true), (4, false)]);
    }

    #[test]
    fn hostile_text_ends_in_faults() {
        let deep = format!("@book{{a, title = {}}}", "{".repeat(1_000_000));
        assert_eq!(scan(&deep).faults.len(), 1);
        let mut bomb = "@string{s0 = {0123456789}}\n".to_owned();
        for nth in 1..40 {
            let before = nth - 1;
            bomb.push_str(&format!("@string{{s{nth} = s{before} # s{before}}}\n"));
        }
        assert!(
            scan(&bomb)
                .faults
                .iter()
                .all(|fault| fault.message.contains("1 MiB"))
        );
        assert_eq!(scan(&"@book{".repeat(100_000)).entries.len(), 0);
    }
}
