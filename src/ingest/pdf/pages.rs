//! The text of a PDF, page by page, without what recurs at the head and the foot of its pages.

use std::collections::HashMap;

use hayro_syntax::{LoadPdfError, Pdf};

use super::super::item::RECORD_BYTES;
use super::content::{Drawing, Fonts, Glyph, draw};
use super::lines::{Line, Paragraph, directions, lines, paragraphs};
use super::repair::repair;
use super::rows::rows;

/// The most pages that are read, and how many of them at a time: their glyphs are in memory.
const MAX_PAGES: usize = 20_000;
const BATCH: usize = 50;
/// How many lines at the head and at the foot of a page may recur, and the fewest pages on which they do.
const EDGE: usize = 3;
const RECURRING: usize = 3;

/// The share of a page that pictures of it cover, and the letters that a scanner's stamp has at most.
const SCAN: f64 = 0.5;
const STAMP: usize = 40;
/// The words of a heading, and how much larger than the text it is.
const HEADING: std::ops::RangeInclusive<usize> = 2..=40;
const LARGE: f64 = 1.15;

/// Letters of other languages whose first and middle forms are those of Arabic ones: a font may name one for the other.
/// At the end of words they differ.
const SHARED: [(char, char); 2] = [('ی', 'ي'), ('ک', 'ك')];

/// The text of a document.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The paragraphs of each page.
    pub pages: Vec<Vec<String>>,
    /// The paragraph of the first page with the largest letters, if they are larger than those of the text.
    pub heading: Option<String>,
    /// The pages that are pictures, from 1.
    pub scanned: Vec<usize>,
    /// How many pages were drawn.
    drawn: usize,
    /// How many glyphs there are, and of how many neither the font nor the lexicon knows the letters.
    pub glyphs: usize,
    pub unknown: usize,
    /// How many pages were not read because there are too many, or too much text on them.
    pub left_out: usize,
}

/// The text of a document.
pub(super) fn pages(data: Vec<u8>) -> Result<(Pages, Pdf), LoadPdfError> {
    let pdf = Pdf::new(data)?;
    let mut fonts = Fonts::new();
    let mut read = Pages::default();
    let (mut pages, mut from_right): (Vec<Vec<Line>>, bool) = (Vec::new(), false);
    let count = pdf.pages().len().min(MAX_PAGES);
    let mut bytes = 0;
    for first in (0..count).step_by(BATCH) {
        let batch = &pdf.pages()[first..count.min(first + BATCH)];
        let mut glyphs: Vec<Vec<Glyph>> = batch.iter().map(|page| read.count(draw(page, &mut fonts))).collect();
        repair(&mut glyphs);
        read.unknown += glyphs.iter().flatten().filter(|glyph| glyph.is_unsaid && glyph.text.is_empty()).count();
        let rows: Vec<_> = glyphs.iter().map(|glyphs| rows(glyphs)).collect();
        let (is_from_right, mirrors) = directions(&rows);
        from_right |= is_from_right;
        pages.extend(rows.into_iter().map(|rows| lines(rows, is_from_right, mirrors)));
        bytes += pages[first..].iter().flatten().map(|line| line.text.len()).sum::<usize>();
        if bytes > RECORD_BYTES {
            break;
        }
    }
    read.left_out = pdf.pages().len() - pages.len();
    remove_edges(&mut pages);
    name_shared(&mut pages);
    let paragraphs: Vec<Vec<Paragraph>> = pages.iter().map(|lines| paragraphs(lines, from_right)).collect();
    read.heading = heading(&paragraphs);
    read.pages =
        paragraphs.into_iter().map(|page| page.into_iter().map(|paragraph| paragraph.text).collect()).collect();
    Ok((read, pdf))
}

/// Names the letters of Arabic that a font calls by those of another language.
fn name_shared(pages: &mut [Vec<Line>]) {
    for (foreign, arabic) in SHARED {
        let ends = |line: &Line, letter: char| {
            line.text.split(|char: char| !char.is_alphabetic()).any(|word| word.ends_with(letter))
        };
        let lines = || pages.iter().flatten();
        if lines().any(|line| ends(line, arabic)) && !lines().any(|line| ends(line, foreign)) {
            pages
                .iter_mut()
                .flatten()
                .for_each(|line| line.text = line.text.replace(foreign, arabic.encode_utf8(&mut [0; 4])));
        }
    }
}

impl Pages {
    /// Counts what a page draws, and gives its glyphs.
    fn count(&mut self, drawing: Drawing) -> Vec<Glyph> {
        self.glyphs += drawing.glyphs.len();
        self.drawn += 1;
        if drawing.pictures > SCAN && drawing.glyphs.len() < STAMP {
            self.scanned.push(self.drawn);
        }
        drawing.glyphs
    }
}

/// The heading of the first page that has a text.
fn heading(pages: &[Vec<Paragraph>]) -> Option<String> {
    let words = |paragraph: &Paragraph| paragraph.text.split_whitespace().count();
    // The size of most words is that of the text.
    let mut sizes: Vec<(f64, usize)> = pages.iter().flatten().map(|one| (one.size, words(one))).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, words)| words).sum::<usize>() / 2;
    let mut sum = 0;
    let usual = sizes.iter().find(|(_, words)| {
        sum += words;
        sum > half
    })?;
    let first = pages.iter().find(|page| !page.is_empty())?;
    let largest = first.iter().filter(|one| HEADING.contains(&words(one)));
    let largest = largest.rev().max_by(|one, other| one.size.total_cmp(&other.size))?;
    (largest.size > LARGE * usual.0).then(|| largest.text.clone())
}

/// Removes the lines at the head and the foot of pages that recur, with other numbers perhaps, and the numbers of pages.
fn remove_edges(pages: &mut [Vec<Line>]) {
    let mut times: HashMap<(bool, String), usize> = HashMap::new();
    for page in pages.iter() {
        let (head, foot) = (page.iter().take(EDGE), page.iter().rev().take(EDGE));
        let keys = head.map(|line| (true, key(&line.text))).chain(foot.map(|line| (false, key(&line.text))));
        keys.collect::<std::collections::HashSet<_>>().into_iter().for_each(|key| *times.entry(key).or_default() += 1);
    }
    let least = RECURRING.max(pages.len() / 3);
    let count = pages.len();
    for page in pages {
        let is_edge = |line: &Line, is_head: bool| {
            let key = key(&line.text);
            is_number(&key) && (count > 1 || !is_head)
                || times.get(&(is_head, key)).is_some_and(|times| *times >= least)
        };
        let head = page.iter().take(EDGE).take_while(|line| is_edge(line, true)).count();
        let foot = page.iter().rev().take(EDGE).take_while(|line| is_edge(line, false)).count();
        // A page of nothing else says what all others say.
        if head + foot < page.len() {
            page.truncate(page.len() - foot);
            page.drain(..head);
        }
    }
}

/// What recurring lines have in common: their text with each number as one sign.
fn key(line: &str) -> String {
    let mut key = String::new();
    for char in line.chars().filter(|char| !char.is_whitespace()) {
        match char.is_numeric() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.push(char),
        }
    }
    key
}

/// Whether a line is the number of a page: `3`, `- 3 -`, `صفحة 3 من 12`, `Page 3 of 12`.
fn is_number(key: &str) -> bool {
    let bare: String = key.chars().filter(|char| char.is_alphanumeric() || *char == '#').collect();
    matches!(
        bare.as_str(),
        "#" | "##" | "صفحة#" | "صفحة#من#" | "الصفحة#" | "ص#" | "Page#" | "Page#of#" | "page#" | "p#"
    ) && key.chars().filter(|char| !char.is_alphanumeric() && *char != '#').count() <= 2
}
