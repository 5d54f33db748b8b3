/// A message that came from another machine, as it is remembered with what was made of it (DESIGN 9).
package struct Received: Sendable, Equatable {
  /// Who sent it, as the hub stamped it.
  package var sender: String
  /// By what it is known when it comes again; nil: nothing tells it from another one.
  package var name: String?
  /// Its number in the room; nil: the hub gives none.
  package var sequence: Int64?
  /// The connection that it came by: numbers of another one mean nothing there.
  package var connection: Int
  /// Bytes of its text.
  package var size: Int
  /// Whether it is a word of the bot, who then has answered what was written to it.
  package var speaks: Bool

  package init(sender: String, name: String?, sequence: Int64?, connection: Int, size: Int, speaks: Bool) {
    self.sender = sender
    self.name = name
    self.sequence = sequence
    self.connection = connection
    self.size = size
    self.speaks = speaks
  }
}
