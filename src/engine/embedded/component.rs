//! What our own components of tantivy's segments have in common: they follow the order of documents, which nothing in an
//! index of ours changes.

use tantivy::indexer::DocIdMapping;
use tantivy::indexer::doc_id_mapping::MappingType;
use tantivy::{PluginMergeContext, TantivyError};

/// Refuses to merge the `component` of segments whose documents are shuffled.
pub(super) fn expect_in_order(context: &PluginMergeContext<'_>, component: &str) -> tantivy::Result<()> {
    refuse(context.doc_id_mapping.mapping_type() == MappingType::Shuffled, component)
}

/// Refuses to write the `component` of documents in another order than they came in.
pub(super) fn expect_as_they_came(order: Option<&DocIdMapping>, component: &str) -> tantivy::Result<()> {
    refuse(order.is_some(), component)
}

fn refuse(is_other_order: bool, component: &str) -> tantivy::Result<()> {
    match is_other_order {
        true => Err(TantivyError::InvalidArgument(format!("{component} keep the order of documents"))),
        false => Ok(()),
    }
}
