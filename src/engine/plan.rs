//! Query plan: the documents that a query selects and how they are scored, in terms that every engine understands.
//!
//! [`Plan::of`] turns an expanded [`Query`] into a tree of boolean nodes over a few kinds of [`Leaf`], and a list of
//! [`Scorer`]s. The meaning of the query language is stated here and nowhere else: what is required, what an
//! alternative may replace, and where an index cannot decide so that documents must be read. An engine implements
//! [`Lowering`], which turns leaves into queries of its own; [`Node::lower`] walks the tree.
//!
//! Selection and scoring are separate: excluded words, filters and exact phrases select without scoring, and every
//! searched word scores by its stem.

use std::collections::BTreeMap;

use super::{EngineError, Meter};
use crate::query::{
    self, Alternative, Filter, Group, Level, Phrase, Query, QueryError, QueryErrorKind, QueryTerms, Word, WordKind,
};

/// The score of a document that matches a wildcard or fuzzy word, whatever words of the archive it stands for.
const WILDCARD_SCORE: f32 = 3.0;

/// What an engine does for a query.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The documents that match.
    pub selection: Node,
    /// The score of a document is the sum of those that match it. They select nothing.
    pub scorers: Vec<Scorer>,
    /// Whether the documents that match a scorer are exactly those of `selection`, so that an engine may leave the
    /// selection out.
    pub scorers_select: bool,
    /// The terms whose document frequencies ranking needs.
    pub terms: QueryTerms,
    /// What the query has used of its budget; an engine checks it wherever it may read many documents.
    pub meter: Meter,
}

/// A condition on documents.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Every document matches.
    All,
    /// No document matches.
    None,
    /// Documents that match at least one node; always two nodes or more.
    Any(Vec<Node>),
    /// Documents that match every node of `must` and none of `must_not`.
    Boolean {
        /// Never empty.
        must: Vec<Node>,
        /// May be empty.
        must_not: Vec<Node>,
    },
    /// Documents that an index finds.
    Leaf(Leaf),
    /// Those of `candidates` whose stored text has `phrase`, see [`query::phrase_matches`]. The index cannot decide:
    /// it has neither the marks of words nor the positions of folded forms.
    Verify {
        /// Documents that have every word of the phrase, in any place.
        candidates: Box<Node>,
        /// The phrase, without alternatives.
        phrase: Box<Phrase>,
        /// The phrase as the user typed it, for messages.
        typed: String,
    },
}

/// A condition that an engine's index decides. Lists of stems and forms are never empty.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// Documents with any of these stems in a field.
    Stems {
        /// Where.
        field: Field,
        /// Any of them.
        stems: Vec<String>,
    },
    /// Documents with any of these folded forms in title or body.
    Forms(Vec<String>),
    /// Documents with stems side by side in this order: at each position any of a list.
    Phrase {
        /// Where.
        field: Field,
        /// Two positions or more.
        positions: Vec<Vec<String>>,
    },
    /// Documents with one stem of each list, in any order, with at most `gaps` other words among them.
    Window {
        /// Where.
        field: Field,
        /// Two lists or more.
        stems: Vec<Vec<String>>,
        /// How many other words may be among them.
        gaps: u32,
    },
    /// Documents with this metadata.
    Filter(Filter),
}

/// Where stems are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Title and body.
    Text,
    /// The title alone.
    Title,
}

/// Adds to the score of the documents that it matches.
#[derive(Clone, Debug, PartialEq)]
pub enum Scorer {
    /// BM25 of a stem in title and body, times `weight`.
    Stem {
        /// The stem.
        stem: String,
        /// 1 for a stem that was typed, less for an alternative.
        weight: f32,
    },
    /// BM25 of stems side by side in title and body, times `weight`.
    Phrase {
        /// As in [`Leaf::Phrase`].
        positions: Vec<Vec<String>>,
        /// As of a stem.
        weight: f32,
    },
    /// The same score for every document that matches.
    Constant {
        /// The documents.
        node: Node,
        /// The score.
        score: f32,
    },
}

/// What an engine has to provide to run a [`Plan`].
pub trait Lowering {
    /// A query of the engine.
    type Query;

    /// Matches every document.
    fn all(&self) -> Self::Query;

    /// Matches no document.
    fn none(&self) -> Self::Query;

    /// Matches documents of any of `queries`, which are two or more.
    fn any(&self, queries: Vec<Self::Query>) -> Self::Query;

    /// Matches documents of every query of `must`, which is not empty, and of none of `must_not`.
    fn boolean(&self, must: Vec<Self::Query>, must_not: Vec<Self::Query>) -> Self::Query;

    /// Matches the documents of `leaf`.
    ///
    /// # Errors
    /// A filter names an outlet, author or place that the archive does not have; the index cannot be read.
    fn leaf(&self, leaf: &Leaf) -> Result<Self::Query, EngineError>;

    /// Counts the documents that match `query`.
    ///
    /// # Errors
    /// The index cannot be read.
    fn count(&self, query: &Self::Query) -> Result<u64, EngineError>;

    /// Matches those of `candidates` whose text has `phrase`, by reading them as far as `meter` allows.
    ///
    /// # Errors
    /// The index cannot be read; the budget is spent.
    fn verify(&self, candidates: Self::Query, phrase: &Phrase, meter: &Meter) -> Result<Self::Query, EngineError>;
}

impl Plan {
    /// Selects every document and scores none.
    pub fn all() -> Self {
        Self {
            selection: Node::All,
            scorers: Vec::new(),
            scorers_select: false,
            terms: QueryTerms::default(),
            meter: Meter::default(),
        }
    }

    /// The plan of an expanded query. The query's own filter is not part of it: engines take filters beside the plan.
    pub fn of(query: &Query) -> Self {
        Self {
            selection: group(&query.root),
            scorers: scorers(query),
            scorers_select: scorers_select(query),
            terms: query.terms(),
            meter: Meter::default(),
        }
    }
}

impl Node {
    /// Any of `nodes`.
    fn any(mut nodes: Vec<Node>) -> Self {
        nodes.retain(|node| *node != Node::None);
        match nodes.len() {
            0 => Node::None,
            1 => nodes.remove(0),
            _ => Node::Any(nodes),
        }
    }

    /// Turns the condition into a query of `engine`.
    ///
    /// # Errors
    /// A phrase would have to be verified in more documents than the query may read; errors of `engine`.
    pub fn lower<L: Lowering>(&self, engine: &L, meter: &Meter) -> Result<L::Query, EngineError> {
        let each = |nodes: &[Node]| nodes.iter().map(|node| node.lower(engine, meter)).collect::<Result<Vec<_>, _>>();
        match self {
            Node::All => Ok(engine.all()),
            Node::None => Ok(engine.none()),
            Node::Any(nodes) => Ok(engine.any(each(nodes)?)),
            Node::Boolean { must, must_not } => Ok(engine.boolean(each(must)?, each(must_not)?)),
            Node::Leaf(leaf) => engine.leaf(leaf),
            Node::Verify { candidates, phrase, typed } => {
                let candidates = candidates.lower(engine, meter)?;
                if let Some(most) = meter.reads()
                    && engine.count(&candidates)? > most
                {
                    let kind = QueryErrorKind::TooManyCandidates(most);
                    return Err(QueryError { kind, column: None, found: typed.clone() }.into());
                }
                engine.verify(candidates, phrase, meter)
            }
        }
    }
}

/// The documents of a group: all that is required, nothing that is excluded and, where no word is required, at least
/// one of the optional parts.
fn group(group: &Group) -> Node {
    let (mut must, mut must_not, mut optional) = (Vec::new(), Vec::new(), Vec::new());
    for clause in &group.clauses {
        let node = node(&clause.node);
        match clause.occur {
            query::Occur::Should => optional.push(node),
            query::Occur::Must => must.push(node),
            query::Occur::MustNot => must_not.push(node),
        }
    }
    // A required filter does not make the words beside it optional.
    let is_required = |clause: &query::Clause| clause.occur == query::Occur::Must && !clause.node.is_filter();
    if !group.clauses.iter().any(is_required) {
        let alternatives = group.names.iter().flat_map(|name| &name.alternatives);
        optional.extend(alternatives.map(|alternative| name(&alternative.words)));
        if !optional.is_empty() {
            must.push(Node::any(optional));
        }
    }
    match (must.is_empty(), must_not.is_empty()) {
        (true, true) => Node::None,
        (true, false) => Node::Boolean { must: vec![Node::All], must_not },
        (false, true) if must.len() == 1 => must.remove(0),
        (false, _) => Node::Boolean { must, must_not },
    }
}

fn node(node: &query::Node) -> Node {
    match node {
        query::Node::Group(inner) => group(inner),
        query::Node::Phrase(inner) => phrase(inner),
        query::Node::Filter(filter) => Node::Leaf(Leaf::Filter(filter.clone())),
        query::Node::Everything => Node::All,
    }
}

/// The documents of a phrase, as it was typed or with an alternative in it.
fn phrase(phrase: &Phrase) -> Node {
    let field = if phrase.in_title { Field::Title } else { Field::Text };
    let variant = |words: &Vec<&Word>| match (words.as_slice(), phrase.near) {
        (words, _) if !index_decides(phrase, words) => verified(phrase, words),
        ([word], _) => any_form(field, word),
        (words, near) => positions(words).map_or(Node::None, |stems| {
            Node::Leaf(match near {
                None => Leaf::Phrase { field, positions: stems },
                Some(gaps) => Leaf::Window { field, stems, gaps },
            })
        }),
    };
    Node::any(phrase.variants().iter().map(variant).collect())
}

/// Whether an index can tell which documents have `words`, a variant of `phrase`. It has stems with positions, and
/// folded forms of whole documents without positions; it has no marks.
fn index_decides(phrase: &Phrase, words: &[&Word]) -> bool {
    let has_forms = words.iter().any(|word| !word.forms.is_empty());
    phrase.level > Level::Written && !(has_forms && (words.len() > 1 || phrase.in_title))
}

/// The documents that have all of `words`, to be read for the phrase.
fn verified(phrase: &Phrase, words: &[&Word]) -> Node {
    let mut candidates: Vec<Node> = words.iter().map(|word| any_form(Field::Text, word)).collect();
    let candidates = match candidates.len() {
        1 => candidates.remove(0),
        _ => Node::Boolean { must: candidates, must_not: Vec::new() },
    };
    let typed = phrase.to_string();
    let words = words.iter().copied().cloned().collect();
    let phrase = Box::new(Phrase { words, alternatives: Vec::new(), ..phrase.clone() });
    Node::Verify { candidates: Box::new(candidates), phrase, typed }
}

/// Documents with an alternative name of one word or several.
fn name(words: &[Word]) -> Node {
    phrase(&Phrase::new(words.to_vec(), Level::Clitics))
}

/// Documents with any stem or form that matches `word`.
fn any_form(field: Field, word: &Word) -> Node {
    let stems = (!word.stems.is_empty()).then(|| Leaf::Stems { field, stems: word.stems.clone() });
    let forms = (!word.forms.is_empty()).then(|| Leaf::Forms(word.forms.clone()));
    Node::any(stems.into_iter().chain(forms).map(Node::Leaf).collect())
}

/// The stems that match at each position; `None` if nothing matches at one of them.
fn positions(words: &[&Word]) -> Option<Vec<Vec<String>>> {
    words.iter().map(|word| (!word.stems.is_empty()).then(|| word.stems.clone())).collect()
}

fn scorers(query: &Query) -> Vec<Scorer> {
    let mut stems: BTreeMap<&str, f32> = BTreeMap::new();
    let mut scorers = Vec::new();
    for word in query.words() {
        match word.kind {
            WordKind::Whole => {
                stems.insert(&word.stem, 1.0);
                for other in &word.others {
                    stems.entry(&other.stem).or_insert(other.weight);
                }
            }
            _ => scorers.push(Scorer::Constant { node: any_form(Field::Text, word), score: WILDCARD_SCORE }),
        }
    }
    for Alternative { words, weight, .. } in query.alternatives() {
        match words.as_slice() {
            [word] => {
                stems.entry(&word.stem).or_insert(*weight);
                for other in &word.others {
                    stems.entry(&other.stem).or_insert(weight * other.weight);
                }
            }
            words => {
                let positions = positions(&words.iter().collect::<Vec<_>>());
                scorers.extend(positions.map(|positions| Scorer::Phrase { positions, weight: *weight }));
            }
        }
    }
    scorers.extend(stems.into_iter().map(|(stem, weight)| Scorer::Stem { stem: stem.into(), weight }));
    scorers
}

/// Whether a query is nothing but words, any of which will do, each matched by stems, and alternatives of such words.
fn scorers_select(query: &Query) -> bool {
    let is_stem = |word: &Word| word.stems.len() == 1 + word.others.len() && word.forms.is_empty();
    // A row of words is scored as it is selected: by the stems at each position.
    let is_scored = |words: &[Word]| !words.is_empty() && words.iter().all(is_stem);
    let plain = query.root.clauses.iter().all(|clause| match &clause.node {
        query::Node::Phrase(phrase) => {
            clause.occur == query::Occur::Should
                && !phrase.in_title
                && phrase.level == Level::Stem
                && matches!(phrase.words.as_slice(), [word] if is_stem(word))
                && phrase.alternatives.iter().all(|alternative| is_scored(&alternative.words))
        }
        _ => false,
    });
    let mut alternatives = query.root.names.iter().flat_map(|name| &name.alternatives);
    !query.root.clauses.is_empty() && plain && alternatives.all(|alternative| is_scored(&alternative.words))
}

#[cfg(test)]
mod tests;
