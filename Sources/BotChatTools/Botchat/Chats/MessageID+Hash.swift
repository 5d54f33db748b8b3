import BotChatFormat
import BotChatSystem

extension MessageID {
  /// The id of a message, as everybody knows it (F9).
  init(headerLine: [UInt8], body: [UInt8], continuation: Int = 0) {
    var bytes: [UInt8] = []
    Canonical.append(headerLine: headerLine, body: body, continuation: continuation, into: &bytes)
    let hash = bytes.withUnsafeBytes { Hashing.blake2b128($0) }
    self.init(high: hash.0, low: hash.1)
  }
}
