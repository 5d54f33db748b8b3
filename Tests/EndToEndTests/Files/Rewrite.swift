import Testing

/// What happens to chat files between two readings (R9).
enum Rewrite: String, CaseIterable {
  case cleared
  case trimmedToLastFive
  case rotated
  case renamedOverWhole
  case renamedOverTrimmed
  case renamedOverPreambleOnly
  case rewrittenWhole
  case rewrittenTrimmed
  case truncatedAtMessage
  case truncatedInMessage
  case olderCopyRestored
  case sameCopyRestored
  case oldMessageEdited
  case oldMessageRemoved
  case tidiedBlankLines
  case removedAndMadeAgain
  case archivedAndRestored

  /// Does it to the file, which holds a preamble and the pieces.
  func perform(on path: String, preamble: [UInt8], pieces: [[UInt8]]) throws {
    let whole = Disk.read(path) ?? []
    let lastFive = preamble + pieces.suffix(5).joined()
    switch self {
    case .cleared: try Disk.write([], to: path)
    case .trimmedToLastFive: try Disk.write(Array(pieces.suffix(5).joined()), to: path)
    case .rotated:
      try Disk.move(path, to: path + ".1")
      try Disk.write([], to: path)
    case .renamedOverWhole: try renameOver(path, whole)
    case .renamedOverTrimmed: try renameOver(path, lastFive)
    case .renamedOverPreambleOnly: try renameOver(path, preamble)
    case .rewrittenWhole: try Disk.write(whole, to: path)
    case .rewrittenTrimmed: try Disk.write(lastFive, to: path)
    case .truncatedAtMessage: try Disk.write(preamble + pieces.prefix(3).joined(), to: path)
    case .truncatedInMessage:
      try Disk.write(preamble + pieces.prefix(3).joined() + pieces[3].dropLast(25), to: path)
    case .olderCopyRestored: try renameOver(path, preamble + pieces.prefix(4).joined())
    case .sameCopyRestored: try renameOver(path, whole)
    case .oldMessageEdited: try Disk.write(Self.replacing("Number 3.", "Numbre 3!", in: whole), to: path)
    case .oldMessageRemoved:
      try Disk.write(preamble + pieces.prefix(2).joined() + pieces.dropFirst(3).joined(), to: path)
    case .tidiedBlankLines: try Disk.write(Self.replacing("\n\n###", "\n\n\n\n###", in: whole), to: path)
    case .removedAndMadeAgain:
      Disk.remove(path)
      try Disk.write(preamble, to: path)
    case .archivedAndRestored:
      try Disk.move(path, to: path + ".archive")
      try Disk.write(preamble, to: path)
      try Disk.move(path + ".archive", to: path)
    }
  }

  private func renameOver(_ path: String, _ bytes: [UInt8]) throws {
    try Disk.write(bytes, to: path + ".tmp")
    try Disk.move(path + ".tmp", to: path)
  }

  private static func replacing(_ text: String, _ other: String, in bytes: [UInt8]) -> [UInt8] {
    Array(
      String(decoding: bytes, as: UTF8.self).split(separator: text, omittingEmptySubsequences: false)
        .joined(separator: other).utf8)
  }
}
