/// What a WebSocket server listens for, and what it bears from whoever connects.
package struct ServerSettings: Sendable {
  /// An IPv4 or IPv6 address of this machine.
  package var address: String
  /// 0 for any that is free.
  package var port: Int
  /// Paths of a certificate chain and its key in PEM; nil: no TLS.
  package var certificate: (chain: String, key: String)?
  /// The most bytes of a request's header.
  package var header: Int
  /// How long a request's header may take, in seconds.
  package var headerTime: Int
  /// The most connections of any kind.
  package var connections: Int
  /// The most bytes that wait for a client before nothing more is read from it.
  package var output: Int

  package init(
    address: String, port: Int, certificate: (chain: String, key: String)? = nil, header: Int,
    headerTime: Int,
    connections: Int, output: Int
  ) {
    self.address = address
    self.port = port
    self.certificate = certificate
    self.header = header
    self.headerTime = headerTime
    self.connections = connections
    self.output = output
  }
}

/// Who hears of what happens on a server's connections, on the server's thread.
package protocol WebSocketServerListener: AnyObject {
  /// Whether a page from this origin may connect; what is no browser says none.
  func allows(origin: String) -> Bool
  /// Whether a client at this address is a proxy that may say for whom it speaks.
  func isProxy(_ address: String) -> Bool
  /// A client has connected; `address` is its own, or what a trusted proxy says.
  func opened(_ connection: Int, address: String)
  /// A whole message has come; `isText`: and it is valid UTF-8.
  func received(_ bytes: UnsafeRawBufferPointer, isText: Bool, from connection: Int)
  /// More has come than one message may have; the connection is closed with 1009.
  func exceeded(_ connection: Int)
  /// Something has come: a part of a message, or a pong.
  func heard(_ connection: Int)
  /// So many bytes of messages are on their way, or were thrown away with the connection.
  func wrote(_ connection: Int, bytes: Int)
  /// The other end's TCP has acknowledged this message, and all before it, counted from 1.
  func acknowledged(_ connection: Int, messages: Int)
  /// The connection is gone.
  func closed(_ connection: Int)
  /// The descriptor that is watched can be read.
  func isReadable()
  /// What is answered to a plain GET; nil: there is nothing.
  func page(_ path: String) -> WebPage?
}

/// A small answer to a plain request.
package struct WebPage: Sendable {
  package var status: Int
  package var type: StaticString
  package var body: [UInt8]

  package init(status: Int, type: StaticString, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }
}

/// Why there is no server.
package enum ServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The address cannot be listened on.
  case listen(String)
  /// Certificate and key cannot be used.
  case certificate(String)

  package var description: String {
    switch self {
    case .listen(let why), .certificate(let why): why
    }
  }
}
