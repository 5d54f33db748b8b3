/// The private pair of homes that the relay serves beside the configured ones, for the health check alone.
///
/// Source: H2.
package enum CanaryPair {
  package static let sender = "Canary-Out"
  package static let recipient = "Canary-In"

  /// The file that the health check writes.
  package static func sent(inState state: String) -> String { "\(state)/canary/sent/BOT_CHAT.md" }

  /// The file that the relay carries it to.
  package static func received(inState state: String) -> String { "\(state)/canary/received/BOT_CHAT.md" }
}
