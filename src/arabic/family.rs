//! Counts of a word's family: the forms in which the word occurs with an article, with prepositions and with endings.
//!
//! A letter at the front of a word may be a clitic or the word's own: ف of فرات is its own, that of فقال is not. The
//! family knows. What the article or a preposition precedes begins with neither: الفرات occurs, and nobody writes
//! الفقال. The functions here answer such questions from the lexicon alone. `L[x]` is how often the form `x` occurs,
//! and `f(x) = L[x] + L[ال + x]`.

use super::letter::*;
use super::lexicon::Lexicon;
use super::stop::{is_joined_stop_word, is_stop_word};

const AL: &[Code] = &[ALEF, LAM];

/// The fewest letters of a base or a stem, but for words that were shorter as written or lost only the article.
pub(super) const SHORTEST: usize = 3;

/// An ending that the forms of a family have.
struct Ending {
    letters: &'static [Code],
    kind: EndingKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum EndingKind {
    /// A pronoun: the word before it has no article, and its ة is ت.
    Pronoun,
    /// An ending of verbs, which have no article.
    Verb,
    /// Number, case or relation.
    Other,
}

#[rustfmt::skip]
const ENDINGS: &[Ending] = &[
    Ending { letters: &[HEH, ALEF], kind: EndingKind::Pronoun },
    Ending { letters: &[HEH, MEEM], kind: EndingKind::Pronoun },
    Ending { letters: &[HEH, MEEM, ALEF], kind: EndingKind::Pronoun },
    Ending { letters: &[HEH, NOON], kind: EndingKind::Pronoun },
    Ending { letters: &[NOON, ALEF], kind: EndingKind::Pronoun },
    Ending { letters: &[KAF, MEEM], kind: EndingKind::Pronoun },
    Ending { letters: &[HEH], kind: EndingKind::Pronoun },
    Ending { letters: &[WAW, ALEF], kind: EndingKind::Verb },
    Ending { letters: &[TEH], kind: EndingKind::Verb },
    Ending { letters: &[ALEF, TEH], kind: EndingKind::Other },
    Ending { letters: &[YEH, NOON], kind: EndingKind::Other },
    Ending { letters: &[WAW, NOON], kind: EndingKind::Other },
    Ending { letters: &[ALEF], kind: EndingKind::Other },
    Ending { letters: &[YEH], kind: EndingKind::Other },
];

/// A word without an ending: the first letters of the word, and a letter restored behind them.
#[derive(Clone, Copy)]
struct Base<'w> {
    letters: &'w [Code],
    restored: &'static [Code],
    /// Whether the ending excludes an article before the word.
    is_bound: bool,
}

impl<'w> Base<'w> {
    /// The word itself.
    fn whole(word: &'w [Code]) -> Self {
        Base { letters: word, restored: &[], is_bound: false }
    }

    /// The bases without their first `count` letters.
    fn behind(self, count: usize) -> Self {
        Base { letters: &self.letters[count..], ..self }
    }

    fn len(&self) -> usize {
        self.letters.len() + self.restored.len()
    }

    fn is_stop_word(&self) -> bool {
        is_joined_stop_word(&[self.letters, self.restored])
    }
}

/// The families of words, as the lexicon has them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Families {
    lexicon: Lexicon<'static>,
}

impl Default for Families {
    fn default() -> Self {
        Self { lexicon: Lexicon::embedded() }
    }
}

impl Families {
    /// `L` of the concatenated parts.
    pub fn count(&self, parts: &[&[Code]]) -> u64 {
        u64::from(self.lexicon.count_joined(parts))
    }

    /// `f` of a word.
    pub fn frequency(&self, word: &[Code]) -> u64 {
        self.lexicon.with_article(word)
    }

    /// `f` of the word that the two parts make together.
    pub fn frequency_joined(&self, letters: &[Code], restored: &[Code]) -> u64 {
        self.lexicon.with_article_joined(&[letters, restored])
    }

    /// The largest `f` among a word and its bases; stop words do not count as bases.
    pub fn attested(&self, word: &[Code]) -> u64 {
        bases(word).fold(self.frequency(word), |most, base| {
            let frequency = self.base_frequency(base);
            if frequency > most && !base.is_stop_word() { frequency } else { most }
        })
    }

    /// Whether the first letter of `word`, one of ب ف ك ل و س, belongs to the word and is no clitic.
    ///
    /// It does if the word often enough follows what no clitic can follow, or if that holds of a base of the word, and
    /// the base is more likely than the word behind the letter.
    pub fn owns_first_letter(&self, word: &[Code]) -> bool {
        let rest = &word[1..];
        let count = self.count(&[word]);
        let preceded = self.preceded(Base::whole(word));
        // A conjunction can precede an article as well.
        let bare = if matches!(word[0], WAW | FEH) { self.frequency(rest) } else { self.count(&[rest]) };
        if preceded > 0 && 30 * preceded >= count && 20 * preceded >= bare {
            return true;
        }
        let bases = bases(word).map(|base| (base, self.base_frequency(base)));
        let mut bases = bases.filter(|(_, frequency)| *frequency > 0).peekable();
        if bases.peek().is_none() {
            return false;
        }
        let needed = self.attested(rest).max(3 * self.frequency(rest));
        bases.any(|(base, frequency)| 6 * frequency > needed && !base.is_stop_word() && self.is_word(base))
    }

    /// The same for a word whose first letter, و or ف, is followed by ال, as in والد.
    pub fn owns_letter_before_article(&self, word: &[Code]) -> bool {
        let preceded = self.preceded(Base::whole(word));
        if 30 * preceded >= self.count(&[word]) && preceded > self.count(&[&word[1..]]) {
            return true;
        }
        let needed = self.attested(&word[3..]);
        let is_frequent = |base: &Base<'_>| self.base_frequency(*base) > needed;
        bases(word).any(|base| is_frequent(&base) && self.excludes_article(&base, word) && self.is_word(base))
    }

    /// Whether the first letters of `word`, ال, belong to it and are no article, as in ألغام and ألمانيا.
    pub fn owns_alef_lam(&self, word: &[Code]) -> bool {
        let rest = &word[2..];
        if rest.len() == 2 && is_stop_word(rest) {
            return true;
        }
        let whole = Base::whole(word);
        let preceded = self.preceded_alef_lam(whole);
        let (lam, definite) = (&[LAM][..], &[LAM, LAM][..]);
        let with_lam = if rest[0] == LAM { self.count(&[lam, rest]) } else { self.count(&[definite, rest]) };
        let article = self.count(&[rest]) + if rest[0] == LAM { 0 } else { with_lam };
        let is_frequent = 20 * preceded >= self.count(&[word]) || is_stop_word(word);
        if preceded > 0 && is_frequent && 2 * preceded >= article {
            return true;
        }
        // Behind the preposition ل, the article loses its alef: لألمانيا, but للفلوجة.
        if self.count(&[lam, word]) > with_lam {
            return true;
        }
        // A word with an article has no pronoun: ألغامها.
        let preceded = |base| self.preceded_alef_lam(base) + self.base_count(lam, base);
        bases(word).any(|base| base.len() > SHORTEST && preceded(base) > article && self.excludes_article(&base, word))
    }

    /// How often `word` follows what no conjunction or preposition can follow.
    pub fn preceded_word(&self, word: &[Code]) -> u64 {
        self.preceded(Base::whole(word))
    }

    /// The same for a word that begins with ال.
    pub fn preceded_with_alef_lam(&self, word: &[Code]) -> u64 {
        self.preceded_alef_lam(Base::whole(word))
    }

    /// Whether `word` is an imperfect in ي or ت: the other person occurs as well.
    pub fn is_imperfect(&self, word: &[Code]) -> bool {
        let Some((&first, rest)) = word.split_first() else { return false };
        let other = match first {
            YEH => TEH,
            TEH => YEH,
            _ => return false,
        };
        let factor = if word.len() > SHORTEST { 50 } else { 5 };
        factor * self.count(&[&[other], rest]) >= self.count(&[word])
    }

    /// How often a word without its last letter ه has ها or هم instead: then ه is a pronoun and not ة.
    pub fn other_pronouns(&self, bare: &[Code]) -> u64 {
        self.count(&[bare, &[HEH, ALEF]]) + self.count(&[bare, &[HEH, MEEM]])
    }

    fn base_count(&self, prefix: &[Code], base: Base<'_>) -> u64 {
        self.count(&[prefix, base.letters, base.restored])
    }

    fn base_frequency(&self, base: Base<'_>) -> u64 {
        self.frequency_joined(base.letters, base.restored)
    }

    /// How often `base` follows an article, a preposition or the prefix of an imperfect: what follows these begins with
    /// no clitic. A single letter before it may make another word by chance, hence two witness for each other.
    fn preceded(&self, base: Base<'_>) -> u64 {
        let count = |prefix: &[Code]| self.base_count(prefix, base);
        let both = |one: Code, other: Code| 2 * count(&[one]).min(count(&[other]));
        let articles = count(AL) + count(&[WAW, ALEF, LAM]) + count(&[BEH, ALEF, LAM]);
        let verbs = both(YEH, TEH);
        // Two ل in a row are a preposition and an article.
        match base.letters[0] {
            LAM => articles + verbs + count(&[BEH]),
            _ => articles + verbs + count(&[LAM, LAM]) + both(BEH, LAM),
        }
    }

    /// The same for a word that begins with ال; the imperfect of such a verb drops the alef: يلتقي.
    fn preceded_alef_lam(&self, base: Base<'_>) -> u64 {
        let prefixes: [&[Code]; 4] = [AL, &[WAW, ALEF, LAM], &[BEH, ALEF, LAM], &[LAM, LAM]];
        let nouns: u64 = prefixes.iter().map(|prefix| self.base_count(prefix, base)).sum();
        let verbs = self.base_count(&[YEH], base.behind(1)) + self.base_count(&[TEH], base.behind(1));
        nouns + verbs
    }

    /// Whether `base` is a word whose first letter is its own.
    fn is_word(&self, base: Base<'_>) -> bool {
        30 * self.preceded(base) >= self.base_count(&[], base)
    }

    /// Whether the ending by which `base` differs from `word` excludes an article before it.
    fn excludes_article(&self, base: &Base<'_>, word: &[Code]) -> bool {
        let is_heh = base.restored.is_empty() && base.letters.len() + 1 == word.len() && word.ends_with(&[HEH]);
        let is_teh_marbuta = || {
            base.letters[base.letters.len() - 1] != TEH && 20 * self.other_pronouns(base.letters) < self.count(&[word])
        };
        base.is_bound && !(is_heh && is_teh_marbuta())
    }
}

/// A word without each of the endings that it may have, as far as at least three letters are left. What changed before
/// the ending is restored: ة that became ت, and a hamza that moved to a seat.
fn bases(word: &[Code]) -> impl Iterator<Item = Base<'_>> {
    let endings = ENDINGS.iter().filter(|ending| word.ends_with(ending.letters));
    let bases = endings.flat_map(move |ending| {
        let letters = &word[..word.len() - ending.letters.len()];
        let is_bound = ending.kind != EndingKind::Other;
        let last = letters.last().copied();
        let changed = match last {
            Some(YEH_HAMZA | WAW_HAMZA) => Some(&[HAMZA][..]),
            Some(TEH) if ending.kind == EndingKind::Pronoun => Some(&[HEH][..]),
            _ => None,
        };
        let plural = (ending.letters == [ALEF, TEH]).then_some(Base { letters, restored: &[HEH], is_bound });
        let changed = changed.map(|restored| Base { letters: &letters[..letters.len() - 1], restored, is_bound });
        [Some(Base { letters, restored: &[], is_bound }), changed, plural].into_iter().flatten()
    });
    bases.filter(|base| base.len() >= SHORTEST)
}
