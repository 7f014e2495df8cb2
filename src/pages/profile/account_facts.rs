use leptos::prelude::*;

use crate::{
    components::{Chip, Precision, Timestamp, Tone},
    discord::{Color, Locale, PremiumType, User, visible},
    islands::CopyButton,
};

/// The value of a fact that Discord did not tell us.
const NOT_SHARED: &str = "Not shared";

/// Lists the facts and settings of the account.
#[component]
pub fn AccountFacts(
    user: User,
    /// When Discord told us, in milliseconds since 1970 (UTC).
    now_ms: u64,
) -> impl IntoView {
    let created_at_ms = user.id.created_at_ms();
    let age = age_text(now_ms.saturating_sub(created_at_ms));
    let two_factor = user.mfa_enabled.map_or(NOT_SHARED, |enabled| if enabled { "On" } else { "Off" });
    let nitro = user.premium_type.filter(|kind| *kind != PremiumType::NoneOrHidden).map(PremiumType::label);
    let nameplate = user.collectibles.as_ref().and_then(|shown| shown.nameplate.as_ref());
    let palette = nameplate.and_then(|nameplate| visible(&nameplate.palette)).map(str::to_owned);
    view! {
        <section class="stack">
            <h2>"Account"</h2>
            <dl class="panel panel--rows facts">
                <div>
                    <dt>"Email"</dt>
                    <dd>
                        <Email user=user.clone() />
                    </dd>
                </div>
                <div>
                    <dt>"Two-factor authentication"</dt>
                    <dd>{two_factor}</dd>
                </div>
                <div>
                    <dt>"Language"</dt>
                    <dd>{user.locale.as_ref().map_or(NOT_SHARED, Locale::name).to_owned()}</dd>
                </div>
                <div>
                    <dt>"Account created"</dt>
                    <dd>
                        <Timestamp at_ms=created_at_ms precision=Precision::Day />
                        ", "
                        {age}
                    </dd>
                </div>
                {user
                    .accent_color
                    .map(|color| {
                        view! {
                            <div>
                                <dt>"Accent colour"</dt>
                                <dd>
                                    <Swatch color />
                                </dd>
                            </div>
                        }
                    })}
                {nitro
                    .map(|kind| {
                        view! {
                            <div>
                                <dt>"Nitro"</dt>
                                <dd>{kind}</dd>
                            </div>
                        }
                    })}
                {palette
                    .map(|palette| {
                        view! {
                            <div>
                                <dt>"Nameplate"</dt>
                                <dd>"Palette " <bdi>{palette}</bdi></dd>
                            </div>
                        }
                    })}
            </dl>
        </section>
    }
}

#[component]
fn Email(user: User) -> impl IntoView {
    let Some(address) = user.email else {
        // With the scope `email`, Discord also says whether the address is verified, even if there is no address.
        return user.verified.map_or(NOT_SHARED, |_| "None on this account").into_any();
    };
    let verified = user.verified.map(|verified| match verified {
        true => view! { <Chip label="Verified" tone=Tone::Good /> },
        false => view! { <Chip label="Not verified" tone=Tone::Notice /> },
    });
    let what_to_do = (user.verified == Some(false))
        .then(|| view! { <p class="muted">"Open the link in the email from Discord, or ask for a new email in Discord's settings."</p> });
    view! {
        <bdi>{address}</bdi>
        " "
        {verified}
        {what_to_do}
    }
    .into_any()
}

/// Shows a colour, and its value to copy.
#[component]
fn Swatch(color: Color) -> impl IntoView {
    let hex = color.to_string();
    view! {
        <span class="cluster">
            <svg class="profile__swatch" aria-hidden="true" width="20" height="20">
                <rect width="20" height="20" fill=hex.clone() />
            </svg>
            <code>{hex.clone()}</code>
            <CopyButton text=hex label="Copy colour".to_owned() />
        </span>
    }
}

/// Returns how long ago something was: in years from two years on, in months from two months on, otherwise in days.
fn age_text(age_ms: u64) -> String {
    // A year has 8,766 hours on average.
    let (days, hours) = (age_ms / 86_400_000, age_ms / 3_600_000);
    match (hours / 8_766, hours * 12 / 8_766) {
        (years @ 2.., _) => format!("{years} years ago"),
        (_, months @ 2..) => format!("{months} months ago"),
        _ if days == 1 => "1 day ago".into(),
        _ => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_in_years_months_or_days() {
        for (days, text) in [
            (0, "0 days ago"),
            (1, "1 day ago"),
            (60, "60 days ago"),
            (61, "2 months ago"),
            (365, "11 months ago"),
            (730, "23 months ago"),
            (731, "2 years ago"),
            (3653, "10 years ago"),
        ] {
            assert_eq!(age_text(days * 86_400_000 + 3_600_000), text, "{days}");
        }
    }
}
