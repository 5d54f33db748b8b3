/// Text of a chat file that is nobody's message here: misfiled, written by the relay, badly begun, or stray.
///
/// Source: F1, R3, R8.
public struct Block: Sendable, Equatable {
  /// How much of its text is kept, in bytes: enough to show it.
  public static let longestText = 4096

  /// The line it begins with, without its line feed; empty for stray text, which has none.
  public var line: [UInt8]
  /// What that line says, when it is a header.
  public var header: Header?
  /// The file offset in bytes where it starts.
  public var offset: Int
  /// The file offset in bytes where reading goes on behind it.
  public var end: Int
  /// The text behind its line, at most ``longestText`` bytes, without closing blank lines.
  public var text: [UInt8]
  /// The length of that text in bytes before it was cut.
  public var length: Int

  /// Makes a block from its parts; without a length it is that of the text.
  public init(
    line: [UInt8], header: Header?, offset: Int = 0, end: Int = 0, text: [UInt8] = [], length: Int? = nil
  ) {
    self.line = line
    self.header = header
    self.offset = offset
    self.end = end
    self.text = text
    self.length = length ?? text.count
  }
}
