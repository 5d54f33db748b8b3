/// The private pair of chat files through which healthcheck sends its test messages, end to end (H2).
///
/// The relay serves it beside the configured homes. Nobody else can write to these two names or be written to by
/// them, and they are no part of everybody.
package enum CanaryPair {
  /// Who writes, and lives in the first file.
  package static let sender = "Canary-Out"
  /// Who is written to, and lives in the second.
  package static let recipient = "Canary-In"
  /// Both names, which nobody else can have.
  package static let names = [sender, recipient]
  /// The folder of both, in the state folder.
  package static let folder = "canary"
  /// The folders in that one which hold the chat files, in the order of ``names``.
  package static let subfolders = ["sent", "received"]

  /// The paths of the two chat files, in the order of ``names``.
  package static func chats(inState state: String) -> [String] {
    subfolders.map { "\(state)/\(folder)/\($0)/BOT_CHAT.md" }
  }

  /// How long the ids of its messages are kept: a day, since its files are only ever appended to or emptied.
  package static let remember = Interval.days(1)
}
