/// What a server answered.
package struct HTTPAnswer: Equatable, Sendable {
  /// From 200 to 999; a redirect is an answer, since following it would take the token elsewhere.
  package let status: Int
  /// For how many seconds the server does not want to be asked again; nil when it does not say.
  package let retryAfter: Int?
  /// The first 4 KiB of the body.
  package let body: [UInt8]

  package init(status: Int, retryAfter: Int? = nil, body: [UInt8] = []) {
    self.status = status
    self.retryAfter = retryAfter
    self.body = body
  }

  /// Whether the server says that it did what was asked (2xx).
  package var isSuccess: Bool { (200..<300).contains(status) }
}
