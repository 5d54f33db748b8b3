/// Who has a chat file open for writing, as far as it can be found out.
package enum FileWriters: Equatable, Sendable {
  /// Nobody.
  case none
  /// Somebody, and every write goes to the end of the file whatever happens to that.
  case appending
  /// Somebody who writes at a place of his own, or may do so.
  case writing(String)
  /// The file system knows no leases, so nobody can say.
  case unknown

  /// How often a lease is asked for, a millisecond apart, before the processes are looked through: most writers open,
  /// write and close.
  private static let attempts = 40

  /// Finds out.
  ///
  /// A read lease is granted only when nobody has the file open for writing, and we cannot keep it: to open the file for
  /// writing ourselves would break it. So the answer is true for an instant, and whoever acts on it does so at once.
  /// A descriptor with `O_APPEND` does no harm; that there is no other one only root knows who sees every process.
  /// Source: fcntl(2) `F_SETLEASE`, proc(5) `fdinfo`.
  package static func of(_ file: ChatFile, _ processes: ProcessTable = ProcessTable()) -> FileWriters {
    var found: [ProcessTable.Writer] = []
    for _ in 0..<3 {
      for _ in 0..<attempts {
        guard let hasWriter = file.hasWriter() else { return .unknown }
        if !hasWriter { return .none }
        Pause.nanoseconds(1_000_000)
      }
      found = processes.writers(of: file.identity)
      if let other = found.first(where: { !$0.appends }) { return .writing(other.text) }
      if let first = found.first, !processes.showsEverybody { return .writing(first.text) }
      if !found.isEmpty { return .appending }
    }
    return .writing("a process that cannot be seen")
  }
}
