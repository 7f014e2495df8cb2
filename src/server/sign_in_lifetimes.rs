//! How long a sign-in lasts, and each of its parts.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long a flow may take, from the button to the callback: room for making an account and for two-factor authentication.
pub const FLOW_LIFETIME: Duration = Duration::from_secs(30 * MINUTE);
/// How long the browser keeps a flow's cookie: longer than the flow may take, so that a late callback still knows its way back.
pub const FLOW_COOKIE_LIFETIME: Duration = Duration::from_secs(HOUR);
/// How long a second callback of the same browser gets the outcome of the first: after a double click, or a reload.
pub const OUTCOME_SHARED_FOR: Duration = Duration::from_secs(2 * MINUTE);

/// A browser that nobody has come back with for so long is signed out. A dashboard that is opened every other week stays open; a computer
/// that was given away does not. Longer than an access token's week, so that a refresh is usual.
pub const IDLE_LIFETIME: Duration = Duration::from_secs(14 * DAY);
/// However often it is used, a sign-in ends after this: a copied cookie does not open the dashboard for ever.
pub const ABSOLUTE_LIFETIME: Duration = Duration::from_secs(30 * DAY);
/// A new sign-in whose browser never comes back is ended after this. The browser left before it was told of the sign-in.
pub const UNVISITED_LIFETIME: Duration = Duration::from_secs(HOUR);
/// A visit is noted at most this often, because a page view is not a write.
pub const TOUCH_EVERY: Duration = Duration::from_secs(5 * MINUTE);
