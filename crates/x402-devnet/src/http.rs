//! Sockets on this machine: HTTP, as much of it as JSON-RPC needs.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use crate::Result;

/// The longest body.
const MOST_BYTES: usize = 1 << 22;

/// The answer to a path and a body: a status and a text, or `None` to break the connection.
pub trait Service: Send + Sync + 'static {
    /// Answers one request.
    fn answer(&self, path: &str, body: &[u8]) -> Option<(u16, String)>;
}

/// Serves at a port that the system chooses, until the process ends; the address.
///
/// # Errors
///
/// There is no port.
pub fn listen(service: impl Service) -> Result<SocketAddr> {
    let service = Arc::new(service);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let service = Arc::clone(&service);
            // A client that breaks its connection ends it.
            thread::spawn(move || converse(connection, &*service));
        }
    });
    Ok(address)
}

/// Answers the requests of one connection.
fn converse(connection: TcpStream, service: &impl Service) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection);
    while let Some((path, body)) = request(&mut reader)? {
        let Some((status, text)) = service.answer(&path, &body) else {
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
