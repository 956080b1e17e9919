//! Finds the name that a page or text gives its own outlet: in a label (`خاص|| أثر برس`, `فرات بوست | متابعات`), a notice of
//! rights, a line that names the source, the first sentence (`أفاد موقع …`), or its contact lines.
//!
//! An outlet that the text quotes is another one: a label counts if the name stands elsewhere, too, as that of a site, a
//! network or its correspondents; a sentence counts only at the beginning.

use super::agencies::agency;
use super::block::is_prose;
use super::handles::{Handle, handle};
use super::outlets::{KINDS, Outlets, slug};
use super::page;
use super::places::is_place;
use crate::arabic::fold;
use crate::document::{Attribute, Confidence, Evidence, Metadata, Outlet};

/// The name of an outlet, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnName {
    pub name: String,
    pub from: &'static str,
    pub confidence: Confidence,
    /// The line that has it, at its beginning.
    pub written: String,
}

/// The most lines that are read, and the most characters of one.
const LINES: usize = 5000;
const LINE: usize = 200;
/// How many characters of the line are kept as evidence.
const WRITTEN: usize = 80;
/// The most words of a name.
const WORDS: usize = 5;

/// Signs between a label's parts.
const SIGNS: &[&str] = &["||", "|", " - ", " – ", " — ", ":", "//"];
/// Words for what an outlet itself wrote, folded.
const OWN: &[&str] = &["خاص", "حصري", "خاصه", "حصريا"];
/// What desks write, folded: the label before it is an outlet.
#[rustfmt::skip]
const DESKS: &[&str] = &[
    "تقارير", "متابعات", "متابعه", "تقرير", "خاص", "ترجمه", "تحقيقات", "تحقيق", "تغطيه", "رصد", "فريق", "قسم", "هيئه", "مكتب",
];
/// Who reports for an outlet, folded.
const REPORTERS: &[&str] = &["مراسل", "مراسله", "مراسلو", "مراسلي", "مراسلنا"];
/// Verbs with which outlets report what they know themselves, folded. نقل and ذكر quote others.
const REPORTS: &[&str] = &["افاد", "افادت", "علم", "علمت", "حصل", "حصلت"];
/// Words that end a name in a sentence, folded.
const BEHIND: &[&str] = &["بان", "ان", "علي", "من", "في", "عن", "نقلا"];
/// What a line with such words has as it is written.
const SIGNS_OF_RIGHTS: &[&str] = &["قوق", "©", "opyright", "OPYRIGHT"];
/// Words of a notice of rights, folded.
const RIGHTS: &[&str] = &["حقوق", "الحقوق", "©", "copyright"];
/// Words that a notice of rights has besides a name, folded.
#[rustfmt::skip]
const AROUND_RIGHTS: &[&str] = &[
    "جميع", "كافه", "حقوق", "الحقوق", "النشر", "الطبع", "والطبع", "والنشر", "محفوظه", "copyright", "all", "rights", "reserved", "by", "لدي", "ل", "c",
];

/// The name that the text gives its outlet; `None` where nothing says it.
pub(super) fn own_name(text: &str) -> Option<OwnName> {
    let short = |line: &'_ str| line.chars().take(LINE).collect::<String>();
    let lines: Vec<String> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES).map(short).collect();
    let top = lines.first().filter(|line| is_name(line));
    let labels =
        lines.iter().filter_map(|line| Some((label(line, top.map(String::as_str))?, line, "a label in the text")));
    let rights = lines.iter().filter_map(|line| Some((rights(line)?, line, "a notice of rights")));
    for (name, line, from) in labels.chain(rights) {
        let times = mentions(&fold(text), &fold(&name));
        if times > 0 || Some(&name) == top {
            let confidence = if times > 1 { Confidence::Confirmed } else { Confidence::Likely };
            return Some(OwnName { name, from, confidence, written: line.clone() });
        }
    }
    let first = || {
        let first = lines.iter().find(|line| is_prose(line) || line.chars().count() == LINE)?;
        Some((reporting(first)?, first, "the first sentence"))
    };
    let source = || lines.iter().find_map(|line| Some((source(line)?, line, "a line that names the source")));
    if let Some((name, line, from)) = first().or_else(source) {
        return Some(OwnName { name, from, confidence: Confidence::Doubtful, written: line.clone() });
    }
    let Handle { name, is_confirmed, written } = handle(lines.iter().map(String::as_str))?;
    let confidence = if is_confirmed { Confidence::Likely } else { Confidence::Doubtful };
    Some(OwnName { name, from: "a contact line", confidence, written })
}

impl OwnName {
    /// Sets it, or what a registry calls it, as the outlet of a document, with its evidence.
    pub fn give(self, metadata: &mut Metadata, registry: &Outlets) {
        let Self { name, from, confidence, written } = self;
        let known = registry.named(&name).or_else(|| registry.of_host(&name)).map(|entry| entry.outlet(Some(from)));
        let unknown = || Outlet { id: slug(&name), name: name.clone(), inferred_from: Some(from.into()) };
        metadata.outlet = Some(known.unwrap_or_else(unknown));
        let written = written.chars().take(WRITTEN).collect();
        let evidence = Evidence { written: Some(written), ..Evidence::new(from, confidence) };
        metadata.evidence.insert(Attribute::Outlet, evidence);
    }
}

/// The name in a label; one that no sign ends must be that of the `top` of the page.
fn label(line: &str, top: Option<&str>) -> Option<String> {
    let (at, sign) = SIGNS.iter().filter_map(|sign| Some((line.find(sign)?, sign.len()))).min()?;
    let (head, rest) = (line[..at].trim(), line[at + sign..].trim_start_matches(['|', '-', '–', ' ', ':']));
    let mut words = head.split_whitespace();
    let first = fold(words.next()?);
    if OWN.contains(&first.as_str()) {
        let name = words.collect::<Vec<_>>().join(" ");
        let name = name.trim_start_matches("لـ").trim_start_matches("بـ").trim();
        if name.is_empty() {
            let top = top?;
            return fold(rest).starts_with(&format!("{} ", fold(top))).then(|| top.into());
        }
        return is_name(name).then(|| name.into());
    }
    let desk = fold(rest.split_whitespace().next()?);
    let is_label = DESKS.contains(&desk.as_str()) && line.split_whitespace().count() <= 8;
    (is_label && is_name(head)).then(|| head.into())
}

/// The name in `جميع الحقوق محفوظة لموقع صدى الوادي © 2022`.
fn rights(line: &str) -> Option<String> {
    let is_one = || {
        let folded = fold(line);
        RIGHTS.iter().any(|word| folded.contains(word))
    };
    // Most lines need not be folded.
    if !SIGNS_OF_RIGHTS.iter().any(|sign| line.contains(sign)) || !is_one() || line.split_whitespace().count() > 14 {
        return None;
    }
    let kept = line.split(|char: char| char.is_whitespace() || "©|-–:،,.()".contains(char)).filter(|word| {
        let folded = fold(word);
        !folded.is_empty() && !folded.chars().all(char::is_numeric) && !AROUND_RIGHTS.contains(&folded.as_str())
    });
    let mut words: Vec<&str> = kept.collect();
    // The name is that of a site: لموقع صدى الوادي.
    let of = words.first()?.trim_start_matches("لـ").trim_start_matches('ل');
    if KINDS.contains(&fold(of).as_str()) {
        words.remove(0);
    }
    let name = words.join(" ");
    is_name(&name).then_some(name)
}

/// Words of sources that are no outlets, folded.
const NO_OUTLETS: &[&str] =
    &["مصادر", "مصدر", "وكالات", "الوكالات", "مواقع", "صحف", "وسائل", "انترنت", "الانترنت", "وزاره", "مراسلون"];

/// The name in `المصدر: صدى الوادي`, the first of several.
fn source(line: &str) -> Option<String> {
    let (word, names) = line.split_once(':')?;
    let is_source = matches!(fold(word.trim()).as_str(), "المصدر" | "مصدر الخبر" | "نقلا عن");
    let first = names.split(['+', '،', ',', '/', '-', '–', '|']).next()?.trim().trim_end_matches('.');
    let is_outlet = || !fold(first).split_whitespace().any(|word| NO_OUTLETS.contains(&word));
    (is_source && is_name(first) && is_outlet()).then(|| first.into())
}

/// The name of the outlet that reports at the beginning of a sentence: أفاد موقع تطورات العالم بأن.
fn reporting(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let verb = fold(words.next()?);
    let kind = fold(words.next()?);
    if !REPORTS.contains(&verb.as_str()) || !is_kind(&kind) {
        return None;
    }
    let mut name: Vec<&str> = Vec::new();
    for word in words.take(WORDS + 1) {
        let folded = fold(word);
        if name.is_empty() && is_kind(&folded) {
            continue;
        }
        if BEHIND.contains(&folded.as_str()) {
            break;
        }
        name.push(word.trim_matches(['"', '«', '»', '“', '”', '؛', '،', ',', ':']));
        if word.ends_with(['؛', '،', ',', '»', '”']) {
            break;
        }
    }
    let name = name.join(" ");
    (name.contains(' ') && is_name(&name)).then_some(name)
}

/// Whether a folded word is a kind of outlets, or those who report for one.
fn is_kind(word: &str) -> bool {
    KINDS.contains(&word) || REPORTERS.contains(&word)
}

/// How often a folded text names it as an outlet: behind a kind of outlet, or in quotation marks.
fn mentions(text: &str, name: &str) -> usize {
    let is_as_outlet = |at: usize| {
        let before = text[..at].trim_end_matches(['"', '«', '“', ' ']);
        let word = before.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
        is_kind(word)
            || word.strip_prefix(['ل', 'ب', 'و']).is_some_and(is_kind)
            || text[..at].ends_with(['«', '“', '"'])
    };
    text.match_indices(name).take(100).filter(|(at, _)| is_as_outlet(*at)).count()
}

/// Whether a text can be the name of an outlet: a few words, none of a sentence, no place and no agency.
fn is_name(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    (1..=WORDS).contains(&words.len())
        && text
            .chars()
            .all(|char| char.is_alphanumeric() || char.is_whitespace() || "'’ـ\u{200C}\u{651}".contains(char))
        && text.contains(char::is_alphabetic)
        && !words.iter().any(|word| BEHIND.contains(word) || OWN.contains(word) || DESKS.contains(word))
        && !is_place(text)
        && agency(text).is_none()
        && !page::is_of_the_page(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded() {
        let lists = [OWN, DESKS, REPORTERS, REPORTS, BEHIND, RIGHTS, AROUND_RIGHTS, NO_OUTLETS, KINDS];
        for word in lists.into_iter().flatten() {
            assert_eq!(fold(word), *word);
        }
    }

    fn named(text: &str) -> Option<(String, Confidence)> {
        own_name(text).map(|own| (own.name, own.confidence))
    }

    #[test]
    fn a_text_names_its_outlet_in_labels() {
        let of = |name: &str, confidence| Some((name.to_string(), confidence));
        assert_eq!(named("صدى الوادي\nبحث\nخاص|| صدى الوادي لم تطرأ تغييرات."), of("صدى الوادي", Confidence::Likely));
        let text = "عنوان الخبر\nالوادي24 | تقارير ومتابعات\nأفادت مصادر مراسلي شبكة الوادي24 بأن الحريق كبير.";
        assert_eq!(named(text), of("الوادي24", Confidence::Likely));
        let text = "خاص لـ الوادي24|| أكدت المصادر\nقالت مصادر لشبكة الوادي24 وأكدت “الوادي24” ذلك.";
        assert_eq!(named(text), of("الوادي24", Confidence::Confirmed));
        let text = "خبر\nقال موقع صدى الوادي.\nجميع الحقوق محفوظة لموقع صدى الوادي © 2022";
        assert_eq!(named(text), of("صدى الوادي", Confidence::Confirmed));
        for text in
            ["خبر\nحريق كبير.\nالمصدر: صدى الوادي", "خبر\nالمصدر : صدى الوادي + وكالات", "خبر\nنقلا عن: صدى الوادي."]
        {
            assert_eq!(named(text), of("صدى الوادي", Confidence::Doubtful), "{text}");
        }
        assert_eq!(named("خبر\nللتواصل: info@sada.example"), of("sada.example", Confidence::Doubtful));
        let text = "عنوان\nأفاد موقع أحداث الوادي اليوم؛ بأن الحريق ما زال كبيرا في الميناء.";
        assert_eq!(named(text), of("أحداث الوادي اليوم", Confidence::Doubtful));
    }

    #[test]
    fn what_a_text_quotes_is_not_its_outlet() {
        for text in [
            "",
            "إسطنبول - متابعات\nقال الوزير إن الحريق كبير جدا.",
            "رنيم حداد - خاص\nقالت رنيم حداد إن الحريق كبير.",
            "عنوان\nنقل موقع صدى الوادي عن مصادر أن الحريق كبير.",
            "عنوان\nقال الوزير.\nوأفاد موقع صدى الوادي بأن الحريق كبير.",
            "رويترز - خاص\nقالت وكالة رويترز إن الحريق كبير.",
            "بحث\nخاص|| بحث لم تطرأ تغييرات.",
            "عنوان\nحريق كبير.\nالمصدر: وكالات",
            "عنوان\nالمصدر: رويترز",
            "عنوان\nالمصدر: مصادر محلية",
            "عنوان\nالمصدر: وزارة الدفاع",
            "عنوان\nالمصدر: قال مدير الميناء إن الحريق كبير",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
