import CLinux
import Glibc

/// A log in the state folder that sets itself aside when it has grown too large.
///
/// `relay.log` becomes `relay.log.1`, that one `relay.log.2`, and so on. It may be standard error itself, which
/// other threads write to meanwhile: the new file takes the place of the old one at once, so each line goes into
/// one of the two. A failure costs the setting aside and nothing else. Source: DESIGN 7.
package final class LogFile {
  /// The path as people know it.
  package let path: String
  private let folder: StateFolder
  private let name: String
  /// What is written to; it stays the same number.
  private let descriptor: Int32
  /// Closes the descriptor with this object, unless it is somebody else's.
  private let owned: Descriptor?

  /// Opens a log of our own, and makes it with mode 0600 where it is missing.
  ///
  /// Throws ``SystemError`` as ``StateFolder/openToAppend(_:)``.
  package init(_ name: String, in folder: StateFolder) throws(SystemError) {
    let opened = try folder.openToAppend(name)
    self.folder = folder
    self.name = name
    path = folder.path(of: name)
    descriptor = opened.number
    owned = opened
  }

  /// Takes up standard error, or another descriptor that stays open; nil unless it leads to a file of that folder
  /// whose name ends in `.log`.
  package init?(of descriptor: Int32 = StandardError.descriptor, in folder: StateFolder) {
    guard let place = LinkTarget.read("/proc/self/fd/\(descriptor)") else { return nil }
    let name = PathText.divide(place).name
    guard name.hasSuffix(".log"), let status = try? FileStatus(of: descriptor, path: place),
      status.kind == .regular, (try? folder.status(of: name))?.identity == status.identity
    else { return nil }
    self.folder = folder
    self.name = name
    path = folder.path(of: name)
    self.descriptor = descriptor
    owned = nil
  }

  /// Writes a line in one `write`; a failure is not reported, since there is no other place to report it to.
  package func write(_ line: String) { StandardStream.write(line, to: descriptor) }

  /// Sets the log aside if it has more than `maxSize` bytes, and keeps `keep` such logs.
  ///
  /// Where somebody else has set it aside, or removed it, a new one is begun in its place. To be called now and
  /// then, by one thread.
  package func lookAfter(maxSize: Int, keep: Int) {
    guard let status = try? FileStatus(of: descriptor, path: path) else { return }
    do throws(SystemError) {
      if try folder.status(of: name)?.identity == status.identity {
        guard status.size > maxSize else { return }
        try setAside(keep: keep)
      }
      try begin()
    } catch {
      // The lines go on into the file that is open, wherever it stands by now.
    }
  }

  /// Gives every log the next higher number, from the highest on; what has none to be kept under is removed.
  private func setAside(keep: Int) throws(SystemError) {
    for number in try olderNumbers() {
      if number >= keep {
        try folder.remove("\(name).\(number)")
      } else {
        try folder.rename("\(name).\(number)", to: "\(name).\(number + 1)")
      }
    }
    if keep > 0 { try folder.rename(name, to: "\(name).1") } else { try folder.remove(name) }
  }

  /// The numbers of the logs that were set aside, descending; a larger one, such as a date, is none of ours.
  private func olderNumbers() throws(SystemError) -> [Int] {
    let numbers = try folder.names().compactMap { other in
      other.hasPrefix("\(name).") ? Int(other.dropFirst(name.count + 1)) : nil
    }
    return numbers.filter { Self.numbers.contains($0) }.sorted(by: >)
  }

  /// As many as a configuration can ask for.
  private static let numbers = 1...1000

  /// Turns to the file that stands at the name, or to a new one.
  private func begin() throws(SystemError) {
    let new = try folder.openToAppend(name)
    try systemCall("dup3", path) { cl_replace(new.number, descriptor, owned == nil ? 0 : O_CLOEXEC) }
  }
}
