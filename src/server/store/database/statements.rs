use futures_util::{StreamExt as _, TryStreamExt as _, future::BoxFuture, stream, stream::BoxStream};
use sqlx::{
    Any, AnyPool, Describe, Either, Execute, Executor, SqlStr, Transaction,
    any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};

/// Runs statements on a pool, whose connections are direct or come from a pooler.
///
/// sqlx prepares each statement under a name and uses the name again on the same connection. A pooler in transaction mode may
/// give each transaction another connection, where the name is missing or belongs to another statement. Behind a pooler, each
/// statement therefore runs in its own transaction, which first deletes all names.
#[derive(Debug, Clone)]
pub(crate) struct Statements {
    pool: AnyPool,
    begin: Option<&'static str>,
}

impl Statements {
    /// Keeps prepared statements, because the connections lead to the database itself.
    pub(super) fn direct(pool: AnyPool) -> Self {
        Self { pool, begin: None }
    }

    /// Deletes prepared statements before each transaction, because the connections come from a pooler.
    pub(super) fn behind_pooler(pool: AnyPool) -> Self {
        Self { pool, begin: Some("BEGIN; DEALLOCATE ALL") }
    }

    /// Starts a transaction.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        match self.begin {
            Some(begin) => self.pool.begin_with(begin).await,
            None => self.pool.begin().await,
        }
    }

    /// Returns how many connections are open, and how many of them are idle.
    pub(super) fn connections(&self) -> (u32, u32) {
        let open = self.pool.size();
        // The two numbers are read one after the other, so the second may be larger.
        (open, u32::try_from(self.pool.num_idle()).unwrap_or(open).min(open))
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

impl<'p> Executor<'p> for &'p Statements {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<AnyQueryResult, AnyRow>, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        if self.begin.is_none() {
            return self.pool.fetch_many(query);
        }
        let rows = async move {
            let mut transaction = self.begin().await?;
            let rows: Vec<_> = (&mut *transaction).fetch_many(query).try_collect().await?;
            transaction.commit().await?;
            Ok::<_, sqlx::Error>(stream::iter(rows).map(Ok))
        };
        stream::once(rows).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<AnyRow>, sqlx::Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Any>,
    {
        if self.begin.is_none() {
            return self.pool.fetch_optional(query);
        }
        Box::pin(async move {
            let mut transaction = self.begin().await?;
            let row = (&mut *transaction).fetch_optional(query).await?;
            transaction.commit().await?;
            Ok(row)
        })
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [AnyTypeInfo],
    ) -> BoxFuture<'e, Result<AnyStatement, sqlx::Error>>
    where
        'p: 'e,
    {
        self.pool.prepare_with(sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Any>, sqlx::Error>>
    where
        'p: 'e,
    {
        self.pool.describe(sql)
    }
}
