import BotChatCore
import BotChatSystem

/// The log under `log/` that a daemon's standard error was sent into, which it keeps small itself (DESIGN 7).
struct OwnLog {
  /// Nil where standard error leads anywhere else, such as to a terminal or a service manager.
  private let file: LogFile?

  init(in source: ConfigurationFile) {
    let path = "\(source.state)/log"
    // It is not made: where it is missing, nothing was sent there.
    let folder = (try? Folder(path: path)) == nil ? nil : try? StateFolder(path: path)
    file = folder.flatMap { LogFile(in: $0) }
  }

  /// Sets it aside when it is too large; to be called with each poll.
  func lookAfter(_ source: ConfigurationFile) {
    file?.lookAfter(maxSize: source.configuration.log.maxSize.bytes, keep: source.configuration.log.keep)
  }
}
