//! The parts of a score, and their default weights. docs/ranking.md says what each part gains.

/// The parts of a score: their values, or their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Parts")]
pub struct ScoreParts {
    /// The words of the query as they were typed, in the whole document (BM25 over folded forms).
    pub forms: f32,
    /// Words that look like those of the query, in the whole document (BM25 over letter trigrams of stems).
    pub trigrams: f32,
    /// Words of the query in the title and the first words of the text (BM25).
    pub lead: f32,
    /// How early each word of the query, or one like it, first occurs.
    pub first: f32,
    /// How near the words of the query are to each other.
    pub near: f32,
    /// The words of the query as they were typed, in the passage (BM25).
    pub passage_forms: f32,
    /// Neighbours in the query that are neighbours in the passage (BM25).
    pub passage_pairs: f32,
    /// The share of the query that the passage covers.
    pub covered: f32,
}

impl ScoreParts {
    /// The default weights. One formula orders documents and passages alike.
    pub const DEFAULT_WEIGHTS: ScoreParts = ScoreParts {
        forms: 0.5,
        trigrams: 0.5,
        lead: 0.3,
        first: 2.0,
        near: 1.0,
        passage_forms: 0.15,
        passage_pairs: 0.2,
        covered: 0.8,
    };

    /// The parts in the order of the formula.
    pub fn list(&self) -> [f32; 8] {
        let ScoreParts { forms, trigrams, lead, first, near, passage_forms, passage_pairs, covered } = *self;
        [forms, trigrams, lead, first, near, passage_forms, passage_pairs, covered]
    }

    /// The score that the parts add up to.
    pub fn sum(&self) -> f32 {
        self.list().iter().sum()
    }
}
