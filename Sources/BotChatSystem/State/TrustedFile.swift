import Glibc

/// A configuration or token: a file that only the caller and root can have written.
package enum TrustedFile {
  /// Reads the file whole.
  ///
  /// Links are followed: what is judged is the file that is read.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: how many bytes it may have.
  /// - Returns: its bytes, and its status before they were read.
  /// - Throws: ``TrustError``: owner, mode or kind, or ``SystemError`` of `open` and `read`, with
  ///   `EFBIG` for more than `limit` bytes. `EINTR` is retried.
  package static func read(
    _ path: String, limit: Int
  ) throws(TrustError) -> (bytes: [UInt8], status: FileStatus) {
    let (file, status) = try open(path)
    do throws(SystemError) {
      return (try SmallFile.read(file, path, limit: limit), status)
    } catch {
      throw .system(error)
    }
  }

  /// Opens the file for reading, and judges what was opened.
  ///
  /// Throws ``TrustError`` as ``read(_:limit:)``.
  static func open(_ path: String) throws(TrustError) -> (file: Descriptor, status: FileStatus) {
    let file: Descriptor
    let status: FileStatus
    do throws(SystemError) {
      let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
      file = Descriptor(try systemCall("open", path) { Glibc.open(path, flags) })
      status = try FileStatus(of: file.number, path: path)
    } catch {
      throw .system(error)
    }
    if let refusal = TrustError.judge(status, path, is: .regular) { throw refusal }
    return (file, status)
  }
}
