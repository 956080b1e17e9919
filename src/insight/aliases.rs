//! Proposes aliases that texts state: «قوات سوريا الديمقراطية (قسد)», «المعروف بـ», (SDF).

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use crate::arabic::{Tokens, fold, pack};
use crate::engine::{Engine, EngineError, Order, Plan};
use crate::query::{Aliases, Filter};

/// The most words of a name.
const WORDS: usize = 5;
/// The least share of the documents with the last two words of a long name that must have all of it.
const SHARE: f64 = 0.6;
/// Characters of an example on each side.
const CONTEXT: usize = 40;

/// Folded words that introduce another name of the words before them.
const KNOWN_AS: [&[&str]; 12] = [
    &["المعروف", "باسم"],
    &["المعروفه", "باسم"],
    &["المعروف", "ب"],
    &["المعروفه", "ب"],
    &["الملقب", "ب"],
    &["الملقب", "باسم"],
    &["يعرف", "باسم"],
    &["تعرف", "باسم"],
    &["يعرف", "ب"],
    &["تعرف", "ب"],
    &["المسمي", "ب"],
    &["اختصارا", "ب"],
];

/// Two names that may be of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasProposal {
    /// As written most often.
    pub names: [String; 2],
    /// Documents that have both together.
    pub documents: u64,
    /// A passage in which they do, and the id of its document.
    pub example: (String, String),
}

impl fmt::Display for AliasProposal {
    /// The entry of a file of aliases, with the evidence as a comment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = &self.names;
        let (passage, id) = &self.example;
        writeln!(f, "# {} documents, such as {id}: {passage}", self.documents)?;
        writeln!(f, "[[alias]]\nnames = [{}, {}]", quoted(one), quoted(other))
    }
}

/// A text as TOML and JSON both quote it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

/// A short name: the runs of words before it, each with the documents that have it.
#[derive(Default)]
struct Met {
    written: String,
    /// By folded words: as written, documents, an example.
    before: BTreeMap<Vec<String>, (String, u64, (String, String))>,
}

/// Names that stand together in at least `least` documents and that `known` does not join, the most common first; no
/// more than `limit`.
///
/// Every document is read.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn suggest(
    engine: &dyn Engine,
    known: &Aliases,
    least: u64,
    limit: usize,
) -> Result<Vec<AliasProposal>, EngineError> {
    let mut met: HashMap<Vec<String>, Met> = HashMap::new();
    for key in engine.matches(&Plan::all(), &Filter::default(), Order::Relevance, usize::MAX)?.documents {
        let document = engine.document(key)?;
        let mut seen = Vec::new();
        for (words, name) in pairs(&document.body) {
            collect(&document.id, &document.body, &words, name, &mut seen, &mut met);
        }
    }
    let mut proposals: Vec<AliasProposal> =
        met.into_iter().filter_map(|(short, met)| proposal(&short, met, least)).collect();
    proposals.retain(|proposal| !known.joins(&proposal.names[0], &proposal.names[1]));
    proposals.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.names.cmp(&b.names)));
    proposals.truncate(limit);
    Ok(proposals)
}

/// A word of a text.
#[derive(Clone)]
struct Word {
    folded: String,
    span: Range<usize>,
    is_stop_word: bool,
}

/// The words of a line, and which of them are another name of the words before them.
fn pairs(text: &str) -> Vec<(Vec<Word>, Range<usize>)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut tokens = Tokens::new(line);
        let mut words = Vec::new();
        while let Some(token) = tokens.advance() {
            let span = start + token.span().start..start + token.span().end;
            // A ligature of several words is one.
            if words.last().is_none_or(|last: &Word| last.span.end <= span.start) {
                words.push(Word { folded: token.folded.to_string(), span, is_stop_word: token.is_stop_word });
            }
        }
        let names: Vec<Range<usize>> = bracketed(text, &words).into_iter().chain(introduced(text, &words)).collect();
        for name in names {
            let from = name.start.saturating_sub(WORDS + 2);
            found.push((words[from..name.end].to_vec(), name.start - from..name.end - from));
        }
        start += line.len();
    }
    found
}

/// One to three words alone in brackets.
fn bracketed(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for first in 1..words.len() {
        let before = &text[words[first - 1].span.end..words[first].span.start];
        if before.trim_matches(|char: char| matches!(char, '"' | '«' | '»' | '“' | '”')).trim() != "(" {
            continue;
        }
        let closes = |last: &usize| {
            let gap = &text[words[*last].span.end..words.get(last + 1).map_or(text.len(), |next| next.span.start)];
            gap.trim_start_matches(['"', '»', '”']).starts_with(')')
        };
        let last = (first..words.len().min(first + 3)).find(closes);
        let is_name = |word: &Word| word.folded.chars().all(char::is_alphabetic) && word.folded.chars().count() > 1;
        found.extend(last.filter(|last| words[first..=*last].iter().all(is_name)).map(|last| first..last + 1));
    }
    found
}

/// The name after «المعروف بـ» and similar words: the words in quotation marks, else one word.
fn introduced(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 1..words.len() {
        let is_here = |phrase: &&[&str]| {
            phrase.iter().zip(words[at..].iter()).filter(|(own, word)| **own == word.folded).count() == phrase.len()
        };
        let Some(phrase) = KNOWN_AS.iter().copied().find(is_here) else { continue };
        let first = at + phrase.len();
        if first >= words.len() {
            continue;
        }
        let gap = &text[words[first - 1].span.end..words[first].span.start];
        let quoted = gap.ends_with(['"', '«', '“']);
        let ends = |last: &usize| {
            let end = words[*last].span.end;
            text[end..].starts_with(['"', '»', '”'])
        };
        let last = if quoted { (first..words.len().min(first + 3)).find(ends).unwrap_or(first) } else { first };
        found.push(first..last + 1);
    }
    found
}

/// Records the runs of words right before a name.
fn collect(
    id: &str,
    text: &str,
    words: &[Word],
    name: Range<usize>,
    seen: &mut Vec<(Vec<String>, Vec<String>)>,
    met: &mut HashMap<Vec<String>, Met>,
) {
    let folded = |words: &[Word]| words.iter().map(|word| word.folded.clone()).collect::<Vec<_>>();
    let short = folded(&words[name.clone()]);
    // Between the long name and the short one is only a bracket, or the words that introduce it.
    let introduction = KNOWN_AS.iter().find(|phrase| {
        name.start >= phrase.len() && folded(&words[name.start - phrase.len()..name.start]).iter().eq(phrase.iter())
    });
    let end = name.start - introduction.map_or(0, |phrase| phrase.len());
    let of = met.entry(short.clone()).or_default();
    if of.written.is_empty() {
        of.written = text[words[name.start].span.start..words[name.end - 1].span.end].into();
    }
    for begin in (end.saturating_sub(WORDS)..end).rev() {
        let between = words.get(begin + 1).filter(|_| begin + 1 < end);
        if between.is_some_and(|next| {
            text[words[begin].span.end..next.span.start].contains(['.', '،', '؛', ':', '(', ')', '!', '؟'])
        }) {
            break;
        }
        let long = folded(&words[begin..end]);
        // A name does not begin with a stop word.
        if words[begin].is_stop_word || long == short || seen.contains(&(short.clone(), long.clone())) {
            continue;
        }
        seen.push((short.clone(), long.clone()));
        let written = &text[words[begin].span.start..words[end - 1].span.end];
        let entry = of.before.entry(long).or_insert_with(|| {
            (written.into(), 0, (example(text, words[begin].span.start, words[name.end - 1].span.end), id.into()))
        });
        entry.1 += 1;
    }
}

/// The text around two names, on one line.
fn example(text: &str, start: usize, end: usize) -> String {
    let from = text[..start].char_indices().rev().nth(CONTEXT).map_or(0, |(place, _)| place);
    let to = text[end..].char_indices().nth(CONTEXT).map_or(text.len(), |(place, _)| end + place);
    text[from..to].split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The long name of a short one: the words of which it has the letters, else the longest run that most documents with
/// its last two words have.
fn proposal(short: &[String], met: Met, least: u64) -> Option<AliasProposal> {
    let is_steady = |long: &[String], documents: u64| documents as f64 >= SHARE * documents_of_end(&met, long) as f64;
    let spelled = |long: &[String]| is_acronym(short, long);
    let candidates = met.before.iter().filter(|(long, (_, documents, _))| {
        *documents >= least && long.len() > 1 && (spelled(long) || is_steady(long, *documents))
    });
    let best = candidates
        .max_by_key(|(long, (_, documents, _))| (spelled(long), documents_of_end(&met, long), long.len(), *documents));
    let (_, (written, documents, example)) = best?;
    Some(AliasProposal {
        names: [written.clone(), met.written.clone()],
        documents: *documents,
        example: example.clone(),
    })
}

/// How many documents have the last two words of a long name before the short one.
fn documents_of_end(met: &Met, long: &[String]) -> u64 {
    met.before.get(&long[long.len() - 2..]).map_or(0, |(_, documents, _)| *documents)
}

/// Whether a short name of one word has a letter of each of the words, in order, without the article: قسد.
fn is_acronym(short: &[String], long: &[String]) -> bool {
    let [short] = short else { return false };
    let initials: String =
        long.iter().filter_map(|word| word.strip_prefix("ال").unwrap_or(word).chars().next()).collect();
    long.len() > 1 && pack(short) == pack(&fold(&initials))
}
