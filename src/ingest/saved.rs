//! What a saved page says of itself: its address, and when it was saved; and the page without what the program that saved
//! it has put in.
//!
//! Browsers, SingleFile and HTTrack leave a comment. The Wayback Machine and other archives of their kind put a toolbar
//! into a page and lead its links through themselves; archive.today puts the page into one of its own.

use std::borrow::Cow;

use jiff::fmt::strtime::BrokenDownTime;

use super::capture::time;
use super::entities::unescape;
use super::origin::Saved;

/// The bytes at the head of a page in which programs say who saved it.
const HEAD: usize = 1 << 14;

/// What the page says, and the page itself.
pub(super) fn saved(html: &str) -> (Saved, Cow<'_, str>) {
    let head = &html[..html.floor_char_boundary(HEAD)];
    let by_comment = single_file(head).or_else(|| by_browser(head)).or_else(|| mirrored(html));
    if let Some(saved) = by_comment {
        return (saved, html.into());
    }
    if let Some(saved) = wayback(html) {
        return (saved, without_wayback(html).into());
    }
    match archive_today(html) {
        Some((saved, page)) => (saved, page.into()),
        None => (Saved::default(), html.into()),
    }
}

/// Ends of domains by which the folder of a mirrored site is known. Folders may end in the code of a language, too.
#[rustfmt::skip]
const DOMAINS: &[&str] = &[
    "com", "net", "org", "info", "news", "tv", "press", "media", "online", "site", "gov", "edu", "int", "blog", "biz", "name", "agency", "network",
    "xyz", "live", "today", "world", "sy", "lb", "jo", "ps", "iq", "sa", "ae", "qa", "kw", "bh", "om", "ye", "eg", "sd", "ly", "tn", "dz", "ma", "mr", "so",
    "dj", "km", "uk", "fr", "de", "us", "eu", "tr", "ir", "ru", "me", "co", "io",
];

/// The address of a page in the folders of a mirrored site, `mirror/a.example.com/news/1.html`, as wget writes them.
pub(super) fn of_folders(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').collect();
    let is_host = |part: &str| {
        let labels: Vec<&str> = part.split('.').collect();
        let end = labels.last().copied().unwrap_or_default();
        let is_label =
            |label: &&str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        labels.len() > 1 && labels.iter().all(is_label) && part == part.to_lowercase() && DOMAINS.contains(&end)
    };
    let (_, folders) = parts.split_last()?;
    let host = folders.iter().rposition(|part| is_host(part))?;
    let rest = parts[host + 1..].join("/");
    let rest = rest.strip_suffix("index.html").unwrap_or(&rest);
    Some(format!("http://{}/{rest}", parts[host]))
}

/// What lies between two marks, and where it ends.
fn between<'h>(text: &'h str, begin: &str, end: &str) -> Option<&'h str> {
    let rest = &text[text.find(begin)? + begin.len()..];
    Some(&rest[..rest.find(end)?])
}

fn address(text: &str) -> Option<String> {
    let text = unescape(text.trim());
    (text.starts_with("http") && text.contains("://")).then_some(text)
}

/// A time in one of these forms, as RFC 3339.
fn parsed(text: &str, formats: &[&str]) -> Option<String> {
    let zoned = formats.iter().find_map(|format| BrokenDownTime::parse(format, text.trim()).ok()?.to_timestamp().ok());
    zoned.map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn single_file(head: &str) -> Option<Saved> {
    let marks = ["Page saved with SingleFile", "Archive processed by SingleFile"];
    let comment = marks.iter().find_map(|mark| between(head, mark, "-->"))?;
    let value = |key: &str| comment.lines().find_map(|line| line.trim().strip_prefix(key));
    let date = value("saved date:").and_then(|date| parsed(date.split(" (").next()?, &["%a %b %d %Y %H:%M:%S GMT%z"]));
    Some(Saved { url: value("url:").and_then(address), time: date, ..Saved::default() })
}

/// `<!-- saved from url=(0042)https://a.example/1.html -->`: the number is the length, and often wrong.
fn by_browser(head: &str) -> Option<Saved> {
    let comment = between(head, "<!-- saved from url=(", "-->")?;
    let (_, url) = comment.split_once(')')?;
    address(url).map(|url| Saved { url: Some(url), ..Saved::default() })
}

/// `<!-- Mirrored from a.example/1.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 26 Nov 2024 21:52:10 GMT -->`.
fn mirrored(html: &str) -> Option<Saved> {
    let comment = between(html, "<!-- Mirrored from ", "-->")?;
    let (url, rest) = comment.split_once(" by HTTrack")?;
    let url = if url.contains("://") { url.to_string() } else { format!("http://{}", url.trim()) };
    let date = rest
        .split_once("], ")
        .and_then(|(_, date)| parsed(&date.replace("GMT", "+0000"), &["%a, %d %b %Y %H:%M:%S %z"]));
    Some(Saved { url: address(&url), time: date, ..Saved::default() })
}

/// How archives of this kind show that a page came from them.
const WAYBACK: [&str; 4] = ["__wm.wombat(", "BEGIN WAYBACK TOOLBAR INSERT", "FILE ARCHIVED ON", "<!-- WB Insert -->"];

fn wayback(html: &str) -> Option<Saved> {
    if !WAYBACK.iter().any(|mark| html.contains(mark)) {
        return None;
    }
    let quoted = |text: &str| text.split('"').nth(1).map(|value| value.replace("\\/", "/"));
    let wombat = between(html, "__wm.wombat(", ")");
    let variable = |name: &str| between(html, name, ";").and_then(quoted);
    // An address of the archive within the page: of its own links, the one that its toolbar has.
    let shown = || between(html, "The Wayback Machine - ", "<").map(original).map(Cow::into_owned);
    let url = wombat
        .and_then(quoted)
        .or_else(|| variable("wbCurrentUrl ="))
        .or_else(|| variable("wbinfo.url ="))
        .or_else(shown);
    let digits =
        wombat.and_then(|call| call.split('"').nth(3)).map(String::from).or_else(|| variable("wbinfo.timestamp ="));
    let stated = || {
        let words = between(html, "FILE ARCHIVED ON", "AND RETRIEVED")?;
        parsed(&format!("{} +0000", words.trim()), &["%H:%M:%S %b %d, %Y %z"])
    };
    let url = url.and_then(|url| address(&url.replacen(":80/", "/", 1)));
    Some(Saved { url, time: digits.and_then(|digits| time(&digits)).or_else(stated), ..Saved::default() })
}

/// A page as it was before an archive put its toolbar in, its links led past the archive.
fn without_wayback(html: &str) -> String {
    let mut page = html.to_string();
    for (begin, end) in [
        ("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"),
        ("<!-- Start Wayback Rewrite JS Include -->", "<!-- End Wayback Rewrite JS Include -->"),
        ("<!-- WB Insert -->", "<!-- End WB Insert -->"),
    ] {
        if let Some((before, after)) = page.split_once(begin)
            && let Some((_, after)) = after.split_once(end)
        {
            page = format!("{before}{after}");
        }
    }
    original(&page).into_owned()
}

/// A text whose addresses do not lead through an archive: `/web/20190212060332im_/http://a.example` is
/// `http://a.example`.
fn original(text: &str) -> Cow<'_, str> {
    const PATH: &str = "/web/";
    if !text.contains(PATH) {
        return text.into();
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(PATH) {
        let (before, after) = rest.split_at(place);
        let path = &after[PATH.len()..];
        let digits = path.bytes().take_while(u8::is_ascii_digit).count();
        let flags =
            path[digits..].bytes().take(3).take_while(|byte| byte.is_ascii_lowercase() || *byte == b'_').count();
        let target = path[digits + flags..].strip_prefix('/').filter(|target| target.starts_with("http"));
        match target.filter(|_| (4..=14).contains(&digits)) {
            Some(target) => {
                // The address of the archive itself, if it is stated.
                let kept = before.trim_end_matches("web.archive.org").trim_end_matches("//");
                let kept = kept.strip_suffix("https:").or_else(|| kept.strip_suffix("http:")).unwrap_or(kept);
                whole.push_str(kept);
                rest = target;
            }
            None => {
                whole.push_str(before);
                whole.push_str(PATH);
                rest = path;
            }
        }
    }
    whole.push_str(rest);
    whole.into()
}

/// A page within one of archive.today, of whatever domain.
fn archive_today(html: &str) -> Option<(Saved, String)> {
    let has = |name: &str| html.contains(&format!("id=\"{name}\""));
    if !has("HEADER") || !has("CONTENT") || !html.contains("archive.") {
        return None;
    }
    let attribute = |tag: &str, name: &str| {
        let tag = &html[html.find(tag)?..];
        between(&tag[..tag.find('>')?], &format!("{name}=\""), "\"").map(unescape)
    };
    let bookmark = attribute("<link rel=\"bookmark\"", "href");
    let parts = bookmark.as_deref().and_then(|link| {
        let (_, path) = link.split_once("://")?.1.split_once('/')?;
        path.split_once('/')
    });
    let url = attribute("<input type=\"text\" name=\"q\"", "value").or_else(|| attribute("name=\"q\"", "value"));
    let url = url.as_deref().or(parts.map(|(_, url)| url)).and_then(address);
    let time = parts.and_then(|(digits, _)| time(digits)).or_else(|| attribute("itemprop=\"pubdate\"", "datetime"));
    let content = &html[html.find("id=\"CONTENT\"")?..];
    let content = &content[content.find('>')? + 1..];
    let title = between(html, "<title>", "</title>").unwrap_or_default();
    let page = format!("<html><head><title>{title}</title></head><body><div>{content}</div></body></html>");
    url.is_some().then_some((Saved { url, time, ..Saved::default() }, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> (String, String) {
        let (saved, _) = saved(html);
        (saved.url.unwrap_or_default(), saved.time.unwrap_or_default())
    }

    #[test]
    fn programs_say_what_they_saved() {
        for (html, url, time) in [
            (
                "<!DOCTYPE html> <html lang=ar><!--\n Page saved with SingleFile \n url: https://a.example/1 \n saved date: Tue May 04 2021 09:12:00 GMT+0300 (توقيت شرق أوروبا) \n--><meta charset=utf-8>",
                "https://a.example/1",
                "2021-05-04T06:12:00Z",
            ),
            (
                "<!DOCTYPE html>\n<!-- saved from url=(0019)https://a.example/1?a=1&amp;b=2 -->\n<html>",
                "https://a.example/1?a=1&b=2",
                "",
            ),
            ("<!-- saved from url=(0014)about:internet -->", "", ""),
            (
                "<html>\n<!-- Mirrored from a.example/1.html by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 26 Nov 2024 21:52:10 GMT -->\n<head>",
                "http://a.example/1.html",
                "2024-11-26T21:52:10Z",
            ),
            (
                "<script>__wm.wombat(\"http://a.example:80/1\",\"20120502172112\",\"https://web.archive.org/\",\"web\",\"/_static/\",\"1335979272\");</script>",
                "http://a.example/1",
                "2012-05-02T17:21:12Z",
            ),
            (
                "<script>var wbCurrentUrl = \"http:\\/\\/a.example\\/1\";</script><!--\n FILE ARCHIVED ON 06:03:32 Feb 12, 2019 AND RETRIEVED FROM THE INTERNET ARCHIVE -->",
                "http://a.example/1",
                "2019-02-12T06:03:32Z",
            ),
            (
                "<head><link rel=\"bookmark\" href=\"http://archive.today/20180505222855/https://a.example/1\"/><title>عنوان</title></head><div id=\"HEADER\"><input type=\"text\" name=\"q\" value=\"https://a.example/1\"></div><div id=\"CONTENT\"><p>نص</p></div>",
                "https://a.example/1",
                "2018-05-05T22:28:55Z",
            ),
            ("<html><p>نص</p>", "", ""),
        ] {
            assert_eq!(told(html), (url.into(), time.into()), "{html}");
        }
    }

    #[test]
    fn folders_of_mirrors_are_addresses() {
        let told = |path: &str| of_folders(path).unwrap_or_default();
        assert_eq!(
            told("/x/mirror/www.wadi-news.com/2022/01/hariq.html"),
            "http://www.wadi-news.com/2022/01/hariq.html"
        );
        assert_eq!(told("a.zip: wadi.sy/index.html"), "");
        assert_eq!(told("wadi.sy/index.html"), "http://wadi.sy/");
        for path in [
            "/x/pages.v2/a.html",
            "/x/.tmpAb/a.html",
            "a.com.html",
            "/x/Site.COM.old/a.html",
            "/a.b/1.html",
            "/news.ar/1.html",
        ] {
            assert_eq!(told(path), "", "{path}");
        }
    }

    #[test]
    fn a_page_is_shown_as_it_was() {
        let page = "<body><!-- BEGIN WAYBACK TOOLBAR INSERT --><b>9 captures</b><!-- END WAYBACK TOOLBAR INSERT -->\
            <a href=\"/web/20190212060332/http://a.example/2\">خبر</a><img src='https://web.archive.org/web/20190212im_/http://a.example/i'><a href='/web/now'></body>";
        let shown =
            "<body><a href=\"http://a.example/2\">خبر</a><img src='http://a.example/i'><a href='/web/now'></body>";
        assert_eq!(saved(page).1, shown);
        let within = saved(
            "<title>عنوان</title>archive.ph<input type=\"text\" name=\"q\" value=\"https://a.example/1\"><div id=\"HEADER\">لوح</div><div id=\"CONTENT\"><p>نص</p></div>",
        );
        assert!(within.1.contains("<p>نص</p>") && !within.1.contains("لوح") && within.1.contains("<title>عنوان"));
    }
}
