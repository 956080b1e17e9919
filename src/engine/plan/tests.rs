//! Plans without an engine: their shape, and what they select by a naive one that keeps documents in a list.

use std::collections::{BTreeSet, HashSet};

use super::*;
use crate::arabic::Tokens;
use crate::engine::Budget;
use crate::query::{Aliases, Layers, expand, parse, phrase_matches, within_window};

/// The plan of a query in an archive whose vocabulary is empty.
fn plan(text: &str) -> Plan {
    plan_with(text, &Aliases::default())
}

fn plan_with(text: &str, aliases: &Aliases) -> Plan {
    let mut query = parse(text).unwrap();
    expand::<QueryError>(&mut query, Layers::default(), aliases, &HashSet::new(), |_, _, _| Ok(Vec::new())).unwrap();
    Plan::of(&query)
}

fn stems(stem: &str) -> Node {
    Node::Leaf(Leaf::Stems { field: Field::Text, stems: vec![stem.into()] })
}

/// Documents as title and body.
struct Naive(Vec<(&'static str, &'static str)>);

/// The tokens of a text without stop words: form and stem.
fn tokens(text: &str) -> Vec<(String, String)> {
    let (mut all, mut tokens) = (Vec::new(), Tokens::new(text));
    while let Some(token) = tokens.advance() {
        if !token.is_stop_word {
            all.push((token.folded.to_string(), token.stem.to_string()));
        }
    }
    all
}

impl Naive {
    fn select(&self, text: &str) -> Vec<usize> {
        plan(text).selection.lower(self, &Meter::default()).unwrap().into_iter().collect()
    }

    fn filter(&self, test: impl Fn(&[&str]) -> bool) -> BTreeSet<usize> {
        (0..self.0.len()).filter(|&number| test(&[self.0[number].0, self.0[number].1])).collect()
    }

    /// The texts of a field.
    fn in_field(field: Field, texts: &[&str]) -> Vec<String> {
        let texts = if field == Field::Title { &texts[..1] } else { texts };
        texts.iter().map(|text| text.to_string()).collect()
    }
}

impl Lowering for Naive {
    type Query = BTreeSet<usize>;

    fn all(&self) -> Self::Query {
        (0..self.0.len()).collect()
    }

    fn none(&self) -> Self::Query {
        BTreeSet::new()
    }

    fn any(&self, queries: Vec<Self::Query>) -> Self::Query {
        assert!(queries.len() > 1, "one query needs no union");
        queries.into_iter().flatten().collect()
    }

    fn boolean(&self, must: Vec<Self::Query>, must_not: Vec<Self::Query>) -> Self::Query {
        assert!(!must.is_empty(), "exclusion needs something to exclude from");
        let is_in = |number: &usize| must.iter().all(|set| set.contains(number));
        self.all()
            .into_iter()
            .filter(|number| is_in(number) && !must_not.iter().any(|set| set.contains(number)))
            .collect()
    }

    fn leaf(&self, leaf: &Leaf) -> Result<Self::Query, EngineError> {
        let places = |tokens: &[(String, String)], stems: &[String]| -> Vec<u32> {
            (0..).zip(tokens).filter(|(_, (_, stem))| stems.contains(stem)).map(|(place, _)| place).collect()
        };
        Ok(match leaf {
            Leaf::Stems { field, stems } => self.filter(|texts| {
                Self::in_field(*field, texts).iter().any(|text| !places(&tokens(text), stems).is_empty())
            }),
            Leaf::Forms(forms) => {
                self.filter(|texts| texts.iter().any(|text| tokens(text).iter().any(|(form, _)| forms.contains(form))))
            }
            Leaf::Phrase { field, positions } => self.filter(|texts| {
                Self::in_field(*field, texts).iter().any(|text| {
                    let is_row =
                        |row: &[(String, String)]| row.iter().zip(positions).all(|(word, any)| any.contains(&word.1));
                    tokens(text).windows(positions.len()).any(is_row)
                })
            }),
            Leaf::Window { field, stems, gaps } => self.filter(|texts| {
                Self::in_field(*field, texts).iter().any(|text| {
                    let tokens = tokens(text);
                    let lists: Vec<Vec<u32>> = stems.iter().map(|stems| places(&tokens, stems)).collect();
                    within_window(&lists, *gaps as usize)
                })
            }),
            Leaf::Filter(filter) => {
                assert_eq!(filter.outlets, ["صدى"]);
                BTreeSet::from([0])
            }
        })
    }

    fn count(&self, query: &Self::Query) -> Result<u64, EngineError> {
        Ok(if self.0.len() == 1 { Budget::default().reads + 1 } else { query.len() as u64 })
    }

    fn verify(&self, candidates: Self::Query, phrase: &Phrase, _: &Meter) -> Result<Self::Query, EngineError> {
        let has = |number: &usize| phrase_matches(phrase, self.0[*number].0, self.0[*number].1);
        Ok(candidates.into_iter().filter(has).collect())
    }
}

#[test]
fn plain_words_are_selected_by_what_scores_them() {
    let plan = plan("تمرد سجن");
    assert!(plan.scorers_select);
    let prison = Node::Leaf(Leaf::Stems { field: Field::Text, stems: vec!["سجن".into(), "سجون".into()] });
    assert_eq!(plan.selection, Node::Any(vec![stems("تمرد"), prison]), "and its plural");
    let weights = plan.scorers.iter().map(|scorer| matches!(scorer, Scorer::Stem { weight: 1.0, .. }));
    assert_eq!(weights.filter(|is_typed| *is_typed).count(), 2);
    assert_eq!(plan.scorers.len(), 3);
    assert_eq!(
        (plan.terms.stems, plan.terms.forms),
        (vec!["تمرد".into(), "سجن".into(), "سجون".into()], vec!["تمرد".into(), "سجن".into()])
    );
}

#[test]
fn signs_of_the_query_part_selection_from_scoring() {
    let plan = plan("+تمرد غويران -زلزال");
    assert!(!plan.scorers_select);
    let Node::Boolean { must, must_not } = plan.selection else { panic!("required and excluded words") };
    assert_eq!(
        (must, must_not),
        (
            vec![stems("تمرد")],
            vec![Node::Leaf(Leaf::Stems { field: Field::Text, stems: vec!["زلازل".into(), "زلزال".into()] })]
        )
    );
    assert_eq!(plan.scorers.len(), 2, "an excluded word scores nothing");
}

#[test]
fn optional_words_beside_a_required_filter_stay_required_as_a_whole() {
    let archive = Naive(vec![("سجن", ""), ("تمرد", ""), ("", "سجن وتمرد")]);
    assert_eq!(archive.select("+(outlet:صدى AND NOT زلزال) سجن"), [0]);
}

#[test]
fn exclusion_alone_is_from_all_documents() {
    let archive = Naive(vec![("سجن", "كبير"), ("سوق", "كبير"), ("سجن", "سوق")]);
    assert_eq!(archive.select("كبير AND NOT سجن"), [1]);
    assert_eq!(archive.select("+كبير +(سجن OR سوق) -(سجن AND كبير)"), [1]);
}

#[test]
fn a_word_that_matches_nothing_empties_its_phrase() {
    assert_eq!(plan("\"سجن زلز*\"").selection, Node::None);
    assert_eq!(plan("زلز*").selection, Node::None);
}

#[test]
fn stems_are_told_by_the_index_and_forms_of_phrases_by_reading() {
    assert!(matches!(plan("\"سجن الصناعة\"").selection, Node::Leaf(Leaf::Phrase { field: Field::Text, .. })));
    assert!(matches!(plan("title:\"سجن الصناعة\"~3").selection, Node::Leaf(Leaf::Window { gaps: 3, .. })));
    assert!(matches!(plan("=سجن").selection, Node::Leaf(Leaf::Forms(_))));
    for read in ["==سجن", "=\"سجن الصناعة\"", "title:=سجن"] {
        let Node::Verify { candidates, phrase, typed } = plan(read).selection else { panic!("{read}") };
        assert!(phrase.alternatives.is_empty() && *candidates != Node::All, "{read}");
        assert_eq!(typed, read);
    }
}

#[test]
fn aliases_match_in_place_of_what_was_typed_and_score_less() {
    let aliases = Aliases::parse("[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\"]").unwrap();
    let plan = plan_with("داعش سجن", &aliases);
    let Node::Any(any) = &plan.selection else { panic!("{plan:?}") };
    assert!(matches!(&any[0], Node::Any(variants) if variants.len() == 2), "{any:?}");
    let weights: Vec<f32> = plan
        .scorers
        .iter()
        .filter_map(|scorer| match scorer {
            Scorer::Phrase { weight, .. } => Some(*weight),
            _ => None,
        })
        .collect();
    assert!(matches!(weights.as_slice(), [weight] if *weight < 1.0), "{weights:?}");
}

#[test]
fn what_scores_is_what_is_selected() {
    let aliases = Aliases::parse("[[alias]]\nnames = [\"داعش\", \"تنظيم الدولة\"]").unwrap();
    let archive = Naive(vec![("تنظيم سري", "الدولة"), ("", "تنظيم الدولة"), ("داعش", ""), ("سوق", ""), ("سجون", "")]);
    let plan = plan_with("داعش سجن", &aliases);
    assert!(plan.scorers_select);
    let field = Field::Text;
    let scored = plan.scorers.into_iter().map(|scorer| match scorer {
        Scorer::Stem { stem, .. } => Leaf::Stems { field, stems: vec![stem] },
        Scorer::Phrase { positions, .. } => Leaf::Phrase { field, positions },
        Scorer::Constant { .. } => panic!("no word is a wildcard"),
    });
    let scored: BTreeSet<usize> = scored.flat_map(|leaf| archive.leaf(&leaf).unwrap()).collect();
    assert_eq!(scored, plan.selection.lower(&archive, &Meter::default()).unwrap());
    assert_eq!(scored, BTreeSet::from([1, 2, 4]));
}

#[test]
fn what_a_plan_selects_is_what_reading_finds() {
    let archive = Naive(vec![
        ("تمرد في سجن الصناعة", "اندلع تمرد في سجن الصناعة بالحسكة، وقال شهود إن السجناء فروا"),
        ("سجن", "الصناعة في سجون الحسكة: سِجن قديم"),
        ("السجن والصناعة", "سوق الحبوب"),
        ("حريق في صومعة الحبوب", "أتى الحريق على سجن"),
        ("بسجن الصناعه", ""),
    ]);
    let queries = [
        "سجن",
        "\"سجن الصناعة\"",
        "\"الصناعة سجن\"~4",
        "title:سجن",
        "=سجن",
        "==سِجن",
        "=\"سجن الصناعة\"",
        "title:=سجن",
        "title:\"سجن الصناعة\"",
        "\"سجن صومعة\"~2",
    ];
    for text in queries {
        let query = parse(text).unwrap();
        let query::Node::Phrase(phrase) = &query.root.clauses[0].node else { panic!("{text} is no phrase") };
        let read = archive.filter(|texts| phrase_matches(phrase, texts[0], texts[1]));
        assert_eq!(archive.select(text), read.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn too_many_documents_to_read_are_an_error_that_names_the_phrase() {
    let error =
        plan("==سِجن").selection.lower(&Naive(vec![("", "سجن")]), &Budget::default().start()).unwrap_err().to_string();
    assert!(error.contains("==سِجن") && error.contains(&Budget::default().reads.to_string()), "{error}");
}
