/// Why a request has no answer.
///
/// The texts name the server only by scheme, host and port, and never hold a header's value, a path, or a byte of
/// what was sent or received.
package enum HTTPError: Error, Equatable, Sendable, CustomStringConvertible {
  /// How far a request had come when its time was over.
  package enum Stage: Equatable, Sendable {
    /// Behind others, the most that are sent at once.
    case waiting
    /// The host's name was being looked up.
    case lookup
    /// The connection, and with `https` the agreement on its encryption.
    case connecting
    /// The request is sent, at least in part, and the answer not whole.
    case answer
  }

  /// The URL cannot be used; what is wrong with it.
  case badURL(String)
  /// A header or the body cannot be sent; what is wrong with it.
  case badRequest(String)
  /// The host's name leads to no address.
  case lookup(host: String, why: String)
  /// There is no connection.
  case connect(server: String, why: String)
  /// The encryption could not be agreed on, or the certificate is not good.
  case tls(server: String, why: String)
  /// The time was over.
  case timeout(server: String, Stage)
  /// The connection was closed before the answer was whole.
  case cutOff(server: String)
  /// The answer is no HTTP, or its header is larger than 8 KiB.
  case badAnswer(server: String)
  /// The body of the answer is larger than 1 MiB.
  case tooLarge(server: String)
  /// The client was closed.
  case closed
  /// The client could not be started.
  case unavailable(SystemError)

  package var description: String {
    switch self {
    case .badURL(let why): "the URL cannot be used: \(why)"
    case .badRequest(let why): "the request cannot be sent: \(why)"
    case .lookup(let host, let why): "\(host): no address: \(why)"
    case .connect(let server, let why): "\(server): no connection: \(why)"
    case .tls(let server, let why): "\(server): no trusted connection: \(why)"
    case .timeout(let server, .waiting): "\(server): timed out behind other requests"
    case .timeout(let server, .lookup): "\(server): timed out while the name was looked up"
    case .timeout(let server, .connecting): "\(server): timed out without a connection"
    case .timeout(let server, .answer): "\(server): timed out without a whole answer"
    case .cutOff(let server): "\(server): closed the connection before the answer was whole"
    case .badAnswer(let server): "\(server): what it answered is no HTTP answer, or has too large a header"
    case .tooLarge(let server): "\(server): its answer is larger than 1 MiB"
    case .closed: "the client is closed"
    case .unavailable(let error): "no request can be made: \(error)"
    }
  }
}
