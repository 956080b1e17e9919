//! Tests of the page in a real browser: chromium, driven through chromedriver. Ignored by default, since not every
//! machine has one: `cargo test --test cli browser -- --ignored`. With FIHRIS_SCREENSHOTS=DIR, the screenshots of the
//! README are written there (docs/images, from a release build).

use std::path::PathBuf;

use fantoccini::Locator;
use fantoccini::key::Key;
use fantoccini::wd::PrintConfiguration;
use serde_json::Value;

use super::driver::{Browser, Looks, USUAL, browse};
use super::root;
use super::serving::encoded;

/// Pages of every kind.
fn pages() -> Vec<String> {
    let prison = encoded("سجن");
    vec![
        "/".into(),
        format!("/?q={prison}"),
        format!("/?q={prison}&explain=1&outlet=sada&from=2022"),
        format!("/?q={}", encoded("لاشيءكهذا")),
        format!("/?q={}", encoded("\"سجن")),
        format!("/document/sada-002?q={prison}"),
        format!("/dossier?q={prison}"),
        format!("/dossier?q={prison}&pick=sada-002&search={}", encoded("q=حريق&pick=sada-002&pick=none")),
        "/stories".into(),
        "/wording".into(),
        format!("/concordance?q={prison}&order=after"),
        format!("/collocates?q={prison}"),
        "/keyness?of=sada".into(),
        format!("/trends?q={prison}&q={}&by=month", encoded("حريق")),
        "/coverage?by=month".into(),
        format!("/stories?q={prison}"),
        "/stories/sada-002".into(),
        "/help".into(),
        "/document/none".into(),
        "/login".into(),
    ]
}

/// `path` in English.
fn english(path: &str) -> String {
    format!("{path}{}lang=en", if path.contains('?') { '&' } else { '?' })
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn words_are_found_with_marks_and_clitics() {
    browse(USUAL, |browser| async move {
        browser.open("/").await;
        // Also those of passages that are folded.
        let marks = async || {
            browser.ask("return [...document.querySelectorAll('.hits mark')].map((mark) => mark.textContent)").await
        };
        browser.search("سجن").await;
        assert!(browser.text(".count").await.starts_with("3 وثائق"));
        let marks_of_prison = marks().await;
        let address = browser.client.current_url().await.unwrap();
        assert!(!address.as_str().contains("from="), "{address}");
        for word in ["سجن", "السجن", "بالسجن", "بسجن"] {
            assert!(marks_of_prison.as_array().unwrap().iter().any(|mark| mark == word), "{word}: {marks_of_prison}");
        }
        browser.search("وَادِي الأَثْلَة").await;
        let marks_of_valley = marks().await;
        for word in ["الأثلة", "الاثله", "الأَثْلَة"] {
            assert!(marks_of_valley.as_array().unwrap().iter().any(|mark| mark == word), "{word}: {marks_of_valley}");
        }
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn two_outlets_are_chosen_by_click_and_taken_back() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("سجن"))).await;
        for chosen in 1..=2 {
            browser.click(".counts li:has(.bar) a:not(.on, .exclude)").await;
            let chips = browser.texts(".chosen li").await;
            assert_eq!(chips.len(), chosen, "{chips:?}");
            assert_eq!(browser.texts(".hits article").await.len(), chosen, "a document by each");
        }
        browser.click(".chosen li a").await;
        assert_eq!(browser.texts(".hits article").await.len(), 1);
        let address = browser.client.current_url().await.unwrap();
        assert!(address.query().unwrap().contains("outlet="), "the state is the address: {address}");
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn facets_are_one_tap_away_on_a_telephone() {
    for has_scripts in [true, false] {
        browse(Looks { width: 360, has_scripts, ..USUAL }, |browser| async move {
            browser.open(&format!("/?q={}", encoded("سجن"))).await;
            let facets = browser.client.find(Locator::Css(".narrow")).await.unwrap();
            assert!(!facets.is_displayed().await.unwrap());
            browser.click(".to-narrow").await;
            assert!(facets.is_displayed().await.unwrap());
            browser.click(".narrow .close").await;
            assert!(!facets.is_displayed().await.unwrap());
            browser.click(".to-narrow").await;
            browser.click(".counts .exclude").await;
            assert_eq!(browser.texts(".chosen li").await.len(), 1);
            assert_eq!(browser.text(".to-narrow").await, "تضييق (1)");
        });
    }
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_bar_of_the_timeline_narrows_and_back_goes_back() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("سجن"))).await;
        let before = browser.text(".count").await;
        browser.click(".timeline a").await;
        assert!(browser.text(".count").await.starts_with("وثيقة واحدة"));
        assert_eq!(browser.texts(".chosen li").await.len(), 1, "the period is one filter");
        browser.client.back().await.unwrap();
        let after = browser.text(".count").await;
        assert_eq!(after.split('·').next(), before.split('·').next());
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_document_opens_and_keys_go_from_match_to_match() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("سجن"))).await;
        browser.click(".hits h2 a").await;
        assert!(!browser.text(".text p:target").await.is_empty(), "the passage is shown");
        let all: usize =
            browser.ask("return document.querySelectorAll('.text mark').length").await.as_u64().unwrap() as usize;
        assert!(all >= 3, "{all}");
        for key in ['n', 'n', 'p'] {
            browser.press(key).await;
        }
        assert_eq!(browser.focused("id").await, "m1");
        browser.press('p').await;
        assert_eq!(browser.focused("id").await, format!("m{all}"), "round the end");
        let is_seen = "const box = document.activeElement.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight";
        assert_eq!(browser.ask(is_seen).await, true);
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn without_aliases_less_is_found() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("\"سجن الأثلة\" صومعة"))).await;
        let with = browser.count().await;
        browser.click(".how summary").await;
        browser.click(".switch[href*='no-alias']").await;
        assert_eq!(with - browser.count().await, 3, "the prison by its other name");
        // What is not as usual is unfolded.
        browser.click(".how li:has(.switch:not(.on)):nth-child(4) a").await;
        assert_eq!(browser.count().await, with);
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn one_alias_is_switched_off_and_on() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?explain=1&q={}", encoded("\"سجن الأثلة\" صومعة"))).await;
        let with = browser.count().await;
        browser.click(".why .off").await;
        assert!(browser.count().await < with);
        assert!(browser.text(".chosen").await.contains("سجن"), "what was switched off is named");
        browser.click(".chosen a").await;
        assert_eq!(browser.count().await, with);
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_citation_is_copied() {
    browse(USUAL, |browser| async move {
        browser.open("/document/sada-002").await;
        let citation = browser.text("#citation").await;
        browser.click("button.copy").await;
        assert_eq!(browser.text("button.copy").await, "نُسخ");
        browser.open("/").await;
        let field = browser.client.find(Locator::Css("#q")).await.unwrap();
        let paste = format!("{}v{}", char::from(Key::Control), char::from(Key::Null));
        field.send_keys(&paste).await.unwrap();
        let pasted = field.prop("value").await.unwrap().unwrap();
        // Without the signs of direction that the page needs.
        let citation = citation.replace(['\u{2068}', '\u{2069}'], "");
        assert!(pasted.contains("sha256 ") && pasted.trim() == citation.trim(), "{pasted}");
        let styles: Value = browser
            .client
            .execute_async(
                "const done = arguments[0]; Promise.all(['ris', 'bibtex', 'csl-json'].map((style) => \
                 fetch('/api/v1/cite/sada-002?style=' + style).then((answer) => answer.headers.get('content-disposition')))).then(done)",
                Vec::new(),
            )
            .await
            .unwrap();
        assert_eq!(styles[0], "attachment; filename=\"citation.ris\"", "{styles}");
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn everything_is_there_without_scripts() {
    browse(Looks { has_scripts: false, ..USUAL }, |browser| async move {
        browser.open("/").await;
        browser.search("سجن").await;
        assert_eq!(browser.texts(".hits article").await.len(), 3);
        browser.click(".counts li:has(.bar) a").await;
        assert_eq!(browser.texts(".hits article").await.len(), 1);
        browser.client.back().await.unwrap();
        browser.click(".switch[href*='explain']").await;
        assert!(!browser.texts(".why dd").await.is_empty());
        browser.click(".hits h2 a").await;
        assert!(browser.text(".document h1").await.contains("سجن"));
        browser.click(".matches a").await;
        assert!(browser.client.current_url().await.unwrap().as_str().ends_with("#m1"));
        let copy = browser.client.find(Locator::Css("button.copy")).await.unwrap();
        assert!(!copy.is_displayed().await.unwrap(), "what needs a script is not offered");
        browser.open(&english(&format!("/?q={}", encoded("سجن")))).await;
        browser.click("li:nth-child(2) .pick input").await;
        browser.click("#dossier button").await;
        browser.client.wait().for_element(Locator::Css(".notes")).await.unwrap();
        assert_eq!(browser.texts(".notes li").await.len(), 1);
        browser.client.back().await.unwrap();
        browser.click(".exports a[href*='dossier']").await;
        assert_eq!(browser.texts(".notes li").await.len(), 3);
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn the_keyboard_is_enough() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("سجن"))).await;
        browser.press(char::from(Key::Tab)).await;
        assert_eq!(browser.focused("className").await, "skip");
        let is_seen =
            "const box = document.activeElement.getBoundingClientRect(); return box.height > 10 && box.width > 10";
        assert_eq!(browser.ask(is_seen).await, true, "the skip link shows when it has the focus");
        browser.press(char::from(Key::Enter)).await;
        browser.press('/').await;
        assert_eq!(browser.focused("id").await, "q");
        browser.client.active_element().await.unwrap().send_keys("حريق").await.unwrap();
        assert_eq!(browser.focused("value").await, "حريق", "in place of what stood there");
        browser.press(char::from(Key::Enter)).await;
        browser.client.wait().for_element(Locator::Css("[href*='document'][href*='حريق']")).await.unwrap();
        let mut steps = 0;
        while !browser.focused("href").await.contains("/document/") {
            browser.press(char::from(Key::Tab)).await;
            let document_terms = browser.ask("return getComputedStyle(document.activeElement).outlineStyle").await;
            assert!(document_terms == "solid" || document_terms == "auto", "the focus is seen: {document_terms}");
            steps += 1;
            assert!(steps < 40, "the first hit is near");
        }
        browser.press(char::from(Key::Enter)).await;
        assert!(!browser.text(".document h1").await.is_empty());
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn nothing_is_wider_than_a_telephone() {
    browse(Looks { width: 360, ..USUAL }, |browser| async move {
        for path in pages().into_iter().flat_map(|path| [english(&path), path]) {
            browser.open(&path).await;
            let page =
                browser.ask("const page = document.documentElement; return [page.scrollWidth, page.clientWidth]").await;
            assert!(page[0] == page[1] && page[1].as_u64().is_some_and(|width| width <= 360), "{path}: {page}");
        }
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn ten_hits_are_seen_at_a_glance_and_unfold() {
    let path = format!("/?q={}", encoded("الميناء القمح البلدية سجن حريق المدينة المجلس السوق"));
    for (width, most) in [(1280, 1_800), (360, 3_600)] {
        let paths = [path.clone(), english(&path)];
        browse(Looks { width, ..USUAL }, |browser| async move {
            for path in paths {
                browser.open(&path).await;
                assert_eq!(browser.texts(".hits article").await.len(), 10, "{path}");
                let height =
                    browser.ask("return document.querySelector('.hits ol').getBoundingClientRect().height").await;
                assert!(height.as_f64().is_some_and(|height| height <= f64::from(most)), "{width}: {path}: {height}");
            }
            let hidden = browser.client.find(Locator::Css(".hits details .passage")).await.unwrap();
            assert!(!hidden.is_displayed().await.unwrap());
            browser.click(".hits details summary").await;
            assert!(hidden.is_displayed().await.unwrap());
        });
    }
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn the_dossier_is_printed_with_its_notes() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/dossier?q={}", encoded("سجن"))).await;
        assert_eq!(browser.texts(".passage .note").await, ["[1]", "[2]", "[3]"]);
        let notes = browser.texts(".notes li").await;
        assert!(notes.iter().all(|note| note.contains("sha256 ")), "{notes:?}");
        let printed = browser.client.print(PrintConfiguration::default()).await.unwrap();
        assert!(printed.starts_with(b"%PDF") && printed.len() > 10_000, "{}", printed.len());
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn documents_chosen_in_several_searches_make_a_dossier() {
    browse(USUAL, |browser| async move {
        let link = async || browser.text(".shortlist").await;
        browser.open("/").await;
        assert_eq!(link().await, "", "nothing is chosen");
        browser.search("سجن").await;
        browser.click("li:nth-child(2) .pick input").await;
        assert_eq!(link().await, "ملف بالمختار: 1");
        // Another search, and the page of a document of it.
        browser.search("\"صومعة الحبوب\"").await;
        browser.click("li:nth-child(1) h2 a").await;
        browser.client.wait().for_element(Locator::Css(".document .pick input")).await.unwrap();
        browser.click(".document .pick input").await;
        assert_eq!(link().await, "ملف بالمختار: 2");
        let title = browser.text("h1").await;
        browser.click(".shortlist").await;
        browser.client.wait().for_element(Locator::Css(".report")).await.unwrap();
        assert_eq!(browser.texts(".report section h2").await, ["سجن", "\"صومعة الحبوب\""]);
        let titles = browser.texts(".report h3").await;
        assert!(titles.len() == 2 && titles[1] == title, "{titles:?}");
        assert_eq!(browser.texts(".passage .note").await, ["[1]", "[2]"]);
        // What is taken out is gone from the list, too; a page that was left is shown as the list is.
        browser.click(".unpick").await;
        browser.client.wait().for_element(Locator::Css(".report")).await.unwrap();
        assert_eq!(link().await, "ملف بالمختار: 1");
        browser.open(&format!("/?q={}", encoded("\"صومعة الحبوب\""))).await;
        let chosen =
            browser.ask("return [...document.querySelectorAll('.pick input')].map((box) => box.checked)").await;
        assert_eq!(chosen[0], true, "{chosen}");
        // The form sends the list, not only what is chosen on its page.
        browser.search("سجن").await;
        browser.click("li:nth-child(1) .pick input").await;
        browser.click("#dossier button").await;
        browser.client.wait().for_element(Locator::Css(".report")).await.unwrap();
        assert_eq!(browser.texts(".report h3").await.len(), 2);
        browser.click(".empty-list").await;
        browser.client.wait().for_element(Locator::Css(".examples")).await.unwrap();
        assert_eq!(link().await, "");
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn a_list_that_is_full_says_so_and_a_broken_one_is_empty() {
    browse(USUAL, |browser| async move {
        browser.open(&format!("/?q={}", encoded("سجن"))).await;
        let fill = "localStorage.setItem('fihris.chosen', JSON.stringify(Array.from({ length: 500 }, (_, n) => \
            ({ search: 'q=x', id: 'document-' + n })))); return true";
        assert_eq!(browser.ask(fill).await, true);
        browser.click("li:nth-child(1) .pick input").await;
        assert!(browser.text(".shortlist").await.contains("القائمة ممتلئة"));
        for broken in ["{", "{\"a\":1}", "[1,null,{\"id\":2}]"] {
            let set = format!("localStorage.setItem('fihris.chosen', {broken:?}); return true");
            assert_eq!(browser.ask(&set).await, true);
            browser.open(&format!("/?q={}", encoded("سجن"))).await;
            assert_eq!(browser.text(".shortlist").await, "", "{broken}");
        }
        browser.click("li:nth-child(1) .pick input").await;
        assert_eq!(browser.text(".shortlist").await, "ملف بالمختار: 1");
    });
}

/// What axe-core finds that hinders people, on every page, in both languages.
fn audit(is_dark: bool) {
    let axe = std::env::var_os("FIHRIS_AXE").map(PathBuf::from);
    let axe = axe.unwrap_or_else(|| root().join("target/axe/node_modules/axe-core/axe.min.js"));
    let axe = std::fs::read_to_string(&axe).unwrap_or_else(|error| {
        panic!("{}: {error}: npm install --prefix target/axe axe-core, or set FIHRIS_AXE", axe.display())
    });
    browse(Looks { is_dark, ..USUAL }, |browser| async move {
        for path in pages().into_iter().flat_map(|path| [english(&path), path]) {
            browser.open(&path).await;
            let dark = browser.ask("return matchMedia('(prefers-color-scheme: dark)').matches").await;
            assert_eq!(dark, is_dark);
            browser.ask(&axe).await;
            let found = browser
                .client
                .execute_async(
                    "axe.run().then((result) => arguments[0]([result.violations, result.passes.length]))",
                    Vec::new(),
                )
                .await
                .unwrap();
            assert!(found[1].as_u64() > Some(10), "{path}: it has looked: {found}");
            let serious = found[0]
                .as_array()
                .unwrap()
                .iter()
                .filter(|found| matches!(found["impact"].as_str(), Some("serious" | "critical")));
            let serious: Vec<String> =
                serious.map(|found| format!("{}: {}", found["id"], found["nodes"][0]["html"])).collect();
            assert!(serious.is_empty(), "{path}: {serious:?}");
        }
    });
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn nobody_is_shut_out_by_day() {
    audit(false);
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn nobody_is_shut_out_by_night() {
    audit(true);
}

/// Writes a screen where screens are asked for.
async fn picture(browser: &Browser, name: &str) {
    let screen = browser.client.screenshot().await.unwrap();
    assert!(screen.starts_with(b"\x89PNG"));
    if let Some(folder) = std::env::var_os("FIHRIS_SCREENSHOTS") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(PathBuf::from(&folder).join(name), screen).unwrap();
    }
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn screens_are_pictured() {
    let query = encoded("سجن وادي الأثلة");
    let (hits, document) = (format!("/?q={query}"), format!("/document/sada-002?q={query}"));
    let on_a_telephone = hits.clone();
    browse(USUAL, |browser| async move {
        browser.open(&hits).await;
        picture(&browser, "hits.png").await;
        browser.open(&document).await;
        picture(&browser, "document.png").await;
        browser.open(&format!("/concordance?q={}&order=after", encoded("سجن"))).await;
        picture(&browser, "concordance.png").await;
        browser.open(&format!("/trends?q={}&q={}&by=year", encoded("سجن"), encoded("حريق"))).await;
        picture(&browser, "trends.png").await;
        browser.open("/stories/sada-002").await;
        picture(&browser, "story.png").await;
    });
    browse(Looks { width: 360, is_dark: true, ..USUAL }, |browser| async move {
        browser.open(&on_a_telephone).await;
        picture(&browser, "telephone.png").await;
    });
}
