//! Loads `.env` and the configuration, starts logging, builds the state and serves; nothing else.

use std::process::ExitCode;

use app::{
    features,
    server::{
        clock::Clock,
        config::{self, AppEnv, Config, Variables},
        http::{built_files, router::router, serve, telemetry},
        state::AppState,
    },
};

/// Rendering a page allocates thousands of small strings, and mimalloc takes half as long for them as the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            #[expect(clippy::print_stderr, reason = "the one message for the person at the terminal")]
            {
                eprintln!("\n{message}\n");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    // Only here: nothing else reads the process's environment, so tests never depend on it.
    match dotenvy::dotenv() {
        Err(dotenvy::Error::LineParse(part, _)) => return Err(unreadable_line(&part)),
        Err(error) if !error.not_found() => {
            return Err(format!("The file .env cannot be read: {error}."));
        }
        _ => {}
    }
    // Lossy, since a variable that is no text must not end the process: the configuration says which one it is.
    let text = |part: std::ffi::OsString| part.to_string_lossy().into_owned();
    let variables: Variables = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
    let leptos = match leptos::config::get_configuration(None) {
        Ok(configuration) => configuration.leptos_options,
        Err(error) => {
            config::check_pasted(&variables).map_err(|error| error.to_string())?;
            return Err(format!("A LEPTOS_* variable cannot be used: {error}."));
        }
    };
    let listener = serve::bind(leptos.site_addr).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let config = Config::from_variables(&variables, address).map_err(|error| error.to_string())?;
    telemetry::start(config.app_env);
    match built_files::check(&leptos) {
        Err(missing) if config.app_env == AppEnv::Production => return Err(missing),
        // While developing, the server may be what is worked on.
        Err(missing) => tracing::warn!("{missing}"),
        Ok(()) => {}
    }
    let state = AppState::new(config, leptos, Clock::default(), features::migrations())
        .await
        .map_err(|error| error.to_string())?;
    announce(&state);
    tokio::spawn(serve::sweep(state.clone()));
    serve::serve(listener, &state, router(&state)).await.map_err(|error| error.to_string())
}

/// Names the variable of a line whose end `.env`'s reader did not understand; nothing else of it, which may be a secret.
fn unreadable_line(part: &str) -> String {
    let file = std::fs::read_to_string(".env").unwrap_or_default();
    let line = file.lines().find(|line| line.trim_end().ends_with(part.trim_end()) && !part.is_empty());
    let name = line.and_then(|line| line.split_once('=')).map(|(name, _)| name.trim_start_matches("export ").trim());
    let place = match name.filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')) {
        Some(name) => format!("The line of {name} in .env"),
        None => "A line in .env".to_owned(),
    };
    format!(
        "{place} cannot be read. A line is NAME=value; a value with a space, a quote or a # needs quotes around it."
    )
}

fn announce(state: &AppState) {
    let url = state.config.public_url.origin();
    let discord = if state.config.sandbox { "the sandbox" } else { "Discord" };
    tracing::info!("Open {url} - people sign in with {discord}");
    if state.config.sandbox && state.config.app_env == AppEnv::Production {
        tracing::warn!("DISCORD_SANDBOX is on: anybody can sign in as anybody");
    }
}
