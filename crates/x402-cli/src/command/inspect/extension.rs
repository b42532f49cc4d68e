//! What an extension of a message means to a person.

use x402_core::{
    extension::{AuthHints, Bazaar, DiscoveryInput},
    json::{Json, Object},
    server::ExtensionResponse,
};

use crate::describe::printable;

/// What an entry of `extensions` means.
pub(super) fn meaning(name: &str, extension: &Json<'_>) -> Option<String> {
    let info = extension.as_object().and_then(|it| it.get("info"));
    let info = info.and_then(Json::as_object);
    match name {
        Bazaar::NAME => Some(bazaar(extension)),
        AuthHints::NAME => auth_hints(extension),
        "builder-code" => Some(builder_code(info?)),
        _ => None,
    }
}

/// What a facilitator states about an extension.
pub(super) fn response(name: &str, response: &Json<'_>) -> String {
    printable(&ExtensionResponse::of(name, response).to_string())
}

/// What the resource takes, or why it cannot be listed.
fn bazaar(extension: &Json<'_>) -> String {
    let extensions: Object<'_> = [(Bazaar::NAME, extension.clone())].into_iter().collect();
    let bazaar = match Bazaar::read(Some(&extensions)) {
        Ok(Some(bazaar)) => bazaar,
        Ok(None) => return "nothing".to_owned(),
        Err(error) => return printable(&format!("cannot be listed: {error}")),
    };
    let what = match bazaar.input() {
        DiscoveryInput::Http(input) => match bazaar.route_template() {
            Some(template) => format!("{} {template}", input.method),
            None => input.method.to_string(),
        },
        DiscoveryInput::Mcp(input) => format!("the tool {}", input.tool_name),
        _ => "another protocol".to_owned(),
    };
    match bazaar.unchecked() {
        Some(keyword) => format!("can be listed: {what}; `{keyword}` is not checked"),
        None => printable(&format!("can be listed: {what}")),
    }
}

/// Which entries of `accepts` need another authentication.
fn auth_hints(extension: &Json<'_>) -> Option<String> {
    let extensions: Object<'_> = [(AuthHints::NAME, extension.clone())].into_iter().collect();
    let hints = AuthHints::read(Some(&extensions));
    let lines = hints.requirements().iter().map(|requirement| {
        let indexes = requirement.indexes().iter();
        let indexes: Vec<_> = indexes.map(|index| format!("accepts[{index}]")).collect();
        let (methods, indexes) = (requirement.methods().join(" or "), indexes.join(", "));
        format!("{methods} for {indexes}")
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| printable(&lines.join("; ")))
}

/// Who built the application, the wallet and the services in between.
fn builder_code(info: &Object<'_>) -> String {
    let code = |name: &str| info.get(name).and_then(Json::as_str);
    let services = info.get("s").and_then(Json::as_array).unwrap_or_default();
    let services: Vec<_> = services.iter().filter_map(Json::as_str).collect();
    let parts = [
        code("a").map(|code| format!("application {code}")),
        code("w").map(|code| format!("wallet {code}")),
        (!services.is_empty()).then(|| format!("services {}", services.join(", "))),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return "no code yet".to_owned();
    }
    printable(&parts.join("; "))
}
