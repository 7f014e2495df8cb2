use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    form::{Draft, Problem, find},
    history::History,
    save::Refused,
    saved_now::SavedNow,
};
use crate::{
    components::{Freshness, Glyph, Icon, Remedy},
    discord::{Channel, ChannelType, UserGuild},
    error::AppError,
    features::welcome::{
        Change, Saved,
        islands::{MessagePreview, WelcomeForm},
        server_fns::{show_welcome, show_welcome_history},
    },
    fetched::{Fetched, age_of},
    layouts::{Loaded, PageTitle},
    page_context::PageContext,
    paths,
    server::http::page_status::{set_page_failure, set_page_status},
    server_fns::{list_channels, show_guild, show_profile},
};

/// What the page knows of the guild.
struct GuildData {
    guild: UserGuild,
    saved: Option<Saved>,
    history: Vec<Change>,
    channels: Vec<Channel>,
}

/// What the form shows.
#[derive(Clone)]
struct FormData {
    draft: Draft,
    /// Whether the draft was refused. A saved draft can have a problem too: its channel may be gone.
    is_refused: bool,
    problem: Option<Problem>,
    /// The guild's name, or words in its place.
    server: String,
    /// Who is greeted in the preview.
    user: String,
    /// `None` if they are not known.
    channels: Option<Vec<Channel>>,
}

/// The form for a guild's welcome message. After a draft was refused, it shows the draft and the reason.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let refused = Refused::find();
    if let Some(refused) = &refused {
        match &refused.problem {
            Problem::Failed(error) => set_page_failure(error),
            problem => set_page_status(problem.status_code()),
        }
    }
    let everything = async move {
        let (data, user) = (ask(id).await, show_profile().await);
        let age = age_of(&data).map(|age| age.oldest(age_of(&user)));
        let user = format!("@{}", user.as_ref().map_or("somebody new".into(), |user| user.value.name()));
        match (data.map(|data| data.value), refused) {
            (Ok(data), refused) => Ok((form(&data, user, refused), Some(data), age)),
            // Without Discord, the form shows the draft that was sent, so that nothing is lost.
            (Err(error), Some(Refused { draft: Some(draft), problem })) if error != AppError::NotFound => {
                let server = "this server".to_owned();
                Ok((
                    FormData { draft, is_refused: true, problem: Some(problem), server, user, channels: None },
                    None,
                    age,
                ))
            }
            (Err(error), _) => Err(error),
        }
    };
    view! {
        <PageTitle text="Welcome message"/>
        <Loaded from=everything let:((form, data, age))>
            <Header guild=data.as_ref().map(|data| data.guild.clone())/>
            <Trouble problem=form.problem.clone() has_draft=form.is_refused/>
            <div class="welcome">
                {(form.problem == Some(Problem::SavedMeanwhile)).then(|| data.as_ref().map(|data| view! { <SavedNow saved=data.saved.as_ref() channels=&data.channels/> }))}
                <Fields form=form.clone()/>
            </div>
            {data.as_ref().map(|data| view! { <History changes=&data.history saved=data.saved.as_ref() channels=&data.channels/> })}
            {age.map(|age| view! { <Freshness age/> })}
        </Loaded>
    }
}

/// Checks first that the person may manage the guild, because only then the bot's data is for them.
async fn ask(id: String) -> Result<Fetched<GuildData>, AppError> {
    let guild = show_guild(id.clone()).await?;
    let saved = show_welcome(id.clone()).await?;
    let history = show_welcome_history(id.clone()).await?;
    let channels = list_channels(id).await?;
    let age = guild.age().oldest([channels.age()]);
    Ok(age.of(GuildData { guild: guild.value, saved, history, channels: channels.value }))
}

fn form(data: &GuildData, user: String, refused: Option<Refused>) -> FormData {
    let (draft, is_refused, problem) = match refused {
        Some(Refused { draft: Some(mut draft), problem }) => {
            if problem == Problem::SavedMeanwhile {
                // The page shows what is saved now, so the form may overwrite that version, but no later one.
                draft.version = data.saved.as_ref().map_or(0, |saved| saved.version);
            }
            (draft, true, Some(problem))
        }
        refused => {
            let draft = Draft::of(data.saved.as_ref());
            let gone = !draft.channel_id.is_empty() && find(&data.channels, &draft.channel_id).is_none();
            let problem = refused.map(|refused| refused.problem);
            (draft, false, problem.or_else(|| gone.then_some(Problem::NoSuchChannel)))
        }
    };
    let (server, channels) = (data.guild.name.clone(), Some(data.channels.clone()));
    FormData { draft, is_refused, problem, server, user, channels }
}

#[component]
fn Header(guild: Option<UserGuild>) -> impl IntoView {
    let (href, name) = match guild {
        Some(guild) => (paths::guild(guild.id), guild.display_name().into_owned()),
        None => (paths::GUILDS.to_owned(), "All servers".to_owned()),
    };
    view! {
        <header class="stack">
            <p>
                <a href=href>
                    <bdi>{name}</bdi>
                </a>
            </p>
            <h1>"Welcome message"</h1>
            <p class="lead">"The bot greets everybody who joins, in a channel of your choice."</p>
        </header>
    }
}

/// Shows a problem that belongs to no single field.
#[component]
fn Trouble(problem: Option<Problem>, has_draft: bool) -> impl IntoView {
    let sentence = match problem? {
        problem @ (Problem::SavedMeanwhile | Problem::NoSuchVersion) => problem.to_string().into_any(),
        Problem::Failed(error) => view! {
            {if has_draft { "Nothing was saved. What you wrote is still here. " } else { "Nothing was saved. " }}
            {error.to_string()}
            " "
            <Remedy error />
        }
        .into_any(),
        _ => return None,
    };
    Some(view! {
        <div class="notice" role="note">
            <Icon glyph=Glyph::Warning />
            <p>{sentence}</p>
        </div>
    })
}

#[component]
fn Fields(form: FormData) -> impl IntoView {
    let FormData { draft, is_refused, problem, server, user, channels } = form;
    let save = if problem == Some(Problem::SavedMeanwhile) { "Overwrite with my version" } else { "Save" }.to_owned();
    let (of_channel, of_text) = match &problem {
        Some(Problem::NoChannel | Problem::NoSuchChannel) => (problem, None),
        Some(Problem::NoText | Problem::TooLong(_)) => (None, problem),
        _ => (None, None),
    };
    view! {
        <WelcomeForm action=PageContext::current().path.clone() save is_refused>
            <input type="hidden" name="version" value=draft.version.to_string() />
            <label class="welcome__switch">
                <input type="checkbox" role="switch" name="enabled" value="true" checked=draft.enabled />
                "Greet everybody who joins"
            </label>
            <div class="stack">
                <label for="welcome-channel">"Channel"</label>
                <ChannelChoice channels chosen=draft.channel_id invalid=of_channel.is_some() />
                <Wrong id="welcome-channel-wrong" problem=of_channel />
            </div>
            <MessagePreview text=draft.text.clone() user server>
                <label for="welcome-text">"Message"</label>
                <textarea
                    id="welcome-text"
                    name="text"
                    rows="5"
                    dir="auto"
                    autofocus=of_text.is_some()
                    aria-invalid=of_text.is_some().then_some("true")
                    aria-describedby="welcome-text-wrong welcome-hint welcome-count"
                    inner_html=in_textarea(&draft.text)
                />
                <Wrong id="welcome-text-wrong" problem=of_text />
                <p class="muted" id="welcome-hint">
                    <code>"{user}"</code>
                    " becomes a mention of the new member. "
                    <code>"{server}"</code>
                    " becomes the server's name."
                </p>
            </MessagePreview>
        </WelcomeForm>
    }
}

#[component]
fn ChannelChoice(channels: Option<Vec<Channel>>, chosen: String, invalid: bool) -> impl IntoView {
    let option = |id: String, name: String| {
        let selected = id == chosen;
        view! {
            <option value=id selected=selected>
                {name}
            </option>
        }
    };
    let choices = match channels {
        None if chosen.is_empty() => ().into_any(),
        None => option(chosen.clone(), "The channel you chose".to_owned()).into_any(),
        Some(mut channels) => {
            channels.retain(|channel| channel.takes_messages() || channel.kind == ChannelType::Category);
            let groups = Channel::by_category(channels).into_iter().map(|(category, channels)| {
                let channels =
                    channels.into_iter().map(|it| option(it.id.to_string(), format!("# {}", it.display_name())));
                let options = channels.collect_view();
                match category {
                    _ if options.is_empty() => ().into_any(),
                    Some(category) => {
                        view! { <optgroup label=category.display_name().into_owned()>{options}</optgroup> }.into_any()
                    }
                    None => options.into_any(),
                }
            });
            groups.collect_view().into_any()
        }
    };
    view! {
        <select
            id="welcome-channel"
            name="channel_id"
            autofocus=invalid
            aria-invalid=invalid.then_some("true")
            aria-describedby="welcome-channel-wrong"
        >
            <option value="">"Choose a channel"</option>
            {choices}
        </select>
    }
}

/// Shows the problem of a field. It is there even when it is empty, because the field refers to it.
#[component]
fn Wrong(id: &'static str, problem: Option<Problem>) -> impl IntoView {
    view! {
        <p class="welcome__wrong" id=id>
            {problem.map(|problem| problem.to_string())}
        </p>
    }
}

/// Escapes a text for a `<textarea>`, because the framework does not. It begins with a line break, which the browser drops.
fn in_textarea(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}
