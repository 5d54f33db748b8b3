/// Why there is no WebSocket connection, or no longer.
///
/// The texts name the server by scheme, host and port, and hold nothing that was sent or received.
package enum WebSocketError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The address cannot be used; what is wrong with it.
  case badAddress(String)
  /// The host's name leads to no address.
  case lookup(host: String, why: String)
  /// There is no connection, or the server speaks no WebSocket.
  case connect(server: String, why: String)
  /// The proxy, by host and port, is not reached, or lets nobody through to the server.
  case proxy(server: String, proxy: String, why: String)
  /// The encryption could not be agreed on, or the certificate is not good.
  case tls(server: String, why: String)
  /// The time for connecting was over.
  case timeout(server: String)
  /// The server closed the connection, with this code if it gave one.
  case closed(server: String, code: Int?)
  /// Nothing was heard for too long, or the connection broke.
  case lost(server: String)
  /// A message was no text, or larger than is taken.
  case badMessage(server: String, why: String)
  /// No thread or memory could be had.
  case unavailable(SystemError)

  package var description: String {
    switch self {
    case .badAddress(let why): "the hub's address cannot be used: \(why)"
    case .lookup(let host, let why): "\(host): no address: \(why)"
    case .connect(let server, let why): "\(server): no connection: \(why)"
    case .proxy(let server, let proxy, let why): "\(server): no connection through the proxy \(proxy): \(why)"
    case .tls(let server, let why): "\(server): no trusted connection: \(why)"
    case .timeout(let server): "\(server): timed out without a connection"
    case .closed(let server, let code):
      "\(server): closed the connection" + (code.map { " (code \($0))" } ?? "")
    case .lost(let server): "\(server): the connection broke"
    case .badMessage(let server, let why): "\(server): \(why)"
    case .unavailable(let error): "no connection can be made: \(error)"
    }
  }
}
