//! Chats that WhatsApp exports as text: the messages of a day are one document, a paragraph each, with their time and
//! sender.
//!
//! The form of a line depends on the telephone, its language and its region, and the order of day and month on nothing that
//! the file says: it is the one in which time does not go back.

use std::io;
use std::path::Path;

use super::super::item::Sink;
use super::super::origin::Origin;
use super::chat_line::{First, Head, head, is_mark};
use super::post::{Post, Stated, give};
use crate::arabic::fold;
use crate::document::Date;

/// The most lines at the head of a file by which a chat is recognised, and the fewest that begin a message.
const LINES: usize = 40;
const FEWEST: usize = 2;

/// How files are named, before the name of the chat.
const NAMES: &[&str] = &[
    "WhatsApp Chat with ",
    "WhatsApp Chat - ",
    "WhatsApp Chat mit ",
    "دردشة واتساب مع ",
    "دردشة في واتساب مع ",
    "محادثة واتساب مع ",
    "دردشة WhatsApp مع ",
    "Discussion WhatsApp avec ",
    "Chat de WhatsApp con ",
    "گفتگوی WhatsApp با ",
];

/// What stands for something that is not in the export, and notices, folded.
const PLACEHOLDERS: &[&str] = &[
    "<media omitted>",
    "<تم استبعاد الوسائط>",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "gif omitted",
    "document omitted",
    "contact card omitted",
    "<video note omitted>",
    "لم يتم ادراج الصوره",
    "لم يتم ادراج الفيديوهات",
    "لم يتم ادراج المقاطع الصوتيه",
    "تم حذف الملصقات",
    "لم يتم ادراج صوره gif",
    "لم يتم ادراج المستند",
    "لم يتم ادراج بطاقه جهه اتصال",
    "this message was deleted",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "diese nachricht wurde gelöscht",
    "se eliminó este mensaje",
    "bu mesaj silindi",
    "you deleted this message",
    "تم حذف هذه الرساله",
    "لقد حذفت هذه الرساله",
    "حذفت هذه الرساله",
    "missed voice call",
    "missed video call",
    "مكالمه صوتيه فائته",
    "مكالمه فيديو فائته",
    "null",
    "",
];

/// What stands behind the name of a file that is attached, and behind a message that was changed, folded.
const ATTACHED: &[&str] = &["(file attached)", "(الملف مرفق)", "(ملف مرفق)"];
const CHANGED: &[&str] = &["<this message was edited>", "<تم تعديل هذه الرساله>"];

/// Whether a text that begins so is a chat.
pub(in crate::ingest) fn is_chat(text: &str) -> bool {
    let begins = text.lines().take(LINES).filter_map(head);
    let named = begins.filter(|head| head.rest.contains(": ")).take(FEWEST);
    named.count() == FEWEST
}

/// Reads a chat, a document a day.
pub(in crate::ingest) fn read(origin: &Origin<'_>, text: &str, sink: &mut Sink<'_>) -> io::Result<()> {
    let (before, messages) = messages(text);
    let order = order(&messages);
    let name = name(origin);
    let mut days: Vec<(Option<Date>, Vec<&Message<'_>>)> = Vec::new();
    for message in &messages {
        let day = message.head.day(order);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, messages)) => messages.push(message),
            None => days.push((day, vec![message])),
        }
    }
    for ((day, messages), record) in days.into_iter().zip(1..) {
        let line = if record == 1 { 1 } else { messages[0].line };
        let before = if record == 1 { before.as_str() } else { "" };
        let post = document(&name, day, before, &messages, |message| {
            let notice = Post::Other("a notice, or a message without a text".into());
            give(notice, (record, Some(message.line)), origin, sink)
        })?;
        give(post, (record, Some(line)), origin, sink)?;
    }
    Ok(())
}

/// The document of a day, with what stands before its first message; `other` is called with each message that has no text.
fn document(
    name: &str,
    day: Option<Date>,
    before: &str,
    messages: &[&Message<'_>],
    mut other: impl FnMut(&Message<'_>) -> io::Result<()>,
) -> io::Result<Post> {
    let (mut authors, mut text, mut starts): (Vec<String>, _, _) = (Vec::new(), before.to_string(), Vec::new());
    for message in messages {
        let Some((sender, said)) = message.parts(name) else {
            other(message)?;
            continue;
        };
        let Head { hour, minute, .. } = message.head;
        text.push_str(if text.is_empty() { "" } else { "\n\n" });
        starts.push(text.len());
        text.push_str(&format!("{hour:02}:{minute:02} {sender}: {said}"));
        if !authors.contains(&sender) {
            authors.push(sender);
        }
    }
    let account = Some((None, name.to_string()));
    let stated =
        Stated { title: name.into(), text, messages: starts, account, authors, published: day, ..Stated::default() };
    Ok(stated.post("a day without a message"))
}

/// The name of the chat, by the name of its file, or of what the file is in.
fn name(origin: &Origin<'_>) -> String {
    let stem = |path: &str| {
        let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        stem.replace('_', " ").trim().to_string()
    };
    let shorn = |name: &str| {
        let name: String = name.chars().filter(|char| !is_mark(*char)).collect();
        NAMES.iter().find_map(|start| name.strip_prefix(start)).unwrap_or(&name).trim().to_string()
    };
    // Members of an archive within an archive are named after both.
    let (archive, file) =
        origin.name().rsplit_once(": ").map_or((None, origin.name()), |(one, file)| (Some(one), file));
    let own = shorn(&stem(file));
    if own != "chat" {
        return own;
    }
    let folder = Path::new(file).parent().and_then(Path::to_str).filter(|folder| !folder.is_empty());
    shorn(&stem(folder.or(archive).unwrap_or(&origin.source.path)))
}

/// A message: its first line, and those that follow it.
struct Message<'t> {
    head: Head<'t>,
    /// From 1.
    line: u64,
    more: Vec<&'t str>,
}

/// The messages of a chat, and what stands before the first of them: the end of a message, if the file was cut.
fn messages(text: &str) -> (String, Vec<Message<'_>>) {
    let mut messages: Vec<Message<'_>> = Vec::new();
    let mut before = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        match (head(line), messages.last_mut()) {
            (Some(head), _) => messages.push(Message { head, line: number, more: Vec::new() }),
            (None, Some(message)) => message.more.push(line),
            (None, None) => before.push(without_signs(line)),
        }
    }
    (before.join("\n").trim().to_string(), messages)
}

impl Message<'_> {
    /// Sender and text; `None` for a notice, and for what has no text.
    fn parts(&self, chat: &str) -> Option<(String, String)> {
        let (sender, first) = self.head.rest.split_once(": ").or_else(|| self.head.rest.split_once(":\u{200F} "))?;
        let sender: String = sender.chars().filter(|char| !is_mark(*char)).collect();
        let sender = sender.replace(['\u{A0}', '\u{202F}'], " ").trim_start_matches('~').trim().to_string();
        // Telephones of Apple write notices as if the chat had sent them.
        // A notice may quote a name with a colon: a sender has no quotation marks.
        if sender.is_empty()
            || sender.contains(['"', '«', '“'])
            || sender == chat && first.starts_with(['\u{200E}', '\u{200F}'])
        {
            return None;
        }
        // Telephones of Apple put a mark before what stands for pictures and notices, in whatever language.
        let first = if self.head.is_bracketed && first.starts_with('\u{200E}') { "" } else { first };
        let lines = std::iter::once(first).chain(self.more.iter().copied()).map(without_signs);
        let text = lines.collect::<Vec<_>>().join("\n").trim().to_string();
        (!text.is_empty()).then_some((sender, text))
    }
}

/// A line without what stands for things outside of the export.
fn without_signs(line: &str) -> String {
    let shown: String = line.chars().filter(|char| !is_mark(*char)).collect();
    let folded = fold(&shown);
    let folded = folded.trim().trim_end_matches('.');
    // What telephones write for a picture: `<Media omitted>`, `<Medien ausgeschlossen>`.
    let is_sign = || folded.starts_with('<') && folded.ends_with('>') && !folded[1..].contains('<');
    let is_file = || ATTACHED.iter().any(|end| folded.ends_with(end));
    if PLACEHOLDERS.contains(&folded) || is_sign() || is_file() {
        return String::new();
    }
    let changed = CHANGED.iter().find(|mark| folded.ends_with(**mark)).and_then(|_| shown.rfind('<'));
    let end = changed.unwrap_or(shown.len());
    shown[..end].trim_end().to_string()
}

/// The order in which every day is one, and time goes back least.
fn order(messages: &[Message<'_>]) -> First {
    let heads = || messages.iter().map(|message| &message.head);
    if heads().next().is_some_and(|head| head.numbers[0] > 31) {
        return First::Year;
    }
    let cost = |order: First| {
        let days: Vec<Option<i64>> = heads().map(|head| head.day(order).map(|day| day.first_minute())).collect();
        let none = days.iter().filter(|day| day.is_none()).count();
        let back = days.windows(2).filter(|pair| pair[0].zip(pair[1]).is_some_and(|(one, next)| next < one)).count();
        (none, back)
    };
    let is_american = heads().all(|head| head.is_american);
    match cost(First::Day).cmp(&cost(First::Month)) {
        std::cmp::Ordering::Greater => First::Month,
        std::cmp::Ordering::Equal if is_american => First::Month,
        _ => First::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_does_not_go_back() {
        let ordered = |lines: &[&str]| order(&messages(&lines.join("\n")).1);
        assert_eq!(ordered(&["01/02/22, 10:15 - أ: ن", "13/02/22, 10:15 - أ: ن"]), First::Day);
        assert_eq!(ordered(&["01/31/22, 10:15 - أ: ن", "02/01/22, 10:15 - أ: ن"]), First::Month);
        assert_eq!(ordered(&["11/02/22, 10:15 - أ: ن", "03/03/22, 10:15 - أ: ن"]), First::Day);
        assert_eq!(ordered(&["02/11/22, 10:15 - أ: ن", "03/03/22, 10:15 - أ: ن"]), First::Month);
        assert_eq!(ordered(&["01/02/22, 10:15 - أ: ن"]), First::Day);
        assert_eq!(ordered(&["1/2/22, 10:15 PM - أ: ن"]), First::Month);
        assert_eq!(ordered(&["2022/1/2, 10:15 - أ: ن"]), First::Year);
    }
}
