import Glibc

/// Where a request goes: an `http` or `https` URL, taken apart and checked.
///
/// Its description is only scheme, host and port: a path or query can hold a secret (Telegram's bot API has the
/// token in its path). Source: RFC 3986, RFC 9110 section 4.2.
package struct WebAddress: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
  /// Whether the connection is encrypted and the server's certificate checked.
  package let isEncrypted: Bool
  /// A name, or an IPv4 or IPv6 address without brackets.
  package let host: String
  package let port: UInt16
  /// Path and query as they are sent; begins with a slash.
  package let target: String

  // What libwebsockets writes the request line and the Host header with: 2048 and 128 bytes, cut off without a word.
  private static let longestTarget = 2000
  private static let longestHost = 100

  /// Takes a URL apart.
  ///
  /// - Parameter url: of printable ASCII without blanks. A user, a fragment, an IPv6 address with `https` (whose
  ///   certificate libwebsockets cannot check) and what would not fit are refused.
  /// - Throws: ``HTTPError/badURL(_:)``, whose text says what is wrong and does not repeat the URL.
  package init(_ url: String) throws(HTTPError) {
    guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .badURL("it holds bytes that are not printable ASCII, which a URL has to percent-encode")
    }
    let scheme = url.prefix { $0 != ":" }
    var rest = url[scheme.endIndex...]
    isEncrypted = scheme.lowercased() == "https"
    guard isEncrypted || scheme.lowercased() == "http", rest.hasPrefix("://") else {
      throw .badURL("it does not begin with http:// or https://")
    }
    rest = rest.dropFirst(3)
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let (authority, tail) = (rest[..<end], rest[end...])
    guard !authority.contains("@") else {
      throw .badURL("it holds a user or password: give a token file instead")
    }
    guard !tail.contains("#") else { throw .badURL("it has a fragment (#), which is never sent") }
    target = tail.hasPrefix("/") ? String(tail) : "/" + tail
    guard target.utf8.count <= Self.longestTarget else {
      throw .badURL("its path is longer than \(Self.longestTarget) bytes")
    }
    let (host, port) = try Self.divide(authority)
    guard host.utf8.count <= Self.longestHost else {
      throw .badURL("its host is longer than \(Self.longestHost) bytes")
    }
    self.host = host
    self.port = try Self.number(port) ?? (isEncrypted ? 443 : 80)
    guard !(isEncrypted && host.contains(":")) else {
      throw .badURL("https needs a host name or an IPv4 address, not an IPv6 address")
    }
  }

  /// Takes the URL of a WebSocket apart, as ``init(_:)`` does; `ws` stands for `http`, `wss` for `https`.
  package init(socket url: String) throws(HTTPError) {
    let scheme = url.prefix { $0 != ":" }.lowercased()
    guard scheme == "ws" || scheme == "wss" else { throw .badURL("it does not begin with ws:// or wss://") }
    try self.init("http" + url.dropFirst(2))
  }

  /// Whether the host is this machine, by its name or address.
  package var isLoopback: Bool { host.lowercased() == "localhost" || host == "::1" || host.hasPrefix("127.") }

  /// The host as it stands in a URL, with the port where it is not the scheme's own: the `Host` header.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == (isEncrypted ? 443 : 80) ? name : "\(name):\(port)"
  }

  /// Whether the host is an address, for which nobody has to be asked.
  var isNumeric: Bool { Self.isAddress(host, AF_INET) || Self.isAddress(host, AF_INET6) }

  package var description: String { "\(isEncrypted ? "https" : "http")://\(authority)" }
  package var customMirror: Mirror { Mirror(self, children: []) }

  private static func divide(_ authority: Substring) throws(HTTPError) -> (host: String, port: Substring?) {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else {
        throw .badURL("its IPv6 address has no closing bracket")
      }
      let host = String(authority[authority.index(after: authority.startIndex)..<end])
      let rest = authority[authority.index(after: end)...]
      guard isAddress(host, AF_INET6) else { throw .badURL("what stands in brackets is no IPv6 address") }
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw .badURL("its host is followed by something that is no port")
      }
      return (host, rest.isEmpty ? nil : rest.dropFirst())
    }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let host = parts.first ?? ""
    guard !host.isEmpty else { throw .badURL("it has no host") }
    guard host.allSatisfy({ $0.isLetter || $0.isNumber || "-._".contains($0) }) else {
      throw .badURL("its host holds a character that no host name has")
    }
    return (String(host), parts.count > 1 ? parts[1] : nil)
  }

  private static func number(_ port: Substring?) throws(HTTPError) -> UInt16? {
    guard let port, !port.isEmpty else { return nil }
    guard port.allSatisfy(\.isNumber), let number = UInt16(port), number > 0 else {
      throw .badURL("its port is no number from 1 to 65535")
    }
    return number
  }

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var address = in6_addr()
    return inet_pton(family, text, &address) == 1
  }
}
