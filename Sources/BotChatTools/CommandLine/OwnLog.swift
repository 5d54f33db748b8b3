import BotChatCore
import BotChatSystem

/// The log under `log/` that a daemon's standard error was sent into, which it keeps small itself (DESIGN 7).
struct OwnLog {
  /// Nil where standard error leads anywhere else, such as to a terminal or a service manager.
  private let file: LogFile?

  /// `state` is the state folder.
  init(inState state: String) {
    let path = "\(state)/log"
    // It is not made: where it is missing, nothing was sent there.
    let folder = (try? Folder(path: path)) == nil ? nil : try? StateFolder(path: path)
    file = folder.flatMap { LogFile(in: $0) }
  }

  /// Sets it aside when it is too large; to be called with each poll.
  func lookAfter(_ settings: LogSettings) {
    file?.lookAfter(maxSize: settings.maxSize.bytes, keep: settings.keep)
  }
}
