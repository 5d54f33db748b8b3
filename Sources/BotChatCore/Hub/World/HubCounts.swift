/// What the hub has done since it began, and what it holds.
package struct HubCounts: Sendable, Equatable {
  package var connections = 0
  package var authenticated = 0
  package var rooms = 0
  /// Messages that are kept for somebody.
  package var kept = 0
  /// Bytes of their texts.
  package var keptBytes = 0
  /// Messages that are not durable yet.
  package var undurable = 0

  /// Messages that were taken.
  package var taken = 0
  /// Repetitions that were acknowledged again.
  package var repeated = 0
  /// Messages handed to a connection.
  package var sent = 0
  package var acks = 0
  /// Error frames, by code.
  package var errors: [String: Int] = [:]
  /// Why nothing can be stored at this moment; nil: it can.
  package var storageFailure: String?

  /// Nothing yet.
  package init() {}
}
