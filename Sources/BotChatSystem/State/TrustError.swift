/// Why a path of ours is not trusted.
///
/// Source: DESIGN.md section 6: configuration, token and state paths belong to the caller or root and are
/// writable by nobody else.
package enum TrustError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It belongs to another user than the caller and root.
  case foreignOwner(path: String, owner: UInt32)
  /// Group or others may write to it.
  case writableByOthers(path: String, mode: UInt32)
  /// It is not of the kind that it should be.
  case wrongKind(path: String, kind: FileStatus.Kind)
  /// The kernel refused.
  case system(SystemError)

  package var description: String {
    switch self {
    case .foreignOwner(let path, let owner): "\(path): belongs to uid \(owner)"
    case .writableByOthers(let path, let mode):
      "\(path): mode 0\(String(mode, radix: 8)) lets others write"
    case .wrongKind(let path, let kind): "\(path): is a \(kind)"
    case .system(let error): error.description
    }
  }

  /// Whether there is simply nothing at the path.
  package var isMissing: Bool {
    if case .system(let error) = self { error.isMissing } else { false }
  }

  /// Whether it is somebody else's, or the kernel lets only others in.
  package var isRefused: Bool {
    switch self {
    case .foreignOwner: true
    case .system(let error): error.isRefused
    case .writableByOthers, .wrongKind: false
    }
  }

  /// Judges a status; nil when the path can be trusted.
  static func judge(_ status: FileStatus, _ path: String, is kind: FileStatus.Kind) -> TrustError? {
    if status.kind != kind { return .wrongKind(path: path, kind: status.kind) }
    if status.owner != 0, status.owner != ThisProcess.user {
      return .foreignOwner(path: path, owner: status.owner)
    }
    return status.isWritableByOthers ? .writableByOthers(path: path, mode: status.mode) : nil
  }
}
