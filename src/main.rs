//! Loads `.env` and the configuration, starts logging, builds the state and serves; nothing else.

use std::process::ExitCode;

use app::server::{
    clock::Clock,
    config::{AppEnv, Config, Variables},
    router::router,
    serve,
    state::AppState,
    telemetry,
};

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
        Err(error) if !error.not_found() => {
            return Err(format!("The file .env cannot be read: {error}."));
        }
        _ => {}
    }
    let variables: Variables = std::env::vars().collect();
    let leptos = leptos::config::get_configuration(None)
        .map_err(|error| format!("A LEPTOS_* variable cannot be used: {error}."))?
        .leptos_options;
    let listener = serve::bind(leptos.site_addr).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let config = Config::from_variables(&variables, address).map_err(|error| error.to_string())?;
    telemetry::start(config.app_env);
    let state = AppState::new(config, leptos, Clock::default()).await.map_err(|error| error.to_string())?;
    announce(&state);
    tokio::spawn(serve::sweep(state.clone()));
    serve::serve(listener, router(&state)).await.map_err(|error| error.to_string())
}

fn announce(state: &AppState) {
    let url = state.config.public_url.origin();
    let discord = if state.config.sandbox { "the sandbox" } else { "Discord" };
    tracing::info!("Open {url} - people sign in with {discord}");
    if state.config.sandbox && state.config.app_env == AppEnv::Production {
        tracing::warn!("DISCORD_SANDBOX is on: anybody can sign in as anybody");
    }
}
