//! tantivy, used as its documentation recommends, with its snippets.

use std::fs;
use std::io::{BufRead, BufReader};

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::snippet::SnippetGenerator;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexSettings, Searcher, TantivyDocument, Term};

use crate::{Article, Asked, HITS, Outcome};

pub const ARABIC: &str = "arabic";
const MEMORY: usize = 100_000_000;

fn register(index: &Index) {
    let arabic = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Arabic));
    index.tokenizers().register(ARABIC, arabic.build());
}

pub fn index(file: &str, folder: &str, tokenizer: &str) -> Outcome<()> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored());
    let outlet = schema.add_text_field("outlet", STRING | STORED);
    let month = schema.add_text_field("month", STRING);
    let date = schema.add_text_field("date", STORED);
    let settings =
        IndexSettings { docstore_compression: Compressor::Zstd(ZstdCompressor::default()), ..IndexSettings::default() };
    fs::create_dir_all(folder)?;
    let index = Index::builder().schema(schema.build()).settings(settings).create_in_dir(folder)?;
    register(&index);
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(2, MEMORY)?;
    let mut added = 0;
    for line in BufReader::new(fs::File::open(file)?).lines() {
        let article: Article = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::new();
        document.add_text(text, format!("{}\n{}", article.title, article.text));
        document.add_text(outlet, &article.outlet);
        document.add_text(month, article.date.get(..7).unwrap_or_default());
        document.add_text(date, &article.date);
        writer.add_document(document)?;
        added += 1;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    println!("{added}");
    Ok(())
}

pub struct Opened {
    searcher: Searcher,
    text: Field,
    outlet: Field,
    month: Field,
}

impl Opened {
    pub fn open(folder: &str) -> Outcome<Self> {
        let index = Index::open_in_dir(folder)?;
        register(&index);
        let field = |name| index.schema().get_field(name);
        let (text, outlet, month) = (field("text")?, field("outlet")?, field("month")?);
        Ok(Self { searcher: index.reader()?.searcher(), text, outlet, month })
    }

    pub fn search(&self, asked: &Asked) -> Outcome<(usize, usize)> {
        let mut tokens = Vec::new();
        let mut analyzer = self.searcher.index().tokenizer_for_field(self.text)?;
        analyzer.token_stream(&asked.text).process(&mut |token| tokens.push(Term::from_field_text(self.text, &token.text)));
        let words: Box<dyn Query> = if asked.text.starts_with('"') && tokens.len() > 1 {
            Box::new(PhraseQuery::new(tokens))
        } else {
            let term = |term| Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>;
            Box::new(BooleanQuery::new(tokens.into_iter().map(|token| (Occur::Should, term(token))).collect()))
        };
        let snippets = SnippetGenerator::create(&self.searcher, &*words, self.text)?;
        let mut clauses = vec![(Occur::Must, words)];
        for (field, value) in [(self.outlet, &asked.outlet), (self.month, &asked.month)] {
            if let Some(value) = value {
                let term = Term::from_field_text(field, value);
                clauses.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
            }
        }
        let top = self.searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(HITS).order_by_score())?;
        let mut bytes = 0;
        for (_, address) in &top {
            let document: TantivyDocument = self.searcher.doc(*address)?;
            let text = document.get_first(self.text).and_then(|value| value.as_str()).unwrap_or_default();
            bytes += snippets.snippet(text).to_html().len();
        }
        Ok((top.len(), bytes))
    }
}
