/// Values that are filled into texts of the configuration where `{name}` stands.
///
/// Source: W3, W7.
package struct Placeholders: Sendable, Equatable {
  private let names: [String]
  private let values: [String]

  /// Pairs of a name without its braces and what stands for it.
  package init(_ values: KeyValuePairs<String, String>) {
    names = values.map { "{\($0.key)}" }
    self.values = values.map(\.value)
  }

  /// An argument list with everything filled in but its first word: no message chooses which program runs (R20).
  package func fill(_ arguments: [String]) -> [String] {
    arguments.prefix(1) + arguments.dropFirst().map { fill($0) }
  }

  /// A call with everything filled in that belongs to its command; an address stays as it is.
  package func fill(_ call: Call) -> Call {
    switch call {
    case .run(let arguments): .run(fill(arguments))
    case .post: call
    }
  }

  /// A text with everything filled in, in one pass: what was filled in is not looked at again.
  ///
  /// A name in braces that is none of ours stays.
  package func fill(_ template: String) -> String {
    var filled: [UInt8] = []
    var rest = Array(template.utf8)[...]
    while let brace = rest.firstIndex(of: UInt8(ascii: "{")) {
      filled += rest[..<brace]
      rest = rest[brace...]
      if let found = names.firstIndex(where: { rest.starts(with: $0.utf8) }) {
        filled += values[found].utf8
        rest = rest.dropFirst(names[found].utf8.count)
      } else {
        filled.append(rest.removeFirst())
      }
    }
    return String(decoding: filled + rest, as: UTF8.self)
  }
}
