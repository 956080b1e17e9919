//! Prints citations: a document's outlet, title, date to the precision that is known, URL, capture and hash, so that
//! others can check it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::plain::{field, plain};
use crate::document::{Date, Heading, Outlet, Part, PartKind};

/// How a citation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "args", derive(clap::ValueEnum))]
pub enum CitationStyle {
    /// A line for people.
    Plain,
    /// Research Information Systems, as reference managers import it.
    Ris,
    /// BibTeX, with the fields of biblatex.
    Bibtex,
    /// Citation Style Language, JSON.
    CslJson,
}

/// Prints a citation of `document`, or of one of its pages, messages or other parts.
///
/// # Errors
/// The output cannot be written.
pub fn citation(
    document: &Heading,
    part: Option<Part<'_>>,
    style: CitationStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    match style {
        CitationStyle::Plain => writeln!(out, "{}", in_words(document, part)),
        CitationStyle::Ris => ris(document, part, out),
        CitationStyle::Bibtex => bibtex(document, part, out),
        CitationStyle::CslJson => writeln!(out, "{:#}", json!([csl(document, part)])),
    }
}

/// `رنيم حداد، «العنوان»، صدى الوادي، 2022-01-24، https://…`, and how to check it. What is not known is left out, but
/// for the date.
fn in_words(document: &Heading, part: Option<Part<'_>>) -> String {
    let Heading { title, metadata, provenance, id } = document;
    let title = if title.is_empty() { "(بلا عنوان)".into() } else { format!("«{title}»") };
    let date = metadata.published.map_or("بلا تاريخ".into(), |date| date.to_string().replace('T', " "));
    let captured = provenance.captured.as_ref().map(|time| format!("captured {time}"));
    let inferred = |outlet: &Outlet| outlet.inferred_from.as_ref().map(|from| format!(" (inferred from {from})"));
    let outlet = metadata.outlet.as_ref().map(|outlet| outlet.name.clone() + &inferred(outlet).unwrap_or_default());
    let head = metadata.authors.iter().cloned().chain([title]).chain(outlet).chain([date]);
    let head = head.chain(part.map(part_in_arabic));
    let place = [
        Some(format!("{provenance}")),
        captured,
        metadata.ocr.map(recognised),
        Some(format!("sha256 {}", provenance.sha256)),
        Some(format!("id {id}")),
    ];
    // Each in an isolate, so that a date in an Arabic line is not turned around.
    let head: Vec<String> = head.chain(document.metadata.address(part)).map(|part| field(&part)).collect();
    let place: Vec<String> = place.into_iter().flatten().map(|part| field(&part)).collect();
    format!("{}. [{}]", head.join("، "), place.join("; "))
}

/// That letters were recognised, and how sure that is.
fn recognised(percent: u8) -> String {
    format!("letters recognised by OCR, {percent} % sure")
}

/// The outlet's name, for reference managers, which record no uncertainty: not one inferred from a file name.
fn publisher(document: &Heading) -> Option<&str> {
    let outlet = document.metadata.outlet.as_ref()?;
    let is_guess = outlet.inferred_from.as_deref() == Some("file name");
    (!is_guess).then_some(outlet.name.as_str())
}

/// The number of a page.
fn page(part: Option<Part<'_>>) -> Option<String> {
    part.filter(|part| part.kind == PartKind::Page).map(|page| page.number.to_string())
}

/// A part by its Arabic name: `ص 3`, `رسالة 12 (14:05 سالم)`.
pub fn part_in_arabic(part: Part<'_>) -> String {
    let name = match part.kind {
        PartKind::Page => "ص",
        PartKind::Message => "رسالة",
        PartKind::Segment => "مقطع",
        PartKind::Post => "منشور",
    };
    let label = part.label().map(|label| format!(" ({label})")).unwrap_or_default();
    format!("{name} {}{label}", part.number)
}

/// The note with which the source can be checked.
fn note(document: &Heading, part: Option<Part<'_>>) -> String {
    let provenance = &document.provenance;
    // Reference managers have fields for pages only.
    let part = part.filter(|part| part.kind != PartKind::Page).map(|part| format!("{part}; ")).unwrap_or_default();
    let ocr = document.metadata.ocr.map(|percent| format!("; {}", recognised(percent))).unwrap_or_default();
    plain(&format!("{part}{provenance}; sha256 {}{ocr}", provenance.sha256))
}

fn ris(document: &Heading, part: Option<Part<'_>>, out: &mut dyn Write) -> io::Result<()> {
    let metadata = &document.metadata;
    let mut field = |tag: &str, value: &str| write!(out, "{tag}  - {}\r\n", plain(value));
    field("TY", "NEWS")?;
    field("ID", &document.id)?;
    field("TI", &document.title)?;
    metadata.authors.iter().try_for_each(|author| field("AU", author))?;
    publisher(document).iter().try_for_each(|name| field("T2", name))?;
    if let Some(date) = metadata.published {
        // Year, month, day and what else is known, separated by slashes; parts that are not known stay empty.
        let part = |part: Option<u8>| part.map(|part| format!("{part:02}")).unwrap_or_default();
        let time = date.time().map(|_| clock(date)).unwrap_or_default();
        field("PY", &date.year().to_string())?;
        field("DA", &format!("{}/{}/{}/{time}", date.year(), part(date.month()), part(date.day())))?;
    }
    metadata.place.iter().try_for_each(|place| field("CY", place))?;
    page(part).iter().try_for_each(|page| field("SP", page))?;
    document.metadata.address(part).iter().try_for_each(|url| field("UR", url))?;
    document.provenance.captured.iter().try_for_each(|time| field("Y2", time))?;
    field("N1", &note(document, part))?;
    field("ER", "")
}

/// The time of a date as it is written.
fn clock(date: Date) -> String {
    date.to_string().split_once('T').map(|(_, time)| time.to_string()).unwrap_or_default()
}

fn bibtex(document: &Heading, part: Option<Part<'_>>, out: &mut dyn Write) -> io::Result<()> {
    let metadata = &document.metadata;
    let key: String = document.id.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
    writeln!(out, "@online{{{},", if key.is_empty() { "fihris" } else { &key })?;
    let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {{{value}}},");
    let text = |value: &str| escaped(&plain(value));
    field("title", &text(&document.title))?;
    if !metadata.authors.is_empty() {
        // Braces keep a name in one piece, since its family name is not known.
        let authors: Vec<String> = metadata.authors.iter().map(|author| format!("{{{}}}", text(author))).collect();
        field("author", &authors.join(" and "))?;
    }
    publisher(document).iter().try_for_each(|name| field("organization", &text(name)))?;
    metadata.published.iter().try_for_each(|date| field("date", &date.without_time().to_string()))?;
    metadata.place.iter().try_for_each(|place| field("location", &text(place)))?;
    page(part).iter().try_for_each(|page| field("pages", page))?;
    // Addresses are not escaped; a brace in one would end the field.
    let address = |url: &String| plain(url).replace('{', "%7B").replace('}', "%7D");
    document.metadata.address(part).iter().try_for_each(|url| field("url", &address(url)))?;
    let day = document.provenance.captured.as_deref().and_then(|time| time.get(..10));
    day.iter().try_for_each(|day| field("urldate", &text(day)))?;
    field("note", &text(&note(document, part)))?;
    writeln!(out, "}}")
}

/// Text with the special characters of TeX escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for char in text.chars() {
        match char {
            '{' | '}' | '%' | '#' | '&' | '$' | '_' => escaped.extend(['\\', char]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            char => escaped.push(char),
        }
    }
    escaped
}

fn csl(document: &Heading, part: Option<Part<'_>>) -> Value {
    let metadata = &document.metadata;
    let mut item = json!({
        "id": document.id,
        "type": "article-newspaper",
        "title": plain(&document.title),
        "note": note(document, part),
    });
    let mut set = |key: &str, value: Value| drop(item.as_object_mut().map(|map| map.insert(key.into(), value)));
    if !metadata.authors.is_empty() {
        let literal = |name: &String| json!({ "literal": plain(name) });
        set("author", metadata.authors.iter().map(literal).collect());
    }
    if let Some(name) = publisher(document) {
        set("container-title", json!(plain(name)));
    }
    if let Some(date) = metadata.published {
        let parts = [Some(u32::from(date.year())), date.month().map(u32::from), date.day().map(u32::from)];
        set("issued", json!({ "date-parts": [parts.into_iter().flatten().collect::<Vec<_>>()] }));
    }
    if let Some(place) = &metadata.place {
        set("publisher-place", json!(plain(place)));
    }
    if let Some(page) = page(part) {
        set("page", json!(page));
    }
    if let Some(url) = document.metadata.address(part) {
        set("URL", json!(plain(&url)));
    }
    if let Some(time) = &document.provenance.captured {
        set("accessed", json!({ "raw": plain(time) }));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Metadata, Outlet, Provenance};

    fn cited(style: CitationStyle) -> String {
        cited_at(None, style)
    }

    fn part(kind: PartKind, text: &str) -> Option<Part<'_>> {
        Some(Part { kind, number: 3, text })
    }

    fn cited_at(part: Option<Part<'_>>, style: CitationStyle) -> String {
        let metadata = Metadata {
            outlet: Some(Outlet { id: "sada".into(), name: "صدى الوادي".into(), inferred_from: None }),
            authors: vec!["رنيم حداد".into(), "أيمن الدلبي".into()],
            published: Some("2022-01".parse().unwrap()),
            url: Some("https://sada.example/a_b?c=1&d=%7B".into()),
            ..Metadata::default()
        };
        let provenance = Provenance {
            source: "/a.warc".into(),
            sha256: "00ff".into(),
            captured: Some("2022-02-01T10:11:12Z".into()),
            ..Provenance::default()
        };
        let document = Heading { id: "s-1".into(), title: "حريق {كبير}".into(), metadata, provenance };
        let mut out = Vec::new();
        citation(&document, part, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_plain_citation_names_everything_that_is_known() {
        let isolated = cited(CitationStyle::Plain).replace('\u{2068}', "⟨").replace('\u{2069}', "⟩");
        assert_eq!(
            isolated,
            "⟨رنيم حداد⟩، ⟨أيمن الدلبي⟩، ⟨«حريق {كبير}»⟩، ⟨صدى الوادي⟩، ⟨2022-01⟩، ⟨https://sada.example/a_b?c=1&d=%7B⟩. \
             [⟨/a.warc⟩; ⟨captured 2022-02-01T10:11:12Z⟩; ⟨sha256 00ff⟩; ⟨id s-1⟩]\n"
        );
    }

    #[test]
    fn a_page_is_cited_in_each_style() {
        let plain = cited_at(part(PartKind::Page, "نص"), CitationStyle::Plain);
        assert!(plain.contains("ص 3") && plain.contains("d=%7B#page=3"), "{plain}");
        assert!(cited_at(part(PartKind::Page, "نص"), CitationStyle::Ris).contains("SP  - 3\r\n"));
        assert!(cited_at(part(PartKind::Page, "نص"), CitationStyle::Bibtex).contains("  pages = {3},\n"));
        assert!(cited_at(part(PartKind::Page, "نص"), CitationStyle::CslJson).contains("\"page\": \"3\""));
    }

    #[test]
    fn a_message_is_cited_in_each_style() {
        let message = part(PartKind::Message, "14:05 سالم: نص");
        assert!(cited_at(message, CitationStyle::Plain).contains("رسالة 3 (14:05 سالم)"));
        for style in [CitationStyle::Ris, CitationStyle::Bibtex, CitationStyle::CslJson] {
            let cited = cited_at(message, style);
            assert!(cited.contains("message 3 (14:05 سالم); /a.warc; sha256 00ff"), "{cited}");
        }
        let cited = cited_at(part(PartKind::Segment, "0:03:10 نص"), CitationStyle::Ris);
        assert!(cited.contains("d=%7B#t=190\r\n") && cited.contains("segment 3 (0:03:10)"), "{cited}");
    }

    #[test]
    fn ris_has_a_field_a_line() {
        let ris = cited(CitationStyle::Ris);
        assert!(
            ris.starts_with("TY  - NEWS\r\nID  - s-1\r\nTI  - حريق {كبير}\r\nAU  - رنيم حداد\r\nAU  - أيمن"),
            "{ris}"
        );
        assert!(ris.contains("DA  - 2022/01//\r\n") && ris.contains("Y2  - 2022-02-01T10:11:12Z\r\n"), "{ris}");
        assert!(ris.ends_with("N1  - /a.warc; sha256 00ff\r\nER  - \r\n"), "{ris}");
    }

    #[test]
    fn bibtex_escapes_what_would_be_commands() {
        let bibtex = cited(CitationStyle::Bibtex);
        assert!(bibtex.starts_with("@online{s-1,\n  title = {حريق \\{كبير\\}},\n"), "{bibtex}");
        assert!(bibtex.contains(
            "  author = {{رنيم حداد} and {أيمن الدلبي}},\n  organization = {صدى الوادي},\n  date = {2022-01},"
        ));
        assert!(
            bibtex.contains("url = {https://sada.example/a_b?c=1&d=%7B}") && bibtex.contains("urldate = {2022-02-01}"),
            "{bibtex}"
        );
    }

    #[test]
    fn csl_json_is_json() {
        let items: Value = serde_json::from_str(&cited(CitationStyle::CslJson)).unwrap();
        assert_eq!(items[0]["issued"]["date-parts"], json!([[2022, 1]]));
        assert_eq!(items[0]["author"][1]["literal"], "أيمن الدلبي");
        assert_eq!(items[0]["container-title"], "صدى الوادي");
    }
}
