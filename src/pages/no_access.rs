use leptos::prelude::*;

use crate::{
    brand,
    components::{Glyph, GrantForm, Icon, Remedy, SignOutForm},
    error::AppError,
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    paths,
    server::{auth::Refused, http::page_status::set_page_failure},
    server_fns::why_no_access,
};

/// The page for signed-in people who are not members of the required guild. It says why they have no access, and how to get in.
#[component]
pub fn NoAccessPage() -> impl IntoView {
    view! {
        <PageTitle text="No access" />
        <Loaded from=why_no_access() let:refused>
            <Explanation refused />
        </Loaded>
    }
}

#[component]
fn Explanation(refused: Refused) -> impl IntoView {
    let Refused { reason, user, guild_name, invite_url, role_names } = refused;
    set_page_failure(&reason);
    let headline = match &reason {
        AppError::NotAMember => "You are not a member yet",
        AppError::NoRequiredRole => "You need a role to use this site",
        AppError::MissingScope { .. } => "We cannot see whether you are a member",
        _ => "We could not check whether you are a member",
    };
    let user = user.map(|user| {
        let name = user.name().into_owned();
        view! {
            <p>
                "You are signed in as " <strong>
                    <bdi>{name}</bdi>
                </strong> "."
            </p>
        }
    });
    let needs_role = reason == AppError::NoRequiredRole;
    // Another check finds nothing new until the person allows it.
    let can_check_again = !matches!(reason, AppError::MissingScope { .. });
    view! {
        <div class="panel login">
            <h1>{headline}</h1>
            <Rule guild_name role_names needs_role />
            {user}
            <WayIn reason invite_url />
            <Choices can_check_again />
        </div>
    }
}

/// Says who may use the site.
#[component]
fn Rule(
    /// `None` if neither the bot nor the person can see the guild.
    guild_name: Option<String>,
    /// The names that are known.
    role_names: Vec<String>,
    needs_role: bool,
) -> impl IntoView {
    let guild = match guild_name {
        Some(name) => view! {
            <strong>
                <bdi>{name}</bdi>
            </strong>
        }
        .into_any(),
        None => "one server at Discord".into_any(),
    };
    let role = needs_role.then(|| match role_names.is_empty() {
        true => " who have a certain role".into_any(),
        false => {
            let names = role_names.into_iter().enumerate().map(|(number, name)| {
                view! {
                    {(number > 0).then_some(", ")}
                    <strong>
                        <bdi>{name}</bdi>
                    </strong>
                }
            });
            view! {
                " who have one of these roles: "
                {names.collect_view()}
            }
            .into_any()
        }
    });
    view! { <p class="lead">{brand::NAME} " is only for members of " {guild} {role} "."</p> }
}

/// Says how to get in.
#[component]
fn WayIn(reason: AppError, invite_url: Option<String>) -> impl IntoView {
    match (reason, invite_url) {
        (AppError::NotAMember, Some(invite_url)) => view! {
            <p>"Join the server with its invite link. Then come back and check again."</p>
            <a class="button" href=invite_url rel="noopener noreferrer">
                "Join the server"
                <Icon glyph=Glyph::External />
                <span class="visually-hidden">" (leaves this site)"</span>
            </a>
        }
        .into_any(),
        (AppError::NotAMember, None) => {
            view! { <p>"Ask a member, or the people who run this site, for an invitation. Then come back and check again."</p> }
                .into_any()
        }
        (AppError::NoRequiredRole, _) => {
            view! { <p>"Ask the people who run the server for the role. Then check again."</p> }.into_any()
        }
        (AppError::MissingScope { scope }, _) => view! {
            <p>"Discord shows us your roles and your join date only if you allow it."</p>
            <GrantForm scope />
        }
        .into_any(),
        (failure, _) => view! { <p>{failure.to_string()} " " <Remedy error=failure /></p> }
        .into_any(),
    }
}

/// The ways on.
#[component]
fn Choices(can_check_again: bool) -> impl IntoView {
    // The page that the person wanted to see. The server checks it.
    let return_to = PageContext::current().query("return_to").map(str::to_owned);
    let hidden = return_to.map(|path| move || view! { <input type="hidden" name="return_to" value=path.clone() /> });
    let check_again = can_check_again.then(|| {
        view! {
            <form method="post" action=paths::CHECK_AGAIN>
                {hidden.clone().map(|hidden| hidden())}
                <button class="button button--primary" type="submit">
                    <Icon glyph=Glyph::Refresh />
                    "Check again"
                </button>
            </form>
        }
    });
    view! {
        {check_again}
        <form method="post" action=paths::START_LOGIN>
            <input type="hidden" name="account" value="another" />
            {hidden.map(|hidden| hidden())}
            <button class="button" type="submit">
                <Icon glyph=Glyph::SignIn />
                "Use another account"
            </button>
        </form>
        <SignOutForm />
    }
}
