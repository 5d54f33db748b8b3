/// A request, checked when it is made.
///
/// Headers and body hold secrets, so no description of it shows them.
package struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package let method: Method
  package let address: WebAddress
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  /// Whether the server has to show a certificate that is good for its name.
  let asksIdentity: Bool

  // The headers have to fit into the library's buffer (``ClientContext``) beside its own.
  private static let mostHeaderBytes = 8192
  private static let longestBody = 1 << 20
  private static let ours = [
    "host", "connection", "content-length", "transfer-encoding", "expect", "upgrade",
  ]

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - method: a GET has no body.
  ///   - url: `http://…` or `https://…`, see ``WebAddress/init(_:)``.
  ///   - headers: names and values, sent in this order, at most 8 KiB together. `Host`, `Connection` and
  ///     `Content-Length` are written by the client.
  ///   - body: at most 1 MiB.
  ///   - asksIdentity: false for a question to this machine, which may be asked by an address that no certificate
  ///     names, and which carries no secret.
  /// - Throws: ``HTTPError`` (`badURL`, `badRequest`). A control byte anywhere is refused, so nothing that comes in
  ///   with a value can end a header and begin another.
  package init(
    _ method: Method = .post, url: String, headers: [(String, String)] = [], body: [UInt8] = [],
    asksIdentity: Bool = true
  ) throws(HTTPError) {
    self.method = method
    address = try WebAddress(url)
    guard method == .post || body.isEmpty else { throw .badRequest("a GET has no body") }
    var size = 0
    for (name, value) in headers {
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isToken) else {
        throw .badRequest("a header's name is empty or holds a byte that none may have")
      }
      guard !Self.ours.contains(name.lowercased()) else {
        throw .badRequest("the header '\(name)' is the client's own")
      }
      guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw .badRequest("the value of the header '\(name)' holds a control byte")
      }
      size += name.utf8.count + value.utf8.count + 4
    }
    guard size <= Self.mostHeaderBytes else {
      throw .badRequest("its headers are larger than \(Self.mostHeaderBytes) bytes")
    }
    guard body.count <= Self.longestBody else {
      throw .badRequest("its body is larger than \(Self.longestBody) bytes")
    }
    self.headers = headers.map { ($0, $1) }
    self.body = body
    self.asksIdentity = asksIdentity
  }

  package var description: String { "\(method.rawValue) \(address)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  /// What follows the request line and `Host`, each line with its end, without the empty line.
  var headerBytes: [UInt8] {
    var text = ""
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if method == .post { text += "Content-Length: \(body.count)\r\n" }
    return Array(text.utf8)
  }

  /// Source: RFC 9110 section 5.6.2.
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
