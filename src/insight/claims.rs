//! Claims: numbers with what they count, as reports state them («أكثر من 800 أسير», «20 من قادة التنظيم», «بين 5 و7 قتلى»).
//!
//! Claims are read by rules over the words of a sentence, precise rather than complete: what may be a date, a clock time, an
//! age, a rank, a score or a name is left out, and so is a number of which the sentence does not say what it counts.

use std::ops::Range;

use serde::Serialize;

use crate::arabic::lexicon::Lexicon;
use crate::arabic::numeral::{Numeral, NumeralWord, numeral, words};
use crate::arabic::{fold, pack, plurals, sentences, stem};

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

/// How a number is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// As it is.
    Exact,
    /// نحو، حوالي، قرابة.
    About,
    /// أكثر من.
    #[serde(rename = "more than")]
    More,
    /// ما لا يقل عن، على الأقل.
    #[serde(rename = "at least")]
    AtLeast,
    /// أقل من.
    #[serde(rename = "less than")]
    Less,
    /// لا يتجاوز، على الأكثر.
    #[serde(rename = "at most")]
    AtMost,
    /// بين 5 و7.
    Range,
}

impl ClaimKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ClaimKind::Exact => "exact",
            ClaimKind::About => "about",
            ClaimKind::More => "more than",
            ClaimKind::AtLeast => "at least",
            ClaimKind::Less => "less than",
            ClaimKind::AtMost => "at most",
            ClaimKind::Range => "range",
        }
    }
}

/// What stands before or behind a number that is not exact, as it is written; the longest first.
const QUALIFIERS: &[(&str, ClaimKind)] = &[
    ("ما لا يقل عن", ClaimKind::AtLeast),
    ("لا يقل عن", ClaimKind::AtLeast),
    ("ما لا تقل عن", ClaimKind::AtLeast),
    ("لا تقل عن", ClaimKind::AtLeast),
    ("لا يقل عددهم عن", ClaimKind::AtLeast),
    ("ما يزيد على", ClaimKind::More),
    ("ما يزيد عن", ClaimKind::More),
    ("لا يزيد على", ClaimKind::AtMost),
    ("لا يزيد عن", ClaimKind::AtMost),
    ("لا تزيد على", ClaimKind::AtMost),
    ("لا تزيد عن", ClaimKind::AtMost),
    ("لا يتجاوز", ClaimKind::AtMost),
    ("لا تتجاوز", ClaimKind::AtMost),
    ("لا يتعدى", ClaimKind::AtMost),
    ("لم يتجاوز", ClaimKind::AtMost),
    ("لم تتجاوز", ClaimKind::AtMost),
    ("يزيد على", ClaimKind::More),
    ("يزيد عن", ClaimKind::More),
    ("تزيد على", ClaimKind::More),
    ("تزيد عن", ClaimKind::More),
    ("ما يقرب من", ClaimKind::About),
    ("ما يقارب", ClaimKind::About),
    ("يقارب", ClaimKind::About),
    ("تقارب", ClaimKind::About),
    ("أكثر من", ClaimKind::More),
    ("أزيد من", ClaimKind::More),
    ("أعلى من", ClaimKind::More),
    ("أعلى قليلا من", ClaimKind::More),
    ("أقل من", ClaimKind::Less),
    ("أدنى من", ClaimKind::Less),
    ("يتجاوز", ClaimKind::More),
    ("تتجاوز", ClaimKind::More),
    ("تجاوز", ClaimKind::More),
    ("تجاوزت", ClaimKind::More),
    ("يفوق", ClaimKind::More),
    ("تفوق", ClaimKind::More),
    ("فوق", ClaimKind::More),
    ("دون", ClaimKind::Less),
    ("نحو", ClaimKind::About),
    ("حوالي", ClaimKind::About),
    ("حوالى", ClaimKind::About),
    ("قرابة", ClaimKind::About),
    ("زهاء", ClaimKind::About),
];

/// The same behind what is counted.
const LATER: &[(&str, ClaimKind)] = &[
    ("على الأقل", ClaimKind::AtLeast),
    ("على الأكثر", ClaimKind::AtMost),
    ("كحد أقصى", ClaimKind::AtMost),
    ("كحد أدنى", ClaimKind::AtLeast),
    ("تقريبا", ClaimKind::About),
];

/// Words before a number that is no claim: a date, a clock time, an age, a rank, a name.
const NO_CLAIM_BEHIND: &[&str] = &[
    "عام",
    "العام",
    "سنة",
    "السنة",
    "الساعة",
    "الدقيقة",
    "رقم",
    "الرقم",
    "المادة",
    "المركز",
    "المرتبة",
    "الترتيب",
    "طريق",
    "قناة",
    "شارع",
    "الفقرة",
    "العدد",
    "الصفحة",
    "صفحة",
    "منذ",
    "قبل",
    "عمره",
    "عمرها",
    "العمر",
    "هاتف",
    "يوم",
    "فبراير",
    "يناير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
    "مباراة",
    "المجموعة",
    "موسم",
    "الموسم",
    "السبت",
    "الأحد",
    "الاثنين",
    "الثلاثاء",
    "الأربعاء",
    "الخميس",
    "الجمعة",
    "لعام",
    "موديل",
    "هدف",
];

/// Words behind a number that is no claim.
const NO_CLAIM_BEFORE: &[&str] = &[
    "يناير",
    "كانون",
    "فبراير",
    "شباط",
    "مارس",
    "آذار",
    "أبريل",
    "إبريل",
    "نيسان",
    "مايو",
    "أيار",
    "يونيو",
    "حزيران",
    "يوليو",
    "يوليوز",
    "يوليه",
    "يونيه",
    "تموز",
    "أغسطس",
    "آب",
    "سبتمبر",
    "أيلول",
    "أكتوبر",
    "تشرين",
    "نوفمبر",
    "ديسمبر",
    "محرم",
    "صفر",
    "ربيع",
    "جمادى",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو",
    "ذي",
    "صباحا",
    "مساء",
    "ظهرا",
    "هـ",
    "م",
    "هجرية",
    "ميلادية",
    "فجرا",
    "عصرا",
];

/// Words behind a number that only lead to what is counted.
const LEADING: &[&str] = &["من"];

/// Others of what was counted before.
const OTHERS: &[&str] = &["آخرين", "آخرون", "آخر", "أخرى", "آخران", "أخريات"];

/// Units that are written in Latin letters behind a number.
const LATIN_UNITS: &[&str] = &["gb", "mb", "tb", "km", "kg", "cm", "mm", "mg", "mw", "kw", "hz", "ghz", "mhz", "usd"];

/// Words before a number of four digits that is a year.
const BEFORE_YEARS: &[&str] = &["في", "حتى", "منذ", "خلال", "نهاية", "بداية", "مطلع", "أواخر", "لسنة", "بعام", "وعام"];

/// Nouns whose dual counts; of others only a feminine dual does, whose singular is known.
const COUNTED_TWICE: &[&str] = &[
    "قتيل",
    "شخص",
    "جريح",
    "جندي",
    "طفل",
    "رجل",
    "شرطي",
    "انتحاري",
    "شهيد",
    "مسلح",
    "مواطن",
    "صاروخ",
    "هجوم",
    "انفجار",
    "تفجير",
    "أسبوع",
    "شهر",
    "يوم",
    "هدف",
    "متهم",
    "ضابط",
    "صحفي",
    "صحافي",
    "مصاب",
    "لاعب",
    "طالب",
    "لص",
    "حادث",
    "حريق",
    "منزل",
    "مبنى",
    "كتاب",
    "فيلم",
    "مشروع",
    "مليون",
];

/// Places whose count of one says nothing: في وقت واحد, في آن واحد.
const ONE_OF: &[&str] = &["وقت", "آن", "جانب", "صف", "طرف", "حد", "مكان", "اتجاه", "كل", "غير", "سقف", "دولار", "ريال"];

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
            match self.claim(at, claims.last()) {
                Some((claim, next)) => {
                    claims.extend(claim);
                    at = next.max(at + 1);
                }
                None => at += 1,
            }
        }
        claims
    }

    /// The claim that begins with a word, if one does, and the word behind it; `said` is the one before it. A number that is no
    /// claim is skipped whole.
    fn claim(&self, at: usize, said: Option<&Claim>) -> Option<(Option<Claim>, usize)> {
        let Some(number) = numeral(self.text, &self.words[at..]) else { return self.wordy(at) };
        if let Some((high, behind)) = self.range_end(at, &number) {
            let claim = self.counted(at, behind).filter(|_| !self.is_other(at, behind, number.value, true));
            let claim = claim.map(|(counted, end)| {
                let counted = self.meant(counted, said);
                self.made(at, end, number.value, Some(high), ClaimKind::Range, &counted)
            });
            return Some((claim, behind));
        }
        let behind = at + number.words;
        if self.is_other(at, behind, number.value, number.is_digits) || self.is_glued(at, behind) {
            return Some((None, behind));
        }
        let counted = self.counted(at, behind).or_else(|| self.counted_before(at));
        let Some((counted, end)) = counted.map(|(counted, end)| (self.meant(counted, said), end)) else {
            return Some((None, behind));
        };
        let kind = self.qualifier(at).or_else(|| self.later(end)).unwrap_or(ClaimKind::Exact);
        Some((Some(self.made(at, end.max(behind), number.value, None, kind, &counted)), end.max(behind)))
    }

    /// What is counted: of "two others" what was counted before.
    fn meant(&self, counted: String, said: Option<&Claim>) -> String {
        let is_other = OTHERS.iter().any(|other| fold(other) == fold(&counted));
        said.filter(|_| is_other).map_or(counted, |said| said.counted.clone())
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
        let is_one = matches!(next, Some("واحد" | "واحده")) && !ONE_OF.iter().any(|noun| fold(noun) == word.form);
        if is_one && !word.form.starts_with("ال") {
            // دائرة انتخابية واحدة
            let is_adjective =
                word.form.ends_with("يه") && at > 0 && !self.words[at - 1].is_stop_word && self.is_adjacent(at);
            let counted = self.written(if is_adjective { at - 1 } else { at }).to_string();
            return Some((Some(self.made(at, at + 2, 1.0, None, ClaimKind::Exact, &counted)), at + 2));
        }
        // بسيارتين ملغمتين is one dual.
        let is_adjective = at > 0 && is_dual(&self.words[at - 1].form);
        let is_past = at > 0 && [fold("قبل"), fold("منذ"), fold("بعد")].contains(&self.words[at - 1].form);
        (is_dual(&word.form) && !is_adjective && !is_past).then(|| {
            let kind = self.qualifier(at).or_else(|| self.later(at + 1)).unwrap_or(ClaimKind::Exact);
            (Some(self.made(at, at + 1, 2.0, None, kind, self.written(at))), at + 1)
        })
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

    /// Whether the number is a date, a clock time, an age, a rank, a score, a name.
    fn is_other(&self, at: usize, behind: usize, value: f64, is_digits: bool) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |place| self.words[place].form.as_str());
        let is_named = |words: &[&str], form: &str| words.iter().any(|word| fold(word) == form);
        let next = self.words.get(behind).map_or("", |next| next.form.as_str());
        let bare = |form: &'_ str| form.trim_start_matches(['و', 'ب', 'ل', 'ف']).to_string();
        is_named(NO_CLAIM_BEHIND, before(1))
            || is_named(NO_CLAIM_BEHIND, &bare(before(1))) && before(1).len() > 6
            || is_named(NO_CLAIM_BEFORE, next)
            || is_digits
                && (1900.0..2100.0).contains(&value)
                && (is_named(BEFORE_YEARS, before(1))
                    || is_named(BEFORE_YEARS, &bare(before(1)))
                    || !self.is_counted_noun(behind))
            || (1..=3).any(|back| before(back).contains("عمر") || before(back).contains("اعمار"))
            || (2..=3).any(|back| matches!(before(back), "منذ" | "قبل") && self.qualifier(at).is_some())
            || next == "من" && self.words.get(behind + 1).is_some_and(|next| next.form == "شهر")
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
        let share = fold("المئة");
        let share = [format!("ب{share}"), format!("ب{}", fold("المائة"))];
        if share.contains(&next.form) {
            return Some(("%".into(), behind + 1));
        }
        if next.form == "في"
            && self.words.get(behind + 1).is_some_and(|word| [fold("المئة"), fold("المائة")].contains(&word.form))
        {
            return Some(("%".into(), behind + 2));
        }
        let mut place = behind;
        if LEADING.contains(&next.form.as_str()) {
            place += 1;
        }
        let noun = self.words.get(place)?;
        if place == behind && LATIN_UNITS.contains(&noun.form.as_str()) {
            return Some((self.written(place).to_string(), place + 1));
        }
        let is_noun = !noun.is_stop_word
            && noun.form != "فقط"
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

    /// How the number at a word is stated, by the words before it.
    fn qualifier(&self, at: usize) -> Option<ClaimKind> {
        QUALIFIERS.iter().find(|(phrase, _)| self.ends_with(at, phrase)).map(|(_, kind)| *kind)
    }

    /// The same by the words from `end` on.
    fn later(&self, end: usize) -> Option<ClaimKind> {
        let begins = |phrase: &str| {
            let mut words = self.words.iter().skip(end);
            phrase.split(' ').all(|part| words.next().is_some_and(|word| word.form == fold(part)))
        };
        LATER.iter().find(|(phrase, _)| begins(phrase)).map(|(_, kind)| *kind)
    }

    /// Whether the words before `at` are a phrase; و, ف, ب or ل may be written with its first word.
    fn ends_with(&self, at: usize, phrase: &str) -> bool {
        let parts: Vec<String> = phrase.split(' ').map(fold).collect();
        let Some(begin) = at.checked_sub(parts.len()) else { return false };
        self.words[begin..at].iter().zip(&parts).enumerate().all(|(place, (word, part))| {
            let form = word.form.as_str();
            form == part || place == 0 && form.strip_prefix(['و', 'ف', 'ب', 'ل']).is_some_and(|rest| rest == part)
        })
    }
}

fn is_arabic(form: &str) -> bool {
    form.chars().next().is_some_and(|char| ('\u{600}'..='\u{6FF}').contains(&char))
}

/// Whether a conjunction or a preposition is written with a folded word.
fn has_clitic(form: &str) -> bool {
    let first = form.chars().next().filter(|first| "وفبلك".contains(*first));
    first.is_some_and(|first| !stem(form).starts_with(first))
}

/// Whether ال at the front of a folded word is its own: التماس has none, but ألمان and آلية begin so.
fn is_own_article(form: &str) -> bool {
    stem(form).starts_with("ال")
}

/// Whether a folded word is a dual that counts.
fn is_dual(form: &str) -> bool {
    let bare = form.strip_prefix(['و', 'ب', 'ل', 'ف']).filter(|bare| bare.chars().count() > 4).unwrap_or(form);
    [form, bare].into_iter().any(|form| {
        let Some(base) = form.strip_suffix("ان").or_else(|| form.strip_suffix("ين")) else { return false };
        if base.starts_with("ال") {
            return false;
        }
        if COUNTED_TWICE.iter().any(|noun| fold(noun) == base) {
            // مواطنين and مسلحين are plurals as well.
            let is_plural_too = form.ends_with("ين")
                && ["مواطن", "مسلح", "متهم", "مصاب", "لاعب", "انتحاري", "صحفي", "صحافي"].contains(&base);
            return !is_plural_too;
        }
        let Some(base) = base.strip_suffix('ت').filter(|base| base.chars().count() > 2) else { return false };
        // The feminine dual has a singular with ه that general Arabic has.
        let count = |word: &str| Lexicon::embedded().count(pack(word).as_bytes());
        let dual = count(form);
        count(&format!("{base}ه")) > 20 * dual.max(10)
    })
}

/// The stem by which claims are compared: of a singular and its broken plural the shorter, then the first by its letters.
fn subject(counted: &str) -> String {
    let own = stem(&fold(counted));
    let others = plurals(&own);
    others.into_iter().chain([own]).min_by_key(|stem| (stem.chars().count(), stem.clone())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The claims of a text: `low[-high] kind counted`.
    fn read(text: &str) -> Vec<String> {
        let number = |claim: &Claim| claim.high.map_or(claim.low.to_string(), |high| format!("{}-{high}", claim.low));
        claims(text).iter().map(|claim| format!("{} {} {}", number(claim), claim.kind.name(), claim.counted)).collect()
    }

    #[test]
    fn numbers_come_with_what_they_count() {
        for (text, expected) in [
            ("قُتل 13 شخصاً وأصيب أكثر من 800 أسير.", &["13 exact شخصاً", "800 more than أسير"][..]),
            ("فرّ نحو 20 من قادة التنظيم.", &["20 about قادة"]),
            ("مقتل ما لا يقل عن ثلاثة مدنيين وجرح 5 إلى 7 آخرين.", &["3 at least مدنيين", "5-7 range مدنيين"]),
            ("بين 200 و300 عائلة نزحت.", &["200-300 range عائلة"]),
            ("ارتفع عدد الجرحى إلى 40.", &["40 exact الجرحى"]),
            ("بلغت النسبة 12.5 % هذا العام، أي ١٢٫٥ في المئة.", &["12.5 exact %", "12.5 exact %"]),
            ("استولوا على سيارتين وقُتل شخص واحد.", &["2 exact سيارتين", "1 exact شخص"]),
            ("كلفته مليونان ونصف المليون دولار لا أكثر من ذلك", &[]),
            ("خسر 3.5 ملايين ريال على الأقل.", &["3500000 at least ريال"]),
            ("بلغت (277) أمانة.", &["277 exact أمانة"]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_times_ages_ranks_scores_and_names_are_no_claims() {
        for text in [
            "في 14 مارس 2023 عند الساعة 5 مساء.",
            "عمره 25 عاماً، ويقيم في شارع 40.",
            "فاز 2-1 في الدقيقة 88 من المباراة.",
            "حلّ في المركز 3 بحسب المادة 12.",
            "الطائرة إف-16 والكوكب كبلر-452 وحساب kamal99 معنا.",
            "منذ عام 2019 وحتى 2020 بقي الحال.",
            "عشرات القتلى وآلاف النازحين وأحد السكان.",
            "النصف الثاني من السنة الثالثة.",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_singular_and_its_plural_are_one_subject() {
        let subject = |text: &str| claims(text)[0].subject.clone();
        assert_eq!(subject("قُتل 13 عنصراً."), subject("قُتل ثلاثة عناصر."));
        assert_ne!(subject("قُتل 13 عنصراً."), subject("قُتل ثلاثة مدنيين."));
    }

    #[test]
    fn any_text_has_claims_within_it() {
        let text = include_str!("../../corpus/sada.jsonl").replace(['.', '،'], " ")
            + "بين 5 و بين من 3 إلى 12,500 ﷺ 5% ٪7 واحد ألف و 3.";
        for (start, _) in text.char_indices().step_by(7) {
            let part = &text[start..text.floor_char_boundary(start + 90)];
            for claim in claims(part) {
                assert!(
                    part.get(claim.bytes.clone()).is_some() && part.get(claim.sentence.clone()).is_some(),
                    "{part}"
                );
                assert!(claim.sentence.start <= claim.bytes.start && claim.bytes.end <= claim.sentence.end, "{part}");
            }
        }
    }
}
