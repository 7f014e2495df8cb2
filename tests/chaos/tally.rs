//! What a scenario saw: counts for its line in the report, and a sentence for every broken promise.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

/// How many broken promises are printed in full; the others are only counted.
const MAX_TOLD: usize = 8;

/// Shared by the tasks of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Tally(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    counted: BTreeMap<&'static str, u64>,
    broken: BTreeMap<String, u64>,
}

impl Tally {
    pub fn count(&self, what: &'static str) {
        self.add(what, 1);
    }

    pub fn add(&self, what: &'static str, number: u64) {
        *self.0.lock().unwrap().counted.entry(what).or_default() += number;
    }

    /// Records a broken promise. A sentence that is recorded often is printed once, with its count.
    pub fn broken(&self, sentence: impl Into<String>) {
        *self.0.lock().unwrap().broken.entry(sentence.into()).or_default() += 1;
    }

    /// Checks a promise.
    pub fn holds(&self, is_kept: bool, otherwise: impl FnOnce() -> String) {
        if !is_kept {
            self.broken(otherwise());
        }
    }

    pub fn is_good(&self) -> bool {
        self.0.lock().unwrap().broken.is_empty()
    }

    /// Returns all counts, such as `120 pages, 9 kills`.
    pub fn counts(&self) -> String {
        let counts = self.0.lock().unwrap();
        counts.counted.iter().map(|(what, number)| format!("{number} {what}")).collect::<Vec<_>>().join(", ")
    }

    pub fn sentences(&self) -> Vec<String> {
        let counts = self.0.lock().unwrap();
        let told = counts.broken.iter().take(MAX_TOLD).map(|(sentence, times)| format!("{times} times: {sentence}"));
        let rest = counts.broken.len().saturating_sub(MAX_TOLD);
        told.chain((rest > 0).then(|| format!("and {rest} more"))).collect()
    }
}
