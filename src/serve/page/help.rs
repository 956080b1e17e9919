//! The help page: each kind of query with an example that this archive answers.

use maud::{Markup, html};

use super::super::problem::Problem;
use super::frame::frame;
use super::language::Language;
use super::view::View;
use crate::arabic::Tokens;
use crate::document::Document;
use crate::engine::{Order, Plan};
use crate::query::{self, Filter};
use crate::search::{Request, prepare};

/// The most documents that are tried for one with good examples.
const LOOKS: usize = 20;
/// The length of a word that makes a good example, in letters.
const LETTERS: usize = 4;

/// Arabic and English.
type Text = (&'static str, &'static str);

/// Pages of questions over many documents: address, name, and what their numbers mean.
const QUESTIONS: [(&str, Text, Text); 8] = [
    (
        "/stories",
        ("القصص", "Stories"),
        (
            "وثائق كل الوسائل عن حدث واحد، جُمعت آليًا، وقد تنقسم القصة الكبيرة أو يختلط حدثان. «الأقدم» هو أقدم تاريخ نشر بينها، لا أول من علم بالخبر.",
            "Documents of all outlets on one event, grouped by a program: a large story may be divided, or two be mixed. The earliest has the earliest date of publication, which is not who knew first.",
        ),
    ),
    (
        "/concordance",
        ("الكلمة في سياقها", "Concordance"),
        (
            "كل موضع وحوله كلماته، وعدد المواضع هو عدد مرات ورود السؤال في الوثائق المطابقة. إذا كثرت ظهرت عينة ثابتة منها.",
            "Every match with the words around it; their number is how often the query stands in the documents that match. Of many, a sample is shown that is the same every time.",
        ),
    ),
    (
        "/collocates",
        ("الكلمات المجاورة", "Collocates"),
        (
            "كلمات ترد قرب المواضع أكثر مما ترد في سائر النصوص: logDice قوة التلازم، وأقصاه 14. والوثوق مقدار الثقة بأن ذلك ليس مصادفة، وهو يكبر بكبر الأرشيف.",
            "Words that stand near the matches more often than elsewhere: logDice is how typical they are of each other, at most 14. The log-likelihood is how sure that is, and grows with the archive.",
        ),
    ),
    (
        "/wording",
        ("أسماء الشيء الواحد", "Names of one thing"),
        (
            "نصيب كل اسم من استعمالات أسماء الشيء الواحد في الوسيلة، وبين القوسين مجال الثقة 95٪. «أكثر من غيرها» تظهر حيث لا شك في الفرق، وليست حكمًا على موقف.",
            "The share of each name in an outlet's uses of all names of a thing, with the interval of 95 % in brackets. More than others is said only where the difference is sure, and is no verdict on a stance.",
        ),
    ),
    (
        "/keyness",
        ("كلمات الوسيلة", "Key words"),
        (
            "كلمات تستعملها وسيلة أكثر من سائر الوسائل معًا: التفاوت 1 ضِعف الاستعمال، والوثوق مقدار الثقة بالفرق. والتركّز القريب من 1 يعني أن الكلمة في وثائق قليلة.",
            "Words that an outlet uses more than all others together: a log-ratio of 1 is twice as often, the log-likelihood is how sure the difference is. A dispersion near 1 means that the word stands in a few documents.",
        ),
    ),
    (
        "/trends",
        ("عبر الزمن", "Over time"),
        (
            "نصيب ما يطابق السؤال مما في الأرشيف للوسيلة في الفترة، لا عدده، وبين القوسين مجال الثقة 95٪. وينقطع الخط حيث لا وثيقة في الأرشيف.",
            "The share of what the archive has of an outlet in a period that matches a query, not its number, with the interval of 95 % in brackets. A line breaks where the archive has no document.",
        ),
    ),
    (
        "/coverage",
        ("ما في الأرشيف", "Coverage"),
        (
            "عدد وثائق كل وسيلة في كل فترة، والنسخ تُعد. الخانة الفارغة ثغرة في الأرشيف، ولا تعني أن الوسيلة لم تنشر.",
            "How many documents the archive has of each outlet in each period, copies too. An empty cell is a gap of the archive, not a silence of the outlet.",
        ),
    ),
    (
        "/",
        ("الملف", "Dossier"),
        (
            "اختر وثائق من نتائج بحث أو أكثر، فتصير ملفًا بحواشٍ مرقّمة يُطبع أو يُنزَّل. والقائمة في متصفحك وحده، والأعداد في الجدول كل ما يطابق السؤال، لا ما اخترت.",
            "Choose documents among the hits of one search or several: they become a dossier with numbered citations, to print or to take away. The list is in your browser alone, and the counts of the table are all documents that match, not those you chose.",
        ),
    ),
];

/// The page of help.
pub(super) fn page(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let title = language.of("كيف تسأل", "How to ask");
    let other = super::parts::address("/help", language.other().parameter());
    let keys = [
        ("/", "إلى حقل البحث", "to the search field"),
        ("n", "الموضع التالي في الوثيقة", "next match in a document"),
        ("p", "الموضع السابق", "previous match"),
    ];
    let body = html! {
        h1 { (title) }
        p { (language.of(
            "تُطابَق الكلمات كيفما كُتبت: بالحركات أو من دونها، بالهمزات أو من دونها، وبالسوابق واللواحق. فإذا بحثت عن كلمة وُجدت صيغها الأخرى.",
            "Words match however they are written: with or without marks and hamzas, with their clitics and endings.",
        )) }
        (examples(view, usize::MAX)?)
        h2 { (language.of("أسئلة عن وثائق كثيرة", "Questions over many documents")) }
        dl.questions { @for (path, name, number) in QUESTIONS {
            dt {
                // Names of one thing come from a file, which not every archive has.
                @if path == "/wording" && view.archive.aliases.is_empty() { (language.of(name.0, name.1)) }
                @else { a href=(view.address(path, [])) { (language.of(name.0, name.1)) } }
            }
            dd { (language.of(number.0, number.1)) }
        } }
        h2 { (language.of("لوحة المفاتيح", "Keys")) }
        dl { @for (key, arabic, english) in keys { dt { kbd { (key) } } dd { (language.of(arabic, english)) } } }
    };
    Ok(frame(language, title, Some(&other), &body))
}

/// At most `most` examples that find something, each with its number of documents.
pub(super) fn examples(view: &View<'_>, most: usize) -> Result<Markup, Problem> {
    let language = view.language;
    let mut rows = Vec::new();
    if let Some((document, words)) = teacher(view)? {
        for (query, arabic, english) in queries(&document, &words, language) {
            if rows.len() == most {
                break;
            }
            let found = count(view, &query)?;
            if found > 0 {
                rows.push((query, language.of(arabic, english), found));
            }
        }
    }
    Ok(html! {
        dl.examples { @for (query, what, found) in rows {
            dt { a href=(view.address("/", [("q", query.as_str())])) { bdi { (query) } } }
            dd { (what) " · " span.number { (language.documents(found)) } }
        } }
    })
}

fn count(view: &View<'_>, text: &str) -> Result<u64, Problem> {
    let index = view.archive.index;
    let query = prepare(index, &Request::new(query::parse(text)?))?;
    Ok(index.matches(&Plan::of(&query), &query.filter, Order::Relevance, 0)?.total)
}

/// A document whose title gives examples, and the words of it: two neighbours and one more.
fn teacher(view: &View<'_>) -> Result<Option<(Document, [String; 3])>, Problem> {
    let index = view.archive.index;
    for key in index.matches(&Plan::all(), &Filter::default(), Order::Newest, LOOKS)?.documents {
        let document = index.document(key)?;
        let words = words(&document.title);
        let pair = words.windows(2).find(|pair| pair[0].1 + 1 == pair[1].1);
        let Some([(first, place), (second, _)]) = pair else { continue };
        let third = words.iter().find(|(word, at)| at > &(place + 1) && word != first && word != second);
        if let Some((third, _)) = third {
            let words = [first, second, third].map(String::clone);
            return Ok(Some((document, words)));
        }
    }
    Ok(None)
}

/// The content words of a title, each with its position among all words.
fn words(title: &str) -> Vec<(String, usize)> {
    let (mut tokens, mut words, mut place) = (Tokens::new(title), Vec::new(), 0);
    while let Some(token) = tokens.advance() {
        let is_plain = token.written.chars().all(char::is_alphabetic);
        if is_plain && !token.is_stop_word && token.written.chars().count() >= LETTERS {
            words.push((token.written.to_string(), place));
        }
        place += 1;
    }
    words
}

type Example = (String, &'static str, &'static str);

fn queries(document: &Document, [first, second, third]: &[String; 3], language: Language) -> Vec<Example> {
    // Fields have names in both languages.
    let field = |arabic, english| language.of(arabic, english);
    let beginning: String = first.chars().take(LETTERS).collect();
    let metadata = &document.metadata;
    let outlet = metadata
        .outlet
        .as_ref()
        .map(|outlet| format!("{first} {}:\"{}\"", field("وسيلة", "outlet"), outlet.name.replace('"', "")));
    let author = metadata
        .authors
        .first()
        .map(|author| format!("{first} {}:\"{}\"", field("كاتب", "author"), author.replace('"', "")));
    let place = metadata
        .place
        .as_ref()
        .map(|place| format!("{first} {}:\"{}\"", field("مكان", "place"), place.replace('"', "")));
    let from = metadata.published.map(|date| format!("{first} {}:{}", field("منذ", "from"), date.year()));
    let during = metadata.published.map(|date| format!("{first} {}:{}", field("خلال", "during"), date.year()));
    let all = [
        (
            Some(format!("{first} {second}")),
            "إحدى الكلمتين أو كلتاهما، والأغنى أولًا",
            "either word or both, the richest first",
        ),
        (Some(format!("\"{first} {second}\"")), "العبارة بهذا الترتيب", "the phrase, in this order"),
        (
            Some(format!("\"{first} {third}\"~5")),
            "الكلمتان متقاربتان بأي ترتيب",
            "the words near each other, in any order",
        ),
        (Some(format!("+{first} {third}")), "الأولى لازمة", "the first one required"),
        (Some(format!("{first} -{third}")), "الثانية مستبعدة", "the second one excluded"),
        (Some(format!("({first} OR {second}) AND {third}")), "أو، و، وأقواس", "OR, AND, brackets"),
        (Some(format!("{first} /أو/ {third}")), "أو بالعربية", "or, in Arabic"),
        (Some(format!("{beginning}*")), "كل ما يبدأ بها", "whatever begins so"),
        (Some(format!("{first}~")), "ما يختلف عنها بحرف أو حرفين", "what differs in a letter or two"),
        (Some(format!("={first}")), "هذه الصيغة وحدها", "this form alone"),
        (Some(format!("=={first}")), "كما كُتبت تمامًا", "exactly as it is written"),
        (Some(format!("{}:{first}", field("عنوان", "title"))), "في العنوان", "in titles"),
        (outlet, "في وسيلة بعينها", "in one outlet"),
        (author, "لكاتب بعينه", "by one author"),
        (place, "من مكان بعينه", "from one place"),
        (from, "في سنة أو ما بعدها", "in a year or later"),
        (during, "في سنة أو شهر أو يوم", "in a year, month or day"),
    ];
    all.into_iter().filter_map(|(query, arabic, english)| Some((query?, arabic, english))).collect()
}
