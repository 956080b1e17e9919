//! Reads Latin spellings of Arabic words: which words `Hassakeh`, `al-Ḥasaka` or `7asaka` may spell.
//!
//! A spelling is read as a graph: each letter or group of letters is an edge for each Arabic letter that it spells in
//! the English, French and German press, on maps, in scholarly transliteration and in chat (3 for ain, 7 for hah); the
//! cost of an edge grows with its rarity. Vowels may spell long vowels or none; ain and hamza may be omitted. The
//! graph's words are looked up in the vocabulary of an archive, and ordered by cost and frequency.
//!
//! The correspondences are those of the tables of ALA-LC, DIN 31635 and BGN/PCGN and of common usage.

mod letters;

use super::letter::{self, *};
use super::pattern::Pattern;
use super::spelling_graph::SpellingGraph;
use super::stem::Stemmer;
use letters::{CONSONANTS, Reading, VOWELS};

/// A parsed Latin spelling.
#[derive(Clone, Debug)]
pub struct Romanised {
    graph: SpellingGraph,
}

/// A word of a vocabulary that a Latin spelling may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Spelling {
    /// The folded form that fits best.
    pub form: String,
    /// Its stem.
    pub stem: String,
    /// How often the fitting forms of this stem occur.
    pub count: u64,
    /// The cost; comparable within one spelling.
    pub cost: f32,
}

/// The cost of an article missing in the Latin spelling, and of one missing in the Arabic word.
const ARTICLE: f32 = 0.02;
/// The cost of a letter that Latin spellings leave out beside a vowel.
const OMITTED: [Reading; 4] = [(&[AIN], 0.35), (&[YEH_HAMZA], 0.4), (&[HAMZA], 0.6), (&[WAW_HAMZA], 0.9)];
/// The extra cost of reading one of two equal vowels: they are one long vowel.
const HALF: f32 = 0.3;
/// The extra cost of a long vowel before two consonants, or of a short one in place of a long one in patterns of names.
const UNUSUAL: f32 = 0.2;
/// Letters to which the l of the article is assimilated.
const SUN: &str = "tdrzsnlṭḍṣẓšṯḏ";
/// The extra cost that a tenfold frequency outweighs.
const COMMON: f32 = 0.25;
/// The most that a word may cost beyond the best one.
const REACH: f32 = 1.2;
/// The most letters of a spelling.
const LONGEST: usize = 24;

impl Romanised {
    /// Reads a spelling of Latin letters, digits, hyphens and apostrophes; `None` if it cannot be an Arabic word.
    pub fn read(spelling: &str) -> Option<Self> {
        let text = plain(spelling);
        let letters: Vec<char> = text.chars().collect();
        let count = letters.iter().filter(|letter| letter.is_alphanumeric()).count();
        if count < 2 || letters.len() > LONGEST || letters.iter().all(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let mut romanised = Self { graph: SpellingGraph::new(2 * letters.len() + 1) };
        romanised.article(&letters);
        romanised.edge(0, 1, &[], 0.0);
        for place in 0..letters.len() {
            romanised.letters_at(&letters, place);
        }
        // A letter without an edge is not used to spell Arabic.
        (0..letters.len()).all(|place| romanised.graph.leads_over(before(place) + 1)).then_some(romanised)
    }

    /// The words that it can spell.
    pub fn pattern(&self) -> Option<Pattern> {
        self.graph.pattern()
    }

    /// Which of `forms` (folded form and count) it spells, the likeliest first, one a stem.
    pub fn meant(&self, forms: impl IntoIterator<Item = (String, u64)>) -> Vec<Spelling> {
        let mut found: Vec<Spelling> = Vec::new();
        for (form, count) in forms {
            let codes: Vec<Code> = form.chars().map(letter::code).collect();
            let Some(cost) = self.graph.cost(&codes) else { continue };
            let cost = cost - COMMON * (count.max(1) as f32).log10();
            let mut stem = codes;
            let start = Stemmer::default().stem(&mut stem);
            let stem = letter::spell(&stem[start..]);
            match found.iter_mut().find(|other| other.stem == stem) {
                Some(other) => {
                    other.count += count;
                    if cost < other.cost {
                        (other.form, other.cost) = (form, cost);
                    }
                }
                None => found.push(Spelling { form, stem, count, cost }),
            }
        }
        found.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.form.cmp(&b.form)));
        let best = found.first().map_or(0.0, |best| best.cost);
        found.retain(|spelling| spelling.cost <= best + REACH);
        found
    }

    fn edge(&mut self, from: usize, to: usize, letters: &[Code], cost: f32) {
        self.graph.edge(from, to, letters, cost);
    }

    /// The article at the front, as it is written (al-, el-, ar-, Al, Ass) or left out.
    fn article(&mut self, letters: &[char]) {
        const AL: &[Code] = &[ALEF, LAM];
        self.edge(0, 1, AL, ARTICLE);
        let hyphen = letters.iter().position(|letter| *letter == '-').unwrap_or_default();
        match letters {
            ['a' | 'e' | 'u' | 'i', ..] if (2..=5).contains(&hyphen) => {
                self.edge(0, before(hyphen + 1), AL, 0.0);
                self.edge(0, before(hyphen + 1), &[], ARTICLE);
            }
            ['a' | 'e' | 'u', 'l', _, _, ..] => {
                self.edge(0, before(2), AL, 0.1);
                self.edge(0, before(2), &[], 0.3);
            }
            ['a' | 'e', first, second, ..] if first == second && SUN.contains(*first) => {
                self.edge(0, before(1), AL, 0.2);
                self.edge(0, before(1), &[], 0.4);
            }
            ['a' | 'e', 's' | 'd' | 't', 'h' | 'c', ..] => self.edge(0, before(1), AL, 0.9),
            _ => {}
        }
    }

    /// The steps from the letter at `place`.
    fn letters_at(&mut self, letters: &[char], place: usize) {
        let (here, is_vowel) =
            (before(place), |letter: Option<&char>| letter.is_some_and(|letter| "aeiouyāīū".contains(*letter)));
        self.edge(here, here + 1, &[], 0.0);
        if is_vowel(letters.get(place)) || place > 0 && is_vowel(letters.get(place - 1)) {
            OMITTED.iter().for_each(|(omitted, cost)| self.edge(here, here + 1, omitted, *cost));
        }
        let from = here + 1;
        for (written, readings) in CONSONANTS {
            if let Some(length) = begins(&letters[place..], written) {
                readings.iter().for_each(|(arabic, cost)| self.edge(from, before(place + length), arabic, *cost));
            }
        }
        let is_twice = letters.get(place + 1) == Some(&letters[place]);
        if is_twice && !is_vowel(letters.get(place)) {
            // A doubled consonant is one letter with a shadda; behind a vowel, it may hide an article within a name.
            self.edge(from, before(place + 1), &[], 0.0);
            if place > 1 && SUN.contains(letters[place]) {
                self.edge(from, before(place + 1), &[LAM], 0.6);
            }
        }
        for (written, readings) in VOWELS {
            let Some(length) = begins(&letters[place..], written) else { continue };
            let is_start = place == 0 || letters[place - 1] == '-';
            let is_end = place + length == letters.len();
            let which = if is_start { 0 } else { usize::from(is_end) + 1 };
            let half = if is_twice && length == 1 { HALF } else { 0.0 };
            let is_closed = which == 1 && length == 1 && closes(&letters[place + 1..]);
            // A name like Malik, Tariq, Yasser: the first vowel of an active participle is long.
            let is_participle = which == 1
                && *written == "a"
                && matches!(letters[place + 1..], [one, 'i' | 'e', ..] if is_consonant(&one));
            // Jihad, Riyad, Fouad: the last vowel is long behind a short i or u.
            let is_last =
                which == 1 && *written == "a" && place + 2 == letters.len() && follows_high_vowel(&letters[..place]);
            // Mahmoud, Hamdok: so it is in a last syllable with u or o.
            let is_round = which == 1 && matches!(*written, "u" | "o") && place + 2 == letters.len();
            for (arabic, cost) in readings[which] {
                let is_unusual = if arabic.is_empty() { is_participle || is_last || is_round } else { is_closed };
                let unusual = if is_unusual { UNUSUAL } else { 0.0 };
                self.edge(from, before(place + length), arabic, cost + half + unusual);
            }
        }
        if is_vowel(letters.get(place)) {
            self.end_with_ain(letters, place, from);
        }
    }

    /// A vowel at the end may be followed by an ain or hamza that is not written.
    fn end_with_ain(&mut self, letters: &[char], place: usize, from: usize) {
        if place + 1 == letters.len() {
            self.edge(from, self.graph.end(), &[AIN], 0.7);
            self.edge(from, self.graph.end(), &[ALEF, AIN], 0.8);
        }
    }
}

/// The place of the graph in front of a letter.
fn before(letter: usize) -> usize {
    2 * letter + 1
}

/// Whether two consonants follow, or one twice.
fn closes(letters: &[char]) -> bool {
    const DIGRAPHS: [[char; 2]; 9] =
        [['k', 'h'], ['g', 'h'], ['s', 'h'], ['c', 'h'], ['t', 'h'], ['d', 'h'], ['z', 'h'], ['d', 'j'], ['r', 'h']];
    match letters {
        [one, other, ..] => is_consonant(one) && is_consonant(other) && !DIGRAPHS.contains(&[*one, *other]),
        _ => false,
    }
}

/// Whether the vowel before the last consonant of `letters` is i or u, without another consonant before that one.
fn follows_high_vowel(letters: &[char]) -> bool {
    let before = letters.iter().rposition(|letter| "aeiouyāīū".contains(*letter));
    before.is_some_and(|place| "iouy".contains(letters[place]) && !closes(&letters[place + 1..]))
}

fn is_consonant(letter: &char) -> bool {
    letter.is_alphanumeric() && !"aeiouyāīūʿʾ23".contains(*letter)
}

/// How many letters `written` has, if `letters` begin with it.
fn begins(letters: &[char], written: &str) -> Option<usize> {
    let mut count = 0;
    for letter in written.chars() {
        if letters.get(count) != Some(&letter) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// Lower case, without accents that carry no information on the Arabic spelling.
fn plain(spelling: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = spelling.nfc().flat_map(char::to_lowercase).collect();
    let mut text = String::new();
    for letter in composed.chars() {
        match letter {
            '’' | '`' | '\'' | 'ʼ' => text.push('\''),
            '‘' | 'ʻ' | 'ˁ' | 'ʕ' => text.push('ʿ'),
            'ʔ' | 'ˀ' => text.push('ʾ'),
            'â' => text.push('ā'),
            'î' | 'í' => text.push('ī'),
            'û' | 'ú' => text.push('ū'),
            'ḥ' | 'ẖ' | 'ḫ' | 'ṣ' | 'ṭ' | 'ḍ' | 'ẓ' | 'ġ' | 'ğ' | 'ǧ' | 'š' | 'ş' | 'ṯ' | 'ḏ' | 'ž' | 'ç' | 'č'
            | 'ā' | 'ī' | 'ū' | 'ʿ' | 'ʾ' => text.push(letter),
            _ => text.extend(letter.nfd().filter(|char| !('\u{0300}'..='\u{036F}').contains(char))),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of one vocabulary, all of them common.
    fn meant(spelling: &str) -> Vec<String> {
        let words = ["الحسكه", "غويران", "الصناعه", "داعش", "القامشلي", "حسن", "حسين", "صنعاء", "قطر", "كتب"];
        let romanised = Romanised::read(spelling).unwrap();
        let pattern = romanised.pattern().unwrap();
        let forms = words.iter().filter(|word| pattern.matches(word)).map(|word| (word.to_string(), 10));
        romanised.meant(forms).into_iter().map(|spelling| spelling.form).collect()
    }

    #[test]
    fn common_spellings_find_what_they_mean() {
        for spelling in ["Hasakah", "Hassakeh", "al-Hasaka", "Hassaké", "7asaka", "al-Ḥasaka", "Hasaka"] {
            assert_eq!(meant(spelling).first().map(String::as_str), Some("الحسكه"), "{spelling}");
        }
        for (spelling, name) in [
            ("Ghuwayran", "غويران"),
            ("Gweiran", "غويران"),
            ("Sinaʿa", "الصناعه"),
            ("Daesh", "داعش"),
            ("Da'esh", "داعش"),
            ("Qamishli", "القامشلي"),
            ("Kamischli", "القامشلي"),
        ] {
            assert_eq!(meant(spelling).first().map(String::as_str), Some(name), "{spelling}");
        }
    }

    #[test]
    fn several_words_may_be_meant() {
        let mut both = meant("Sinaa");
        both.sort();
        assert_eq!(both, ["الصناعه", "صنعاء"]);
    }

    #[test]
    fn what_is_no_arabic_word_is_none() {
        assert!(Romanised::read("a").is_none());
        assert!(Romanised::read("2022").is_none());
        assert!(Romanised::read("ß∂").is_none());
        assert!(Romanised::read(&"a".repeat(100)).is_none());
        assert!(meant("prison").is_empty());
    }
}
