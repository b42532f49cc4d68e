//! The chain as a transport of alloy's, in place of a node's address.

use std::future::ready;
use std::task::{Context, Poll};

use alloy_json_rpc::{
    ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest,
};
use alloy_primitives::{Bytes, U256};
use alloy_transport::{TransportError, TransportFut};
use serde_json::{Value, json, value::to_raw_value};

use crate::chain::Chain;

impl Chain {
    fn answer(&self, method: &str, params: &Value) -> Result<Value, String> {
        let address = |value: &Value| serde_json::from_value(value.clone()).unwrap_or_default();
        match method {
            "eth_chainId" => Ok(json!(U256::from(self.id))),
            "eth_getCode" => Ok(json!(self.code(address(&params[0])))),
            "eth_call" => {
                let input = params[0].get("input").unwrap_or(&params[0]["data"]);
                let input: Bytes = serde_json::from_value(input.clone()).unwrap_or_default();
                let data = self.call(address(&params[0]["to"]), &input)?;
                Ok(json!(Bytes::from(data)))
            }
            _ => Err(self.unforeseen(format!("{method} {params}"))),
        }
    }
}

impl tower::Service<RequestPacket> for Chain {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let respond = |request: &SerializedRequest| {
            let params = request.params().map_or("null", |raw| raw.get());
            let params = serde_json::from_str(params).expect("alloy writes JSON");
            let payload = match self.answer(request.method(), &params) {
                Ok(value) => ResponsePayload::Success(to_raw_value(&value).expect("a value")),
                Err(reason) => ResponsePayload::Failure(ErrorPayload {
                    code: 3,
                    message: format!("execution reverted: {reason}").into(),
                    data: None,
                }),
            };
            Response {
                id: request.id().clone(),
                payload,
            }
        };
        let response = match &packet {
            RequestPacket::Single(one) => ResponsePacket::Single(respond(one)),
            RequestPacket::Batch(many) => ResponsePacket::Batch(many.iter().map(respond).collect()),
        };
        Box::pin(ready(Ok(response)))
    }
}
