/// A block that has begun and has not been handed out.
struct OpenBlock: Sendable {
  enum Kind: Sendable {
    case foreign
    case relayed
    case nearHeader
    case stray
  }

  let kind: Kind
  let line: [UInt8]
  let header: Header?
  var offset: Int
  /// It begins in the middle of a line, as stray text can.
  let startsInLine: Bool
  var text = Passage(limit: Block.longestText, keepsBeginning: true)

  /// To what text belongs that follows when it has been handed out.
  var context: Context {
    switch kind {
    case .foreign: return .foreign
    case .nearHeader: return .nearHeader
    case .relayed, .stray: return .stray
    }
  }

  /// The block as an item.
  ///
  /// - Parameter end: The file offset behind it.
  /// - Returns: The item.
  mutating func finish(end: Int) -> Item {
    let length = text.solidLength
    let block = Block(
      line: line, header: header, offset: offset, end: end, text: text.finish(), length: length)
    switch kind {
    case .foreign: return .foreign(block)
    case .relayed: return .relayed(block)
    case .nearHeader: return .nearHeader(block)
    case .stray: return .stray(block)
    }
  }
}
