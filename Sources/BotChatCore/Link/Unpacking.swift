import BotChatFormat

/// What is made of a text that came from another machine: blocks for the file of the bot that lives there.
///
/// A header inside the text is kept where its sender may speak; everything else is quoted below a header of ours. So
/// what stands in the file is always the bot's, or that of somebody who may speak from there.
///
/// Source: DESIGN 9, F8, R20.
package struct Unpacking: Sendable {
  /// Why a text is not taken.
  package enum Refusal: Error, Sendable, Equatable {
    /// It has nothing but blanks.
    case empty
    /// More bytes than a message may have.
    case tooLong(bytes: Int, limit: Int)
  }

  private let rule: LinkRule
  private let recipients: [String]
  private let everybody: String
  private let stamp: Outgoing.Stamp
  private let limit: Int

  /// - Parameters:
  ///   - rule: who may speak.
  ///   - recipients: to whom a text without a header goes.
  ///   - everybody: the word for everybody, for when these are too many for one header.
  ///   - stamp: now.
  ///   - limit: the most bytes that a message may have.
  package init(
    _ rule: LinkRule, to recipients: [String], everybody: String, stamp: Outgoing.Stamp, limit: Int
  ) {
    self.rule = rule
    self.recipients = recipients
    self.everybody = everybody
    self.stamp = stamp
    self.limit = limit
  }

  /// Makes the blocks of a text.
  ///
  /// - Parameters:
  ///   - text: what came.
  ///   - number: tells two equal texts of one second apart, in the tag of a header of ours.
  /// - Returns: the blocks, in their order, each as a delivery stands (F8).
  /// - Throws: ``Refusal``.
  package func blocks(of text: [UInt8], number: Int) throws(Refusal) -> [[UInt8]] {
    guard text.count <= limit + Header.longestLine else {
      throw .tooLong(bytes: text.count, limit: limit)
    }
    var blocks: [[UInt8]] = []
    var loose = 0
    func close(_ end: Int) throws(Refusal) {
      if let block = try ours(Array(text[loose..<end]), number, part: blocks.count) { blocks.append(block) }
    }
    let pieces = Self.pieces(of: text)
    for (place, piece) in pieces.enumerated() {
      guard let message = piece.message, rule.keepsHeader(of: message.header.sender) else { continue }
      try close(piece.offset)
      blocks.append(Self.kept(message))
      loose = place + 1 < pieces.count ? pieces[place + 1].offset : text.count
    }
    try close(text.count)
    guard !blocks.isEmpty else { throw .empty }
    return blocks
  }

  /// Where headers and near-headers stand, each reaching to the next one; a header without a body is no message: it
  /// would take for its body what is written behind it.
  private static func pieces(of text: [UInt8]) -> [(offset: Int, message: ParsedMessage?)] {
    var reader = ChatReader(
      .cold, at: 0, context: .preamble, limit: max(1, text.count), vocabulary: .everybodyIsLocal)
    var items: [Item] = []
    text.withUnsafeBytes { reader.append($0, into: &items) }
    reader.settle(into: &items)
    var pieces: [(offset: Int, message: ParsedMessage?)] = items.compactMap { item in
      switch item {
      case .message(let message): (message.offset, message.body.isEmpty ? nil : message)
      case .nearHeader(let block): (block.offset, nil)
      case .foreign, .relayed, .stray: nil
      }
    }
    if let last = reader.remainder.headerOffset { pieces.append((last, nil)) }
    return pieces
  }

  /// A message whose header is kept, byte for byte.
  ///
  /// Only a code block that nobody closed gets an end: it would reach into what is written behind it (F6).
  private static func kept(_ message: ParsedMessage) -> [UInt8] {
    var body = message.body
    if let closing = FenceClosing.line(for: body) { body += (body.last == 0x0A ? [] : [0x0A]) + closing }
    var bytes: [UInt8] = []
    Delivery.write(headerLine: message.headerLine, body: body, into: &bytes)
    return bytes
  }

  /// A text below a header of ours; nil where there is none.
  private func ours(_ text: [UInt8], _ number: Int, part: Int) throws(Refusal) -> [UInt8]? {
    let tag = part == 0 ? "#\(number)" : "#\(number).\(part)"
    do throws(Outgoing.Refusal) {
      return try compose(text, recipients, tag)
    } catch {
      switch error {
      case .empty: return nil
      case .tooLong(let bytes, let limit): throw .tooLong(bytes: bytes, limit: limit)
      // Names of the configuration and numbers: only too many of them make no header.
      case .badTag, .tooManyRecipients: break
      }
    }
    do throws(Outgoing.Refusal) {
      return try compose(text, [everybody], tag)
    } catch {
      throw .tooLong(bytes: text.count, limit: limit)
    }
  }

  private func compose(
    _ text: [UInt8], _ recipients: [String], _ tag: String
  ) throws(Outgoing.Refusal) -> [UInt8] {
    try Outgoing(
      from: rule.bot, to: recipients, tag: tag, text: text, stamp: stamp, limit: limit
    ).bytes
  }
}
