//! The API: its routes, and the layers in front of them.

mod api_error;
mod bot_guild;
mod caller;
mod counters;
mod current_application;
mod current_user;
mod fault_response;
mod guild;
mod guild_member;
mod path_ids;
mod query;
mod rate_limit;
mod route_keys;
mod routes;
mod too_many_requests;
mod user_agent;

pub use routes::routes;
