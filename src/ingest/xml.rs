//! Reads XML: records of corpora and databases, captions, and documents of offices saved as one file of XML.
//!
//! A record is an element with a text under one of the usual names (`<TEXT>`, `<body>`, `<content>`), the innermost; what
//! else is in it is found by name, however deep.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::containers::alone;
use super::databases;
use super::element::{self, Element, End};
use super::field_names::{Field, FieldNames};
use super::item::{Item, Sink};
use super::origin::Origin;
use super::{ProblemKind, date, records, subtitles};
use crate::document::Date;

/// Names of elements besides the usual ones of fields, in lower case, in order of priority: those of NITF, NewsML, Dublin Core,
/// of the LDC's corpora, of TREC, of dumps of databases.
const ALSO: &[(Field, &[&str])] = &[
    (Field::Id, &["docno", "docid", "doc-id"]),
    (Field::Title, &["headline", "hl1", "hedline", "title", "heading", "article-title", "post_title"]),
    (Field::Body, &["body.content", "fulltext", "full-text", "introtext", "datacontent", "post_content"]),
    (Field::Outlet, &["sourcename", "publication", "journal", "journal-title", "provider"]),
    (Field::Authors, &["creator", "byttl", "reporter", "contrib"]),
    (
        Field::Published,
        &[
            "publicationdate",
            "date.issue",
            "story.date",
            "issued",
            "publication_date",
            "post_date",
            "versioncreated",
            "contentcreated",
            "dateline",
        ],
    ),
    (Field::Place, &["location"]),
    (Field::Url, &["uri", "identifier"]),
];
/// Names of summaries, which are the text where there is no other.
const SUMMARIES: &[&str] = &["abstract", "description", "summary"];
/// Names of paragraphs.
const PARAGRAPHS: &[&str] = &["p", "para", "paragraph"];
/// How deep values of a record are looked for.
const DEPTH: usize = 4;
/// Attributes that hold the value of an element without a text.
const VALUES: &[&str] = &["norm", "value", "content", "href", "when", "id-string", "literal"];

/// Reads the records of a stream in UTF-8; whether it was read to its end.
pub(super) fn read(origin: &Origin<'_>, stream: impl BufRead, sink: &mut Sink<'_>) -> io::Result<bool> {
    let mut reader = Reader { origin, sink, record: 0 };
    let end = element::read(stream, |element, around| reader.visit(element, around))?;
    let Reader { record, sink, .. } = reader;
    let skip = |kind, line, detail: String| Item::Skipped(origin.problem(kind, line, detail));
    match end {
        End::Whole if record == 0 => {
            sink(skip(ProblemKind::OtherFormat, None, "XML without records that have a text".into())).map(|()| true)
        }
        End::Whole => Ok(true),
        End::Broken(line, detail) => sink(skip(ProblemKind::BrokenXml, Some(line), detail)).map(|()| false),
        End::Stream(error) => sink(skip(ProblemKind::of(&error), None, error.to_string())).map(|()| false),
    }
}

/// Finds records among elements.
struct Reader<'r, 's, 'k> {
    origin: &'r Origin<'s>,
    sink: &'r mut Sink<'k>,
    /// Records found.
    record: u64,
}

impl Reader<'_, '_, '_> {
    /// Takes an element that has ended. The only record in an element waits there: what is around it may belong to it, until
    /// another one comes.
    fn visit(&mut self, element: Element, around: Option<&mut Element>) -> io::Result<Option<Element>> {
        if subtitles::is_root(&element.name) {
            let captions = subtitles::captions_of_elements(&element);
            if !captions.is_empty() {
                self.record += 1;
                return subtitles::give(self.origin, &captions, self.sink).map(|()| None);
            }
        }
        let is_record =
            element.held.is_some() || !element.is_emptied && is_record(&self.origin.settings.names, &element);
        match around {
            None if is_record => self.give(&element)?,
            None if element.is_cut => {
                let problem =
                    self.origin.problem(ProblemKind::TooLarge, Some(element.line), "what is around the records");
                (self.sink)(Item::Skipped(problem))?;
            }
            None if self.record == 0 => self.summaries(&element, 0)?,
            None => {}
            Some(around) if is_record || element.is_emptied => {
                let first = around.held.take();
                if first.is_none() && is_record && !around.is_emptied {
                    around.held = Some(Box::new(element));
                    return Ok(None);
                }
                around.is_emptied = true;
                first.map_or(Ok(()), |first| self.give(&first))?;
                if is_record {
                    self.give(&element)?;
                }
            }
            Some(_) => return Ok(Some(element)),
        }
        Ok(None)
    }

    /// Gives elements that have a title and a summary, of XML in which nothing has a text.
    fn summaries(&mut self, element: &Element, depth: usize) -> io::Result<()> {
        let is_one = element.find(SUMMARIES, 0).is_some() && element.find(&["title", "article-title"], DEPTH).is_some();
        if is_one {
            return self.give(element);
        }
        match depth {
            ..=DEPTH => element.children().try_for_each(|child| self.summaries(child, depth + 1)),
            _ => Ok(()),
        }
    }

    /// Gives the record that an element is or holds, with what the elements around it say.
    fn give(&mut self, outer: &Element) -> io::Result<()> {
        self.record += 1;
        let mut levels = vec![outer];
        while let Some(held) = levels.last().and_then(|level| level.held.as_deref()) {
            levels.push(held);
        }
        let record = levels.last().copied().unwrap_or(outer);
        let skip = |kind, detail| Item::Skipped(self.origin.problem(kind, Some(record.line), detail));
        if record.is_cut {
            return (self.sink)(skip(ProblemKind::TooLarge, String::new()));
        }
        if let Some(article) = databases::article_of_record(record, (self.record, Some(record.line))) {
            return article.give(self.origin, self.sink);
        }
        let names = &self.origin.settings.names;
        let mut fields = fields(names, record);
        levels.iter().rev().skip(1).for_each(|level| complete(names, &mut fields, level));
        match records::document(self.origin, alone(names, fields), (self.record, record.line)) {
            Ok((document, notes)) => {
                (self.sink)(Item::Document(Box::new(document)))?;
                notes.into_iter().try_for_each(|(kind, detail)| {
                    (self.sink)(Item::Note(self.origin.problem(kind, Some(record.line), detail)))
                })
            }
            Err((kind, detail)) => (self.sink)(skip(kind, detail)),
        }
    }
}

/// The name of the value that an element holds: its own, or that in `<field name="title">`.
fn key<'e>(names: &FieldNames, element: &'e Element) -> &'e str {
    let named = || element.attribute("name").filter(|name| !name.is_empty());
    if field_of(names, &element.name).is_some() { &element.name } else { named().unwrap_or(&element.name) }
}

/// The field of this name.
fn field_of(names: &FieldNames, name: &str) -> Option<Field> {
    let also = || ALSO.iter().find(|(_, also)| also.iter().any(|also| name.eq_ignore_ascii_case(also)));
    names.known(name).and_then(|key| names.field(key)).or_else(|| also().map(|(field, _)| *field))
}

fn field(names: &FieldNames, element: &Element) -> Option<Field> {
    field_of(names, key(names, element))
}

/// Whether an element has a title, right in it or as an attribute.
fn is_titled(names: &FieldNames, element: &Element) -> bool {
    element.children().any(|child| field(names, child) == Some(Field::Title))
        || element.attributes().any(|(name, _)| field_of(names, name) == Some(Field::Title))
}

/// Whether an element is a text; one with a title is a record that is called so (`<article>`).
fn is_text(names: &FieldNames, element: &Element) -> bool {
    field(names, element) == Some(Field::Body) && !is_titled(names, element)
}

/// Whether an element is a record: it has a text, or a title beside words or paragraphs of its own.
fn is_record(names: &FieldNames, element: &Element) -> bool {
    let has_text = || element.children().any(|child| is_text(names, child) || child.is_cut);
    let is_stated = |name: &str| matches!(field_of(names, name), Some(Field::Title | Field::Url));
    let has_words = || element.has_words() || element.find(PARAGRAPHS, 0).is_some();
    databases::is_record(element)
        || has_text() && !is_text(names, element)
        || element.attributes().any(|(name, _)| is_stated(name)) && has_words()
}

/// The text within a text that has a head as well: `<body.content>` of `<body>`.
fn innermost<'e>(names: &FieldNames, text: &'e Element) -> &'e Element {
    let mut inner = text.children().filter(|child| is_text(names, child));
    match (inner.next(), inner.next()) {
        (Some(one), None) => innermost(names, one),
        _ => text,
    }
}

/// The date in an id such as `AFP_ARB_20000101.0001`.
fn date_in(id: &str) -> Option<String> {
    let mut numbers = id.split(|char: char| !char.is_ascii_digit()).filter(|digits| digits.len() == 8);
    let digits = numbers.next()?;
    let date = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
    date.parse::<Date>().ok().filter(|date| (1900..2100).contains(&date.year())).map(|_| date)
}

/// The values of a record, by the names of its elements and attributes, and by the usual names of its fields.
fn fields(names: &FieldNames, record: &Element) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in record.attributes() {
        fields.insert(name.into(), value.into());
    }
    for child in record.children() {
        let of = if is_text(names, child) { innermost(names, child) } else { child };
        put(&mut fields, key(names, child), value(of));
    }
    complete(names, &mut fields, record);
    if let Some(key) = names.usual(Field::Body).filter(|_| names.value(Field::Body, &fields).is_none()) {
        let own = record.has_words().then(|| record.text());
        let paragraphs = || record.children().filter(|child| PARAGRAPHS.contains(&child.name.as_str()));
        let paragraphs = || paragraphs().map(Element::text).collect::<Vec<_>>().join("\n\n");
        put(&mut fields, key, own.unwrap_or_else(paragraphs));
    }
    fields
}

/// Adds the values that a record lacks, from what is in an element.
fn complete(names: &FieldNames, fields: &mut Map<String, Value>, element: &Element) {
    for (wanted, also) in ALSO {
        let Some(usual) = names.usual(*wanted).filter(|_| names.value(*wanted, fields).is_none()) else { continue };
        let own: Vec<&Element> = element.children().filter(|child| field(names, child) == Some(*wanted)).collect();
        let deeper = || also.iter().find_map(|name| element.find(&[name], DEPTH)).into_iter().collect();
        let found = if own.is_empty() { deeper() } else { own };
        for element in found {
            let value = value(element);
            let is_fit = match wanted {
                // A line such as `القاهرة 1-1 (اف ب)` is no date.
                Field::Published => date::read(&value, None).is_some(),
                Field::Url => value.contains("://"),
                _ => true,
            };
            if is_fit {
                put(fields, usual, value);
            }
        }
    }
    if let Some(usual) = names.usual(Field::Published).filter(|_| names.value(Field::Published, fields).is_none())
        && let Some(date) = names.value(Field::Id, fields).and_then(Value::as_str).and_then(date_in)
    {
        fields.insert(usual.into(), date.into());
    }
}

fn put(fields: &mut Map<String, Value>, name: &str, value: String) {
    if value.is_empty() {
        return;
    }
    match fields.get_mut(name) {
        Some(Value::Array(values)) => values.push(value.into()),
        Some(first) => *first = Value::Array(vec![first.take(), value.into()]),
        None => drop(fields.insert(name.into(), value.into())),
    }
}

/// The text of an element, or the attribute that holds its value.
fn value(element: &Element) -> String {
    let text = element.text();
    let attribute = || VALUES.iter().find_map(|name| element.attribute(name)).unwrap_or_default().to_string();
    if text.is_empty() { attribute() } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    /// Title, outlet, date and text of each document.
    fn told(xml: &str) -> (Vec<String>, Vec<String>) {
        let (documents, problems) = read("/x/a.xml", xml.as_bytes());
        let told = documents.into_iter().map(|document| {
            let metadata = document.metadata;
            let outlet = metadata.outlet.map(|outlet| outlet.name).unwrap_or_default();
            let date = metadata.published.map(|date| date.to_string()).unwrap_or_default();
            format!("{}|{outlet}|{date}|{}", document.title, document.body.replace('\n', "/"))
        });
        (told.collect(), problems)
    }

    #[test]
    fn records_of_corpora() {
        let ldc = "<DOC id=\"SDW_ARB_20220121.0001\" type=\"story\" >\n<HEADLINE>\nحريق في\nالميناء\n</HEADLINE>\n<DATELINE>\nحلب 21-1 (سانا)\n</DATELINE>\n\
            <TEXT>\n<P>\nقال مدير الميناء إن الحريق بدأ.\n</P>\n<P>\nوأضاف & تابع.\n</P>\n</TEXT>\n</DOC>\n<DOC id=\"SDW_ARB_20220122.0002\" type=\"other\" >\n<TEXT>\nنص\n</TEXT>\n</DOC>\n";
        let (documents, problems) = told(ldc);
        assert_eq!(
            documents,
            ["حريق في الميناء||2022-01-21|قال مدير الميناء إن الحريق بدأ.//وأضاف & تابع.", "||2022-01-22|نص"],
            "{problems:?}"
        );
        let numbered = "<?xml version=\"1.0\"?>\n<Sada><Sada_1><ID>7</ID><URL>https://sada.example/1</URL><Headline>حريق</Headline><Dateline>2022-01-21</Dateline><Text>نص أول</Text></Sada_1>\
            <Sada_2><ID>8</ID><Headline>زيارة</Headline><Text>نص ثان</Text></Sada_2></Sada>";
        assert_eq!(told(numbered).0, ["حريق|sada.example|2022-01-21|نص أول", "زيارة|||نص ثان"]);
        let dump = "<?xml version='1.0'?><resultset><row><field name='id'>1</field><field name='title'>حريق</field><field name='introtext'>نص</field></row><row><field name='id'>2</field><field name='title'>زيارة</field><field name='introtext'>نص ثان</field></row></resultset>";
        assert_eq!(told(dump).0, ["حريق|||نص", "زيارة|||نص ثان"]);
        let attributes = "<?xml version='1.0'?><all><article title='حريق' date='2022-01-21' source='صدى' url='https://sada.example/1'>نص <b>أول</b></article><article title='زيارة' source='صدى'><p>نص</p><p>ثان</p></article></all>";
        assert_eq!(told(attributes).0, ["حريق|صدى|2022-01-21|نص أول", "زيارة|صدى||نص//ثان"]);
        let trec = "<DOC>\n<DOCNO>19940513_AFP_ARB.0001</DOCNO>\n<BODY>\n<HEADLINE>حريق</HEADLINE>\n<TEXT><P>نص</P></TEXT>\n</BODY>\n</DOC>\n<DOC>\n<DOCNO>19940514_AFP_ARB.0002</DOCNO>\n<BODY>\n<HEADLINE>زيارة</HEADLINE>\n<TEXT><P>نص</P></TEXT>\n</BODY>\n</DOC>";
        assert_eq!(told(trec).0, ["حريق||1994-05-13|نص", "زيارة||1994-05-14|نص"]);
        let articles = "<articles name='x'><article><title>أ</title><text>ن <b>م</b></text></article><article><title>ب</title><text>م</text></article></articles>";
        assert_eq!(told(&format!("<?xml version='1.0'?>{articles}")).0, ["أ|||ن م", "ب|||م"]);
    }

    #[test]
    fn standards_of_news_and_texts() {
        let nitf = "<?xml version=\"1.0\"?><nitf><head><title>ملف</title><docdata><date.issue norm=\"20220121T101500\"/></docdata></head><body><body.head><hedline><hl1>حريق في الميناء</hl1></hedline>\
            <byline><person>رنيم</person></byline></body.head><body.content><p>قال المدير.</p><p>وأضاف.</p></body.content></body></nitf>";
        assert_eq!(told(nitf).0, ["حريق في الميناء||2022-01-21T10:15|قال المدير.//وأضاف."]);
        let g2 = "<?xml version=\"1.0\"?><newsItem><itemMeta><provider literal=\"sada\"/><versionCreated>2022-01-21T10:15:00Z</versionCreated></itemMeta><contentMeta><headline>حريق في الميناء</headline></contentMeta>\
            <contentSet><inlineXML><html><head><title>x</title></head><body><p>قال المدير.</p></body></html></inlineXML></contentSet></newsItem>";
        assert_eq!(told(g2).0, ["x|sada|2022-01-21T10:15+00:00|قال المدير."]);
        let jats = "<?xml version=\"1.0\"?><record><front><article-title>حريق</article-title><abstract><p>موجز الخبر.</p></abstract></front></record>";
        assert_eq!(told(jats).0, ["حريق|||موجز الخبر."]);
        let tei = "<?xml version=\"1.0\"?><TEI><teiHeader><fileDesc><titleStmt><title>حريق</title></titleStmt></fileDesc></teiHeader><text><body><p>قال <name>رنيم</name>.</p></body></text></TEI>";
        assert_eq!(told(tei).0, ["حريق|||قال رنيم."]);
    }

    #[test]
    fn records_of_databases() {
        let style = |text: &str| format!("<style face=\"normal\" font=\"default\" size=\"100%\">{text}</style>");
        let endnote = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><xml><records><record><database name=\"a.enl\" path=\"a.enl\">a.enl</database><ref-type name=\"Newspaper Article\">23</ref-type>\
             <contributors><authors><author>{}</author></authors></contributors><titles><title>{}</title><secondary-title>{}</secondary-title></titles>\
             <dates><year>{}</year><pub-dates><date>{}</date></pub-dates></dates><abstract>{}</abstract><urls><related-urls><url>{}</url></related-urls></urls></record></records></xml>",
            style("الدلبي, رنيم"),
            style("حريق في الميناء"),
            style("صدى الوادي"),
            style("2022"),
            style("Jan 21"),
            style("قال المدير."),
            style("https://sada.example/1")
        );
        assert_eq!(told(&endnote).0, ["حريق في الميناء|صدى الوادي|2022-01-21|قال المدير."]);
        let factiva = "<?xml version=\"1.0\"?><ArticleResponse><article><accessionNo>SADA000020220121ei1l0000a</accessionNo><headline><paragraph>حريق في الميناء</paragraph></headline><byline>رنيم الدلبي</byline>\
            <publicationDate><date>2022-01-21</date></publicationDate><sourceName>صدى الوادي</sourceName><leadParagraph><paragraph>قال المدير.</paragraph></leadParagraph>\
            <tailParagraphs><paragraph>وأضاف.</paragraph><paragraph>وتابع.</paragraph></tailParagraphs></article></ArticleResponse>";
        assert_eq!(told(factiva).0, ["حريق في الميناء|صدى الوادي|2022-01-21|قال المدير.//وأضاف.//وتابع."]);
    }

    #[test]
    fn offices_in_one_file() {
        let flat = "<?xml version=\"1.0\"?><office:document xmlns:office=\"o\"><office:meta><dc:title>عنوان</dc:title></office:meta><office:body><office:text><text:p>قال مدير الميناء إن الحريق بدأ فجرا.</text:p></office:text></office:body></office:document>";
        let (documents, problems) = read("a.fodt", flat.as_bytes());
        assert_eq!(
            (documents[0].title.as_str(), documents[0].body.as_str()),
            ("عنوان", "قال مدير الميناء إن الحريق بدأ فجرا."),
            "{problems:?}"
        );
        let word = "<?xml version=\"1.0\"?><w:wordDocument><w:body><w:p><w:r><w:t>قال مدير الميناء إن الحريق بدأ فجرا.</w:t></w:r></w:p></w:body></w:wordDocument>";
        assert_eq!(read("a.xml", word.as_bytes()).0[0].body, "قال مدير الميناء إن الحريق بدأ فجرا.");
    }

    #[test]
    fn broken_files_keep_what_came_before() {
        let record = "<doc><title>أ</title><text>ن</text></doc>\n";
        for (xml, count, problems) in [
            (format!("<?xml version='1.0'?><all>\n{record}{record}<doc><text>ب"), 3, vec!["BrokenXml@4"]),
            (format!("<?xml version='1.0'?><all>\n{record}<!-- {record}"), 1, vec!["BrokenXml@3"]),
            ("<?xml version='1.0'?><all><a>ن</a></all>".into(), 0, vec!["OtherFormat@0"]),
            (format!("<?xml version='1.0'?>{}", "<e>".repeat(3000)), 0, vec!["BrokenXml@1"]),
            (
                format!("<?xml version='1.0'?><all>\n<doc><text>{}</text></doc>\n{record}</all>", "ن ".repeat(9 << 20)),
                1,
                vec!["TooLarge@2"],
            ),
        ] {
            let (found, told) = told(&xml);
            assert_eq!(
                (found.len(), told),
                (count, problems.into_iter().map(String::from).collect()),
                "{}",
                &xml[..60.min(xml.len())].len()
            );
        }
        // What stands around records may be larger than a record: they are kept, and the rest is said to be left out.
        let around = "<note>حاشية</note>".repeat(300_000);
        let (found, problems) = told(&format!("<?xml version='1.0'?><all>\n{record}{around}{record}{record}</all>"));
        assert_eq!((found.len(), problems), (3, vec!["TooLarge@1".to_string()]));
        let many = format!("<?xml version='1.0'?><all>{}</all>", record.repeat(100_000));
        assert_eq!(told(&many).0.len(), 100_000);
    }
}
