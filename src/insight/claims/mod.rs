//! Claims: numbers with what they count, as reports state them («أكثر من 800 أسير», «20 من قادة التنظيم», «بين 5 و7 قتلى»).
//!
//! Claims are read by rules over the words of a sentence, precise rather than complete: what may be a date, a clock time, an
//! age, a rank, a score or a name is left out, and so is a number of which the sentence does not say what it counts.

mod kind;
mod nouns;
mod phrases;
#[cfg(test)]
mod tests;

use std::ops::Range;

use self::nouns::{has_clitic, is_arabic, is_dual, is_own_article, subject};
use self::phrases::{
    BEFORE_YEARS, LATER, LATIN_UNITS, NO_CLAIM_BEFORE, NO_CLAIM_BEHIND, NO_NOUNS, ONE_OF, PER_CENT, QUALIFIERS,
};
use crate::arabic::numeral::{Numeral, NumeralWord, numeral, words};
use crate::arabic::sentences;
use crate::ingest::date::begins_month;

pub use kind::ClaimKind;

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The number, or the lower end of a range.
    pub low: f64,
    /// The upper end of a range.
    pub high: Option<f64>,
    /// How the text states it.
    pub kind: ClaimKind,
    /// What is counted, as it is written; `%` for a share.
    pub counted: String,
    /// The stem of what is counted, by which claims are compared: a singular and its plural have the same.
    pub subject: String,
    /// The bytes of the number and what is counted in the text.
    pub bytes: Range<usize>,
    /// The bytes of the sentence in the text.
    pub sentence: Range<usize>,
}

/// The claims of a text, in their order.
pub fn claims(text: &str) -> Vec<Claim> {
    sentences(text).flat_map(|sentence| Sentence::new(text, sentence.range).claims()).collect()
}

/// A sentence that is being read.
struct Sentence<'t> {
    text: &'t str,
    range: Range<usize>,
    words: Vec<NumeralWord>,
}

impl<'t> Sentence<'t> {
    fn new(text: &'t str, range: Range<usize>) -> Self {
        Self { text, words: words(text, range.clone()), range }
    }

    fn claims(&self) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            match self.claim(at) {
                Some((claim, next)) => {
                    claims.extend(claim);
                    at = next.max(at + 1);
                }
                None => at += 1,
            }
        }
        claims
    }

    /// The claim that begins with a word, if one does, and the word behind it. A number that is no claim is skipped
    /// whole.
    fn claim(&self, at: usize) -> Option<(Option<Claim>, usize)> {
        let Some(number) = numeral(self.text, &self.words[at..]) else { return self.wordy(at) };
        if let Some((high, behind)) = self.range_end(at, &number) {
            let claim = self.counted(at, behind).filter(|_| !self.is_other(at, behind, number.value, true));
            let claim =
                claim.map(|(counted, end)| self.made(at, end, number.value, Some(high), ClaimKind::Range, &counted));
            return Some((claim, behind));
        }
        let behind = at + number.words;
        if self.is_other(at, behind, number.value, number.is_digits) || self.is_glued(at, behind) {
            return Some((None, behind));
        }
        let Some((counted, end)) = self.counted(at, behind).or_else(|| self.counted_before(at)) else {
            return Some((None, behind));
        };
        let kind = self.qualifier(at).or_else(|| self.later(end)).unwrap_or(ClaimKind::Exact);
        Some((Some(self.made(at, end.max(behind), number.value, None, kind, &counted)), end.max(behind)))
    }

    fn made(&self, at: usize, end: usize, low: f64, high: Option<f64>, kind: ClaimKind, counted: &str) -> Claim {
        let bytes = self.words[at].span.start..self.words[end - 1].span.end;
        Claim {
            low,
            high,
            kind,
            subject: subject(counted),
            counted: counted.into(),
            bytes,
            sentence: self.range.clone(),
        }
    }

    /// A claim without a numeral: a dual, or شخص واحد.
    fn wordy(&self, at: usize) -> Option<(Option<Claim>, usize)> {
        let word = &self.words[at];
        if word.is_stop_word {
            return None;
        }
        let next = self.words.get(at + 1).map(|next| next.form.as_str());
        let is_one = matches!(next, Some("واحد" | "واحده"))
            && !self.written(at + 1).contains('أ')
            && !ONE_OF.has(&word.form)
            && numeral(self.text, &self.words[at + 1..]).is_none();
        if is_one && !word.form.starts_with("ال") {
            // دائرة انتخابية واحدة
            let is_adjective =
                word.form.ends_with("يه") && at > 0 && !self.words[at - 1].is_stop_word && self.is_adjacent(at);
            let counted = self.written(if is_adjective { at - 1 } else { at }).to_string();
            return Some((Some(self.made(at, at + 2, 1.0, None, ClaimKind::Exact, &counted)), at + 2));
        }
        let before = self.form_before(at, 1);
        // بسيارتين ملغمتين is one dual, قبل يومين a date.
        if !is_dual(&word.form) || matches!(before, "قبل" | "منذ" | "بعد") || is_dual(before) {
            return None;
        }
        let kind = self.qualifier(at).or_else(|| self.later(at + 1)).unwrap_or(ClaimKind::Exact);
        Some((Some(self.made(at, at + 1, 2.0, None, kind, self.written(at))), at + 1))
    }

    /// The other end of the range that begins with `number`, and the word behind it: بين 5 و7, من 200 إلى 300, 5-7.
    fn range_end(&self, at: usize, number: &Numeral) -> Option<(f64, usize)> {
        let before = at.checked_sub(1).map(|before| self.words[before].form.as_str());
        let mut next = at + number.words;
        let gap = |one: usize, other: usize| {
            Some(self.text[self.words[one].span.end..self.words.get(other)?.span.start].trim())
        };
        let sign = gap(next - 1, next)?;
        let is_range = match before {
            Some("بين") => {
                next += usize::from(self.words[next].form == "الي");
                true
            }
            _ if self.words[next].form == "الي" && number.is_digits && before != Some("من") => {
                next += 1;
                let other = numeral(self.text, self.words.get(next..)?)?;
                self.is_adjacent(next - 1) && other.is_digits && self.counted(at, next + other.words).is_some()
            }
            Some("من") if self.words[next].form == "الي" => {
                next += 1;
                // من 5 إلى 7 may be a change.
                let is_change = at > 1 && !self.words[at - 2].is_stop_word;
                !is_change
            }
            _ => matches!(sign, "-" | "–" | "ـ") && number.is_digits,
        };
        let other = numeral(self.text, self.words.get(next..)?).filter(|_| is_range)?;
        let high = other.value;
        // 5 و7 آلاف
        (high > number.value).then_some((high, next + other.words))
    }

    /// Whether the number is a date, a clock time, an age, a rank, a name.
    fn is_other(&self, at: usize, behind: usize, value: f64, is_digits: bool) -> bool {
        let before = self.form_before(at, 1);
        NO_CLAIM_BEHIND.has(before)
            || begins_month(before)
            || NO_CLAIM_BEHIND.has(bare(before)) && before.chars().count() > 3
            || is_digits && self.is_year(at, behind, value)
            || self.is_date_or_time(at, behind)
            || self.is_age(at, behind)
    }

    /// Whether a number of four digits is a year.
    fn is_year(&self, at: usize, behind: usize, value: f64) -> bool {
        let before = self.form_before(at, 1);
        let is_said = BEFORE_YEARS.has(before) || BEFORE_YEARS.has(bare(before));
        (1900.0..2100.0).contains(&value) && (is_said || !self.is_counted_noun(behind))
    }

    /// Whether it belongs to a date or a clock time: 24 يوليو, الخامس عشر من شوال, منذ نحو ستة أشهر, الساعة العاشرة وعشرين دقيقة.
    fn is_date_or_time(&self, at: usize, behind: usize) -> bool {
        let next = self.form(behind);
        let is_ordinal = matches!(self.form(at), "عشر" | "عشره") && self.form_before(at, 1).starts_with("ال");
        let is_past = (2..=3).any(|back| matches!(self.form_before(at, back), "منذ" | "قبل"));
        let of_month = next == "من" && (self.form(behind + 1) == "شهر" || begins_month(self.form(behind + 1)));
        let is_past = is_past && self.qualifier(at).is_some();
        NO_CLAIM_BEFORE.has(next)
            || begins_month(next)
            || of_month
            || is_ordinal
            || is_past
            || self.form_before(at, 2) == "الساعه"
    }

    /// Whether it is an age: عمره 25 عاماً, تتراوح أعمارهم بين 21 و35, محمد (21 عاماً).
    fn is_age(&self, at: usize, behind: usize) -> bool {
        let is_said = (1..=3)
            .any(|back| self.form_before(at, back).contains("عمر") || self.form_before(at, back).contains("اعمار"));
        let is_apposed = self.text[..self.words[at].span.start].ends_with('(');
        is_said || is_apposed && matches!(self.form(behind), "عام" | "عاما" | "سنه")
    }

    /// The folded word at a place; empty if there is none.
    fn form(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| word.form.as_str())
    }

    /// The folded word so many places before `at`; empty if there is none.
    fn form_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |place| self.form(place))
    }

    /// Whether a year's number has a noun behind it that it may count.
    fn is_counted_noun(&self, behind: usize) -> bool {
        let next = self.words.get(behind);
        next.is_some_and(|next| !next.is_stop_word && !next.form.starts_with("ال") && self.is_adjacent(behind))
    }

    /// Whether digits belong to a score, a date in figures or a name: 2-1, 12/5, F-16, 3.2.1.
    fn is_glued(&self, at: usize, behind: usize) -> bool {
        let span = self.words[at].span.start..self.words[behind - 1].span.end;
        let signs = |char: char| matches!(char, '-' | '/' | ':' | '_' | '–');
        let front = self.text[..span.start].chars().next_back();
        let back = self.text[span.end..].chars().next();
        let is_sign = |char: Option<char>| char.is_some_and(signs);
        // كبلر-452, kamalsg99
        let before_sign = self.text[..span.start].trim_end_matches(signs).chars().next_back();
        let is_name = |char: char| char.is_alphanumeric() && !matches!(char, 'و' | 'ب' | 'ل' | 'ـ');
        if front.is_some_and(|front| is_name(front) || signs(front) && before_sign.is_some_and(is_name)) {
            return true;
        }
        let digit_before = at > 0 && self.words[at - 1].form.bytes().all(|byte| byte.is_ascii_digit());
        let digit_behind =
            self.words.get(behind).is_some_and(|next| next.form.bytes().all(|byte| byte.is_ascii_digit()));
        is_sign(front) && (digit_before || at > 0 && !is_arabic(&self.words[at - 1].form))
            || is_sign(back) && digit_behind
    }

    /// Whether only spaces and opening quotation marks are between a word and the one before.
    fn is_adjacent(&self, place: usize) -> bool {
        let between = self.words.get(place).map(|word| &self.text[self.words[place - 1].span.end..word.span.start]);
        between.is_some_and(|between| {
            between.chars().all(|char| char.is_whitespace() || "«\"“()ـ".contains(char)) && between.len() < 6
        })
    }

    /// What the number of the words before `behind` counts, and the word behind it.
    fn counted(&self, at: usize, behind: usize) -> Option<(String, usize)> {
        let end = self.words[behind - 1].span.end;
        let rest = self.text[end..].trim_start();
        let front = self.text[..self.words[at].span.start].trim_end();
        if rest.starts_with(['%', '٪']) || front.ends_with(['%', '٪']) {
            return Some(("%".into(), behind));
        }
        let next = self.words.get(behind)?;
        if !self.is_adjacent(behind) {
            return None;
        }
        // في المئة, بالمئة
        let sign = behind + usize::from(next.form == "في");
        if PER_CENT.has(self.form(sign)) {
            return Some(("%".into(), sign + 1));
        }
        let mut place = behind;
        if next.form == "من" {
            place += 1;
        }
        let noun = self.words.get(place)?;
        if place == behind && LATIN_UNITS.has(&noun.form) {
            return Some((self.written(place).to_string(), place + 1));
        }
        let is_noun = !noun.is_stop_word
            && !NO_NOUNS.has(&noun.form)
            && is_arabic(&noun.form)
            && self.is_adjacent(place)
            && !has_clitic(&noun.form);
        let is_definite = place == behind && noun.form.starts_with("ال") && !is_own_article(&noun.form);
        (is_noun && !is_definite && numeral(self.text, &self.words[place..]).is_none())
            .then(|| (self.written(place).to_string(), place + 1))
    }

    /// What a number counts that stands behind it: عدد الجرحى 40, ارتفع عدد القتلى إلى 12.
    fn counted_before(&self, at: usize) -> Option<(String, usize)> {
        let first = at.saturating_sub(6);
        let place = (first..at).rev().find(|place| {
            let form = self.words[*place].form.as_str();
            matches!(form.trim_start_matches(['و', 'ب', 'ف']), "عدد" | "حصيله" | "عددهم")
        })?;
        let noun = self.words.get(place + 1).filter(|noun| place + 1 < at && !noun.is_stop_word)?;
        is_arabic(&noun.form).then(|| (self.written(place + 1).to_string(), at))
    }

    /// A word as it is written, without a conjunction or a preposition that is written with it.
    fn written(&self, place: usize) -> &'t str {
        let written = &self.text[self.words[place].span.clone()];
        let first = written.chars().next().map_or(0, char::len_utf8);
        if has_clitic(&self.words[place].form) { &written[first..] } else { written }
    }

    /// How the number at a word is stated, by the words before it; و, ف, ب or ل may be written with the first of them.
    fn qualifier(&self, at: usize) -> Option<ClaimKind> {
        let is_at_end = |parts: &[String]| {
            let Some(begin) = at.checked_sub(parts.len()) else { return false };
            self.words[begin..at].iter().zip(parts).enumerate().all(|(place, (word, part))| {
                let form = word.form.as_str();
                form == part || place == 0 && form.strip_prefix(['و', 'ف', 'ب', 'ل']).is_some_and(|rest| rest == part)
            })
        };
        QUALIFIERS.iter().find(|(parts, _)| is_at_end(parts)).map(|(_, kind)| *kind)
    }

    /// The same by the words from `end` on.
    fn later(&self, end: usize) -> Option<ClaimKind> {
        // جنديين تركيين على الأقل
        let begins = |parts: &[String]| {
            (end..end + 2).any(|begin| {
                let here = self.words.get(begin..begin + parts.len());
                here.is_some_and(|here| here.iter().zip(parts).all(|(word, part)| word.form == *part))
            })
        };
        LATER.iter().find(|(parts, _)| begins(parts)).map(|(_, kind)| *kind)
    }
}

/// A folded word without what may be written with it.
fn bare(form: &str) -> &str {
    form.trim_start_matches(['و', 'ب', 'ل', 'ف'])
}
