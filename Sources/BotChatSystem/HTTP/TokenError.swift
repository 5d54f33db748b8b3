/// Why a file is not taken as a token.
///
/// No text holds a byte of the file's content.
package enum TokenError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Owner, kind or rights to write are not as they should be, or the kernel refused.
  case untrusted(TrustError)
  /// Group or others may do something with it, if only read it.
  case openToOthers(path: String, mode: UInt32)
  /// There is no token in it.
  case empty(path: String)
  /// There is more in it than one line.
  case manyLines(path: String)
  /// The line holds a blank, or a byte that is not printable ASCII.
  case unprintable(path: String)

  package var description: String {
    switch self {
    case .untrusted(let error): error.description
    case .openToOthers(let path, let mode):
      "\(path): mode 0\(String(mode, radix: 8)) is open to others, a token's file needs 0600"
    case .empty(let path): "\(path): holds no token"
    case .manyLines(let path): "\(path): holds more than one line, a token is one"
    case .unprintable(let path): "\(path): a token is of printable ASCII without blanks"
    }
  }

  /// Whether there is simply nothing at the path.
  package var isMissing: Bool {
    if case .untrusted(let error) = self { error.isMissing } else { false }
  }
}
