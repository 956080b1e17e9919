//! Error pages, in the language of the page.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::super::answer::HTML;
use super::super::parameters::Parameters;
use super::super::problem::{Cause, Problem};
use super::language::Language;
use super::{frame::frame, parts};
use crate::args::ArgsProblem;
use crate::query::{MAX_DEPTH, MAX_WORDS, QueryError, QueryErrorKind};
use crate::render;

/// The page that tells of a problem with the address `path` and its parameters, with the form if a query is invalid.
pub(super) fn told(problem: &Problem, language: Language, path: &str, query: Option<&str>) -> Response {
    let title = status(problem.status, language);
    let mut asked = Parameters::read(query).unwrap_or_default();
    asked.take_all("lang");
    let pairs = asked.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let other = parts::address(path, pairs.chain(language.other().parameter()));
    let body = html! {
        h1 { (title) }
        p role="alert" { (detail(problem, language)) }
        @if asked.pairs().iter().any(|(name, _)| name == "q") { (mend(&asked, problem.parameter.as_deref(), language)) }
        p { a href=(parts::address("/", language.parameter())) { (language.of("إلى البحث", "To the search")) } }
    };
    let page = frame(language, title, Some(&other), &body).into_string();
    (problem.status, problem.headers(HTML), page).into_response()
}

/// The form with all parameters; the query and the invalid parameter can be edited.
fn mend(asked: &Parameters, wrong: Option<&str>, language: Language) -> Markup {
    html! {
        form.search role="search" action="/" {
            label.visually-hidden for="q" { (language.of("كلمات البحث", "Words to look for")) }
            @for (name, value) in asked.pairs() {
                @match name.as_str() {
                    "q" => input id="q" name="q" type="search" dir="auto" value=(value) autocomplete="off" required;,
                    // Two dates in the wrong order can be exchanged.
                    name if wrong == Some(name) || (name == "to" && wrong == Some("from")) => label { bdi dir="ltr" { (render::plain(name)) } " " input name=(name) value=(value) dir="auto"; },
                    name => input type="hidden" name=(name) value=(value);,
                }
            }
            @if let Some((name, value)) = language.parameter() { input type="hidden" name=(name) value=(value); }
            button { (language.of("ابحث", "Search")) }
        }
    }
}

fn detail(problem: &Problem, language: Language) -> Markup {
    let name = problem.parameter.as_deref().unwrap_or_default();
    html! {
        @match (language, problem.cause.as_deref()) {
            (Language::English, _) => { @if !name.is_empty() && name != "q" { bdi { (render::plain(name)) } ": " } bdi { (render::plain(&problem.detail)) } },
            (Language::Arabic, Some(Cause::Query(error))) => { (query(error)) },
            (Language::Arabic, Some(Cause::Name(asked, near))) => {
                "ليس في الأرشيف اسم كهذا: " bdi { (render::plain(asked)) } "."
                @if !near.is_empty() { " أقرب ما فيه: " }
                @for (place, name) in near.iter().enumerate() { @if place > 0 { " · " } bdi { (render::plain(name)) } }
            },
            (Language::Arabic, Some(Cause::Parameter(unfit))) => { bdi dir="ltr" { (render::plain(name)) } ": " (parameter(unfit)) },
            (Language::Arabic, None) => {
                @match problem.status.as_u16() {
                    400 => { "اكتب العنوان بترميز UTF-8." },
                    403 => { "لا تُجاب صفحات المواقع الأخرى إلا الروابط؛ يُسمَّى الموقع بالخيار " bdi dir="ltr" { "--cors" } " عند تشغيل الخادم." },
                    404 => { "لا صفحة ولا وثيقة بهذا العنوان." },
                    414 => { "اختصر السؤال." },
                    421 => { "الطلب موجَّه إلى اسم لا يجيب عنه هذا الخادم؛ يُسمَّى بالخيار " bdi dir="ltr" { "--host" } " عند تشغيله." },
                    429 | 503 => { "أعد المحاولة بعد لحظات." },
                    500 => { "هذا خلل في البرنامج: نرجو الإبلاغ عما سُئل." },
                    _ => {},
                }
            },
        }
    }
}

/// The error of a parameter, in Arabic.
fn parameter(unfit: &ArgsProblem) -> String {
    match unfit {
        ArgsProblem::Unknown => "لا خيار بهذا الاسم".into(),
        ArgsProblem::Missing => "هذا الخيار لازم".into(),
        ArgsProblem::Repeated => "يُذكر مرة واحدة فقط".into(),
        ArgsProblem::Value(value) => format!("القيمة {} غير مقبولة", render::field(value)),
        ArgsProblem::Choice { value, choices } => {
            format!("القيمة {} ليست من هذه: {}", render::field(value), render::field(&choices.join(", ")))
        }
        ArgsProblem::TooMany(most) => format!("لا أكثر من {most}"),
        ArgsProblem::TooDeep(most) => format!("لا تُعرض نتائج بعد {most}: ضيّق البحث"),
        ArgsProblem::NoAlias(name) => format!("لا اسم آخر كهذا: {}", render::field(name)),
        ArgsProblem::Date(_) => "التاريخ غير مفهوم: اكتب 2022 أو 2022-01 أو 2022-01-20".into(),
        ArgsProblem::Reversed(first, last) => {
            let [first, last] = [first, last].map(|date| render::field(&date.to_string()));
            format!("{first} بعد {last}: بدّل موضعيهما")
        }
    }
}

/// The error of a query, in Arabic.
fn query(error: &QueryError) -> String {
    let place = match (error.column, error.found.as_str()) {
        (None, _) => String::new(),
        (Some(column), "") => format!("عند الحرف {column}، في آخر السؤال: "),
        (Some(column), found) => format!("عند الحرف {column}، {}: ", render::field(found)),
    };
    let wrong = match &error.kind {
        QueryErrorKind::Empty => "لا كلمة في السؤال: اكتب كلمة واحدة على الأقل، مثل: سجن".into(),
        QueryErrorKind::NothingWanted => "السؤال يستبعد فقط: أضف كلمة يُبحث عنها".into(),
        QueryErrorKind::OpenQuote => "علامة الاقتباس لم تُغلق: أغلقها بعلامة \" أخرى أو احذفها".into(),
        QueryErrorKind::OpenBracket => "القوس لم يُغلق: أغلقه أو احذفه".into(),
        QueryErrorKind::UnopenedBracket => "قوس إغلاق بلا قوس فتح: افتح قوسًا أو احذف هذا".into(),
        QueryErrorKind::EmptyBrackets => "لا كلمة بين القوسين: اكتب كلمة أو احذفهما".into(),
        QueryErrorKind::TooDeep => format!("الأقواس متداخلة أكثر من {MAX_DEPTH}: قلّلها"),
        QueryErrorKind::LoneOperator => {
            "موضع أداة الربط بين كلمتين: اكتب كلمة قبلها وكلمة بعدها، أو ضعها بين علامتي اقتباس".into()
        }
        QueryErrorKind::NoWord => "المنتظر هنا كلمة أو عبارة بين علامتي اقتباس أو أقواس".into(),
        QueryErrorKind::Wildcard => "تأتي * في آخر الكلمة وقبلها أحرف، مثل: سجن*".into(),
        QueryErrorKind::Distance => "بعد ~ يأتي 1 أو 2 للكلمة (سجن~1)، وحتى 100 للعبارة (\"سجن الصناعة\"~5)".into(),
        QueryErrorKind::LongWord => "الكلمة أطول من أن تُقبل معها * أو ~: اختصرها".into(),
        QueryErrorKind::Misplaced(sign) => format!("لا تصح {sign} مع ما بعدها: المنتظر كلمة أو عبارة"),
        QueryErrorKind::Date => "المنتظر تاريخ: 2022 أو 2022-01 أو 2022-01-20".into(),
        QueryErrorKind::EmptyPeriod => "لا يوم بين التاريخين المذكورين: بدّل موضعيهما أو احذف أحدهما".into(),
        QueryErrorKind::TooManyWords => format!("في السؤال أكثر من {MAX_WORDS} كلمة: اختصره"),
        QueryErrorKind::Field(meant) => {
            format!("لا حقل بهذا الاسم؛ أتقصد {meant}؟ وللبحث عن الكلمة نفسها ضعها بين علامتي اقتباس")
        }
        QueryErrorKind::TooManyReads(most) => {
            format!("السؤال يقتضي قراءة أكثر من {most} وثيقة: قلّل علامات = أو استعمل كلمات أندر أو مرشّحًا")
        }
        QueryErrorKind::TooSlow(time) => {
            format!("استغرق السؤال أكثر من {} ثوانٍ: قلّل علامات = أو استعمل كلمات أندر أو مرشّحًا", time.as_secs())
        }
        QueryErrorKind::TooManyCandidates(most) => {
            format!("يتطلب ذلك قراءة أكثر من {most} وثيقة: قلّل علامات = أو استعمل كلمات أطول")
        }
        QueryErrorKind::TooManyExpansions(most) => {
            format!("الكلمات التي فيها * أو ~ تعني أكثر من {most} كلمة في هذا الأرشيف: زد أحرفًا")
        }
    };
    place + &wrong
}

/// The meaning of a status.
pub(super) fn status(status: StatusCode, language: Language) -> &'static str {
    match status.as_u16() {
        400 => language.of("لم يُفهم الطلب", "The request cannot be understood"),
        401 => language.of("الرمز السري غير صحيح", "The token is not right"),
        403 => language.of("طلب من موقع آخر", "A page of another site asks"),
        404 => language.of("لا شيء هنا", "There is nothing here"),
        405 => language.of("هذه الطريقة غير متاحة", "This method is not offered"),
        413 => language.of("الرمز طويل جدًا", "The token is too long"),
        414 => language.of("العنوان طويل جدًا", "The address is too long"),
        421 => language.of("هذا خادم آخر", "This is another host"),
        429 => language.of("محاولات كثيرة: انتظر قليلًا", "Too many tries: wait a little"),
        503 => language.of("الأرشيف غير متاح الآن", "The archive is not available now"),
        _ => language.of("حدث خطأ", "Something went wrong"),
    }
}
