//! Cuts a body into passages of some sentences each.
//!
//! Paragraphs of up to [`LONGEST`] words stay whole, shorter ones than [`SHORTEST`] join their neighbours, longer
//! ones are cut at sentence ends into parts of about the same length. Only a sentence that alone is longer than
//! [`LONGEST`] words is cut inside: at a comma where one is near, else between two words.

use std::ops::Range;

use crate::arabic::sentences;

/// Words below which a passage takes in its neighbour. Passages are stored with the texts: another way of cutting them
/// changes [`ANALYSIS_VERSION`](crate::arabic::ANALYSIS_VERSION).
const SHORTEST: usize = 60;
/// Words above which a passage is cut.
const LONGEST: usize = 160;
/// The most words between the even cut and a comma.
const REACH: usize = 15;

/// Some sentences in a row: their words, counted over the body, and their bytes.
#[derive(Clone, Debug)]
struct Block {
    words: Range<usize>,
    bytes: Range<usize>,
}

impl Block {
    fn len(&self) -> usize {
        self.words.len()
    }

    fn join(&mut self, next: &Block) {
        self.words.end = next.words.end;
        self.bytes.end = next.bytes.end;
    }
}

/// The passages of `body`, whose words stand at the bytes `words`: byte ranges, in order. One that is empty if there
/// is nothing but white space.
pub fn passages(body: &str, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut paragraph: Vec<Block> = Vec::new();
    let mut passages: Vec<Block> = Vec::new();
    let mut next_word = 0;
    for sentence in sentences(body) {
        let first = next_word;
        next_word += words[first..].partition_point(|word| word.start < sentence.range.end);
        let block = Block { words: first..next_word, bytes: sentence.range };
        paragraph.extend(pieces(body, words, block));
        if sentence.ends_paragraph {
            for part in even_parts(&paragraph) {
                add(&mut passages, part);
            }
            paragraph.clear();
        }
    }
    let ranges: Vec<Range<usize>> = passages.into_iter().map(|block| block.bytes).collect();
    if ranges.is_empty() { vec![Range::default()] } else { ranges }
}

/// Adds a part of a paragraph to the passages, or to the last of them where one of the two is short.
fn add(passages: &mut Vec<Block>, part: Block) {
    match passages.last_mut() {
        Some(last) if last.len().min(part.len()) < SHORTEST && last.len() + part.len() <= LONGEST => last.join(&part),
        _ => passages.push(part),
    }
}

/// Joins the sentences of a paragraph to as few parts as [`LONGEST`] allows, of about the same length.
fn even_parts(sentences: &[Block]) -> Vec<Block> {
    let total: usize = sentences.iter().map(Block::len).sum();
    let target = total.div_ceil(total.div_ceil(LONGEST).max(1));
    let mut parts: Vec<Block> = Vec::new();
    for sentence in sentences {
        match parts.last_mut() {
            // A sentence joins the part that it leaves nearer to the target.
            Some(last) if last.len() + sentence.len() <= LONGEST && last.len() + sentence.len() / 2 < target => {
                last.join(sentence);
            }
            _ => parts.push(sentence.clone()),
        }
    }
    parts
}

/// Cuts a sentence that is longer than [`LONGEST`] words.
fn pieces(body: &str, words: &[Range<usize>], sentence: Block) -> Vec<Block> {
    let count = sentence.len().div_ceil(LONGEST);
    if count <= 1 {
        return vec![sentence];
    }
    let mut pieces = Vec::with_capacity(count);
    let mut rest = sentence.clone();
    for cut in 1..count {
        let even = sentence.words.start + cut * sentence.len() / count;
        let word = cut_near(body, words, even, rest.words.start + 1..rest.words.end);
        let gap = gap_before(body, words, word);
        pieces.push(Block { words: rest.words.start..word, bytes: rest.bytes.start..gap.start });
        rest = Block { words: word..rest.words.end, bytes: gap.end..rest.bytes.end };
    }
    pieces.push(rest);
    pieces
}

/// The word nearest to `even` that stands behind a comma or its like; `even` itself if none is near.
fn cut_near(body: &str, words: &[Range<usize>], even: usize, allowed: Range<usize>) -> usize {
    let even = even.clamp(allowed.start, allowed.end - 1);
    let nearest = (0..REACH).flat_map(|step| [even.checked_sub(step), even.checked_add(step)]).flatten();
    let behind_comma = |&word: &usize| {
        let before = body[..gap_before(body, words, word).start].chars().next_back();
        matches!(before, Some(',' | ';' | ':' | '.' | '،' | '؛' | '…' | '"' | '»' | '”' | ')'))
    };
    nearest.filter(|word| allowed.contains(word)).find(behind_comma).unwrap_or(even)
}

/// The white space in front of a word and of the marks that open it.
fn gap_before(body: &str, words: &[Range<usize>], word: usize) -> Range<usize> {
    let (start, last) = (words[word].start, words[word - 1].start);
    let before = &body[last..start];
    let end = before.rfind(char::is_whitespace).map_or(start, |place| {
        let place = start - before.len() + place;
        place + body[place..].chars().next().map_or(0, char::len_utf8)
    });
    body[..end].trim_end().len().max(last + 1)..end
}

#[cfg(test)]
mod tests {
    use crate::arabic::Tokens;

    fn passages(body: &str) -> Vec<&str> {
        let mut tokens = Tokens::new(body);
        let mut words = Vec::new();
        while let Some(token) = tokens.advance() {
            words.push(token.span());
        }
        super::passages(body, &words).into_iter().map(|range| &body[range]).collect()
    }

    fn sentence(words: usize) -> String {
        format!("{}.", vec!["كلمة"; words].join(" "))
    }

    fn words(passage: &str) -> usize {
        passage.split_whitespace().count()
    }

    #[test]
    fn a_paragraph_of_passage_length_stays_whole() {
        let body = format!("{} {}\n{}", sentence(50), sentence(50), sentence(120));
        assert_eq!(passages(&body).into_iter().map(words).collect::<Vec<_>>(), [100, 120]);
    }

    #[test]
    fn short_paragraphs_join_their_neighbours() {
        let body = format!("{}\n{}\n{}", sentence(5), sentence(90), sentence(100));
        assert_eq!(passages(&body).into_iter().map(words).collect::<Vec<_>>(), [95, 100]);
    }

    #[test]
    fn a_long_paragraph_is_cut_evenly_at_sentence_ends() {
        let body = [25; 8].map(sentence).join(" ");
        assert_eq!(passages(&body).into_iter().map(words).collect::<Vec<_>>(), [100, 100]);
        assert!(passages(&body).iter().all(|passage| passage.ends_with('.')));
    }

    #[test]
    fn an_endless_sentence_is_cut_at_a_comma_nearby() {
        let body = format!("{}، {}", vec!["أولى"; 90].join(" "), vec!["ثانية"; 80].join(" "));
        let got = passages(&body);
        assert_eq!(got.iter().map(|passage| words(passage)).collect::<Vec<_>>(), [90, 80]);
        assert!(got[0].ends_with('،'), "the comma stays behind its word");
    }

    #[test]
    fn an_endless_sentence_without_commas_is_cut_between_words() {
        let body = vec!["«كلمة»"; 330].join(" ");
        let got = passages(&body);
        assert_eq!(got.iter().map(|passage| words(passage)).collect::<Vec<_>>(), [110, 110, 110]);
        assert!(got.iter().all(|passage| passage.starts_with('«') && passage.ends_with('»')));
    }

    #[test]
    fn words_without_space_between_them_are_cut_too() {
        let body = "كلمة،".repeat(200);
        assert_eq!(passages(&body).concat(), body);
    }

    #[test]
    fn no_text_no_passage() {
        assert_eq!(passages(" \n "), [""]);
        assert_eq!(passages("؟!"), ["؟!"], "text without words is kept: nothing is lost");
    }
}
