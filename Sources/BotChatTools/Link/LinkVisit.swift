import BotChatCore
import BotChatSystem

/// A short visit to a link's hub: whether it is there, and knows the token.
///
/// No room is joined, so a link that is in it stays there.
struct LinkVisit {
  private let link: Link
  private let token: String

  /// How long the hub has, in seconds.
  private static let patience = 10

  init(_ link: Link, token: String) {
    self.link = link
    self.token = token
  }

  /// What is wrong; nil: the hub lets us in.
  func problem() -> String? {
    do {
      return try visit()
    } catch {
      return "\(link.hub): \(error)"
    }
  }

  private func visit() throws -> String? {
    let address = try WebAddress(socket: link.hub)
    let events = try Mailbox<WebSocketConnection.Event>()
    let waiter = try Waiter()
    try waiter.add(events.descriptor)
    var limits = WebSocketConnection.Limits()
    limits.connecting = Self.patience
    let connection = try WebSocketConnection(
      address, proxy: ProxyChoice.proxy(for: address, ThisProcess.environment), limits: limits
    ) { events.put($0) }
    let end = MonotonicClock.now() + Int64(Self.patience) * 1_000_000_000
    var isKnown = false
    while case let left = end - MonotonicClock.now(), left > 0 {
      try waiter.wait(nanoseconds: left) { _ in }
      for event in events.take() {
        switch event {
        case .opened: connection.send(ClientFrame.auth(token: token).bytes)
        case .text(let bytes):
          switch try bytes.withUnsafeBytes({ try Frames.hub($0) }) {
          case .authOK:
            isKnown = true
            connection.close()
          case .error(let error): return "\(link.hub) does not let its link in: \(error.message)"
          default: break
          }
        case .ended(let error): return isKnown ? nil : "\(error)"
        }
      }
    }
    return isKnown ? nil : "\(link.hub) does not answer"
  }
}
