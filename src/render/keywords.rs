//! Prints key words and collocates.

use std::io::{self, Write};

use schemars::{Schema, SchemaGenerator};

use super::json::{Versioned, line};
use super::plain::{field, plain};
use super::style::QUIET;
use super::table::{TableFormat, count, csv};
use crate::insight::{Collocate, Collocates, CorpusSize, Keyness};

/// The schema of key words as JSON.
pub fn keyness_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Versioned<'_, Keyness>>()
}

/// The schema of collocates as JSON.
pub fn collocates_schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Versioned<'_, Collocates>>()
}

/// Prints key words in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn keyness(keyness: &Keyness, format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TableFormat::Text => keyness_text(keyness, out),
        TableFormat::Json => line(&Versioned::of(keyness), out),
        TableFormat::Csv => csv(
            [
                "word",
                "forms",
                "stem",
                "uses",
                "documents",
                "uses_of_others",
                "documents_of_others",
                "words",
                "words_of_others",
                "log_ratio",
                "log_likelihood",
                "documents_log_likelihood",
                "dispersion",
            ],
            keyness.words.iter().map(|word| {
                [
                    plain(&word.word),
                    plain(&word.forms.join(" ")),
                    plain(&word.stem),
                    word.uses.to_string(),
                    word.documents.to_string(),
                    word.uses_of_others.to_string(),
                    word.documents_of_others.to_string(),
                    keyness.own.words.to_string(),
                    keyness.others.words.to_string(),
                    format!("{:.4}", word.log_ratio),
                    format!("{:.4}", word.log_likelihood),
                    format!("{:.4}", word.documents_log_likelihood),
                    format!("{:.4}", word.dispersion),
                ]
            }),
            out,
        ),
    }
}

fn keyness_text(keyness: &Keyness, out: &mut dyn Write) -> io::Result<()> {
    let Keyness { outlets, own, others, total, words } = keyness;
    let names: Vec<String> = outlets.iter().map(|outlet| field(&outlet.name)).collect();
    let size = |size: &CorpusSize| format!("{} in {}", count(size.words, "word"), count(size.documents, "document"));
    let names = if names.is_empty() { "no document of the outlet".into() } else { names.join(", ") };
    writeln!(out, "{names}: {}, against {} of all others\n", size(own), size(others))?;
    if words.is_empty() {
        return writeln!(out, "{QUIET}there is no word that it surely uses more{QUIET:#}");
    }
    writeln!(out, "{QUIET}   uses  documents  per 10,000  of others  log-ratio  likelihood  dispersion{QUIET:#}")?;
    let rate = |uses: u64, size: &CorpusSize| uses as f64 / size.words.max(1) as f64 * 10_000.0;
    for word in words {
        writeln!(
            out,
            "{:7}  {:9}  {:10.1}  {:9.1}  {:+9.1}  {:10.1}  {:10.2}  {}",
            word.uses,
            word.documents,
            rate(word.uses, own),
            rate(word.uses_of_others, others),
            word.log_ratio,
            word.log_likelihood,
            word.dispersion,
            forms(&word.word, &word.forms)
        )?;
    }
    writeln!(out, "\n{} of {}; each row is a stem, in its commonest forms", words.len(), count(*total, "key word"))?;
    writeln!(
        out,
        "{QUIET}the lines, copies too: fihris concordance --no-alias --no-variants --no-plurals --no-latin WORD --outlet OUTLET [--within QUERY]{QUIET:#}"
    )
}

/// Prints collocates in `format`.
///
/// # Errors
/// The output cannot be written.
pub fn collocates(collocates: &Collocates, format: TableFormat, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TableFormat::Text => collocates_text(collocates, out),
        TableFormat::Json => line(&Versioned::of(collocates), out),
        TableFormat::Csv => csv(
            ["word", "forms", "stem", "uses", "documents", "all_uses", "matches", "log_dice", "log_likelihood"],
            collocates.collocates.iter().map(|word| {
                let Collocate { uses, documents, all_uses, log_dice, log_likelihood, .. } = word;
                [
                    plain(&word.word),
                    plain(&word.forms.join(" ")),
                    plain(&word.stem),
                    uses.to_string(),
                    documents.to_string(),
                    all_uses.to_string(),
                    collocates.matches.to_string(),
                    format!("{log_dice:.4}"),
                    format!("{log_likelihood:.4}"),
                ]
            }),
            out,
        ),
    }
}

fn collocates_text(found: &Collocates, out: &mut dyn Write) -> io::Result<()> {
    let Collocates { window, matches, documents, words_near, words, total, collocates } = found;
    let matches = if *matches == 1 { "1 match".into() } else { format!("{matches} matches") };
    writeln!(
        out,
        "{matches} in {}; {} within {window} of them, of {words}\n",
        count(*documents, "document"),
        count(*words_near, "word")
    )?;
    if collocates.is_empty() {
        return writeln!(out, "{QUIET}no word stands near it surely more often than elsewhere{QUIET:#}");
    }
    writeln!(out, "{QUIET}   uses  documents  everywhere  logDice  likelihood{QUIET:#}")?;
    for word in collocates {
        writeln!(
            out,
            "{:7}  {:9}  {:10}  {:7.2}  {:10.1}  {}",
            word.uses,
            word.documents,
            word.all_uses,
            word.log_dice,
            word.log_likelihood,
            forms(&word.word, &word.forms)
        )?;
    }
    writeln!(
        out,
        "\n{} of {}; each row is a stem, in its commonest forms",
        collocates.len(),
        count(*total, "collocate")
    )?;
    writeln!(out, "{QUIET}the lines, copies too: fihris concordance QUERY --beside WORD -w {window}{QUIET:#}")
}

/// A word, and other forms of its stem.
fn forms(word: &str, others: &[String]) -> String {
    let others: Vec<String> = others.iter().map(|form| field(form)).collect();
    format!("{}  {QUIET}{}{QUIET:#}", field(word), others.join(" "))
}
