//! The text of a dossier, block by block, for every format that has text.

use std::ops::Range;

use super::super::plain::{field, parts, plain, plain_lines};
use super::{AboutDossier, cited};
use crate::document::Metadata;
use crate::search::{Dossier, Hit, Question, QuestionAnswer};

/// A block of text.
pub(super) enum Block {
    /// A heading, of level 1 to 3.
    Heading(usize, Vec<Span>),
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A passage of a document.
    Quotation(Vec<Span>),
    /// Rows of cells, the first of which are headings.
    Table(Vec<Vec<String>>),
    /// The citation of this number.
    Note(usize, String),
}

/// A piece of a line.
pub(super) enum Span {
    /// Text.
    Text(String),
    /// Text that matches the query.
    Match(String),
    /// The number of a citation, which leads to its note.
    Reference(usize),
}

fn text(text: impl Into<String>) -> Span {
    Span::Text(text.into())
}

/// The blocks of a dossier.
pub(super) fn blocks(dossier: &Dossier, about: &AboutDossier) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(1, vec![text(plain(&about.title))])];
    blocks.extend(contents(dossier));
    for answer in &dossier.answers {
        blocks.extend(self::answer(answer));
    }
    blocks.push(heading("كيف أُعدّ هذا الملف"));
    blocks.extend(method(dossier, about));
    blocks.push(heading("الحواشي"));
    blocks.extend(dossier.cited().into_iter().zip(1..).map(|(hit, number)| Block::Note(number, cited(hit))));
    blocks
}

fn heading(title: &str) -> Block {
    Block::Heading(2, vec![text(title)])
}

/// The questions with the number of documents of each outlet.
fn contents(dossier: &Dossier) -> [Block; 2] {
    let name = |outlet: &Option<crate::document::Outlet>| {
        outlet.as_ref().map_or_else(|| "وسيلة غير معروفة".into(), |outlet| plain(&outlet.name))
    };
    let header = ["السؤال".to_string(), "كل الوثائق".into()].into_iter().chain(dossier.outlets.iter().map(name));
    let row = |answer: &QuestionAnswer| {
        let numbers = answer.by_outlet.iter().map(u64::to_string);
        let head = [name_of(answer), answer.results.documents.to_string()];
        head.into_iter().chain(numbers).collect()
    };
    let rows = [header.collect()].into_iter().chain(dossier.answers.iter().map(row));
    [heading("الوثائق بحسب السؤال والوسيلة"), Block::Table(rows.collect())]
}

/// A question with its passages.
fn answer(answer: &QuestionAnswer) -> Vec<Block> {
    let QuestionAnswer { results, citations, not_found, .. } = answer;
    let mut blocks = vec![Block::Heading(2, vec![text(name_of(answer))])];
    let mut told = vec![format!("الوثائق المطابقة: {}", results.documents)];
    if results.undated > 0 {
        told.push(format!("ومن دون تاريخ: {}", results.undated));
    }
    if !results.query.dropped.is_empty() {
        told.push(format!("لم يُبحث عن: {}", plain(&results.query.dropped.join("، "))));
    }
    told.push(format!("المقاطع هنا: {}", results.hits.len()));
    if answer.question.request.chosen.is_some() {
        told.push("وقد اختيرت".into());
    }
    blocks.push(Block::Paragraph(vec![text(told.join("؛ "))]));
    if !not_found.is_empty() {
        let ids: Vec<String> = not_found.iter().map(|id| field(id)).collect();
        let told = format!("وثائق اختيرت وليست في الأرشيف: {}", ids.join("، "));
        blocks.push(Block::Paragraph(vec![text(told)]));
    }
    for (hit, number) in results.hits.iter().zip(citations) {
        blocks.extend(passage(hit, *number));
    }
    blocks
}

/// A question: its name and its query.
fn name_of(answer: &QuestionAnswer) -> String {
    format!("{}: {}", plain(&answer.question.id), field(&answer.question.text))
}

fn passage(hit: &Hit, number: usize) -> [Block; 3] {
    let title = &hit.document.title;
    let title = match title.trim() {
        "" => vec![text("(بلا عنوان)")],
        _ => marked(title, &hit.title_highlights),
    };
    let mut quoted = marked(&hit.text, &hit.highlights());
    quoted.extend([text(" "), Span::Reference(number)]);
    [Block::Heading(3, title), Block::Paragraph(vec![text(byline(&hit.document.metadata))]), Block::Quotation(quoted)]
}

/// A text with its matches.
fn marked(whole: &str, marks: &[Range<usize>]) -> Vec<Span> {
    let span = |(part, is_match): (&str, bool)| {
        let part = plain_lines(part).replace('\n', " ");
        if is_match { Span::Match(part) } else { Span::Text(part) }
    };
    parts(whole, 0..whole.len(), marks).into_iter().map(span).collect()
}

/// Outlet, date and authors.
fn byline(metadata: &Metadata) -> String {
    let outlet = metadata.outlet.as_ref().map_or("وسيلة غير معروفة".into(), |outlet| field(&outlet.name));
    let date = metadata.published.map_or("بلا تاريخ".into(), |date| field(&date.to_string().replace('T', " ")));
    let parts = [outlet, date].into_iter().chain(metadata.authors.iter().map(|author| field(author)));
    parts.collect::<Vec<_>>().join(" · ")
}

/// How the dossier was made, and how to check it.
fn method(dossier: &Dossier, about: &AboutDossier) -> Vec<Block> {
    let dates = dossier.archive.dates.map_or("بلا تواريخ".into(), |(first, last)| {
        format!("من {} إلى {}", field(&first.to_string()), field(&last.to_string()))
    });
    let folded: usize = hits(dossier).map(|hit| hit.duplicates.len()).sum();
    let is_chosen = dossier.answers.iter().any(|answer| answer.question.request.chosen.is_some());
    let choice = match is_chosen {
        true => "اختار معدّ الملف وثائق من نتائج البحث، ولم تُعرض سواها حيث اختار.",
        false => "رُتبت المقاطع آليًا: الأنسب أولًا، ولكل سؤال أنسب المقاطع فقط.",
    };
    let lines = [
        format!("أُعدّ في {} (التوقيت العالمي)، {}.", field(&about.made), field(&about.program)),
        format!(
            "الأرشيف{}، وحالته {}: {} وثيقة من {} وسيلة، {dates}.",
            about.index.as_ref().map_or_else(String::new, |index| format!(": {}", field(index))),
            field(&about.state),
            dossier.archive.documents,
            dossier.archive.outlets
        ),
        "تُطابَق الكلمات بصيغها وكتاباتها وأسمائها الأخرى ما لم تُستثنَ بخيارات البحث في الجدول أدناه.".into(),
        format!("{choice} وما زاد عليها يوجد بالبحث نفسه. والنسخ المتشابهة ({folded}) طُويت في وثيقة واحدة."),
        "للتحقق من وثيقة: fihris verify ثم معرّفها المذكور في الحاشية؛ وبصمة الملف (SHA-256) فيها أيضًا.".into(),
    ];
    let mut blocks: Vec<Block> = lines.into_iter().map(|line| Block::Paragraph(vec![text(line)])).collect();
    let searched = dossier.answers.iter().map(|answer| {
        let Question { id, text, flags, .. } = &answer.question;
        let flags = if flags.is_empty() { "لا شيء".into() } else { field(&flags.join(" ")) };
        vec![plain(id), field(text), field(&format!("{:#}", answer.results.query)), flags]
    });
    let header = ["الرمز", "السؤال", "ما بُحث عنه", "خيارات البحث"].map(String::from).to_vec();
    blocks.push(Block::Table([header].into_iter().chain(searched).collect()));
    blocks
}

fn hits(dossier: &Dossier) -> impl Iterator<Item = &Hit> {
    dossier.answers.iter().flat_map(|answer| &answer.results.hits)
}
