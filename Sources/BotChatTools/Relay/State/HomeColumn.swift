import BotChatCore

/// The home of a message as a column of its row, with what is the same for almost all messages above its number.
///
/// A column for how often the message stands there and one for whether it is trusted would each be a byte more.
struct HomeColumn {
  /// Numbers of files are below this bit.
  private static let bit = 24
  /// SQL for the number of the file.
  static let number = "(message.home & \(1 << bit - 1))"
  /// SQL for whether the sender's name can be believed.
  static let isTrusted = "(message.home >> \(bit) >= -1)"

  /// What is stored.
  let value: Int

  init(value: Int) { self.value = value }

  init(_ record: MessageRecord) {
    let times = record.isTrusted ? record.count &- 1 : -record.count &- 2
    value = times << Self.bit | record.home & (1 << Self.bit - 1)
  }

  var home: Int { value & (1 << Self.bit - 1) }

  var isTrusted: Bool { value >> Self.bit >= -1 }

  /// How often it stood in its home at the last count.
  var count: Int {
    let times = value >> Self.bit
    return times >= -1 ? times + 1 : -times - 2
  }
}
