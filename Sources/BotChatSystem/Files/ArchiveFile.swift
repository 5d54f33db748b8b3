import CLinux
import Glibc

/// The file beside a chat file that its old messages go to.
///
/// It stands in a folder that may be somebody else's: it is opened without following links, counts only when it is a
/// plain file with one name, and is made, read and written with the rights of the chat file's owner.
package final class ArchiveFile {
  /// Why the file cannot be taken.
  package enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
    case notPlain(path: String)
    case manyLinks(path: String, links: Int)
    case foreign(path: String)
    case system(SystemError)

    package var description: String {
      switch self {
      case .notPlain(let path): "\(path) is there already, and is no plain file"
      case .manyLinks(let path, let links): "\(path) has \(links) names (hard links)"
      case .foreign(let path): "\(path) belongs to another user than the chat file"
      case .system(let error): error.description
      }
    }
  }

  package let path: String
  private let name: String
  private let folder: Folder
  private let owner: FileStatus
  private let file: Descriptor

  private static let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

  /// Opens the archive.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - folder: the chat file's folder.
  ///   - owner: the chat file's status; as it is, a new archive is made.
  ///   - isNew: whether none may be there.
  /// - Throws: ``Refusal``; with `isNew` `EEXIST` where something stands there.
  package init(_ name: String, in folder: Folder, like owner: FileStatus, isNew: Bool) throws(Refusal) {
    self.name = name
    self.folder = folder
    self.owner = owner
    path = folder.path(of: name)
    let path = path
    do throws(SystemError) {
      try Folder.check(name, in: folder.path)
      file = try FileOwner.acting(for: owner, path: path) { () throws(SystemError) in
        let file: Descriptor
        if isNew {
          file = Descriptor(
            try systemCall("openat", path) {
              openat(folder.descriptor.number, name, Self.flags | O_CREAT | O_EXCL, 0o600)
            })
          // What the umask takes off is given back.
          try systemCall("fchmod", path) { fchmod(file.number, owner.mode & 0o777) }
        } else {
          file = Descriptor(
            try systemCall("openat2", path) { cl_open_beneath(folder.descriptor.number, name, Self.flags) })
        }
        return file
      }
    } catch {
      throw .system(error)
    }
    if let refusal = try? Self.refusal(FileStatus(of: file.number, path: path), path, owner) { throw refusal }
  }

  /// Why what stands at the name cannot be an archive of the chat file with this status; nil when it can.
  package static func refusal(_ status: FileStatus, _ path: String, _ owner: FileStatus) -> Refusal? {
    guard status.kind == .regular else { return .notPlain(path: path) }
    guard status.links == 1 else { return .manyLinks(path: path, links: status.links) }
    return status.owner == owner.owner || geteuid() != 0 ? nil : .foreign(path: path)
  }

  /// How long it is, in bytes.
  ///
  /// Throws ``SystemError`` of `fstat`.
  package func size() throws(SystemError) -> Int { try FileStatus(of: file.number, path: path).size }

  /// Whether its last line has no end.
  ///
  /// Throws ``SystemError`` of `pread`.
  package func endsInLine() throws(SystemError) -> Bool {
    let size = try size()
    var last: UInt8 = 10
    if size > 0 { try systemCall("pread", path) { pread(file.number, &last, 1, size - 1) } }
    return last != 10
  }

  /// Writes bytes at a place.
  ///
  /// Throws ``SystemError`` of `pwrite` (`ENOSPC`, `EDQUOT`). A short write is gone on with.
  package func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      done += try systemCall("pwrite", path) {
        bytes.withUnsafeBytes {
          pwrite(file.number, $0.baseAddress?.advanced(by: done), bytes.count - done, offset + done)
        }
      }
    }
  }

  /// Reads at most so many bytes at a place.
  ///
  /// Throws ``SystemError`` of `pread`.
  package func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = try systemCall("pread", path) { pread(file.number, &bytes, count, offset) }
    bytes.removeLast(count - got)
    return bytes
  }

  /// Makes its bytes and its name durable.
  ///
  /// Throws ``SystemError`` of `open` and `fsync`.
  package func sync() throws(SystemError) {
    try systemCall("fsync", path) { fsync(file.number) }
    try syncFolder()
  }

  /// Cuts it to a length, durably.
  ///
  /// Throws ``SystemError`` of `ftruncate` and `fsync`.
  package func cut(to length: Int) throws(SystemError) {
    try systemCall("ftruncate", path) { ftruncate(file.number, length) }
    try systemCall("fsync", path) { fsync(file.number) }
  }

  /// Takes its name away, durably.
  ///
  /// Throws ``SystemError`` of `unlinkat`, `open` and `fsync`.
  package func remove() throws(SystemError) {
    try FileOwner.acting(for: owner, path: path) { () throws(SystemError) in
      try systemCall("unlinkat", path) { unlinkat(folder.descriptor.number, name, 0) }
    }
    try syncFolder()
  }

  private func syncFolder() throws(SystemError) {
    let magicPath = folder.descriptor.magicPath
    let opened = Descriptor(
      try systemCall("open", folder.path) { open(magicPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    try systemCall("fsync", folder.path) { fsync(opened.number) }
  }
}
