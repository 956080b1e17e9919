//! Suggestions for a query without results: filters to drop, similar words.

use std::collections::HashMap;

use serde::Serialize;

use crate::arabic::{Pattern, edit_distance};
use crate::engine::{Engine, EngineError, Order, Plan};
use crate::query::{Filter, Group, Level, Occur, Phrase, Query, Vocabulary, Word, WordKind};

/// The most forms suggested for a word.
const PROPOSED: usize = 5;
/// The most words for which forms are suggested.
const WORDS: usize = 8;

/// Suggestions for a query without results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Advice")]
pub struct Suggestions {
    /// Filters without which documents match, with the number of documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<(String, u64)>,
    /// Required and excluded parts without which documents match, with the number of documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<(String, u64)>,
    /// Of the first eight words, those that the archive does not have, with similar forms that it has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<NearForms>,
}

/// Forms similar to a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Near")]
pub struct NearForms {
    /// The word as it was typed.
    pub word: String,
    /// Forms of the archive with their document frequencies; two words if one was split. Empty if none is
    /// similar.
    pub forms: Vec<(String, u64)>,
}

/// Returns suggestions for `query`, which has no results.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn suggest(engine: &dyn Engine, query: &Query) -> Result<Suggestions, EngineError> {
    let count = |query: &Query, filter: &Filter| -> Result<u64, EngineError> {
        Ok(engine.matches(&Plan::of(query), filter, Order::Relevance, 0)?.total)
    };
    let mut suggestions = Suggestions::default();
    for (name, filter) in without_one(&query.filter) {
        let documents = count(query, &filter)?;
        suggestions.filters.extend((documents > 0).then_some((name, documents)));
    }
    if suggestions.filters.is_empty() && !query.filter.is_empty() {
        let documents = count(query, &Filter::default())?;
        suggestions.filters.extend((documents > 0).then(|| (query.filter.to_string(), documents)));
    }
    if suggestions.filters.is_empty() {
        for (place, clause) in query.root.clauses.iter().enumerate().take(WORDS) {
            if clause.occur == Occur::Should || query.root.clauses.len() == 1 {
                continue;
            }
            let documents = count(&without(query, place), &query.filter)?;
            let part = Group { clauses: vec![clause.clone()], names: Vec::new() }.to_string();
            suggestions.parts.extend((documents > 0).then_some((part, documents)));
        }
    }
    suggestions.near = near(engine, query)?;
    Ok(suggestions)
}

/// The filter without each of its kinds, named by what was left out.
fn without_one(filter: &Filter) -> Vec<(String, Filter)> {
    let none = Filter::default;
    let parts: [(Filter, Filter); 7] = [
        (Filter { outlets: filter.outlets.clone(), ..none() }, Filter { outlets: Vec::new(), ..filter.clone() }),
        (
            Filter { not_outlets: filter.not_outlets.clone(), ..none() },
            Filter { not_outlets: Vec::new(), ..filter.clone() },
        ),
        (Filter { authors: filter.authors.clone(), ..none() }, Filter { authors: Vec::new(), ..filter.clone() }),
        (Filter { agencies: filter.agencies.clone(), ..none() }, Filter { agencies: Vec::new(), ..filter.clone() }),
        (Filter { places: filter.places.clone(), ..none() }, Filter { places: Vec::new(), ..filter.clone() }),
        (Filter { languages: filter.languages.clone(), ..none() }, Filter { languages: Vec::new(), ..filter.clone() }),
        (Filter { from: filter.from, to: filter.to, ..none() }, Filter { from: None, to: None, ..filter.clone() }),
    ];
    let asked = parts.into_iter().filter(|(part, _)| !part.is_empty());
    asked.map(|(part, rest)| (part.to_string(), rest)).collect()
}

fn without(query: &Query, place: usize) -> Query {
    let mut query = query.clone();
    query.root.clauses.remove(place);
    query.root.names.clear();
    query
}

/// Similar forms for the words of the query that the archive does not have.
fn near(engine: &dyn Engine, query: &Query) -> Result<Vec<NearForms>, EngineError> {
    let mut found: Vec<NearForms> = Vec::new();
    let phrases = query.positive_phrases();
    let words: Vec<(&Phrase, &Word)> =
        phrases.iter().flat_map(|phrase| phrase.words.iter().map(move |word| (*phrase, word))).collect();
    for (place, (phrase, word)) in words.iter().enumerate().take(WORDS) {
        let alone = Phrase::new(vec![(*word).clone()], phrase.level);
        let is_known = engine.matches(&Plan::of(&alone.into()), &Filter::default(), Order::Relevance, 0)?.total > 0;
        if is_known || found.iter().any(|near| near.word == word.written) {
            continue;
        }
        let mut forms = near_forms(engine, word, phrase.level)?;
        forms.extend(split(engine, word)?);
        if let Some((_, next)) = words.get(place + 1) {
            forms.extend(documents(engine, &format!("{}{}", word.folded, next.folded))?);
        }
        found.push(NearForms { word: word.to_string(), forms });
    }
    Ok(found)
}

/// The forms of the archive with the smallest edit distance to a word, then by descending document frequency.
fn near_forms(engine: &dyn Engine, word: &Word, level: Level) -> Result<Vec<(String, u64)>, EngineError> {
    let letters = word.folded.chars().count();
    for distance in 0..=if letters <= 4 { 1 } else { 2 } {
        // The same form helps only if the marks had to be the same.
        if distance == 0 && level != Level::Written && word.kind == WordKind::Whole {
            continue;
        }
        let Some(pattern) = Pattern::near(&word.folded, distance) else { return Ok(Vec::new()) };
        let mut forms = engine.vocabulary(Vocabulary::Forms, &pattern, usize::MAX)?;
        forms.sort_by_key(|(form, documents)| (edit_distance(form, &word.folded), std::cmp::Reverse(*documents)));
        forms.truncate(PROPOSED);
        if !forms.is_empty() {
            return Ok(forms);
        }
    }
    Ok(Vec::new())
}

/// The best split of a word into two that the archive has.
fn split(engine: &dyn Engine, word: &Word) -> Result<Option<(String, u64)>, EngineError> {
    let mut known: HashMap<&str, u64> = HashMap::new();
    let mut best: Option<(String, u64)> = None;
    for (place, _) in word.folded.char_indices().skip(2).take(24) {
        let (one, other) = word.folded.split_at(place);
        if other.chars().count() < 2 {
            break;
        }
        let mut rarer = u64::MAX;
        for part in [one, other] {
            let count = match known.get(part) {
                Some(count) => *count,
                None => documents(engine, part)?.map_or(0, |(_, documents)| documents),
            };
            known.insert(part, count);
            rarer = rarer.min(count);
        }
        if rarer > best.as_ref().map_or(0, |(_, documents)| *documents) {
            best = Some((format!("{one} {other}"), rarer));
        }
    }
    Ok(best)
}

/// A folded form with its document frequency, if it occurs.
fn documents(engine: &dyn Engine, form: &str) -> Result<Option<(String, u64)>, EngineError> {
    let Some(pattern) = Pattern::near(form, 0) else { return Ok(None) };
    Ok(engine.vocabulary(Vocabulary::Forms, &pattern, 2)?.into_iter().find(|(found, _)| found == form))
}
