//! HTTP: the router and its layers, and what a page knows about its request.

pub mod api;
pub mod built_files;
pub mod canonical_host;
pub mod cookies;
pub mod failure_page;
pub mod flash_message;
pub mod known_methods;
pub mod load;
pub mod not_before;
pub mod opened_at;
pub mod page_change;
pub mod page_context;
pub mod page_renderer;
pub mod page_status;
pub mod prefetch;
pub mod query_string;
pub mod refresh;
pub mod refusal;
pub mod respond;
pub mod router;
pub mod same_origin;
pub mod security_headers;
pub mod serve;
pub mod telemetry;
pub mod theme;
pub mod trailing_slash;
