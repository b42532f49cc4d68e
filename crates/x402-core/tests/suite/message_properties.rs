//! The messages of both versions: whatever they hold survives, and nothing makes them panic.

use crate::spec_messages::samples;
use proptest::prelude::*;
use x402_core::{
    any::{SettleRequest, Submission},
    json::{Json, Object},
    message::{
        NonEmpty, PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo,
        SettleResponse, SupportedKind, SupportedResponse, Tags, Text,
    },
    v1,
};

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,12}", any::<String>()]
}

fn text() -> impl Strategy<Value = Text> {
    texts().prop_filter_map("empty", |text| text.parse().ok())
}

fn objects() -> impl Strategy<Value = Object<'static>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<u64>().prop_map(Json::from),
        texts().prop_map(Json::from)
    ];
    let value = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::vec((texts(), inner), 0..3)
                .prop_map(|members| Json::from(members.into_iter().collect::<Object<'_>>())),
        ]
    });
    prop::collection::vec((texts(), value), 0..4).prop_map(|members| members.into_iter().collect())
}

prop_compose! {
    fn resources()(
        url in text(),
        description in prop::option::of(texts()),
        mime_type in prop::option::of(texts()),
        service_name in prop::option::of("[ -~]{1,32}"),
        tags in prop::option::of(prop::collection::vec("[ -~]{1,32}", 0..=5)),
        icon_url in prop::option::of("\\PC{0,40}"),
    ) -> ResourceInfo {
        let mut resource = ResourceInfo::new(url);
        resource.description = description;
        resource.mime_type = mime_type;
        resource.service_name = service_name.map(|text| text.parse().unwrap());
        resource.tags = tags.map(|tags| Tags::new(tags.iter().map(|tag| tag.parse().unwrap()).collect()).unwrap());
        resource.icon_url = icon_url.map(|text| text.parse().unwrap());
        resource
    }
}

prop_compose! {
    fn requirements()(
        scheme in text(),
        network in "[-a-z]{3,8}:[-_a-zA-Z0-9]{1,32}",
        amount in any::<u64>(),
        asset in text(),
        pay_to in text(),
        timeout in any::<u64>(),
        extra in prop::option::of(objects()),
    ) -> PaymentRequirements {
        let mut requirements = PaymentRequirements::new(
            scheme, network.parse().unwrap(), amount.into(), asset, pay_to, timeout,
        );
        requirements.extra = extra;
        requirements
    }
}

prop_compose! {
    fn payment_required()(
        error in prop::option::of(texts()),
        resource in prop::option::of(resources()),
        accepts in prop::collection::vec(requirements(), 1..4),
        extensions in prop::option::of(objects()),
    ) -> PaymentRequired {
        let mut required = PaymentRequired::new(NonEmpty::new(accepts).unwrap());
        required.error = error;
        required.resource = resource;
        required.extensions = extensions;
        required
    }
}

prop_compose! {
    fn payment_payload()(
        resource in prop::option::of(resources()),
        accepted in objects(),
        payload in objects(),
        extensions in prop::option::of(objects()),
    ) -> PaymentPayload {
        let mut message = PaymentPayload::new(accepted, payload);
        message.resource = resource;
        message.extensions = extensions;
        message
    }
}

prop_compose! {
    fn v1_requirements()(
        v2 in requirements(),
        network in text(),
        resource in texts(),
        description in prop::option::of(texts()),
        mime_type in prop::option::of(texts()),
        output_schema in prop::option::of(objects()),
    ) -> v1::PaymentRequirements {
        let mut requirements = v1::PaymentRequirements::new(
            v2.scheme, network, v2.amount, v2.asset, v2.pay_to, resource, v2.max_timeout_seconds,
        );
        requirements.description = description;
        requirements.mime_type = mime_type;
        requirements.output_schema = output_schema;
        requirements.extra = v2.extra;
        requirements
    }
}

prop_compose! {
    fn settle_response()(
        success in any::<bool>(),
        texts in prop::array::uniform2(texts()),
        optional in prop::array::uniform3(prop::option::of(texts())),
        amount in prop::option::of(any::<u64>()),
        objects in prop::array::uniform2(prop::option::of(objects())),
    ) -> SettleResponse {
        let [transaction, network] = texts;
        let mut response = SettleResponse::new(success, transaction, network);
        [response.error_reason, response.error_message, response.payer] = optional;
        response.amount = amount.map(Into::into);
        [response.extensions, response.extra] = objects;
        response
    }
}

prop_compose! {
    fn supported_response()(
        kinds in prop::collection::vec((any::<u64>(), text(), text(), prop::option::of(objects())), 0..3),
        extensions in prop::collection::vec(texts(), 0..3),
        signers in prop::collection::btree_map(texts(), prop::collection::vec(texts(), 0..3), 0..3),
    ) -> SupportedResponse {
        let kinds = kinds.into_iter().map(|(version, scheme, network, extra)| {
            let mut kind = SupportedKind::new(version, scheme, network);
            kind.extra = extra;
            kind
        });
        let mut response = SupportedResponse::new(kinds.collect());
        response.extensions = extensions;
        response.signers = signers;
        response
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(
        required in payment_required(),
        payload in payment_payload(),
        v1_accepts in prop::collection::vec(v1_requirements(), 1..3),
        settled in settle_response(),
        supported in supported_response(),
    ) {
        prop_assert_eq!(&PaymentRequired::parse(required.to_string()).unwrap(), &required);
        prop_assert_eq!(&PaymentPayload::parse(payload.to_string()).unwrap(), &payload);
        prop_assert_eq!(&SettleResponse::parse(settled.to_string()).unwrap(), &settled);
        prop_assert_eq!(&SupportedResponse::parse(supported.to_string()).unwrap(), &supported);
        let v1 = v1::PaymentRequired::new(NonEmpty::new(v1_accepts.clone()).unwrap());
        prop_assert_eq!(&v1::PaymentRequired::parse(v1.to_string()).unwrap(), &v1);
        for submission in [
            Submission::V1 {
                payment_payload: v1::PaymentPayload::new(
                    v1_accepts[0].scheme.clone(), v1_accepts[0].network.clone(), payload.payload.clone(),
                ),
                payment_requirements: v1_accepts[0].clone(),
            },
            Submission::V2 {
                payment_payload: payload,
                payment_requirements: required.accepts[0].clone(),
            },
        ] {
            let request = SettleRequest::new(submission);
            prop_assert_eq!(&SettleRequest::parse(request.to_string()).unwrap(), &request);
        }
    }

    #[test]
    fn unknown_members_survive_in_their_order(unknown in objects(), index in any::<prop::sample::Index>()) {
        let samples = samples();
        let (name, reread, text) = &samples[index.index(samples.len())];
        let Json::Object(mut object) = Json::parse(text.as_bytes()).unwrap() else {
            panic!("an object")
        };
        for (member, value) in &unknown {
            object.insert(format!("unknown {member}"), value.clone());
        }
        let text = Json::Object(object).to_string();
        prop_assert_eq!(reread(&text).unwrap(), text, "{}", name);
    }

    #[test]
    fn mutated_messages_never_panic(
        sample in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let samples = samples();
        let (_, reread, text) = &samples[sample.index(samples.len())];
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = reread(&String::from_utf8_lossy(&bytes));
    }
}
