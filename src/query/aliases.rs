//! Aliases: names for one thing, from a file that users write.
//!
//! ```toml
//! [[alias]]
//! names = ["داعش", "تنظيم الدولة", "ISIS"]
//! ```

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::{Level, Phrase, Query, Word, WordKind};
use crate::arabic::Tokens;

/// The most names of one thing.
pub const MAX_NAMES: usize = 64;
/// The most words of a name.
const MAX_WORDS: usize = 16;
/// The largest file of aliases, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Sets of names for one thing each. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    known: Arc<Known>,
    /// Names that are left out, by the stems of their words.
    left_out: HashSet<Vec<String>>,
}

#[derive(Debug, Default)]
struct Known {
    /// Each thing's names, as words that match by their stems.
    sets: Vec<Vec<Vec<Word>>>,
    /// Names by the stem of their first word: set, and name within it.
    by_first: HashMap<String, Vec<(usize, usize)>>,
}

/// An error in a file of aliases.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AliasError {
    /// It is not TOML, or not in this format.
    #[error("{0}: write each thing as [[alias]] and names = [\"…\", \"…\"]")]
    Toml(String),
    /// It is too large.
    #[error("more than {MAX_BYTES} bytes of aliases: keep to names that are used")]
    TooLarge,
    /// A thing has one name only.
    #[error("alias {0} has fewer than two names: add another, or remove it")]
    Alone(usize),
    /// A thing has too many names.
    #[error("alias {0} has more than {MAX_NAMES} names: keep to those that are used")]
    TooMany(usize),
    /// A name has no word that can be searched, or too many.
    #[error("{0:?} is no name: it needs 1 to {MAX_WORDS} words that are not in every text")]
    NoName(String),
    /// A name is in two entries.
    #[error("{0:?} is in alias {1} and in alias {2}: join the two, or remove it from one")]
    Twice(String, usize, usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    alias: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    names: Vec<String>,
}

impl Aliases {
    /// Reads a file's text.
    ///
    /// # Errors
    /// See [`AliasError`]; things are counted from 1.
    pub fn parse(text: &str) -> Result<Self, AliasError> {
        if text.len() > MAX_BYTES {
            return Err(AliasError::TooLarge);
        }
        let file: File = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text[..text.floor_char_boundary(span.start)].matches('\n').count() + 1);
            AliasError::Toml(format!("line {line}: {}", error.message()))
        })?;
        let mut known = Known::default();
        let mut owners: HashMap<Vec<String>, usize> = HashMap::new();
        for (number, entry) in (1..).zip(file.alias) {
            let mut names: Vec<Vec<Word>> = Vec::new();
            for text in &entry.names {
                let words = words(text);
                if words.is_empty() || words.len() > MAX_WORDS {
                    return Err(AliasError::NoName(text.clone()));
                }
                match owners.insert(stems(&words), number) {
                    Some(owner) if owner != number => return Err(AliasError::Twice(text.clone(), owner, number)),
                    // Two spellings of one name.
                    Some(_) => {}
                    None => names.push(words),
                }
            }
            match names.len() {
                0 | 1 => return Err(AliasError::Alone(number)),
                2..=MAX_NAMES => known.add(names),
                _ => return Err(AliasError::TooMany(number)),
            }
        }
        Ok(Self { known: Arc::new(known), left_out: HashSet::new() })
    }

    /// These without `names`: none of them is searched in place of another name.
    ///
    /// # Errors
    /// The first of `names` that is not an alias.
    pub fn without<'n>(&self, names: &'n [String]) -> Result<Self, &'n str> {
        let read = |name: &'n String| {
            let wanted = stems(&words(name));
            if self.known.has(&wanted) { Ok(wanted) } else { Err(name.as_str()) }
        };
        let left_out = names.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { known: Arc::clone(&self.known), left_out })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.sets.is_empty()
    }

    /// The sets of names.
    pub fn sets(&self) -> impl Iterator<Item = AliasSet<'_>> {
        self.known.sets.iter().map(|names| AliasSet { names })
    }

    /// The longest name at the start of `words`: its number of words, and the other names of its entry.
    pub(super) fn at_front(&self, words: &[&Word]) -> Option<(usize, Vec<&[Word]>)> {
        let Known { sets, by_first } = &*self.known;
        let places = by_first.get(&words.first()?.stem)?;
        let is_here = |name: &[Word]| {
            name.len() <= words.len() && name.iter().zip(words).all(|(own, word)| own.stem == word.stem)
        };
        let fitting = places.iter().filter(|(set, name)| is_here(&sets[*set][*name]));
        let &(set, name) = fitting.max_by_key(|(set, name)| sets[*set][*name].len())?;
        let others = (0..).zip(&sets[set]).filter(|(place, _)| *place != name).map(|(_, words)| words.as_slice());
        let searched = others.filter(|words| self.left_out.is_empty() || !self.left_out.contains(&stems(words)));
        Some((sets[set][name].len(), searched.collect()))
    }

    /// Whether these two are names for one thing.
    pub fn joins(&self, one: &str, other: &str) -> bool {
        let (one, other) = (stems(&words(one)), stems(&words(other)));
        self.known.sets.iter().any(|names| {
            let has = |wanted: &[String]| names.iter().any(|name| stems(name) == wanted);
            has(&one) && has(&other)
        })
    }
}

/// Names for one thing.
#[derive(Clone, Copy, Debug)]
pub struct AliasSet<'a> {
    names: &'a [Vec<Word>],
}

impl AliasSet<'_> {
    /// The names as the file writes them, without stop words.
    pub fn names(&self) -> Vec<String> {
        let written = |words: &Vec<Word>| words.iter().map(|word| word.written.as_str()).collect::<Vec<_>>().join(" ");
        self.names.iter().map(written).collect()
    }

    /// The query for documents with any of the names.
    pub fn query(&self) -> Query {
        Query::any_of(self.names.iter().map(|words| Phrase::new(words.clone(), Level::Stem)))
    }

    /// How often a text uses each name: by stems, and where one name begins or holds another, the longer.
    pub fn uses(&self, text: &str) -> Vec<u64> {
        // Stems as places in this list, so that no word of the text is copied.
        let mut known: Vec<&str> = self.names.iter().flatten().map(|word| word.stem.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let (mut tokens, mut stems) = (Tokens::new(text), Vec::new());
        while let Some(token) = tokens.advance() {
            if !token.is_stop_word {
                stems.push(known.iter().position(|stem| token.stem == *stem));
            }
        }
        let is_at = |name: &[Word], place: usize| {
            let here = stems.get(place..place + name.len());
            let is_word = |word: &Word, stem: &Option<usize>| stem.is_some_and(|stem| known[stem] == word.stem);
            here.is_some_and(|here| name.iter().zip(here).all(|(word, stem)| is_word(word, stem)))
        };
        let mut uses = vec![0; self.names.len()];
        let mut place = 0;
        while place < stems.len() {
            let here = (0..self.names.len()).filter(|name| is_at(&self.names[*name], place));
            let longest = here.max_by_key(|name| self.names[*name].len());
            place += longest.map_or(1, |name| self.names[name].len());
            longest.into_iter().for_each(|name| uses[name] += 1);
        }
        uses
    }
}

impl Known {
    /// Whether a name has these stems.
    fn has(&self, wanted: &[String]) -> bool {
        let places = wanted.first().and_then(|first| self.by_first.get(first));
        places.is_some_and(|places| places.iter().any(|(set, name)| stems(&self.sets[*set][*name]) == wanted))
    }

    fn add(&mut self, names: Vec<Vec<Word>>) {
        for (place, name) in names.iter().enumerate() {
            self.by_first.entry(name[0].stem.clone()).or_default().push((self.sets.len(), place));
        }
        self.sets.push(names);
    }
}

/// The words of a name, without stop words.
fn words(text: &str) -> Vec<Word> {
    let (mut words, mut tokens) = (Vec::new(), Tokens::new(text));
    while let Some(token) = tokens.advance() {
        if !token.is_stop_word {
            words.push(Word::new(&token, WordKind::Whole, Level::Stem));
        }
    }
    words
}

fn stems(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.stem.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> AliasError {
        Aliases::parse(text).unwrap_err()
    }

    #[test]
    fn the_longest_name_is_found_with_its_others() {
        let aliases = Aliases::parse(
            "[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\", \"ISIS\"]\n[[alias]]\nnames = [\"تنظيم\", \"جماعة\"]\n",
        )
        .unwrap();
        let typed = words("بتنظيم الدولة اليوم");
        let (length, others) = aliases.at_front(&typed.iter().collect::<Vec<_>>()).unwrap();
        let others: Vec<&str> = others.iter().map(|name| name[0].written.as_str()).collect();
        assert_eq!((length, others), (2, vec!["داعش", "ISIS"]));
        assert!(aliases.joins("الداعش", "isis") && !aliases.joins("داعش", "تنظيم"));
        assert!(Aliases::parse("").unwrap().is_empty());
        let without = aliases.without(&["الداعش".into()]).unwrap();
        let (length, others) = without.at_front(&typed.iter().collect::<Vec<_>>()).unwrap();
        assert_eq!((length, others.len(), others[0][0].written.as_str()), (2, 1, "ISIS"));
        for unknown in ["قسد", "تنظيم الدولة اليوم", "من", ""] {
            assert_eq!(aliases.without(&["داعش".into(), unknown.into()]).unwrap_err(), unknown);
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert!(
            matches!(refused("[[alias]]\nnames = [\"داعش\""), AliasError::Toml(text) if text.starts_with("line 2"))
        );
        assert!(matches!(refused("[[alias]]\nname = \"داعش\""), AliasError::Toml(_)));
        assert_eq!(refused("[[alias]]\nnames = [\"داعش\", \"دَاعِش\"]"), AliasError::Alone(1));
        assert_eq!(refused("[[alias]]\nnames = [\"داعش\", \"من\"]"), AliasError::NoName("من".into()));
        let cycle = "[[alias]]\nnames = [\"قسد\", \"سوريا\"]\n[[alias]]\nnames = [\"سوريا\", \"قسد\"]";
        assert_eq!(refused(cycle), AliasError::Twice("سوريا".into(), 1, 2));
        let many: Vec<String> = (0..=MAX_NAMES).map(|number| format!("\"اسم{number}\"")).collect();
        assert_eq!(refused(&format!("[[alias]]\nnames = [{}]", many.join(","))), AliasError::TooMany(1));
        assert_eq!(refused(&"#".repeat(MAX_BYTES + 1)), AliasError::TooLarge);
    }
}
