//! Tests of the real router over HTTP, with the sandbox as Discord on a real port. One binary, a module for each subject.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::large_futures, reason = "only pages move their futures often")]

mod account;
mod addresses;
mod admin;
mod bot_presence;
mod bot_side;
mod bot_user;
mod cache_limits;
mod caching;
mod callback;
mod client;
mod connections_page;
mod database_trouble;
mod freshness;
mod fuzz;
mod gate;
mod guards;
mod guild_list;
mod guild_pages;
mod headers;
mod held_up;
mod install;
mod joining;
mod logs;
mod members;
mod metrics;
mod odd_data;
mod overridden;
mod pages;
mod pictures;
mod prefetch;
mod profile_page;
mod queries;
mod refusals;
mod refused;
mod sandbox_contract;
mod schema;
mod scopes;
mod scripted;
mod server_functions;
mod server_process;
mod sessions;
mod setup;
mod shared_links;
mod shut_down;
mod sign_in;
mod sign_out;
mod slow_sockets;
mod start_up;
mod store;
mod test_app;
mod token_answers;
mod tokens;
mod two_processes;
mod unavailable;
mod vocabulary;
mod webhooks;
#[path = "../../src/features/welcome/tests/over_http.rs"]
mod welcome;
