//! What one query may use: documents read, time; and how it is cancelled.
//!
//! Few queries need a bound: those with words in written or exact forms read every document that may match. A
//! [`Metered`](super::Metered) engine counts what passes through it and ends the query when its budget is spent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::EngineError;
use crate::query::{QueryError, QueryErrorKind};

/// The most documents that a query reads; reading so many takes some ten seconds.
const MAX_READ: u64 = 100_000;

/// What a query may use.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The most documents that are read; 100,000 by default.
    pub reads: u64,
    /// The longest time; no limit by default.
    pub time: Option<Duration>,
    /// Set by another thread, it ends the query.
    pub cancelled: Arc<AtomicBool>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { reads: MAX_READ, time: None, cancelled: Arc::default() }
    }
}

impl Budget {
    /// Starts the clock of a query.
    pub fn start(&self) -> Meter {
        let deadline = self.time.and_then(|time| Instant::now().checked_add(time));
        let inner = Inner { budget: self.clone(), deadline, read: AtomicU64::new(0) };
        Meter(Some(Arc::new(inner)))
    }
}

/// What a query has used of its budget. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    budget: Budget,
    deadline: Option<Instant>,
    /// Documents read.
    read: AtomicU64,
}

impl Meter {
    /// Fails once the budget is spent or the query is cancelled.
    ///
    /// # Errors
    /// [`EngineError::Cancelled`], or an error of the query that says what it used up.
    pub fn check(&self) -> Result<(), EngineError> {
        let Some(inner) = &self.0 else { return Ok(()) };
        let spent = |kind| Err(QueryError { kind, column: None, found: String::new() }.into());
        if inner.budget.cancelled.load(Ordering::Relaxed) {
            return Err(EngineError::Cancelled);
        }
        if inner.read.load(Ordering::Relaxed) > inner.budget.reads {
            return spent(QueryErrorKind::TooManyReads(inner.budget.reads));
        }
        match inner.deadline.filter(|deadline| *deadline <= Instant::now()) {
            Some(_) => spent(QueryErrorKind::TooSlow(inner.budget.time.unwrap_or_default())),
            None => Ok(()),
        }
    }

    /// The most documents that the query may read; `None` without a bound.
    pub fn reads(&self) -> Option<u64> {
        self.0.as_ref().map(|inner| inner.budget.reads)
    }

    /// Counts the reading of a document.
    ///
    /// # Errors
    /// As of [`check`](Self::check).
    pub fn read(&self) -> Result<(), EngineError> {
        if let Some(inner) = &self.0 {
            inner.read.fetch_add(1, Ordering::Relaxed);
        }
        self.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_once() {
        let meter = Budget { reads: 2, ..Budget::default() }.start();
        let other = meter.clone();
        assert!(meter.read().is_ok() && other.read().is_ok());
        let error = meter.read().unwrap_err().to_string();
        assert!(error.contains("more than 2 documents") && other.check().is_err(), "{error}");
        let meter = Budget { time: Some(Duration::ZERO), ..Budget::default() }.start();
        assert!(meter.check().unwrap_err().to_string().contains("longer than 0 s"));
        let budget = Budget::default();
        let meter = budget.start();
        assert!(meter.check().is_ok());
        budget.cancelled.store(true, Ordering::Relaxed);
        assert!(matches!(meter.check(), Err(EngineError::Cancelled)));
        assert!(Meter::default().read().is_ok());
    }
}
