/// What a reader knows about names.
public struct Vocabulary {
  /// What the sender of a header is to the file that is read.
  ///
  /// Asked for each header outside a fence, with the header and the bytes of its line without line feed; the
  /// bytes are valid during the call only.
  public var standing: (_ header: Header, _ line: UnsafeRawBufferPointer) -> Standing
  /// Whether a word is the name of somebody, however its letters are cased.
  ///
  /// Asked for the words of a line that begins with `###` and a date and is no header.
  public var isKnownName: (String) -> Bool

  /// Makes a vocabulary from its two questions.
  public init(
    standing: @escaping (_ header: Header, _ line: UnsafeRawBufferPointer) -> Standing,
    isKnownName: @escaping (String) -> Bool
  ) {
    self.standing = standing
    self.isKnownName = isKnownName
  }

  /// Each header begins a message, and no name is known: what a bot needs that reads its own file.
  public static var everybodyIsLocal: Vocabulary {
    Vocabulary(standing: { _, _ in .local }, isKnownName: { _ in false })
  }
}
