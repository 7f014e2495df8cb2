//! The store's contract: the same tests on a SQLite file, on PostgreSQL, and on PostgreSQL behind PgBouncer in transaction mode.
//!
//! `TEST_POSTGRES_URL` is the address of a PostgreSQL, and `TEST_PGBOUNCER_URL` that of a PgBouncer in front of it.
//! `scripts/with-postgres.sh` starts both. Every test creates its own database there. Without an address those tests are skipped
//! with a message; with `REQUIRE_POSTGRES` or `REQUIRE_PGBOUNCER` they fail.

mod admin;
mod database;
mod grants;
mod journey;
mod logins;
mod opening;
mod sessions;
mod used_flows;

pub use database::TestDatabase;

/// Makes a test of each behaviour for each database. A behaviour that is not listed is dead code, which the lints refuse.
macro_rules! contract {
    ($($table:ident { $($behaviour:ident)+ })+) => {
        mod on_sqlite {
            $(mod $table {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let database = crate::store::TestDatabase::sqlite().await;
                    crate::store::$table::$behaviour(&database).await;
                    database.remove().await;
                })+
            })+
        }
        mod on_postgres {
            $(mod $table {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let Some(database) = crate::store::TestDatabase::postgres().await else { return };
                    crate::store::$table::$behaviour(&database).await;
                    database.remove().await;
                })+
            })+
        }
        mod on_pgbouncer {
            $(mod $table {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $behaviour() {
                    let Some(database) = crate::store::TestDatabase::pgbouncer().await else { return };
                    crate::store::$table::$behaviour(&database).await;
                    database.remove().await;
                })+
            })+
        }
    };
}

contract! {
    opening {
        servers_that_start_together_on_a_new_database_all_start
        starts_that_failed_do_not_hold_up_others
        a_migration_that_was_undone_by_hand_runs_again
    }
    sessions {
        a_record_comes_back_as_it_was
        a_taken_id_is_never_shared
        saving_updates_and_never_creates
        a_session_ends_at_its_date
        a_deleted_session_stays_deleted
        sweeping_removes_only_expired_sessions
    }
    logins {
        a_login_comes_back_as_it_was_saved
        ending_a_login_keeps_a_grant_that_another_login_uses
        a_login_of_somebody_else_is_not_ended
        ending_all_logins_affects_one_user_only
        ending_a_grant_ends_every_login_on_it
        a_grant_that_was_refreshed_since_keeps_its_logins
        of_fifty_visits_one_is_noted
        a_visit_does_not_bring_a_login_back
        a_membership_is_stored_with_its_login_until_it_ends
        a_users_logins_are_listed_the_last_used_first
        sweeping_removes_idle_and_old_logins_and_unused_grants
        a_grant_that_a_new_sign_in_takes_over_is_kept
    }
    used_flows {
        of_fifty_callbacks_one_exchanges_the_code
        the_outcome_is_stored_encrypted_once_it_is_known
        sweeping_removes_old_rows_and_rows_beyond_the_maximum
    }
    grants {
        tokens_come_back_from_their_own_row_only
        the_same_token_twice_is_one_row
        of_fifty_claims_one_wins
        a_lease_ends_by_itself_or_by_being_released
        a_renewal_is_the_next_version_and_old_versions_are_refused
        a_renewal_with_tokens_that_another_row_holds_moves_the_logins_there
        a_grant_without_a_refresh_token_comes_back_without_one
    }
    admin {
        a_ban_is_found_with_the_session_until_it_is_lifted
        people_are_listed_once_the_last_seen_first
        failures_are_added_up_by_hour_and_reason
        the_newest_actions_are_kept_and_listed_with_known_names
        an_event_ends_the_logins_until_its_time
    }
    journey {
        a_sign_in_a_refresh_and_a_sign_out
    }
}
