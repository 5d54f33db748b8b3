import CLinux
import Glibc

/// One physical chat file, held open.
///
/// It stays this file whatever happens to its name: renamed over, unlinked or rotated, the held
/// descriptor still reads it. Chat files are only ever appended to. Source: R8, R9, DESIGN.md section 8.
package final class ChatFile {
  /// The path for people: the folder's as given, and the name.
  package let path: String
  /// Device and inode.
  ///
  /// Valid for as long as this object lives, since it holds the inode.
  package let identity: FileIdentity
  /// Read-only, and never anything else: a lease can only be asked for on such a descriptor.
  let reader: Descriptor
  /// Append-only, opened at the first append.
  var writer: Descriptor?
  /// Owner and group, as they were when the file was last looked at.
  var lastStatus: FileStatus
  /// When there was last plenty of room, on the steady clock, and how much may be written on the strength of it.
  var roomSeen: (at: Int64, bytes: Int)?
  /// write(2); only tests put another one here, since the kernel makes no short write on demand.
  var kernelWrite: (Int32, UnsafeRawPointer?, Int) -> Int = { Glibc.write($0, $1, $2) }

  /// Opens the file of one name below its folder.
  ///
  /// The name is opened with `O_PATH` first, which has no effect on a device or FIFO, then judged, and
  /// only a regular file with one link is opened again for reading, with the rights of its owner.
  /// Throws ``ChatFileError``; `EINTR` is retried; `EAGAIN` when somebody holds a lease on the file.
  package init(name: String, in folder: Folder) throws(ChatFileError) {
    path = folder.path(of: name)
    let place: (held: Descriptor, status: FileStatus)
    do throws(SystemError) {
      place = try Self.locate(name, in: folder, path)
    } catch {
      throw .system(error)
    }
    if let refusal = Self.refusal(place.status, path) { throw refusal }
    do throws(SystemError) {
      reader = try Self.reopen(place.held, place.status, O_RDONLY, path)
    } catch {
      throw .system(error)
    }
    identity = place.status.identity
    lastStatus = place.status
  }

  /// The status of the open file.
  ///
  /// Throws ``SystemError`` of `fstat` (`EIO`, `ESTALE` on network file systems).
  package func status() throws(SystemError) -> FileStatus {
    lastStatus = try FileStatus(of: reader.number, path: path)
    return lastStatus
  }

  /// Reads bytes at an offset into the beginning of the buffer.
  ///
  /// The buffer is grown to `count` when it is smaller and never shrunk, so a buffer that is used again
  /// costs nothing. What stands in it beyond the answer is left over from before.
  /// - Parameters:
  ///   - offset: bytes from the beginning of the file.
  ///   - count: how many bytes to read at most.
  ///   - buffer: takes the bytes from its index 0.
  /// - Returns: how many bytes were read; fewer than `count` only at the end of the file.
  /// - Throws: ``SystemError`` of `pread` (`EIO`, `EINVAL` for a negative offset); `EINTR` is retried.
  package func read(from offset: Int, count: Int, into buffer: inout [UInt8]) throws(SystemError) -> Int {
    guard count > 0 else { return 0 }
    if buffer.count < count {
      buffer.append(contentsOf: repeatElement(0, count: count - buffer.count))
    }
    var done = 0
    while done < count {
      let step = try systemCall("pread", path) {
        buffer.withUnsafeMutableBytes { bytes in
          pread(reader.number, bytes.baseAddress?.advanced(by: done), count - done, offset + done)
        }
      }
      if step == 0 { break }
      done += step
    }
    return done
  }

  /// Takes the lock that says which relay serves this file, for the life of this object.
  ///
  /// Returns false when another process has it. Throws ``SystemError`` of `flock` (`ENOLCK`, and `EBADF`
  /// on NFS, where it needs a writable descriptor). Source: R16, flock(2).
  package func lockForLife() throws(SystemError) -> Bool {
    do throws(SystemError) {
      try systemCall("flock", path) { flock(reader.number, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error.errno == EWOULDBLOCK { return false }
      throw error
    }
  }

  /// Whether anybody has the file open for writing: true, false, or nil when leases are not possible.
  ///
  /// A read lease is refused with `EAGAIN` while there is a writer; a granted one is given up at once.
  /// Our own writer is closed first. An open for writing in that instant waits for us, except one with
  /// `O_NONBLOCK`, which fails with `EAGAIN`. Source: R5, fcntl(2) `F_SETLEASE`.
  package func hasWriter() -> Bool? {
    closeWriter()
    // Whoever opens for writing while we hold the lease makes the kernel send us SIGIO, which kills.
    Signals.ignoreHarmless()
    guard let status = try? status() else { return nil }
    do throws(SystemError) {
      try FileOwner.acting(for: status, path: path) { () throws(SystemError) in
        try systemCall("fcntl(F_SETLEASE)", path) { cl_take_read_lease(reader.number) }
        try systemCall("fcntl(F_SETLEASE)", path) { cl_give_up_lease(reader.number) }
      }
      return false
    } catch {
      return error.errno == EAGAIN ? true : nil
    }
  }

  /// Opens again what a descriptor holds, with the rights of the file's owner.
  ///
  /// `O_NONBLOCK` keeps a lease of somebody else from stopping us: `EAGAIN` at once. `O_NOATIME` is left
  /// out where it is not allowed. Throws ``SystemError`` of `open`.
  static func reopen(
    _ held: Descriptor, _ status: FileStatus, _ access: Int32, _ path: String
  ) throws(SystemError) -> Descriptor {
    let flags = access | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let magicPath = held.magicPath
    return try FileOwner.acting(for: status, path: path) { () throws(SystemError) in
      let quiet = open(magicPath, flags | cl_O_NOATIME)
      if quiet >= 0 { return Descriptor(quiet) }
      return Descriptor(try systemCall("open", path) { open(magicPath, flags) })
    }
  }

  /// Holds what a name stands for without opening it.
  ///
  /// Throws ``SystemError`` of `openat2`.
  private static func locate(
    _ name: String, in folder: Folder, _ path: String
  ) throws(SystemError) -> (held: Descriptor, status: FileStatus) {
    try Folder.check(name, in: folder.path)
    let number = try systemCall("openat2", path) {
      cl_open_beneath(folder.descriptor.number, name, cl_O_PATH | O_NOFOLLOW | O_CLOEXEC)
    }
    let held = Descriptor(number)
    return (held, try FileStatus(of: number, path: path))
  }

  private static func refusal(_ status: FileStatus, _ path: String) -> ChatFileError? {
    switch status.kind {
    case .regular: break
    case .symlink: return .symbolicLink(path: path)
    default: return .notRegular(path: path, kind: status.kind)
    }
    if status.links == 0 { return .system(SystemError(call: "open", path: path, errno: ENOENT)) }
    return status.links == 1 ? nil : .manyLinks(path: path, links: status.links)
  }
}
