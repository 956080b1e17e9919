//! Pages that hold several whole articles: blogs that show their posts in full, and pages to which a script has added the
//! next article when its reader came to the end.

use dom_query::{Document as Tree, NodeRef, Selection};

use super::super::block::prose_words;
use super::super::markup::{self, blocks};

/// The fewest words of prose of an article among several.
const LEAST: usize = 60;
/// The most articles of a page.
const MOST: usize = 200;

/// Words of a link that leads to the rest of an article, folded.
const REST: &[&str] = &[
    "اقرا المزيد",
    "قراءه المزيد",
    "المزيد",
    "التفاصيل",
    "اقرا التفاصيل",
    "تابع القراءه",
    "read more",
    "continue reading",
];

/// The whole articles that a page marks, each as markup of its own under its heading; the first has the head of the page.
/// `None` if there are not several.
pub(super) fn articles(html: &str) -> Option<Vec<String>> {
    // Most pages mark one or none, and no tree is built of them twice.
    if html.matches("<article").nth(1).is_none() || markup::excess(html).is_some() {
        return None;
    }
    let tree = Tree::from(html);
    let marked = tree.select("article");
    let outer = |node: &NodeRef<'_>| !node.ancestors(None).iter().any(|around| around.has_name("article"));
    let marked: Vec<NodeRef<'_>> = marked.nodes().iter().filter(|node| outer(node)).take(MOST).copied().collect();
    let whole: Vec<(&NodeRef<'_>, String)> = marked.iter().filter_map(|node| Some((node, heading(node)?))).collect();
    let mut headings: Vec<&str> = whole.iter().map(|(_, heading)| heading.as_str()).collect();
    headings.sort_unstable();
    headings.dedup();
    // A page of which only some articles are whole lists others.
    if whole.len() < 2 || headings.len() < whole.len() || whole.len() < marked.len() {
        return None;
    }
    let (first, others) = whole.split_first()?;
    let others: Vec<String> = others
        .iter()
        .map(|(node, heading)| {
            let title = heading.replace('&', "&amp;").replace('<', "&lt;");
            format!("<html><head><title>{title}</title></head><body>{}</body></html>", node.html())
        })
        .collect();
    for (node, _) in &whole {
        if node.id != first.0.id {
            node.remove_from_parent();
        }
    }
    Some([tree.html().to_string()].into_iter().chain(others).collect())
}

/// The heading of an article that is whole: it has prose of its own, and no link to the rest.
fn heading(node: &NodeRef<'_>) -> Option<String> {
    let article = Selection::from(*node);
    let heading = article.select("h1, h2, h3").iter().next()?.text().split_whitespace().collect::<Vec<_>>().join(" ");
    let leads_on = article.select("a[href]").iter().any(|link| {
        let words = crate::arabic::fold(link.text().trim());
        let words = words.trim_end_matches(['.', '…', '»', ' ', '>']);
        REST.contains(&words)
    });
    (!heading.is_empty() && prose_words(&blocks(&node.html())) >= LEAST && !leads_on).then_some(heading)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::read;

    const PROSE: &str = "قال مدير الميناء إن الحريق بدأ فجرا في المخزن الشرقي ثم امتد إلى صومعة الحبوب.";

    #[test]
    fn whole_articles_of_a_page_are_documents() {
        let article = |title: &str, more: &str| {
            let prose = format!("<p>{PROSE}</p>").repeat(6);
            format!("<article><h2><a href=/1>{title}</a></h2><time datetime=2022-01-21></time>{prose}{more}</article>")
        };
        let page =
            |inner: String| format!("<html><head><title>صدى</title></head><body><main>{inner}</main></body></html>");
        let (documents, problems) = read(
            "a.html",
            page(article("حريق كبير في الميناء", "") + &article("زيارة الوزير إلى المدينة", "")).as_bytes(),
        );
        let titles: Vec<&str> = documents.iter().map(|document| document.title.as_str()).collect();
        assert_eq!(titles, ["حريق كبير في الميناء", "زيارة الوزير إلى المدينة"], "{problems:?}");
        assert_eq!(documents[1].provenance.place.as_ref().map(|place| place.record), Some(2));
        assert!(documents.iter().all(|document| document.body.matches("مدير").count() == 6));
        // Teasers, and an article with related ones below it, are not several.
        let more = "<a href=/1>اقرأ المزيد</a>";
        let teasers = page(article("حريق كبير في الميناء", more) + &article("زيارة الوزير إلى المدينة", more));
        assert!(read("a.html", teasers.as_bytes()).0.len() < 2);
        let related = page(article("حريق كبير في الميناء", "") + "<article><h3>خبر آخر</h3><p>موجز</p></article>");
        assert_eq!(read("a.html", related.as_bytes()).0.len(), 1);
    }
}
