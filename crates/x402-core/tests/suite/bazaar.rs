//! `bazaar`: declared, copied by a client, and read by a facilitator.

use x402_core::{
    AnyPaymentPayload, Error, PaymentRequired, PaymentRequirements, Position, SettleRequest,
    any::Submission,
    extension::{
        Bazaar, BodyType, DiscoveredResource, DiscoveryDeclaration, DiscoveryInput, HttpMethod,
        McpTransport, RouteTemplate, check_extensions,
    },
    json::{Json, Object},
    message::ResourceInfo,
    timestamp::UnixTimestamp,
};

use crate::{samples, seller::bill};

fn json(text: &str) -> Json<'static> {
    Json::parse(text.as_bytes()).unwrap().into_owned()
}

fn object(text: &str) -> Object<'static> {
    match json(text) {
        Json::Object(object) => object,
        other => panic!("{other}"),
    }
}

fn read(extension: &str) -> Result<Bazaar, Error> {
    let extensions = object(&format!(r#"{{"bazaar":{extension}}}"#));
    Bazaar::read(Some(&extensions)).map(Option::unwrap)
}

/// Every form of a declaration.
fn declarations() -> Vec<Bazaar> {
    let city = r#"{"type":"object","properties":{"city":{"type":"string"},"units":{"type":"string","enum":["metric"]},"days":{"type":"integer","minimum":1}},"required":["city"]}"#;
    let tree = r##"{"$ref":"#/$defs/Tree","$defs":{"Tree":{"type":"object","properties":{"name":{"type":"string","maxLength":3},"children":{"type":"array","items":{"$ref":"#/$defs/Tree"}}},"required":["name","children"]}}}"##;
    let template: RouteTemplate = "/users/:id".parse().unwrap();
    let ids = r#"{"properties":{"id":{"type":"integer"}},"required":["id"]}"#;
    [
        DiscoveryDeclaration::http(HttpMethod::Get),
        DiscoveryDeclaration::http(HttpMethod::Head).with_query(json(city)),
        DiscoveryDeclaration::http(HttpMethod::Get)
            .with_query(json(city))
            .with_query_example(object(r#"{"city":"Bern","days":2}"#))
            .with_output(json(tree)),
        DiscoveryDeclaration::http(HttpMethod::Delete).with_path(template.clone(), json(ids)),
        DiscoveryDeclaration::http(HttpMethod::Get)
            .with_path(template, json(ids))
            .with_path_example(object(r#"{"id":7}"#))
            .with_output_example(json("[1]")),
        DiscoveryDeclaration::http(HttpMethod::Post),
        DiscoveryDeclaration::http(HttpMethod::Post).with_body(BodyType::Json, json(tree)),
        DiscoveryDeclaration::http(HttpMethod::Put)
            .with_body(BodyType::FormData, json(city))
            .with_body_example(json(r#"{"city":"Bern"}"#)),
        DiscoveryDeclaration::http(HttpMethod::Patch)
            .with_body(BodyType::Text, json(r#"{"type":"string"}"#)),
        DiscoveryDeclaration::mcp("weather".parse().unwrap(), object(city)),
        DiscoveryDeclaration::mcp("weather".parse().unwrap(), object(tree)).with_tool(
            Some("The weather".into()),
            Some(McpTransport::StreamableHttp),
            Some(object(
                r#"{"name":"a","children":[{"name":"b","children":[]}]}"#,
            )),
        ),
    ]
    .map(|declaration| declaration.declare().unwrap())
    .to_vec()
}

#[test]
fn what_is_declared_is_read_again() {
    for bazaar in declarations() {
        let text = bazaar.to_json().to_string();
        assert_eq!(read(&text).unwrap(), bazaar, "{text}");
        assert_eq!(bazaar.unchecked(), None, "{text}");
        let info = match &bazaar.to_json() {
            Json::Object(extension) => extension.get("info").unwrap().clone(),
            other => panic!("{other}"),
        };
        let input = info.as_object().unwrap().get("input").unwrap();
        assert_eq!(input, &bazaar.input().to_json());
    }
}

#[test]
fn an_example_is_made_of_the_schema() {
    let inputs: Vec<_> = declarations()
        .iter()
        .map(|bazaar| bazaar.input().to_json().to_string())
        .collect();
    assert_eq!(
        inputs[1],
        r#"{"type":"http","method":"HEAD","queryParams":{"city":"string","units":"metric"}}"#
    );
    assert_eq!(
        inputs[6],
        r#"{"type":"http","method":"POST","bodyType":"json","body":{"name":"str","children":[]}}"#
    );
    assert_eq!(
        inputs[8],
        r#"{"type":"http","method":"PATCH","bodyType":"text","body":"string"}"#
    );
}

#[test]
fn references_count_from_the_schema_they_are_in() {
    let bazaar = &declarations()[6];
    let text = bazaar.schema().unwrap().to_string();
    let place = r##""$ref":"#/properties/input/properties/body/$defs/Tree""##;
    assert_eq!(text.matches(place).count(), 2, "{text}");
}

#[test]
fn a_declaration_that_contradicts_itself_is_the_sellers_mistake() {
    let get = || DiscoveryDeclaration::http(HttpMethod::Get);
    let number = || json(r#"{"properties":{"n":{"type":"integer","maximum":9}},"required":["n"]}"#);
    for (declaration, pointer) in [
        (
            get().with_query(number())
                .with_query_example(object(r#"{"n":10}"#)),
            "/extensions/bazaar/info/input/queryParams/n",
        ),
        (
            get().with_query(number()).with_query_example(Object::new()),
            "/extensions/bazaar/info/input/queryParams/n",
        ),
        (
            get().with_query(json(
                r#"{"required":["n"],"properties":{"n":{"minimum":5,"maximum":4,"type":"integer"}}}"#,
            )),
            "/extensions/bazaar/info/input/queryParams/n",
        ),
        (
            get().with_query(json(r#"{"type":"string"}"#)),
            "/extensions/bazaar/info/input/queryParams",
        ),
        (
            get().with_query(json(r#"{"$ref":"https://example.com/schema"}"#)),
            "/extensions/bazaar/info/input/queryParams",
        ),
        (
            get().with_body(BodyType::Json, number()),
            "/extensions/bazaar/info/input/bodyType",
        ),
        (
            get().with_output(json(r#"{"$id":"https://example.com/"}"#)),
            "/extensions/bazaar/schema",
        ),
        (
            DiscoveryDeclaration::mcp("t".parse().unwrap(), object(r#"{"required":["a"]}"#))
                .with_tool(None, None, Some(Object::new())),
            "/extensions/bazaar/info/input/example/a",
        ),
    ] {
        let error = declaration.declare().unwrap_err();
        assert_eq!(error.pointer(), pointer, "{error}");
    }
}

#[test]
fn what_is_not_a_declaration_names_its_place() {
    for (extension, place) in [
        ("5", ""),
        ("{}", "/info"),
        (r#"{"info":[],"schema":{}}"#, "/info"),
        (r#"{"info":{}}"#, "/schema"),
        (r#"{"info":{},"schema":{}}"#, "/info/input"),
        (r#"{"info":{"input":{}},"schema":{}}"#, "/info/input/type"),
        (
            r#"{"info":{"input":{"type":"ftp"}},"schema":{}}"#,
            "/info/input/type",
        ),
        (
            r#"{"info":{"input":{"type":"http"}},"schema":{}}"#,
            "/info/input/method",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"get"}},"schema":{}}"#,
            "/info/input/method",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"POST","body":{}}},"schema":{}}"#,
            "/info/input/bodyType",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"POST","bodyType":"xml"}},"schema":{}}"#,
            "/info/input/bodyType",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"GET","query_params":{}}},"schema":{}}"#,
            "/info/input/query_params",
        ),
        (
            r#"{"info":{"input":{"type":"mcp","toolName":"","inputSchema":{}}},"schema":{}}"#,
            "/info/input/toolName",
        ),
        (
            r#"{"info":{"input":{"type":"mcp","toolName":"t"}},"schema":{}}"#,
            "/info/input/inputSchema",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":{"properties":{"input":{"required":["queryParams"]}}}}"#,
            "/info/input/queryParams",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":{"$ref":"file:///etc/passwd"}}"#,
            "/schema",
        ),
        (
            r##"{"info":{"input":{"type":"http","method":"GET"}},"schema":{"$ref":"#"}}"##,
            "/schema",
        ),
        (
            r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":{},"routeTemplate":"/../x"}"#,
            "/routeTemplate",
        ),
    ] {
        let error = read(extension).unwrap_err();
        let pointer = format!("/extensions/bazaar{place}");
        assert_eq!(error.position(), &Position::Pointer(pointer), "{extension}");
    }
    assert_eq!(Bazaar::read(None), Ok(None));
    assert_eq!(Bazaar::read(Some(&Object::new())), Ok(None));
}

#[test]
fn a_keyword_that_is_not_evaluated_is_named() {
    let extension = r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":{"properties":{"input":{"properties":{"method":{"pattern":"^G"}}}}}}"#;
    assert_eq!(read(extension).unwrap().unchecked(), Some("pattern"));
}

#[test]
fn a_facilitator_learns_of_the_resource_by_the_payment() {
    for bazaar in declarations() {
        let sample = samples::eip3009();
        let bill = bill(&sample).with_bazaar(&bazaar).unwrap();
        let asked = PaymentRequired::parse(bill.required().to_string()).unwrap();

        let mut payment = sample.payment();
        payment.extensions.clone_from(&asked.extensions);
        let url = "https://api.example.com/users/7?page=2#top";
        let mut resource = ResourceInfo::new(url.parse().unwrap());
        resource.description = Some("Users".into());
        resource.mime_type = Some(String::new());
        payment.resource = Some(resource);
        assert_eq!(
            check_extensions(asked.extensions.as_ref(), &payment),
            Ok(())
        );

        let request = SettleRequest::new(Submission::V2 {
            payment_payload: payment,
            payment_requirements: PaymentRequirements::parse(&sample.requirements).unwrap(),
        });
        let request = SettleRequest::parse(request.to_string()).unwrap();
        let found = DiscoveredResource::read(&request.submission)
            .unwrap()
            .unwrap();
        assert_eq!(found.bazaar, bazaar);
        let path = bazaar
            .route_template()
            .map_or("/users/7", RouteTemplate::as_str);
        assert_eq!(found.resource, format!("https://api.example.com{path}"));

        let item = found.to_item(UnixTimestamp::new(1_740_672_100).unwrap());
        let item = item.as_object().unwrap();
        let kind = match bazaar.input() {
            DiscoveryInput::Mcp(input) => {
                assert_eq!(found.tool_name(), Some(input.tool_name.as_str()));
                "mcp"
            }
            _ => "http",
        };
        assert_eq!(item.get("type").unwrap().as_str(), Some(kind));
        assert_eq!(item.get("description").unwrap().as_str(), Some("Users"));
        assert_eq!(item.get("mimeType"), None);
        assert_eq!(item.get("lastUpdated").unwrap(), &Json::from(1_740_672_100));
    }
}

#[test]
fn a_payment_that_states_no_resource_is_not_listed() {
    let sample = samples::eip3009();
    let mut payment = sample.payment();
    let submission = |payment: &x402_core::PaymentPayload| Submission::V2 {
        payment_payload: payment.clone(),
        payment_requirements: PaymentRequirements::parse(&sample.requirements).unwrap(),
    };
    payment.resource = Some(ResourceInfo::new("https://a.example/".parse().unwrap()));
    assert_eq!(DiscoveredResource::read(&submission(&payment)), Ok(None));
    payment.extensions = Some(object(r#"{"bazaar":null}"#));
    assert!(DiscoveredResource::read(&submission(&payment)).is_err());
    let declared = declarations().swap_remove(0).to_json();
    let mut extensions = Object::new();
    extensions.insert(Bazaar::NAME, declared);
    payment.extensions = Some(extensions);
    assert!(
        DiscoveredResource::read(&submission(&payment))
            .unwrap()
            .is_some()
    );
    payment.resource = None;
    assert_eq!(DiscoveredResource::read(&submission(&payment)), Ok(None));
    assert_eq!(AnyPaymentPayload::from(payment).version().number(), 2);
}

#[test]
fn a_bill_with_a_broken_declaration_is_the_sellers_mistake() {
    let broken = json(r#"{"info":{"input":{"type":"http","method":"GET"}},"schema":false}"#);
    let error = bill(&samples::eip3009()).with_extension("bazaar", broken);
    assert_eq!(error.unwrap_err().pointer(), "/extensions/bazaar/schema");
}

#[test]
fn an_operation_of_an_openapi_document_is_declared() {
    let document = json(
        r##"{"paths":{
            "/users/{id}":{
                "parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","title":"Id"}}],
                "get":{"parameters":[
                    {"name":"page","in":"query","schema":{"type":"integer","default":1},"description":"Which page"},
                    {"$ref":"#/components/parameters/Sort"},
                    {"name":"x-trace","in":"header","schema":{"type":"string"}}],
                    "responses":{"404":{},"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/User"}}}}}},
                "post":{"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/User"},"example":{"title":"Dr","boss":{"title":"X"}}}}}},
                "put":{"requestBody":{"content":{"text/plain":{}}}},
                "delete":{"responses":{"204":{}}},
                "patch":{"parameters":[{"$ref":"#/components/parameters/None"}]}}},
            "components":{
                "parameters":{"Sort":{"name":"sort","in":"query","required":true,"schema":{"$ref":"#/components/schemas/Order"}}},
                "schemas":{
                    "Order":{"title":"Order","enum":["up","down"]},
                    "User":{"title":"User","type":"object","required":["title"],
                        "properties":{"title":{"title":"Title","type":"string"},"boss":{"$ref":"#/components/schemas/User"}}}}}}"##,
    );
    let declare = |method| {
        DiscoveryDeclaration::from_openapi(&document, method, "/users/{id}")
            .and_then(DiscoveryDeclaration::declare)
    };
    let get = declare(HttpMethod::Get).unwrap();
    assert_eq!(
        get.input().to_json().to_string(),
        r#"{"type":"http","method":"GET","queryParams":{"page":1,"sort":"up"},"pathParams":{"id":1}}"#
    );
    assert_eq!(get.route_template().unwrap().as_str(), "/users/:id");
    let schema = get.schema().unwrap().to_string();
    let place = "#/properties/output/properties/example/$defs/User";
    assert_eq!(schema.matches(place).count(), 2, "{schema}");
    assert!(
        !schema.contains(r#""title":"User""#) && schema.contains(r#""title":{"#),
        "{schema}"
    );
    assert_eq!(
        get.output().unwrap().example,
        Some(json(r#"{"title":"string"}"#))
    );

    let post = declare(HttpMethod::Post).unwrap();
    assert_eq!(
        post.input().to_json().to_string(),
        r#"{"type":"http","method":"POST","bodyType":"json","body":{"title":"Dr","boss":{"title":"X"}},"pathParams":{"id":1}}"#
    );
    let DiscoveryInput::Http(put) = declare(HttpMethod::Put).unwrap().input().clone() else {
        panic!("an HTTP input");
    };
    assert_eq!(put.body_type, Some(BodyType::Text));
    assert!(declare(HttpMethod::Delete).unwrap().output().is_none());
    for (method, path, pointer) in [
        (HttpMethod::Patch, "/users/{id}", "/paths/~1users~1{id}"),
        (HttpMethod::Head, "/users/{id}", "/paths/~1users~1{id}"),
        (HttpMethod::Get, "/other", "/paths"),
    ] {
        let error = DiscoveryDeclaration::from_openapi(&document, method, path).unwrap_err();
        assert_eq!(error.pointer(), pointer, "{error}");
    }
}
