//! Discord's own OpenAPI document, to check answers against.

use std::sync::LazyLock;

use jsonschema::Draft;
use serde_json::{Map, Value, json};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| prepared(serde_json::from_str(include_str!("../fixtures/discord-openapi.json")).unwrap()));

/// Checks the body of an operation's answer against the document. The error lists everything that is wrong.
pub fn validate(path: &str, method: &str, status: u16, body: &Value) -> Result<(), String> {
    let operation = &DOCUMENT["paths"][path][method];
    let answers = operation["responses"].as_object().ok_or(format!("no operation {method} {path}"))?;
    let answer = answers.get(&status.to_string()).or_else(|| answers.get(&format!("{}XX", status / 100)));
    let answer = resolve(answer.ok_or(format!("{method} {path} never answers {status}"))?);
    let schema = answer["content"]["application/json"].get("schema");
    let validator = compile(schema.ok_or(format!("{method} {path} answers {status} without a body"))?)?;
    let errors: Vec<_> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    if errors.is_empty() { Ok(()) } else { Err(format!("{method} {path} {status}: {}\n{body}", errors.join("\n"))) }
}

/// Compiles a schema of the document, together with the schemas that it refers to.
fn compile(schema: &Value) -> Result<jsonschema::Validator, String> {
    let whole = json!({ "allOf": [schema], "components": DOCUMENT["components"] });
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("snowflake", |text: &str| text.parse::<u64>().is_ok())
        .build(&whole)
        .map_err(|error| error.to_string())
}

fn resolve(value: &Value) -> &Value {
    let target = value.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix('#'));
    target.map_or(value, |target| DOCUMENT.pointer(target).unwrap())
}

/// Returns the document with explicit integer formats. Where it differs from Discord's documentation it is corrected, because its
/// README says that the documentation is right.
fn prepared(mut document: Value) -> Value {
    bound_integers(&mut document);
    let schemas = &mut document["components"]["schemas"];
    // Open sets: "new values may be added at any time", and some values in use are in no list.
    for open in ["GuildFeatures", "ConnectedAccountProviders"] {
        schemas[open] = json!({ "type": "string" });
    }
    // Channel types are an open set too: one documented type is not in the document.
    schemas["GuildChannelResponse"]["properties"]["type"] = json!({ "type": "integer" });
    // The document says integer, but every example in the documentation has a string such as "BASE_TYPE_REQUIRED".
    schemas["InnerErrors"]["properties"]["_errors"]["items"] = json!({
        "type": "object",
        "properties": { "code": { "type": "string" }, "message": { "type": "string" } },
        "required": ["code", "message"]
    });
    document
}

fn bound_integers(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("format").is_some_and(|format| format == "int32") {
                object.insert("minimum".into(), i32::MIN.into());
                object.insert("maximum".into(), i32::MAX.into());
            }
            object.values_mut().for_each(bound_integers);
        }
        Value::Array(items) => items.iter_mut().for_each(bound_integers),
        _ => {}
    }
}

/// Returns every operation: path, method, description.
fn operations() -> impl Iterator<Item = (&'static String, &'static String, &'static Map<String, Value>)> {
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.filter_map(move |(method, operation)| Some((path, method, operation.as_object()?)))
    })
}

#[test]
fn every_schema_that_an_operation_refers_to_compiles() {
    let mut compiled = 0;
    for (path, method, operation) in operations() {
        let answers = operation["responses"].as_object().unwrap().values().map(resolve);
        for described in answers.chain(operation.get("requestBody")) {
            if let Some(schema) = described["content"]["application/json"].get("schema") {
                compile(schema).unwrap_or_else(|error| panic!("{method} {path}: {error}"));
                compiled += 1;
            }
        }
    }
    assert_eq!(operations().count(), 13);
    // Each operation answers with a success, a refusal and a rate limit, and two also take a body. The one 204 has none.
    assert_eq!(compiled, 13 * 3 + 2);
    let info = &DOCUMENT["info"];
    assert!(info["x-license-text"].as_str().unwrap().starts_with("MIT License\n\nCopyright 2023 Discord"));
}

#[test]
fn a_wrong_body_is_refused() {
    let guild = json!({
        "id": "80351110224678912", "name": "1337 Krew", "icon": null, "banner": null, "owner": true,
        "permissions": "36953089", "features": ["COMMUNITY", "OF_TOMORROW"], "approximate_member_count": 3268
    });
    let check = |guild: &Value| validate("/users/@me/guilds", "get", 200, &json!([guild]));
    check(&guild).unwrap();
    for (field, wrong) in [
        ("id", json!(80351110224678912_u64)),
        ("id", json!("1337 Krew")),
        ("id", json!("99999999999999999999")),
        ("name", json!(null)),
        ("owner", json!("true")),
        ("permissions", json!(36953089)),
        ("features", json!([1])),
        ("features", json!(["COMMUNITY", "COMMUNITY"])),
        ("approximate_member_count", json!(i64::from(i32::MAX) + 1)),
    ] {
        let mut guild = guild.clone();
        guild[field] = wrong;
        check(&guild).expect_err(field);
        guild.as_object_mut().unwrap().remove(field);
        assert_eq!(check(&guild).is_ok(), field == "approximate_member_count", "{field} left out");
    }
    let nelly = json!({
        "id": "80351110224678912", "username": "Nelly", "discriminator": "0", "avatar": null, "flags": 0,
        "public_flags": 0, "global_name": null, "primary_guild": null
    });
    let member = json!({
        "user": nelly, "nick": null, "avatar": null, "banner": null, "roles": ["1"], "flags": 0, "premium_since": null,
        "joined_at": "2015-04-26T06:26:56.936000+00:00", "communication_disabled_until": null, "pending": false,
        "mute": false, "deaf": false
    });
    let role = json!({
        "id": "1", "name": "Crew", "permissions": "8", "position": 1, "color": 0, "hoist": false, "managed": true,
        "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null }, "mentionable": false,
        "icon": null, "unicode_emoji": null, "flags": 0, "tags": { "premium_subscriber": null }
    });
    let channel = json!({ "id": "1", "type": 99, "guild_id": "1", "name": "a", "position": 0, "flags": 0 });
    let of_guild = |below: &str| format!("/guilds/{{guild_id}}{below}");
    for (path, right, field, wrong) in [
        ("/users/@me/guilds/{guild_id}/member".to_owned(), &member, "joined_at", json!("today")),
        (of_guild("/members/{user_id}"), &member, "roles", json!([1])),
        (of_guild("/members/{user_id}"), &member, "user", json!({})),
        (of_guild("/roles"), &role, "tags", json!({ "premium_subscriber": true })),
        (of_guild("/roles"), &role, "permissions", json!(8)),
        (of_guild("/channels"), &channel, "guild_id", json!(null)),
        (of_guild("/channels"), &channel, "position", json!("0")),
    ] {
        let check = |it: &Value| {
            let is_list = path.ends_with('s');
            validate(&path, "get", 200, &if is_list { json!([it]) } else { it.clone() })
        };
        check(right).unwrap();
        let mut changed = right.clone();
        changed[field] = wrong;
        check(&changed).expect_err(field);
    }
    for (path, status, body) in [
        ("/guilds/{guild_id}", 200, json!({ "id": "1", "name": "partial", "owner": true })),
        ("/oauth2/applications/@me", 200, json!({ "id": "1", "name": "partial" })),
        ("/users/@me", 401, json!({ "message": "401: Unauthorized" })),
        ("/users/@me", 400, json!({ "message": "Invalid Form Body", "code": 50035, "errors": { "limit": "wrong" } })),
        (
            "/users/@me",
            429,
            json!({ "message": "You are being rate limited.", "retry_after": "1", "global": false, "code": 0 }),
        ),
        ("/users/@me/connections", 200, json!([{ "id": "1", "name": "nelly", "type": "twitch" }])),
        ("/oauth2/@me", 200, json!({ "application": {}, "scopes": [], "expires": "tomorrow" })),
        ("/users/@me", 302, json!({})),
        ("/users/@you", 200, json!({})),
    ] {
        validate(path, "get", status, &body).expect_err(path);
    }
}
