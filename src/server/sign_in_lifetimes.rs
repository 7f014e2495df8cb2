//! How long a sign-in and each of its parts last.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// How long a flow may take, from the button to the callback. That is enough to create an account or to use two-factor authentication.
pub const FLOW_LIFETIME: Duration = Duration::from_secs(30 * MINUTE);
/// How long the browser keeps a flow's cookie: longer than the flow may take, so that a late callback still knows its return path.
pub const FLOW_COOKIE_LIFETIME: Duration = Duration::from_secs(HOUR);
/// How long a second callback of the same browser gets the outcome of the first, such as after a double click or a reload.
pub const OUTCOME_SHARED_FOR: Duration = Duration::from_secs(2 * MINUTE);

/// A browser that is not used for this long is signed out. People who come back every week stay signed in. A computer that was given
/// away does not. An access token lasts only a week, so refreshes are common.
pub const IDLE_LIFETIME: Duration = Duration::from_secs(14 * DAY);
/// A sign-in ends after this, however often it is used, so that a copied cookie does not work for ever.
pub const ABSOLUTE_LIFETIME: Duration = Duration::from_secs(30 * DAY);
/// A new sign-in ends after this if its browser never comes back. Such a browser left before it got the answer.
pub const UNVISITED_LIFETIME: Duration = Duration::from_secs(HOUR);
/// A visit is recorded at most this often, so that most page views write nothing.
pub const TOUCH_EVERY: Duration = Duration::from_secs(5 * MINUTE);
