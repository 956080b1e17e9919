//! The pages of key words and of collocates: words with how often they are used, each number a link to its lines.

use maud::{Markup, html};

use super::super::problem::Problem;
use super::super::words;
use super::frame::frame;
use super::parts;
use super::view::View;
use crate::insight::{Collocates, Keyness};
use crate::render;

/// The page of the words that an outlet uses more than all others.
pub(super) fn keyness(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let other = parts::address("/keyness", view.pairs().chain(language.other().parameter()));
    let title = language.of("كلمات الوسيلة", "Key words");
    let of = view.pairs().find(|(name, _)| *name == "of").map_or("", |(_, of)| of);
    let form = keyness_form(view, of)?;
    if of.is_empty() {
        view.check_without(&["q", "of", "order"])?;
        let body = html! { h1 { (title) } (form) };
        return Ok(frame(language, title, Some(&other), &body));
    }
    let keyness = words::keyness(view.archive, view.parameters.clone())?;
    let names: Vec<String> = keyness.outlets.iter().map(|outlet| render::plain(&outlet.name)).collect();
    let names = names.join(language.of("، ", ", "));
    let orders = [
        ("likelihood", "الأوثق فرقًا", "surest difference"),
        ("ratio", "الأكبر فرقًا", "largest difference"),
        ("documents", "في وثائق أكثر", "in more documents"),
    ];
    let body = html! {
        h1 { (title) ": " bdi { (names) } }
        (form)
        p.beside { (language.of(
            "كلمات تستعملها الوسيلة أكثر من سائر الوسائل معًا. كل صف جذع بأشهر صيغه، من غير الكلمات الشائعة كحروف الجر والعطف. النسخ داخل الوسيلة الواحدة تُعد مرة واحدة، وتظهر كلها في السياق. التفاوت 1 يعني ضِعف الاستعمال، والتركّز القريب من 1 يعني أن الكلمة في وثائق قليلة.",
            "Words that the outlet uses more than all others together. Each row is a stem in its commonest forms, without stop words. Copies within an outlet count once, and all stand in the concordance. A log-ratio of 1 is twice as often; a dispersion near 1 means that the word stands in a few documents.")) }
        (view.orders("/keyness", &orders))
        @if keyness.words.is_empty() { p {
            @if keyness.own.documents == 0 { (language.of("لا وثيقة للوسيلة هنا.", "There is no document of the outlet here.")) }
            @else { (language.of("لا كلمة تستعملها أكثر من غيرها على وجه مؤكد.", "There is no word that it surely uses more than the others.")) }
        } }
        @else { (key_words(view, &keyness, of)) }
    };
    Ok(frame(language, &format!("{title}: {names}"), Some(&other), &body))
}

fn keyness_form(view: &View<'_>, of: &str) -> Result<Markup, Problem> {
    let language = view.language;
    let outlets = view.archive.index.outlets()?;
    let outlets = outlets.iter().filter_map(|count| count.outlet.as_ref());
    let text = view.pairs().find(|(name, _)| *name == "q").map_or("", |(_, text)| text);
    let kept = view.pairs().filter(|(name, value)| !["q", "of"].contains(name) && !value.is_empty());
    Ok(html! {
        form.search role="search" action="/keyness" {
            label { (language.of("الوسيلة", "outlet")) " "
                select name="of" {
                    @for outlet in outlets {
                        option value=(outlet.id) selected[outlet.id == of || outlet.name == of] { (render::plain(&outlet.name)) }
                    }
                }
            }
            label.visually-hidden for="q" { (language.of("في الوثائق التي فيها", "in documents with")) }
            input id="q" name="q" type="search" dir="auto" value=(text) autocomplete="off" placeholder=(language.of("في كل وثائقها", "in all its documents"));
            button { (language.of("اعرض", "Show")) }
            @for (name, value) in kept.chain(language.parameter()) { input type="hidden" name=(name) value=(value); }
        }
    })
}

fn key_words(view: &View<'_>, keyness: &Keyness, of: &str) -> Markup {
    let language = view.language;
    let text = view.pairs().find(|(name, _)| *name == "q").map_or("", |(_, text)| text);
    let lines = |word: &str| {
        // The documents are those with the query; the lines are those of the word.
        let within = (!text.trim().is_empty()).then_some(("within", text));
        let of_stem = ["no-alias", "no-variants", "no-plurals", "no-latin"].map(|layer| (layer, "1"));
        let kept = view.pairs().filter(|(name, _)| !["q", "of", "order", "outlet", "limit"].contains(name));
        view.address("/concordance", [("q", word), ("outlet", of)].into_iter().chain(within).chain(of_stem).chain(kept))
    };
    let rate = |uses: u64, words: u64| format!("{:.1}", uses as f64 / words.max(1) as f64 * 10_000.0);
    html! {
        div.claims { table.numbers {
            caption { (language.words(keyness.own.words)) " · " (language.documents(keyness.own.documents)) " / " (language.words(keyness.others.words)) " · " (language.documents(keyness.others.documents)) }
            thead { tr {
                th scope="col" { (language.of("الكلمة", "word")) }
                th scope="col" { (language.of("المرات", "uses")) }
                th scope="col" { (language.of("الوثائق", "documents")) }
                th scope="col" { (language.of("في كل 10000 كلمة", "per 10,000 words")) }
                th scope="col" { (language.of("عند غيرها", "of the others")) }
                th scope="col" { (language.of("التفاوت (log-ratio)", "log-ratio")) }
                th scope="col" { (language.of("الوثوق (log-likelihood)", "log-likelihood")) }
                th scope="col" { (language.of("التركّز", "dispersion")) }
            } }
            tbody { @for word in &keyness.words { tr {
                th scope="row" { (forms(&word.word, &word.forms)) }
                td { a href=(lines(&word.word)) { (word.uses) } }
                td { (word.documents) }
                td { (rate(word.uses, keyness.own.words)) }
                td { (rate(word.uses_of_others, keyness.others.words)) }
                td { bdi dir="ltr" { (format!("{:+.1}", word.log_ratio)) } }
                td { (format!("{:.0}", word.log_likelihood)) }
                td { (format!("{:.2}", word.dispersion)) }
            } } }
        } }
        (view.shown_of("/api/v1/keyness", keyness.words.len(), keyness.total))
    }
}

/// The page of the words that stand near the matches of a query.
pub(super) fn collocates(view: &View<'_>) -> Result<Markup, Problem> {
    let language = view.language;
    let text = view.pairs().find(|(name, _)| *name == "q").map_or("", |(_, text)| text.trim());
    let other = parts::address("/collocates", view.pairs().chain(language.other().parameter()));
    let title = language.of("الكلمات المجاورة", "Collocates");
    let form = view.query_form("/collocates", language.of("اعرض", "Show"), &[]);
    if text.is_empty() {
        view.check_without(&["q", "words", "order"])?;
        let body = html! { h1 { (title) } (form) };
        return Ok(frame(language, title, Some(&other), &body));
    }
    let found = words::collocates(view.archive, view.parameters.clone())?;
    let orders = [("dice", "الأشد تلازمًا", "most typical"), ("likelihood", "الأوثق", "surest")];
    let body = html! {
        h1 { (title) ": " bdi { (render::plain(text)) } }
        (form)
        p.count role="status" { (language.matches(found.matches)) " · " (language.documents(found.documents)) }
        p.beside { (language.of(
            "كلمات ترد قرب المواضع أكثر مما ترد في سائر النصوص. كل صف جذع بأشهر صيغه هناك. logDice لا يتجاوز 14، وزيادته بواحد تعني ضِعف التلازم. النسخ تُعد مرة واحدة، وتظهر كلها في السياق.",
            "Words that stand near the matches more often than elsewhere. Each row is a stem in its commonest forms there. logDice is at most 14, and one more is twice as typical. Copies count once, and all stand in the concordance.")) }
        (view.orders("/collocates", &orders))
        @if found.collocates.is_empty() { p { (language.of("لا كلمة ترد قربها أكثر مما ترد في غيره على وجه مؤكد.", "No word surely stands near it more often than elsewhere.")) } }
        @else { (table(view, &found)) }
    };
    Ok(frame(language, &format!("{title}: {}", render::plain(text)), Some(&other), &body))
}

fn table(view: &View<'_>, found: &Collocates) -> Markup {
    let language = view.language;
    let window = found.window.to_string();
    let lines = |word: &str| {
        let kept = view.pairs().filter(|(name, _)| !["order", "words", "limit"].contains(name));
        view.address("/concordance", kept.chain([("beside", word), ("words", window.as_str())]))
    };
    html! {
        div.claims { table.numbers {
            caption { (language.words(found.words_near)) " " (language.of("قربها، من", "near it, of")) " " (found.words) }
            thead { tr {
                th scope="col" { (language.of("الكلمة", "word")) }
                th scope="col" { (language.of("قربها", "near it")) }
                th scope="col" { (language.of("الوثائق", "documents")) }
                th scope="col" { (language.of("في كل النصوص", "everywhere")) }
                th scope="col" { "logDice" }
                th scope="col" { (language.of("الوثوق (log-likelihood)", "log-likelihood")) }
            } }
            tbody { @for word in &found.collocates { tr {
                th scope="row" { (forms(&word.word, &word.forms)) }
                td { a href=(lines(&word.word)) { (word.uses) } }
                td { (word.documents) }
                td { (word.all_uses) }
                td { (format!("{:.2}", word.log_dice)) }
                td { (format!("{:.0}", word.log_likelihood)) }
            } } }
        } }
        (view.shown_of("/api/v1/collocates", found.collocates.len(), found.total))
    }
}

/// A word, and other forms of its stem.
fn forms(word: &str, others: &[String]) -> Markup {
    html! {
        bdi { (render::plain(word)) }
        @for form in others { " " bdi.differ { (render::plain(form)) } }
    }
}
