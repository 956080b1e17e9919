//! Recognises lines of a page that belong to no article, by their words.

use crate::arabic::fold;

/// How links to share an article or to read others begin, folded. They follow an article or interrupt it.
const PAUSES: &[&str] = &[
    "اقرا ايضا",
    "اقرا المزيد",
    "اقراوا ايضا",
    "اقرئي ايضا",
    "اقرا كذلك",
    "شاهد ايضا",
    "مقالات ذات صله",
    "مواضيع ذات صله",
    "اخبار ذات صله",
    "ذات صله",
    "مقالات متعلقه",
    "مواضيع متعلقه",
    "اخبار متعلقه",
    "موضوعات متعلقه",
    "موضوعات ذات صله",
    "اخبار مقترحه",
    "مقالات مقترحه",
    "مواضيع مقترحه",
    "موضوعات مقترحه",
    "اخبار مشابهه",
    "اخبار اخري",
    "مقالات اخري",
    "مواضيع اخري",
    "المزيد من الاخبار",
    "المزيد حول",
    "طالع ايضا",
    "تابع ايضا",
    "شاهد المزيد",
    "حمل تطبيق",
    "حمل الان",
    "حمل التطبيق",
    "مواضيع مشابهه",
    "مقالات مشابهه",
    "قد يعجبك",
    "قد يهمك",
    "ربما يعجبك",
    "ربما يهمك",
    "اظهر المزيد",
    "عرض المزيد",
    "شارك",
    "شاركها",
    "مشاركه",
    "شارك المقال",
    "شارك الخبر",
    "تابعنا",
    "تابعونا",
    "related",
    "read more",
    "read also",
    "share",
    "you may also like",
];

/// How the parts after an article begin, folded: comments, tags, rights, other pages.
const ENDS: &[&str] = &[
    "اترك تعليقا",
    "دع تعليقا",
    "اضف تعليقا",
    "اكتب تعليقا",
    "اترك ردا",
    "التعليقات",
    "تعليقات",
    "تعليق",
    "الوسوم",
    "وسوم",
    "العلامات",
    "الكلمات المتعلقه",
    "كلمات البحث",
    "عن الكاتب",
    "حول الكاتب",
    "نبذه عن الكاتب",
    "مقالات الكاتب",
    "كلمات دلاليه",
    "كلمات مفتاحيه",
    "الكلمات الدلاليه",
    "الكلمات المفتاحيه",
    "الاكثر قراءه",
    "الاكثر مشاهده",
    "الاكثر تداولا",
    "احدث الاخبار",
    "اخر الاخبار",
    "السابق",
    "التالي",
    "المقال القادم",
    "روابط مهمه",
    "روابط مفيده",
    "روابط ذات صله",
    "المقال السابق",
    "المقال التالي",
    "الخبر السابق",
    "الخبر التالي",
    "جميع الحقوق محفوظه",
    "حقوق النشر",
    "الحقوق محفوظه",
    "زر الذهاب الي الاعلي",
    "leave a reply",
    "leave a comment",
    "comments",
    "tags",
];

/// Whether a folded line is a link to share an article or to others. `اقرأ أيضاً: عنوان` is not one: it names its
/// target.
pub(super) fn is_pause(folded: &str, words: usize) -> bool {
    begins(PAUSES, folded, words)
}

/// Whether a folded line begins the part after an article.
pub(super) fn is_end(folded: &str, words: usize) -> bool {
    begins(ENDS, folded, words)
}

fn begins(list: &[&str], folded: &str, words: usize) -> bool {
    list.iter().any(|end| {
        let Some(rest) = folded.strip_prefix(end) else { return false };
        let own = end.split(' ').count();
        !rest.starts_with(char::is_alphanumeric) && words <= own + 2
    })
}

/// Lines of a page that consist of these words alone, folded.
const WHOLE: &[&str] = &[
    "search",
    "بحث",
    "ابحث",
    "menu",
    "القائمه",
    "الرئيسيه",
    "home",
    "icon",
    "حجم الخط",
    "+a",
    "-a",
    "a+",
    "a-",
    "طباعه",
    "print",
    "email",
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "فيسبوك",
    "تويتر",
    "واتساب",
    "تيليجرام",
    "تلغرام",
    "نسخ الرابط",
    "انسخ الرابط",
    "تم نسخ الرابط",
    "copy link",
    "التغطيه الحيه",
    "advertisement",
    "اعلان",
    "اعلانات",
    "تسجيل الدخول",
    "تحرير",
    "تعديل",
    "حذف",
];

/// Parts of notices and forms, folded. Articles mention them too, but in sentences.
const WITHIN: &[&str] = &[
    "الكوكيز",
    "cookie",
    "ملفات تعريف الارتباط",
    "عنوان بريدك الالكتروني",
    "لن يتم نشر عنوان بريدك",
    "الحقول الالزاميه",
    "سياسه الخصوصيه",
    "privacy policy",
    "اشترك في النشره",
    "النشره البريديه",
];

/// How lines of a page begin, folded.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    "by ", "اقرا ايضا", "اقرا المزيد", "شاهد ايضا", "قد يعجبك", "قد يهمك", "تصوير:", "صوره:", "صدر الصوره", "مصدر الصوره", "©",
    "تخطي الي", "تخطي و", "انتقل الي المحتوي", "skip to", "previous:", "next:", "السابق:", "التالي:",
];

/// Picture agencies and the like, which end captions, folded.
const CREDITS: &[&str] = &[
    "انترنت",
    "الانترنت",
    "رويترز",
    "ا ف ب",
    "اف ب",
    "الاناضول",
    "ارشيف",
    "ارشيفيه",
    "afp",
    "reuters",
    "getty",
    "تويتر",
];

/// Subjects of notices below an article, folded; an article may mention one of them.
const NOTICES: &[&str] = &[
    "التعليقات",
    "تعليقك",
    "مشاركاتك",
    "مشاركتك",
    "بريدك",
    "سياسه الخصوصيه",
    "شروط الاستخدام",
    "ارشادات الاستخدام",
    "الاراء الوارده",
    "لا تعبر عن راي",
    "لا تعبر بالضروره",
    "حقوق النشر",
    "جميع الحقوق",
    "الكوكيز",
    "ملفات تعريف الارتباط",
];

/// Whether a line below an article is a notice of its site: it mentions two subjects of notices.
pub(super) fn is_notice(text: &str) -> bool {
    let folded = fold(text);
    NOTICES.iter().filter(|part| folded.contains(**part)).count() > 1
}

/// Words for what is counted of a page and its readers, folded.
#[rustfmt::skip]
const COUNTED: &[&str] =
    &["مشاهده", "مشاهدات", "المشاهدات", "قراءه", "قراءات", "للقراءه", "القراءه", "القراءات", "زياره", "زيارات", "تعليق", "تعليقات", "التعليقات", "views", "read", "comments", "shares"];

/// Whether a folded line counts readers, minutes or comments: `119,116 مشاهدة`, `4 دقائق للقراءة`.
fn is_meter(folded: &str, words: usize) -> bool {
    words <= 5
        && folded.contains(char::is_numeric)
        && folded.split(|char: char| !char.is_alphabetic()).any(|word| COUNTED.contains(&word))
        && !folded.ends_with('.')
}

/// Whether a folded line belongs to the page: navigation, buttons, forms, bylines, file names, captions.
pub(super) fn is_chrome(folded: &str, words: usize) -> bool {
    let is_file = || {
        let ending = folded.rsplit('.').next().unwrap_or_default();
        !folded.contains(' ') && matches!(ending, "jpg" | "jpeg" | "png" | "webp" | "gif")
    };
    let is_caption =
        || folded.rsplit_once(" - ").is_some_and(|(_, credit)| CREDITS.contains(&credit.trim_end_matches('.')));
    // The way to a page: `الرئيسية » أخبار » حريق`.
    let is_breadcrumbs = || {
        let (first, _) = folded.split_once(['»', '›', '>', '/']).unwrap_or_default();
        matches!(first.trim(), "الرئيسيه" | "الصفحه الرئيسيه" | "home")
    };
    words == 0
        || is_breadcrumbs()
        || is_meter(folded, words)
        || WHOLE.contains(&folded)
        || STARTS.iter().any(|start| folded.starts_with(start))
        || WITHIN.iter().any(|part| folded.contains(part))
        || is_file()
        || is_caption()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded() {
        for text in COUNTED
            .iter()
            .chain(PAUSES)
            .chain(ENDS)
            .chain(WHOLE)
            .chain(WITHIN)
            .chain(NOTICES)
            .chain(STARTS)
            .chain(CREDITS)
        {
            assert_eq!(fold(text), *text);
        }
    }
}
