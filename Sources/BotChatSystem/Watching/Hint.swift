/// A hint of the kernel that something in a watched folder is worth a look.
///
/// Hints are never the truth: they merge, overflow, and come late. Source: R1, inotify(7).
package struct Hint: Equatable, Sendable {
  /// What seems to have happened.
  package enum Kind: Equatable, Sendable {
    /// The content of the named file changed.
    case changed
    /// Somebody who had the named file open for writing closed it. Only when closes are watched.
    case closed
    /// The name was made, or moved in.
    case appeared
    /// The name was removed, or moved away.
    case vanished
    /// The folder itself was removed, moved or unmounted; it is not watched any more.
    case folderGone
    /// Events were lost: everything is to be looked at.
    case overflow
  }

  /// The folder's path as it was given to the watcher; empty for an overflow.
  package let folder: String
  /// The name in the folder; empty when it is about the folder itself, and for an overflow.
  package let name: String
  package let kind: Kind

  package init(folder: String, name: String, kind: Kind) {
    self.folder = folder
    self.name = name
    self.kind = kind
  }
}
