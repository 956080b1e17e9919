//! Numbers as texts write them: in digits, in words, in both (3 آلاف, مليونين ونصف).
//!
//! A numeral is read from the words of a sentence, see [`words`]. Words of a number are joined by و, but for those that count
//! the next one: ثلاثة آلاف, ثلاث مئة, ثلاثة عشر. Ordinals and words with the article are none.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::token::Tokens;

/// A word of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumeralWord {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Folded.
    pub form: String,
    /// Whether it is a stop word.
    pub is_stop_word: bool,
}

/// A number that words write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numeral {
    /// Its value.
    pub value: f64,
    /// How many words write it.
    pub words: usize,
    /// Whether all of them are digits.
    pub is_digits: bool,
}

/// The words of `text[range]`.
pub fn words(text: &str, range: Range<usize>) -> Vec<NumeralWord> {
    let mut tokens = Tokens::new(&text[range.clone()]);
    let mut words = Vec::new();
    while let Some(token) = tokens.advance() {
        let span = range.start + token.span().start..range.start + token.span().end;
        words.push(NumeralWord { span, form: token.folded.to_string(), is_stop_word: token.is_stop_word });
    }
    words
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// 1 to 10.
    Unit(f64),
    /// عشر behind a unit.
    Ten,
    /// 20 to 90, 200 to 900.
    Round(f64),
    Hundred,
    /// A thousand and more, and how many of them the word says by itself: one, or two.
    Scale(f64, f64),
    /// A half or a quarter of what was counted last.
    Fraction(f64),
}

/// Words of numbers as they are written.
#[rustfmt::skip]
const PARTS: &[(&str, Part)] = &[
    ("إحدى", Part::Unit(1.0)), ("أحد", Part::Unit(1.0)), ("واحد", Part::Unit(1.0)), ("واحدة", Part::Unit(1.0)),
    ("اثنان", Part::Unit(2.0)), ("اثنين", Part::Unit(2.0)), ("اثنتان", Part::Unit(2.0)), ("اثنتين", Part::Unit(2.0)),
    ("اثنا", Part::Unit(2.0)), ("اثني", Part::Unit(2.0)), ("اثنتا", Part::Unit(2.0)), ("اثنتي", Part::Unit(2.0)),
    ("ثلاثة", Part::Unit(3.0)), ("ثلاث", Part::Unit(3.0)), ("أربعة", Part::Unit(4.0)), ("أربع", Part::Unit(4.0)),
    ("خمسة", Part::Unit(5.0)), ("خمس", Part::Unit(5.0)), ("ستة", Part::Unit(6.0)), ("ست", Part::Unit(6.0)),
    ("سبعة", Part::Unit(7.0)), ("سبع", Part::Unit(7.0)), ("ثمانية", Part::Unit(8.0)), ("ثماني", Part::Unit(8.0)),
    ("ثمان", Part::Unit(8.0)), ("تسعة", Part::Unit(9.0)), ("تسع", Part::Unit(9.0)),
    ("عشر", Part::Ten), ("عشرة", Part::Ten),
    ("عشرون", Part::Round(20.0)), ("عشرين", Part::Round(20.0)), ("ثلاثون", Part::Round(30.0)), ("ثلاثين", Part::Round(30.0)),
    ("أربعون", Part::Round(40.0)), ("أربعين", Part::Round(40.0)), ("خمسون", Part::Round(50.0)), ("خمسين", Part::Round(50.0)),
    ("ستون", Part::Round(60.0)), ("ستين", Part::Round(60.0)), ("سبعون", Part::Round(70.0)), ("سبعين", Part::Round(70.0)),
    ("ثمانون", Part::Round(80.0)), ("ثمانين", Part::Round(80.0)), ("تسعون", Part::Round(90.0)), ("تسعين", Part::Round(90.0)),
    ("مئة", Part::Hundred), ("مائة", Part::Hundred),
    ("مئتان", Part::Round(200.0)), ("مئتين", Part::Round(200.0)), ("مئتا", Part::Round(200.0)), ("مئتي", Part::Round(200.0)),
    ("مائتان", Part::Round(200.0)), ("مائتين", Part::Round(200.0)), ("مائتا", Part::Round(200.0)), ("مائتي", Part::Round(200.0)),
    ("ألف", Part::Scale(1e3, 1.0)), ("ألفا", Part::Scale(1e3, 1.0)), ("آلاف", Part::Scale(1e3, 1.0)),
    ("ألفان", Part::Scale(1e3, 2.0)), ("ألفين", Part::Scale(1e3, 2.0)), ("ألفي", Part::Scale(1e3, 2.0)),
    ("مليون", Part::Scale(1e6, 1.0)), ("مليونا", Part::Scale(1e6, 1.0)), ("ملايين", Part::Scale(1e6, 1.0)),
    ("مليونان", Part::Scale(1e6, 2.0)), ("مليونين", Part::Scale(1e6, 2.0)), ("مليوني", Part::Scale(1e6, 2.0)),
    ("مليار", Part::Scale(1e9, 1.0)), ("مليارا", Part::Scale(1e9, 1.0)), ("مليارات", Part::Scale(1e9, 1.0)),
    ("بليون", Part::Scale(1e9, 1.0)), ("بلايين", Part::Scale(1e9, 1.0)),
    ("ملياران", Part::Scale(1e9, 2.0)), ("مليارين", Part::Scale(1e9, 2.0)), ("ملياري", Part::Scale(1e9, 2.0)),
    ("تريليون", Part::Scale(1e12, 1.0)), ("تريليونا", Part::Scale(1e12, 1.0)), ("تريليونات", Part::Scale(1e12, 1.0)),
    ("نصف", Part::Fraction(0.5)), ("ربع", Part::Fraction(0.25)),
];

/// The units in front of مئة that are written as one word with it.
const JOINED: [(&str, f64); 8] =
    [("ثلاث", 3.0), ("أربع", 4.0), ("خمس", 5.0), ("ست", 6.0), ("سبع", 7.0), ("ثمان", 8.0), ("ثماني", 8.0), ("تسع", 9.0)];

static TABLE: LazyLock<HashMap<String, Part>> = LazyLock::new(|| {
    let parts = PARTS.iter().map(|(word, part)| (super::fold(word), *part));
    let joined = JOINED.iter().flat_map(|(unit, count)| {
        ["مئة", "مائة"].map(|hundred| (super::fold(&format!("{unit}{hundred}")), Part::Round(count * 100.0)))
    });
    parts.chain(joined).collect()
});

/// The part of a number that a folded word is, and whether و is before it. With `may_have_preposition`, ب and ل may be.
fn part(form: &str, may_have_preposition: bool) -> Option<(Part, bool)> {
    if let Some(part) = TABLE.get(form) {
        return Some((*part, false));
    }
    let rest = form.strip_prefix('و');
    let (form, is_joined) = (rest.unwrap_or(form), rest.is_some());
    if let Some(part) = TABLE.get(form).filter(|_| is_joined) {
        return Some((*part, true));
    }
    let rest = form.strip_prefix(['ب', 'ل', 'ف']).filter(|_| may_have_preposition)?;
    TABLE.get(rest).map(|part| (*part, is_joined))
}

/// The value of digits as [`words`] has them; `None` for a word.
fn digits(form: &str) -> Option<f64> {
    let is_number = form.len() <= 15 && form.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| form.parse().ok()).flatten()
}

/// Reads the number that begins with the first of `words`, which are of `text`.
pub fn numeral(text: &str, words: &[NumeralWord]) -> Option<Numeral> {
    let mut sum = Sum::default();
    let mut at = 0;
    let mut is_digits = true;
    while let Some(word) = words.get(at) {
        // Signs part numbers: 1,059 (ألف وتسعة وخمسون) is one number twice.
        let is_apart = at > 0 && !matches!(text[words[at - 1].span.end..word.span.start].trim(), "" | "و");
        if is_apart {
            break;
        }
        if let Some(value) = digits(&word.form) {
            let is_and = at > 0 && text[..word.span.start].trim_end().ends_with('و');
            if at > 0 && !(is_and && sum.is_open()) {
                break;
            }
            let fraction = words.get(at + 1).and_then(|next| fraction(text, word, next));
            sum.current += value + fraction.unwrap_or_default();
            sum.last = Last::Number;
            at += 1 + usize::from(fraction.is_some());
            continue;
        }
        let Some((part, is_joined)) = part(&word.form, at == 0) else { break };
        if !sum.add(part, is_joined || at == 0, at == 0) {
            break;
        }
        is_digits = false;
        at += 1;
    }
    // أحد and إحدى alone are "one of", نصف alone is a half.
    let is_number = is_digits || sum.total > 0.0 || !matches!(sum.last, Last::Fraction) && sum.current > 1.0;
    (at > 0 && is_number).then_some(Numeral { value: sum.total + sum.current, words: at, is_digits })
}

/// What was read last.
#[derive(Clone, Copy, Default, PartialEq)]
enum Last {
    #[default]
    Nothing,
    Number,
    Unit,
    Scale,
    Fraction,
}

/// A number that is being read.
#[derive(Default)]
struct Sum {
    total: f64,
    /// What was read since the last scale.
    current: f64,
    scale: f64,
    last: Last,
}

impl Sum {
    /// Whether a smaller number may follow behind و.
    fn is_open(&self) -> bool {
        self.last == Last::Scale
    }

    /// Adds the next part; false if it is none of this number.
    fn add(&mut self, part: Part, is_joined: bool, is_first: bool) -> bool {
        match part {
            Part::Ten if self.last == Last::Unit && !is_joined => {
                (self.current, self.last) = (self.current + 10.0, Last::Number)
            }
            Part::Ten if is_joined => (self.current, self.last) = (self.current + 10.0, Last::Number),
            Part::Unit(value) if is_joined => (self.current, self.last) = (self.current + value, Last::Unit),
            Part::Round(value) if is_joined => (self.current, self.last) = (self.current + value, Last::Number),
            Part::Hundred if self.last == Last::Unit && !is_joined => {
                (self.current, self.last) = (self.current * 100.0, Last::Number)
            }
            Part::Hundred if is_joined => (self.current, self.last) = (self.current + 100.0, Last::Number),
            Part::Scale(scale, count) if is_joined || !matches!(self.last, Last::Scale | Last::Nothing) => {
                let counted = if self.current == 0.0 || is_joined && !is_first { count } else { self.current * count };
                (self.total, self.current) = (self.total + rounded(counted * scale), 0.0);
                (self.scale, self.last) = (scale, Last::Scale);
            }
            // نصف مليون
            Part::Scale(scale, _) if self.last == Last::Fraction => {
                (self.total, self.current, self.scale, self.last) =
                    (rounded(self.current * scale), 0.0, scale, Last::Scale);
            }
            Part::Fraction(share) if is_first => (self.current, self.last) = (share, Last::Fraction),
            Part::Fraction(share) if is_joined && self.last == Last::Scale => self.total += share * self.scale,
            _ => return false,
        }
        true
    }
}

/// Without what multiplying fractions leaves behind: 68.18 × 10⁹ is no 68180000000.00001.
fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

/// The fraction that `next` writes behind the number `word`, if a decimal sign joins them.
fn fraction(text: &str, word: &NumeralWord, next: &NumeralWord) -> Option<f64> {
    let sign = text.get(word.span.end..next.span.start)?;
    let is_decimal = matches!(sign, "." | "," | "٫") && next.form.bytes().all(|byte| byte.is_ascii_digit());
    let digits = is_decimal.then(|| digits(&next.form)).flatten()?;
    Some(digits / 10f64.powi(next.form.len() as i32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, usize)> {
        numeral(text, &words(text, 0..text.len())).map(|numeral| (numeral.value, numeral.words))
    }

    #[test]
    fn numbers_are_read_in_digits_and_words() {
        for (text, value, count) in [
            ("13 شخصاً", 13.0, 1),
            ("١٢٬٥٠٠ دولار", 12_500.0, 1),
            ("3.5 ملايين ريال", 3_500_000.0, 3),
            ("ثلاثة قتلى", 3.0, 1),
            ("ثلاثة عشر قتيلا", 13.0, 2),
            ("اثني عشر جنديا", 12.0, 2),
            ("إحدى عشرة دولة", 11.0, 2),
            ("عشرة أيام", 10.0, 1),
            ("خمسة وعشرين مدنياً", 25.0, 2),
            ("مئة وخمسين أسيرا", 150.0, 2),
            ("ثلاثمائة وخمسة وأربعون", 345.0, 3),
            ("ثلاث مئة رجل", 300.0, 2),
            ("ألف ومئتي لاجئ", 1_200.0, 2),
            ("13 ألف عائلة", 13_000.0, 2),
            ("ثلاثة آلاف و200 نازح", 3_200.0, 3),
            ("مليونين ونصف مليون", 2_500_000.0, 2),
            ("مليون ونصف المليون", 1_500_000.0, 2),
            ("نصف مليون ريال", 500_000.0, 2),
            ("مئتا ألف", 200_000.0, 2),
            ("مليوني برميل", 2_000_000.0, 1),
            ("وثلاثة جرحى", 3.0, 1),
            ("بخمسين ألف", 50_000.0, 2),
            ("واحد وأربعين متهماً", 41.0, 2),
            ("68.18 مليار ريال", 68_180_000_000.0, 3),
            ("1,500 (ألف وخمسمائة) ريال", 1_500.0, 1),
            ("5 7", 5.0, 1),
            ("ثلاثة أربعة", 3.0, 1),
        ] {
            assert_eq!(read(text), Some((value, count)), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_numbers() {
        for text in ["الثالث", "القتلى", "الثلاثة", "نصف النهائي", "عشرات", "واحد", "أحد المواقع"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
