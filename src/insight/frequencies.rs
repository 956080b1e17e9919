//! Frequencies of words, by their stems, over many documents.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::arabic::Tokens;
use crate::document::{DocumentTerms, WordKey};
use crate::engine::{Engine, EngineError, Key, WordSet};

/// The number of a stem.
pub(super) type StemNumber = u32;

/// How often each stem is used in some documents, stop words aside. Titles and bodies count.
#[derive(Default)]
pub(super) struct Frequencies {
    /// By the numbers of the stems.
    counts: Vec<Frequency>,
    pub documents: u64,
    /// Words of all documents.
    pub words: u64,
}

/// How often a stem is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frequency {
    pub uses: u64,
    /// Documents with it.
    pub documents: u64,
    /// The document that was counted last, from 1.
    last: u64,
}

impl Frequencies {
    /// The frequency of a stem.
    pub fn of(&self, stem: StemNumber) -> Frequency {
        self.counts.get(stem as usize).copied().unwrap_or_default()
    }

    /// All stems that are used, by their numbers.
    pub fn stems(&self) -> impl Iterator<Item = (StemNumber, Frequency)> {
        let numbered = (0..).zip(self.counts.iter().copied());
        numbered.filter(|(_, frequency)| frequency.uses > 0)
    }

    /// Goes on with the next document.
    pub fn next_document(&mut self) {
        self.documents += 1;
    }

    /// Counts a use of a stem in the current document.
    pub fn count(&mut self, stem: StemNumber) {
        let place = stem as usize;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, Frequency::default());
        }
        let frequency = &mut self.counts[place];
        frequency.uses += 1;
        frequency.documents += u64::from(frequency.last != self.documents);
        frequency.last = self.documents;
        self.words += 1;
    }
}

/// Numbers stems as they are met.
#[derive(Default)]
struct Stems {
    numbers: FxHashMap<String, StemNumber>,
    names: Vec<String>,
}

impl Stems {
    /// Calls `each` with the numbers of the stems of a text, without stop words, each with its word as written.
    fn read(&mut self, text: &str, mut each: impl FnMut(StemNumber, &str)) {
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.advance() {
            if !token.is_stop_word {
                let next = self.names.len() as StemNumber;
                let number = *self.numbers.entry(token.stem.to_string()).or_insert_with_key(|stem| {
                    self.names.push(stem.clone());
                    next
                });
                each(number, token.written);
            }
        }
    }
}

/// Reads the words of documents. Each distinct word is spelled and analysed once.
pub(super) struct StemReader<'e> {
    engine: &'e dyn Engine,
    words: FxHashMap<WordKey, Word>,
    /// The stems of words that have several, such as ligatures.
    several: FxHashMap<WordKey, Vec<StemNumber>>,
    stems: Stems,
    terms: DocumentTerms,
}

/// A word as written: small, since counting is mostly waiting for memory.
struct Word {
    /// Its stem, [`NO_STEM`] or [`SEVERAL_STEMS`].
    stem: StemNumber,
    uses: u64,
}

/// Of a stop word, or of what is no word.
const NO_STEM: StemNumber = StemNumber::MAX;
const SEVERAL_STEMS: StemNumber = StemNumber::MAX - 1;

impl<'e> StemReader<'e> {
    pub fn new(engine: &'e dyn Engine) -> Self {
        let (words, several) = (FxHashMap::default(), FxHashMap::default());
        Self { engine, words, several, stems: Stems::default(), terms: DocumentTerms::default() }
    }

    /// Calls `each` with the stems of the document at `key`, in the order of the text. The forms of words are counted for
    /// [`forms`](Self::forms) if `counts_forms`.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    pub fn read(&mut self, key: Key, counts_forms: bool, mut each: impl FnMut(StemNumber)) -> Result<(), EngineError> {
        self.engine.document_terms(key, &WordSet::all(), &mut self.terms)?;
        for occurrence in &self.terms.words {
            let word = match self.words.entry(occurrence.key) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => {
                    let mut stems = Vec::new();
                    self.stems.read(&self.engine.written(occurrence.key)?, |stem, _| stems.push(stem));
                    let stem = match stems[..] {
                        [] => NO_STEM,
                        [stem] => stem,
                        _ => SEVERAL_STEMS,
                    };
                    if stem == SEVERAL_STEMS {
                        self.several.insert(occurrence.key, stems);
                    }
                    new.insert(Word { stem, uses: 0 })
                }
            };
            word.uses += u64::from(counts_forms);
            match word.stem {
                NO_STEM => {}
                SEVERAL_STEMS => self.several[&occurrence.key].iter().for_each(|stem| each(*stem)),
                stem => each(stem),
            }
        }
        Ok(())
    }

    /// Calls `each` with the stems of a text, without stop words, each with its word as written.
    pub fn read_text(&mut self, text: &str, mut each: impl FnMut(StemNumber, &str)) {
        self.stems.read(text, |stem, written| each(stem, written));
    }

    /// The stem of this number.
    pub fn stem(&self, number: StemNumber) -> &str {
        &self.stems.names[number as usize]
    }

    /// The commonest forms of each of these stems in the documents whose forms were counted, of equals the shortest; at most
    /// [`FORMS`], and at least the stem itself.
    ///
    /// # Errors
    /// The index is damaged or out of reach.
    pub fn forms(&self, stems: &[StemNumber]) -> Result<Vec<Vec<String>>, EngineError> {
        let mut of_stem: FxHashMap<StemNumber, Vec<(u64, WordKey)>> =
            stems.iter().map(|stem| (*stem, Vec::new())).collect();
        for (key, word) in self.words.iter().filter(|(_, word)| word.uses > 0) {
            // None of the stems has the number of a word without one, or with several.
            of_stem.entry(word.stem).and_modify(|forms| forms.push((word.uses, *key)));
        }
        let forms = |stem: &StemNumber| {
            let mut uses: FormCounts = FormCounts::default();
            for (count, key) in &of_stem[stem] {
                *uses.entry(self.engine.written(*key)?).or_default() += count;
            }
            Ok(commonest(uses, self.stem(*stem)))
        };
        stems.iter().map(forms).collect()
    }
}

/// Uses of words as written.
pub(super) type FormCounts = FxHashMap<String, u64>;

/// The most forms that are named with a stem.
pub(super) const FORMS: usize = 4;

/// The commonest forms of a stem, of equals the shortest; the stem itself if there is none.
pub(super) fn commonest(uses: FormCounts, stem: &str) -> Vec<String> {
    let mut forms: Vec<(String, u64)> = uses.into_iter().collect();
    forms.sort_by(|(a, many), (b, more)| {
        more.cmp(many).then_with(|| a.chars().count().cmp(&b.chars().count())).then_with(|| a.cmp(b))
    });
    let mut forms: Vec<String> = forms.into_iter().take(FORMS).map(|(form, _)| form).collect();
    if forms.is_empty() {
        forms.push(stem.into());
    }
    forms
}
