import CLinux
import Glibc

/// A file whose flock says that its holder lives, and whose text says who that is.
///
/// The kernel gives the lock up when the process ends, however it ends; so a file that is left over
/// proves nothing, and only the lock counts. Source: R15, R16, flock(2).
package final class LockFile {
  package let path: String
  private let descriptor: Descriptor

  private init(_ path: String, _ descriptor: Descriptor) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Takes the lock, and writes who we are into the file.
  ///
  /// The file is made with mode 0600 and never through a link. It is given up when the object goes.
  /// - Parameters:
  ///   - path: the lock file.
  ///   - holder: what to write; this process by default.
  /// - Returns: the held lock; nil when another process has it.
  /// - Throws: ``SystemError`` of `open` (`ELOOP` for a link), `flock` (`ENOLCK`), `ftruncate` and `pwrite`
  ///   (`ENOSPC`), and `EEXIST` for something that is no plain file. `EINTR` is retried.
  package static func acquire(
    _ path: String, as holder: LockHolder = ThisProcess.holder
  ) throws(SystemError) -> LockFile? {
    // Who only looks (isHeld) has the lock for microseconds; that must not pass for a second daemon.
    for attempt in 0..<4 {
      if attempt > 0 { pause() }
      let lock = LockFile(path, try open(path, O_RDWR | O_CREAT))
      guard try lock.take(LOCK_EX) else { continue }
      // Its last holder may have removed the file between our open and our lock.
      guard try lock.isAtItsPath() else { continue }
      try lock.write(Array(holder.text.utf8))
      return lock
    }
    return nil
  }

  /// Takes a lock that is held for life, as ``acquire(_:as:)``; one whose holder is dead is waited for.
  ///
  /// A process that is killed while it starts a child leaves its descriptors to that child until it has become
  /// another program, which takes a busy machine some milliseconds. Waits for about a second at most.
  package static func acquireForLife(_ path: String) throws(SystemError) -> LockFile? {
    for _ in 0..<128 {
      if let lock = try acquire(path) { return lock }
      guard let holder = holder(path), !holder.isAlive else { return nil }
      pause()
    }
    return nil
  }

  /// Whether a living process holds the lock.
  ///
  /// A missing file is not held. Throws ``SystemError`` of `open` and `flock`.
  package static func isHeld(_ path: String) throws(SystemError) -> Bool {
    do throws(SystemError) {
      return try !LockFile(path, try open(path, O_RDONLY)).take(LOCK_SH)
    } catch {
      if error.errno == ENOENT { return false }
      throw error
    }
  }

  /// What the file says about its holder, now or last; nil without a file or a legible text.
  package static func holder(_ path: String) -> LockHolder? {
    guard
      let file = try? open(path, O_RDONLY),
      let bytes = try? SmallFile.read(file, path, limit: 8192)
    else { return nil }
    return LockHolder(text: String(decoding: bytes, as: UTF8.self))
  }

  /// Removes the file, while the lock is still held, so that nobody takes a file without a name.
  ///
  /// Throws ``SystemError`` of `unlink`, except for `ENOENT`; does nothing when another file stands there.
  package func remove() throws(SystemError) {
    guard try isAtItsPath() else { return }
    do throws(SystemError) {
      try systemCall("unlink", path) { unlink(path) }
    } catch {
      if error.errno != ENOENT { throw error }
    }
  }

  private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor {
    let flags = flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    let descriptor = Descriptor(try systemCall("open", path) { Glibc.open(path, flags, 0o600) })
    let status = try FileStatus(of: descriptor.number, path: path)
    guard status.kind == .regular, status.links <= 1 else {
      throw SystemError(call: "open", path: path, errno: EEXIST)
    }
    return descriptor
  }

  private func take(_ operation: Int32) throws(SystemError) -> Bool {
    do throws(SystemError) {
      try systemCall("flock", path) { flock(descriptor.number, operation | LOCK_NB) }
      return true
    } catch {
      if error.errno == EWOULDBLOCK { return false }
      throw error
    }
  }

  private func isAtItsPath() throws(SystemError) -> Bool {
    var raw = stat()
    guard lstat(path, &raw) == 0 else { return false }
    return FileStatus(raw).identity == (try FileStatus(of: descriptor.number, path: path)).identity
  }

  private func write(_ bytes: [UInt8]) throws(SystemError) {
    try systemCall("ftruncate", path) { ftruncate(descriptor.number, 0) }
    let count = try systemCall("pwrite", path) { pwrite(descriptor.number, bytes, bytes.count, 0) }
    guard count == bytes.count else { throw SystemError(call: "pwrite", path: path, errno: ENOSPC) }
  }

  private static func pause() {
    var time = timespec(tv_sec: 0, tv_nsec: 2_000_000)
    nanosleep(&time, nil)
  }
}
