//! Writes the lexicon's table from its source:
//! `cargo run --example pack_lexicon -- src/arabic/lexicon/counts.tsv.gz src/arabic/lexicon/table.bin`

use std::error::Error;
use std::io::Read;

fn main() -> Result<(), Box<dyn Error>> {
    let [source, table] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().map_err(|_| "usage: pack_lexicon SOURCE TABLE")?;
    let mut lines = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(source)?).read_to_string(&mut lines)?;
    let mut forms = Vec::new();
    for line in lines.lines() {
        let (form, count) = line.split_once('\t').ok_or("a line is form TAB count")?;
        forms.push((form, count.parse()?));
    }
    std::fs::write(table, fihris::arabic::lexicon::pack(forms)?)?;
    Ok(())
}
