//! The double's sockets: HTTP, as much of it as JSON-RPC needs.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use x402_core::evm::Address;

use super::{Double, model::state::Genesis};
use crate::Result;

/// The longest body.
const MOST_BYTES: usize = 1 << 22;

/// Serves nodes at `/1`, `/2` and so on, and commands at `/control`, until the input ends.
///
/// The first line of the output is the URL.
///
/// # Errors
///
/// There is no port.
pub fn serve() -> Result<()> {
    // Until the first command says what the chain is.
    let double = Double::new(Genesis {
        chain_id: 0,
        start: 0,
        block_seconds: 1,
        token: Address::ZERO,
        separator: [0; 32],
        is_silent: false,
        keeps: 0,
        funds: [].into(),
        wallets: [].into(),
    });
    let double = Arc::new(Mutex::new(double));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("http://{}", listener.local_addr()?);
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let double = double.clone();
            // A client that breaks its connection ends it.
            thread::spawn(move || converse(connection, &double));
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// Answers the requests of one connection.
fn converse(connection: TcpStream, double: &Mutex<Double>) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection);
    while let Some((path, body)) = request(&mut reader)? {
        let answer = {
            let mut double = double.lock().unwrap_or_else(PoisonError::into_inner);
            if path == "/control" {
                Some(match double.control(&body) {
                    Ok(answer) => (200, answer.to_string()),
                    Err(error) => (
                        400,
                        serde_json::json!({"error": error.to_string()}).to_string(),
                    ),
                })
            } else {
                let node = path.trim_start_matches('/').parse().unwrap_or(1_usize);
                double.post(node.saturating_sub(1), &body)
            }
        };
        let Some((status, text)) = answer else {
            return Ok(());
        };
        let reply = format!(
            "HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{text}",
            if status == 429 {
                "Retry-After: 1\r\n"
            } else {
                ""
            },
            text.len()
        );
        reader.get_mut().write_all(reply.as_bytes())?;
    }
    Ok(())
}

/// The path and the body of the next request.
fn request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let header = line.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length.min(MOST_BYTES)];
    reader.read_exact(&mut body)?;
    Ok(Some((path, body)))
}
