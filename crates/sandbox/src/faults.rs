//! Faults that a test or a developer switches on, to see how the application copes with them.

use std::str::FromStr;

use axum::http::HeaderValue;
use serde::Serialize;

use crate::params::Params;

/// Every kind of fault, with its effect in words.
pub const KINDS: [(&str, &str); 11] = [
    ("slow", "answers late"),
    ("rate_limit", "429 for the route"),
    ("global_rate_limit", "429 for everything"),
    ("cloudflare", "429 as HTML, from Cloudflare in front of Discord"),
    ("empty_rate_limit", "429 without a body"),
    ("unauthorized", "401"),
    ("missing_scope", "403, the scope is missing"),
    ("error", "an error with the status below"),
    ("broken_json", "200 with JSON that is cut off"),
    ("reset", "the connection breaks"),
    (DENIED, "the consent page answers access_denied"),
];
/// The only kind for the consent page. All others are for the API.
const DENIED: &str = "denied";

/// A fault. It is on until it is cleared or used `times` times.
#[derive(Clone, Serialize)]
pub struct Fault {
    /// A name as in the counters, with or without the method; `*` for all routes.
    route: String,
    pub kind: &'static str,
    /// The status of the kind `error`; 500 by default.
    pub status: Option<u16>,
    /// The delay of a slow answer, or the wait in a 429; each kind has a default.
    pub seconds: Option<f64>,
    /// The text of the header `Retry-After`, in place of `seconds`. It may be an invalid value.
    pub retry_after_header: Option<String>,
    /// How many answers are left for this fault; `None` for no limit.
    times: Option<u32>,
}

impl Fault {
    /// Reads the form of the control page. The error is a sentence for the sender.
    pub fn from_form(form: &Params) -> Result<Self, String> {
        let kinds = KINDS.map(|(kind, _)| kind);
        let kind = kinds.into_iter().find(|kind| form.get("kind") == Some(kind));
        let kind = kind.ok_or_else(|| format!("Set kind to one of {}.", kinds.join(", ")))?;
        let route = form.get("route").unwrap_or("*").to_owned();
        if kind == DENIED && route != "*" && !route.ends_with("/oauth2/authorize") {
            return Err("The kind denied works for the route /oauth2/authorize only.".to_owned());
        }
        let retry_after_header = form.get("retry_after_header").map(str::to_owned);
        if retry_after_header.as_ref().is_some_and(|text| HeaderValue::try_from(text).is_err()) {
            return Err("The value of retry_after_header is not valid in a header.".to_owned());
        }
        let status = number(form, "status", |status| (400..600).contains(status))?;
        let seconds = number(form, "seconds", |seconds: &f64| seconds.is_finite() && *seconds >= 0.0)?;
        let times = number(form, "times", |times| *times > 0)?;
        Ok(Self { route, kind, status, seconds, retry_after_header, times })
    }

    fn applies_to(&self, key: &str) -> bool {
        self.route == "*" || self.route == key || key.split_once(' ').is_some_and(|(_, path)| path == self.route)
    }
}

fn number<T: FromStr>(form: &Params, name: &str, is_allowed: fn(&T) -> bool) -> Result<Option<T>, String> {
    match form.get(name).map(str::parse) {
        None => Ok(None),
        Some(Ok(number)) if is_allowed(&number) => Ok(Some(number)),
        Some(_) => Err(format!("{name} is not a number in the allowed range.")),
    }
}

/// Faults in the order in which they were added. If several apply to a request, the first is used.
#[derive(Default, Serialize)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Uses up one answer of a fault of the consent page, and returns whether there is such a fault.
    pub fn denies_consent(&mut self, key: &str) -> bool {
        self.take(|fault| fault.kind == DENIED && fault.applies_to(key)).is_some()
    }

    /// Uses up one answer of a fault of the API, and returns the fault. The keys are those of the request.
    pub fn take_for_api(&mut self, keys: &[&str]) -> Option<Fault> {
        self.take(|fault| fault.kind != DENIED && keys.iter().any(|key| fault.applies_to(key)))
    }

    fn take(&mut self, applies: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let index = self.0.iter().position(applies)?;
        let fault = self.0.get_mut(index)?;
        let is_last_use = fault.times == Some(1);
        fault.times = fault.times.map(|times| times.saturating_sub(1));
        if is_last_use { Some(self.0.remove(index)) } else { Some(fault.clone()) }
    }
}
