import Glibc

/// Compares a chat file with all that its own bots wrote and all that had to be delivered to it.
///
/// The file must be a shuffle of exactly these pieces, byte for byte: each piece once and whole, those of one
/// source in the order of the source, and nothing else in between. It shares no code with the product.
enum Judge {
  /// What is wrong with `file`; nil when nothing is.
  ///
  /// `own` is what the bots at home wrote, `sources` for each source file the deliveries that had to come from
  /// it; both in order.
  static func verdict(
    on file: [UInt8], own: [[UInt8]], sources: [(name: String, pieces: [[UInt8]])],
    allowsFragments: Bool = false
  )
    -> String?
  {
    let rows = [(name: "its own", pieces: own)] + sources
    var next = Array(repeating: 0, count: rows.count)
    var at = 0
    while at < file.count {
      var best: Int?
      for row in rows.indices where next[row] < rows[row].pieces.count {
        let piece = rows[row].pieces[next[row]]
        guard stands(piece, in: file, at: at) else { continue }
        if let other = best, rows[other].pieces[next[other]].count >= piece.count { continue }
        best = row
      }
      if let best {
        at += rows[best].pieces[next[best]].count
        next[best] += 1
      } else if at > 0, file[at] == 10, file[at - 1] != 10 {
        at += 1  // the line before had no end: the relay may give it one (R8)
      } else if allowsFragments, let length = fragment(of: rows.dropFirst(), next, in: file, at: at) {
        at += length  // cut off by a kill, with others' bytes behind it: the whole must follow (R11)
      } else {
        let wanted = rows.indices.filter { next[$0] < rows[$0].pieces.count }.map {
          "\(rows[$0].name): \(excerpt(rows[$0].pieces[next[$0]], at: 0))"
        }
        return "at byte \(at) stands \(excerpt(file, at: at))\nwhere one of these may stand:\n"
          + wanted.joined(separator: "\n")
      }
    }
    for row in rows.indices where next[row] < rows[row].pieces.count {
      return "missing from \(rows[row].name), \(rows[row].pieces.count - next[row]) of "
        + "\(rows[row].pieces.count): \(excerpt(rows[row].pieces[next[row]], at: 0))"
    }
    return nil
  }

  /// How long the beginning of a due delivery is that stands here; nil when it is nothing but a line end.
  private static func fragment(
    of rows: ArraySlice<(name: String, pieces: [[UInt8]])>, _ next: [Int], in file: [UInt8], at start: Int
  ) -> Int? {
    let lengths = rows.indices.filter { next[$0] < rows[$0].pieces.count }.map { row in
      zip(file[start...], rows[row].pieces[next[row]]).prefix { $0 == $1 }.count
    }
    return lengths.max().flatMap { $0 > 1 ? $0 : nil }
  }

  private static func stands(_ piece: [UInt8], in file: [UInt8], at start: Int) -> Bool {
    guard !piece.isEmpty, start + piece.count <= file.count else { return false }
    return file.withUnsafeBytes { all in
      piece.withUnsafeBytes { part in
        guard let base = all.baseAddress, let wanted = part.baseAddress else { return false }
        return memcmp(base + start, wanted, part.count) == 0
      }
    }
  }

  private static func excerpt(_ bytes: [UInt8], at start: Int) -> String {
    String(decoding: bytes[start..<min(bytes.count, start + 160)], as: UTF8.self).debugDescription
  }
}
