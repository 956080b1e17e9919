//! Recognises lines of a page that belong to no article, by their words.

use crate::arabic::fold;

/// How links to share an article or to read others begin, folded. They follow the article, or are within it.
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

/// How what follows an article begins, folded: comments, tags, rights, other pages.
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
    "كلمات دلاليه",
    "كلمات مفتاحيه",
    "الكلمات الدلاليه",
    "الكلمات المفتاحيه",
    "الاكثر قراءه",
    "الاكثر مشاهده",
    "الاكثر تداولا",
    "احدث الاخبار",
    "اخر الاخبار",
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

/// Whether a folded line is a link to share an article or to others. `اقرأ أيضاً: عنوان` is none: it names what it
/// leads to.
pub(super) fn is_pause(folded: &str, words: usize) -> bool {
    begins(PAUSES, folded, words)
}

/// Whether a folded line begins what follows articles.
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

/// Lines of a page that are these words alone, folded.
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
    "التغطيه الحيه",
    "advertisement",
    "اعلان",
    "اعلانات",
    "تسجيل الدخول",
];

/// Parts of notices and forms, folded. Articles speak of them too, but in sentences.
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
const STARTS: &[&str] = &["by ", "اقرا ايضا", "اقرا المزيد", "شاهد ايضا", "قد يعجبك", "قد يهمك", "تصوير:", "صوره:"];

/// Who is named behind a picture's caption, folded.
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

/// What notices below an article speak of, folded; an article may speak of one of them.
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

/// Whether a line below an article is a notice of its site: it speaks of two things that notices speak of.
pub(super) fn is_notice(text: &str) -> bool {
    let folded = fold(text);
    NOTICES.iter().filter(|part| folded.contains(**part)).count() > 1
}

/// Whether a folded line belongs to the page: navigation, buttons, forms, bylines, file names, captions.
pub(super) fn is_chrome(folded: &str, words: usize) -> bool {
    let is_file = || {
        let ending = folded.rsplit('.').next().unwrap_or_default();
        !folded.contains(' ') && matches!(ending, "jpg" | "jpeg" | "png" | "webp" | "gif")
    };
    let is_caption =
        || folded.rsplit_once(" - ").is_some_and(|(_, credit)| CREDITS.contains(&credit.trim_end_matches('.')));
    words == 0
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
        for text in PAUSES.iter().chain(ENDS).chain(WHOLE).chain(WITHIN).chain(NOTICES).chain(STARTS).chain(CREDITS) {
            assert_eq!(fold(text), *text);
        }
    }
}
