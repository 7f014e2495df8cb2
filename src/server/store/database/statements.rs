use futures_util::{StreamExt as _, TryStreamExt as _, future::BoxFuture, stream, stream::BoxStream};
use sqlx::{
    Any, AnyPool, Describe, Either, Execute, Executor, SqlStr, Transaction,
    any::{AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo},
};

/// Runs statements on a pool, in the one way that works there.
///
/// sqlx prepares each statement under a name and uses it again on the same connection. Behind a pooler in transaction mode
/// a connection is another one after each transaction, so a name is missing there, or is somebody else's. There each statement
/// runs in a transaction of its own, which begins by forgetting all names.
#[derive(Debug, Clone)]
pub(crate) struct Statements {
    pool: AnyPool,
    begin: Option<&'static str>,
}

impl Statements {
    /// Keeps statements prepared: the pool's connections are the database's own.
    pub(super) fn kept(pool: AnyPool) -> Self {
        Self { pool, begin: None }
    }

    /// Throws statements away after each transaction: a pooler hands out the database's connections.
    pub(super) fn thrown_away(pool: AnyPool) -> Self {
        Self { pool, begin: Some("BEGIN; DEALLOCATE ALL") }
    }

    /// Starts a transaction.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        match self.begin {
            Some(begin) => self.pool.begin_with(begin).await,
            None => self.pool.begin().await,
        }
    }

    /// Closes the pool's connections.
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
