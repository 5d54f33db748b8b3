import Glibc

/// A file with a bearer token, which is read again when it has changed.
///
/// The token is in no argument list, log or description, only in what ``read()`` answers. Source: W3.
package final class TokenFile: CustomStringConvertible, CustomReflectable {
  package let path: String
  private var known: (status: FileStatus, token: String)?

  private static let longest = 4096

  /// Names the file; it is opened with the first ``read()``.
  package init(path: String) {
    self.path = path
  }

  /// The token, from the file as it is now.
  ///
  /// Each time the file is opened and judged; its content is read again when identity, size, time or rights are
  /// other than the last time. Links are followed: what is judged is the file that is read.
  /// - Returns: one line of printable ASCII without blanks, what stands around it cut off.
  /// - Throws: ``TokenError``. A file of more than 4096 bytes is `EFBIG`.
  package func read() throws(TokenError) -> String {
    do throws(TokenError) {
      let (file, status) = try open()
      if let known, known.status == status { return known.token }
      let token = try parse(try content(of: file))
      // The kernel's clock for files is coarse: two writes at one moment can look like one.
      known = WallClock.now() - status.changed > 1_000_000_000 ? (status, token) : nil
      return token
    } catch {
      known = nil
      throw error
    }
  }

  package var description: String { "TokenFile(\(path))" }
  package var customMirror: Mirror { Mirror(self, children: ["path": path]) }

  /// Whether the next ``read()`` can do without the content.
  var isKept: Bool { known != nil }

  private func open() throws(TokenError) -> (file: Descriptor, status: FileStatus) {
    let opened: (file: Descriptor, status: FileStatus)
    do throws(TrustError) {
      opened = try TrustedFile.open(path)
    } catch {
      throw .untrusted(error)
    }
    guard opened.status.mode & 0o077 == 0 else { throw .openToOthers(path: path, mode: opened.status.mode) }
    return opened
  }

  private func content(of file: Descriptor) throws(TokenError) -> [UInt8] {
    do throws(SystemError) {
      return try SmallFile.read(file, path, limit: Self.longest)
    } catch {
      throw .untrusted(.system(error))
    }
  }

  private func parse(_ bytes: [UInt8]) throws(TokenError) -> String {
    let blanks = Array(" \t\r\n".utf8)
    guard let first = bytes.firstIndex(where: { !blanks.contains($0) }),
      let last = bytes.lastIndex(where: { !blanks.contains($0) })
    else { throw .empty(path: path) }
    let token = bytes[first...last]
    guard !token.contains(UInt8(ascii: "\n")) else { throw .manyLines(path: path) }
    guard token.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .unprintable(path: path) }
    return String(decoding: token, as: UTF8.self)
  }
}
