//! Remembers what is removed from a page before reader mode, so that it can be explained.

use std::collections::HashMap;

use dom_query::NodeRef;

use super::super::block::Block;
use super::super::markup::blocks;
use super::super::page::Reason;

/// The texts of removed blocks, and why each was removed; nothing is remembered unless it is to be explained.
#[derive(Debug, Default)]
pub(super) struct Removed(Option<HashMap<String, Reason>>);

impl Removed {
    pub fn new(is_explained: bool) -> Self {
        Self(is_explained.then(HashMap::new))
    }

    /// Remembers the blocks of an element.
    pub fn node(&mut self, node: &NodeRef<'_>, reason: Reason) {
        if let Some(reasons) = &mut self.0 {
            reasons.extend(blocks(&node.html()).into_iter().map(|block| (block.text, reason)));
        }
    }

    pub fn block(&mut self, block: &Block, reason: Reason) {
        if let Some(reasons) = &mut self.0 {
            reasons.insert(block.text.clone(), reason);
        }
    }

    /// Why the blocks of this text were removed; `None` if they were not.
    pub fn reason(&self, text: &str) -> Option<Reason> {
        self.0.as_ref()?.get(text).copied()
    }
}
