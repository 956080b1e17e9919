//! Endpoints for questions over many documents.

use std::io::{self, Write};

use super::super::answer::{Answer, BYTE_ORDER_MARK, CSV, HTML, JSON, JSONL, ODT};
use super::super::archive::Opened;
use super::super::endpoint::Endpoint;
use super::super::parameters::{ExtraParameter, MAX_EXPORT, MAX_HITS, Parameters};
use super::super::problem::Problem;
use super::super::{concordance, coverage, dossier, stories, wording, words};
use crate::args::ValueType;
use crate::render::{self, ConcordanceFormat, DossierFormat, JsonStories, JsonStory, TableFormat};

const LINE_FORMATS: [ConcordanceFormat; 3] =
    [ConcordanceFormat::Json, ConcordanceFormat::Jsonl, ConcordanceFormat::Csv];
const LINE_FORMAT: ExtraParameter = ExtraParameter {
    name: "format",
    value_type: || ValueType::one_of(&LINE_FORMATS),
    help: "how lines are written; as json, lines are at most a hundred, else a thousand",
    is_required: false,
    is_many: false,
};

const TABLE_FORMATS: [TableFormat; 2] = [TableFormat::Json, TableFormat::Csv];
const TABLE_FORMAT: ExtraParameter = ExtraParameter {
    name: "format",
    value_type: || ValueType::one_of(&TABLE_FORMATS),
    help: "how the table is written; default json",
    is_required: false,
    is_many: false,
};

const DOSSIER_FORMATS: [DossierFormat; 5] =
    [DossierFormat::Json, DossierFormat::Html, DossierFormat::Odt, DossierFormat::Csv, DossierFormat::Matrix];
const DOSSIER_FORMAT: ExtraParameter = ExtraParameter {
    name: "format",
    value_type: || ValueType::one_of(&DOSSIER_FORMATS),
    help: "what is written of it: all as json, the text as html or odt, its passages as csv, or its matrix as csv",
    is_required: false,
    is_many: false,
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/stories",
        summary: "Stories, documents of all outlets on one event: the largest first, with a query the best match",
        extra: &[ExtraParameter::OPTIONAL_QUERY],
        is_search: true,
        answers: &[(JSON, Some(render::stories_schema))],
        answer: |archive, parameters| Answer::json(&JsonStories::of(&stories::list(archive, parameters)?)),
    },
    Endpoint {
        path: "/stories/{id}",
        summary: "Who reported a story and when, which texts are copies, and where numbers differ",
        extra: &[ExtraParameter::ID],
        is_search: false,
        answers: &[(JSON, Some(render::story_schema))],
        answer: |archive, mut parameters| {
            let id = parameters.required("id")?;
            parameters.asked()?;
            let (story, side_by_side) = stories::one(archive, &id)?;
            Answer::json(&JsonStory::of(&story, &side_by_side))
        },
    },
    Endpoint {
        path: "/concordance",
        summary: "Every match with the words around it, or a sample of them",
        extra: &[
            ExtraParameter::QUERY,
            concordance::WORDS_AROUND,
            concordance::BESIDE,
            concordance::WITHIN,
            concordance::ORDER,
            LINE_FORMAT,
        ],
        is_search: true,
        answers: &[(JSON, Some(render::concordance_schema)), (JSONL, None), (CSV, None)],
        answer: concordance,
    },
    Endpoint {
        path: "/collocates",
        summary: "The words that stand near the matches of a query more often than elsewhere",
        extra: &[ExtraParameter::QUERY, words::WORDS_NEAR, words::COLLOCATE_ORDER, TABLE_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::collocates_schema)), (CSV, None)],
        answer: |archive, mut parameters| {
            let format = table_format(&mut parameters)?;
            let collocates = words::collocates(archive, parameters)?;
            table("collocates", format, |out| render::collocates(&collocates, format, out))
        },
    },
    Endpoint {
        path: "/wording",
        summary: "Which of several names for one thing each outlet uses, with intervals",
        extra: &[ExtraParameter::OPTIONAL_QUERY, wording::BY, TABLE_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::wording_schema)), (CSV, None)],
        answer: |archive, mut parameters| {
            let format = table_format(&mut parameters)?;
            let sets = wording::read(archive, parameters)?;
            table("wording", format, |out| render::wording(&sets, format, out))
        },
    },
    Endpoint {
        path: "/keyness",
        summary: "The words that an outlet uses more than all others",
        extra: &[words::OF, ExtraParameter::OPTIONAL_QUERY, words::KEYNESS_ORDER, TABLE_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::keyness_schema)), (CSV, None)],
        answer: |archive, mut parameters| {
            let format = table_format(&mut parameters)?;
            let keyness = words::keyness(archive, parameters)?;
            table("keyness", format, |out| render::keyness(&keyness, format, out))
        },
    },
    Endpoint {
        path: "/trends",
        summary: "Queries over time, as shares of what each outlet published",
        extra: &[coverage::QUERIES_TO_COMPARE, wording::BY, TABLE_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::trends_schema)), (CSV, None)],
        answer: |archive, mut parameters| {
            let format = table_format(&mut parameters)?;
            let trends = coverage::trends(archive, parameters)?;
            table("trends", format, |out| render::trends(&trends, format, out))
        },
    },
    Endpoint {
        path: "/coverage",
        summary: "How many documents each outlet has in each period, and where there are none",
        extra: &[ExtraParameter::OPTIONAL_QUERY, wording::BY, TABLE_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::coverage_schema)), (CSV, None)],
        answer: |archive, mut parameters| {
            let format = table_format(&mut parameters)?;
            let (coverage, files) = coverage::coverage(archive, parameters)?;
            table("coverage", format, |out| render::coverage(&coverage, files, format, out))
        },
    },
    Endpoint {
        path: "/dossier",
        summary: "The passages that answer one search or several, or those of chosen documents, with numbered citations",
        extra: &[ExtraParameter::OPTIONAL_QUERY, dossier::CHOSEN, dossier::SEARCH, dossier::TITLE, DOSSIER_FORMAT],
        is_search: true,
        answers: &[(JSON, Some(render::dossier_schema)), (HTML, None), (ODT, None), (CSV, None)],
        answer: dossier,
    },
];

fn concordance(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let format = parameters.choice("format", &LINE_FORMATS)?.unwrap_or(ConcordanceFormat::Json);
    let (kind, most) = match format {
        ConcordanceFormat::Jsonl => (JSONL, MAX_EXPORT),
        ConcordanceFormat::Csv => (CSV, MAX_EXPORT),
        ConcordanceFormat::Json | ConcordanceFormat::Text => (JSON, MAX_HITS),
    };
    let concordance = concordance::read(archive, parameters, most)?;
    let answer = printed(kind, |out| render::concordance(&concordance, format, out))?;
    Ok(match kind {
        JSONL => answer.download("concordance.jsonl"),
        CSV => answer.download("concordance.csv"),
        _ => answer,
    })
}

/// The format of a table.
fn table_format(parameters: &mut Parameters) -> Result<TableFormat, Problem> {
    Ok(parameters.choice("format", &TABLE_FORMATS)?.unwrap_or(TableFormat::Json))
}

/// A table in a format of the command line; as CSV a download of this name.
fn table(
    name: &str,
    format: TableFormat,
    print: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Answer, Problem> {
    let kind = if format == TableFormat::Csv { CSV } else { JSON };
    let answer = printed(kind, print)?;
    Ok(if kind == CSV { answer.download(&format!("{name}.csv")) } else { answer })
}

/// What `print` writes.
fn printed(kind: &'static str, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Answer, Problem> {
    let mut body = if kind == CSV { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    print(&mut body).map_err(|_| Problem::fault())?;
    Ok(Answer::new(kind, body))
}

fn dossier(archive: &Opened<'_>, mut parameters: Parameters) -> Result<Answer, Problem> {
    let format = parameters.choice("format", &DOSSIER_FORMATS)?.unwrap_or(DossierFormat::Json);
    let (dossier, about) = dossier::read(archive, parameters)?;
    let kind = match format {
        DossierFormat::Html => HTML,
        DossierFormat::Odt => ODT,
        DossierFormat::Json => JSON,
        DossierFormat::Csv | DossierFormat::Matrix => CSV,
    };
    let answer = printed(kind, |out| render::dossier(&dossier, &about, format, out))?;
    Ok(if format == DossierFormat::Json { answer } else { answer.download(format.file_name()) })
}
