import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A request as far as a paid resource needs it.
public struct Request: Sendable {
    /// The path.
    public let path: String
    /// The headers, with names in lower case.
    public let headers: [(name: String, value: String)]

    /// A request.
    public init(path: String, headers: [(name: String, value: String)]) {
        self.path = path
        self.headers = headers
    }
}

/// An answer.
public struct Response: Sendable {
    /// The status.
    public let status: Int
    /// The headers.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: String

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A server on this machine only, for demonstrations and tests: one request for each connection.
public final class LoopbackServer: Sendable {
    /// Where it listens, on a port that the system chose.
    public let port: UInt16
    private let listener: Int32

    /// Starts to answer; without an answer the connection breaks.
    public init(answer: @escaping @Sendable (Request) -> Response?) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let listener = socket(AF_INET, stream, 0)
        guard listener >= 0 else { throw SocketError(call: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any in
                guard bind(listener, any, length) == 0 else {
                    throw SocketError(call: "bind", code: errno)
                }
                guard listen(listener, 16) == 0, getsockname(listener, any, &length) == 0 else {
                    throw SocketError(call: "listen", code: errno)
                }
            }
        }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            // Ends when the listener is shut down.
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Self.serve(connection, answer)
            }
            close(listener)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(_ connection: Int32, _ answer: (Request) -> Response?) {
        defer { close(connection) }
        var received = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !received.hasEmptyLine, received.count < 100_000 {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            received += buffer[..<count]
        }
        let text = String(decoding: received, as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        let words = lines[0].split(separator: " ")
        let path = words.count > 1 ? String(words[1]) : "/"
        if let response = answer(Request(path: path, headers: headers)) {
            connection.write(response)
        }
    }
}

/// A call of the system that failed.
public struct SocketError: Error {
    /// Which.
    public let call: String
    /// `errno`.
    public let code: Int32
}

extension [UInt8] {
    fileprivate var hasEmptyLine: Bool {
        let end: [UInt8] = [13, 10, 13, 10]
        return count >= 4 && indices.dropLast(3).contains { Array(self[$0..<($0 + 4)]) == end }
    }
}

extension Int32 {
    fileprivate func write(_ response: Response) {
        var head = "HTTP/1.1 \(response.status) \(response.status == 200 ? "OK" : "Refused")\r\n"
        for (name, value) in response.headers {
            head += "\(name): \(value)\r\n"
        }
        let body = [UInt8](response.body.utf8)
        head += "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        var rest = [UInt8](head.utf8) + body
        while !rest.isEmpty {
            let count = send(self, rest, rest.count, 0)
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }
}
