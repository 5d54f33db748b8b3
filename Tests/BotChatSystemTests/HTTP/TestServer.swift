import CWebSockets
import Glibc
import Synchronization
import Testing

@testable import BotChatSystem

/// A server of one test on a free port of the loopback, with a thread for each connection.
final class TestServer: Sendable {
  let port: UInt16
  private let listening: Descriptor
  private let secret: TestCertificate?
  private let taken = Mutex(0)

  /// How many connections were made so far.
  var connections: Int { taken.withLock { $0 } }

  /// Starts it.
  ///
  /// - Parameters:
  ///   - family: `AF_INET` or `AF_INET6`.
  ///   - secret: what it shows on encrypted connections; nil for plain ones.
  ///   - serve: what it does with a connection, which is closed afterwards.
  /// - Throws: what `#require` throws.
  init(
    family: Int32 = AF_INET, secret: TestCertificate? = nil, _ serve: @escaping @Sendable (TestPeer) -> Void
  ) throws {
    let listening = Descriptor(socket(family, Int32(SOCK_STREAM.rawValue), 0))
    self.listening = listening
    self.secret = secret
    try #require(listening.number >= 0)
    port = try #require(family == AF_INET ? Self.bind4(listening.number) : Self.bind6(listening.number))
    try #require(listen(listening.number, 128) == 0)
    // Its thread must not keep the server: the server's end is the thread's.
    pthread_detach(
      try NativeThread.start { [weak self] in
        while true {
          let connection = accept(listening.number, nil, nil)
          guard connection >= 0 else { return }
          self?.taken.withLock { $0 += 1 }
          let peer = TestPeer(Descriptor(connection), secret)
          guard let thread = try? NativeThread.start({ if peer.begin() { serve(peer) } }) else { return }
          pthread_detach(thread)
        }
      })
  }

  deinit {
    // Ends accept in its thread.
    shutdown(listening.number, Int32(SHUT_RDWR))
  }

  func url(_ path: String = "/", host: String = "127.0.0.1") -> String {
    "\(secret == nil ? "http" : "https")://\(host):\(port)\(path)"
  }

  private static func bind4(_ number: Int32) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    guard Self.bind(number, &address) else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func bind6(_ number: Int32) -> UInt16? {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    guard Self.bind(number, &address) else { return nil }
    return UInt16(bigEndian: address.sin6_port)
  }

  /// Binds to any port, and writes into the address which one it is.
  private static func bind<Address>(_ number: Int32, _ address: inout Address) -> Bool {
    var size = socklen_t(MemoryLayout<Address>.size)
    return withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(number, $0, size) == 0 && getsockname(number, $0, &size) == 0
      }
    }
  }
}

/// The server's side of one connection; for one thread.
final class TestPeer: @unchecked Sendable {
  private let descriptor: Descriptor
  private let secure: OpaquePointer?

  init(_ descriptor: Descriptor, _ secret: TestCertificate?) {
    self.descriptor = descriptor
    secure = secret.flatMap { SSL_new($0.server) }
    // What a bug of the client leaves open must not hang the test.
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit {
    SSL_free(secure)
  }

  /// Answers whether there is somebody to be served.
  func begin() -> Bool {
    guard let secure else { return true }
    return SSL_set_fd(secure, descriptor.number) == 1 && SSL_accept(secure) == 1
  }

  /// The request, header and body, as it came; shorter when the client hangs up.
  @discardableResult
  func request() -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let header = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false).first,
        header.utf8.count + 4 <= bytes.count
      {
        let line = header.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        let length = line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        if bytes.count >= header.utf8.count + 4 + length { return text }
      }
      let count = secure.map { Int(SSL_read($0, &piece, 4096)) } ?? recv(descriptor.number, &piece, 4096, 0)
      guard count > 0 else { return text }
      bytes += piece[..<count]
    }
  }

  /// Answers whether the client still takes what is written.
  @discardableResult
  func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    if let secure { return SSL_write(secure, bytes, Int32(bytes.count)) == Int32(bytes.count) }
    return send(descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// An answer with everything that belongs to one.
  func answer(_ status: String, headers: String = "", _ body: String = "") {
    write("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  /// Waits until the client hangs up, at most this long, and answers whether it did.
  @discardableResult
  func waitForHangUp(milliseconds: Int32 = 30_000) -> Bool {
    var wait = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, milliseconds) > 0
  }
}
