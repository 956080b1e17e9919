//! Query expansion: the words that wildcards match, other spellings, plurals, aliases, Latin spellings.

use std::collections::HashSet;
use std::ops::Range;

use super::variants::VariantFinder;
use super::{
    Aliases, Alternative, Clause, Group, Layer, Layers, Level, NameSpan, Node, Occur, Phrase, Query, QueryError,
    QueryErrorKind, Vocabulary, Word, WordKind,
};
use crate::arabic::{Pattern, Romanised, Tokens, stem, without_clitics};

/// The most words of an archive to which the wildcards of a query may expand together.
pub const MAX_EXPANSIONS: usize = 20_000;

/// The weight of an alias, where what was typed has weight 1.
const ALIAS: f32 = 0.9;
/// The weight of a name that is written as one word or as two otherwise.
const JOINED: f32 = 0.7;
/// The share of their weights that other spellings of a word alone keep.
const ALONE: f32 = 0.3;
/// The weights of the likeliest readings of a Latin spelling.
const LATIN: [f32; 3] = [0.9, 0.6, 0.4];

/// The most that a reading of a Latin spelling may cost beyond the best one.
const NEAR_BEST: f32 = 0.4;
/// The most readings of a phrase with several Latin spellings.
const MOST_COMBINED: usize = 32;

/// Some words of a phrase, and the readings of their Latin spelling with their weights.
type Choice = (Range<usize>, Vec<(Word, f32)>);

/// Expands `query`: fills in the stems and forms that match each word, and adds alternatives. `look_up` returns the
/// words of a vocabulary that a pattern matches, with their document frequencies, in order; at least as many as its
/// limit if there are so many. Words with the stems `not_variants` are no other spelling or plural of a word.
///
/// # Errors
/// Wildcards expand to too many words; errors of `look_up`.
pub fn expand<E: From<QueryError>>(
    query: &mut Query,
    layers: Layers,
    aliases: &Aliases,
    not_variants: &HashSet<String>,
    look_up: impl Fn(Vocabulary, &Pattern, usize) -> Result<Vec<(String, u64)>, E>,
) -> Result<(), E> {
    let mut expander = Expander { layers, aliases, not_variants, look_up, left: MAX_EXPANSIONS };
    let mut root = std::mem::take(&mut query.root);
    expander.group(&mut root)?;
    if let [Clause { node: Node::Phrase(phrase), .. }] = root.clauses.as_mut_slice() {
        phrase.put_typed_first();
    }
    query.root = root;
    Ok(())
}

impl Phrase {
    /// Lowers the weights of other spellings and plurals of a word that is searched alone, so that no number of them in
    /// a document outweighs what was typed.
    fn put_typed_first(&mut self) {
        let [word] = self.words.as_mut_slice() else { return };
        word.others.iter_mut().for_each(|other| other.weight *= ALONE);
        let spellings = self.alternatives.iter_mut().filter(|alternative| alternative.layer == Layer::Spelling);
        spellings.for_each(|alternative| alternative.weight *= ALONE);
    }
}

struct Expander<'a, L> {
    layers: Layers,
    aliases: &'a Aliases,
    /// Stems that are no other spelling or plural.
    not_variants: &'a HashSet<String>,
    look_up: L,
    /// The number of words to which wildcards may still expand.
    left: usize,
}

impl<E: From<QueryError>, L: Fn(Vocabulary, &Pattern, usize) -> Result<Vec<(String, u64)>, E>> Expander<'_, L> {
    fn variants(&self) -> VariantFinder<'_, L> {
        VariantFinder { layers: self.layers, not_variants: self.not_variants, look_up: &self.look_up }
    }

    fn group(&mut self, group: &mut Group) -> Result<(), E> {
        for clause in &mut group.clauses {
            match &mut clause.node {
                Node::Group(group) => self.group(group)?,
                Node::Phrase(phrase) => self.phrase(phrase)?,
                Node::Filter(_) | Node::Everything => {}
            }
        }
        group.names = self.names(&group.clauses)?;
        Ok(())
    }

    fn phrase(&mut self, phrase: &mut Phrase) -> Result<(), E> {
        if phrase.level == Level::Stem {
            phrase.level = match self.layers {
                Layers { clitics: false, .. } => Level::Folded,
                Layers { stems: false, .. } => Level::Clitics,
                _ => Level::Stem,
            };
        }
        for word in &mut phrase.words {
            word.match_at(phrase.level);
            self.meant(word, phrase.level)?;
        }
        if phrase.level >= Level::Clitics && phrase.near.is_none() {
            if self.layers.aliases {
                self.add_aliases(phrase)?;
            }
            if self.layers.latin && phrase.alternatives.is_empty() {
                self.add_readings(phrase)?;
            }
            if phrase.level == Level::Stem {
                for (replaces, words) in self.variants().joined_and_parted(&phrase.words)? {
                    let alternative = self.alternative(words, replaces, Layer::Spelling, JOINED, phrase.level)?;
                    phrase.alternatives.push(alternative);
                }
            }
        }
        Ok(())
    }

    /// Fills in the words that a wildcard, or a word whose endings must be the same, matches.
    fn meant(&mut self, word: &mut Word, level: Level) -> Result<(), E> {
        match (word.kind, level) {
            (WordKind::Whole, Level::Clitics) => {
                let bare = without_clitics(&word.folded);
                let forms = self.words(Vocabulary::Forms, Pattern::with_clitics(&bare))?;
                word.forms = forms.into_iter().filter(|form| without_clitics(form) == bare).collect();
            }
            (WordKind::Whole, Level::Stem) => {
                self.variants().others(word)?.into_iter().for_each(|other| word.add_other(other));
            }
            (WordKind::Whole, _) => {}
            (WordKind::Prefix, Level::Stem) => {
                word.stems = self.words(Vocabulary::Stems, Pattern::prefix(&word.folded))?;
                word.forms = self.words(Vocabulary::Forms, Pattern::prefix(&word.folded))?;
            }
            (WordKind::Fuzzy(distance), Level::Stem) => {
                // Of a short stem, fewer letters may differ.
                let of_stem = distance.min((word.stem.chars().count() / 4) as u8);
                word.stems = self.words(Vocabulary::Stems, Pattern::near(&word.stem, of_stem))?;
                word.forms = self.words(Vocabulary::Forms, Pattern::near(&word.folded, distance))?;
            }
            (WordKind::Prefix, _) => word.forms = self.words(Vocabulary::Forms, Pattern::prefix(&word.folded))?,
            (WordKind::Fuzzy(distance), _) => {
                word.forms = self.words(Vocabulary::Forms, Pattern::near(&word.folded, distance))?;
            }
        }
        if !word.stems.is_empty() {
            // A form whose stem matches is not needed.
            let stems = std::mem::take(&mut word.stems);
            word.forms.retain(|form| stems.binary_search(&stem(form)).is_err());
            word.stems = stems;
        }
        Ok(())
    }

    fn words(&mut self, of: Vocabulary, pattern: Option<Pattern>) -> Result<Vec<String>, E> {
        let Some(pattern) = pattern else { return Err(QueryErrorKind::LongWord.anywhere().into()) };
        let mut words: Vec<String> =
            (self.look_up)(of, &pattern, self.left + 1)?.into_iter().map(|(word, _)| word).collect();
        if words.len() > self.left {
            return Err(QueryErrorKind::TooManyExpansions(MAX_EXPANSIONS).anywhere().into());
        }
        self.left -= words.len();
        words.sort_unstable();
        Ok(words)
    }

    /// Adds the aliases of names in a phrase.
    fn add_aliases(&mut self, phrase: &mut Phrase) -> Result<(), E> {
        let words: Vec<&Word> = phrase.words.iter().collect();
        let mut alternatives = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let whole = words[at..].iter().take_while(|word| word.kind == WordKind::Whole).count();
            let Some((length, names)) = self.aliases.at_front(&words[at..at + whole]) else {
                at += 1;
                continue;
            };
            alternatives.extend(names.into_iter().map(|name| (at..at + length, name.to_vec())));
            at += length;
        }
        for (replaces, words) in alternatives {
            phrase.alternatives.push(self.alternative(words, replaces, Layer::Alias, ALIAS, phrase.level)?);
        }
        Ok(())
    }

    /// Finds names of several words among neighbouring clauses: aliases, and names that are written as one word as well.
    fn names(&mut self, clauses: &[Clause]) -> Result<Vec<NameSpan>, E> {
        let word = |clause: &Clause| match (&clause.occur, &clause.node) {
            (Occur::Should, Node::Phrase(phrase)) => match phrase.words.as_slice() {
                [word] if !phrase.in_title && phrase.level >= Level::Clitics && word.kind == WordKind::Whole => {
                    Some((word.clone(), phrase.level))
                }
                _ => None,
            },
            _ => None,
        };
        let words: Vec<Option<(Word, Level)>> = clauses.iter().map(word).collect();
        let mut names = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let row: Vec<&Word> = words[at..].iter().map_while(|word| word.as_ref().map(|(word, _)| word)).collect();
            let level = words[at].as_ref().map_or(Level::Stem, |(_, level)| *level);
            let (length, alternatives) = self.name_at_front(&row, level)?;
            if !alternatives.is_empty() {
                names.push(NameSpan { clauses: at..at + length, alternatives });
            }
            at += length;
        }
        Ok(names)
    }

    /// The alternatives of the name at the front of a row of words, and its number of words; none for one word alone.
    fn name_at_front(&mut self, row: &[&Word], level: Level) -> Result<(usize, Vec<Alternative>), E> {
        let named = if self.layers.aliases { self.aliases.at_front(row) } else { None };
        if let Some((length, names)) = named.filter(|(length, _)| *length > 1) {
            let names: Vec<Vec<Word>> = names.into_iter().map(<[Word]>::to_vec).collect();
            let alternatives =
                names.into_iter().map(|words| self.alternative(words, 0..length, Layer::Alias, ALIAS, level));
            return Ok((length, alternatives.collect::<Result<_, E>>()?));
        }
        if let ([one, other, ..], Level::Stem) = (row, level)
            && let Some(word) = self.variants().joined(one, other)?
        {
            return Ok((2, vec![self.alternative(vec![word], 0..2, Layer::Spelling, JOINED, level)?]));
        }
        Ok((1, Vec::new()))
    }

    /// Adds readings of Latin spellings, the likeliest first. In a phrase with several of them, readings are combined.
    fn add_readings(&mut self, phrase: &mut Phrase) -> Result<(), E> {
        let mut choices: Vec<Choice> = Vec::new();
        for (place, word) in phrase.words.iter().enumerate() {
            let readings = self.readings(word)?;
            if !readings.is_empty() {
                choices.push((place..(place + word.spelled_words()).min(phrase.words.len()), readings));
            }
        }
        let alternatives = match choices.as_slice() {
            [] => Vec::new(),
            [(replaces, readings)] => {
                readings.iter().map(|(word, weight)| (vec![word.clone()], replaces.clone(), *weight)).collect()
            }
            choices => {
                let whole = 0..phrase.words.len();
                let rows = combined(&phrase.words, choices).into_iter();
                rows.map(|(words, weight)| (words, whole.clone(), weight)).collect()
            }
        };
        for (words, replaces, weight) in alternatives {
            phrase.alternatives.push(self.alternative(words, replaces, Layer::Latin, weight, phrase.level)?);
        }
        Ok(())
    }

    /// The Arabic words of the archive that a word may spell, with their weights.
    fn readings(&self, word: &Word) -> Result<Vec<(Word, f32)>, E> {
        let Some(spelling) = &word.latin else { return Ok(Vec::new()) };
        // Capitals alone are an abbreviation.
        if spelling.chars().all(|char| !char.is_lowercase()) && spelling.chars().any(char::is_uppercase) {
            return Ok(Vec::new());
        }
        let Some(romanised) = Romanised::read(spelling) else { return Ok(Vec::new()) };
        let Some(pattern) = romanised.pattern() else { return Ok(Vec::new()) };
        let meant = romanised.meant((self.look_up)(Vocabulary::Forms, &pattern, MAX_EXPANSIONS)?);
        let word = |form: &str| {
            let mut tokens = Tokens::new(form);
            let token = tokens.advance().filter(|token| !token.is_stop_word)?;
            Some(Word::new(&token, WordKind::Whole, Level::Stem))
        };
        let words: Vec<(Word, f32)> =
            meant.into_iter().filter_map(|spelling| Some((word(&spelling.form)?, spelling.cost))).collect();
        let best = words.first().map_or(0.0, |(_, cost)| *cost);
        let near_best = words.into_iter().take_while(|(_, cost)| *cost <= best + NEAR_BEST);
        Ok(near_best.zip(LATIN).map(|((word, _), weight)| (word, weight)).collect())
    }

    fn alternative(
        &mut self,
        mut words: Vec<Word>,
        replaces: Range<usize>,
        layer: Layer,
        weight: f32,
        level: Level,
    ) -> Result<Alternative, E> {
        for word in &mut words {
            word.match_at(level);
            self.meant(word, level)?;
        }
        Ok(Alternative { words, replaces, layer, weight })
    }
}

/// The phrase with each combination of readings, the likeliest first.
fn combined(words: &[Word], choices: &[Choice]) -> Vec<(Vec<Word>, f32)> {
    let mut rows: Vec<(Vec<Word>, f32)> = vec![(Vec::new(), 1.0)];
    let mut at = 0;
    while at < words.len() {
        let typed = vec![(words[at].clone(), 1.0)];
        let choice = choices.iter().find(|(replaces, _)| replaces.start == at);
        let steps = choice.map_or(&typed, |(_, readings)| readings);
        let with = |(row, weight): &(Vec<Word>, f32)| -> Vec<(Vec<Word>, f32)> {
            let step =
                |(word, share): &(Word, f32)| ([row.as_slice(), std::slice::from_ref(word)].concat(), weight * share);
            steps.iter().map(step).collect()
        };
        rows = rows.iter().flat_map(with).collect();
        rows.sort_by(|a, b| b.1.total_cmp(&a.1));
        rows.truncate(MOST_COMBINED);
        at = choice.map_or(at + 1, |(replaces, _)| replaces.end);
    }
    rows
}

impl Phrase {
    /// The variants of the phrase: as typed, then with each alternative in its place.
    pub fn variants(&self) -> Vec<Vec<&Word>> {
        let typed: Vec<&Word> = self.words.iter().collect();
        let with = |alternative| -> Vec<&Word> {
            let Alternative { words, replaces, .. }: &Alternative = alternative;
            self.words[..replaces.start].iter().chain(words).chain(&self.words[replaces.end..]).collect()
        };
        std::iter::once(typed).chain(self.alternatives.iter().map(with)).collect()
    }
}
