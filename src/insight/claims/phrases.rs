//! The words by which claims are read, as they are written.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::kind::ClaimKind;
use crate::arabic::fold;

/// A list of words that is asked by folded forms.
pub(super) struct Words(LazyLock<HashSet<String>>);

impl Words {
    pub fn has(&self, form: &str) -> bool {
        self.0.contains(form)
    }
}

macro_rules! words {
    ($($word:literal),* $(,)?) => {
        Words(LazyLock::new(|| [$($word),*].iter().map(|word| fold(word)).collect()))
    };
}

/// Phrases that state how exact a number is, as their folded words.
pub(super) type Phrases = LazyLock<Vec<(Vec<String>, ClaimKind)>>;

fn phrases(list: &[(&str, ClaimKind)]) -> Vec<(Vec<String>, ClaimKind)> {
    list.iter().map(|(phrase, kind)| (phrase.split(' ').map(fold).collect(), *kind)).collect()
}

/// What stands before a number that is not exact; the longer of two with the same end first.
pub(super) static QUALIFIERS: Phrases = LazyLock::new(|| phrases(EARLIER_PHRASES));

/// What stands behind what is counted.
pub(super) static LATER: Phrases = LazyLock::new(|| phrases(LATER_PHRASES));

#[rustfmt::skip]
const EARLIER_PHRASES: &[(&str, ClaimKind)] = &[
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
    ("تتعدى", ClaimKind::More),
    ("يتعدى", ClaimKind::More),
    ("تفوق قيمتها", ClaimKind::More),
    ("تزيد قيمتها على", ClaimKind::More),
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

const LATER_PHRASES: &[(&str, ClaimKind)] = &[
    ("على الأقل", ClaimKind::AtLeast),
    ("على الأكثر", ClaimKind::AtMost),
    ("كحد أقصى", ClaimKind::AtMost),
    ("كحد أدنى", ClaimKind::AtLeast),
    ("تقريبا", ClaimKind::About),
];

/// Words before a number that is no claim: a date, a clock time, an age, a rank, a name.
#[rustfmt::skip]
pub(super) static NO_CLAIM_BEHIND: Words = words![
    "عام", "العام", "سنة", "السنة", "الساعة", "الدقيقة", "رقم", "الرقم", "المادة", "المركز", "المرتبة", "الترتيب",
    "طريق", "قناة", "شارع", "الفقرة", "العدد", "الصفحة", "صفحة", "منذ", "قبل", "هاتف",
    "يوم",
    "مباراة", "المجموعة", "موسم", "الموسم",
    "موديل", "هدف",
];

/// Words behind a number that is no claim, besides the names of months.
#[rustfmt::skip]
pub(super) static NO_CLAIM_BEFORE: Words = words![
   
   
    "صباحا", "مساء", "ظهرا",
    "هـ", "م", "هجرية", "ميلادية", "فجرا", "عصرا", "عصر",
];

/// Words behind a number that are no noun.
#[rustfmt::skip]
pub(super) static NO_NOUNS: Words = words![
    "فقط", "تم", "تمت", "يتم", "بعد", "مقابل", "خلال", "كان", "كانت", "قال",
];

/// Words that are no dual though they look like one: طالبان is a movement, and its dual is written طالبين as well.
#[rustfmt::skip]
pub(super) static NO_DUALS: Words = words![
    "طالبان",
];

/// «في المئة» and «بالمئة», without في.
#[rustfmt::skip]
pub(super) static PER_CENT: Words = words![
    "المئة", "المائة", "بالمئة", "بالمائة",
];

/// Units that are written in Latin letters behind a number.
#[rustfmt::skip]
pub(super) static LATIN_UNITS: Words = words![
    "gb", "mb", "tb", "km", "kg", "cm", "mm", "mg", "mw", "kw", "hz", "ghz", "mhz", "usd",
];

/// Words before a number of four digits that is a year.
#[rustfmt::skip]
pub(super) static BEFORE_YEARS: Words = words![
    "في", "حتى", "منذ", "خلال", "نهاية", "بداية", "مطلع", "أواخر",
];

/// Nouns whose dual counts; of others only a feminine dual does, whose singular is known.
#[rustfmt::skip]
pub(super) static COUNTED_TWICE: Words = words![
    "قتيل", "شخص", "جريح", "جندي", "طفل", "رجل", "شرطي", "انتحاري", "شهيد", "مسلح", "مواطن", "صاروخ", "هجوم",
    "انفجار", "تفجير", "أسبوع", "شهر", "يوم", "هدف", "متهم", "ضابط", "صحفي", "صحافي", "مصاب", "لاعب", "طالب", "لص",
    "حادث", "حريق", "منزل", "مبنى", "كتاب", "فيلم", "مشروع",
];

/// Those of them whose dual in ين is written as their plural.
#[rustfmt::skip]
pub(super) static PLURAL_TOO: Words = words![
    "مواطن", "مسلح", "متهم", "مصاب", "لاعب", "انتحاري", "صحفي", "صحافي",
];

/// Nouns whose count of one says nothing: في وقت واحد, دولار واحد.
#[rustfmt::skip]
pub(super) static ONE_OF: Words = words![
    "وقت", "آن", "جانب", "صف", "طرف", "حد", "مكان", "اتجاه", "كل", "غير", "سقف", "دولار", "ريال",
];
