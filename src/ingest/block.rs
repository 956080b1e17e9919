//! The blocks of a page or a text: paragraphs, headings, items of lists, lines. Markup and plain text become the same
//! blocks, so that all rules about what belongs to an article read one model.

use crate::arabic::is_alphanumeric;

/// Minimum words of a line of prose, whatever its end, and of one that ends a sentence.
const LONG_LINE: usize = 25;
const SENTENCE: usize = 6;
/// The most blocks of a text: the last one holds the rest. It bounds memory where each line is a letter.
const MAX_BLOCKS: usize = 50_000;

/// A block of text, and how much of it is linked.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Trimmed; in markup white space is one space.
    pub text: String,
    /// Line breaks before it: two begin a paragraph.
    pub breaks: usize,
    /// Words that have a letter or a digit.
    pub words: usize,
    /// How many of them are in links, and how many in links to other pages.
    pub linked: usize,
    pub elsewhere: usize,
    /// Whether its first word is in a link.
    pub begins_linked: bool,
    /// Whether it follows a `<br>`.
    pub continues: bool,
    /// Whether the next letter continues a word.
    ends_in_word: bool,
}

/// A link that is open.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub leads_elsewhere: bool,
}

impl Block {
    /// Adds a piece of text, which may continue the last word.
    pub fn add(&mut self, text: &str, link: Option<Link>) {
        let is_word = |word: &str| word.contains(is_alphanumeric);
        let mut words = words(text);
        let first = text.split_whitespace().next();
        let is_continued = !text.starts_with(char::is_whitespace) && self.ends_in_word && first.is_some_and(is_word);
        words -= usize::from(is_continued);
        if let Some(last) = text.rsplit(char::is_whitespace).next() {
            let is_whole = text.contains(char::is_whitespace);
            self.ends_in_word = is_word(last) || !is_whole && self.ends_in_word;
        }
        if self.words == 0 && words > 0 {
            self.begins_linked = link.is_some();
        }
        self.words += words;
        self.linked += if link.is_some() { words } else { 0 };
        self.elsewhere += if link.is_some_and(|link| link.leads_elsewhere) { words } else { 0 };
        push(&mut self.text, text);
    }

    /// Adds another block behind a separator.
    pub fn join(&mut self, other: &Block, separator: &str) {
        self.words += other.words;
        self.linked += other.linked;
        self.elsewhere += other.elsewhere;
        self.text.push_str(separator);
        self.text.push_str(&other.text);
    }

    /// Ends the block, and begins the next one behind so many breaks; an empty block only adds to them.
    pub fn followed_by(mut self, breaks: usize, continues: bool, blocks: &mut Vec<Block>) -> Block {
        self.text.truncate(self.text.trim_end().len());
        self.text.drain(..self.text.len() - self.text.trim_start().len());
        if self.text.is_empty() {
            let continues = continues && (self.continues || self.breaks == 0);
            return Block { breaks: self.breaks.max(breaks), continues, ..Block::default() };
        }
        let is_full = blocks.len() == MAX_BLOCKS;
        match blocks.last_mut().filter(|_| is_full) {
            Some(last) => last.join(&self, if self.breaks > 1 { "\n\n" } else { "\n" }),
            None => blocks.push(self),
        }
        Block { breaks, continues, ..Block::default() }
    }

    /// Whether it is prose, see [`is_prose`].
    pub fn is_prose(&self) -> bool {
        is_long_or_sentence(&self.text, self.words)
    }

    /// Whether all its words are links to other pages.
    pub fn only_links(&self) -> bool {
        self.elsewhere > 0 && self.elsewhere == self.words
    }
}

/// The blocks of a plain text: its lines that are not empty.
pub(super) fn blocks_of_text(text: &str) -> Vec<Block> {
    let (mut blocks, mut breaks) = (Vec::new(), 0);
    for line in text.lines() {
        breaks += 1;
        let line = line.trim();
        if !line.is_empty() {
            let block = Block { text: line.into(), breaks: breaks.min(2), words: words(line), ..Block::default() };
            block.followed_by(0, false, &mut blocks);
            breaks = 0;
        }
    }
    blocks
}

/// The words of a text: signs alone are none.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(is_alphanumeric)).count()
}

/// Whether a line is prose: it is long, or a sentence of some words.
pub(super) fn is_prose(line: &str) -> bool {
    is_long_or_sentence(line.trim(), words(line))
}

/// Whether a line of the text is prose: pages that list others have none.
pub(super) fn has_prose(text: &str) -> bool {
    text.lines().any(is_prose)
}

fn is_long_or_sentence(text: &str, words: usize) -> bool {
    let ends_sentence =
        || text.trim_end_matches(['"', '”', '“', '»', ')', '’']).ends_with('.') && !text.ends_with("..");
    words > LONG_LINE || words >= SENTENCE && ends_sentence()
}

/// How many words blocks have in prose.
pub(super) fn prose_words(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| block.is_prose()).map(|block| block.words).sum()
}

/// How many words the lines of a text have in prose.
pub(super) fn prose_words_of_text(text: &str) -> usize {
    text.lines().filter(|line| is_prose(line)).map(words).sum()
}

/// The text of blocks, parted as they were.
pub(super) fn text_of_blocks<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push_str(if block.breaks > 1 { "\n\n" } else { "\n" });
        }
        text.push_str(&block.text);
    }
    text
}

/// Adds text to a block, white space as one space.
fn push(text: &mut String, part: &str) {
    let is_space = |char: char| char.is_whitespace() && char != '\u{A0}';
    for (place, piece) in part.split(is_space).enumerate() {
        if place > 0 && !text.is_empty() && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        text.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_over_pieces() {
        let mut block = Block::default();
        let link = Some(Link { leads_elsewhere: true });
        for (text, link) in [("قال ال", None), ("مدير", None), (" أمس ", None), ("هنا", link), (".", None)]
        {
            block.add(text, link);
        }
        assert_eq!((block.text.as_str(), block.words, block.linked), ("قال المدير أمس هنا.", 4, 1));
        assert!(!block.begins_linked && !block.only_links());
    }

    #[test]
    fn lines_of_a_text_are_blocks() {
        let blocks = blocks_of_text(" أول\nثان 2 \n\n\n ثالث -");
        let told: Vec<_> = blocks.iter().map(|block| (block.text.as_str(), block.breaks, block.words)).collect();
        assert_eq!(told, [("أول", 1, 1), ("ثان 2", 1, 2), ("ثالث -", 2, 1)]);
        assert_eq!(text_of_blocks(&blocks), "أول\nثان 2\n\nثالث -");
    }
}
