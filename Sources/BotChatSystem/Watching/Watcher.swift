import CInotifyTools
import CLinux
import Glibc

/// Watches folders through libinotifytools.
///
/// The library keeps one instance for the process in static storage, and is for one thread: make one
/// watcher, early (it uses an `fd_set`, so its descriptor has to be below 1024). Folders are watched,
/// never files, since a watch on a file falls silent when the file is replaced. The library's own map
/// from watch to name is not used: it keeps dead watches, answers old numbers for a folder that was made
/// again, and gives one name to an inode that has two. Source: R1, inotify(7).
package final class Watcher {
  private struct Watch {
    let identity: FileIdentity
    /// The paths as given that lead to this folder; empty after it was moved away.
    var folders: [String]
    var closes: Bool
  }

  /// Becomes readable when hints wait; for a ``Waiter``.
  ///
  /// Only ``drain(_:)`` may read from it.
  package let descriptor: Int32
  private var watches: [Int32: Watch] = [:]

  /// Starts the library.
  ///
  /// Throws ``SystemError`` of `inotify_init` (`EMFILE`: no instance is left for the user), and `EBUSY`
  /// when the process has a watcher already.
  package init() throws(SystemError) {
    let before = Set(try KernelWatches.instances())
    guard inotifytools_initialize() == 1 else {
      let number = inotifytools_error()
      throw SystemError(call: "inotify_init", path: "", errno: number == 0 ? EBUSY : number)
    }
    guard let number = try KernelWatches.instances().first(where: { !before.contains($0) }) else {
      throw SystemError(call: "inotify_init", path: "", errno: EBUSY)
    }
    guard number < 1024 else {
      inotifytools_cleanup()
      throw SystemError(call: "inotify_init", path: "", errno: EMFILE)
    }
    // The library does not ask for it, and a child that inherits the instance would keep it alive.
    try systemCall("fcntl(F_SETFD)", "inotify") { cl_set_close_on_exec(number) }
    descriptor = number
  }

  deinit {
    // What it has read ahead would come out under the next instance's numbers.
    while inotifytools_next_events(0, 1) != nil {}
    inotifytools_cleanup()
  }

  /// Watches a held folder; its hints carry `folder.path`.
  ///
  /// Watching it again is harmless, and revives it after `.folderGone`. Two paths to one folder each get
  /// their hints. While a ``Folder`` is held its removal is not reported: ask ``Folder/isStale``.
  /// - Parameters:
  ///   - folder: the folder.
  ///   - closes: whether the end of writing is reported too, as `.closed`.
  /// - Throws: ``SystemError`` of `inotify_add_watch` (`ENOSPC`: no watch is left for the user, then
  ///   the slow poll remains; `EACCES`; `ENOENT`). `EINTR` does not occur.
  package func watch(_ folder: Folder, closes: Bool = false) throws(SystemError) {
    let before = Set(try KernelWatches.numbers(of: descriptor))
    // A watch whose end is still in the queue can have the inode of a new folder: only live ones count.
    let known = watches.first { $0.value.identity == folder.identity && before.contains($0.key) }
    if let known, known.value.closes || !closes {
      // Not once more through the library, which would keep a record of each call for ever.
      forget(folder.path)
      watches[known.key]?.folders.append(folder.path)
      return
    }
    try add(folder.descriptor.magicPath, for: folder.path, closes)
    let added = try KernelWatches.numbers(of: descriptor).first { !before.contains($0) }
    forget(folder.path)
    if let added {
      watches[added] = Watch(identity: folder.identity, folders: [folder.path], closes: closes)
    } else if let known {
      // The kernel answered with the watch that it has for this inode, and took the new mask.
      watches[known.key]?.folders.append(folder.path)
      watches[known.key]?.closes = closes
    }
  }

  /// Watches the folder at a path, without holding it, so that its removal is reported.
  ///
  /// Throws ``SystemError`` as ``Folder/init(path:)`` and ``watch(_:closes:)``.
  package func watch(folder path: String, closes: Bool = false) throws(SystemError) {
    try watch(try Folder(path: path), closes: closes)
  }

  /// Hands over every hint that waits, and returns when there are no more.
  ///
  /// A failed read is told as `.overflow`. `EINTR` is retried.
  package func drain(_ body: (Hint) -> Void) {
    while true {
      // With a time-out of 0 the library's next_event would block for ever; this form does not.
      guard let event = inotifytools_next_events(0, 1) else {
        let number = inotifytools_error()
        if number == EINTR { continue }
        if number != 0 { body(Hint(folder: "", name: "", kind: .overflow)) }
        return
      }
      report(event, body)
    }
  }

  private func report(_ event: UnsafeMutablePointer<inotify_event>, _ body: (Hint) -> Void) {
    let mask = event.pointee.mask
    let number = event.pointee.wd
    if mask & UInt32(IN_Q_OVERFLOW) != 0 {
      body(Hint(folder: "", name: "", kind: .overflow))
      return
    }
    guard let watch = watches[number] else { return }
    if let kind = Self.kind(of: mask) {
      let name = kind == .folderGone ? "" : String(cString: inotify_event_name(event))
      for folder in watch.folders { body(Hint(folder: folder, name: name, kind: kind)) }
      if kind == .folderGone { watches[number]?.folders = [] }
    }
    // The number is dead now; it must never be given to the library again.
    if mask & UInt32(IN_IGNORED) != 0 { watches[number] = nil }
  }

  private static func kind(of mask: UInt32) -> Hint.Kind? {
    func has(_ bits: Int32) -> Bool { mask & UInt32(bits) != 0 }
    if has(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) { return .folderGone }
    if has(IN_CREATE | IN_MOVED_TO) { return .appeared }
    if has(IN_DELETE | IN_MOVED_FROM) { return .vanished }
    if has(IN_MODIFY) { return .changed }
    return has(IN_CLOSE_WRITE) ? .closed : nil
  }

  private func add(_ magicPath: String, for path: String, _ closes: Bool) throws(SystemError) {
    let names = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM
    let folder = IN_DELETE_SELF | IN_MOVE_SELF | Int32(bitPattern: UInt32(IN_ONLYDIR))
    let mask = IN_MODIFY | names | folder | (closes ? IN_CLOSE_WRITE : 0)
    guard inotifytools_watch_file(magicPath, mask) == 1 else {
      let number = inotifytools_error()
      throw SystemError(call: "inotify_add_watch", path: path, errno: number > 0 ? number : EIO)
    }
  }

  /// Takes a path off the folder it led to before: another folder stands there now.
  private func forget(_ path: String) {
    for number in watches.keys { watches[number]?.folders.removeAll { $0 == path } }
  }
}
