use leptos::prelude::*;
use time::{Date, OffsetDateTime};

use crate::{
    components::{Chip, Precision, Timestamp, Tone},
    discord::{Color, Locale, PremiumType, User},
    islands::CopyButton,
};

/// What stands where Discord did not tell.
const NOT_SHARED: &str = "Not shared";

/// What the account is set to.
#[component]
pub fn AccountFacts(
    user: User,
    /// When it was so, in milliseconds since 1970 (UTC).
    now_ms: u64,
) -> impl IntoView {
    let created_at_ms = user.id.created_at_ms();
    let age = age_text(date(created_at_ms), date(now_ms));
    let two_factor = user.mfa_enabled.map_or(NOT_SHARED, |enabled| if enabled { "On" } else { "Off" });
    let nitro = user.premium_type.filter(|kind| *kind != PremiumType::NoneOrHidden).map(PremiumType::label);
    let nameplate = user.collectibles.as_ref().and_then(|shown| shown.nameplate.as_ref());
    let palette = nameplate.map(|nameplate| nameplate.palette.clone()).filter(|palette| !palette.is_empty());
    view! {
        <section class="stack">
            <h2>"Account"</h2>
            <dl class="facts">
                <div><dt>"Email"</dt><dd><Email user=user.clone()/></dd></div>
                <div><dt>"Two-factor authentication"</dt><dd>{two_factor}</dd></div>
                <div><dt>"Language"</dt><dd>{user.locale.as_ref().map_or(NOT_SHARED, Locale::name).to_owned()}</dd></div>
                <div>
                    <dt>"Account created"</dt>
                    <dd><Timestamp at_ms=created_at_ms precision=Precision::Day/> ", " {age}</dd>
                </div>
                {user.accent_color.map(|color| view! { <div><dt>"Accent colour"</dt><dd><Swatch color/></dd></div> })}
                {nitro.map(|kind| view! { <div><dt>"Nitro"</dt><dd>{kind}</dd></div> })}
                {palette.map(|palette| view! { <div><dt>"Nameplate"</dt><dd class="profile__palette" dir="auto">{palette}</dd></div> })}
            </dl>
        </section>
    }
}

#[component]
fn Email(user: User) -> impl IntoView {
    let Some(address) = user.email else {
        // Who may see an address is also told whether it was verified, even where there is none.
        return user.verified.map_or(NOT_SHARED, |_| "None on this account").into_any();
    };
    let verified = user.verified.map(|verified| match verified {
        true => view! { <Chip label="Verified" tone=Tone::Good/> },
        false => view! { <Chip label="Not verified" tone=Tone::Notice/> },
    });
    let what_to_do = (user.verified == Some(false))
        .then(|| view! { <p class="muted">"Open the link in the mail that Discord sent, or ask for another in its settings."</p> });
    view! { <bdi>{address}</bdi> " " {verified} {what_to_do} }.into_any()
}

/// A colour: how it looks, and its value to copy.
#[component]
fn Swatch(color: Color) -> impl IntoView {
    let hex = color.to_string();
    view! {
        <span class="profile__line">
            <svg class="profile__swatch" aria-hidden="true" width="20" height="20">
                <rect width="20" height="20" fill=hex.clone()></rect>
            </svg>
            <code>{hex.clone()}</code>
            <CopyButton text=hex label="Copy colour".to_owned()/>
        </span>
    }
}

fn date(at_ms: u64) -> Date {
    let seconds = i64::try_from(at_ms / 1000).unwrap_or_default();
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH).date()
}

/// How long ago in the largest whole unit: years, months or days.
fn age_text(from: Date, to: Date) -> String {
    let months = |day: Date| day.year() * 12 + i32::from(u8::from(day.month()));
    let whole_months = months(to) - months(from) - i32::from(to.day() < from.day());
    let (count, unit) = match (whole_months / 12, whole_months) {
        (years @ 1.., _) => (i64::from(years), "year"),
        (_, months @ 1..) => (i64::from(months), "month"),
        _ => ((to - from).whole_days(), "day"),
    };
    match count {
        ..=0 => "today".into(),
        1 => format!("1 {unit} ago"),
        _ => format!("{count} {unit}s ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Month::{April, February, January, March};

    #[test]
    fn an_age_is_told_in_its_largest_whole_unit() {
        let day = |year, month, day| Date::from_calendar_date(year, month, day).unwrap();
        for (from, to, text) in [
            (day(2017, January, 10), day(2026, April, 1), "9 years ago"),
            (day(2020, February, 29), day(2021, February, 28), "11 months ago"),
            (day(2020, February, 29), day(2021, March, 1), "1 year ago"),
            (day(2026, January, 31), day(2026, March, 1), "1 month ago"),
            (day(2026, January, 31), day(2026, February, 28), "28 days ago"),
            (day(2026, March, 31), day(2026, April, 1), "1 day ago"),
            (day(2026, April, 1), day(2026, April, 1), "today"),
            // Clocks disagree.
            (day(2026, April, 2), day(2026, April, 1), "today"),
        ] {
            assert_eq!(age_text(from, to), text, "{from} to {to}");
        }
    }
}
