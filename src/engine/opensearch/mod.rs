//! The engine of many machines: an index on an OpenSearch cluster.
//!
//! ```text
//! NAME            an alias: what readers ask
//! NAME-000001     the index behind it; a rebuilt one has the next number, and takes the alias when it is whole
//! NAME.beside     the same for what lies beside the documents: stories of duplicates, and what the last run of indexing left
//! ```
//!
//! Documents come analysed: the cluster splits words at spaces and knows no Arabic. Stage one is its BM25 over the same
//! stems as in the [embedded](super::embedded) engine, with the frequencies of all shards; what stage two reads comes with the
//! same answer. Every line that knows HTTP or OpenSearch is in this folder.

mod access;
mod address;
mod analysis;
mod ask;
mod bulk;
mod client;
mod counts;
mod ledger;
mod reader;
mod refusal;
mod remembered;
mod schema;
mod statistics;
mod stories;
mod top;
mod translate;
mod writer;

pub use address::{Address, AddressError};
pub use reader::Cluster;
pub use writer::{ClusterWriter, Layout};
