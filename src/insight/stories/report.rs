//! What stories compare of a document: the words, numbers and weekdays of its title and the head of its body, each word with
//! its inverse document frequency.

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

use crate::arabic::letter::{ALEF, LAM};
use crate::arabic::lexicon::Lexicon;
use crate::arabic::{Token, Tokens, pack};
use crate::document::{Date, DocumentTerms, Precision, WordKey};
use crate::engine::{Engine, EngineError, Key, PREFETCH, WordSet};
use crate::ingest::date;
use crate::query::QueryTerms;

/// How many words of a body are read: reports begin with their news.
const HEAD: u32 = 150;
/// In how many words of a body the day of the event is looked for.
const LEAD: u32 = 40;
/// The most words of a vector, those with the highest weights.
const VECTOR: usize = 40;
/// The fewest different words of a document that says what happened: a title like كاريكاتير is that of a series.
const LEAST_WORDS: usize = 6;
/// How many times a word of the title counts.
const TITLE: f32 = 2.0;
/// The least inverse document frequency of a word that is compared.
const LEAST_IDF: f32 = 0.25;
/// The least inverse document frequency of a number that tells events apart: one that a fiftieth of all documents have.
const NUMBER_IDF: f32 = 3.9;

/// How many documents of general Arabic the lexicon counts for beside those of the archive, so that the words of an event are
/// rare in an archive of that event too: at least so many, and as a share of the archive.
const PRIOR: (f32, f32) = (1_000.0, 0.5);
/// The count of a word in the lexicon that all documents would have.
const EVERYWHERE: f32 = 55_000_000.0;
/// The share of documents that have a word that the lexicon lacks.
const UNKNOWN: f32 = 1e-4;
/// The share of documents that have one number of one digit, of two, of more.
const NUMBERS: [f32; 3] = [1.0 / 15.0, 1.0 / 40.0, 1e-3];

/// How many stems are counted in one request.
const COUNTED: usize = 1_000;

/// What stories compare of a document. Words are hashes of their stems.
#[derive(Clone, Debug)]
pub struct Report {
    /// The document.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// The middle of the period that its date means, in minutes; `None` without a date of a day.
    pub minute: Option<i64>,
    /// The weekdays that the title and the lead name, as bits.
    pub weekdays: u8,
    /// The words of the title, each once, sorted; with their inverse document frequencies to the power of 1.5.
    pub title: Box<[(u32, f32)]>,
    /// The words of title and head, each once, sorted.
    pub words: Box<[u32]>,
    /// Those that are numbers and rare enough to tell events apart.
    pub numbers: Box<[u32]>,
    /// The words with the highest tf · idf, sorted; of length 1. None of a document with few words, which is in no story.
    pub vector: Box<[(u32, f32)]>,
}

/// A word as it is read once for all documents of a batch: its tokens that are no stop words.
type Reading = Vec<Term>;

#[derive(Clone, Copy)]
struct Term {
    hash: u32,
    is_number: bool,
    weekday: u8,
}

/// The words of a document, in their order.
struct Head {
    key: Key,
    id: String,
    minute: Option<i64>,
    title: Vec<WordKey>,
    /// With the number of tokens before each.
    body: Vec<(WordKey, u32)>,
}

/// How common a word is.
#[derive(Clone, Copy)]
struct Frequency {
    idf: f32,
    /// Whether one document alone has it.
    is_single: bool,
}

/// Reads reports, and remembers how common words are.
pub(super) struct Reader<'e> {
    engine: &'e dyn Engine,
    frequencies: FxHashMap<u32, Frequency>,
}

impl<'e> Reader<'e> {
    pub fn new(engine: &'e dyn Engine) -> Self {
        Self { engine, frequencies: FxHashMap::default() }
    }

    /// The reports of these documents, in their order.
    pub fn read(&mut self, keys: &[Key]) -> Result<Vec<Report>, EngineError> {
        let mut reports = Vec::with_capacity(keys.len());
        for keys in keys.chunks(PREFETCH) {
            self.engine.prefetch(keys)?;
            let heads = keys.par_iter().map_init(DocumentTerms::default, |terms, key| self.head(*key, terms));
            let heads: Vec<Head> = heads.collect::<Result<_, _>>()?;
            let readings = self.readings(&heads)?;
            let made = heads.into_par_iter().map(|head| self.report(head, &readings));
            reports.extend(made.collect::<Vec<_>>());
        }
        Ok(reports)
    }

    fn head(&self, key: Key, terms: &mut DocumentTerms) -> Result<Head, EngineError> {
        let heading = self.engine.heading(key)?;
        self.engine.document_terms(key, &WordSet::all(), terms)?;
        let title = terms.words[..terms.title_words].iter().map(|word| word.key).collect();
        let body = terms.body_words();
        let first = body.first().map_or(0, |word| word.position);
        let body = body.iter().map(|word| (word.key, word.position - first)).take_while(|(_, before)| *before < HEAD);
        let minute = heading.metadata.published.and_then(middle);
        Ok(Head { key, id: heading.id, minute, title, body: body.collect() })
    }

    /// Reads each word of `heads` once, and learns how common they are.
    fn readings(&mut self, heads: &[Head]) -> Result<FxHashMap<WordKey, Reading>, EngineError> {
        let words = heads.iter().flat_map(|head| head.title.iter().chain(head.body.iter().map(|(word, _)| word)));
        let mut words: Vec<WordKey> = words.copied().collect();
        words.sort_unstable_by_key(|word| word.0);
        words.dedup();
        let read = words.par_iter().map(|word| Ok((*word, read(&self.engine.written(*word)?))));
        let read: Vec<(WordKey, Vec<(Term, String)>)> = read.collect::<Result<_, EngineError>>()?;
        let mut unknown: FxHashMap<u32, (Term, String)> = FxHashMap::default();
        let mut readings = FxHashMap::default();
        for (word, terms) in read {
            readings.insert(word, terms.iter().map(|(term, _)| *term).collect());
            let new = terms.into_iter().filter(|(term, _)| !self.frequencies.contains_key(&term.hash));
            unknown.extend(new.map(|(term, stem)| (term.hash, (term, stem))));
        }
        self.learn(unknown.into_values().collect())?;
        Ok(readings)
    }

    /// Learns how common these words are: documents of the archive with each, and those of general Arabic.
    fn learn(&mut self, mut terms: Vec<(Term, String)>) -> Result<(), EngineError> {
        terms.sort_unstable_by(|one, other| one.1.cmp(&other.1));
        let lexicon = Lexicon::embedded();
        for terms in terms.chunks(COUNTED) {
            let stems = terms.iter().map(|(_, stem)| stem.clone()).collect();
            let statistics = self.engine.statistics(&QueryTerms { stems, forms: Vec::new() })?;
            for ((term, stem), count) in terms.iter().zip(statistics.stems) {
                let documents = statistics.documents as f32;
                let prior = PRIOR.0.max(PRIOR.1 * documents);
                let expected = count as f32 + prior * general_share(stem, term.is_number, &lexicon);
                let idf = ((documents + prior) / expected.max(1.0)).ln();
                self.frequencies.insert(term.hash, Frequency { idf, is_single: count < 2 });
            }
        }
        Ok(())
    }

    fn report(&self, head: Head, readings: &FxHashMap<WordKey, Reading>) -> Report {
        let frequency = |term: &Term| self.frequencies[&term.hash];
        let title: Vec<Term> = head.title.iter().flat_map(|word| &readings[word]).copied().collect();
        let body =
            || head.body.iter().flat_map(|(word, before)| readings[word].iter().map(move |term| (term, *before)));
        let lead = body().filter(|(_, before)| *before < LEAD).map(|(term, _)| term);
        let weekdays = title.iter().chain(lead).fold(0, |days, term| days | term.weekday);
        let mut counts: FxHashMap<u32, (f32, Term)> = FxHashMap::default();
        for (term, times) in title.iter().map(|term| (term, TITLE)).chain(body().map(|(term, _)| (term, 1.0))) {
            counts.entry(term.hash).or_insert((0.0, *term)).0 += times;
        }
        let mut words: Vec<u32> = counts.keys().copied().collect();
        words.sort_unstable();
        let is_telling = |term: &Term| term.is_number && frequency(term).idf > NUMBER_IDF;
        let mut numbers: Vec<u32> =
            counts.values().filter(|(_, term)| is_telling(term)).map(|(_, term)| term.hash).collect();
        numbers.sort_unstable();
        let mut titles: Vec<(u32, f32)> =
            title.iter().map(|term| (term.hash, frequency(term).idf.max(0.0).powf(1.5))).collect();
        titles.sort_unstable_by_key(|(word, _)| *word);
        titles.dedup_by_key(|(word, _)| *word);
        let says_little = words.len() < LEAST_WORDS;
        let weights = counts.values().filter(|_| !says_little).filter_map(|(times, term)| {
            let Frequency { idf, is_single } = frequency(term);
            (!is_single && idf > LEAST_IDF).then(|| (term.hash, (1.0 + times.ln()) * idf))
        });
        let Head { key, id, minute, .. } = head;
        Report {
            key,
            id,
            minute,
            weekdays,
            title: titles.into(),
            words: words.into(),
            numbers: numbers.into(),
            vector: vector(weights.collect()),
        }
    }
}

/// The words with the highest weights, as a vector of length 1.
fn vector(mut weights: Vec<(u32, f32)>) -> Box<[(u32, f32)]> {
    weights.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    weights.truncate(VECTOR);
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    weights.iter_mut().for_each(|(_, weight)| *weight /= length);
    weights.sort_unstable_by_key(|(word, _)| *word);
    weights.into()
}

/// The terms of a written word, each with its stem.
fn read(written: &str) -> Vec<(Term, String)> {
    let mut terms = Vec::new();
    let mut tokens = Tokens::new(written);
    while let Some(token) = tokens.advance() {
        if !token.is_stop_word {
            terms.push((term(&token), token.stem.to_string()));
        }
    }
    terms
}

fn term(token: &Token<'_>) -> Term {
    let is_number = token.folded.as_str().as_bytes().first().is_some_and(u8::is_ascii_digit);
    let form = token.folded.to_string();
    // With the article: سبت and خميس are names as well. A conjunction or a preposition may be before it.
    let with_article = form.find("ال").filter(|bytes| *bytes <= 'و'.len_utf8());
    let weekday = with_article.and_then(|article| date::weekday(&form[article..]));
    Term {
        hash: (FxBuildHasher.hash_one(token.stem.as_str()) >> 32) as u32,
        is_number,
        weekday: weekday.map_or(0, |day| 1 << day),
    }
}

/// The share of documents of general Arabic that have a word, by the lexicon.
fn general_share(stem: &str, is_number: bool, lexicon: &Lexicon<'_>) -> f32 {
    if is_number {
        return NUMBERS[stem.len().clamp(1, NUMBERS.len()) - 1];
    }
    let packed = pack(stem);
    let with_article = [&[ALEF, LAM], packed.as_bytes()].concat();
    let count = lexicon.count(packed.as_bytes()) + lexicon.count(&with_article);
    (count as f32 / EVERYWHERE).max(UNKNOWN)
}

/// The middle of the period that a date means, if it is a day or less.
fn middle(date: Date) -> Option<i64> {
    let is_day = date.precision() >= Precision::Day;
    is_day.then(|| date.first_minute().midpoint(date.last_minute()))
}
