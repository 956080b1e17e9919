//! Explanation of a search: the forms that each word of a query matched in the archive, layer by layer.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::arabic::{
    self, GramSet, Pattern, Tokens, WordCode, is_stop_word, letter, stem, without_clitics, without_format,
};
use crate::document::{DocumentTerms, WordKey};
use crate::engine::{Engine, EngineError, Order, Plan};
use crate::query::{Alternative, Filter, Layer, Level, Phrase, Query, Vocabulary, Word, WordKind};

/// The most documents that are read for the spellings of a word.
pub const MAX_READ: usize = 500;

/// Why documents match a query.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[non_exhaustive]
pub struct Explanation {
    /// The expanded query in the query language, with alternatives in braces.
    pub became: String,
    /// Each searched word, once.
    pub words: Vec<Matched>,
}

/// The forms that a word of the query matches.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Matched {
    /// The word as it was typed.
    pub word: String,
    /// The forms by layer, with their document frequencies.
    pub layers: BTreeMap<Layer, Vec<Form>>,
    /// Aliases of the word, or of several words of which it is the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Other spellings of the folded form in the documents that were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spellings: Vec<Form>,
    /// Number of documents with the folded form that were read for its spellings, those of `written` among them.
    pub looked_at: u64,
}

/// A form that a word matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Form {
    /// The folded form; in the layer `written` and among spellings, the form as written in texts.
    pub form: String,
    /// Document frequency.
    pub documents: u64,
}

/// Explains what the words of an expanded query match in the archive.
///
/// Looks up the forms of each stem in the archive's vocabulary, and reads up to [`MAX_READ`] documents a word.
///
/// # Errors
/// The index is damaged or out of reach.
pub fn explain(engine: &dyn Engine, query: &Query) -> Result<Explanation, EngineError> {
    let searched = searched(query);
    let by_stem = forms_by_stem(engine, &searched)?;
    let words =
        searched.iter().map(|(word, level, alternatives)| matched(engine, word, *level, alternatives, &by_stem));
    Ok(Explanation { became: format!("{query:#}"), words: words.collect::<Result<_, _>>()? })
}

/// A searched word, its level and its alternatives.
type SearchedWord<'q> = (&'q Word, Level, Vec<&'q Alternative>);

fn searched(query: &Query) -> Vec<SearchedWord<'_>> {
    let mut searched: Vec<SearchedWord<'_>> = Vec::new();
    for phrase in query.positive_phrases() {
        for (place, word) in phrase.words.iter().enumerate() {
            // An alternative of several words is shown with the first of them.
            let alternatives =
                phrase.alternatives.iter().filter(|alternative| alternative.replaces.start == place).collect();
            if !searched.iter().any(|(known, level, _)| known.written == word.written && *level == phrase.level) {
                searched.push((word, phrase.level, alternatives));
            }
        }
    }
    for (name, words) in query.names() {
        let place =
            searched.iter_mut().find(|(word, ..)| words.first().is_some_and(|first| std::ptr::eq(*first, *word)));
        if let Some((.., alternatives)) = place {
            alternatives.extend(&name.alternatives);
        }
    }
    searched
}

/// The forms of the archive that have a searched stem, by stem.
fn forms_by_stem(
    engine: &dyn Engine,
    searched: &[SearchedWord<'_>],
) -> Result<HashMap<String, Vec<Form>>, EngineError> {
    let alternatives =
        searched.iter().flat_map(|(.., alternatives)| alternatives.iter().flat_map(|alternative| &alternative.words));
    let stems: HashSet<&str> = searched
        .iter()
        .map(|(word, ..)| *word)
        .chain(alternatives)
        .flat_map(|word| &word.stems)
        .map(String::as_str)
        .collect();
    let mut by_stem: HashMap<String, Vec<Form>> = HashMap::new();
    let forms = if stems.is_empty() { BTreeMap::new() } else { engine.forms_of(&stems)? };
    for (form, documents) in forms {
        let stem = stem(&form);
        if stems.contains(stem.as_str()) {
            by_stem.entry(stem).or_default().push(Form { form, documents });
        }
    }
    Ok(by_stem)
}

fn matched(
    engine: &dyn Engine,
    word: &Word,
    level: Level,
    alternatives: &[&Alternative],
    by_stem: &HashMap<String, Vec<Form>>,
) -> Result<Matched, EngineError> {
    let mut layers: BTreeMap<Layer, Vec<Form>> = BTreeMap::new();
    let bare = without_clitics(&word.folded);
    let (mut others_spelled, mut looked_at) = (Vec::new(), 0);
    // By its stem, a homograph of a stop word matches as it is written only.
    let codes: Vec<_> = word.folded.chars().map(letter::code).collect();
    let is_homograph = level == Level::Stem && !word.is_stop_word && is_stop_word(&codes);
    for other in &word.others {
        layers.entry(other.layer).or_default().extend(by_stem.get(&other.stem).into_iter().flatten().cloned());
    }
    for form in forms_of(engine, word, by_stem)? {
        let layer = match word.kind {
            WordKind::Prefix | WordKind::Fuzzy(_) => Layer::Wildcard,
            WordKind::Whole if form.form == word.folded => Layer::Folded,
            WordKind::Whole if without_clitics(&form.form) == bare => Layer::Clitics,
            WordKind::Whole => Layer::Stem,
        };
        if layer == Layer::Folded {
            let (written, otherwise, documents) = spellings(engine, word, &form)?;
            let matching = layers.entry(Layer::Written).or_default();
            matching.extend(written);
            looked_at = documents;
            match is_homograph {
                true => matching.extend(otherwise.into_iter().filter(|form| is_word(&form.form))),
                false => others_spelled = otherwise,
            }
        }
        if layer != Layer::Folded || level > Level::Written && !is_homograph {
            layers.entry(layer).or_default().push(form);
        }
    }
    let aliases = alternatives
        .iter()
        .filter(|alternative| alternative.layer == Layer::Alias)
        .map(|alternative| name(alternative))
        .collect();
    for alternative in alternatives {
        layers.entry(alternative.layer).or_default().extend(of_other(engine, alternative, by_stem)?);
    }
    layers.retain(|_, forms| !forms.is_empty());
    for forms in layers.values_mut().chain([&mut others_spelled]) {
        forms.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.form.cmp(&b.form)));
    }
    Ok(Matched { word: word.to_string(), layers, aliases, spellings: others_spelled, looked_at })
}

/// Whether a written form is no stop word.
fn is_word(written: &str) -> bool {
    Tokens::new(written).advance().is_some_and(|token| !token.is_stop_word)
}

/// The forms that match a word, by its stems and directly.
fn forms_of(engine: &dyn Engine, word: &Word, by_stem: &HashMap<String, Vec<Form>>) -> Result<Vec<Form>, EngineError> {
    let own = word.stems.iter().filter(|stem| word.others.iter().all(|other| other.stem != **stem));
    let mut forms: Vec<Form> = own.filter_map(|stem| by_stem.get(stem)).flatten().cloned().collect();
    for form in &word.forms {
        let Some(pattern) = Pattern::near(form, 0) else { continue };
        let found = engine.vocabulary(Vocabulary::Forms, &pattern, 2)?.into_iter().filter(|(found, _)| found == form);
        forms.extend(found.map(|(form, documents)| Form { form, documents }));
    }
    Ok(forms)
}

/// The forms of an alternative; a name of several words is one form.
fn of_other(
    engine: &dyn Engine,
    alternative: &Alternative,
    by_stem: &HashMap<String, Vec<Form>>,
) -> Result<Vec<Form>, EngineError> {
    if let [word] = alternative.words.as_slice() {
        return forms_of(engine, word, by_stem);
    }
    let query = Phrase::new(alternative.words.clone(), Level::Stem);
    let documents = engine.matches(&Plan::of(&query.into()), &Filter::default(), Order::Relevance, 0)?.total;
    Ok(if documents == 0 { Vec::new() } else { vec![Form { form: name(alternative), documents }] })
}

fn name(alternative: &Alternative) -> String {
    alternative.words.iter().map(|word| word.written.as_str()).collect::<Vec<_>>().join(" ")
}

/// Counts spellings of a word's folded form: as typed, other ones, and the number of documents that were read.
fn spellings(engine: &dyn Engine, word: &Word, form: &Form) -> Result<(Option<Form>, Vec<Form>, u64), EngineError> {
    let exact = Word { forms: vec![form.form.clone()], stems: Vec::new(), ..word.clone() };
    let plan = Plan::of(&Phrase::new(vec![exact], Level::Folded).into());
    let found = engine.matches(&plan, &Filter::default(), Order::Relevance, MAX_READ)?;
    let looked_at = found.documents.len() as u64;
    engine.prefetch(&found.documents)?;
    let codes = WordCode::of_form(&form.form);
    let mut counts: HashMap<String, u64> = HashMap::new();
    let mut spelled: HashMap<WordKey, Vec<String>> = HashMap::new();
    let mut document_terms = DocumentTerms::default();
    let mut grams = GramSet::default();
    grams.add_form(&form.form);
    let words_of_form = engine.words(&grams)?;
    for key in found.documents {
        engine.document_terms(key, &words_of_form, &mut document_terms)?;
        let mut seen: HashSet<&String> = HashSet::new();
        let may_be = |code: WordCode| codes.contains(&code) || code.kind() == arabic::WordKind::Other;
        let words: HashSet<WordKey> =
            document_terms.words.iter().filter(|word| may_be(word.code)).map(|word| word.key).collect();
        for word in &words {
            if let Entry::Vacant(vacant) = spelled.entry(*word) {
                vacant.insert(of_form(&engine.written(*word)?, &form.form));
            }
        }
        words.iter().for_each(|word| seen.extend(&spelled[word]));
        seen.into_iter().for_each(|written| *counts.entry(written.clone()).or_default() += 1);
    }
    let typed = without_format(&word.written);
    let written = counts.remove(&typed).map(|documents| Form { form: typed, documents });
    Ok((written, counts.into_iter().map(|(form, documents)| Form { form, documents }).collect(), looked_at))
}

/// The tokens of a written word that have this folded form, without direction marks and joiners.
fn of_form(written: &str, form: &str) -> Vec<String> {
    let (mut tokens, mut found) = (Tokens::new(written), Vec::new());
    while let Some(token) = tokens.advance() {
        if token.folded == form {
            found.push(without_format(token.written));
        }
    }
    found
}
