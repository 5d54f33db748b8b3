import CLinux
import Glibc

extension ChatFile {
  /// Below this much free space the bytes are reserved before they are written: 64 MiB.
  package static let comfortableSpace = 64 << 20

  /// Appends the bytes in one `write`, and finishes it when the kernel took only a part.
  ///
  /// - Returns: where the bytes stand in the file, in bytes from its beginning.
  /// - Throws: ``AppendError`` with the range that was written before the failure: `ENOSPC`, `EDQUOT`,
  ///   `EFBIG`, `EIO`, `EACCES`, `EROFS`, `EAGAIN` (a lease), or foreign bytes in the middle of a short
  ///   write. `EINTR` is retried; it comes only before the first byte of a call.
  @discardableResult
  package func append(_ bytes: [UInt8]) throws(AppendError) -> Range<Int> {
    var written = 0..<0
    let torn: Range<Int>?
    do throws(SystemError) {
      guard !bytes.isEmpty else {
        let size = try status().size
        return size..<size
      }
      let writer = try openWriter(lastStatus)
      torn = try FileOwner.acting(for: lastStatus, path: path) { () throws(SystemError) in
        try write(bytes, to: writer, &written)
      }
    } catch {
      throw AppendError(path: path, written: written, reason: .system(error))
    }
    if let torn { throw AppendError(path: path, written: written, reason: .interleaved(rest: torn)) }
    return written
  }

  /// Empties the file; only for files that are nobody's record.
  ///
  /// Throws ``SystemError`` of `open` and `ftruncate`. `EINTR` is retried.
  package func clear() throws(SystemError) {
    let writer = try openWriter(status())
    try systemCall("ftruncate", path) { ftruncate(writer.number, 0) }
  }

  /// Opens the file for appending and closes it again: whether the owner's rights and the mount allow it.
  ///
  /// Throws ``SystemError`` of `open` (`EACCES`, `EROFS`, `EAGAIN` for a lease).
  package func checkWriting() throws(SystemError) {
    _ = try openWriter(status())
    closeWriter()
  }

  /// Asks whether the owner's rights and the mount allow it to append, without opening the file.
  ///
  /// An open for writing would be seen by whoever waits for the last writer to close it (R5). Throws
  /// ``SystemError`` of `faccessat` (`EACCES`, `EROFS`, `EPERM` for a file that is immutable).
  package func askWriting() throws(SystemError) {
    let place = "/proc/self/fd/\(reader.number)"
    try FileOwner.acting(for: try status(), path: path) { () throws(SystemError) in
      try systemCall("faccessat", path) { faccessat(AT_FDCWD, place, W_OK, AT_EACCESS) }
    }
  }

  /// Closes the descriptor of `append`, so that we are not seen as a writer.
  package func closeWriter() {
    writer = nil
  }

  /// Brings everything that was appended to the disk.
  ///
  /// The descriptor that was open before the append is synced, since it hears of each failed write-back
  /// once, also after ``closeWriter()``. Throws ``SystemError`` of `fdatasync` (`EIO`, `ENOSPC`,
  /// `EDQUOT`): then what was appended counts as unknown. `EINTR` is retried. Source: R11, R12.
  package func sync() throws(SystemError) {
    try systemCall("fdatasync", path) { fdatasync(reader.number) }
  }

  /// Makes sure that so many bytes fit, before any of them is written.
  ///
  /// Only when less than 64 MiB more than that is free, the blocks are reserved beyond the end, without
  /// changing the size. Plenty of room that was seen within the last two seconds is not asked for again: who
  /// fills a gigabyte meanwhile causes a short write, which is finished later. Throws ``SystemError`` of `fallocate` (`ENOSPC`, `EDQUOT`, `EFBIG`), and `ENOSPC`
  /// where reserving is not supported and the free space is too small; `EINTR` is retried.
  /// Source: R12, fallocate(2).
  package func reserve(_ bytes: Int) throws(SystemError) {
    let now = MonotonicClock.now()
    if let roomSeen, now - roomSeen.at < 2_000_000_000, roomSeen.bytes >= bytes {
      self.roomSeen?.bytes -= bytes
      return
    }
    roomSeen = nil
    var space = statvfs()
    try systemCall("fstatvfs", path) { fstatvfs(reader.number, &space) }
    // Some network file systems answer 0 for everything: then nothing is known.
    let isKnown = space.f_blocks > 0
    let (free, overflow) = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
    if isKnown, overflow || free >= UInt64(Self.comfortableSpace + bytes) {
      if overflow || free >= 1 << 30 { roomSeen = (now, Self.comfortableSpace) }
      return
    }

    let status = try status()
    let writer = try openWriter(status)
    do throws(SystemError) {
      try FileOwner.acting(for: status, path: path) { () throws(SystemError) in
        try systemCall("fallocate", path) { cl_reserve(writer.number, status.size, max(1, bytes)) }
      }
    } catch {
      guard error.errno == EOPNOTSUPP || error.errno == ENOSYS else { throw error }
      if isKnown, free < UInt64(bytes) { throw SystemError(call: "fallocate", path: path, errno: ENOSPC) }
    }
  }

  private func openWriter(_ status: FileStatus) throws(SystemError) -> Descriptor {
    if let writer { return writer }
    let writer = try Self.reopen(reader, status, O_WRONLY | O_APPEND, path)
    self.writer = writer
    return writer
  }

  /// Writes until all bytes stand in the file; `written` grows with each part.
  ///
  /// Returns nil, or the range of a part that others' bytes keep apart from the ones before it. Throws
  /// ``SystemError`` of `write` and `lseek`.
  private func write(
    _ bytes: [UInt8], to writer: Descriptor, _ written: inout Range<Int>
  ) throws(SystemError) -> Range<Int>? {
    while written.count < bytes.count {
      let done = written.count
      let step = try systemCall("write", path) {
        bytes.withUnsafeBytes { all in
          kernelWrite(writer.number, all.baseAddress?.advanced(by: done), all.count - done)
        }
      }
      guard step > 0 else { throw SystemError(call: "write", path: path, errno: EIO) }
      // With O_APPEND the position after the write is the end of what it wrote.
      let end = try systemCall("lseek", path) { lseek(writer.number, 0, SEEK_CUR) }
      let part = (end - step)..<end
      if done > 0, part.lowerBound != written.upperBound { return part }
      written = (done == 0 ? part.lowerBound : written.lowerBound)..<end
      // Finishing behind somebody else's bytes would tear the message for good.
      if written.count < bytes.count, try status().size != end { return end..<end }
    }
    return nil
  }
}
