//! RTF: text out of control words, each byte in the code page of its font.

use std::io::{self, Read};

use encoding_rs::Encoding;

use super::super::item::Sink;
use super::super::origin::Origin;
use super::super::problem::ProblemKind;
use super::super::stream;
use super::super::text::{self, Properties};
use rustc_hash::FxHashMap;

/// The most groups within each other.
const DEPTH: usize = 1000;

/// Groups whose content is no text.
const OMITTED: &[&str] = &[
    "colortbl",
    "stylesheet",
    "listtable",
    "listoverridetable",
    "pict",
    "object",
    "objdata",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "xmlnstbl",
    "rsidtbl",
    "generator",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "bkmkstart",
    "bkmkend",
    "pntext",
    "template",
    "nonshppict",
    "mmathPr",
    "annotation",
    "atnid",
    "atnauthor",
    "filetbl",
    "revtbl",
    "operator",
    "shprslt",
    "comment",
    "company",
    "category",
    "keywords",
    "subject",
    "doccomm",
    "hlinkbase",
    "manager",
];

/// Reads a document; whether the stream was read to its end.
pub(in crate::ingest) fn read(origin: &Origin<'_>, stream: impl Read, sink: &mut Sink<'_>) -> io::Result<bool> {
    let bytes = match stream::whole(stream) {
        Ok(bytes) => bytes,
        Err(refusal) => return sink(origin.refuse(refusal)).map(|()| false),
    };
    match parsed(&bytes) {
        Some((text, properties)) => text::give(origin, &text, properties, sink).map(|()| true),
        None => {
            sink(origin.refuse((ProblemKind::TooComplex, "its groups are nested too deeply".into()))).map(|()| true)
        }
    }
}

/// What a group has for its own.
#[derive(Clone, Copy, Default)]
struct State {
    target: Target,
    font: i32,
    /// How many characters stand behind a `\u` for programs that do not know it.
    skip: i32,
}

/// Where the characters of a group go.
#[derive(Clone, Copy, Default, PartialEq)]
enum Target {
    #[default]
    Text,
    Fonts,
    Info,
    Title,
    Author,
    Nothing,
}

/// A document that is being read.
struct Document<'b> {
    rest: &'b [u8],
    state: State,
    stack: Vec<State>,
    /// The code page of each font, and of the document.
    fonts: FxHashMap<i32, u16>,
    page: u16,
    /// Bytes of characters that may have several.
    pending: Vec<u8>,
    /// The first half of a pair, and how many characters are still to be skipped.
    high: Option<u16>,
    skipping: i32,
    text: String,
    title: String,
    author: String,
    created: [i32; 5],
}

/// Text and properties; `None` if its groups are nested too deeply.
fn parsed(bytes: &[u8]) -> Option<(String, Properties)> {
    let mut document = Document {
        rest: bytes,
        state: State { skip: 1, ..State::default() },
        stack: Vec::new(),
        fonts: FxHashMap::default(),
        page: 1252,
        pending: Vec::new(),
        high: None,
        skipping: 0,
        text: String::new(),
        title: String::new(),
        author: String::new(),
        created: [0; 5],
    };
    while let Some((&byte, rest)) = document.rest.split_first() {
        document.rest = rest;
        match byte {
            b'{' => {
                document.flush();
                document.skipping = 0;
                document.stack.push(document.state);
                if document.stack.len() > DEPTH {
                    return None;
                }
            }
            b'}' => {
                document.flush();
                document.skipping = 0;
                document.state = document.stack.pop().unwrap_or(document.state);
            }
            b'\\' => document.control(),
            b'\r' | b'\n' | 0 => {}
            byte => document.byte(byte),
        }
    }
    document.flush();
    let [year, month, day, ..] = document.created;
    let date = (year > 0).then(|| format!("{year:04}-{month:02}-{day:02}"));
    let named = |text: String| Some(text.trim().to_string()).filter(|text| !text.is_empty());
    let (title, author) = (named(document.title), named(document.author));
    Some((document.text, Properties { title, author, date, from: "properties of the file", ..Properties::default() }))
}

impl Document<'_> {
    /// A control word, a symbol or a byte behind a backslash.
    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            return self.symbol(first);
        }
        let end = self.rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let word = String::from_utf8_lossy(&self.rest[..end.min(40)]).into_owned();
        self.rest = &self.rest[end..];
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest[sign..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = if digits > 0 {
            let text = String::from_utf8_lossy(&self.rest[..sign + digits]).into_owned();
            self.rest = &self.rest[sign + digits..];
            text.parse::<i64>().ok().map(|number| number.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
        } else {
            None
        };
        // One space parts a word from the text.
        self.rest = self.rest.strip_prefix(b" ").unwrap_or(self.rest);
        if word == "u" {
            return self.unit(number.unwrap_or_default());
        }
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        self.flush();
        self.word(&word, number);
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let hex = self.rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.rest = self.rest.get(2..).unwrap_or_default();
                if let Some(byte) = byte {
                    self.byte(byte);
                }
            }
            b'*' => {
                // A group that may be unknown: the few that hold text are known.
                let known: [&[u8]; 2] = [b"\\shptxt", b"\\fldrslt"];
                if !known.iter().any(|word| self.rest.starts_with(word)) {
                    self.state.target = Target::Nothing;
                }
            }
            b'~' => self.put('\u{A0}'),
            b'_' => self.put('-'),
            b'{' | b'}' | b'\\' => self.byte(symbol),
            b'\n' | b'\r' => self.put('\n'),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let number_or = |default| number.unwrap_or(default);
        match word {
            "bin" => {
                let length = usize::try_from(number_or(0)).unwrap_or(0).min(self.rest.len());
                self.rest = &self.rest[length..];
            }
            "ansicpg" => self.page = u16::try_from(number_or(1252)).unwrap_or(1252),
            "mac" => self.page = 10000,
            "uc" => self.state.skip = number_or(1).clamp(0, 10),
            "fonttbl" => self.state.target = Target::Fonts,
            "info" => self.state.target = Target::Info,
            "title" if self.state.target == Target::Info => self.state.target = Target::Title,
            "author" if self.state.target == Target::Info => self.state.target = Target::Author,
            "yr" | "mo" | "dy" | "hr" | "min" if self.state.target == Target::Info => {
                let place = ["yr", "mo", "dy", "hr", "min"].iter().position(|name| *name == word).unwrap_or(0);
                if self.created[place] == 0 {
                    self.created[place] = number_or(0);
                }
            }
            "f" | "af" => self.state.font = number_or(0),
            "fcharset" if self.state.target == Target::Fonts => {
                let page = code_page(number_or(0)).unwrap_or(self.page);
                self.fonts.insert(self.state.font, page);
            }
            "cpg" if self.state.target == Target::Fonts => {
                self.fonts.insert(self.state.font, u16::try_from(number_or(0)).unwrap_or(self.page));
            }
            "v" | "deleted" if number != Some(0) => self.state.target = Target::Nothing,
            "v" | "deleted" | "plain" if self.state.target == Target::Nothing && word != "plain" => {
                self.state.target = Target::Text;
            }
            "par" | "sect" | "page" | "row" => self.push("\n\n"),
            "line" => self.push("\n"),
            "tab" | "cell" => self.push("\t"),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "bullet" => self.push("•"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "zwnj" => self.push("\u{200C}"),
            "zwj" => self.push("\u{200D}"),
            _ if OMITTED.contains(&word) => self.state.target = Target::Nothing,
            _ => {}
        }
    }

    /// A unit of UTF-16.
    fn unit(&mut self, number: i32) {
        self.flush_bytes();
        let unit = (number & 0xFFFF) as u16;
        match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let char = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                char.into_iter().for_each(|char| self.put(char));
            }
            _ => char::from_u32(unit.into()).into_iter().for_each(|char| self.put(char)),
        }
        self.skipping = self.state.skip;
    }

    fn byte(&mut self, byte: u8) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        self.pending.push(byte);
    }

    /// Decodes the bytes that are waiting.
    fn flush(&mut self) {
        self.high = None;
        self.flush_bytes();
    }

    fn flush_bytes(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let page = *self.fonts.get(&self.state.font).unwrap_or(&self.page);
        let encoding = Encoding::for_label(label(page).as_bytes()).unwrap_or(encoding_rs::WINDOWS_1252);
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.push(&text);
    }

    fn put(&mut self, char: char) {
        if self.skipping > 0 && self.pending.is_empty() {
            self.skipping -= 1;
            return;
        }
        self.flush_bytes();
        self.push(char.encode_utf8(&mut [0; 4]));
    }

    fn push(&mut self, text: &str) {
        match self.state.target {
            Target::Text => self.text.push_str(text),
            Target::Title => self.title.push_str(text),
            Target::Author => self.author.push_str(text),
            Target::Fonts | Target::Info | Target::Nothing => {}
        }
    }
}

/// The code page of a font's set of characters; `None`: that of the document.
fn code_page(charset: i32) -> Option<u16> {
    Some(match charset {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178..=180 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// The name of a code page.
fn label(page: u16) -> String {
    match page {
        932 => "shift_jis".into(),
        936 => "gbk".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        10000 => "macintosh".into(),
        65001 => "utf-8".into(),
        page => format!("windows-{page}"),
    }
}

#[cfg(test)]
mod tests {
    use super::parsed;

    fn text(rtf: &str) -> String {
        parsed(rtf.as_bytes()).unwrap().0.trim().to_string()
    }

    #[test]
    fn bytes_are_read_in_the_code_page_of_their_font() {
        assert_eq!(
            text(
                r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset178 Arial;}{\f1\fcharset0 Times;}}\f0\'cd\'d1\'ed\'de {\f1 caf\'e9}\par}"
            ),
            "حريق café"
        );
        assert_eq!(
            text(r"{\rtf1\ansi\ansicpg1256\uc1 \u1581?\u1585?\u1610?\u1602?\par \'da\'c7\'cc\'e1}"),
            "حريق\n\nعاجل"
        );
        assert_eq!(text(r"{\rtf1\uc0\u1581 \u1585 \u-10179 \u-8704 }"), "حر😀");
        assert_eq!(
            text(
                r"{\rtf1{\*\generator x;}{\stylesheet x;}{\field{\*\fldinst HYPERLINK x}{\fldrslt a}} b{\v c}\bin3 \}\{d}"
            ),
            "a bd"
        );
    }

    #[test]
    fn broken_documents_end() {
        assert!(parsed("{".repeat(5000).as_bytes()).is_none());
        for broken in [r"{\rtf1\bin4294967295 x", r"\", r"{\rtf1\'", r"{\rtf1\u", "}}}}", r"{\rtf1\uc99999999999\u1581"]
        {
            assert!(parsed(broken.as_bytes()).is_some(), "{broken}");
        }
        let (_, properties) = parsed(br"{\rtf1{\info{\title A}{\author B}{\creatim\yr2022\mo1\dy21}}x}").unwrap();
        assert_eq!(
            (properties.title.as_deref(), properties.author.as_deref(), properties.date.as_deref()),
            (Some("A"), Some("B"), Some("2022-01-21"))
        );
    }
}
