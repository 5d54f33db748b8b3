import CLinux
import Glibc

/// A folder of the toolkit's own state.
///
/// Held open like a ``Folder``; names in it are never followed through links.
/// Source: DESIGN.md section 6.
package final class StateFolder {
  private let folder: Folder

  /// The path as it was given.
  package var path: String { folder.path }

  /// Device and inode of what is held.
  package var identity: FileIdentity { folder.identity }

  /// Opens the folder, and makes it and its parents with mode 0700 where they are missing.
  ///
  /// Throws ``TrustError`` when it is not a folder, belongs to another user than the caller and root, or
  /// others may write to it; ``SystemError`` in it of `mkdir` and `open`.
  package convenience init(path: String) throws(TrustError) {
    do throws(SystemError) {
      try Self.make(path)
    } catch {
      throw .system(error)
    }
    try self.init(standing: path)
  }

  private init(standing path: String) throws(TrustError) {
    let status: FileStatus
    do throws(SystemError) {
      folder = try Folder(path: path)
      status = try FileStatus(of: folder.descriptor.number, path: path)
    } catch {
      throw .system(error)
    }
    if let refusal = TrustError.judge(status, path, is: .directory) { throw refusal }
  }

  /// Why this user cannot look into a state folder at this path; nil where there is none, too.
  package static func readingRefusal(_ path: String) -> TrustError? {
    do throws(SystemError) {
      _ = try Folder(path: path)
      try systemCall("access", path) { access(path, R_OK | X_OK) }
      return nil
    } catch {
      return error.errno == ENOENT ? nil : .system(error)
    }
  }

  /// Why a state folder at this path would not be taken; nil when it would, or is missing and would be made.
  package static func refusal(_ path: String) -> TrustError? {
    do throws(SystemError) {
      let folder = try Folder(path: path)
      let status = try FileStatus(of: folder.descriptor.number, path: path)
      if let refusal = TrustError.judge(status, path, is: .directory) { return refusal }
      try systemCall("access", path) { access(path, R_OK | W_OK | X_OK) }
      return nil
    } catch {
      return error.errno == ENOENT ? refusalToMake(path) : .system(error)
    }
  }

  /// Whether the nearest folder above that is there would let us make the rest.
  private static func refusalToMake(_ path: String) -> TrustError? {
    var parts = path.utf8.split(separator: 0x2F)
    while parts.popLast() != nil {
      let parent = "/" + parts.map { String(decoding: Array($0), as: UTF8.self) }.joined(separator: "/")
      if access(parent, W_OK | X_OK) == 0 { return nil }
      if errno != ENOENT { return .system(SystemError(call: "mkdir", path: path, errno: errno)) }
    }
    return nil
  }

  /// A folder below this one, made when it is missing.
  ///
  /// This one is never made again: a state folder that was removed stays so until a person has seen it (R12). Throws
  /// as ``init(path:)``, and `ENOENT` when this folder is gone.
  package func subfolder(_ name: String) throws(TrustError) -> StateFolder {
    do throws(SystemError) {
      try Folder.check(name, in: path)
      if try !folder.exists(name) {
        try systemCall("mkdirat", path(of: name)) {
          // Somebody else may have made it in this moment.
          mkdirat(folder.descriptor.number, name, 0o700) == 0 || errno == EEXIST ? 0 : -1
        }
      }
    } catch {
      throw .system(error)
    }
    return try StateFolder(standing: path(of: name))
  }

  /// The path of a name in this folder, for a database or lock file.
  package func path(of name: String) -> String { folder.path(of: name) }

  /// Whether the name stands in the folder.
  ///
  /// Throws ``SystemError`` of `fstatat`.
  package func exists(_ name: String) throws(SystemError) -> Bool { try folder.exists(name) }

  /// As ``Folder/holds(_:)``.
  package func holds(_ name: EntryName) -> Bool { folder.holds(name) }

  /// The status of a name, of a link itself; nil when there is none.
  ///
  /// Throws ``SystemError`` of `fstatat`.
  package func status(of name: String) throws(SystemError) -> FileStatus? { try folder.status(of: name) }

  /// All names in the folder, sorted by bytes; half-written files are not among them.
  ///
  /// Throws ``SystemError`` of `opendir` and `readdir`.
  package func names() throws(SystemError) -> [String] {
    try FolderNames.list(folder.descriptor.magicPath).filter { !Self.isHalfWritten($0) }
  }

  /// Replaces a file with mode 0600 so that a reader sees the old content or the new, never a part.
  ///
  /// - Parameters:
  ///   - name: the file's name.
  ///   - bytes: its content.
  ///   - isDurable: whether content and name are synced, so that a power cut keeps one of the two. Marks
  ///     that are written often and mean nothing after a boot do without.
  /// - Throws: ``SystemError`` of `open`, `write` (`ENOSPC`, `EDQUOT`), `fsync` (`EIO`) and `rename`; the
  ///   old content is there as before. `EINTR` is retried.
  package func writeAtomically(
    _ name: String, _ bytes: [UInt8], isDurable: Bool = true
  ) throws(SystemError) {
    try Folder.check(name, in: path)
    // One name for each process: two writers of one file do not get into each other's halves.
    let draft = ".\(name).\(ThisProcess.pid)\(Self.draftSuffix)"
    do throws(SystemError) {
      try write(draft, bytes, isDurable)
      let number = folder.descriptor.number
      try systemCall("renameat", path(of: name)) { renameat(number, draft, number, name) }
    } catch {
      _ = unlinkat(folder.descriptor.number, draft, 0)
      throw error
    }
    if isDurable { try sync() }
  }

  /// Reads a small file whole; nil when there is none.
  ///
  /// Throws ``SystemError`` of `openat2` and `read`, `EFBIG` for more than `limit` bytes, and `EINVAL` for
  /// something that is no regular file. `EINTR` is retried.
  package func readSmall(_ name: String, limit: Int) throws(SystemError) -> [UInt8]? {
    guard let status = try folder.status(of: name) else { return nil }
    guard status.kind == .regular else {
      throw SystemError(call: "open", path: path(of: name), errno: EINVAL)
    }
    do throws(SystemError) {
      let number = try systemCall("openat2", path(of: name)) {
        cl_open_beneath(
          folder.descriptor.number, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY)
      }
      return try SmallFile.read(Descriptor(number), path(of: name), limit: limit)
    } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
  }

  /// Reads a file from an offset to its end, at most its last `limit` bytes; nil when there is none.
  ///
  /// Throws ``SystemError`` of `openat2`, `fstat` and `pread`. `EINTR` is retried.
  package func readTail(_ name: String, from offset: Int, limit: Int) throws(SystemError) -> [UInt8]? {
    guard let status = try folder.status(of: name), status.kind == .regular else { return nil }
    let path = path(of: name)
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
    let file = Descriptor(
      try systemCall("openat2", path) { cl_open_beneath(folder.descriptor.number, name, flags) })
    let begin = max(offset, status.size - limit, 0)
    var bytes = [UInt8](repeating: 0, count: max(0, status.size - begin))
    let count = try systemCall("pread", path) { pread(file.number, &bytes, bytes.count, begin) }
    return Array(bytes[..<count])
  }

  /// Opens a file for appending, and makes it with mode 0600 where it is missing.
  ///
  /// Throws ``SystemError`` of `openat` (`ELOOP` for a link), and `EEXIST` for something that is no plain file
  /// with one name. `EINTR` is retried.
  package func openToAppend(_ name: String) throws(SystemError) -> Descriptor {
    try Folder.check(name, in: path)
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    let file = Descriptor(
      try systemCall("openat", path(of: name)) { openat(folder.descriptor.number, name, flags, 0o600) })
    let status = try FileStatus(of: file.number, path: path(of: name))
    guard status.kind == .regular, status.links == 1 else {
      throw SystemError(call: "openat", path: path(of: name), errno: EEXIST)
    }
    return file
  }

  /// Removes a file.
  ///
  /// - Parameters:
  ///   - name: the file's name.
  ///   - isDurable: whether it is synced, so that a power cut does not bring it back.
  /// - Returns: whether it was there.
  /// - Throws: ``SystemError`` of `unlinkat` (`EISDIR`) and `fsync`.
  @discardableResult
  package func remove(_ name: String, isDurable: Bool = false) throws(SystemError) -> Bool {
    try Folder.check(name, in: path)
    do throws(SystemError) {
      try systemCall("unlinkat", path(of: name)) { unlinkat(folder.descriptor.number, name, 0) }
    } catch {
      if error.errno == ENOENT { return false }
      throw error
    }
    if isDurable { try sync() }
    return true
  }

  /// Gives a file another name; nothing happens when there is none.
  ///
  /// Throws ``SystemError`` of `renameat`. `EINTR` does not occur.
  package func rename(_ name: String, to other: String) throws(SystemError) {
    try Folder.check(name, in: path)
    try Folder.check(other, in: path)
    let number = folder.descriptor.number
    do throws(SystemError) {
      try systemCall("renameat", path(of: name)) { renameat(number, name, number, other) }
    } catch {
      if error.errno != ENOENT { throw error }
    }
  }

  /// Removes what killed processes left half-written.
  ///
  /// Throws ``SystemError`` of `opendir`.
  package func removeLeftovers(_ processes: ProcessTable = ProcessTable()) throws(SystemError) {
    for name in try FolderNames.list(folder.descriptor.magicPath) {
      guard let pid = Self.writer(of: name), processes.startTime(of: pid) == nil else { continue }
      _ = unlinkat(folder.descriptor.number, name, 0)
    }
  }

  private static let draftSuffix = ".half"

  private static func isHalfWritten(_ name: String) -> Bool { writer(of: name) != nil }

  /// The process that wrote a draft, or nil when the name is none.
  private static func writer(of name: String) -> Int32? {
    guard name.hasPrefix("."), name.hasSuffix(draftSuffix) else { return nil }
    return name.dropLast(draftSuffix.count).split(separator: ".").last.flatMap { Int32($0) }
  }

  private func write(_ draft: String, _ bytes: [UInt8], _ isDurable: Bool) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let path = path(of: draft)
    let file = Descriptor(
      try systemCall("openat", path) { openat(folder.descriptor.number, draft, flags, 0o600) })
    var done = 0
    while done < bytes.count {
      done += try systemCall("write", path) {
        bytes[done...].withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
      }
    }
    if isDurable { try systemCall("fsync", path) { fsync(file.number) } }
  }

  /// Syncs the names.
  ///
  /// An `O_PATH` descriptor cannot, so the folder is opened for it.
  private func sync() throws(SystemError) {
    let magicPath = folder.descriptor.magicPath
    let opened = Descriptor(
      try systemCall("open", path) { open(magicPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    try systemCall("fsync", path) { fsync(opened.number) }
  }

  private static func make(_ path: String) throws(SystemError) {
    var made = PathText.isAbsolute(path) ? "" : "."
    for part in PathText.names(path) {
      made += "/" + part
      do throws(SystemError) {
        try systemCall("mkdir", made) { mkdir(made, 0o700) }
      } catch {
        // On a read-only mount, and in folders that are not ours, what is there already is enough.
        var raw = stat()
        if stat(made, &raw) != 0 { throw error }
      }
    }
  }
}
