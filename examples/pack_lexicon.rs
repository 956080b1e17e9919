//! Writes the tables of the lexicon and of plurals from their sources:
//! `cargo run --example pack_lexicon -- src/arabic/lexicon`; run it twice after a change of counts, stems or stop
//! words, since stems are those that the program's own table gives.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;

use fihris::arabic::letter::{self, Code};
use fihris::arabic::{Stemmer, is_stop_word, lexicon, plural, trigram};

fn main() -> Result<(), Box<dyn Error>> {
    let [folder] = std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "usage: pack_lexicon FOLDER")?;
    let folder = Path::new(&folder);
    let mut lines = String::new();
    flate2::read::GzDecoder::new(fs::File::open(folder.join("counts.tsv.gz"))?).read_to_string(&mut lines)?;
    let mut forms = Vec::new();
    for line in lines.lines() {
        let (form, count) = line.split_once('\t').ok_or("a line is form TAB count")?;
        forms.push((form, count.parse()?));
    }
    let stemmer = Stemmer::default();
    fs::write(folder.join("table.bin"), lexicon::pack(forms.iter().copied(), |word| stemmer.stem(word))?)?;
    fs::write(folder.join("trigrams.bin"), trigram::pack_shares(stems(&forms)))?;
    let plurals = folder.with_file_name("plural");
    fs::write(plurals.join("table.bin"), plural::pack(&fs::read_to_string(plurals.join("table.tsv"))?))?;
    Ok(())
}

/// The stem of each form that is no stop word, and how often the form occurs.
fn stems<'f>(forms: &'f [(&str, u32)]) -> impl Iterator<Item = (Vec<Code>, u32)> + 'f {
    let stemmer = Stemmer::default();
    let spelled = forms.iter().map(|(form, count)| (form.chars().map(letter::code).collect::<Vec<_>>(), *count));
    spelled.filter(|(codes, _)| !is_stop_word(codes)).map(move |(mut codes, count)| {
        let start = stemmer.stem(&mut codes);
        (codes.split_off(start), count)
    })
}
