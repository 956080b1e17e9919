//! The cluster engine: an index on an OpenSearch cluster.
//!
//! ```text
//! NAME            an alias: the name that readers use
//! NAME-000001     the index behind it; a rebuilt one has the next number, and takes the alias when it is complete
//! NAME.beside     an index for what is stored beside the documents: groups of duplicates, stories, the ledger of files, and the
//!                 vocabularies
//! ```
//!
//! Documents are analysed here: the cluster splits text at spaces and knows no Arabic. Stage one is its BM25 over the
//! same stems as in the [embedded](super::embedded) engine, with the term statistics of all shards; the same response
//! brings the texts that stage two ranks. All code that uses HTTP or OpenSearch is in this folder.

mod address;
mod aggregations;
mod analysis;
mod bulk;
mod cache;
mod client;
mod cluster;
mod duplicate_groups;
mod failure;
mod fetch;
mod lower;
mod msearch;
mod reader;
mod schema;
mod statistics;
mod statistics_cache;
mod stored_text;
mod story_groups;
mod top_docs;
mod transport;
mod vocabulary;
mod vocabulary_update;
mod word_lookup;
mod writer;

pub use address::{Address, AddressError};
pub use cluster::Cluster;
pub use writer::{ClusterWriter, Layout};
