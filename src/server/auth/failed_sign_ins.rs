use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio_util::task::TaskTracker;

use crate::{
    login_problem::LoginProblem,
    server::{causes::Causes, clock::Clock, store::SignInFailures},
};

/// Counts sign-ins that failed, for the admins.
///
/// Anybody can make a sign-in fail. So the visitor does not wait for the database, and at most one task writes: failures that happen
/// meanwhile are added up in memory, and written together.
#[derive(Debug, Clone)]
pub struct FailedSignIns {
    table: SignInFailures,
    clock: Clock,
    tasks: TaskTracker,
    pending: Arc<Mutex<Pending>>,
}

/// What is not written yet.
#[derive(Debug, Default)]
struct Pending {
    counts: BTreeMap<&'static str, u64>,
    is_writing: bool,
}

impl FailedSignIns {
    /// Counts into a table. A shutdown waits for the tasks.
    pub fn new(table: SignInFailures, clock: Clock, tasks: TaskTracker) -> Self {
        Self { table, clock, tasks, pending: Arc::default() }
    }

    /// Counts a failure. It is written in the background.
    pub fn note(&self, problem: LoginProblem) {
        let mut pending = self.lock();
        *pending.counts.entry(problem.code()).or_default() += 1;
        if !mem::replace(&mut pending.is_writing, true) {
            let this = self.clone();
            self.tasks.spawn(async move { this.write().await });
        }
    }

    async fn write(&self) {
        loop {
            let counts = {
                let mut pending = self.lock();
                if pending.counts.is_empty() {
                    pending.is_writing = false;
                    return;
                }
                mem::take(&mut pending.counts)
            };
            for (reason, count) in counts {
                if let Err(error) = self.table.add(reason, count, self.clock.now_ms()).await {
                    tracing::warn!(error = %Causes(&error), count, "failed sign-ins could not be counted");
                }
            }
        }
    }

    /// Locks even after a panic elsewhere, because every statement leaves the counts valid.
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
