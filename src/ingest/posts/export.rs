//! Reads exports that are one JSON object with lists of posts, post by post: the messages of a channel are many years long.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::super::item::{Item, RECORD_BYTES, Sink};
use super::super::origin::Origin;
use super::super::problem::ProblemKind;
use super::post::{Context, Post, give};
use super::{activity, meta, telegram, video, x};

/// Lists of posts.
const POSTS: &[&str] = &["messages", "orderedItems"];
/// Objects, and lists of objects, that have such lists within them.
const AROUND: &[&str] = &["chats", "left_chats", "list"];
/// The most bytes of a value around a record.
const CONTEXT_BYTES: usize = 500;
/// The deepest nesting in which posts are looked for in a record.
const DEPTH: usize = 4;

/// Reads such an export; whether the stream was read to its end.
pub(in crate::ingest) fn read(origin: &Origin<'_>, stream: impl BufRead, sink: &mut Sink<'_>) -> io::Result<bool> {
    let meter = Meter::default();
    let mut export = Export { origin, sink, meter: &meter, context: Vec::new(), record: 0, failure: None };
    let stream = Metered { inner: Mended::new(stream), meter: &meter };
    let outcome = Within { export: &mut export }.deserialize(&mut serde_json::Deserializer::from_reader(stream));
    let Export { failure, record, sink, .. } = export;
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (kind, detail) = match outcome {
        Err(error) if meter.is_spent() => (ProblemKind::TooLarge, format!("{error}: what follows was not read")),
        Err(error) => (ProblemKind::BrokenJson, error.to_string()),
        Ok(()) if record == 0 => (ProblemKind::NoText, "no posts".into()),
        Ok(()) => return Ok(true),
    };
    sink(Item::Skipped(origin.problem(kind, Some(meter.line()), detail)))?;
    Ok(false)
}

/// The posts in a record; `None` if no platform writes such records.
fn posts(record: &Map<String, Value>, context: Context<'_>, origin: &Origin<'_>) -> Option<Vec<Post>> {
    telegram::posts(record, context)
        .or_else(|| x::posts(record, origin))
        .or_else(|| meta::posts(record, context, origin))
        .or_else(|| activity::posts(record))
        .or_else(|| video::posts(record))
}

/// The posts in a record or in the lists and objects within it; `None` if there are none.
pub(in crate::ingest) fn expanded(
    record: &Map<String, Value>,
    context: Context<'_>,
    origin: &Origin<'_>,
) -> Option<Vec<Post>> {
    if is_article(record) {
        return None;
    }
    if let Some(posts) = posts(record, context, origin) {
        return Some(posts);
    }
    if context.len() >= DEPTH {
        return None;
    }
    // Names and numbers; a long text around a record says nothing of it.
    let is_short = |value: &Value| value.as_str().is_none_or(|text| text.len() < CONTEXT_BYTES);
    let around = || record.iter().filter(|(_, value)| !value.is_object() && !value.is_array() && is_short(value));
    let mut inner = None;
    let mut found = None;
    for value in record.values() {
        let children = match value {
            Value::Array(values) => values.as_slice(),
            Value::Object(_) => std::slice::from_ref(value),
            _ => continue,
        };
        let children = children.iter().filter_map(Value::as_object);
        let context = inner.get_or_insert_with(|| {
            let own = around().map(|(key, value)| (key.clone(), value.clone())).collect();
            [context, &[own]].concat()
        });
        let posts: Vec<Option<Vec<Post>>> = children.map(|child| expanded(child, context, origin)).collect();
        if posts.iter().any(Option::is_some) {
            let other = || vec![Post::Other("no post".into())];
            found.get_or_insert_with(Vec::new).extend(posts.into_iter().flat_map(|posts| posts.unwrap_or_else(other)));
        }
    }
    found
}

/// Whether a record has a title beside a text: an article, whatever else it has, such as the comments of readers.
fn is_article(record: &Map<String, Value>) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|key| record.get(*key).is_some_and(Value::is_string));
    has(&["title", "headline", "العنوان"]) && has(&["text", "content", "body", "article", "html", "full_text", "النص"])
}

/// The state of reading.
struct Export<'e, 's, 'k> {
    origin: &'e Origin<'s>,
    sink: &'e mut Sink<'k>,
    meter: &'e Meter,
    /// The objects around what is read, with the values that came before it.
    context: Vec<Map<String, Value>>,
    record: u64,
    /// What the sink answered.
    failure: Option<io::Error>,
}

impl Export<'_, '_, '_> {
    /// Passes a record on; whether to go on.
    fn take(&mut self, record: &Value, line: u64) -> bool {
        self.record += 1;
        let posts = record.as_object().and_then(|record| expanded(record, &self.context, self.origin));
        let posts = posts.unwrap_or_else(|| vec![Post::Other("no post".into())]);
        for post in posts {
            if let Err(error) = give(post, (self.record, Some(line)), self.origin, self.sink) {
                self.failure = Some(error);
                return false;
            }
        }
        true
    }
}

/// Reads an object around lists of posts.
struct Within<'x, 'e, 's, 'k> {
    export: &'x mut Export<'e, 's, 'k>,
}

impl<'de> DeserializeSeed<'de> for Within<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Within<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.export.context.push(Map::new());
        while let Some(key) = map.next_key::<String>()? {
            self.export.meter.reset();
            if POSTS.contains(&key.as_str()) {
                map.next_value_seed(Posts { export: self.export })?;
            } else if AROUND.contains(&key.as_str()) {
                map.next_value_seed(Within { export: self.export })?;
            } else {
                let value: Value = map.next_value()?;
                let context = self.export.context.last_mut().filter(|_| !value.is_object() && !value.is_array());
                context.map(|context| context.insert(key, value));
            }
        }
        self.export.context.pop();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Within { export: self.export })?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Reads a list of posts, each alone.
struct Posts<'x, 'e, 's, 'k> {
    export: &'x mut Export<'e, 's, 'k>,
}

impl<'de> DeserializeSeed<'de> for Posts<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Posts<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of posts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.export.meter.reset();
            let Some((record, line)) = list.next_element_seed(Record { meter: self.export.meter })? else {
                return Ok(());
            };
            if !self.export.take(&record, line) {
                // The caller knows why.
                return Err(serde::de::Error::custom("stopped"));
            }
        }
    }
}

/// A value, and the line on which it begins.
struct Record<'m> {
    meter: &'m Meter,
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = (Value, u64);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(Value, u64), D::Error> {
        let line = self.meter.line();
        serde::Deserialize::deserialize(deserializer).map(|value| (value, line))
    }
}

/// Counts lines, and the bytes of a record.
#[derive(Debug, Default)]
struct Meter {
    breaks: Cell<u64>,
    bytes: Cell<usize>,
}

impl Meter {
    fn line(&self) -> u64 {
        self.breaks.get() + 1
    }

    fn reset(&self) {
        self.bytes.set(0);
    }

    fn is_spent(&self) -> bool {
        self.bytes.get() > RECORD_BYTES
    }
}

/// A stream that ends in an error when a record is too large.
struct Metered<'m, R> {
    inner: R,
    meter: &'m Meter,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let breaks = buffer[..read].iter().filter(|byte| **byte == b'\n').count();
        self.meter.breaks.set(self.meter.breaks.get() + breaks as u64);
        self.meter.bytes.set(self.meter.bytes.get() + read);
        if self.meter.is_spent() {
            return Err(io::Error::other("a record of more than 16 MiB"));
        }
        Ok(read)
    }
}

/// A stream without flaws that Telegram's own writer of JSON makes: escapes `\x01`, and bytes of a character after its escape.
struct Mended<R> {
    inner: R,
    is_escaped: bool,
    /// Bytes of a character that are still to come.
    expected: u8,
    ahead: Vec<u8>,
}

impl<R> Mended<R> {
    fn new(inner: R) -> Self {
        Self { inner, is_escaped: false, expected: 0, ahead: Vec::new() }
    }

    /// The bytes in the place of one that JSON does not allow; `None` if it may stay.
    fn mend(&mut self, byte: u8) -> Option<&'static [u8]> {
        if (0x80..0xC0).contains(&byte) {
            if self.expected == 0 {
                return Some(b"");
            }
            self.expected -= 1;
        } else {
            self.expected = byte.leading_ones().saturating_sub(1).min(3) as u8;
        }
        let is_escape = self.is_escaped;
        self.is_escaped = byte == b'\\' && !is_escape;
        (is_escape && byte == b'x').then_some(b"u00")
    }
}

impl<R: BufRead> Read for Mended<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ahead.is_empty() {
            let Some(&byte) = self.inner.fill_buf()?.first() else { return Ok(0) };
            self.inner.consume(1);
            match self.mend(byte) {
                None => match buffer.first_mut() {
                    Some(first) => {
                        *first = byte;
                        return Ok(1);
                    }
                    None => self.ahead.push(byte),
                },
                Some(mended) => self.ahead.extend(mended),
            }
        }
        let count = self.ahead.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.ahead[..count]);
        self.ahead.drain(..count);
        Ok(count)
    }
}
