/// Why a path is not taken as a chat file.
package enum ChatFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name is a symbolic link. It counts only when it leads to another configured chat.
  case symbolicLink(path: String)
  /// A folder, FIFO, socket or device.
  case notRegular(path: String, kind: FileStatus.Kind)
  /// Hard links: somebody else's file could be behind the name.
  case manyLinks(path: String, links: Int)
  /// The kernel refused. `ENOENT` when the file is missing.
  case system(SystemError)

  package var description: String {
    switch self {
    case .symbolicLink(let path): "\(path): is a symbolic link"
    case .notRegular(let path, let kind): "\(path): is a \(kind), not a regular file"
    case .manyLinks(let path, let links): "\(path): has \(links) hard links, a chat file has one"
    case .system(let error): error.description
    }
  }

  /// The failed call; nil: what stands there is no plain file.
  package var systemError: SystemError? {
    if case .system(let error) = self { error } else { nil }
  }

  /// Whether there is simply no file at the path.
  package var isMissing: Bool {
    if case .system(let error) = self { error.isMissing } else { false }
  }
}
