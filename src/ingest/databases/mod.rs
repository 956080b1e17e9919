//! Files that databases of the press give to download, many articles in one text: LexisNexis and Nexis Uni, Factiva, ProQuest,
//! and the records of reference managers (RIS, EndNote).
//!
//! Each database parts its articles by a line of its own, and names the parts of an article by keys. Only these keys count:
//! a text may hold lines such as `Word: …` of its own.

mod endnote;
mod entry;
mod factiva;
mod lexis;
mod proquest;
mod ris;

use super::article::Article;
use super::element::Element;
use entry::{Found, Line};

/// The articles of such a file; `None` if it is none.
pub(super) fn articles(text: &str) -> Option<Vec<Article>> {
    let lines: Vec<Line<'_>> = (1..).zip(text.lines().map(|line| line.trim_end_matches('\r'))).collect();
    let readers: [fn(&[Line<'_>]) -> Found; 6] =
        [lexis::lexis, lexis::nexis, factiva::factiva, proquest::proquest, ris::ris, endnote::tagged];
    let found = readers.iter().map(|reader| reader(&lines)).find(|found| !found.is_empty())?;
    let articles = (1..).zip(found).map(|(record, (line, entry))| entry.article((record, Some(line))));
    Some(articles.collect())
}

/// Whether a page may be a file of a database: it has what ends an article in one.
pub(super) fn is_likely(html: &str) -> bool {
    let is_numbered = |(place, word): (usize, &str)| {
        let number = html[place + word.len()..].bytes().take_while(|byte| byte.is_ascii_alphanumeric());
        number.count() >= 20
    };
    ["End of Document", " DOCUMENTS", "ProQuest document ID"].iter().any(|sign| html.contains(sign))
        || html.match_indices("Document ").any(is_numbered)
}

/// Whether an element is an article of a database or a record of a reference manager.
pub(super) fn is_record(element: &Element) -> bool {
    endnote::is_record(element) || factiva::is_record(element)
}

/// The article of such an element.
pub(super) fn article_of_record(element: &Element, place: (u64, Option<u64>)) -> Option<Article> {
    let entry = if endnote::is_record(element) {
        endnote::of_element(element)
    } else if factiva::is_record(element) {
        factiva::of_element(element)
    } else {
        return None;
    };
    Some(entry.article(place))
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;

    /// Title, outlet, authors, date and text of each article.
    fn told(text: &str) -> Vec<String> {
        let (documents, problems) = read("a.txt", text.as_bytes());
        let told = documents.into_iter().map(|document| {
            let metadata = document.metadata;
            let outlet = metadata.outlet.map(|outlet| outlet.name).unwrap_or_default();
            let date = metadata.published.map(|date| date.to_string()).unwrap_or_default();
            format!(
                "{}|{outlet}|{}|{date}|{}",
                document.title,
                metadata.authors.join(", "),
                document.body.replace('\n', "/")
            )
        });
        let told: Vec<String> = told.collect();
        assert!(!told.is_empty(), "{problems:?}");
        told
    }

    const EXPECTED: [&str; 2] = [
        "حريق في الميناء|صدى الوادي|رنيم الدلبي|2022-01-21|قال مدير الميناء إن الحريق بدأ فجرا.//وأضاف أن الحريق أخمد.",
        "زيارة الوزير|السرو||2022-01-22|زار الوزير الميناء.",
    ];

    #[test]
    fn articles_of_lexis_nexis() {
        let text = "\u{FEFF}Time Of Request: Friday\r\n\r\n                               1 of 2 DOCUMENTS\r\n\r\n                                  صدى الوادي\r\n\r\n                            January 21, 2022 Friday\r\n\r\n\
            حريق في\r\nالميناء\r\n\r\nBYLINE: رنيم الدلبي\r\n\r\nSECTION: NEWS; Pg. 4\r\n\r\nLENGTH: 12 words\r\n\r\n\r\nقال مدير الميناء إن\r\nالحريق بدأ فجرا.\r\n\r\nوأضاف أن الحريق أخمد.\r\n\r\n\
            LOAD-DATE: January 22, 2022\r\n\r\nLANGUAGE: ARABIC\r\n\r\n                        Copyright 2022 صدى\r\n\r\n                               2 of 2 DOCUMENTS\r\n\r\n                                  السرو\r\n\r\n                            January 22, 2022 Saturday\r\n\r\n\
            زيارة الوزير\r\n\r\nLENGTH: 3 words\r\n\r\nزار الوزير الميناء.\r\n\r\nLOAD-DATE: January 22, 2022\r\n";
        assert_eq!(told(text), EXPECTED);
        let text = "Documents (2)\n1. حريق في الميناء\nClient/Matter: -None-\n\nحريق في الميناء\nصدى الوادي\nJanuary 21, 2022 Friday 9:20 AM GMT\n\nCopyright 2022 صدى All Rights Reserved\nSection:\u{A0}NEWS\nLength:\u{A0}12 words\nByline:\u{A0}رنيم الدلبي\nBody\n\n\
            قال مدير الميناء إن الحريق بدأ فجرا.\nوأضاف أن الحريق أخمد.\n\nClassification\nLanguage:\u{A0}ARABIC\nLoad-Date:\u{A0}January 22, 2022\n\nEnd of Document\n\n\nزيارة الوزير\nالسرو\nJanuary 22, 2022 Saturday\nCopyright 2022\nLength:\u{A0}3 words\nBody\nزار الوزير الميناء.\nLoad-Date:\u{A0}January 22, 2022\nEnd of Document\n";
        let found = told(text);
        assert!(
            found[0].starts_with("حريق في الميناء|صدى الوادي|رنيم الدلبي|2022-01-21T09:20")
                && found[0].ends_with("أخمد."),
            "{found:?}"
        );
        assert_eq!(found[1], EXPECTED[1]);
    }

    #[test]
    fn articles_of_factiva() {
        let coded = "HD حريق في الميناء\nBY By رنيم الدلبي\nWC 12 words\nPD 21 January 2022\nSN صدى الوادي\nSC SADA\nLA Arabic\nLP\nقال مدير الميناء إن الحريق بدأ فجرا.\n\nTD\nوأضاف أن الحريق أخمد.\n\nAN Document SADA000020220121ei1l0000a\n\n\
            HD زيارة الوزير\nPD 22 January 2022\nSN السرو\nLP زار الوزير الميناء.\nAN Document SARW000020220122ei1l0000b\n";
        assert_eq!(told(coded), EXPECTED);
        let plain = "حريق في الميناء\nBy رنيم الدلبي\n12 words\n21 January 2022\nصدى الوادي\nSADA\nArabic\nCopyright 2022\n\nقال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\n\nDocument SADA000020220121ei1l0000a\n\n\
            زيارة الوزير\n3 words\n22 January 2022\nالسرو\nSARW\nArabic\n© 2022\nزار الوزير الميناء.\nDocument SARW000020220122ei1l0000b\n";
        assert_eq!(told(plain), EXPECTED);
    }

    #[test]
    fn articles_of_factiva_in_markup() {
        let rows = |rows: &[(&str, &str)]| {
            let rows =
                rows.iter().map(|(code, value)| format!("<tr><td><b>{code}</b>&nbsp;</td><td>{value}</td></tr>"));
            format!("<div class='article arArticle'><table>{}</table></div>", rows.collect::<String>())
        };
        let coded = rows(&[
            ("HD", "حريق في الميناء"),
            ("BY", "رنيم الدلبي"),
            ("WC", "12 words"),
            ("PD", "21 January 2022"),
            ("SN", "صدى الوادي"),
            ("LP", "<p>قال مدير الميناء إن الحريق بدأ فجرا.</p>"),
            ("TD", "<p>وأضاف أن الحريق أخمد.</p>"),
            ("AN", "Document SADA000020220121ei1l0000a"),
        ]) + &rows(&[
            ("HD", "زيارة الوزير"),
            ("PD", "22 January 2022"),
            ("SN", "السرو"),
            ("LP", "<p>زار الوزير الميناء.</p>"),
            ("AN", "Document SARW000020220122ei1l0000b"),
        ]);
        assert_eq!(told(&format!("<html><body>{coded}</body></html>")), EXPECTED);
        let plain = "<div class='article arArticle'><div><span class='arHeadline'>حريق في الميناء</span></div><div>By رنيم الدلبي</div><div>12 words</div><div>21 January 2022</div><div>صدى الوادي</div><div>SADA</div><div>Arabic</div><div>Copyright 2022</div>\
            <p class='articleParagraph'>قال مدير الميناء إن الحريق بدأ فجرا.</p><p>وأضاف أن الحريق أخمد.</p><p>Document SADA000020220121ei1l0000a</p></div>\
            <div class='article'><div>زيارة الوزير</div><div>3 words</div><div>22 January 2022</div><div>السرو</div><div>SARW</div><div>Arabic</div><div>© 2022</div><p>زار الوزير الميناء.</p><p>Document SARW000020220122ei1l0000b</p></div>";
        assert_eq!(told(&format!("<html><body>{plain}</body></html>")), EXPECTED);
    }

    #[test]
    fn articles_of_proquest_and_records() {
        let rule = "_".repeat(60);
        let text = format!(
            "{rule}\n\nDocument 1 of 2\n\nحريق في الميناء\n\nAuthor: رنيم الدلبي\n\nFull text:   قال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\n\nTitle: حريق في الميناء\n\nPublication title: صدى الوادي\n\nPublication date: Jan 21, 2022\n\nProQuest document ID: 251\n\n{rule}\n\n\
             زيارة الوزير\n\nFull Text: زار الوزير الميناء.\n\nPublication title: السرو\n\nPublication date: Jan 22, 2022\n\n{rule}\n\nContact us at: http://www.proquest.com\n"
        );
        assert_eq!(told(&text), EXPECTED);
        let records = "TY  - NEWS\nTI  - حريق في الميناء\nAU  - الدلبي, رنيم\nT2  - صدى الوادي\nDA  - 2022/01/21/\nAB  - قال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\nER  - \n\nTY  - NEWS\nT1  - زيارة الوزير\nJO  - السرو\nPY  - 2022/01/22/\nN2  - زار الوزير الميناء.\nUR  - https://sarw.example/1\nER  - \n";
        assert_eq!(told(records), EXPECTED);
        let records = "%0 Newspaper Article\n%T حريق في الميناء\n%A الدلبي, رنيم\n%J صدى الوادي\n%D 2022\n%8 January 21\n%X قال مدير الميناء إن الحريق بدأ فجرا.\n\nوأضاف أن الحريق أخمد.\n\n\n\
            %0 Newspaper Article\n%T زيارة الوزير\n%J السرو\n%8 January 22, 2022\n%D 2022\n%U https://sarw.example/1\n%X زار الوزير الميناء.\n";
        assert_eq!(told(records), EXPECTED);
    }

    #[test]
    fn other_texts_are_not_cut() {
        for text in
            ["Document\n\nEnd of Document", "نص\n____________\nنص", "1 of 2 DOCUMENTS", "TY  - NEWS\n", "Document abc"]
        {
            assert_eq!(told(text).len(), 1, "{text}");
        }
    }
}
