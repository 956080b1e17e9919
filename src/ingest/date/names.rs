//! Names of months, weekdays and places, folded.

/// Gregorian months from January on: Egypt and the Gulf; the Levant and Iraq; Tunisia and Algeria; Morocco; Mauritania;
/// Libya 1969–2011; English, French and German as in feeds, sites and databases.
pub(super) const GREGORIAN: [&[&str]; 12] = [
    &[
        "يناير",
        "كانون الثاني",
        "كانون ثاني",
        "كانون ثان",
        "جانفي",
        "ينير",
        "اي النار",
        "january",
        "jan",
        "janvier",
        "januar",
    ],
    &["فبراير", "شباط", "فيفري", "فبرائر", "فيبراير", "النوار", "february", "feb", "février", "februar"],
    &["مارس", "اذار", "الربيع", "march", "mar", "mars", "märz"],
    &["ابريل", "نيسان", "افريل", "ابرير", "الطير", "april", "apr", "avril"],
    &["مايو", "ايار", "ماي", "مايس", "الماء", "may", "mai"],
    &["يونيو", "يونيه", "حزيران", "جوان", "الصيف", "june", "jun", "juin", "juni"],
    &["يوليو", "يوليه", "تموز", "جويليه", "يوليوز", "ناصر", "july", "jul", "juillet", "juli"],
    &["اغسطس", "اوغسطس", "اب", "اوت", "غشت", "اغشت", "هانيبال", "august", "aug", "août"],
    &["سبتمبر", "سيبتمبر", "ايلول", "شتنبر", "شتمبر", "الفاتح", "september", "sept", "sep", "septembre"],
    &["اكتوبر", "اوكتوبر", "تشرين الاول", "تشرين اول", "التمور", "october", "oct", "octobre", "oktober"],
    &["نوفمبر", "تشرين الثاني", "تشرين ثاني", "تشرين ثان", "نونبر", "الحرث", "november", "nov", "novembre"],
    &["ديسمبر", "كانون الاول", "كانون اول", "دجنبر", "دجمبر", "الكانون", "december", "dec", "décembre", "dezember"],
];

/// Names of months that are more often plain words: they need a day before them.
pub(super) const NEEDS_DAY: [&str; 17] = [
    "اي النار",
    "النوار",
    "الربيع",
    "الطير",
    "الماء",
    "الصيف",
    "ناصر",
    "هانيبال",
    "الفاتح",
    "التمور",
    "الحرث",
    "الكانون",
    "تير",
    "مهر",
    "ابان",
    "اذر",
    "دي",
];

/// Months of the Iranian calendar from Farvardin on.
pub(super) const SOLAR: [&[&str]; 12] = [
    &["فروردين"],
    &["ارديبهشت"],
    &["خرداد"],
    &["تير"],
    &["مرداد", "امرداد"],
    &["شهريور"],
    &["مهر"],
    &["ابان"],
    &["اذر"],
    &["دي"],
    &["بهمن"],
    &["اسفند"],
];

/// Names of months that persons and things have, too: without a day, they need a word before them that goes with dates.
pub(super) const ALSO_NAMES: &[&str] = &["ماي", "اب", "نيسان", "مايو", "مايس", "may", "mai", "mars"];

/// Words before a month without a day, folded.
pub(super) const BEFORE_MONTHS: &[&str] = &[
    "شهر",
    "في",
    "خلال",
    "منذ",
    "حتي",
    "من",
    "الي",
    "قبل",
    "بعد",
    "مطلع",
    "بدايه",
    "اوائل",
    "منتصف",
    "اواخر",
    "نهايه",
    "عدد",
];

/// Things that are called after a day, folded: شارع 17 فبراير.
pub(super) const CALLED_AFTER_DAYS: &[&str] = &[
    "كتيبه",
    "كتائب",
    "لواء",
    "شارع",
    "ساحه",
    "ميدان",
    "جسر",
    "حي",
    "مستشفي",
    "ملعب",
    "جامعه",
    "مدرسه",
    "حركه",
    "سرايا",
    "تجمع",
    "ائتلاف",
];

/// Hijri months from Muharram on.
pub(super) const HIJRI: [&[&str]; 12] = [
    &["محرم", "المحرم", "محرم الحرام"],
    &["صفر", "صفر الخير"],
    &["ربيع الاول", "ربيع اول"],
    &["ربيع الاخر", "ربيع الثاني", "ربيع اخر", "ربيع ثاني", "ربيع ثان"],
    &["جمادي الاولي", "جمادي الاول", "جمادي اولي", "جماد الاولي", "جماد الاول", "جماد اول"],
    &[
        "جمادي الاخره",
        "جمادي الاخري",
        "جمادي الثانيه",
        "جمادي الاخر",
        "جمادي الثاني",
        "جماد الاخره",
        "جماد الاخر",
        "جماد الثاني",
        "جماد ثاني",
    ],
    &["رجب", "رجب المرجب", "رجب الفرد"],
    &["شعبان", "شعبان المعظم"],
    &["رمضان", "رمضان المبارك", "رمضان الكريم"],
    &["شوال", "شوال المكرم"],
    &["ذو القعده", "ذي القعده", "ذوالقعده", "ذيالقعده", "ذا القعده", "القعده"],
    &["ذو الحجه", "ذي الحجه", "ذوالحجه", "ذيالحجه", "ذا الحجه", "الحجه"],
];

/// Weekdays from Monday on.
pub(super) const WEEKDAYS: [&[&str]; 7] = [
    &["الاثنين", "الاتنين", "monday", "mon"],
    &["الثلاثاء", "ثلاثاء", "الثلثاء", "tuesday", "tue"],
    &["الاربعاء", "اربعاء", "الاربعا", "wednesday", "wed"],
    &["الخميس", "خميس", "thursday", "thu"],
    &["الجمعه", "جمعه", "friday", "fri"],
    &["السبت", "سبت", "saturday", "sat"],
    &["الاحد", "sunday", "sun"],
];

/// Words that introduce dates and times or are part of them, folded.
#[rustfmt::skip]
pub(super) const AROUND_DATES: &[&str] = &[
    "نشر", "نشره", "نشرت", "نشرنا", "النشر", "تم", "تاريخ", "بتاريخ", "التاريخ", "في", "يوم", "اليوم", "الموافق", "المصادف", "من", "شهر",
    "عام", "سنه", "الساعه", "ساعه", "بتوقيت", "توقيت", "غرينتش", "جرينتش", "اخر", "تحديث", "التحديث", "تعديل", "محدث", "اضيف", "اضيفت", "حرر",
    "كتب", "كتبت", "م", "ه", "ص", "مساء", "صباحا", "ظهرا", "ليلا", "عصرا", "فجرا", "و", "ل", "ب", "am", "pm", "gmt", "utc", "ast", "eet", "at", "on",
    "updated", "published", "posted", "last", "update", "date", "time", "t", "z", "th", "st", "nd", "rd", "دقائق", "دقيقه", "للقراءه", "قراءه", "القراءه", "مده", "زمن", "وقت", "مشاهده", "مشاهدات", "min", "read",
];

/// Words of lines whose date is that of something else, folded: an event, a registration, a birth, a capture.
#[rustfmt::skip]
pub(super) const OTHERS_DATES: &[&str] = &[
    "منذ", "حتي", "التسجيل", "تسجيل", "انضم", "العضويه", "عضو", "مواليد", "ميلاد", "captures", "capture", "joined", "born", "since", "until",
    "التقطت", "صوره", "تصوير",
];

/// Ordinal numbers to ten, for days of a month.
pub(super) const ORDINALS: [&[&str]; 10] = [
    &["الاول", "الحادي"],
    &["الثاني"],
    &["الثالث"],
    &["الرابع"],
    &["الخامس"],
    &["السادس"],
    &["السابع"],
    &["الثامن"],
    &["التاسع"],
    &["العاشر"],
];

/// Cardinal numbers from one to ten, for counts of hours and days.
pub(super) const NUMBERS: [&[&str]; 10] = [
    &["واحد", "واحده"],
    &["اثنين", "اثنتين"],
    &["ثلاث", "ثلاثه"],
    &["اربع", "اربعه"],
    &["خمس", "خمسه"],
    &["ست", "سته"],
    &["سبع", "سبعه"],
    &["ثماني", "ثمانيه", "ثمان"],
    &["تسع", "تسعه"],
    &["عشر", "عشره"],
];

/// The hours of a clock in words, from one on.
pub(super) const HOURS: [&[&str]; 12] = [
    &["الواحده"],
    &["الثانيه"],
    &["الثالثه"],
    &["الرابعه"],
    &["الخامسه"],
    &["السادسه"],
    &["السابعه"],
    &["الثامنه"],
    &["التاسعه"],
    &["العاشره"],
    &["الحاديه عشره", "الحاديه عشر"],
    &["الثانيه عشره", "الثانيه عشر"],
];

/// Parts of an hour in words, and their minutes.
pub(super) const PARTS_OF_HOURS: &[(&str, i8)] = &[
    ("والنصف", 30),
    ("ونصف", 30),
    ("والربع", 15),
    ("وربع", 15),
    ("والثلث", 20),
    ("وثلث", 20),
    ("وخمس دقائق", 5),
    ("وعشر دقائق", 10),
    ("الا الربع", -15),
    ("الا ربع", -15),
    ("الا ربعا", -15),
    ("الا الثلث", -20),
    ("الا ثلث", -20),
    ("الا ثلثا", -20),
    ("الا خمس دقائق", -5),
    ("الا عشر دقائق", -10),
];

/// Cities and countries by whose clock times are stated, and their zone in the time zone database. عمان is the capital
/// of Jordan: the marks that distinguish it from Oman are rarely written, and Oman's clock is called after its capital.
pub(super) const PLACES: &[(&[&str], &str)] = &[
    (&["دمشق", "سوريا", "سوريه", "حلب"], "Asia/Damascus"),
    (&["بيروت", "لبنان"], "Asia/Beirut"),
    (&["عمان", "الاردن"], "Asia/Amman"),
    (&["القدس", "القدس المحتله"], "Asia/Jerusalem"),
    (&["فلسطين", "رام الله"], "Asia/Hebron"),
    (&["غزه"], "Asia/Gaza"),
    (&["بغداد", "العراق", "اربيل", "البصره"], "Asia/Baghdad"),
    (&["الرياض", "السعوديه", "المملكه", "مكه المكرمه", "مكه", "المدينه المنوره", "جده", "ksa"], "Asia/Riyadh"),
    (&["الكويت"], "Asia/Kuwait"),
    (&["المنامه", "البحرين"], "Asia/Bahrain"),
    (&["الدوحه", "قطر"], "Asia/Qatar"),
    (&["ابوظبي", "ابو ظبي", "دبي", "الشارقه", "الامارات"], "Asia/Dubai"),
    (&["مسقط", "سلطنه عمان"], "Asia/Muscat"),
    (&["صنعاء", "عدن", "اليمن"], "Asia/Aden"),
    (&["القاهره", "مصر", "الاسكندريه"], "Africa/Cairo"),
    (&["الخرطوم", "السودان"], "Africa/Khartoum"),
    (&["جوبا"], "Africa/Juba"),
    (&["ليبيا", "بنغازي"], "Africa/Tripoli"),
    (&["تونس"], "Africa/Tunis"),
    (&["الجزائر"], "Africa/Algiers"),
    (&["الرباط", "المغرب", "الدار البيضاء"], "Africa/Casablanca"),
    (&["نواكشوط", "موريتانيا"], "Africa/Nouakchott"),
    (&["مقديشو", "الصومال"], "Africa/Mogadishu"),
    (&["جيبوتي"], "Africa/Djibouti"),
    (&["اسطنبول", "انقره", "تركيا"], "Europe/Istanbul"),
    (&["طهران", "ايران"], "Asia/Tehran"),
    (&["موسكو"], "Europe/Moscow"),
    (&["لندن"], "Europe/London"),
    (&["باريس"], "Europe/Paris"),
    (&["برلين"], "Europe/Berlin"),
    (&["واشنطن", "نيويورك"], "America/New_York"),
    (&["gmt", "utc", "غرينتش", "جرينتش", "غرينيتش", "جرينيتش"], "UTC"),
];

/// Abbreviations of zones, and minutes east of UTC. GST is the Gulf's.
pub(super) const ABBREVIATIONS: &[(&str, i16)] =
    &[("gst", 240), ("msk", 180), ("eest", 180), ("eet", 120), ("cest", 120), ("cet", 60), ("wet", 0)];

/// The place in the week of a folded word that is a weekday, from Monday on.
pub fn weekday(word: &str) -> Option<usize> {
    WEEKDAYS.iter().position(|names| names.contains(&word))
}

/// Whether a folded word begins the name of a Gregorian or a Hijri month that is no plain word as well.
pub fn begins_month(word: &str) -> bool {
    let names = GREGORIAN.iter().chain(&HIJRI).flat_map(|names| names.iter());
    names.filter(|name| !NEEDS_DAY.contains(name)).filter_map(|name| name.split(' ').next()).any(|first| first == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arabic::fold;

    #[test]
    fn names_are_folded() {
        let lists = [
            GREGORIAN.as_slice(),
            &SOLAR,
            &HIJRI,
            &WEEKDAYS,
            &ORDINALS,
            &NUMBERS,
            &HOURS,
            &[&NEEDS_DAY, AROUND_DATES, OTHERS_DATES],
        ];
        let places = PLACES.iter().flat_map(|(names, _)| names.iter());
        for name in lists.into_iter().flatten().flat_map(|names| names.iter()).chain(places) {
            assert_eq!(fold(name), *name);
        }
    }

    #[test]
    fn places_have_a_zone() {
        for (names, zone) in PLACES {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{names:?}");
        }
    }
}
