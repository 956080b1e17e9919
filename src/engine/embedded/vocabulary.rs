//! Searches the dictionaries of stems and forms by patterns.

use std::collections::BTreeMap;

use tantivy::SegmentReader;
use tantivy::schema::Field;
use tantivy::termdict::TermDictionary;
use tantivy_fst::Automaton;

use super::forms::Forms;
use crate::arabic::{Pattern, States, unpack};
use crate::query::Vocabulary;

/// A pattern as an automaton for tantivy's dictionaries.
struct Walk<'p>(&'p Pattern);

impl Automaton for Walk<'_> {
    type State = States;

    fn start(&self) -> States {
        self.0.start()
    }

    fn is_match(&self, states: &States) -> bool {
        self.0.is_match(*states)
    }

    fn can_match(&self, states: &States) -> bool {
        *states != 0
    }

    fn accept(&self, states: &States, byte: u8) -> States {
        self.0.step(*states, byte)
    }
}

/// The words of a kind that `pattern` matches, with the number of documents that hold each (deleted ones too, until a
/// merge), rising; no more than `most` of a segment.
pub(super) fn words(
    segments: &[SegmentReader],
    forms: &[Forms],
    text: Field,
    of: Vocabulary,
    pattern: &Pattern,
    most: usize,
) -> tantivy::Result<Vec<(String, u64)>> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    for (segment, forms) in segments.iter().zip(forms) {
        match of {
            Vocabulary::Stems => collect(segment.inverted_index(text)?.terms(), pattern, most, &mut words)?,
            Vocabulary::Forms => collect(forms.dictionary(), pattern, most, &mut words)?,
        }
    }
    Ok(words.into_iter().map(|(packed, count)| (unpack(&packed), count)).collect())
}

fn collect(
    dictionary: &TermDictionary,
    pattern: &Pattern,
    most: usize,
    words: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()> {
    if let Some(word) = pattern.word() {
        let count = dictionary.get(word)?.map_or(0, |info| u64::from(info.doc_freq));
        if count > 0 && most > 0 {
            *words.entry(word.into()).or_default() += count;
        }
        return Ok(());
    }
    let mut stream = dictionary.search(Walk(pattern)).into_stream()?;
    let mut found = 0;
    while found < most && stream.advance() {
        let count = u64::from(stream.value().doc_freq);
        match std::str::from_utf8(stream.key()) {
            Ok(word) => match words.get_mut(word) {
                Some(sum) => *sum += count,
                None => drop(words.insert(word.into(), count)),
            },
            Err(_) => return Err(tantivy::TantivyError::InternalError("a word is no text".into())),
        }
        found += 1;
    }
    Ok(())
}
